/** Priority classes at c exponential servers of equal rate. Class 0 is the most urgent. */
import { nonNegative, positive, whole } from '../check.js';
import { transformLogTail } from '../distributions/transformTail.js';
import { add, type Complex, divide, multiply, ONE, sqrt, subtract, times } from '../numerics/complex.js';
import { type ResponseLaw, responseLaw, type Unstable, type WaitLaw, waitLaw } from './figures.js';
import { mmc } from './mmc.js';

export type MmcPriorityInput = {
  /** per second and class, most urgent first, each >= 0 */ readonly arrivalRates: readonly number[];
  /** per second and server, the same for all classes, > 0 */ readonly serviceRate: number;
  /** whole number >= 1 */ readonly servers: number;
};

export type MmcPriorityClass = WaitLaw &
  ResponseLaw & {
    readonly stable: true;
    /** P(an arrival of the class waits) */ readonly delayProbability: number;
    /** seconds */ readonly meanWait: number;
    /** s^2 */ readonly varianceWait: number;
    /** seconds */ readonly meanResponse: number;
    /** s^2 */ readonly varianceResponse: number;
    readonly meanQueue: number;
    readonly meanJobs: number;
  };

function check({ arrivalRates, serviceRate, servers }: MmcPriorityInput): void {
  arrivalRates.forEach((x, k) => {
    nonNegative(`arrivalRates[${k}]`, x);
  });
  positive('serviceRate', serviceRate);
  whole('servers', servers, 1);
}

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/**
 * M/M/c with non-preemptive priorities and one service rate.
 *
 * A job that has to wait finds an exponential amount of work of its own and more urgent classes, of rate c mu less the rate of these; it waits for that,
 * stretched by the busy periods of the more urgent ones.
 * @returns per class; a class is unstable when it and the more urgent ones overload the servers
 * @throws RangeError on an illegal argument
 * Means and variances exact, tails by inversion with the contour through the saddle point: relative error about 1e-9.
 * Source: Cobham 1954; Davis 1966; Kella and Yechiali 1985.
 */
export function mmcNonPreemptive(input: MmcPriorityInput): readonly (MmcPriorityClass | Unstable)[] {
  check(input);
  const { arrivalRates, serviceRate, servers } = input;
  const drain = servers * serviceRate;
  const all = sum(arrivalRates);
  const whole = mmc({ arrivalRate: Math.min(all, drain), serviceRate, servers });
  // all servers are busy for good when the sum overloads
  const delay = whole.stable ? whole.delayProbability : 1;
  return arrivalRates.map((rate, k) => {
    const before = sum(arrivalRates.slice(0, k));
    const own = drain - before - rate;
    if (!(own > 0)) return { stable: false, overload: (before + rate) / drain };
    const gap = drain - before;
    // V exponential of rate `own`; delay cycle of M/M/1 busy periods: mean V / a, E(busy^2) parts
    const a = gap / drain;
    const meanGiven = 1 / own / a;
    // variance of a delay cycle: Var(V) / a^2 + E(V) lambda E(S^2) / a^3
    const varianceGiven = 1 / own ** 2 / a ** 2 + (1 / own) * ((before * 2) / drain ** 2 / a ** 3);
    const meanWait = delay * meanGiven;
    const varianceWait = delay * (varianceGiven + meanGiven ** 2) - meanWait ** 2;
    const complement = (s: Complex): Complex => {
      const x = busyArgument(s, before, drain);
      return divide(times(x, delay), { re: own + x.re, im: x.im });
    };
    const abscissa = decayOf(before, rate, drain);
    const responseComplement = (s: Complex): Complex => {
      const w = complement(s);
      const service = divide(s, { re: serviceRate + s.re, im: s.im });
      return add(w, multiply(subtract(ONE, w), service));
    };
    const meanResponse = meanWait + 1 / serviceRate;
    const responseLog = transformLogTail(responseComplement, {
      abscissa: Math.min(abscissa, serviceRate),
      mean: meanResponse,
    });
    const waitLog = transformLogTail(complement, { abscissa, mean: 0 });
    return {
      stable: true,
      delayProbability: delay,
      meanWait,
      varianceWait,
      meanResponse,
      varianceResponse: varianceWait + 1 / serviceRate ** 2,
      meanQueue: rate * meanWait,
      meanJobs: rate * meanResponse,
      // the density of the wait is at most the rate of all servers: nothing has happened yet
      ...waitLaw((t) => (delay === 0 ? -Infinity : drain * t < 1e-16 ? Math.log(delay) : waitLog(t)), meanGiven, 1e-11),
      ...responseLaw(
        delay === 0 ? (t) => -serviceRate * t : (t) => (drain * t < 1e-16 ? 0 : responseLog(t)),
        meanResponse,
        1e-11,
      ),
    };
  });
}

/** x = s + lambda (1 - busy period of M/M/1): x^2 + x (mu - lambda - s) - s mu = 0, the root that is 0 at s = 0. */
function busyArgument(s: Complex, rate: number, drain: number): Complex {
  if (rate === 0) return s;
  const b = { re: drain - rate - s.re, im: -s.im };
  const d = sqrt(add(multiply(b, b), times(s, 4 * drain)));
  // 2 s mu / (b + d): no cancellation while the real part of b is positive
  const sumOf = add(b, d);
  if (b.re >= 0) return divide(times(s, 2 * drain), sumOf);
  return times(subtract(d, b), 0.5);
}

/** Rate at which the tail of the wait falls: the pole where x = -own, or the branch point of the busy period. */
function decayOf(before: number, rate: number, drain: number): number {
  const own = drain - before - rate;
  const branch = drain - Math.sqrt(drain * before);
  if (own < branch) return (own * rate) / (before + rate) || own;
  return (Math.sqrt(drain) - Math.sqrt(before)) ** 2;
}

/**
 * M/M/c with preemptive-resume priorities and one service rate: the classes up to k see a queue without the others.
 * @returns mean response (s) and jobs per class; no law of the wait is known in closed form
 * @throws RangeError on an illegal argument
 * Source: differences of M/M/c (Buzen and Bondi 1983).
 */
export function mmcPreemptive(
  input: MmcPriorityInput,
): readonly ({ readonly stable: true; readonly meanResponse: number; readonly meanJobs: number } | Unstable)[] {
  check(input);
  const { arrivalRates, serviceRate, servers } = input;
  let before = 0;
  let jobsBefore = 0;
  return arrivalRates.map((rate) => {
    // without own arrivals: the limit of few, by a small share of what is free
    const probe = rate > 0 ? rate : 1e-6 * Math.max(servers * serviceRate - before, 0);
    const m = mmc({ arrivalRate: before + probe, serviceRate, servers });
    if (!m.stable) {
      before += rate;
      return { stable: false, overload: before / (servers * serviceRate) };
    }
    const jobs = m.meanJobs - jobsBefore;
    if (rate > 0) {
      before += rate;
      jobsBefore = m.meanJobs;
    }
    return { stable: true, meanResponse: jobs / probe, meanJobs: rate > 0 ? jobs : 0 };
  });
}
