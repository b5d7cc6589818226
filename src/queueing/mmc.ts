/** M/M/c: Poisson arrivals, exponential service, c equal servers, first come first served. All closed forms. */
import { level, nonNegative, positive, whole } from './check.js';
import { erlangC } from './erlang.js';
import { expm1Ratio, invertLogTail } from './tail.js';

export type MmcInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** per second and server, > 0 */ readonly serviceRate: number;
  /** whole number >= 1, or Infinity */ readonly servers: number;
};

export type Mmc =
  | {
      readonly stable: true;
      /** busy share of the servers, in [0, 1) */ readonly utilisation: number;
      /** P(wait > 0) */ readonly delayProbability: number;
      /** seconds */ readonly meanWait: number;
      /** seconds */ readonly meanResponse: number;
      /** waiting jobs, those in service not counted */ readonly meanQueue: number;
      /** s^2 */ readonly varianceResponse: number;
      /** wait in seconds not exceeded with probability p in [0, 1) */ waitPercentile(p: number): number;
      /** response in seconds not exceeded with probability p in [0, 1) */ responsePercentile(p: number): number;
      /** P(response > t), t in seconds >= 0 */ responseTail(t: number): number;
    }
  | { readonly stable: false /** offered load over capacity, >= 1 */; readonly overload: number };

/**
 * The stationary M/M/c queue.
 * @throws RangeError on an illegal argument; overload is a value, not an error
 * Source: Kleinrock 1975, ch. 3; response tail as a mixture of exponentials, in a form without a confluent case.
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
  const waitVariance = delayProbability === 0 ? 0 : (delayProbability * (2 - delayProbability)) / drain ** 2;

  // P(R > t) = e^{-mu t} + C mu (e^{-a t} - e^{-b t}) / (b - a), a = min(mu, drain), b = max: all positive.
  const slow = Math.min(serviceRate, drain);
  const gap = drain === Infinity ? 0 : Math.abs(drain - serviceRate);
  const lead = delayProbability * serviceRate;
  const logTail = (t: number): number => {
    const extra = lead * t * expm1Ratio(-gap * t);
    return -slow * t + Math.log(Math.exp((slow - serviceRate) * t) + extra);
  };
  const hazard = (t: number): number => {
    // density = mu e^{-mu t} (1 - C) + C mu drain (e^{-a t} - e^{-b t}) / (b - a), scaled by e^{a t} like the tail.
    const alone = Math.exp((slow - serviceRate) * t);
    const pair = t * expm1Ratio(-gap * t);
    const pairRate = drain === Infinity ? 0 : delayProbability * serviceRate * drain * pair;
    return (serviceRate * (1 - delayProbability) * alone + pairRate) / (alone + lead * pair);
  };
  return {
    stable: true,
    utilisation,
    delayProbability,
    meanWait,
    meanResponse: meanWait + 1 / serviceRate,
    meanQueue: arrivalRate * meanWait,
    varianceResponse: waitVariance + 1 / serviceRate ** 2,
    waitPercentile(p) {
      level('p', p);
      return 1 - p >= delayProbability ? 0 : Math.log(delayProbability / (1 - p)) / drain;
    },
    responsePercentile(p) {
      level('p', p);
      return invertLogTail(logTail, hazard, Math.log1p(-p), -Math.log1p(-p) / slow);
    },
    responseTail(t) {
      nonNegative('t', t);
      return Math.exp(logTail(t));
    },
  };
}
