/**
 * A time as a shift (its deterministic part) and the first three cumulants of the random rest: enough to add, mix and repeat
 * times exactly in mean, variance and skewness, in constant time.
 */
import { nonNegative, probability } from './check.js';

/** shift: seconds; k1, k2, k3: cumulants (mean, variance, third central moment) of the random part, s, s^2, s^3. */
export type Moments = { readonly shift: number; readonly k1: number; readonly k2: number; readonly k3: number };

/** Families with a mean and a coefficient of variation. `default` is gamma below cv 1, hyperexponential above. */
export type Family = 'default' | 'gamma' | 'hyperexponential' | 'lognormal';

/** No time at all. */
export const zero: Moments = { shift: 0, k1: 0, k2: 0, k3: 0 };

/** A fixed time of x seconds, x >= 0. */
export function deterministic(x: number): Moments {
  nonNegative('x', x);
  return { shift: x, k1: 0, k2: 0, k3: 0 };
}

/** An exponential time with the given mean in seconds, >= 0. */
export function exponential(mean: number): Moments {
  nonNegative('mean', mean);
  return { shift: 0, k1: mean, k2: mean * mean, k3: 2 * mean * mean * mean };
}

/**
 * A time of given mean and coefficient of variation.
 * @param mean seconds, >= 0
 * @param cv >= 0; 0 is deterministic and 1 exponential (but for the lognormal)
 * @param family `default`: gamma for cv < 1, hyperexponential with balanced means for cv > 1
 * @throws RangeError on an illegal argument, or cv < 1 for the hyperexponential
 */
export function fromMeanCv(mean: number, cv: number, family: Family = 'default'): Moments {
  nonNegative('mean', mean);
  nonNegative('cv', cv);
  if (mean === 0) return zero;
  if (cv === 0) return deterministic(mean);
  const k2 = (cv * mean) ** 2;
  if (family === 'lognormal') return { shift: 0, k1: mean, k2, k3: k2 * cv * mean * (3 * cv + cv ** 3) };
  if (family === 'gamma' || (family === 'default' && cv <= 1))
    return { shift: 0, k1: mean, k2, k3: 2 * cv * k2 * cv * mean };
  if (cv < 1) throw new RangeError(`cv must be >= 1 for a hyperexponential, got ${cv}`);
  // Balanced means: p1/r1 = p2/r2, so each branch has mean m/(2p); E X^3 = (3/4) m^3 (1/p1^2 + 1/p2^2).
  const c2 = cv * cv;
  // p1 p2 = 1 / (2 (c2 + 1)) and p1 + p2 = 1.
  const product = 1 / (2 * (c2 + 1));
  const m3 = 0.75 * ((1 - 2 * product) / product ** 2);
  return { shift: 0, k1: mean, k2, k3: mean ** 3 * (m3 - 3 * c2 - 1) };
}

/** Mean in seconds, shift included. */
export function meanOf(m: Moments): number {
  return m.shift + m.k1;
}

/** Variance in s^2. */
export function varianceOf(m: Moments): number {
  return m.k2;
}

/** Squared coefficient of variation of the whole time; 0 for a time of mean 0. */
export function cv2Of(m: Moments): number {
  const mean = meanOf(m);
  return mean > 0 ? m.k2 / (mean * mean) : 0;
}

/** Sum of independent times. */
export function sum(...parts: readonly Moments[]): Moments {
  let shift = 0;
  let k1 = 0;
  let k2 = 0;
  let k3 = 0;
  for (const part of parts) {
    shift += part.shift;
    k1 += part.k1;
    k2 += part.k2;
    k3 += part.k3;
  }
  return { shift, k1, k2, k3 };
}

/** The time multiplied by a factor >= 0. */
export function scale(m: Moments, factor: number): Moments {
  nonNegative('factor', factor);
  return { shift: m.shift * factor, k1: m.k1 * factor, k2: m.k2 * factor ** 2, k3: m.k3 * factor ** 3 };
}

/**
 * One of several times, chosen with the given probabilities. Exact in the first three moments.
 * @param weights each in [0, 1], adding up to 1 (within 1e-9)
 * @throws RangeError where the weights do not add up or the lists differ in length
 */
export function mixture(weights: readonly number[], parts: readonly Moments[]): Moments {
  if (weights.length !== parts.length || parts.length === 0) {
    throw new RangeError(
      `weights and parts must be equally long and not empty, got ${weights.length} and ${parts.length}`,
    );
  }
  let total = 0;
  let mean = 0;
  let shift = Infinity;
  weights.forEach((weight, i) => {
    probability(`weights[${i}]`, weight);
    total += weight;
    if (weight > 0) {
      mean += weight * meanOf(parts[i]!);
      shift = Math.min(shift, parts[i]!.shift);
    }
  });
  if (Math.abs(total - 1) > 1e-9) throw new RangeError(`weights must add up to 1, got ${total}`);
  mean /= total;
  let k2 = 0;
  let k3 = 0;
  weights.forEach((given, i) => {
    if (given === 0) return;
    const part = parts[i]!;
    const weight = given / total;
    const d = meanOf(part) - mean;
    k2 += weight * (part.k2 + d * d);
    k3 += weight * (part.k3 + 3 * part.k2 * d + d * d * d);
  });
  return { shift, k1: Math.max(0, mean - shift), k2, k3 };
}

/** The time with probability p, else nothing. */
export function withProbability(p: number, m: Moments): Moments {
  probability('p', p);
  if (p === 1) return m;
  if (p === 0) return zero;
  return mixture([p, 1 - p], [m, zero]);
}

/** n independent repetitions in sequence; a fraction is the floor, plus one more with that probability. n >= 0. */
export function repeat(m: Moments, n: number): Moments {
  nonNegative('n', n);
  const times = Math.floor(n);
  const fixed = { shift: m.shift * times, k1: m.k1 * times, k2: m.k2 * times, k3: m.k3 * times };
  return n === times ? fixed : sum(fixed, withProbability(n - times, m));
}

/** A geometric number of repetitions (0, 1, 2, ...) with the given mean >= 0: cumulants of a random sum. */
export function repeatGeometric(m: Moments, meanCount: number): Moments {
  nonNegative('meanCount', meanCount);
  const n2 = meanCount * (1 + meanCount);
  const mean = meanOf(m);
  return {
    shift: 0,
    k1: meanCount * mean,
    k2: meanCount * m.k2 + n2 * mean * mean,
    k3: meanCount * m.k3 + 3 * n2 * mean * m.k2 + n2 * (1 + 2 * meanCount) * mean ** 3,
  };
}

/**
 * Cumulants of a waiting time that is 0 with probability 1 - p and exponential with the given rate else (M/M/c and kin).
 * @param p probability of waiting, in [0, 1]
 * @param rate decay rate per second, > 0 (ignored where p is 0)
 */
export function waitMoments(p: number, rate: number): Moments {
  probability('p', p);
  if (p === 0) return zero;
  if (!(rate > 0)) throw new RangeError(`rate must be > 0, got ${rate}`);
  return {
    shift: 0,
    k1: p / rate,
    k2: (p * (2 - p)) / rate ** 2,
    k3: (2 * p * (3 - 3 * p + p * p)) / rate ** 3,
  };
}
