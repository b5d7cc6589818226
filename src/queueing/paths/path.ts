/**
 * The law of the time along a path, composed part by part: a mixture of delays, each alone or followed by a continuous time that is
 * known by its transform. Fixed times and probabilities of no wait stay atoms, so that percentiles at a jump are right.
 */
import { level, nonNegative, probability } from '../check.js';
import { root } from '../numerics/root.js';
import { type Choice, GeometricSum, OneOf, Repeated, ResidualOf, Scaled, sumOf } from './compose.js';
import { COARSE, type Contour, FINE, LEAST, SMALL } from './contour.js';
import type { Law } from './law.js';

/** Delays that are told apart; beyond, the rarest are taken together. */
const MOST = 16;

/**
 * How narrow a law is at a percentile, from the logarithms of the tail there and a little before, where it is known already: as steep as a
 * Weibull law of shape 2.15, or steeper. Exponential times have 1.
 */
const NEAR = 0.84;
const STEEP = NEAR ** -2.15;

export class PathLaw {
  /** seconds */ readonly mean: number;

  private constructor(/** weights add up to 1, delays rise */ readonly choices: readonly Choice[]) {
    this.mean = choices.reduce((sum, { weight, shift, law }) => sum + weight * (shift + (law?.mean ?? 0)), 0);
  }

  /** A fixed time of so many seconds, >= 0. */
  static fixed(seconds: number): PathLaw {
    nonNegative('seconds', seconds);
    return new PathLaw([{ weight: 1, shift: seconds, law: undefined }]);
  }

  /** A random time after a delay, s. */
  static random(law: Law, shift = 0): PathLaw {
    return new PathLaw([{ weight: 1, shift, law }]);
  }

  /** @param choices whose weights add up to 1 */
  static of(choices: readonly Choice[]): PathLaw {
    return new PathLaw(gathered(choices));
  }

  /** One after the other, taken as independent. */
  plus(other: PathLaw): PathLaw {
    if (isFixed(this)) return other.later(this.least);
    if (isFixed(other)) return this.later(other.least);
    // Where nothing is left as an atom and all starts at once, the sum is one law of two.
    if (this.atOnce && other.atOnce && (this.continuous || other.continuous)) {
      const shift = this.least + other.least;
      return new PathLaw([{ weight: 1, shift, law: sumOf(this.after(), other.after()) }]);
    }
    const choices: Choice[] = [];
    const sums = new Map<Law, Map<Law, Law>>();
    const both = (a: Law, b: Law): Law => {
      const row = sums.get(a) ?? new Map<Law, Law>();
      const sum = row.get(b) ?? sumOf(a, b);
      sums.set(a, row.set(b, sum));
      return sum;
    };
    for (const a of this.choices) {
      for (const b of other.choices) {
        const law = a.law && b.law ? both(a.law, b.law) : (a.law ?? b.law);
        choices.push({ weight: a.weight * b.weight, shift: a.shift + b.shift, law });
      }
    }
    return PathLaw.of(choices);
  }

  private later(seconds: number): PathLaw {
    if (seconds === 0) return this;
    return new PathLaw(this.choices.map((choice) => ({ ...choice, shift: choice.shift + seconds })));
  }

  /** A mixture. @param weights in [0, 1], adding up to 1 */
  static mixture(weights: readonly number[], parts: readonly PathLaw[]): PathLaw {
    return PathLaw.of(
      parts.flatMap((part, i) =>
        weights[i]! > 0 ? part.choices.map((choice) => ({ ...choice, weight: choice.weight * weights[i]! })) : [],
      ),
    );
  }

  /** So many copies one after the other; a fraction is one more with that probability. @param n >= 0 */
  repeated(n: number): PathLaw {
    nonNegative('n', n);
    const whole = Math.floor(n);
    let result = PathLaw.fixed(0);
    if (this.choices.length === 1) {
      const { shift, law } = this.choices[0]!;
      if (whole > 0) {
        const sum = law && (whole === 1 ? law : new Repeated(law, whole));
        result = PathLaw.of([{ weight: 1, shift: whole * shift, law: sum }]);
      }
    } else if (whole > 16) result = PathLaw.random(new Repeated(this.together(), whole));
    else for (let i = 0; i < whole; i++) result = result.plus(this);
    return n > whole ? result.plus(PathLaw.mixture([n - whole, 1 - n + whole], [this, PathLaw.fixed(0)])) : result;
  }

  /** A geometric number of copies (0, 1, 2, ...) with the given mean >= 0. */
  repeatedGeometrically(mean: number): PathLaw {
    nonNegative('mean', mean);
    if (mean === 0) return PathLaw.fixed(0);
    return PathLaw.random(new GeometricSum(this.together(), mean / (1 + mean)));
  }

  /**
   * The wait before one server with Poisson arrivals whose service has this law (Pollaczek and Khinchine).
   * @param utilisation in [0, 1); @param second E(X^2) of this law, s^2
   */
  waitBehind(utilisation: number, second: number): PathLaw {
    probability('utilisation', utilisation);
    if (utilisation === 0) return PathLaw.fixed(0);
    return PathLaw.random(new GeometricSum(new ResidualOf(this.together(), second), utilisation));
  }

  /** Multiplied by a factor > 0. */
  scaled(factor: number): PathLaw {
    return PathLaw.of(
      this.choices.map(({ weight, shift, law }) => ({
        weight,
        shift: factor * shift,
        law: law && (factor === 1 ? law : new Scaled(law, factor)),
      })),
    );
  }

  /** The residual of this time at a random moment. @param second E(X^2), s^2 */
  residual(second: number): PathLaw {
    return PathLaw.random(new ResidualOf(this.together(), second));
  }

  /** One delay for all choices. */
  private get atOnce(): boolean {
    return this.choices.length === 1 || this.choices.at(-1)!.shift === this.choices[0]!.shift;
  }

  /** No atoms: but for those at 0 of a wait, which is a law by itself. */
  private get continuous(): boolean {
    return this.choices.every(({ law }) => law);
  }

  /** What follows the one delay. */
  private after(): Law {
    const [only] = this.choices;
    if (this.choices.length === 1 && only!.law) return only!.law;
    return new OneOf(this.choices.map((choice) => ({ ...choice, shift: 0 })));
  }

  /** All choices as one continuous law: jumps are smoothed a little. */
  private together(): Law {
    const [only] = this.choices;
    return this.choices.length === 1 && only!.law && only!.shift === 0 ? only!.law : new OneOf(this.choices);
  }

  /** P(X > t), or P(X >= t). */
  tail(t: number, including = false, contour: Contour = COARSE): number {
    let sum = 0;
    for (const { weight, shift, law } of this.choices) {
      if (t < shift || (including && t === shift)) sum += weight;
      else if (law)
        sum += weight * (t === shift ? law.tail(1e-12 * (law.mean || 1), contour) : law.tail(t - shift, contour));
    }
    return sum;
  }

  /** How deep it is made of others: the depth of a recursion over it. */
  get depth(): number {
    return Math.max(...this.choices.map(({ law }) => law?.depth ?? 0));
  }

  /** Least value, s. */
  get least(): number {
    return this.choices[0]!.shift;
  }

  /**
   * Seconds not exceeded with probability p in [0, 1).
   * @param near where it is likely to be, s: saves a search, and does not change the result beyond its tolerance
   */
  percentile(p: number, near?: number): number {
    level('p', p);
    const q = 1 - p;
    if (p === 0) return this.least;
    if (q >= LEAST || this.choices.every(({ law }) => !law || law.exactly)) return this.at(q, near);
    // Inversion says nothing of such tails: they are continued as they fall before.
    const first = this.at(100 * LEAST);
    const second = this.at(10 * LEAST);
    const decades = Math.log10((10 * LEAST) / q);
    if (this.choices.some(({ law }) => law?.heavy)) return second * (second / first) ** decades;
    return second + (second - first) * decades;
  }

  private at(q: number, near?: number): number {
    if (q < SMALL) return this.solve(q, FINE, near);
    const t = this.solve(q, COARSE, near);
    if (this.choices.every(({ law }) => !law || law.exactly)) return t;
    // narrow or bounded laws want more points
    const before = this.least + NEAR * (t - this.least);
    const steep = Math.log(this.tail(t)) / Math.log(this.tail(before));
    return steep > STEEP || Number.isNaN(steep) ? this.solve(q, FINE, t) : t;
  }

  private solve(q: number, contour: Contour, near?: number): number {
    const { choices } = this;
    // the first delay after which less than q is left, then the root between it and the next
    let low = choices[0]!.shift;
    for (const { shift } of choices) {
      if (shift < low) continue;
      if (this.tail(shift, true, contour) <= q) break;
      low = shift;
      if (this.tail(shift, false, contour) <= q) return shift;
    }
    const next = choices.find(({ shift }) => shift > low)?.shift ?? Number.POSITIVE_INFINITY;
    const target = Math.log(q);
    const gap = (t: number): number => Math.max(-700, Math.log(this.tail(t, true, contour))) - target;
    const scale = choices.reduce((most, { law, shift }) => (shift <= low ? Math.max(most, law?.mean ?? 0) : most), 0);
    const guess = near !== undefined && near > low ? 1.05 * (near - low) : scale * -target;
    let width = Math.max(guess, 1e-300);
    let from = low;
    let to = Math.min(next, low + width);
    if (gap(to) > 0) {
      for (let ratio = near === undefined ? 1.4 : 1.1; to < next && gap(to) > 0; ratio *= 1.2) {
        from = to;
        width *= ratio;
        if (low + width === to) return to;
        to = Math.min(next, low + width);
      }
    } else {
      for (let k = 0, ratio = near === undefined ? 1.4 : 1.1; k < 60; k++, ratio *= 1.2) {
        const less = low + (to - low) / ratio;
        if (less === low || gap(less) > 0) {
          from = less;
          break;
        }
        to = less;
      }
    }
    if (from === to || gap(to) > 0) return to;
    const exact = choices.every(({ law }) => !law || law.exactly);
    return gap(from) > 0 ? root(gap, from, to, exact ? 1e-14 : 1e-6) : to;
  }
}

const isFixed = ({ choices }: PathLaw): boolean => choices.length === 1 && !choices[0]!.law;

/** Equal delays taken together, rare ones too where there are too many. */
function gathered(given: readonly Choice[]): Choice[] {
  const used = given.filter(({ weight }) => weight > 1e-15).sort((a, b) => a.shift - b.shift);
  const result: Choice[] = [];
  const add = (atom: number, laws: readonly Choice[], shift: number): void => {
    const total = laws.reduce((sum, { weight }) => sum + weight, 0);
    if (atom > 0) result.push({ weight: atom, shift, law: undefined });
    if (laws.length === 1) result.push({ ...laws[0]!, shift });
    else if (laws.length > 1) {
      const own = laws.map((choice) => ({ ...choice, weight: choice.weight / total, shift: choice.shift - shift }));
      result.push({ weight: total, shift, law: new OneOf(own) });
    }
  };
  for (let i = 0; i < used.length; ) {
    const { shift } = used[i]!;
    let atom = 0;
    const laws = new Map<Law, number>();
    for (; i < used.length && used[i]!.shift - shift <= 1e-12 * shift; i++) {
      const { law, weight } = used[i]!;
      if (law) laws.set(law, (laws.get(law) ?? 0) + weight);
      else atom += weight;
    }
    add(
      atom,
      [...laws].map(([law, weight]) => ({ law, weight, shift })),
      shift,
    );
  }
  if (result.length <= MOST) return result;
  const rare = [...result].sort((a, b) => b.weight - a.weight).slice(MOST - 1);
  const shift = Math.min(...rare.map((choice) => choice.shift));
  const kept = result.filter((choice) => !rare.includes(choice));
  const weight = rare.reduce((sum, choice) => sum + choice.weight, 0);
  const law = new OneOf(rare.map((c) => ({ ...c, weight: c.weight / weight, shift: c.shift - shift })));
  return [...kept, { weight, shift, law }].sort((a, b) => a.shift - b.shift);
}
