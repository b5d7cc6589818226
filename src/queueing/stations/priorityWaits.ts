/** The wait of one queue split among priority classes: what the urgent ones gain, the others lose. */
import { nonNegative } from '../check.js';
import { type Moments, zero } from '../moments.js';

/**
 * Waits by class at servers that finish what they began (non-preemptive priorities, first come, first served within a class), from the
 * wait that all would have in order of arrival. Relative to it, class k waits (1 - rho) / ((1 - s(k-1)) (1 - s(k))), s(k) the load
 * of the classes up to k: the ratio of one server (Cobham 1954) holds well for several (Bondi and Buzen 1984). The waits, weighed by
 * load, add up to that in order of arrival (Kleinrock's conservation law). A wait that is not zero is the delay cycle of an exponential
 * amount of work, as in M/M/c (Davis 1966; Kella and Yechiali 1985): its second and third cumulants scale those of the given wait.
 * Exact for Poisson arrivals and one exponential time of service; else see the table of approximations.
 * @param wait cumulants of the wait in order of arrival
 * @param loads busy share of the servers by class, most urgent first, each >= 0, the sum below 1
 * @returns the waits by class, most urgent first
 * @throws RangeError on an illegal argument
 */
export function priorityWaits(wait: Moments, loads: readonly number[]): readonly Moments[] {
  const total = loads.reduce((sum, load) => sum + load, 0);
  loads.forEach((load, k) => {
    nonNegative(`loads[${k}]`, load);
  });
  if (!(total < 1)) throw new RangeError(`loads must add up to less than 1, got ${total}`);
  const mean = wait.shift + wait.k1;
  if (mean === 0) return loads.map(() => zero);
  // P(wait > 0) of a wait that is exponential where it is not zero: k2 = W^2 (2 - p) / p
  const p = Math.min(1, 2 / (1 + wait.k2 / mean ** 2));
  const alike = cumulants(p, 0, total);
  let before = 0;
  return loads.map((load) => {
    const own = cumulants(p, before, Math.min(total, before + load));
    before += load;
    return {
      shift: 0,
      k1: (mean * own.k1) / alike.k1,
      k2: (wait.k2 * own.k2) / alike.k2,
      k3: (wait.k3 * own.k3) / alike.k3,
    };
  });
}

/** Cumulants of the wait of a class in M/M/1 terms, time in mean services; `before` and `upTo` are loads. */
function cumulants(p: number, before: number, upTo: number): Pick<Moments, 'k1' | 'k2' | 'k3'> {
  const own = 1 - upTo;
  const free = 1 - before;
  const [v1, v2, v3] = [1 / own, 2 / own ** 2, 6 / own ** 3];
  // second and third moment of the busy periods of the urgent classes, times their rate
  const b2 = (2 * before) / free ** 3;
  const b3 = before * (6 / free ** 4 + (12 * before) / free ** 5);
  const a = 1 / free;
  const m1 = p * v1 * a;
  const m2 = p * (v2 * a ** 2 + v1 * b2);
  const m3 = p * (v3 * a ** 3 + 3 * v2 * a * b2 + v1 * b3);
  return { k1: m1, k2: m2 - m1 ** 2, k3: m3 - 3 * m1 * m2 + 2 * m1 ** 3 };
}
