/** From three cumulants to a distribution function and its percentiles. */
import { level } from './check.js';
import { gammaLogDensity, gammaLogTail } from './gamma.js';
import type { Moments } from './moments.js';
import { expm1Ratio, invertLogTail } from './tail.js';

/** What was fitted. `phase-type-2` is exact for exponential, hypo- and hyperexponential-2 and the M/M/c response. */
export type FitMethod = 'deterministic' | 'exponential' | 'phase-type-2' | 'gamma-3' | 'gamma-2';

export type Fitted = {
  readonly method: FitMethod;
  /** P(X <= t), t in seconds */ cdf(t: number): number;
  /** P(X > t), accurate where it is tiny */ tail(t: number): number;
  /** seconds not exceeded with probability p in [0, 1) */ percentile(p: number): number;
  /** seconds exceeded with probability q in (0, 1] */ tailQuantile(q: number): number;
};

/** A distribution of the random part, from 0 upwards (or from a little below, see the shifted gamma). */
type Part = { logTail(t: number): number; hazard(t: number): number; guess(target: number): number };

function wrap(method: FitMethod, shift: number, part: Part): Fitted {
  const tail = (t: number): number => (t < shift ? 1 : Math.exp(part.logTail(t - shift)));
  const inverse = (target: number): number =>
    target >= part.logTail(0) ? shift : shift + invertLogTail(part.logTail, part.hazard, target, part.guess(target));
  return {
    method,
    tail,
    cdf: (t) => (t < shift ? 0 : -Math.expm1(part.logTail(t - shift))),
    percentile(p) {
      level('p', p);
      return inverse(Math.log1p(-p));
    },
    tailQuantile(q) {
      if (!(q > 0 && q <= 1)) throw new RangeError(`q must be in (0, 1], got ${q}`);
      return inverse(Math.log(q));
    },
  };
}

/**
 * Two exponential phases with mean 1 and the given second and third cumulant: the transform is
 * (1 + a s) / ((1 + t1 s) (1 + t2 s)), a = t1 + t2 - 1. Undefined where no acyclic phase type of order 2 has these moments.
 */
export function phaseType2(c2: number, c3: number): readonly [slow: number, fast: number] | undefined {
  const spread = c2 - 1;
  if (Math.abs(spread) < 1e-12) return undefined;
  const total = (c3 - 2) / (3 * spread);
  let product = total - (c2 + 1) / 2;
  // no fast phase: an atom at 0 and one exponential, as the wait of M/M/c
  if (Math.abs(product) <= 1e-11 * total) product = 0;
  let root = total * total - 4 * product;
  if (root < 0 && root > -1e-9 * total * total) root = 0;
  if (!(total >= 1 - 1e-12 && product >= 0 && root >= 0)) return undefined;
  const slow = (total + Math.sqrt(root)) / 2;
  const fast = product / slow;
  return fast <= 1 + 1e-12 ? [slow, Math.min(1, fast)] : undefined;
}

/** Tail and hazard of the above, scaled by its mean; a form for each sign, so that nothing cancels. */
function phasePart(mean: number, slow: number, fast: number): Part {
  const a = Math.max(0, slow + fast - 1);
  const guess = (target: number): number => -target * mean * slow;
  if (slow > 1) {
    const w = (1 - fast) / (slow - fast);
    const v = (slow - 1) / (slow - fast);
    // v belongs to the fast phase; both weights are >= 0
    if (fast === 0) {
      const atTop = -Math.log(slow);
      return { guess, logTail: (t) => atTop - t / mean / slow, hazard: () => 1 / (mean * slow) };
    }
    const gap = 1 / fast - 1 / slow;
    return {
      guess,
      logTail: (t) => {
        const fastPart = v * Math.exp((-gap * t) / mean);
        return w + fastPart > 0.5
          ? -t / mean / slow + Math.log1p(v * Math.expm1((-gap * t) / mean))
          : -t / mean / slow + Math.log(w + fastPart);
      },
      hazard: (t) => {
        const e = Math.exp((-gap * t) / mean);
        return (w / slow + (v / fast) * e) / (w + v * e) / mean;
      },
    };
  }
  const product = slow * fast;
  const gap = (slow - fast) / product;
  const lead = (1 - slow) / product;
  return {
    guess,
    logTail: (t) => {
      const x = t / mean;
      return -x / slow + Math.log1p(lead * x * expm1Ratio(-gap * x));
    },
    hazard: (t) => {
      const x = t / mean;
      const phi = x * expm1Ratio(-gap * x);
      return densityScaled(x, gap, slow, fast, a) / (1 + lead * phi) / mean;
    },
  };
}

/** e^{x/slow} times the density: (a e^{-gap x} + (1 - a/slow) (1 - e^{-gap x}) / gap) / (slow fast), all terms positive. */
function densityScaled(x: number, gap: number, slow: number, fast: number, a: number): number {
  const product = slow * fast;
  return (a * Math.exp(-gap * x) + (1 - a / slow) * x * expm1Ratio(-gap * x)) / product;
}

function exponentialPart(mean: number): Part {
  return { logTail: (t) => -t / mean, hazard: () => 1 / mean, guess: (target) => -target * mean };
}

function gammaPart(shape: number, scale: number): Part {
  // Newton's step asks for the tail and the hazard at the same place
  let at = Number.NaN;
  let value = 0;
  const logTail = (t: number): number => {
    if (t !== at) {
      value = gammaLogTail(shape, t / scale);
      at = t;
    }
    return value;
  };
  return {
    logTail,
    hazard: (t) => Math.exp(gammaLogDensity(shape, t / scale) - logTail(t)) / scale,
    guess: (target) => {
      // Wilson and Hilferty 1931, with a plain normal quantile for the tail
      const q = Math.exp(target);
      const u = Math.sqrt(-2 * Math.log(Math.min(q, 1 - q) || 1e-300));
      const z = (q < 0.5 ? 1 : -1) * (u - (2.30753 + 0.27061 * u) / (1 + u * (0.99229 + 0.04481 * u)));
      const cube = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
      return scale * (cube > 0 ? shape * cube ** 3 : Math.min(shape, 1) * 1e-2);
    },
  };
}

/**
 * A distribution with the given shift and cumulants: deterministic; exponential; acyclic phase type of order 2 where the three
 * moments allow it; else a gamma with its own offset (Pearson III) where that starts at 0 or later; else a gamma of two moments.
 * @throws RangeError where a cumulant is not finite or the mean or variance is negative
 * Source: Telek and Heindl 2003; Bobbio, Horvath and Telek 2005 (here in cumulants, with a closed transform).
 */
export function fitMoments(m: Moments): Fitted {
  const { shift, k1, k2, k3 } = m;
  if (!(Number.isFinite(shift) && k1 >= 0 && k1 < Infinity && k2 >= 0 && k2 < Infinity && Number.isFinite(k3))) {
    throw new RangeError(`moments must be finite with mean and variance >= 0, got ${shift}, ${k1}, ${k2}, ${k3}`);
  }
  const c2 = k1 > 0 ? k2 / k1 / k1 : 0;
  if (k1 === 0 || c2 < 1e-20) return fixed(shift + k1);
  // a random part with a probability below 1e-100, whatever its size
  if (!(c2 < 1e100)) return fixed(shift);
  const c3 = k3 / k1 / k1 / k1;
  if (Math.abs(c2 - 1) < 1e-9 && Math.abs(c3 - 2) < 1e-8) return wrap('exponential', shift, exponentialPart(k1));
  const phases = phaseType2(c2, c3);
  if (phases) return wrap('phase-type-2', shift, phasePart(k1, phases[0], phases[1]));
  // nothing but with a probability of some 1e-15
  if (c2 > 1e15) return fixed(shift);
  if (c3 > 0) {
    const offset = k1 * (1 - (2 * c2 * c2) / c3);
    if (shift + offset >= -1e-12 * k1) {
      const part = gammaPart((4 * c2 * c2 * c2) / (c3 * c3), (k1 * c3) / (2 * c2));
      return wrap('gamma-3', Math.max(0, shift + offset), part);
    }
  }
  return wrap('gamma-2', shift, gammaPart(1 / c2, k1 * c2));
}

function fixed(at: number): Fitted {
  return {
    method: 'deterministic',
    cdf: (t) => (t >= at ? 1 : 0),
    tail: (t) => (t >= at ? 0 : 1),
    percentile(p) {
      level('p', p);
      return at;
    },
    tailQuantile(q) {
      if (!(q > 0 && q <= 1)) throw new RangeError(`q must be in (0, 1], got ${q}`);
      return at;
    },
  };
}
