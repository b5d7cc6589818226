/** The tail of a distribution known by its transform, with the contour of the inversion through the saddle point. */
import { type Complex, complex, divide } from '../numerics/complex.js';
import { invertEuler } from '../numerics/inversion.js';

export type TransformShape = {
  /** the transform converges for Re(s) > -abscissa */ readonly abscissa: number;
  /** seconds; below the contour is not moved */ readonly mean: number;
};

/**
 * ln P(X > t) from s -> 1 - E(e^-sX).
 *
 * e^(theta t) P(X > t) is inverted, theta the minimum of E(e^(theta X)) e^(-theta t): there the function is of the size of its maximum and
 * nothing cancels, however small the tail. Without exponential moments theta is 0 and the error is absolute, about 1e-12.
 */
export function transformLogTail(
  complement: (s: Complex) => Complex,
  { abscissa, mean }: TransformShape,
): (t: number) => number {
  const tailTransform = (s: Complex): Complex => divide(complement(s), s);
  const exponent = (theta: number, t: number): number => Math.log(1 - complement(complex(-theta)).re) - theta * t;
  return (t) => {
    if (t <= 0) return 0;
    const theta = abscissa > 0 && t > mean ? saddle((x) => exponent(x, t), abscissa, 1 / mean) : 0;
    const value = invertEuler((s) => tailTransform({ re: s.re - theta, im: s.im }), t);
    return value > 0 ? Math.min(0, Math.log(value) - theta * t) : -Infinity;
  };
}

/** The minimum of a convex function on (0, bound), roughly (golden section in a bracket). */
function saddle(f: (x: number) => number, bound: number, unit: number): number {
  const safe = (x: number): number => {
    const value = f(x);
    return Number.isNaN(value) ? Infinity : value;
  };
  let high = bound < Infinity ? bound * (1 - 1e-9) : unit;
  if (bound === Infinity) while (safe(2 * high) < safe(high)) high *= 2;
  high = bound < Infinity ? high : 2 * high;
  let low = 0;
  const ratio = (Math.sqrt(5) - 1) / 2;
  let a = high - ratio * (high - low);
  let b = low + ratio * (high - low);
  let fa = safe(a);
  let fb = safe(b);
  for (let k = 0; k < 40; k++) {
    if (fa < fb || (fa === Infinity && fb === Infinity)) {
      high = b;
      b = a;
      fb = fa;
      a = high - ratio * (high - low);
      fa = safe(a);
    } else {
      low = a;
      a = b;
      fa = fb;
      b = low + ratio * (high - low);
      fb = safe(b);
    }
  }
  return (low + high) / 2;
}
