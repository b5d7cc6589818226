/** M/M/c/K+M: a bounded queue that impatient jobs leave. */
import { nonNegative, positive, whole } from '../check.js';
import { expm1Ratio } from '../tail.js';
import { checkCount, type JobsLaw, type WaitLaw, waitLaw } from './figures.js';

export type BoundedAbandonmentInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** per second and server, > 0 */ readonly serviceRate: number;
  /** whole number >= 1 */ readonly servers: number;
  /** rate of leaving of each waiting job, per second, >= 0 */ readonly patience: number;
  /** places, those in service included: whole number >= servers */ readonly capacity: number;
};

export type BoundedAbandonment = WaitLaw &
  JobsLaw & {
    readonly stable: true;
    readonly utilisation: number;
    /** jobs served per second */ readonly throughput: number;
    /** share of arrivals turned away */ readonly lossProbability: number;
    /** share of admitted jobs that leave unserved */ readonly abandonProbability: number;
    /** share of admitted jobs that wait */ readonly delayProbability: number;
    /** seconds in the queue, admitted jobs, those that leave included */ readonly meanWait: number;
    readonly meanQueue: number;
    readonly meanJobs: number;
  };

const MOST_STATES = 2_000_000;

/**
 * The stationary queue, at any load.
 * @throws RangeError on an illegal argument or more than 2 million places
 * Birth-death weights outwards from the likeliest state; the wait by sums of positive terms: relative error about 1e-11, time O(capacity).
 * Source: Garnett, Mandelbaum and Reiman 2002; Riordan 1962.
 */
export function erlangABounded(input: BoundedAbandonmentInput): BoundedAbandonment {
  const { arrivalRate, serviceRate, servers, patience, capacity } = input;
  nonNegative('arrivalRate', arrivalRate);
  positive('serviceRate', serviceRate);
  whole('servers', servers, 1);
  nonNegative('patience', patience);
  whole('capacity', capacity, servers);
  if (capacity > MOST_STATES) throw new RangeError(`capacity must be at most ${MOST_STATES}, got ${capacity}`);
  const death = (n: number): number => Math.min(n, servers) * serviceRate + Math.max(0, n - servers) * patience;
  const p = law(arrivalRate, death, capacity);
  let open = 0;
  for (let n = 0; n < capacity; n++) open += p[n]!;
  let meanQueue = 0;
  let busy = 0;
  let waiting = 0;
  p.forEach((x, n) => {
    busy += Math.min(n, servers) * x;
    meanQueue += Math.max(0, n - servers) * x;
    if (n >= servers && n < capacity) waiting += x;
  });
  const rate = arrivalRate * open;
  const found = p.subarray(servers, capacity);
  const waitLog = (t: number): number =>
    waiting === 0 ? -Infinity : Math.min(0, placesLogTail(found, servers * serviceRate, patience, t) - Math.log(open));
  return {
    stable: true,
    utilisation: busy / servers,
    throughput: busy * serviceRate,
    lossProbability: p[capacity]!,
    abandonProbability: rate > 0 ? (patience * meanQueue) / rate : 0,
    delayProbability: open > 0 ? waiting / open : 1,
    meanWait: rate > 0 ? meanQueue / rate : 0,
    meanQueue,
    meanJobs: meanQueue + busy,
    ...waitLaw(waitLog, 1 / (servers * serviceRate)),
    jobsProbability(n) {
      checkCount(n);
      return p[n] ?? 0;
    },
    jobsTail(n) {
      checkCount(n);
      let sum = 0;
      for (let k = capacity; k > n; k--) sum += p[k]!;
      return sum;
    },
  };
}

function law(arrivalRate: number, death: (n: number) => number, capacity: number): Float64Array {
  const p = new Float64Array(capacity + 1);
  // deaths grow with n: the weights rise up to one state and fall
  let low = 0;
  let high = capacity;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (arrivalRate >= death(middle)) low = middle;
    else high = middle - 1;
  }
  p[low] = 1;
  let total = 1;
  for (let n = low + 1; n <= capacity; n++) {
    p[n] = (p[n - 1]! * arrivalRate) / death(n);
    total += p[n]!;
  }
  for (let n = low; n > 0 && arrivalRate > 0; n--) {
    p[n - 1] = (p[n]! * death(n)) / arrivalRate;
    total += p[n - 1]!;
  }
  return p.map((x) => x / total);
}

/**
 * ln P(wait > t), up to the scale of `found`: k others in front go at rates c mu + j theta, j = k..0, and one leaves oneself at rate theta. Such
 * a sum is -ln(Beta(c mu / theta, k + 1)) / theta, whose law is a sum of positive terms over j (Riordan 1962); a Poisson sum where theta is 0.
 */
function placesLogTail(found: Float64Array, drain: number, patience: number, t: number): number {
  // the sum is below (drain t)^n: nothing is left
  const most = (drain + patience) * t;
  if (most > 1000 + found.length * Math.log(1 + most)) return -Infinity;
  // (1 - e^-theta t) / theta
  const span = patience * t > 1 ? -Math.expm1(-patience * t) / patience : t * expm1Ratio(-patience * t);
  let log = -(drain + patience) * t;
  let term = 1;
  let within = 0;
  let total = 0;
  for (let k = 0; k < found.length; k++) {
    within += term;
    total += found[k]! * within;
    term *= ((drain + k * patience) * span) / (k + 1);
    if (within > 1e200) {
      within *= 1e-200;
      term *= 1e-200;
      total *= 1e-200;
      log += 200 * Math.LN10;
    }
  }
  return log + Math.log(total);
}
