/** M/M/c/K+M: a bounded queue that impatient jobs leave. */
import { nonNegative, positive, whole } from '../check.js';
import { survivalMixture } from '../distributions/uniformised.js';
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
const MOST_QUEUE = 20_000;

/**
 * The stationary queue, at any load.
 * @throws RangeError on an illegal argument or more than 2 million places; the law of the wait throws beyond 20 000 waiting places
 * Birth-death weights outwards from the likeliest state; the wait by uniformisation of the places in front: relative error about 1e-11.
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
  const queue = capacity - servers;
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
  let known: ((t: number) => number) | undefined;
  const waitLog = (t: number): number => {
    if (waiting === 0) return -Infinity;
    known ??= placesLaw(p.slice(servers, capacity), waiting / open, servers * serviceRate, patience);
    return known(t);
  };
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
    ...waitLaw(
      (t) => {
        if (queue > MOST_QUEUE)
          throw new RangeError(`no law of the wait beyond ${MOST_QUEUE} waiting places, got ${queue}`);
        return waitLog(t);
      },
      1 / (servers * serviceRate),
    ),
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

/** ln P(wait > t): with k others in front the own turn comes nearer at rate c mu + k theta, and one leaves oneself at rate theta. */
function placesLaw(found: Float64Array, delayed: number, drain: number, patience: number): (t: number) => number {
  const n = found.length;
  const q = drain + n * patience;
  let v = found.slice();
  let first = true;
  return survivalMixture(q, delayed, () => {
    const sum = v.reduce((a, b) => a + b, 0);
    const next = new Float64Array(n);
    let size = 0;
    for (let k = 0; k < n; k++) {
      const move = drain + k * patience;
      next[k] = v[k]! * ((q - move - patience) / q) + (k + 1 < n ? v[k + 1]! * ((drain + (k + 1) * patience) / q) : 0);
      size += next[k]!;
    }
    const ratio = size / sum;
    v = next.map((x) => x / size) as Float64Array<ArrayBuffer>;
    const step = first ? ratio * delayed : ratio;
    first = false;
    return step;
  });
}
