/** Laplace-Stieltjes transforms of distributions without a closed form, by integration of the tail. */
import { type Complex, expm1, times } from '../numerics/complex.js';
import { gaussLegendre } from '../numerics/quadrature.js';

const POINTS = 16;
/** Kept pieces of the tail, each of POINTS values: 8 MB at most. */
const CACHE = 20_000;
/** Pieces that one value of a transform may take: beyond, s turns too fast against its decay. */
const MOST_PIECES = 20_000;
/** Parts of a panel whose numbers are whole doubles together with that of the panel. */
const MOST_KEPT_CUTS = 2 ** 29;

/** Weighted values of the tail at the points of a piece, and their sum. */
type Piece = { readonly value: Float64Array; readonly sum: number };

/**
 * 1 - E(e^-sX) = s int_0^inf e^-st P(X > t) dt, on panels that are fine against t and against 1/|s|; values of the tail are kept.
 * @param logTail ln P(X > t), smooth for t > start
 * @param start P(X > t) is 1, up to 1e-17, below
 * @param width of the first panel after `start`, > 0
 * @throws RangeError where that takes more than 20 000 panels: an imaginary part far above the real part and 1 / mean
 * @param growth the distance from the start grows by this factor from panel to panel: 3 where the tail is smooth on the scale of t itself
 */
export function complementByTail(
  logTail: (t: number) => number,
  start: number,
  width: number,
  growth = 1.3,
): (s: Complex) => Complex {
  const { nodes, weights } = gaussLegendre(POINTS);
  const cache = new Map<number, Piece>();
  const piece = (key: number, from: number, to: number): Piece => {
    const known = key < 0 ? undefined : cache.get(key);
    if (known) return known;
    const half = (to - from) / 2;
    const value = nodes.map((x, i) => half * weights[i]! * Math.exp(logTail((to + from) / 2 + half * x)));
    const made = { value, sum: value.reduce((sum, v) => sum + v, 0) };
    if (key >= 0 && cache.size < CACHE) cache.set(key, made);
    return made;
  };
  // e^-s(t - middle) at the points of a piece
  const turnRe = new Float64Array(POINTS);
  const turnIm = new Float64Array(POINTS);
  const integral = (s: Complex): Complex => {
    const size = Math.hypot(s.re, s.im);
    // s times the integral up to `start`
    const head = times(expm1(times(s, -start)), -1);
    // the rest is below the last digit
    if (s.re * start > 45) return head;
    let re = 0;
    let im = 0;
    let from = start;
    let span = width;
    let pieces = 0;
    for (let k = 0; k < 3000; k++) {
      const cuts = 2 ** Math.max(0, Math.ceil(Math.log2((span * size) / 6)));
      const half = span / cuts / 2;
      let top = 0;
      for (let j = 0; j < cuts; j++) {
        const a = from + (span * j) / cuts;
        // far inside a panel of fast decay
        if (s.re * (a - start) > 50) break;
        if (++pieces > MOST_PIECES)
          throw new RangeError(
            `s must have an imaginary part of at most some 1000 times its real part or 1 / mean, got ${s.re} + ${s.im} i`,
          );
        if (j === 0) {
          for (let i = 0; i < POINTS; i++) {
            const down = Math.exp(-s.re * half * nodes[i]!);
            turnRe[i] = down * Math.cos(s.im * half * nodes[i]!);
            turnIm[i] = -down * Math.sin(s.im * half * nodes[i]!);
          }
        }
        const to = from + (span * (j + 1)) / cuts;
        const { value, sum } = piece(cuts > MOST_KEPT_CUTS ? -1 : k * 2 ** 30 + cuts + j, a, to);
        let partRe = 0;
        let partIm = 0;
        for (let i = 0; i < POINTS; i++) {
          partRe += value[i]! * turnRe[i]!;
          partIm += value[i]! * turnIm[i]!;
        }
        const middle = (a + to) / 2;
        const down = Math.exp(-s.re * middle);
        const cos = down * Math.cos(s.im * middle);
        const sin = -down * Math.sin(s.im * middle);
        top = Math.max(top, sum * down);
        re += partRe * cos - partIm * sin;
        im += partRe * sin + partIm * cos;
      }
      from += span;
      span = Math.max(width, (from - start) * (growth - 1));
      if (from > 1e300 || (k > 8 && top <= 1e-18 * Math.min(1 / size, Math.hypot(re, im)))) break;
    }
    return { re: head.re + s.re * re - s.im * im, im: head.im + s.im * re + s.re * im };
  };
  // what is asked for twice in a row, for the residual life and for the whole
  let last: Complex = { re: 0, im: 0 };
  let answer = last;
  return (s) => {
    if (s.re !== last.re || s.im !== last.im) {
      answer = integral(s);
      last = s;
    }
    return answer;
  };
}
