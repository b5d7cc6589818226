/** M/M/c/K: a bounded queue; arrivals that find K jobs are lost. M/M/c/c is Erlang's loss system. */
import { nonNegative, positive, whole } from '../check.js';
import { logFront } from '../gamma.js';
import { erlangB } from './erlang.js';
import { erlangMixture } from './erlangMixture.js';
import { checkCount, type Figures, type JobsLaw, type ResponseLaw, type WaitLaw } from './figures.js';
import { geometricSums, logGeometricSum } from './geometric.js';

export type MmckInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** per second and server, > 0 */ readonly serviceRate: number;
  /** whole number >= 1 */ readonly servers: number;
  /** places, those in service included: whole number >= servers */ readonly capacity: number;
};

export type Mmck = Figures & WaitLaw & ResponseLaw & JobsLaw;

/**
 * The stationary M/M/c/K queue, at any load.
 * @throws RangeError on an illegal argument, or a load over 1e12 erlangs
 * Source: Kleinrock 1975, sec. 3.6; Cooper 1981. From 1/B and finite geometric sums, all positive: relative error about 1e-12; constant memory and
 * time O(root of the load), whatever the capacity.
 */
export function mmck({ arrivalRate, serviceRate, servers, capacity }: MmckInput): Mmck {
  nonNegative('arrivalRate', arrivalRate);
  positive('serviceRate', serviceRate);
  whole('servers', servers, 1);
  whole('capacity', capacity, servers);
  const queue = capacity - servers;
  const load = arrivalRate / serviceRate;
  const drain = servers * serviceRate;
  // ln of the ratio of neighbouring weights above c
  const d = arrivalRate === 0 ? -Infinity : Math.log1p((arrivalRate - drain) / drain);
  const b = erlangB(servers, load);
  // weights in units of p(c): below c (1 - B) / B in all, then c..K: e^(i d)
  const s = arrivalRate === 0 ? { logTop: 0, s0: 0, s1: 0, s2: 0 } : geometricSums(queue, d);
  const logLast = queue === 0 ? 0 : queue * d;
  // in units of the largest weight
  const top = Math.max(s.logTop, logLast, 0);
  const up = Math.exp(s.logTop - top);
  const waiting = s.s0 * up;
  const last = Math.exp(logLast - top);
  // 1/B - 1 may be beyond the range of doubles: then nobody waits
  const below = b === 0 ? Infinity : ((1 - b) / b) * Math.exp(-top);
  const empty = arrivalRate === 0 || below === Infinity;
  const total = below + waiting + last;
  const admitted = below + waiting;
  const lossProbability = empty ? 0 : last / total;
  const throughput = empty ? arrivalRate : arrivalRate * (admitted / total);
  const delayProbability = empty ? 0 : waiting / admitted;
  const steps = empty ? 0 : (s.s1 * up) / admitted;
  const second = empty ? 0 : (s.s2 * up) / admitted;
  const meanWait = steps / drain;
  const varianceWait = Math.max(0, second - steps * steps) / drain / drain;
  const meanQueue = throughput * meanWait;
  const logTotal = empty ? Infinity : Math.log(total) + top;
  const logP = (n: number): number => {
    if (arrivalRate === 0) return n === 0 ? 0 : -Infinity;
    if (empty) return n <= servers ? logFront(n, load) : -Infinity;
    return n < servers ? logFront(n, load) - logFront(servers, load) - logTotal : (n - servers) * d - logTotal;
  };
  return {
    stable: true,
    utilisation: throughput / drain,
    throughput,
    lossProbability,
    delayProbability: admitted === 0 ? 1 : delayProbability,
    meanWait,
    varianceWait,
    meanResponse: meanWait + 1 / serviceRate,
    varianceResponse: varianceWait + 1 / serviceRate ** 2,
    meanQueue,
    meanJobs: throughput / serviceRate + meanQueue,
    ...erlangMixture(serviceRate, servers, {
      delayProbability,
      // P(J > k) is in proportion to sum_{i=k}^{queue-1} e^(i d)
      ratio: (k) =>
        k + 1 < queue ? Math.exp(d + logGeometricSum(queue - k - 1, d) - logGeometricSum(queue - k, d)) : 0,
    }),
    jobsProbability(n) {
      checkCount(n);
      return n > capacity ? 0 : Math.exp(logP(n));
    },
    jobsTail(n) {
      checkCount(n);
      if (n >= capacity) return 0;
      if (n >= servers) return Math.exp(logP(n + 1) + logGeometricSum(capacity - n, d));
      let sum = n + 1 <= servers && !empty ? Math.exp(logP(servers) + logGeometricSum(queue + 1, d)) : 0;
      for (let k = servers - (empty ? 0 : 1); k > n; k--) {
        const part = Math.exp(logP(k));
        sum += part;
        if (k < load && part < 1e-18 * sum) break;
      }
      return Math.min(1, sum);
    },
  };
}

/** M/M/1/K: the same with one server. */
export const mm1k = (input: Omit<MmckInput, 'servers'>): Mmck => mmck({ ...input, servers: 1 });
