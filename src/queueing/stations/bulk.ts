/** Batches of jobs arrive together: M^X/M/c. */
import { moderate, nonNegative, probability, whole } from '../check.js';
import { erlangMixture } from './erlangMixture.js';
import { checkCount, type Figures, type JobsLaw, type ResponseLaw, type Unstable, type WaitLaw } from './figures.js';

export type BulkInput = {
  /** batches per second, >= 0 */ readonly batchRate: number;
  /** P(a batch has 1, 2, 3, ... jobs), adding up to 1, at most 10 000 sizes */ readonly sizes: readonly number[];
  /** per second and server, 1e-100 to 1e100 */ readonly serviceRate: number;
  /** whole number, 1 to 100 000 */ readonly servers: number;
};

export type Bulk = (Figures & WaitLaw & ResponseLaw & JobsLaw) | Unstable;

const MOST_STATES = 2_000_000;

/**
 * The stationary M^X/M/c queue; jobs of a batch are served in their order, the figures are per job.
 *
 * The flow over the cut below n is min(n, c) mu p(n) = lambda sum_k p(k) P(X >= n - k): a recursion of positive terms; the jobs that a random
 * job finds or has before it in its batch follow the same sums.
 * @throws RangeError on an illegal argument, or where more than 2 million states carry weight; overload is a value
 * Source: Kleinrock 1975, sec. 4.5; Burke 1975 (delays within a batch); Cromie, Chaudhry and Grassmann 1979.
 */
export function bulkArrivals({ batchRate, sizes, serviceRate, servers }: BulkInput): Bulk {
  nonNegative('batchRate', batchRate);
  moderate('serviceRate', serviceRate);
  whole('servers', servers, 1);
  if (servers > 100_000) throw new RangeError(`servers must be at most 100000, got ${servers}`);
  if (sizes.length === 0 || sizes.length > 10_000) {
    throw new RangeError(`sizes must be 1 to 10000 numbers, got ${sizes.length}`);
  }
  sizes.forEach((x, i) => {
    probability(`sizes[${i}]`, x);
  });
  const sum = sizes.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`sizes must add up to 1, got ${sum}`);
  /** atLeast[k] = P(X >= k + 1) */
  const atLeast = new Float64Array(sizes.length);
  for (let k = sizes.length - 1, s = 0; k >= 0; k--) {
    s += sizes[k]! / sum;
    atLeast[k] = s;
  }
  const meanSize = atLeast.reduce((a, b) => a + b, 0);
  const arrivalRate = batchRate * meanSize;
  const drain = servers * serviceRate;
  if (arrivalRate >= drain) return { stable: false, overload: arrivalRate / drain };
  const { p, ratio } = states(batchRate, atLeast, serviceRate, servers);
  const last = p.length - 1;
  // above[n] = P(N > n)
  const above = new Float64Array(last + 1);
  above[last] = (p[last]! * ratio) / (1 - ratio);
  for (let n = last - 1; n >= 0; n--) above[n] = above[n + 1]! + p[n + 1]!;
  const tail = (n: number): number => (n <= last ? above[n]! : above[last]! * ratio ** (n - last));
  const utilisation = arrivalRate / drain;
  // a job has m before it with probability min(m + 1, c) mu p(m + 1) / arrival rate: J > k when m >= c + k
  const delayProbability = utilisation === 0 ? 0 : tail(servers) / utilisation;
  let meanQueue = 0;
  let pairs = 0;
  for (let n = servers; n <= last; n++) {
    meanQueue += above[n]!;
    pairs += (n - servers + 1) * above[n]!;
  }
  const rest = above[last]! * (ratio / (1 - ratio));
  if (last >= servers) {
    meanQueue += rest;
    pairs += rest * (last - servers + 1 + 1 / (1 - ratio));
  }
  // E J = sum P(J > k), E J (J + 1) / 2 = sum (k + 1) P(J > k)
  const scale = utilisation === 0 ? 0 : 1 / utilisation;
  const steps = scale * meanQueue;
  const meanWait = steps / drain;
  const varianceWait = Math.max(0, 2 * scale * pairs - steps * steps) / drain / drain;
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
    meanQueue: arrivalRate * meanWait,
    meanJobs: arrivalRate * (meanWait + 1 / serviceRate),
    ...erlangMixture(serviceRate, servers, {
      delayProbability,
      ratio: (k) => (servers + k >= last ? ratio : above[servers + k + 1]! / above[servers + k]! || 0),
    }),
    jobsProbability(n) {
      checkCount(n);
      return n <= last ? p[n]! : p[last]! * ratio ** (n - last);
    },
    jobsTail(n) {
      checkCount(n);
      return tail(n);
    },
  };
}

/** Probabilities up to where they fall geometrically, and that ratio. */
function states(batchRate: number, atLeast: Float64Array, serviceRate: number, servers: number) {
  if (batchRate === 0) return { p: Float64Array.of(1), ratio: 0 };
  const list = [1];
  let total = 1;
  let steady = 0;
  for (let n = 1; ; n++) {
    let flow = 0;
    for (let k = Math.max(0, n - atLeast.length); k < n; k++) flow += list[k]! * atLeast[n - k - 1]!;
    const value = (batchRate * flow) / (Math.min(n, servers) * serviceRate);
    list.push(value);
    total += value;
    if (value > 1e250) {
      for (let k = 0; k <= n; k++) list[k] = list[k]! * 1e-250;
      total *= 1e-250;
    }
    const now = list[n]! / list[n - 1]!;
    const before = n > 1 ? list[n - 1]! / list[n - 2]! : 0;
    steady = n > servers && Math.abs(now - before) <= 1e-15 * now ? steady + 1 : 0;
    if (steady > Math.max(20, atLeast.length) || (n > servers && list[n]! < 1e-300 * total)) break;
    if (n > MOST_STATES) throw new RangeError(`the queue has more than ${MOST_STATES} states of weight`);
  }
  const last = list.length - 1;
  const ratio = list[last]! === 0 ? 0 : list[last]! / list[last - 1]!;
  total += (list[last]! * ratio) / (1 - ratio);
  return { p: Float64Array.from(list, (x) => x / total), ratio };
}
