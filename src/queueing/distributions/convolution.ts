/** Sums of independent times, through their transforms. */
import { whole } from '../check.js';
import { add, type Complex, complex, multiply, ONE, subtract } from '../numerics/complex.js';
import { type Distribution, distribution } from './distribution.js';
import { transformLogTail } from './transformTail.js';

/**
 * The sum of independent times.
 * @param parts at least one; fixed parts only shift
 * @throws RangeError for no part
 * Moments are exact; tail and percentiles by inversion (relative error about 1e-9 where the tails fall exponentially, else 1e-11 of 1;
 * some 1e-4 near the kinks of sums of uniform or empirical times).
 * Source: Abate and Whitt 1995, with the contour through the saddle point.
 */
export function convolutionLaw(parts: readonly Distribution[]): Distribution {
  whole('parts.length', parts.length, 1);
  const shift = parts.filter((d) => d.name === 'deterministic').reduce((sum, d) => sum + d.mean, 0);
  const random = parts.filter((d) => d.name !== 'deterministic');
  const least = parts.reduce((sum, d) => sum + d.least, 0);
  // 1 - product = sum over i of (1 - f_i) times the product of those before
  const complementOf =
    (some: readonly Distribution[]) =>
    (s: Complex): Complex => {
      let product: Complex = ONE;
      let total = complex(0);
      for (const d of some) {
        const c = d.lstComplement(s);
        total = add(total, multiply(product, c));
        product = multiply(product, subtract(ONE, c));
      }
      return total;
    };
  const product = (s: Complex): Complex => parts.reduce((value, d) => multiply(value, d.lst(s)), ONE);
  const mean = parts.reduce((sum, d) => sum + d.mean, 0);
  const abscissa = Math.min(...parts.map((d) => d.abscissa));
  const logTail =
    random.length === 0
      ? (t: number) => (t >= shift ? -Infinity : 0)
      : random.length === 1
        ? (t: number) => random[0]!.logTail(t - shift)
        : transformLogTail(complementOf(random), { abscissa, mean: mean - shift });
  return distribution({
    name: random.length === 0 ? 'deterministic' : 'convolution',
    least,
    abscissa,
    smooth: random.length > 0 && random.every((d) => d.smooth),
    moment: (n) => rawOfSum(parts, n),
    variance: parts.reduce((sum, d) => sum + d.variance, 0),
    logTail: random.length > 1 ? (t) => (t <= least ? 0 : logTail(t - shift)) : logTail,
    lst: product,
    lstComplement: complementOf(parts),
  });
}

/** E((X1 + X2 + ...)^n) by the binomial theorem, one part after the other. */
function rawOfSum(parts: readonly Distribution[], n: number): number {
  let known: number[] = Array.from({ length: n + 1 }, (_, k) => (k === 0 ? 1 : 0));
  for (const d of parts) {
    const next = new Array<number>(n + 1).fill(0);
    for (let k = 0; k <= n; k++) {
      let binomial = 1;
      for (let j = 0; j <= k; j++) {
        next[k] = next[k]! + binomial * known[k - j]! * (j === 0 ? 1 : d.moment(j));
        binomial = (binomial * (k - j)) / (j + 1);
      }
    }
    known = next;
  }
  return known[n]!;
}
