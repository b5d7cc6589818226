/** Intervals for what independent replications have measured. */
import { studentQuantile } from '../../queueing/student.js';

/** An estimate with the interval that contains the truth with probability `level`. */
export type Estimate = {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** the longer side of the interval; Infinity where nothing bounds it */ readonly halfWidth: number;
  /** independent replications behind it */ readonly replications: number;
  readonly level: number;
};

/** Default level of all intervals. */
export const LEVEL = 0.95;

/** Range that the true value cannot leave; the interval is cut to it. */
export type Range = { readonly least?: number; readonly most?: number };

/** @param replications that were run; one that is made of several counts as several */
export function estimateOf(
  value: number,
  low: number,
  high: number,
  replications: number,
  level: number,
  { least = -Infinity, most = Infinity }: Range = {},
): Estimate {
  const from = Math.min(value, Math.max(least, low));
  const to = Math.max(value, Math.min(most, high));
  return { value, low: from, high: to, halfWidth: Math.max(value - from, to - value), replications, level };
}

/**
 * Where the mean of independent values lies: Student's t, mended for skewness by Hall's monotone cubic transformation of t. Plain t misses the
 * truth in 10 to 16 % instead of 5 where values are as skewed as totals of a queue near saturation are; this misses in 5 to 6.
 * @param values independent, of one law; with fewer than 2 the interval has no end
 * @param level in (0, 1), default 0.95
 * Source: Hall 1992, "On the removal of skewness by transformation", J. R. Statist. Soc. B 54, with T = t + a t^2/3 + a^2 t^3/27 + a/6, a = skewness/sqrt(n).
 */
export function meanInterval(values: readonly number[], level = LEVEL, range: Range = {}): Estimate {
  const n = values.length;
  const { mean, error, skewness } = momentsOf(values);
  if (n < 2) return estimateOf(mean, -Infinity, Infinity, n, level, range);
  const q = student((1 + level) / 2, n - 1);
  const a = skewness / Math.sqrt(n);
  return estimateOf(mean, mean - untransformed(q, a) * error, mean - untransformed(-q, a) * error, n, level, range);
}

/** The last quantile asked for: inverted tests ask for the same one again and again. */
let last = { p: Number.NaN, freedom: 0, value: 0 };
function student(p: number, freedom: number): number {
  if (p !== last.p || freedom !== last.freedom) last = { p, freedom, value: studentQuantile(p, freedom) };
  return last.value;
}

/** Mean, its standard error, and the skewness of the values (0 where there is none). */
export function momentsOf(values: readonly number[]): { mean: number; error: number; skewness: number } {
  const n = values.length;
  const mean = values.reduce((a, x) => a + x, 0) / n;
  let second = 0;
  let third = 0;
  for (const x of values) {
    const d = x - mean;
    second += d * d;
    third += d * d * d;
  }
  const variance = n > 1 ? second / (n - 1) : 0;
  const cube = variance * Math.sqrt(variance);
  const skewness = n > 2 && cube > 0 ? (n * third) / ((n - 1) * (n - 2) * cube) : 0;
  return { mean, error: Math.sqrt(variance / n), skewness };
}

/** The t whose transform is `q`: the cubic is (1 + a t/3)^3 shifted, so its inverse is a cube root. */
function untransformed(q: number, a: number): number {
  // below, the cube root would lose what rounding leaves of it; the difference is below 1e-6
  if (Math.abs(a) < 1e-6) return q;
  return (3 / a) * (Math.cbrt(1 + a * (q - a / 6)) - 1);
}

/**
 * Pseudo-values of a figure that is computed from all replications together: their mean is the figure without its bias of order 1/n, and they
 * are nearly independent, so that `meanInterval` holds for them.
 * @param whole the figure of all `n` together; @param without the figure of all but one
 * Source: Quenouille 1956; Tukey 1958; for ratios from replications Iglehart 1975.
 */
export function pseudoValues(n: number, whole: number, without: (left: number) => number): number[] {
  return Array.from({ length: n }, (_, i) => n * whole - (n - 1) * without(i));
}

/**
 * A ratio of two means: total over total, as a mean response is total time over count. NaN where the denominators are all zero.
 * @param above numerators and @param below denominators (>= 0), one of each per replication
 */
export function ratioInterval(
  above: readonly number[],
  below: readonly number[],
  level = LEVEL,
  range: Range = {},
): Estimate {
  const n = above.length;
  const top = sum(above);
  const bottom = sum(below);
  if (!(bottom > 0)) return estimateOf(Number.NaN, Number.NaN, Number.NaN, n, level);
  const value = top / bottom;
  // all of it from one replication: nothing says how it varies
  if (below.some((b) => !(bottom - b > 1e-12 * bottom))) return estimateOf(value, -Infinity, Infinity, n, level, range);
  const interval = meanInterval(
    pseudoValues(n, value, (i) => (top - above[i]!) / (bottom - below[i]!)),
    level,
  );
  return estimateOf(value, interval.low, interval.high, n, level, range);
}

export const sum = (values: readonly number[]): number => values.reduce((a, x) => a + x, 0);
