/** MAP/PH/1: Markovian arrivals, phase-type service, one server, first come first served. */
import { moderate } from '../check.js';
import type { PhaseType } from '../distributions/index.js';
import { survivalMixture } from '../distributions/uniformised.js';
import { solveVector, sumOf, timesMatrix } from '../numerics/linear.js';
import { checkQbdSize, levelLaw, levelMoments, ratesOut, solveQbd } from '../numerics/qbd.js';
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
import { type ArrivalMap, ratios, readMap } from './map.js';

export type MapPh1 = (Figures & WaitLaw & ResponseLaw & JobsLaw & { readonly varianceJobs: number }) | Unstable;

/** Levels that are kept for the laws of wait and response. */
const MOST_LEVELS = 20_000;

/**
 * The stationary MAP/PH/1 queue.
 * @param arrivals rates of phase changes without and with an arrival
 * @param service phase type without an atom at 0
 * @throws RangeError on an illegal argument, or where phases of arrivals times phases of service is over 1000; overload is a value. Percentiles
 * and tails throw where more than 20 000 levels carry weight (utilisation above some 0.998).
 * Source: Neuts 1981; Latouche and Ramaswami 1999. Laws by uniformisation of the work found: relative error about 1e-10.
 */
export function mapPh1({ arrivals, service }: { arrivals: ArrivalMap; service: PhaseType }): MapPh1 {
  const { d0, d1, rate } = readMap(arrivals);
  const m = d0.length;
  const n = service.alpha.length;
  moderate('service.mean', service.mean);
  if (m * n > 1000) throw new RangeError(`phases of arrivals and service must be at most 1000 together, got ${m * n}`);
  checkQbdSize(2, m * n);
  if (sumOf(service.alpha) < 1 - 1e-12) throw new RangeError('service must not have an atom at 0');
  const { alpha, exit, generator } = service;
  const cells = Array.from({ length: m * n }, (_, x) => [Math.floor(x / n), x % n] as const);
  const block = (value: (i: number, a: number, j: number, b: number) => number): Float64Array[] =>
    cells.map(([i, a]) => Float64Array.from(cells, ([j, b]) => value(i, a, j, b)));
  const up = block((i, a, j, b) => (a === b ? d1[i]![j]! : 0));
  const local = block(
    (i, a, j, b) => (a === b && i !== j ? d0[i]![j]! : 0) + (i === j && a !== b ? generator[a]![b]! : 0),
  );
  const down = block((i, a, j, b) => (i === j ? exit[a]! * alpha[b]! : 0));
  const q = solveQbd({
    homogeneous: 1,
    up: (level) => (level === 0 ? d1.map((row) => Float64Array.from(cells, ([j, b]) => row[j]! * alpha[b]!)) : up),
    local: (level) => (level === 0 ? d0 : local),
    down: (level) =>
      level === 1 ? cells.map(([i, a]) => Float64Array.from({ length: m }, (_, j) => (i === j ? exit[a]! : 0))) : down,
  });
  if (!q.stable) return q;
  const utilisation = rate * service.mean;
  const { mean, variance } = levelMoments(q);
  const out = ratesOut(d1);
  /** phases of the job in service as an arrival finds them */
  const found = (v: Float64Array): Float64Array => {
    const w = new Float64Array(n);
    cells.forEach(([i, a], x) => {
      w[a] = w[a]! + (rate === 0 ? 0 : v[x]! * (out[i]! / rate));
    });
    return w;
  };
  const delayProbability = sumOf(found(q.beyond));
  const meanResponse = rate === 0 ? service.mean : mean / rate;
  const meanWait = meanResponse - service.mean;
  let starts: Float64Array[] | undefined;
  const levels = (): Float64Array[] => {
    if (starts) return starts;
    const list: Float64Array[] = [];
    let v: Float64Array = q.levels[1]!;
    for (;;) {
      list.push(found(v));
      if (sumOf(v) < 1e-24 || list.length > 4 * MOST_LEVELS) break;
      v = timesMatrix(v, q.r);
    }
    if (list.length > MOST_LEVELS)
      throw new RangeError(`more than ${MOST_LEVELS} levels carry weight: no law of the wait`);
    starts = list;
    return list;
  };
  const wait = workLaw(service, () => levels(), delayProbability);
  const response = workLaw(
    service,
    () => {
      // the own service behind what was found
      const list = [alpha.map((x) => x * (1 - delayProbability)), ...levels().map((w) => w.slice())];
      return list;
    },
    1,
  );
  const second = lazy(() => secondMoment(service, levels()));
  const law = levelLaw(q);
  return {
    stable: true,
    utilisation,
    throughput: rate,
    lossProbability: 0,
    delayProbability,
    meanWait,
    get varianceWait() {
      return Math.max(0, second() - meanWait ** 2);
    },
    meanResponse,
    get varianceResponse() {
      return Math.max(0, second() - meanWait ** 2) + service.variance;
    },
    meanQueue: rate * meanWait,
    meanJobs: mean,
    varianceJobs: variance,
    ...waitLaw((t) => (t === 0 ? Math.log(delayProbability) : wait()(t)), meanWait || service.mean),
    ...responseLaw((t) => response()(t), meanResponse),
    jobsProbability(k) {
      checkCount(k);
      return law.probability(k);
    },
    jobsTail(k) {
      checkCount(k);
      return law.tail(k);
    },
  };
}

function lazy<T>(make: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: make() };
    return known.value;
  };
}

/**
 * ln P(work > t): with probability start[k] the job in service is in the given phase and k whole services follow. Level k steps to k - 1 at the
 * end of a service.
 */
function workLaw(service: PhaseType, start: () => Float64Array[], total: number): () => (t: number) => number {
  return lazy(() => {
    const { alpha, exit, generator } = service;
    const q = Math.max(...generator.map((row, i) => -row[i]!));
    const inner = generator.map((row, i) => row.map((x, j) => Math.max(0, x / q + (i === j ? 1 : 0))));
    let levels = start();
    const next = ratios(() => {
      const moved = levels.map((v) => timesMatrix(v, inner));
      for (let k = 0; k + 1 < levels.length; k++) {
        const done = levels[k + 1]!.reduce((sum, x, a) => sum + x * exit[a]!, 0) / q;
        for (let a = 0; a < alpha.length; a++) moved[k]![a] = moved[k]![a]! + done * alpha[a]!;
      }
      const size = moved.reduce((sum, v) => sum + sumOf(v), 0);
      levels = size > 0 ? moved.map((v) => v.map((x) => x / size)) : moved;
      return size;
    });
    let k = 0;
    return survivalMixture(q, total, () => next(k++), levels.length * (alpha.length ** 2 + 20));
  });
}

/** E(wait^2) from what an arrival finds: residual of the phase in service plus k whole services. */
function secondMoment(service: PhaseType, levels: readonly Float64Array[]): number {
  const { mean, variance } = service;
  const [r1, r2] = residuals(service);
  let sum = 0;
  levels.forEach((w, k) => {
    w.forEach((x, a) => {
      const first = r1[a]!;
      // (R + S_k)^2
      sum += x * (r2[a]! + 2 * first * k * mean + k * variance + (k * mean) ** 2);
    });
  });
  return sum;
}

/** First and second moment of the remaining time from each phase, by solving with the generator. */
function residuals({ generator, alpha }: PhaseType): [Float64Array, Float64Array] {
  const n = alpha.length;
  const m = generator.map((row) => row.map((x) => -x));
  const r1 = solveVector(m, new Float64Array(n).fill(1));
  const r2 = solveVector(
    m,
    r1.map((x) => 2 * x),
  );
  return [r1, r2];
}
