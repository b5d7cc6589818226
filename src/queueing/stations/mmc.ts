/** M/M/c: Poisson arrivals, exponential service, c equal servers, first come first served. All closed forms. */
import { nonNegative, positive, whole } from '../check.js';
import { logFront } from '../gamma.js';
import { expm1Ratio } from '../tail.js';
import { erlangC } from './erlang.js';
import {
  checkCount,
  type Figures,
  type JobsLaw,
  type ResponseLaw,
  responseLaw,
  type Unstable,
  type WaitLaw,
  waitLaw,
} from './figures.js';

export type MmcInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** per second and server, > 0 */ readonly serviceRate: number;
  /** whole number >= 1, or Infinity */ readonly servers: number;
};

export type Mmc =
  | (Figures &
      WaitLaw &
      ResponseLaw &
      JobsLaw & { /** variance of the jobs at the station */ readonly varianceJobs: number })
  | Unstable;

/**
 * The stationary M/M/c queue; constant memory, time O(root of the load).
 * @throws RangeError on an illegal argument, or a load over 1e12 erlangs; overload is a value, not an error
 * Source: Kleinrock 1975, ch. 3; response tail as a mixture of exponentials, in a form without a confluent case. Relative error about 1e-12,
 * to utilisations of 1 - 1e-9 and tails of 1e-300.
 */
export function mmc({ arrivalRate, serviceRate, servers }: MmcInput): Mmc {
  nonNegative('arrivalRate', arrivalRate);
  positive('serviceRate', serviceRate);
  whole('servers', servers, 1, true);
  const load = arrivalRate / serviceRate;
  const utilisation = load / servers;
  if (servers !== Infinity && arrivalRate >= servers * serviceRate) return { stable: false, overload: utilisation };
  const delayProbability = erlangC(servers, load);
  const drain = servers === Infinity ? Infinity : servers * serviceRate - arrivalRate;
  const meanWait = delayProbability === 0 ? 0 : delayProbability / drain;
  const varianceWait = delayProbability === 0 ? 0 : (delayProbability * (2 - delayProbability)) / drain ** 2;

  // P(R > t) = e^{-mu t} + C mu (e^{-a t} - e^{-b t}) / (b - a), a = min(mu, drain), b = max: all positive.
  const slow = Math.min(serviceRate, drain);
  const gap = drain === Infinity ? 0 : Math.abs(drain - serviceRate);
  const lead = delayProbability * serviceRate;
  const responseLog = (t: number): number => {
    if (slow * t > 1e300) return -Infinity;
    // lead (1 - e^{-gap t}) / gap, without overflow of t and without a confluent case
    const waited = gap * t > 1 ? (-lead / gap) * Math.expm1(-gap * t) : lead * t * expm1Ratio(-gap * t);
    return Math.min(0, -slow * t + Math.log(Math.exp((slow - serviceRate) * t) + waited));
  };
  const waitLog = (t: number): number => (delayProbability === 0 ? -Infinity : Math.log(delayProbability) - drain * t);
  const meanQueue = arrivalRate * meanWait;
  return {
    stable: true,
    utilisation,
    throughput: arrivalRate,
    lossProbability: 0,
    delayProbability,
    meanWait,
    varianceWait,
    meanResponse: meanWait + 1 / serviceRate,
    varianceResponse: varianceWait + 1 / serviceRate ** 2,
    meanQueue,
    meanJobs: load + meanQueue,
    // waiting jobs by the distributional law of Little; Cov(waiting, busy) = (c - a) E(waiting), from the cut equations
    varianceJobs:
      delayProbability * (2 - delayProbability) * (arrivalRate / drain) ** 2 +
      meanQueue +
      load +
      (servers === Infinity ? 0 : (servers - load) * meanQueue),
    ...waitLaw(waitLog, meanWait > 0 ? 1 / drain : 1 / serviceRate),
    ...responseLaw(responseLog, 1 / slow),
    ...jobsLaw(servers, load, delayProbability),
  };
}

/** M/M/1: the same with one server. */
export const mm1 = (input: Omit<MmcInput, 'servers'>): Mmc => mmc({ ...input, servers: 1 });

/** M/M/inf: no waiting, a Poisson number of jobs. */
export const mminf = (input: Omit<MmcInput, 'servers'>): Mmc => mmc({ ...input, servers: Infinity });

function jobsLaw(servers: number, load: number, delay: number): JobsLaw {
  const ratio = load / servers;
  const slack = servers === Infinity ? 1 : (servers - load) / servers;
  // p(n) = p(c) poisson(n) / poisson(c) below c; p(c) = C (1 - rho)
  const logFull = delay > 1e-290 ? Math.log(delay * slack) - logFront(servers, load) : 0;
  const below = (n: number): number =>
    load === 0 ? (n === 0 ? 1 : 0) : Math.min(1, Math.exp(logFront(n, load) + logFull));
  return {
    jobsProbability(n) {
      checkCount(n);
      return n < servers ? below(n) : delay * slack * ratio ** (n - servers);
    },
    jobsTail(n) {
      checkCount(n);
      if (n >= servers - 1) return delay * ratio ** (n + 1 - servers);
      if (n < load - 1) {
        // below the mode the complement is the smaller sum
        let term = below(n);
        let sum = 0;
        for (let k = n; k >= 0 && term > 1e-18 * sum; k--) {
          sum += term;
          term *= k / load;
        }
        return 1 - sum;
      }
      let term = below(n + 1);
      let sum = 0;
      for (let k = n + 1; k < servers && term > 1e-18 * sum; k++) {
        sum += term;
        term *= load / (k + 1);
      }
      return Math.min(1, sum + delay);
    },
  };
}
