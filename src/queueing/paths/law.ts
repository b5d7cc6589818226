/** Random times from 0 on by their transforms at the points of the contours. */
import { COARSE, type Contour, indexOf, timeAt } from './contour.js';

/** P(X <= 0) may be positive; elsewhere the tail is taken as continuous. */
export abstract class Law {
  abstract readonly mean: number;
  /** Falls slower than every exponential. */
  readonly heavy: boolean = false;
  /** How deep it is made of others. */
  readonly depth: number = 1;
  private coarse: Kept | undefined;
  private fine: Kept | undefined;

  /** E(e^-sX) at s = contour / t: re and im in turns; `out` comes as zeros. */
  protected abstract transform(t: number, contour: Contour, out: Float64Array, j: number): void;

  /** P(X > t) where there is a closed form. */
  exactly?: (t: number) => number;

  private kept(contour: Contour): Kept {
    if (contour === COARSE) {
      this.coarse ??= { values: new Map(), tails: new Map() };
      return this.coarse;
    }
    this.fine ??= { values: new Map(), tails: new Map() };
    return this.fine;
  }

  /** The transform at the points of the j-th time, kept. */
  values(j: number, contour: Contour): Float64Array {
    const { values } = this.kept(contour);
    let known = values.get(j);
    if (!known) {
      known = new Float64Array(2 * contour.count);
      this.transform(timeAt(j), contour, known, j);
      values.set(j, known);
    }
    return known;
  }

  /** Multiplies by the transform at the points of the j-th time. */
  multiply(j: number, contour: Contour, out: Float64Array): void {
    multiply(out, this.values(j, contour));
  }

  /** P(X > the j-th time), within [0, 1]. */
  private tailAt(j: number, contour: Contour): number {
    const { tails } = this.kept(contour);
    let known = tails.get(j);
    if (known === undefined) {
      const f = this.values(j, contour);
      known = contour.one;
      for (let k = 0; k < contour.count; k++) known -= f[2 * k]! * contour.a[k]! + f[2 * k + 1]! * contour.b[k]!;
      known = Math.min(1, Math.max(0, known));
      tails.set(j, known);
    }
    return known;
  }

  /** P(X > t), t > 0. */
  tail(t: number, contour: Contour): number {
    if (this.exactly) return this.exactly(t);
    const x = indexOf(t);
    const j = Math.floor(x);
    const w = x - j;
    const p1 = this.tailAt(j, contour);
    const p2 = this.tailAt(j + 1, contour);
    if (!inside(p1) || !inside(p2) || bend(p2) - bend(p1) > STEEP) {
      // a narrow law, or its ends
      return p1 - p2 > 0.01 ? this.tailAt(x, contour) : p1 + (p2 - p1) * w;
    }
    const p0 = this.tailAt(j - 1, contour);
    const p3 = this.tailAt(j + 2, contour);
    const y1 = bend(p1);
    const y2 = bend(p2);
    let y = y1 + (y2 - y1) * w;
    if (inside(p0) && inside(p3)) {
      // the cubic through four points
      const y0 = bend(p0);
      const y3 = bend(p3);
      const second = w * (w - 1);
      y += (second / 6) * ((2 - w) * (y0 - 2 * y1 + y2) + (1 + w) * (y1 - 2 * y2 + y3));
    }
    return Math.exp(-Math.exp(Math.min(Math.max(y1, y2), Math.max(Math.min(y1, y2), y))));
  }
}

type Kept = { readonly values: Map<number, Float64Array>; readonly tails: Map<number, number> };

/** out becomes out times f, complex numbers in turns. */
export function multiply(out: Float64Array, f: Float64Array): void {
  for (let k = 0; k < out.length; k += 2) {
    const re = out[k]! * f[k]! - out[k + 1]! * f[k + 1]!;
    out[k + 1] = out[k]! * f[k + 1]! + out[k + 1]! * f[k]!;
    out[k] = re;
  }
}

/** Between kept times the logarithm of -ln tail rises by less, else the time itself is asked. */
const STEEP = 1;

const inside = (p: number): boolean => p > 1e-9 && p < 1 - 1e-4;
const bend = (p: number): number => Math.log(-Math.log(p));
