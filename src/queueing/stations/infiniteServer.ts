/** M/G/inf: every job is served at once. */
import { nonNegative } from '../check.js';
import type { Distribution } from '../distributions/index.js';
import { gammaLogCdf, logFront } from '../gamma.js';
import { integrate } from '../numerics/quadrature.js';
import { checkCount, type JobsLaw } from './figures.js';

export type InfiniteServer = JobsLaw & {
  /** jobs in service; the number is Poisson, so this is its variance as well */ readonly meanJobs: number;
  /** departures per second */ readonly throughput: number;
};

/** A Poisson number of jobs with the given mean. */
function poisson(mean: number, throughput: number): InfiniteServer {
  return {
    meanJobs: mean,
    throughput,
    jobsProbability(n) {
      checkCount(n);
      return mean === 0 ? (n === 0 ? 1 : 0) : Math.exp(logFront(n, mean));
    },
    jobsTail(n) {
      checkCount(n);
      return mean === 0 ? 0 : Math.exp(gammaLogCdf(n + 1, mean));
    },
  };
}

/**
 * The stationary M/G/inf.
 * @param arrivalRate per second, >= 0
 * @param service distribution of the time in service; only its mean matters
 * Source: Takacs 1962.
 */
export function mginf(arrivalRate: number, service: Distribution): InfiniteServer {
  nonNegative('arrivalRate', arrivalRate);
  return poisson(arrivalRate * service.mean, arrivalRate);
}

/**
 * M/G/inf at time t after an empty start, the arrival rate constant or changing: Poisson with mean int_0^t rate(t - u) P(S > u) du.
 * @param arrivalRate per second, >= 0, or a function of the time in seconds
 * @param time seconds since the empty start, >= 0
 * Relative error about 1e-11 for smooth rates.
 * Source: Takacs 1962; Eick, Massey and Whitt 1993 (changing rate).
 */
export function mginfTransient(
  arrivalRate: number | ((t: number) => number),
  service: Distribution,
  time: number,
): InfiniteServer {
  nonNegative('time', time);
  if (typeof arrivalRate === 'number') nonNegative('arrivalRate', arrivalRate);
  const rate = typeof arrivalRate === 'number' ? () => arrivalRate : arrivalRate;
  // panels from u = 0 on that double, cut where the service starts
  const cuts = [0];
  for (let u = Math.min(service.mean, time) / 16; u < time; u *= 1.5) cuts.push(u);
  for (const u of [service.least, service.tailQuantile(0.5)]) if (u > 0 && u < time) cuts.push(u);
  cuts.push(time);
  cuts.sort((a, b) => a - b);
  let mean = 0;
  let out = typeof arrivalRate === 'number' ? arrivalRate * service.cdf(time) : 0;
  for (let i = 1; i < cuts.length; i++) {
    const [a, b] = [cuts[i - 1]!, cuts[i]!];
    mean += integrate((u) => rate(time - u) * service.tail(u), a, b, 1e-12);
  }
  if (typeof arrivalRate !== 'number') {
    // d mean / dt = rate - departures
    const h = Math.max(1e-5 * time, 1e-12);
    if (time > h) {
      const later = mginfTransientMean(rate, service, time + h);
      const earlier = mginfTransientMean(rate, service, time - h);
      out = rate(time) - (later - earlier) / (2 * h);
    }
  }
  return poisson(mean, Math.max(0, out));
}

function mginfTransientMean(rate: (t: number) => number, service: Distribution, time: number): number {
  let sum = 0;
  let from = 0;
  for (let u = Math.min(service.mean, time) / 16; from < time; u *= 1.5) {
    const to = Math.min(u, time);
    sum += integrate((x) => rate(time - x) * service.tail(x), from, to, 1e-12);
    from = to;
  }
  return sum;
}
