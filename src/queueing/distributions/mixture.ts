/** One of several times, chosen at random. */
import { probability } from '../check.js';
import type { Complex } from '../numerics/complex.js';
import { type Distribution, distribution } from './distribution.js';
import { logSum } from './hyperexponential.js';

/**
 * A mixture of distributions.
 * @param weights probabilities, adding up to 1 within 1e-9
 * @throws RangeError where the lists differ in length or the weights do not add up
 */
export function mixtureLaw(weights: readonly number[], parts: readonly Distribution[]): Distribution {
  if (weights.length === 0 || weights.length !== parts.length) {
    throw new RangeError(`parts must be as many as weights ${weights.length}, got ${parts.length}`);
  }
  weights.forEach((w, i) => {
    probability(`weights[${i}]`, w);
  });
  const total = weights.reduce((a, b) => a + b, 0);
  if (Math.abs(total - 1) > 1e-9) throw new RangeError(`weights must add up to 1, got ${total}`);
  const used = parts.map((d, i) => ({ d, w: weights[i]! / total })).filter(({ w }) => w > 0);
  const average = (value: (d: Distribution) => number): number => used.reduce((sum, { d, w }) => sum + w * value(d), 0);
  const mean = average((d) => d.mean);
  const transform =
    (value: (d: Distribution, s: Complex) => Complex) =>
    (s: Complex): Complex => {
      let re = 0;
      let im = 0;
      for (const { d, w } of used) {
        const part = value(d, s);
        re += w * part.re;
        im += w * part.im;
      }
      return { re, im };
    };
  return distribution({
    name: 'mixture',
    least: Math.min(...used.map(({ d }) => d.least)),
    abscissa: Math.min(...used.map(({ d }) => d.abscissa)),
    smooth: used.every(({ d }) => d.smooth && d.least === 0),
    moment: (n) => average((d) => d.moment(n)),
    variance: average((d) => d.variance + (d.mean - mean) ** 2),
    logTail: (t) => logSum(used.map(({ d, w }) => Math.log(w) + d.logTail(t))),
    cdf: (t) => average((d) => d.cdf(t)),
    lst: transform((d, s) => d.lst(s)),
    lstComplement: transform((d, s) => d.lstComplement(s)),
  });
}
