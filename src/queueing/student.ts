/** Student's t distribution with a whole number of degrees of freedom. */
import { whole } from './check.js';

/** P(|T| <= t). Source: Abramowitz and Stegun 1964, 26.7.3 and 26.7.4 (finite sums). */
function within(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const sine = Math.sin(angle);
  const square = Math.cos(angle) ** 2;
  const odd = freedom % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= ((k - 1) / k) * square;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

/**
 * The value that T does not exceed with probability p.
 * @param p in [0.5, 1)
 * @param freedom degrees of freedom, whole number >= 1
 * @throws RangeError on an illegal argument
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p >= 0.5 && p < 1)) throw new RangeError(`p must be in [0.5, 1), got ${p}`);
  whole('freedom', freedom, 1);
  const target = 2 * p - 1;
  let low = 0;
  let high = 1;
  while (within(high, freedom) < target && high < 1e300) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (within(middle, freedom) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
