/** Distributions from data: samples, or the counts of a histogram. */
import { nonNegative } from '../check.js';
import { type Complex, complex, expm1, times } from '../numerics/complex.js';
import { type Distribution, distribution } from './distribution.js';
import { uniformLaw } from './exponential.js';
import { mixtureLaw } from './mixture.js';

/** More samples than this are refused; each transform reads them all. */
const MOST = 5_000_000;

/**
 * The distribution that gives each sample the same weight (a step function).
 * @param samples seconds, >= 0, 1 to 5 million; any order
 * @throws RangeError on an illegal argument
 */
export function empiricalLaw(samples: readonly number[] | Float64Array): Distribution {
  const n = samples.length;
  if (n === 0 || n > MOST) throw new RangeError(`samples must be 1 to ${MOST}, got ${n}`);
  const x = Float64Array.from(samples).sort();
  if (Number.isNaN(x[n - 1]!)) throw new RangeError('samples must be numbers, got NaN');
  nonNegative('samples', x[0]!);
  nonNegative('samples', x[n - 1]!);
  /** samples above t */
  const above = (t: number): number => {
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (x[middle]! > t) high = middle;
      else low = middle + 1;
    }
    return n - low;
  };
  const mean = x.reduce((a, b) => a + b, 0) / n;
  return distribution({
    name: `empirical (${n} samples)`,
    least: x[0]!,
    abscissa: Infinity,
    smooth: false,
    moment: (k) => x.reduce((sum, value) => sum + value ** k, 0) / n,
    variance: x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n,
    logTail: (t) => Math.log(above(t) / n),
    cdf: (t) => 1 - above(t) / n,
    // the least sample with at most q n samples above; a hair for the rounding of q n
    tailQuantile: (q) => x[n - 1 - Math.min(n - 1, Math.floor(q * n * (1 + 1e-12)))]!,
    lstComplement(s: Complex) {
      let re = 0;
      let im = 0;
      for (let i = 0; i < n; i++) {
        const part = expm1(times(s, -x[i]!));
        re -= part.re;
        im -= part.im;
      }
      return complex(re / n, im / n);
    },
  });
}

/**
 * The distribution of a histogram: uniform within each class.
 * @param edges seconds, increasing, >= 0, one more than counts
 * @param counts >= 0, not all 0
 * @throws RangeError on an illegal argument
 */
export function histogramLaw(edges: readonly number[], counts: readonly number[]): Distribution {
  if (edges.length !== counts.length + 1) {
    throw new RangeError(`edges must be one more than counts ${counts.length}, got ${edges.length}`);
  }
  counts.forEach((c, i) => {
    nonNegative(`counts[${i}]`, c);
    if (!(edges[i + 1]! > edges[i]!)) throw new RangeError(`edges must increase, got ${edges[i]}, ${edges[i + 1]}`);
  });
  const total = counts.reduce((a, b) => a + b, 0);
  if (!(total > 0)) throw new RangeError('counts must not all be 0');
  const used = counts.flatMap((c, i) => (c > 0 ? [i] : []));
  return {
    ...mixtureLaw(
      used.map((i) => counts[i]! / total),
      used.map((i) => uniformLaw(edges[i]!, edges[i + 1]!)),
    ),
    name: `histogram (${counts.length} classes)`,
  };
}
