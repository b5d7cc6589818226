/** Numerical inversion of Laplace transforms. */
import { positive, whole } from '../check.js';
import { type Complex, complex, exp, multiply, times } from './complex.js';

export type Transform = (s: Complex) => Complex;

/** Terms before Euler's averaging, and averaged partial sums. */
const TERMS = 40;
const AVERAGED = 16;

const binomials: number[] = [];
for (let k = 0, b = 2 ** -AVERAGED; k <= AVERAGED; k++) {
  binomials.push(b);
  b = (b * (AVERAGED - k)) / (k + 1);
}

/**
 * f(t) from its transform, by the Fourier series method with Euler summation.
 *
 * The error of discretisation is about e^-28 of the size of f, that of rounding about 1e-12 of it; f must be smooth near t (at a jump or a
 * kink only some 4 digits are right).
 * @param transform regular for Re(s) > 0
 * @param t > 0
 * @throws RangeError where t is not positive
 * Source: Abate and Whitt 1995 (algorithm EULER); roundoff control with l = 2, Choudhury, Lucantoni and Whitt 1994.
 */
export function invertEuler(transform: Transform, t: number): number {
  positive('t', t);
  const a = 28;
  const l = 2;
  const step = Math.PI / (l * t);
  const start = a / (2 * l * t);
  const group = (k: number): number => {
    let total = 0;
    for (let j = 1; j <= l; j++) {
      const f = transform(complex(start, (j + k * l) * step));
      const angle = (j * Math.PI) / l;
      total += f.re * Math.cos(angle) - f.im * Math.sin(angle);
    }
    return k % 2 === 0 ? total : -total;
  };
  let sum = transform(complex(start)).re / 2;
  for (let k = 0; k < TERMS; k++) sum += group(k);
  let average = 0;
  for (let k = 0; k <= AVERAGED; k++) {
    sum += group(TERMS + k);
    average += binomials[k]! * sum;
  }
  return (Math.exp(start * t) / (l * t)) * average;
}

/**
 * f(t) by the fixed Talbot contour: for transforms that can be continued to the left, with singularities on or near the negative real axis
 * only (rational transforms, gamma, Weibull). Some 10 digits.
 * @param terms points on the contour, default 20
 * Source: Talbot 1979; Abate and Valko 2004.
 */
export function invertTalbot(transform: Transform, t: number, terms = 20): number {
  positive('t', t);
  whole('terms', terms, 2);
  const r = (2 * terms) / (5 * t);
  let total = (transform(complex(r)).re * Math.exp(r * t)) / 2;
  for (let k = 1; k < terms; k++) {
    const angle = (k * Math.PI) / terms;
    const cot = 1 / Math.tan(angle);
    const s = complex(r * angle * cot, r * angle);
    const sigma = complex(1, angle + (angle * cot - 1) * cot);
    total += multiply(multiply(exp(times(s, t)), transform(s)), sigma).re;
  }
  return (r / terms) * total;
}

/**
 * f(t) from values of the transform on the real axis alone: for smooth monotone f, some 5 digits in double precision.
 * @param terms even, default 14
 * Source: Gaver 1966; Stehfest 1970.
 */
export function invertGaver(transform: (s: number) => number, t: number, terms = 14): number {
  positive('t', t);
  whole('terms', terms, 2);
  const half = terms / 2;
  if (!Number.isInteger(half)) throw new RangeError(`terms must be even, got ${terms}`);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  let total = 0;
  for (let k = 1; k <= terms; k++) {
    let weight = 0;
    for (let j = (k + 1) >> 1; j <= Math.min(k, half); j++) {
      const ways = factorial(half - j) * factorial(j) * factorial(j - 1) * factorial(k - j) * factorial(2 * j - k);
      weight += (j ** half * factorial(2 * j)) / ways;
    }
    total += ((k + half) % 2 === 0 ? weight : -weight) * transform((k * Math.LN2) / t);
  }
  return (total * Math.LN2) / t;
}
