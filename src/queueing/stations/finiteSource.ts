/** A finite number of sources, each silent for an exponential time between its requests: Engset's loss system and the repair shop. */
import { nonNegative, positive, whole } from '../check.js';
import { erlangMixture, stepLawOf } from './erlangMixture.js';
import { checkCount, type Figures, type JobsLaw, type ResponseLaw, type WaitLaw } from './figures.js';

export type FiniteSourceInput = {
  /** whole number >= 1 */ readonly sources: number;
  /** whole number >= 1 */ readonly servers: number;
  /** requests per second of a silent source (1 / think time), >= 0 */ readonly requestRate: number;
  /** per second and server, > 0 */ readonly serviceRate: number;
  /** places, those in service included: whole number >= servers; default Infinity. A request that finds them taken is lost. */
  readonly capacity?: number;
};

export type FiniteSource = Figures &
  WaitLaw &
  ResponseLaw &
  JobsLaw & {
    /** requests per second, lost ones included */ readonly requests: number;
    /** share of time in which all places are taken */ readonly timeCongestion: number;
  };

const MOST = 2_000_000;

/**
 * The stationary M/M/c/K with a finite population. The figures of wait and response are those of admitted requests: these find the law of the
 * system with one source less (arrival theorem; for lost requests weighted by the silent sources).
 * @throws RangeError on an illegal argument, or more than 2 million places (48 MB)
 * Source: Engset 1918; Cooper 1981, sec. 3.7; Sevcik and Mitrani 1981. Weights by ratios, all positive: relative error about 1e-12.
 */
export function finiteSource(input: FiniteSourceInput): FiniteSource {
  const { sources, servers, requestRate, serviceRate } = input;
  whole('sources', sources, 1);
  whole('servers', servers, 1);
  nonNegative('requestRate', requestRate);
  positive('serviceRate', serviceRate);
  whole('capacity', input.capacity ?? Infinity, servers, true);
  const places = Math.min(sources, input.capacity ?? Infinity);
  if (places > MOST) throw new RangeError(`sources or capacity must be at most ${MOST}, got ${places}`);
  const ratio = requestRate / serviceRate;
  const p = weights(sources, Math.min(servers, sources), places, ratio);
  let jobs = 0;
  let silent = 0;
  let admitted = 0;
  let waiting = 0;
  let busy = 0;
  /** weights of the admitted requests that wait for j + 1 departures */
  const steps = new Float64Array(Math.max(0, places - servers));
  p.forEach((x, n) => {
    jobs += n * x;
    busy += Math.min(n, servers) * x;
    const idle = (sources - n) * x;
    silent += idle;
    if (n < places) admitted += idle;
    if (n >= servers) {
      waiting += (n - servers) * x;
      if (n < places) steps[n - servers] = idle;
    }
  });
  let free = 0;
  for (let n = 0; n < Math.min(servers, places); n++) free += (sources - n) * p[n]!;
  const throughput = serviceRate * busy;
  const drain = serviceRate * servers;
  const law = stepLawOf(steps, free);
  // without any request: what one would find
  const asked = admitted > 0 ? admitted : 1;
  let m1 = 0;
  let m2 = 0;
  steps.forEach((w, j) => {
    m1 += (w / asked) * (j + 1);
    m2 += (w / asked) * (j + 1) * (j + 2);
  });
  const meanWait = m1 / drain;
  const varianceWait = Math.max(0, m2 / drain ** 2 - meanWait ** 2);
  const last = p[places]! * (sources - places);
  return {
    stable: true,
    requests: requestRate * silent,
    timeCongestion: p[places]!,
    utilisation: busy / servers,
    throughput,
    lossProbability: last > 0 ? last / (admitted + last) : 0,
    delayProbability: law.delayProbability,
    meanWait,
    varianceWait,
    meanResponse: meanWait + 1 / serviceRate,
    varianceResponse: varianceWait + 1 / serviceRate ** 2,
    meanQueue: waiting,
    meanJobs: jobs,
    ...erlangMixture(serviceRate, servers, law),
    jobsProbability(n) {
      checkCount(n);
      return n > places ? 0 : p[n]!;
    },
    jobsTail(n) {
      checkCount(n);
      let sum = 0;
      for (let k = places; k > n; k--) sum += p[k]!;
      return sum;
    },
  };
}

/** P(n requests at the station): outwards from the likeliest state, so that nothing overflows. */
function weights(sources: number, servers: number, places: number, ratio: number): Float64Array {
  const p = new Float64Array(places + 1);
  const step = (n: number): number => ((sources - n + 1) * ratio) / Math.min(n, servers);
  // the ratios fall with n
  let low = 0;
  let high = places;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (step(middle) >= 1) low = middle;
    else high = middle - 1;
  }
  p[low] = 1;
  let total = 1;
  for (let n = low + 1; n <= places; n++) {
    p[n] = p[n - 1]! * step(n);
    total += p[n]!;
  }
  for (let n = low; n > 0; n--) {
    p[n - 1] = p[n]! / step(n);
    total += p[n - 1]!;
  }
  return p.map((x) => x / total);
}

/**
 * Engset: finitely many sources, no queue; a blocked source falls silent again.
 * `lossProbability` is the share of requests that are lost, `timeCongestion` the share of time in which all servers are busy.
 * @throws RangeError on an illegal argument
 * Source: Engset 1918.
 */
export const engset = (input: Omit<FiniteSourceInput, 'capacity'>): FiniteSource =>
  finiteSource({ ...input, capacity: input.servers });
