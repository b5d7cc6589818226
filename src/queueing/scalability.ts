/** Scaling laws of one node type, and their fit to measurements: the universal scalability law and Amdahl's law. */
import { nonNegative, positive, probability } from './check.js';
import { solveLinear } from './networks/linear.js';
import { studentQuantile } from './student.js';

/**
 * Capacity relative to one node: n / (1 + sigma (n - 1) + kappa n (n - 1)).
 * @param nodes n, >= 0
 * @param sigma share of work that is serialised (contention), in [0, 1]
 * @param kappa cost of keeping a pair of nodes coherent, >= 0
 * @throws RangeError on an illegal argument
 * Source: Gunther 1993.
 */
export function universalScalability(nodes: number, sigma: number, kappa: number): number {
  nonNegative('nodes', nodes);
  probability('sigma', sigma);
  nonNegative('kappa', kappa);
  if (nodes === 0) return 0;
  return nodes / (1 + sigma * (nodes - 1) + kappa * nodes * (nodes - 1));
}

/**
 * The number of nodes that gives the greatest capacity, and that capacity; without coherency costs it grows for ever towards 1 / sigma.
 * @returns `nodes` is a real number, `whole` the best whole one
 * @throws RangeError on an illegal argument
 */
export function scalabilityPeak(
  sigma: number,
  kappa: number,
): { readonly nodes: number; readonly whole: number; readonly capacity: number } {
  probability('sigma', sigma);
  nonNegative('kappa', kappa);
  if (kappa === 0) return { nodes: Infinity, whole: Infinity, capacity: sigma === 0 ? Infinity : 1 / sigma };
  const nodes = Math.max(1, Math.sqrt((1 - sigma) / kappa));
  const below = Math.max(1, Math.floor(nodes));
  const at = (n: number): number => universalScalability(n, sigma, kappa);
  const whole = at(below + 1) > at(below) ? below + 1 : below;
  return { nodes, whole, capacity: at(whole) };
}

/**
 * Speed-up of a job of which a share cannot be done in parallel: n / (1 + serial (n - 1)).
 * @param serial in [0, 1]
 * @throws RangeError on an illegal argument
 * Source: Amdahl 1967.
 */
export function amdahl(nodes: number, serial: number): number {
  return universalScalability(nodes, serial, 0);
}

export type Estimate = {
  readonly value: number /** bounds of the interval */;
  readonly low: number;
  readonly high: number;
};

export type ScalabilityFit = {
  /** throughput of one node, in the unit of the measurements */ readonly single: Estimate;
  readonly sigma: Estimate;
  readonly kappa: Estimate;
  /** share of the variance that the law explains, at most 1 */ readonly explained: number;
  /** confidence of the intervals */ readonly confidence: number;
};

export type Measurement = {
  /** nodes or users, > 0 */ readonly nodes: number;
  /** > 0 */ readonly throughput: number;
};

/**
 * Fits throughput = single n / (1 + sigma (n - 1) + kappa n (n - 1)) by non-linear least squares, with sigma in [0, 1] and kappa >= 0.
 * @param law `amdahl` keeps kappa at 0
 * @param confidence in (0, 1), default 0.95: intervals from the linearised model, by Student's t
 * @throws RangeError on an illegal argument: at least one measurement more than the law has parameters, at different numbers of nodes
 * Source: Gauss-Newton with the damping of Marquardt 1963; intervals as in Bates and Watts 1988, ch. 2. A parameter at its bound is taken
 * as known: its interval is that bound.
 */
export function fitScalability(
  measurements: readonly Measurement[],
  law: 'usl' | 'amdahl' = 'usl',
  confidence = 0.95,
): ScalabilityFit {
  measurements.forEach((m, i) => {
    positive(`measurements[${i}].nodes`, m.nodes);
    positive(`measurements[${i}].throughput`, m.throughput);
  });
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`confidence must be in (0, 1), got ${confidence}`);
  const parameters = law === 'usl' ? 3 : 2;
  if (new Set(measurements.map((m) => m.nodes)).size < parameters || measurements.length <= parameters) {
    throw new RangeError(`measurements must be more than ${parameters}, at ${parameters} or more numbers of nodes`);
  }
  const scale = Math.max(...measurements.map((m) => m.throughput / m.nodes));
  const data = measurements.map((m) => ({ n: m.nodes, y: m.throughput / scale }));
  const best = descend(data, start(data, parameters), parameters);
  const { normal, error } = normalEquations(data, best);
  const free = Array.from({ length: parameters }, (_, k) => k).filter((k) => !atBound(best, k));
  const freedom = data.length - parameters;
  const spread = Math.sqrt(error / freedom) * studentQuantile((1 + confidence) / 2, freedom);
  const deviations = standardErrors(normal, free);
  const estimate = (k: number, unit: number, low: number, high: number): Estimate => {
    const half = (deviations[k] ?? 0) * spread;
    const value = best[k]!;
    return { value: value * unit, low: Math.max(low, value - half) * unit, high: Math.min(high, value + half) * unit };
  };
  const mean = data.reduce((a, d) => a + d.y, 0) / data.length;
  const total = data.reduce((a, d) => a + (d.y - mean) ** 2, 0);
  return {
    single: estimate(0, scale, 0, Infinity),
    sigma: estimate(1, 1, 0, 1),
    kappa: estimate(2, 1, 0, Infinity),
    explained: total === 0 ? 1 : 1 - error / total,
    confidence,
  };
}

type Point = { readonly n: number; readonly y: number };
/** single, sigma, kappa */
type Parameters = readonly [number, number, number];

const model = ([single, sigma, kappa]: Parameters, n: number): number =>
  (single * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));

function gradient([single, sigma, kappa]: Parameters, n: number): [number, number, number] {
  const below = 1 + sigma * (n - 1) + kappa * n * (n - 1);
  const y = (single * n) / below;
  return [n / below, (-y * (n - 1)) / below, (-y * n * (n - 1)) / below];
}

const atBound = ([, sigma, kappa]: Parameters, k: number): boolean =>
  (k === 1 && (sigma <= 0 || sigma >= 1)) || (k === 2 && kappa <= 0);

const clamp = (p: readonly number[]): Parameters => [
  Math.max(1e-9, p[0]!),
  Math.min(1, Math.max(0, p[1]!)),
  Math.max(0, p[2]!),
];

/** The law is linear in n / y: n/y = 1/s (1 + sigma (n-1) + kappa n (n-1)); its least squares are where the descent begins. */
function start(data: readonly Point[], parameters: number): Parameters {
  const a = new Float64Array(parameters * parameters);
  const right = new Float64Array(parameters);
  for (const { n, y } of data) {
    const row = [1, n - 1, n * (n - 1)];
    // weighed as the errors of y are
    const weight = (y * y) / n;
    for (let i = 0; i < parameters; i++) {
      right[i] = right[i]! + weight * weight * row[i]! * (n / y);
      for (let j = 0; j < parameters; j++) {
        a[i * parameters + j] = a[i * parameters + j]! + weight * weight * row[i]! * row[j]!;
      }
    }
  }
  const x = solveLinear(a, right);
  if (!x || !(x[0]! > 0)) return [1, 0.01, 0];
  return clamp([1 / x[0]!, x[1]! / x[0]!, (x[2] ?? 0) / x[0]!]);
}

function sumOfSquares(data: readonly Point[], p: Parameters): number {
  return data.reduce((sum, { n, y }) => sum + (y - model(p, n)) ** 2, 0);
}

function normalEquations(data: readonly Point[], p: Parameters) {
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  for (const { n, y } of data) {
    const g = gradient(p, n);
    const rest = y - model(p, n);
    for (let i = 0; i < 3; i++) {
      right[i] = right[i]! + g[i]! * rest;
      for (let j = 0; j < 3; j++) normal[i * 3 + j] = normal[i * 3 + j]! + g[i]! * g[j]!;
    }
  }
  return { normal, right, error: sumOfSquares(data, p) };
}

/** Levenberg-Marquardt over the parameters that are not held at a bound. */
function descend(data: readonly Point[], from: Parameters, parameters: number): Parameters {
  let p = from;
  let error = sumOfSquares(data, p);
  let damping = 1e-3;
  for (let step = 0; step < 500; step++) {
    const { normal, right } = normalEquations(data, p);
    // at a bound and drawn beyond it
    const held = (k: number): boolean =>
      k >= parameters || (atBound(p, k) && (k === 1 && p[1] >= 1 ? right[k]! >= 0 : right[k]! <= 0));
    const free = [0, 1, 2].filter((k) => !held(k));
    const a = new Float64Array(free.length ** 2);
    free.forEach((i, row) => {
      free.forEach((j, column) => {
        a[row * free.length + column] = normal[i * 3 + j]! * (i === j ? 1 + damping : 1);
      });
    });
    const move = solveLinear(
      a,
      Float64Array.from(free, (k) => right[k]!),
    );
    if (!move) break;
    const next = [...p];
    free.forEach((k, at) => {
      next[k] = next[k]! + move[at]!;
    });
    const tried = clamp(next);
    const found = sumOfSquares(data, tried);
    if (found <= error) {
      const done = error - found <= 1e-16 * error && damping < 1e-6;
      p = tried;
      error = found;
      damping = Math.max(1e-12, damping / 10);
      if (done) break;
    } else {
      damping *= 10;
      if (damping > 1e12) break;
    }
  }
  return p;
}

/** Roots of the diagonal of the inverse of the normal matrix of the free parameters, by parameter. */
function standardErrors(normal: Float64Array, free: readonly number[]): number[] {
  const size = free.length;
  const result: number[] = [];
  free.forEach((k, at) => {
    const a = new Float64Array(size * size);
    free.forEach((i, row) => {
      free.forEach((j, column) => {
        a[row * size + column] = normal[i * 3 + j]!;
      });
    });
    const unit = new Float64Array(size);
    unit[at] = 1;
    const column = solveLinear(a, unit);
    result[k] = column ? Math.sqrt(Math.max(0, column[at]!)) : Infinity;
  });
  return result;
}
