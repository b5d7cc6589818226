/** Stationary law of a birth-death chain, in logarithms, with a geometric tail where it goes on for ever. */
import { nonNegative, positive } from '../check.js';

export type BirthDeathInput = {
  /** births[i] is the rate i -> i + 1, per second, >= 0 */ readonly births: readonly number[];
  /** deaths[i] is the rate i + 1 -> i, per second, > 0; as long as `births` */ readonly deaths: readonly number[];
  /** rates beyond the last state, for a chain without end */ readonly tail?: {
    readonly birth: number;
    readonly death: number;
  };
};

export type BirthDeath =
  | {
      readonly stable: true;
      /** P(state = i) for i = 0..births.length */ readonly probabilities: Float64Array;
      /** P(state > births.length), 0 without a tail */ readonly tailProbability: number;
      /** mean state, the tail included */ readonly mean: number;
    }
  | { readonly stable: false /** birth over death in the tail, >= 1 */; readonly overload: number };

/**
 * Stationary distribution of a birth-death chain.
 * @throws RangeError on an illegal argument; a tail that grows is a value (`stable: false`)
 * Source: product of the ratios of rates (Kleinrock 1975, eq. 3.11), normalised in logarithms.
 */
export function birthDeath({ births, deaths, tail }: BirthDeathInput): BirthDeath {
  const n = births.length;
  if (deaths.length !== n) throw new RangeError(`deaths must have length ${n}, got ${deaths.length}`);
  let ratio = 0;
  if (tail) {
    nonNegative('tail.birth', tail.birth);
    positive('tail.death', tail.death);
    ratio = tail.birth / tail.death;
  }
  const weights = new Float64Array(n + 1);
  let top = 0;
  for (let i = 0; i < n; i++) {
    nonNegative(`births[${i}]`, births[i]!);
    positive(`deaths[${i}]`, deaths[i]!);
    weights[i + 1] = weights[i]! + Math.log(births[i]!) - Math.log(deaths[i]!);
    top = Math.max(top, weights[i + 1]!);
  }
  if (ratio >= 1 && weights[n]! > -Infinity) return { stable: false, overload: ratio };
  let total = 0;
  for (let i = 0; i <= n; i++) {
    weights[i] = Math.exp(weights[i]! - top);
    total += weights[i]!;
  }
  const beyond = weights[n]! === 0 ? 0 : (weights[n]! * ratio) / (1 - ratio);
  total += beyond;
  let mean = beyond === 0 ? 0 : (beyond / total) * (n + 1 / (1 - ratio));
  for (let i = 0; i <= n; i++) {
    weights[i] = weights[i]! / total;
    mean += i * weights[i]!;
  }
  return { stable: true, probabilities: weights, tailProbability: beyond / total, mean };
}
