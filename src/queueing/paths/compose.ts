/** Times made of others: sums, repetitions, choices, random sums, and what is left of a time. */
import { type Contour, indexOf } from './contour.js';
import { Law, multiply } from './law.js';

/** The sum of independent times. */
export class SumOf extends Law {
  readonly mean: number;
  override readonly heavy: boolean;
  override readonly depth: number;
  constructor(/** none of them a sum */ readonly parts: readonly Law[]) {
    super();
    this.mean = parts.reduce((sum, part) => sum + part.mean, 0);
    this.heavy = parts.some((part) => part.heavy);
    this.depth = 1 + Math.max(...parts.map((part) => part.depth));
  }
  protected transform(_t: number, contour: Contour, out: Float64Array, j: number): void {
    const { parts } = this;
    for (let k = 0; k < out.length; k += 2) out[k] = 1;
    for (let i = 0; i < parts.length; i++) parts[i]!.multiply(j, contour, out);
  }
}

/** The sum of a whole number of copies. */
export class Repeated extends Law {
  readonly mean: number;
  override readonly heavy: boolean;
  override readonly depth: number;
  constructor(
    private readonly part: Law,
    private readonly count: number,
  ) {
    super();
    this.mean = count * part.mean;
    this.heavy = part.heavy;
    this.depth = 1 + part.depth;
  }
  protected transform(_t: number, contour: Contour, out: Float64Array, j: number): void {
    const f = this.part.values(j, contour);
    for (let k = 0; k < out.length; k += 2) {
      const size = Math.hypot(f[k]!, f[k + 1]!) ** this.count;
      const angle = Math.atan2(f[k + 1]!, f[k]!) * this.count;
      out[k] = size * Math.cos(angle);
      out[k + 1] = size * Math.sin(angle);
    }
  }
}

/** The sum of two laws; sums of sums are one sum. */
export function sumOf(a: Law, b: Law): Law {
  return new SumOf([...(a instanceof SumOf ? a.parts : [a]), ...(b instanceof SumOf ? b.parts : [b])]);
}

/** Room for choices that are multiplied in at once. */
const scratch = new Float64Array(64);

/** One of several times, each after a delay; without a law the delay alone. Weights add up to 1. */
export type Choice = { readonly weight: number; readonly shift: number; readonly law: Law | undefined };

export class OneOf extends Law {
  readonly mean: number;
  override readonly heavy: boolean;
  override readonly depth: number;
  constructor(private readonly choices: readonly Choice[]) {
    super();
    this.mean = choices.reduce((sum, { weight, shift, law }) => sum + weight * (shift + (law?.mean ?? 0)), 0);
    this.heavy = choices.some(({ law }) => law?.heavy);
    if (choices.every(({ law }) => !law || law.exactly)) this.exactly = (t) => this.mixed(t);
    this.depth = 1 + Math.max(...choices.map(({ law }) => law?.depth ?? 0));
  }
  private mixed(t: number): number {
    let sum = 0;
    for (const { weight, shift, law } of this.choices)
      sum += weight * (t < shift ? 1 : law?.exactly && t > shift ? law.exactly(t - shift) : law ? 1 : 0);
    return sum;
  }
  override multiply(j: number, contour: Contour, out: Float64Array): void {
    // the choice between a kept law and nothing: not worth keeping
    const [a, b] = this.choices;
    if (this.choices.length !== 2 || a!.shift > 0 || b!.shift > 0 || (a!.law && b!.law)) {
      super.multiply(j, contour, out);
      return;
    }
    const law = a!.law ?? b!.law;
    if (!law) return;
    const f = law.values(j, contour);
    const weight = a!.law ? a!.weight : b!.weight;
    for (let k = 0; k < 2 * contour.count; k += 2) {
      scratch[k] = 1 - weight + weight * f[k]!;
      scratch[k + 1] = weight * f[k + 1]!;
    }
    multiply(out, scratch.subarray(0, out.length));
  }
  protected transform(t: number, contour: Contour, out: Float64Array, j: number): void {
    for (let i = 0; i < this.choices.length; i++) {
      const { weight, shift, law } = this.choices[i]!;
      const f = law?.values(j, contour);
      for (let k = 0; k < contour.count; k++) {
        let re = f ? f[2 * k]! : 1;
        let im = f ? f[2 * k + 1]! : 0;
        if (shift > 0) {
          const size = Math.exp((-contour.re[k]! * shift) / t);
          const angle = (-contour.im[k]! * shift) / t;
          const c = size * Math.cos(angle);
          const s = size * Math.sin(angle);
          const old = re;
          re = old * c - im * s;
          im = old * s + im * c;
        }
        out[2 * k] = out[2 * k]! + weight * re;
        out[2 * k + 1] = out[2 * k + 1]! + weight * im;
      }
    }
  }
}

/** A geometric number (0, 1, 2, ...) of copies, another one with the given probability each time. */
export class GeometricSum extends Law {
  readonly mean: number;
  override readonly heavy: boolean;
  override readonly depth: number;
  constructor(
    private readonly part: Law,
    private readonly again: number,
  ) {
    super();
    this.mean = (again / (1 - again)) * part.mean;
    this.heavy = part.heavy;
    this.depth = 1 + part.depth;
  }
  protected transform(_t: number, contour: Contour, out: Float64Array, j: number): void {
    const f = this.part.values(j, contour);
    for (let k = 0; k < out.length; k += 2) {
      const re = 1 - this.again * f[k]!;
      const im = -this.again * f[k + 1]!;
      const size = (1 - this.again) / (re * re + im * im);
      out[k] = size * re;
      out[k + 1] = -size * im;
    }
  }
}

/** What is left of a time at a random moment in it (Cox 1962): transform (1 - F(s)) / (s mean). */
export class ResidualOf extends Law {
  readonly mean: number;
  override readonly heavy: boolean;
  override readonly depth: number;
  /** @param second E(X^2) of the time */
  constructor(
    private readonly part: Law,
    second: number,
  ) {
    super();
    this.mean = second / (2 * part.mean);
    this.heavy = part.heavy;
    this.depth = 1 + part.depth;
  }
  protected transform(t: number, contour: Contour, out: Float64Array, j: number): void {
    const f = this.part.values(j, contour);
    const scale = t / this.part.mean;
    for (let k = 0; k < contour.count; k++) {
      const [x, y] = [contour.re[k]!, contour.im[k]!];
      const size = x * x + y * y;
      const [re, im] = [1 - f[2 * k]!, -f[2 * k + 1]!];
      out[2 * k] = (scale * (re * x + im * y)) / size;
      out[2 * k + 1] = (scale * (im * x - re * y)) / size;
    }
  }
}

/** A time multiplied by a factor > 0. */
export class Scaled extends Law {
  readonly mean: number;
  override readonly heavy: boolean;
  override readonly depth: number;
  private readonly steps: number;
  constructor(
    private readonly part: Law,
    private readonly factor: number,
  ) {
    super();
    this.mean = factor * part.mean;
    this.heavy = part.heavy;
    this.depth = 1 + part.depth;
    this.steps = indexOf(1 / factor);
    const { exactly } = part;
    if (exactly) this.exactly = (t) => exactly(t / factor);
  }
  override tail(t: number, contour: Contour): number {
    return this.part.tail(t / this.factor, contour);
  }
  protected transform(_t: number, contour: Contour, out: Float64Array, j: number): void {
    // a time between the kept ones, the same for all that ask
    out.set(this.part.values(j + this.steps, contour));
  }
}
