/** The k-th smallest of independent times: maxima (fork-join), minima, first k of n, quorums. */
import { whole } from '../check.js';
import { integrate, integrateTail } from '../numerics/quadrature.js';
import { tailRoot } from '../numerics/root.js';
import { type Distribution, distribution } from './distribution.js';
import { complementByTail } from './numericTransform.js';

/** More times than this are refused: each value of the distribution function costs k times their number. */
const MOST = 10_000;

/**
 * The distribution of the k-th smallest of n independent times, unlike ones allowed.
 * @param k whole number in 1..n; n is the maximum
 * @param parts 1 to 10 000 times
 * @throws RangeError on an illegal argument
 * Tail and percentiles exact (positive sums); moments and transform by integration, relative error about 1e-11 for smooth parts.
 * Source: David and Nagaraja 2003, ch. 5 (Poisson binomial law of the number that is over).
 */
export function orderStatisticLaw(k: number, parts: readonly Distribution[]): Distribution {
  whole('k', k, 1);
  const n = parts.length;
  if (n > MOST) throw new RangeError(`parts must be at most ${MOST}, got ${n}`);
  if (k > n) throw new RangeError(`k must be at most the number of parts ${n}, got ${k}`);
  if (n === 1) return parts[0]!;
  /** P(fewer than k are over by t): few over. */
  const tail = (t: number): number => {
    if (k === n) {
      let log = 0;
      for (const d of parts) {
        const late = d.tail(t);
        log += late < 0.5 ? Math.log1p(-late) : Math.log(d.cdf(t));
      }
      return -Math.expm1(log);
    }
    if (k === 1) return Math.exp(parts.reduce((sum, d) => sum + d.logTail(t), 0));
    const over = new Float64Array(k);
    over[0] = 1;
    for (const d of parts) {
      const late = d.tail(t);
      const early = d.cdf(t);
      for (let j = k - 1; j > 0; j--) over[j] = over[j]! * late + over[j - 1]! * early;
      over[0] = over[0]! * late;
    }
    return Math.min(
      1,
      over.reduce((a, b) => a + b, 0),
    );
  };
  const least = parts.map((d) => d.least).sort((a, b) => a - b)[k - 1]!;
  // where a part starts or a tail changes its scale, panels are cut
  const scale = tailRoot(tail, 0.5, 1, least) - least;
  const width = scale > 0 ? scale : 1;
  const cuts = [...new Set([least, ...parts.map((d) => d.least).filter((x) => x > least), least + width])].sort(
    (a, b) => a - b,
  );
  const raw = (r: number): number => {
    const f = (t: number): number => r * t ** (r - 1) * tail(t);
    let sum = least ** r;
    for (let i = 1; i < cuts.length; i++) sum += integrate(f, cuts[i - 1]!, cuts[i]!, 1e-12);
    return sum + integrateTail(f, cuts.at(-1)!, width, 1e-12);
  };
  const finite = (r: number): boolean => parts.filter((d) => d.moment(r) < Infinity).length >= k;
  const known = new Map<number, number>();
  return distribution({
    name: k === n ? `maximum of ${n}` : k === 1 ? `minimum of ${n}` : `${k} of ${n}`,
    least,
    abscissa: 0,
    smooth: parts.every((d) => d.smooth),
    moment(r) {
      if (!finite(r)) return Infinity;
      if (!known.has(r)) known.set(r, raw(r));
      return known.get(r)!;
    },
    logTail: (t) => Math.log(tail(t)),
    lstComplement: complementByTail((t) => Math.log(tail(t)), least, width / 30),
  });
}

/** The latest of independent times: all branches of a fork-join. */
export const maximumLaw = (parts: readonly Distribution[]): Distribution => orderStatisticLaw(parts.length, parts);
