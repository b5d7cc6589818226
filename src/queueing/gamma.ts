/** The gamma distribution with unit scale: log density and log tail, good to tails of 1e-300 and shapes of 1e12. */
import { log1mexp } from './tail.js';

/** Above this shape Temme's uniform expansion replaces series and fraction, whose length grows with the root of the shape. */
const LARGE = 1e4;

/** ln x! - Stirling's leading part: the correction of ln Gamma(a + 1) for a >= 8 (Abramowitz and Stegun 6.1.41). */
function stirlingRest(a: number): number {
  const inverse = 1 / a;
  const square = inverse * inverse;
  return inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
}

/** ln Gamma(a), a > 0. */
export function logGamma(a: number): number {
  if (a < 10) {
    let product = 1;
    let x = a;
    while (x < 10) product *= x++;
    return logGamma(x) - Math.log(product);
  }
  return (a - 0.5) * Math.log(a) - a + 0.5 * Math.log(2 * Math.PI) + stirlingRest(a);
}

/** x - ln(1 + x), without cancellation near 0; x > -1. */
export function excess(x: number): number {
  if (Math.abs(x) > 0.1) return x - Math.log1p(x);
  // x^2/2 - x^3/3 + ...
  let term = x * x;
  let total = 0;
  for (let k = 2; k < 60; k++) {
    const add = term / k;
    total += add;
    if (Math.abs(add) < 1e-18 * Math.abs(total)) break;
    term *= -x;
  }
  return total;
}

/** ln of x^a e^-x / Gamma(a + 1): the Poisson probability of a with mean x > 0; a >= 0, fractions allowed (Loader 2000). */
export function logFront(a: number, x: number): number {
  if (a >= 10) return -a * excess((x - a) / a) - 0.5 * Math.log(2 * Math.PI * a) - stirlingRest(a);
  return a * Math.log(x) - x - logGamma(a + 1);
}

/** ln density of the gamma distribution of shape a > 0 and scale 1 at x > 0. */
export function gammaLogDensity(a: number, x: number): number {
  return logFront(a, x) + Math.log(a / x);
}

/** ln P(Z > z) for the standard normal distribution. */
export function normalLogTail(z: number): number {
  return logErfc(z * Math.SQRT1_2) - Math.LN2;
}

/** ln erfc(z) for any z, by the incomplete gamma function of shape 1/2. */
function logErfc(z: number): number {
  if (z === 0) return 0;
  const upper = gammaLogTail(0.5, z * z);
  return z > 0 ? upper : Math.log1p(-Math.expm1(upper));
}

/** Values of a series in eta, lowest order first. */
const horner = (c: readonly number[], x: number): number => c.reduceRight((sum, k) => sum * x + k, 0);
/** Taylor coefficients of Temme's first two functions (DiDonato and Morris 1986). */
const C0 = [-1 / 3, 1 / 12, -2 / 135, 1 / 864, 1 / 2835, -139 / 777600];
const C1 = [-1 / 540, -1 / 288, 1 / 378, -77 / 77760, 1 / 4860];

/** ln of the upper tail for large a: erfc(eta sqrt(a/2)) / 2 + e^(-a eta^2 / 2) / sqrt(2 pi a) (C0 + C1 / a), Temme 1979. */
function temme(a: number, x: number): number {
  const mu = (x - a) / a;
  const eta = Math.sign(mu) * Math.sqrt(2 * excess(mu));
  const c0 = Math.abs(eta) < 1e-2 ? horner(C0, eta) : 1 / mu - 1 / eta;
  const c1 = Math.abs(eta) < 2e-2 ? horner(C1, eta) : 1 / eta ** 3 - 1 / mu ** 3 - 1 / mu ** 2 - 1 / (12 * mu);
  const half = logErfc(eta * Math.sqrt(a / 2)) - Math.LN2;
  const rest = (c0 + c1 / a) * Math.exp((-a * eta * eta) / 2 - half - 0.5 * Math.log(2 * Math.PI * a));
  return half + Math.log1p(rest);
}

/**
 * ln P(X > x) for the gamma distribution of shape a > 0 and scale 1.
 * Series below a + 1, Lentz's continued fraction above (Press et al. 2007, 6.2), Temme 1979 for large shapes.
 */
export function gammaLogTail(a: number, x: number): number {
  if (x <= 0) return 0;
  if (x === Infinity) return -Infinity;
  if (a > LARGE && x < 4 * a) return temme(a, x);
  if (x < a + 1) {
    const lower = lowerSeries(a, x);
    return lower >= 0 ? -Infinity : log1mexp(lower);
  }
  return upperFraction(a, x);
}

/** ln P(X <= x), accurate where it is tiny; a > 0, scale 1. */
export function gammaLogCdf(a: number, x: number): number {
  if (x <= 0) return -Infinity;
  if (x === Infinity) return 0;
  if (x < a + 1 && (a <= LARGE || x < 0.5 * a)) return Math.min(0, lowerSeries(a, x));
  return log1mexp(gammaLogTail(a, x));
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let k = 1; k < 2000; k++) {
    term *= x / (a + k);
    total += term;
    if (term < 1e-17 * total) break;
  }
  return logFront(a, x) + Math.log(total);
}

function upperFraction(a: number, x: number): number {
  return logFront(a, x) + Math.log(a) + Math.log(gammaFraction(a, x));
}

/** h with Gamma(a, x) = e^-x x^a h: Lentz's continued fraction, for x >= a + 1 or so. */
export function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 2000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b || 1e-300);
    c = b + an / c || 1e-300;
    const factor = d * c;
    h *= factor;
    if (Math.abs(factor - 1) < 2.3e-16) break;
  }
  return h;
}
