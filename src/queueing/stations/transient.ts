/** Birth-death chains over time, by uniformisation. */
import { nonNegative, positive, whole } from '../check.js';
import { logFront } from '../gamma.js';

const MOST_STATES = 1_000_000;
/** steps times states */
const MOST_WORK = 2e10;

export type TransientInput = {
  /** births[i] is the rate i -> i + 1, per second, >= 0 */ readonly births: ArrayLike<number>;
  /** deaths[i] is the rate i + 1 -> i, per second, >= 0; as long as `births` */ readonly deaths: ArrayLike<number>;
  /** the state at time 0, or the probabilities of the states */ readonly initial: number | ArrayLike<number>;
  /** seconds, >= 0 */ readonly time: number;
};

/**
 * Probabilities of the states at a time. The chain is stepped as a discrete one with Poisson many steps; positive terms only.
 * @throws RangeError on an illegal argument, more than a million states, or where steps times states exceed 2e10
 * Absolute error below 1e-14 each.
 * Source: Jensen 1953; Grassmann 1977; Fox and Glynn 1988. Memory: three vectors.
 */
export function transientBirthDeath({ births, deaths, initial, time }: TransientInput): Float64Array {
  const n = births.length;
  if (deaths.length !== n) throw new RangeError(`deaths must have length ${n}, got ${deaths.length}`);
  if (n >= MOST_STATES) throw new RangeError(`the chain has ${n + 1} states, at most ${MOST_STATES} are followed`);
  nonNegative('time', time);
  let v = start(initial, n);
  let q = 0;
  for (let i = 0; i <= n; i++) {
    if (i < n) {
      nonNegative(`births[${i}]`, births[i]!);
      nonNegative(`deaths[${i}]`, deaths[i]!);
    }
    q = Math.max(q, (births[i] ?? 0) + (i > 0 ? deaths[i - 1]! : 0));
  }
  const mean = q * time;
  if (mean === 0) return v;
  if (mean * (n + 1) > MOST_WORK) {
    throw new RangeError(`${Math.ceil(mean)} steps over ${n + 1} states are more than ${MOST_WORK}`);
  }
  // ends of the Poisson weights above 1e-18
  const spread = 9 * Math.sqrt(mean) + 30;
  const first = Math.max(0, Math.floor(mean - spread));
  const last = Math.ceil(mean + spread);
  const out = new Float64Array(n + 1);
  let next = new Float64Array(n + 1);
  let used = 0;
  for (let k = 0; k <= last; k++) {
    if (k >= first) {
      const w = Math.exp(logFront(k, mean));
      used += w;
      if (k > mean && w < 1e-19) break;
      for (let i = 0; i <= n; i++) out[i] = out[i]! + w * v[i]!;
    }
    let change = 0;
    for (let i = 0; i <= n; i++) {
      const up = births[i] ?? 0;
      const down = i > 0 ? deaths[i - 1]! : 0;
      let sum = v[i]! * ((q - up - down) / q);
      if (i > 0) sum += v[i - 1]! * (births[i - 1]! / q);
      if (i < n) sum += v[i + 1]! * (deaths[i]! / q);
      next[i] = sum;
      change = Math.max(change, Math.abs(sum - v[i]!));
    }
    [v, next] = [next, v];
    // settled: the steps that are left change nothing
    if (change < 1e-18) {
      for (let i = 0; i <= n; i++) out[i] = out[i]! + Math.max(0, 1 - used) * v[i]!;
      return out;
    }
  }
  return out.map((x) => x / used);
}

function start(initial: number | ArrayLike<number>, n: number): Float64Array<ArrayBuffer> {
  const v = new Float64Array(n + 1);
  if (typeof initial === 'number') {
    whole('initial', initial, 0);
    if (initial > n) throw new RangeError(`initial must be at most ${n}, got ${initial}`);
    v[initial] = 1;
    return v;
  }
  if (initial.length !== n + 1) throw new RangeError(`initial must have length ${n + 1}, got ${initial.length}`);
  let total = 0;
  for (let i = 0; i <= n; i++) {
    nonNegative(`initial[${i}]`, initial[i]!);
    total += initial[i]!;
  }
  positive('sum of initial', total);
  return v.map((_, i) => initial[i]! / total);
}

export type TransientQueueInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** per second and server, > 0 */ readonly serviceRate: number;
  /** whole number >= 1 */ readonly servers: number;
  /** places, those in service included: whole number >= servers, below a million */ readonly capacity: number;
  /** jobs at time 0, or their probabilities; default 0 */ readonly initial?: number | ArrayLike<number>;
  /** seconds, >= 0 */ readonly time: number;
};

export type TransientQueue = {
  /** P(n jobs at the time) */ readonly probabilities: Float64Array;
  readonly meanJobs: number;
  readonly meanQueue: number;
  /** busy share of the servers at the time */ readonly utilisation: number;
  /** P(an arrival at the time is lost) */ readonly lossProbability: number;
  /** P(an arrival at the time finds all servers busy) */ readonly delayProbability: number;
};

/**
 * M/M/c/K at a time after a given start.
 * @throws RangeError as `transientBirthDeath`
 * Source: Gross and Harris 1998, sec. 2.10; Jensen 1953.
 */
export function transientMmck(input: TransientQueueInput): TransientQueue {
  const { arrivalRate, serviceRate, servers, capacity, initial = 0, time } = input;
  nonNegative('arrivalRate', arrivalRate);
  positive('serviceRate', serviceRate);
  whole('servers', servers, 1);
  whole('capacity', capacity, servers);
  if (capacity >= MOST_STATES) throw new RangeError(`capacity must be below ${MOST_STATES}, got ${capacity}`);
  const probabilities = transientBirthDeath({
    births: new Float64Array(capacity).fill(arrivalRate),
    deaths: Float64Array.from({ length: capacity }, (_, i) => Math.min(i + 1, servers) * serviceRate),
    initial,
    time,
  });
  return { probabilities, ...queueFigures(probabilities, servers) };
}

/** What the law of the number of jobs says of a queue with c servers. */
export function queueFigures(probabilities: Float64Array, servers: number): Omit<TransientQueue, 'probabilities'> {
  let queue = 0;
  let busy = 0;
  let full = 0;
  probabilities.forEach((p, n) => {
    queue += p * Math.max(0, n - servers);
    busy += p * Math.min(n, servers);
    if (n >= servers) full += p;
  });
  return {
    meanJobs: queue + busy,
    meanQueue: queue,
    utilisation: busy / servers,
    lossProbability: probabilities.at(-1)!,
    delayProbability: full,
  };
}
