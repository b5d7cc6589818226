/** k-of-n redundancy of like, independent units, in unavailability: no 1 - x, so that 1e-30 keeps its digits. */
import { probability, whole } from './check.js';

/** ln x! minus Stirling's leading terms. */
function stirlingRest(x: number): number {
  if (x < 16) {
    let product = 1;
    for (let i = 2; i <= x; i++) product *= i;
    return x === 0 ? 0 : Math.log(product) - ((x + 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI));
  }
  const s = 1 / (x * x);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / x;
}

/** x ln(x/m) + m - x, without cancellation near x = m. */
function deviance(x: number, m: number): number {
  if (x === 0) return m;
  if (Math.abs(x - m) < 0.1 * (x + m)) {
    const v = (x - m) / (x + m);
    let total = (x - m) * v;
    let term = 2 * x * v;
    for (let j = 1; j < 1000; j++) {
      term *= v * v;
      const next = total + term / (2 * j + 1);
      if (next === total) break;
      total = next;
    }
    return total;
  }
  return x * Math.log(x / m) + m - x;
}

/** P(x of n), each with probability p, 0 < p < 1. Source: Loader 2000, saddle-point form. */
function binomialTerm(x: number, n: number, p: number, q: number): number {
  if (x === 0) return Math.exp(n * Math.log1p(-p));
  if (x === n) return p ** n;
  const log = stirlingRest(n) - stirlingRest(x) - stirlingRest(n - x) - deviance(x, n * p) - deviance(n - x, n * q);
  return Math.exp(log) * Math.sqrt(n / (2 * Math.PI * x * (n - x)));
}

/**
 * P(at least m of n units have failed).
 * @param m whole number >= 0
 * @param n whole number >= 0
 * @param u unavailability of a unit, in [0, 1]
 */
export function atLeastFailed(m: number, n: number, u: number): number {
  whole('m', m, 0);
  whole('n', n, 0);
  probability('u', u);
  if (m === 0) return 1;
  if (m > n || u === 0) return 0;
  if (u === 1) return 1;
  const a = 1 - u;
  // start at the largest term of the range and add in both directions, by ratios
  const start = Math.min(n, Math.max(m, Math.floor((n + 1) * u)));
  const peak = binomialTerm(start, n, u, a);
  let total = 1;
  let term = 1;
  for (let f = start; f < n && term > 1e-20; f++) {
    term *= ((n - f) / (f + 1)) * (u / a);
    total += term;
  }
  term = 1;
  for (let f = start; f > m && term > 1e-20; f--) {
    term *= (f / (n - f + 1)) * (a / u);
    total += term;
  }
  return Math.min(1, peak * total);
}

/**
 * Unavailability of a group of n like, independent units of which k must be up.
 * @param k units needed, whole number >= 0 (0: never down; more than n: always down)
 * @param n units, whole number >= 0; cost O(n) at worst
 * @param u unavailability of one unit, in [0, 1]
 * @returns P(fewer than k up), right to the last digits however small
 * @throws RangeError on an illegal argument
 * Source: Barlow and Proschan 1975.
 */
export function kOfN(k: number, n: number, u: number): number {
  whole('k', k, 0);
  if (k > n) return 1;
  return k === 0 ? 0 : atLeastFailed(n - k + 1, n, u);
}
