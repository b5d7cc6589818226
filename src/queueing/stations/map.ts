/** Arrivals in a changing environment (MMPP and Markovian arrival processes), c exponential servers. */
import { moderate, nonNegative, whole } from '../check.js';
import { type Matrix, matrixOf, stationaryOf, sumOf, timesMatrix } from '../numerics/linear.js';
import { checkQbdSize, levelLaw, levelMoments, ratesOut, solveQbd } from '../numerics/qbd.js';
import { erlangMixture } from './erlangMixture.js';
import { checkCount, type Figures, type JobsLaw, type ResponseLaw, type Unstable, type WaitLaw } from './figures.js';

/** A Markovian arrival process: rates of phase changes without (d0, diagonal not read) and with an arrival (d1), per second. */
export type ArrivalMap = { readonly d0: readonly (readonly number[])[]; readonly d1: readonly (readonly number[])[] };

export type ArrivalProcess = {
  readonly d0: Matrix;
  readonly d1: Matrix;
  readonly phases: Float64Array;
  readonly rate: number;
};

/** Checks a MAP and finds its rate and the probabilities of its phases. */
export function readMap({ d0, d1 }: ArrivalMap): ArrivalProcess {
  const n = d0.length;
  if (n === 0 || n > 100) throw new RangeError(`d0 must have 1 to 100 phases, got ${n}`);
  for (const [name, m] of [
    ['d0', d0],
    ['d1', d1],
  ] as const) {
    if (m.length !== n || m.some((row) => row.length !== n)) throw new RangeError(`${name} must be ${n} by ${n}`);
    m.forEach((row, i) => {
      row.forEach((x, j) => {
        if (name === 'd1' || i !== j) nonNegative(`${name}[${i}][${j}]`, x);
      });
    });
  }
  const a = matrixOf(d0).map((row, i) => row.map((x, j) => (i === j ? 0 : x)));
  const b = matrixOf(d1);
  const phases =
    n === 1 ? Float64Array.of(1) : stationaryOf(a.map((row, i) => row.map((x, j) => (i === j ? 0 : x + b[i]![j]!))));
  if (phases.some((x) => !(x >= 0))) throw new RangeError('d0 + d1 must lead from every phase to every other');
  return { d0: a, d1: b, phases, rate: sumOf(timesMatrix(phases, b)) };
}

/**
 * Markov-modulated Poisson process.
 * @param rates arrivals per second in each state
 * @param switching rates between the states, per second; the diagonal is not read
 */
export const mmpp = (rates: readonly number[], switching: readonly (readonly number[])[]): ArrivalMap => ({
  d0: switching,
  d1: rates.map((r, i) => rates.map((_, j) => (i === j ? r : 0))),
});

export type MapMcInput = {
  readonly arrivals: ArrivalMap;
  /** per second and server, 1e-100 to 1e100 */ readonly serviceRate: number;
  /** whole number >= 1 */ readonly servers: number;
};

export type MapMc = (Figures & WaitLaw & ResponseLaw & JobsLaw & { readonly varianceJobs: number }) | Unstable;

/**
 * The stationary MAP/M/c queue; with `mmpp` MMPP/M/c, with a phase-type renewal process PH/M/c.
 * @throws RangeError on an illegal argument, or where (servers + 1) phases^2 is over 1e7; overload is a value
 * Source: Neuts 1981; Latouche and Ramaswami 1993. Relative error about 1e-10 below a utilisation of 0.9999.
 */
export function mapMc({ arrivals, serviceRate, servers }: MapMcInput): MapMc {
  moderate('serviceRate', serviceRate);
  whole('servers', servers, 1);
  const { d0, d1, rate } = readMap(arrivals);
  const n = d0.length;
  checkQbdSize(servers + 1, n);
  const diagonal = (x: number): Float64Array[] =>
    d0.map((_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? x : 0)));
  const q = solveQbd({
    homogeneous: servers,
    up: () => d1,
    local: () => d0,
    down: (level) => diagonal(Math.min(level, servers) * serviceRate),
  });
  if (!q.stable) return q;
  const { mean, variance } = levelMoments(q);
  const out = ratesOut(d1);
  // without arrivals nobody finds anything
  const seen = (v: Float64Array): number => (rate === 0 ? 0 : v.reduce((sum, x, i) => sum + x * (out[i]! / rate), 0));
  const drain = servers * serviceRate;
  const delayProbability = seen(q.beyond);
  // J > k when an arrival finds servers + k: beyond R^k; sums of J and J^2 over what arrivals find
  const m1 = seen(q.beyondMean) + delayProbability;
  const m2 = seen(q.beyondSquare) + 3 * seen(q.beyondMean) + 2 * delayProbability;
  const meanWait = m1 / drain;
  const varianceWait = Math.max(0, m2 - m1 * m1) / drain / drain;
  let v = q.beyond.slice();
  let before = delayProbability;
  const law = levelLaw(q);
  return {
    stable: true,
    utilisation: rate / drain,
    throughput: rate,
    lossProbability: 0,
    delayProbability,
    meanWait,
    varianceWait,
    meanResponse: meanWait + 1 / serviceRate,
    varianceResponse: varianceWait + 1 / serviceRate ** 2,
    meanQueue: rate * meanWait,
    meanJobs: mean,
    varianceJobs: variance,
    ...erlangMixture(
      serviceRate,
      servers,
      {
        delayProbability,
        ratio: ratios(() => {
          v = timesMatrix(v, q.r) as Float64Array<ArrayBuffer>;
          const now = seen(v);
          const r = before > 0 ? now / before : 0;
          before = now;
          if (now > 0 && now < 1e-200) {
            v = v.map((x) => x / now) as Float64Array<ArrayBuffer>;
            before = 1;
          }
          return r;
        }),
      },
      n * n,
    ),
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

/** Remembers a sequence that can only be computed in order. */
export function ratios(next: () => number): (k: number) => number {
  const known: number[] = [];
  return (k) => {
    while (known.length <= k) known.push(next());
    return known[k]!;
  };
}
