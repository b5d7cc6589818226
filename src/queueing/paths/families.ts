/** The elements of a path: exponential and kindred times, gamma, uniform, and times known by a table of their tail. */

import { gammaLogTail } from '../gamma.js';
import { type Contour, timeAt } from './contour.js';
import { Law } from './law.js';

/** One of several exponential times, or nothing with the weight that is missing to 1. */
export class Exponentials extends Law {
  readonly mean: number;
  constructor(
    private readonly weights: readonly number[],
    private readonly means: readonly number[],
  ) {
    super();
    this.mean = weights.reduce((sum, w, i) => sum + w * means[i]!, 0);
  }
  override exactly = (t: number): number => {
    let sum = 0;
    for (let i = 0; i < this.weights.length; i++) sum += this.weights[i]! * Math.exp(-t / this.means[i]!);
    return sum;
  };
  override multiply(j: number, contour: Contour, out: Float64Array): void {
    if (this.weights.length > 1) {
      super.multiply(j, contour, out);
      return;
    }
    // one exponential, or nothing: not worth keeping
    const w = this.weights[0]!;
    const m = this.means[0]! / timeAt(j);
    for (let k = 0; k < contour.count; k++) {
      const x = 1 + m * contour.re[k]!;
      const y = m * contour.im[k]!;
      const f = w / (x * x + y * y);
      const re = 1 - w + f * x;
      const im = -f * y;
      const a = out[2 * k]!;
      const b = out[2 * k + 1]!;
      out[2 * k] = a * re - b * im;
      out[2 * k + 1] = a * im + b * re;
    }
  }
  protected transform(t: number, { count, re, im }: Contour, out: Float64Array): void {
    const { weights, means } = this;
    let atom = 1;
    for (const w of weights) atom -= w;
    for (let k = 0; k < count; k++) out[2 * k] = Math.max(0, atom);
    for (let i = 0; i < weights.length; i++) {
      const m = means[i]! / t;
      const w = weights[i]!;
      for (let k = 0; k < count; k++) {
        const x = 1 + m * re[k]!;
        const y = m * im[k]!;
        const f = w / (x * x + y * y);
        out[2 * k] = out[2 * k]! + f * x;
        out[2 * k + 1] = out[2 * k + 1]! - f * y;
      }
    }
  }
}

/** The ratio (1 + a s) / ((1 + slow s) (1 + fast s)), times in seconds: two phases, see `fitMoments`. */
export class TwoPhases extends Law {
  readonly mean: number;
  constructor(
    private readonly slow: number,
    private readonly fast: number,
    private readonly a: number,
  ) {
    super();
    this.mean = slow + fast - a;
  }
  protected transform(t: number, { count, re, im }: Contour, out: Float64Array): void {
    for (let k = 0; k < count; k++) {
      const x = re[k]! / t;
      const y = im[k]! / t;
      const [p, q] = [1 + this.slow * x, this.slow * y];
      const [u, v] = [1 + this.fast * x, this.fast * y];
      const [c, d] = [p * u - q * v, p * v + q * u];
      const [e, f] = [1 + this.a * x, this.a * y];
      const size = c * c + d * d;
      out[2 * k] = (e * c + f * d) / size;
      out[2 * k + 1] = (f * c - e * d) / size;
    }
  }
}

export class GammaTime extends Law {
  constructor(
    readonly mean: number,
    private readonly shape: number,
  ) {
    super();
  }
  override exactly = (t: number): number => Math.exp(gammaLogTail(this.shape, (t * this.shape) / this.mean));
  protected transform(t: number, { count, re, im }: Contour, out: Float64Array): void {
    const scale = this.mean / this.shape / t;
    for (let k = 0; k < count; k++) {
      const x = 1 + scale * re[k]!;
      const y = scale * im[k]!;
      const size = Math.exp((-this.shape / 2) * Math.log(x * x + y * y));
      const angle = -this.shape * Math.atan2(y, x);
      out[2 * k] = size * Math.cos(angle);
      out[2 * k + 1] = size * Math.sin(angle);
    }
  }
}

/** Uniform from 0 to twice the mean. */
export class UniformTime extends Law {
  constructor(readonly mean: number) {
    super();
  }
  override exactly = (t: number): number => Math.max(0, 1 - t / (2 * this.mean));
  protected transform(t: number, { count, re, im }: Contour, out: Float64Array): void {
    for (let k = 0; k < count; k++) {
      const x = (re[k]! / t) * 2 * this.mean;
      const y = (im[k]! / t) * 2 * this.mean;
      // (1 - e^-z) / z
      if (x * x + y * y < 1e-8) {
        out[2 * k] = 1 - x / 2;
        out[2 * k + 1] = -y / 2;
        continue;
      }
      const e = Math.exp(-x);
      const [a, b] = [1 - e * Math.cos(y), e * Math.sin(y)];
      const size = x * x + y * y;
      out[2 * k] = (a * x + b * y) / size;
      out[2 * k + 1] = (b * x - a * y) / size;
    }
  }
}

/**
 * A time by its tail: exponential between knots, or straight where it falls to nothing.
 * @param knots rising, > 0; @param tails at 0 and at the knots, falling
 */
export class TabledTime extends Law {
  readonly mean: number;
  constructor(
    private readonly knots: Float64Array,
    private readonly tails: Float64Array,
    override readonly heavy: boolean,
    private readonly closed?: (t: number) => number,
  ) {
    super();
    let mean = 0;
    for (let i = 0; i < knots.length; i++) {
      const width = knots[i]! - (i > 0 ? knots[i - 1]! : 0);
      const [from, to] = [tails[i]!, tails[i + 1]!];
      const ratio = to > 0 ? Math.log(from / to) : 0;
      mean += straight(from, to) || ratio < 1e-9 ? (width * (from + to)) / 2 : (width * (from - to)) / ratio;
    }
    this.mean = mean;
  }
  override exactly = (t: number): number => {
    if (this.closed) return this.closed(t);
    const { knots, tails } = this;
    let low = 0;
    let high = knots.length;
    if (high === 0 || t >= knots[high - 1]!) return 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (knots[middle]! <= t) low = middle + 1;
      else high = middle;
    }
    const from = low > 0 ? knots[low - 1]! : 0;
    const w = (t - from) / (knots[low]! - from);
    const [a, b] = [tails[low]!, tails[low + 1]!];
    return straight(a, b) ? a + (b - a) * w : a * Math.exp(w * Math.log(b / a));
  };
  protected transform(t: number, { count, re, im }: Contour, out: Float64Array): void {
    const { knots, tails } = this;
    for (let k = 0; k < count; k++) {
      const x = re[k]! / t;
      const y = im[k]! / t;
      // the integral of e^-su P(X > u), piece by piece
      let sumRe = 0;
      let sumIm = 0;
      let [cos, sin] = [1, 0];
      let before = 0;
      for (let i = 0; i < knots.length; i++) {
        const at = knots[i]!;
        const [from, to] = [tails[i]!, tails[i + 1]!];
        const width = at - before;
        const e = Math.exp(-x * at);
        const nextCos = e * Math.cos(y * at);
        const nextSin = -e * Math.sin(y * at);
        if (straight(from, to)) {
          // from e^-sa - to e^-sb over s, less the slope's part
          const slope = (to - from) / width;
          const [dRe, dIm] = [cos - nextCos, sin - nextSin];
          const size = x * x + y * y;
          const [hRe, hIm] = [
            from * cos - to * nextCos + (slope * (dRe * x + dIm * y)) / size,
            from * sin - to * nextSin + (slope * (dIm * x - dRe * y)) / size,
          ];
          sumRe += (hRe * x + hIm * y) / size;
          sumIm += (hIm * x - hRe * y) / size;
        } else {
          const rate = Math.log(from / to) / width;
          const [p, size] = [x + rate, (x + rate) ** 2 + y * y];
          const [dRe, dIm] = [from * cos - to * nextCos, from * sin - to * nextSin];
          sumRe += (dRe * p + dIm * y) / size;
          sumIm += (dIm * p - dRe * y) / size;
        }
        cos = nextCos;
        sin = nextSin;
        before = at;
        if (e * to < 1e-16) break;
      }
      out[2 * k] = 1 - (x * sumRe - y * sumIm);
      out[2 * k + 1] = -(x * sumIm + y * sumRe);
    }
  }
}

const straight = (from: number, to: number): boolean => !(to > 1e-3 * from);

/** Greatest fall of the tail from knot to knot. */
const MOST_FALL = 0.05;

/** Knots with others between them where the tail falls much. @param knots rising, > 0 */
export function refined(
  knots: readonly number[],
  tail: (t: number) => number,
): { at: Float64Array; tails: Float64Array } {
  const at: number[] = [];
  const tails = [1];
  const between = (a: number, from: number, b: number, to: number, depth: number): void => {
    if (depth > 0 && from - to > MOST_FALL) {
      const middle = (a + b) / 2;
      const p = Math.min(from, Math.max(to, tail(middle)));
      between(a, from, middle, p, depth - 1);
      between(middle, p, b, to, depth - 1);
      return;
    }
    at.push(b);
    tails.push(to);
  };
  let before = 0;
  let last = 1;
  for (const knot of knots) {
    const p = Math.min(last, Math.max(0, tail(knot)));
    between(before, last, knot, p, 6);
    before = knot;
    last = p;
  }
  return { at: Float64Array.from(at), tails: Float64Array.from(tails) };
}
