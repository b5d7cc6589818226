/** A station whose arrival and service rates depend on the number of jobs. */
import { positive } from '../check.js';
import { birthDeath } from './birthDeath.js';
import { checkCount, type JobsLaw, type Unstable } from './figures.js';

export type StateDependentInput = {
  /** arrivals per second at 0, 1, 2, ... jobs, each >= 0; the last one goes on for ever, unless `capacity` ends it */
  readonly arrivalRates: readonly number[];
  /** completions per second at 1, 2, 3, ... jobs, each > 0; the last one goes on */ readonly serviceRates: readonly number[];
  /** jobs at most, whole number >= 1, at most a million; default Infinity */ readonly capacity?: number;
};

export type StateDependent =
  | (JobsLaw & {
      readonly stable: true;
      /** P(at least one job) */ readonly busyProbability: number;
      /** jobs per second that come in and are served */ readonly throughput: number;
      /** share of the arrivals (by the last arrival rate) that find `capacity` jobs */ readonly lossProbability: number;
      readonly meanJobs: number;
      /** seconds, of those that come in */ readonly meanResponse: number;
    })
  | Unstable;

const MOST = 1_000_000;

/**
 * The stationary birth-death station: servers that slow each other down, shared stores, discouraged arrivals.
 * @throws RangeError on an illegal argument or more than a million states (8 MB each for two vectors); overload is a value
 * The law of the response depends on the order of service and is not given.
 * Source: Kleinrock 1975, sec. 3.2; positive terms: relative error about 1e-12.
 */
export function stateDependent({
  arrivalRates,
  serviceRates,
  capacity = Infinity,
}: StateDependentInput): StateDependent {
  if (arrivalRates.length === 0) throw new RangeError('arrivalRates must not be empty');
  if (serviceRates.length === 0) throw new RangeError('serviceRates must not be empty');
  positive('capacity', capacity === Infinity ? 1 : capacity);
  if (capacity !== Infinity && !Number.isInteger(capacity)) {
    throw new RangeError(`capacity must be a whole number or Infinity, got ${capacity}`);
  }
  const n = Math.min(capacity, Math.max(arrivalRates.length, serviceRates.length));
  const states = capacity === Infinity ? n : capacity;
  if (states > MOST) throw new RangeError(`the station has ${states} states, at most ${MOST} are solved`);
  const birth = (k: number): number => arrivalRates[Math.min(k, arrivalRates.length - 1)]!;
  const death = (k: number): number => serviceRates[Math.min(k, serviceRates.length) - 1]!;
  const births = Array.from({ length: states }, (_, k) => birth(k));
  const deaths = Array.from({ length: states }, (_, k) => death(k + 1));
  const tail = capacity === Infinity ? { birth: birth(states), death: death(states + 1) } : undefined;
  const chain = birthDeath(tail ? { births, deaths, tail } : { births, deaths });
  if (!chain.stable) return chain;
  const { probabilities: p, tailProbability } = chain;
  let throughput = tail ? tailProbability * tail.birth : 0;
  for (let k = 0; k < p.length; k++) if (tail || k < states) throughput += p[k]! * birth(k);
  const last = p[states]!;
  const offered = throughput + (tail ? 0 : last * birth(states));
  const ratio = tail ? tail.birth / tail.death : 0;
  return {
    stable: true,
    busyProbability: 1 - p[0]!,
    throughput,
    lossProbability: tail || offered === 0 ? 0 : (last * birth(states)) / offered,
    meanJobs: chain.mean,
    meanResponse: throughput > 0 ? chain.mean / throughput : 1 / death(1),
    jobsProbability(k) {
      checkCount(k);
      return k <= states ? p[k]! : tail ? last * ratio ** (k - states) : 0;
    },
    jobsTail(k) {
      checkCount(k);
      if (k >= states) return tail ? (last * ratio ** (k - states + 1)) / (1 - ratio) : 0;
      let sum = tailProbability;
      for (let i = states; i > k; i--) sum += p[i]!;
      return sum;
    },
  };
}
