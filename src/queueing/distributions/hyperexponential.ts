/** Hyperexponential distributions: one of several exponential times. */
import { positive, probability } from '../check.js';
import { complex, divide } from '../numerics/complex.js';
import { type Distribution, distribution } from './distribution.js';

/** ln of the sum of e^x. */
export function logSum(logs: readonly number[]): number {
  const top = Math.max(...logs);
  return top === -Infinity ? -Infinity : top + Math.log(logs.reduce((sum, x) => sum + Math.exp(x - top), 0));
}

/**
 * Hyperexponential with given branches.
 * @param weights probabilities, adding up to 1
 * @param means seconds, > 0
 */
export function hyperexponentialLaw(weights: readonly number[], means: readonly number[]): Distribution {
  if (weights.length === 0 || weights.length !== means.length) {
    throw new RangeError(`means must be as many as weights ${weights.length}, got ${means.length}`);
  }
  weights.forEach((w, i) => {
    probability(`weights[${i}]`, w);
    positive(`means[${i}]`, means[i]!);
  });
  const total = weights.reduce((a, b) => a + b, 0);
  if (Math.abs(total - 1) > 1e-9) throw new RangeError(`weights must add up to 1, got ${total}`);
  const p = weights.map((w) => w / total);
  const logs = p.map(Math.log);
  const moment = (n: number): number => {
    let sum = 0;
    p.forEach((w, i) => {
      let m = w;
      for (let k = 1; k <= n; k++) m *= k * means[i]!;
      sum += m;
    });
    return sum;
  };
  return distribution({
    name: 'hyperexponential',
    abscissa: 1 / Math.max(...means.filter((_, i) => p[i]! > 0)),
    moment,
    logTail: (t) => logSum(logs.map((log, i) => log - t / means[i]!)),
    cdf: (t) => p.reduce((sum, w, i) => sum - w * Math.expm1(-t / means[i]!), 0),
    lst: (s) => {
      let re = 0;
      let im = 0;
      p.forEach((w, i) => {
        const part = divide(complex(w / means[i]!), { re: 1 / means[i]! + s.re, im: s.im });
        re += part.re;
        im += part.im;
      });
      return { re, im };
    },
    lstComplement(s) {
      let re = 0;
      let im = 0;
      p.forEach((w, i) => {
        const part = divide({ re: w * s.re, im: w * s.im }, { re: 1 / means[i]! + s.re, im: s.im });
        re += part.re;
        im += part.im;
      });
      return { re, im };
    },
  });
}

/**
 * Two branches with balanced means (each branch contributes half of the mean).
 * @param mean seconds, > 0
 * @param cv >= 1; 1 is the exponential
 * Source: Morse 1958; Whitt 1982.
 */
export function balancedHyperexponential(mean: number, cv: number): Distribution {
  positive('mean', mean);
  if (!(cv >= 1 && cv < Infinity)) throw new RangeError(`cv must be finite and >= 1, got ${cv}`);
  const c2 = cv * cv;
  const p = (1 + Math.sqrt((c2 - 1) / (c2 + 1))) / 2;
  // 1 - p without cancellation: p (1 - p) = 1 / (2 (c2 + 1))
  const q = 1 / (2 * (c2 + 1) * p);
  return hyperexponentialLaw([p, q], [mean / (2 * p), mean / (2 * q)]);
}
