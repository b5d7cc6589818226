/**
 * The style of all stations: an answer is `Figures` with laws of wait and response, or `Unstable`. Times are those of admitted jobs, first come
 * first served unless the kernel says otherwise.
 */
import { level, nonNegative } from '../check.js';
import { logTailRoot } from '../numerics/root.js';

/** No steady state. */
export type Unstable = {
  readonly stable: false;
  /** offered load over capacity, >= 1 */ readonly overload: number;
};

export type Figures = {
  readonly stable: true;
  /** busy share of the servers, in [0, 1] */ readonly utilisation: number;
  /** jobs served per second */ readonly throughput: number;
  /** share of arrivals turned away */ readonly lossProbability: number;
  /** probability that an admitted job waits */ readonly delayProbability: number;
  /** seconds */ readonly meanWait: number;
  /** s^2 */ readonly varianceWait: number;
  /** seconds */ readonly meanResponse: number;
  /** s^2 */ readonly varianceResponse: number;
  /** waiting jobs, those in service not counted */ readonly meanQueue: number;
  /** jobs at the station */ readonly meanJobs: number;
};

export type WaitLaw = {
  /** P(wait <= t), t in seconds */ waitCdf(t: number): number;
  /** P(wait > t), accurate where it is tiny */ waitTail(t: number): number;
  /** seconds not exceeded with probability p in [0, 1) */ waitPercentile(p: number): number;
};

export type ResponseLaw = {
  /** P(response <= t), t in seconds */ responseCdf(t: number): number;
  /** P(response > t), accurate where it is tiny */ responseTail(t: number): number;
  /** seconds not exceeded with probability p in [0, 1) */ responsePercentile(p: number): number;
};

export type JobsLaw = {
  /** P(n jobs at the station), n a whole number >= 0 */ jobsProbability(n: number): number;
  /** P(more than n jobs) */ jobsTail(n: number): number;
};

/** Distribution, tail and percentile of a time >= 0 from ln P(time > t). */
function timeLaw(logTail: (t: number) => number, scale: number, relative?: number) {
  return {
    tail(t: number): number {
      nonNegative('t', t);
      return Math.exp(logTail(t));
    },
    cdf(t: number): number {
      nonNegative('t', t);
      return -Math.expm1(logTail(t));
    },
    percentile(p: number): number {
      level('p', p);
      return logTailRoot(logTail, Math.log1p(-p), scale, 0, relative);
    },
  };
}

/**
 * @param scale any time of the right order, seconds
 * @param relative tolerance of percentiles
 */
export function waitLaw(logTail: (t: number) => number, scale: number, relative?: number): WaitLaw {
  const { tail, cdf, percentile } = timeLaw(logTail, scale, relative);
  return { waitTail: tail, waitCdf: cdf, waitPercentile: percentile };
}

/**
 * @param scale any time of the right order, seconds
 * @param relative tolerance of percentiles
 */
export function responseLaw(logTail: (t: number) => number, scale: number, relative?: number): ResponseLaw {
  const { tail, cdf, percentile } = timeLaw(logTail, scale, relative);
  return { responseTail: tail, responseCdf: cdf, responsePercentile: percentile };
}

/** Throws unless n is a whole number >= 0: the argument of the laws of the number of jobs. */
export function checkCount(n: number): void {
  if (!(Number.isInteger(n) && n >= 0)) throw new RangeError(`n must be a whole number >= 0, got ${n}`);
}
