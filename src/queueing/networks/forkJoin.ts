/** Fork-join: a request splits into branches at queues of their own, and is done when the last branch is. */
import { law, nonNegative, positive, whole } from '../check.js';
import { mmc } from '../stations/mmc.js';

/** 1 + 1/2 + ... + 1/n */
export function harmonic(n: number): number {
  whole('n', n, 0);
  let sum = 0;
  for (let k = n; k >= 1; k--) sum += 1 / k;
  return sum;
}

export type ForkJoin =
  | {
      readonly stable: true;
      /** mean seconds from fork to join */ readonly response: number;
      /** mean seconds of each branch */ readonly branches: readonly number[];
      /** mean seconds that finished branches wait for the last one, all branches of a request together */
      readonly synchronisation: number;
      readonly exact: boolean;
      readonly method: 'single-queue' | 'flatto-hahn' | 'nelson-tantawi' | 'correlated-maximum';
    }
  | { readonly stable: false /** index of the slowest branch */; readonly branch: number; readonly overload: number };

/**
 * Branches that are M/M/1 queues fed by the same Poisson arrivals.
 * Two equal ones: exact, R = (12 - rho)/8 R1 (Flatto and Hahn 1984). n equal ones: Nelson and Tantawi 1988, eq. 20, simulated by them to
 * 5 % up to 32 branches; beyond, the same form goes on. Unlike ones: mean of the maximum of the branch times, as if they were independent,
 * less what their common arrivals take off; equal branches give the above (our interpolation; error in docs/accuracy.md).
 * @param arrivalRate requests per second, >= 0
 * @param serviceRates of each branch, per second, > 0; at least one
 * @throws RangeError on an illegal argument; overload is a value
 */
export function forkJoin(arrivalRate: number, serviceRates: readonly number[]): ForkJoin {
  nonNegative('arrivalRate', arrivalRate);
  if (serviceRates.length === 0) throw new RangeError('serviceRates must not be empty');
  serviceRates.forEach((rate, i) => {
    positive(`serviceRates[${i}]`, rate);
  });
  const slowest = serviceRates.reduce((best, rate, i) => (rate < serviceRates[best]! ? i : best), 0);
  if (arrivalRate >= serviceRates[slowest]!) {
    return { stable: false, branch: slowest, overload: arrivalRate / serviceRates[slowest]! };
  }
  const branches = serviceRates.map((rate) => 1 / (rate - arrivalRate));
  const n = branches.length;
  const finish = (
    response: number,
    exact: boolean,
    method: Extract<ForkJoin, { stable: true }>['method'],
  ): ForkJoin => {
    law(response >= Math.max(...branches) * (1 - 1e-12), `fork-join takes ${response} s, less than a branch`);
    const synchronisation = branches.reduce((sum, branch) => sum + Math.max(0, response - branch), 0);
    return { stable: true, response, branches, synchronisation, exact, method };
  };
  if (n === 1) return finish(branches[0]!, true, 'single-queue');
  if (serviceRates.every((rate) => rate === serviceRates[0])) {
    const load = arrivalRate / serviceRates[0]!;
    const factor = nelsonTantawi(n, load);
    return finish(factor * branches[0]!, n === 2, n === 2 ? 'flatto-hahn' : 'nelson-tantawi');
  }
  return finish(unlike(branches, arrivalRate, serviceRates), false, 'correlated-maximum');
}

/** R_n / R_1 of n equal branches: exact for n = 2. */
function nelsonTantawi(n: number, load: number): number {
  const ratio = harmonic(n) / harmonic(2);
  return ((ratio + (4 / 11) * (1 - ratio) * load) * (12 - load)) / 8;
}

/**
 * Response times of M/M/1 branches are exponential, those of one request associated, so that the independent maximum is an upper bound
 * (Nelson and Tantawi 1988) and the greatest branch a lower one. Between them, the share of the excess that is left is that of equal branches
 * at the load which the branches have in common.
 */
function unlike(means: readonly number[], arrivalRate: number, serviceRates: readonly number[]): number {
  const n = means.length;
  const greatest = Math.max(...means);
  const independent = expectedMaximum(means);
  const load = Math.exp(serviceRates.reduce((sum, rate) => sum + Math.log(arrivalRate / rate), 0) / n);
  const equal = (nelsonTantawi(n, load) - 1) / (harmonic(n) - 1);
  return greatest + (independent - greatest) * equal;
}

/** Mean of the maximum of independent exponentials, by integrating 1 - prod(1 - e^(-t/m)). */
export function expectedMaximum(means: readonly number[]): number {
  means.forEach((m, i) => {
    nonNegative(`means[${i}]`, m);
  });
  const rates = means.filter((m) => m > 0).map((m) => 1 / m);
  if (rates.length === 0) return 0;
  if (rates.length <= 12) return byInclusion(rates);
  // substitution t = e^u: the integrand is smooth and falls off double-exponentially at both ends of u
  const scale = Math.max(...means);
  let sum = 0;
  const step = 1 / 64;
  for (let u = -40; u <= 8; u += step) {
    const t = scale * Math.exp(u);
    let logNone = 0;
    for (const rate of rates) logNone += Math.log1p(-Math.exp(-rate * t));
    sum += -Math.expm1(logNone) * t;
  }
  return sum * step;
}

/** Sum over subsets of (-1)^(k+1) / (sum of rates). */
function byInclusion(rates: readonly number[]): number {
  const visit = (at: number, sum: number, sign: number): number => {
    if (at === rates.length) return sum === 0 ? 0 : sign / sum;
    return visit(at + 1, sum, sign) + visit(at + 1, sum + rates[at]!, -sign);
  };
  return visit(0, 0, -1);
}

export type ClosedForkJoin = {
  /** per second */ readonly throughput: number;
  /** seconds at each station, visits included */ readonly residence: readonly number[];
  /** mean requests at each station */ readonly queues: readonly number[];
};

/**
 * Closed system of one class in which a station may be a fork-join of equal branches: mean value analysis with
 * R(n) = D (H_k + Q(n - 1)) at a fork-join of k branches of demand D each (Varki 1999: exact without contention, approximate with it).
 * @param stations `demand` seconds per request of a branch, >= 0; `branches` whole number >= 1
 * @param think seconds, >= 0
 * @param population whole number >= 0
 * @throws RangeError on an illegal argument
 */
export function closedForkJoin(
  stations: readonly { readonly demand: number; readonly branches: number }[],
  think: number,
  population: number,
): ClosedForkJoin {
  nonNegative('think', think);
  whole('population', population, 0);
  stations.forEach((s, i) => {
    nonNegative(`stations[${i}].demand`, s.demand);
    whole(`stations[${i}].branches`, s.branches, 1);
  });
  if (population > 0 && think + stations.reduce((a, s) => a + s.demand, 0) === 0) {
    throw new RangeError('think or a demand must be > 0');
  }
  const alone = stations.map((s) => s.demand * harmonic(s.branches));
  let queues = stations.map(() => 0);
  let residence = [...alone];
  let throughput = 0;
  for (let n = 1; n <= population; n++) {
    residence = stations.map((s, i) => alone[i]! + s.demand * queues[i]!);
    throughput = n / residence.reduce((a, b) => a + b, think);
    queues = residence.map((r) => r * throughput);
  }
  stations.forEach((s, i) => {
    law(throughput * s.demand <= 1 + 1e-9, `utilisation of station ${i} is ${throughput * s.demand}`);
  });
  return { throughput, residence, queues };
}

/**
 * Split-merge: the next request is split only when all branches of the last one are done, so that the whole is one M/G/1 queue whose service is
 * the maximum of exponential times.
 * @param arrivalRate per second, >= 0
 * @param serviceRates of each branch, per second, > 0
 * @returns mean seconds from arrival to join; unstable where the arrival rate is at or over one by the mean maximum
 * @throws RangeError on an illegal argument
 * Source: Pollaczek-Khinchine with the moments of the maximum; Thomasian 2014, sec. 2.
 */
export function splitMerge(
  arrivalRate: number,
  serviceRates: readonly number[],
): { readonly stable: true; readonly response: number } | { readonly stable: false; readonly overload: number } {
  nonNegative('arrivalRate', arrivalRate);
  if (serviceRates.length === 0 || serviceRates.length > 20) {
    throw new RangeError(`serviceRates must have length 1 to 20, got ${serviceRates.length}`);
  }
  serviceRates.forEach((rate, i) => {
    positive(`serviceRates[${i}]`, rate);
  });
  let first = 0;
  let second = 0;
  const visit = (at: number, sum: number, sign: number): void => {
    if (at === serviceRates.length) {
      if (sum === 0) return;
      first += sign / sum;
      second += (2 * sign) / (sum * sum);
      return;
    }
    visit(at + 1, sum, sign);
    visit(at + 1, sum + serviceRates[at]!, -sign);
  };
  visit(0, 0, -1);
  const load = arrivalRate * first;
  if (load >= 1) return { stable: false, overload: load };
  if (serviceRates.length === 1) {
    const single = mmc({ arrivalRate, serviceRate: serviceRates[0]!, servers: 1 });
    if (single.stable) return { stable: true, response: single.meanResponse };
  }
  return { stable: true, response: first + (arrivalRate * second) / (2 * (1 - load)) };
}
