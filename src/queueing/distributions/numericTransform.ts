/** Laplace-Stieltjes transforms of distributions without a closed form, by integration of the tail. */
import { type Complex, expm1, times } from '../numerics/complex.js';
import { gaussLegendre } from '../numerics/quadrature.js';

const POINTS = 16;
/** Kept pieces of the tail, each of POINTS values: 8 MB at most. */
const CACHE = 20_000;

type Piece = { readonly at: Float64Array; readonly value: Float64Array };

/**
 * 1 - E(e^-sX) = s int_0^inf e^-st P(X > t) dt, on panels that are fine against t and against 1/|s|; values of the tail are kept.
 * @param logTail ln P(X > t), smooth for t > start
 * @param start P(X > t) is 1, up to 1e-17, below
 * @param width of the first panel after `start`, > 0
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
    const known = cache.get(key);
    if (known) return known;
    const half = (to - from) / 2;
    const at = nodes.map((x) => (to + from) / 2 + half * x);
    const made = { at, value: at.map((t, i) => half * weights[i]! * Math.exp(logTail(t))) };
    if (cache.size < CACHE) cache.set(key, made);
    return made;
  };
  return (s) => {
    const size = Math.hypot(s.re, s.im);
    if (size === 0) return { re: 0, im: 0 };
    // s times the integral up to `start`
    const head = times(expm1(times(s, -start)), -1);
    let re = 0;
    let im = 0;
    let from = start;
    let span = width;
    for (let k = 0; k < 3000; k++) {
      const cuts = 2 ** Math.max(0, Math.ceil(Math.log2((span * size) / 6)));
      let top = 0;
      for (let j = 0; j < cuts; j++) {
        const a = from + (span * j) / cuts;
        // far inside a panel of fast decay
        if (s.re * (a - start) > 50) break;
        const { at, value } = piece(k * 2 ** 30 + cuts + j, a, from + (span * (j + 1)) / cuts);
        for (let i = 0; i < POINTS; i++) {
          const t = at[i]!;
          const v = value[i]! * Math.exp(-s.re * t);
          top = Math.max(top, Math.abs(v));
          re += v * Math.cos(s.im * t);
          im -= v * Math.sin(s.im * t);
        }
      }
      from += span;
      span = Math.max(width, (from - start) * (growth - 1));
      if (from > 1e300 || (k > 8 && top * size < 1e-18 * Math.min(1, Math.hypot(re, im) * size))) break;
    }
    return { re: head.re + s.re * re - s.im * im, im: head.im + s.im * re + s.re * im };
  };
}
