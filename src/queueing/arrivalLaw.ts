/**
 * What an arriving job finds at a station of a closed single-class network: the arrival theorem (Sevcik and Mitrani 1981; Lavenberg
 * and Reiser 1980) says the law of the network with one job less.
 */
import { nonNegative, whole } from './check.js';
import type { Moments } from './moments.js';
import { convolve, type SingleStation } from './networks/singleClass.js';

const BIG = 1e200;

/**
 * Probabilities of k = 0..population jobs at one station: p(k) ~ F(k) G'(population - k), G' of the network without the station
 * (Buzen 1973).
 * @param stations of the network; Infinity servers: a delay
 * @param at index of a station with finite servers and a demand > 0
 * @param think seconds, >= 0
 * @param population whole number >= 0
 */
export function queueLaw(
  stations: readonly SingleStation[],
  at: number,
  think: number,
  population: number,
): Float64Array {
  nonNegative('think', think);
  whole('population', population, 0);
  let delay = think;
  for (const s of stations) if (s.servers === Infinity) delay += s.demand;
  let others: Float64Array | undefined =
    delay > 0 ? Float64Array.from({ length: population + 1 }, (_, n) => n / delay) : undefined;
  stations.forEach((s, index) => {
    if (index !== at && s.demand > 0 && s.servers < Infinity) others = convolve(others, s, population);
  });
  const law = new Float64Array(population + 1);
  if (!others) {
    law[population] = 1;
    return law;
  }
  const { demand, servers } = stations[at]!;
  let weight = 1;
  let mass = 1;
  law[0] = 1;
  for (let k = 1; k <= population; k++) {
    weight *= (demand / Math.min(k, servers)) * others[population - k + 1]!;
    if (weight > BIG) {
      for (let i = 0; i < k; i++) law[i] = law[i]! / BIG;
      weight /= BIG;
      mass /= BIG;
    }
    law[k] = weight;
    mass += weight;
  }
  return law.map((value) => value / mass);
}

/**
 * Cumulants of the wait of a job that finds k jobs with probability law[k], first come, first served, exponential times: Erlang of
 * k - servers + 1 departures where k >= servers.
 * @param service seconds per visit, > 0
 * @param servers whole number >= 1
 */
export function waitOf(law: Float64Array, service: number, servers: number): Moments {
  nonNegative('service', service);
  whole('servers', servers, 1);
  const step = service / servers;
  let m1 = 0;
  let m2 = 0;
  let m3 = 0;
  law.forEach((p, k) => {
    const n = k - servers + 1;
    if (n <= 0) return;
    m1 += p * n;
    m2 += p * n * (n + 1);
    m3 += p * n * (n + 1) * (n + 2);
  });
  const k1 = m1 * step;
  const r2 = m2 * step * step;
  const r3 = m3 * step ** 3;
  return { shift: 0, k1, k2: Math.max(0, r2 - k1 * k1), k3: r3 - 3 * k1 * r2 + 2 * k1 ** 3 };
}
