/** Gamma and Erlang distributions. */
import { positive, whole } from '../check.js';
import { gammaLogCdf, gammaLogTail } from '../gamma.js';
import { type Complex, exp, expm1, log1p, times } from '../numerics/complex.js';
import { type Distribution, distribution } from './distribution.js';

/**
 * Gamma with mean and coefficient of variation.
 * @param mean seconds, > 0
 * @param cv > 0; 1 is the exponential
 */
export function gammaLaw(mean: number, cv: number): Distribution {
  positive('mean', mean);
  positive('cv', cv);
  return gammaOf('gamma', 1 / (cv * cv), mean);
}

/**
 * Erlang: the sum of `stages` equal exponential times.
 * @param mean seconds of the sum, > 0
 * @param stages whole number >= 1
 */
export function erlangLaw(mean: number, stages: number): Distribution {
  positive('mean', mean);
  whole('stages', stages, 1);
  return gammaOf('Erlang', stages, mean);
}

function gammaOf(name: string, shape: number, mean: number): Distribution {
  const scale = mean / shape;
  const exponent = (s: Complex): Complex => times(log1p(times(s, scale)), -shape);
  return distribution({
    name,
    abscissa: 1 / scale,
    // a small shape has an infinite density at 0
    smooth: true,
    moment(n) {
      let m = 1;
      for (let k = 0; k < n; k++) m *= (shape + k) * scale;
      return m;
    },
    variance: mean * scale,
    logTail: (t) => gammaLogTail(shape, t / scale),
    cdf: (t) => Math.exp(gammaLogCdf(shape, t / scale)),
    lst: (s) => exp(exponent(s)),
    lstComplement: (s) => times(expm1(exponent(s)), -1),
  });
}
