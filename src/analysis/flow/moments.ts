/**
 * Random times along a path: the kernels' cumulants (mean, variance, third) with what bodies of operations need on top.
 * Cumulants of independent times add; mixtures go through raw moments.
 */
import type { Distribution } from '../../model/system.js';
import {
  deterministic,
  fromMeanCv,
  type Moments,
  mixture,
  repeat,
  repeatGeometric,
  zero,
} from '../../queueing/index.js';

export { deterministic as constant, type Moments, meanOf, scale, zero } from '../../queueing/index.js';

/** Sum of two independent times. */
export function add(a: Moments, b: Moments): Moments {
  if (a === zero) return b;
  if (b === zero) return a;
  return { shift: a.shift + b.shift, k1: a.k1 + b.k1, k2: a.k2 + b.k2, k3: a.k3 + b.k3 };
}

/** Mixture: `a` with probability p in [0, 1], else `b`. */
export function mix(p: number, a: Moments, b: Moments): Moments {
  if (p >= 1) return a;
  if (p <= 0) return b;
  // The kernels' `mixture`, written out for two: this is the innermost loop of every search.
  const r = 1 - p;
  const meanA = a.shift + a.k1;
  const meanB = b.shift + b.k1;
  const mean = p * meanA + r * meanB;
  const da = meanA - mean;
  const db = meanB - mean;
  const shift = Math.min(a.shift, b.shift);
  return {
    shift,
    k1: Math.max(0, mean - shift),
    k2: p * (a.k2 + da * da) + r * (b.k2 + db * db),
    k3: p * (a.k3 + 3 * a.k2 * da + da * da * da) + r * (b.k3 + 3 * b.k2 * db + db * db * db),
  };
}

/** Mixture of several times with weights that need not sum to 1; zero for no weight at all. */
export function mixAll(items: readonly { readonly weight: number; readonly time: Moments }[]): Moments {
  const used = items.filter((item) => item.weight > 0);
  const total = used.reduce((sum, item) => sum + item.weight, 0);
  if (used.length === 0) return zero;
  if (used.length === 1) return used[0]!.time;
  return mixture(
    used.map((item) => item.weight / total),
    used.map((item) => item.time),
  );
}

/** Sum of a number of independent copies: `times n` and `times n geometric` of the language. */
export function times(a: Moments, count: number, geometric: boolean): Moments {
  return geometric ? repeatGeometric(a, count) : repeat(a, count);
}

/** Cumulants of a declared distribution, its mean multiplied by a factor >= 0. */
export function ofDistribution(d: Distribution, factor = 1): Moments {
  const mean = inRange(d.mean.value * factor);
  const cv = Math.min(d.cv.value, 1e6);
  if (d.family === 'deterministic' || cv === 0 || mean === 0) return deterministic(mean);
  if (d.family === 'uniform') return { shift: 0, k1: mean, k2: (cv * mean) ** 2, k3: 0 };
  if (d.family === 'lognormal') return fromMeanCv(mean, cv, 'lognormal');
  // Weibull and Pareto: the third moment of the default family of the same mean and cv.
  return fromMeanCv(mean, cv, 'default');
}

/**
 * A time or a rate within what three moments of it can be computed for: below 1e-30 is nothing, above 1e30 is 1e30 (a time far
 * beyond the age of the universe), so that no square or cube leaves the range of numbers.
 */
export function inRange(value: number): number {
  return value < 1e-30 ? 0 : Math.min(value, 1e30);
}

/** Coefficient of variation; 0 for no time. */
export function cvOf(m: Moments): number {
  const mean = m.shift + m.k1;
  return mean > 0 ? Math.sqrt(Math.max(0, m.k2)) / mean : 0;
}
