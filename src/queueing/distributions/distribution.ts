/** What every distribution of a non-negative time offers. */
import { level } from '../check.js';
import { type Complex, complex, divide, multiply, ONE, subtract, times } from '../numerics/complex.js';
import { logTailRoot } from '../numerics/root.js';

export type Distribution = {
  /** the family, with its parameters */ readonly name: string;
  /** seconds; Infinity where it does not exist */ readonly mean: number;
  /** s^2; Infinity where it does not exist */ readonly variance: number;
  /** coefficient of variation */ readonly cv: number;
  /** least value, seconds */ readonly least: number;
  /** the transform converges for Re(s) > -abscissa; 0 for heavy tails */ readonly abscissa: number;
  /** false where the distribution has atoms or its function jumps in slope: numerical inversion is rough there */
  readonly smooth: boolean;
  /** E(X^n), n a whole number >= 0; Infinity where it does not exist */ moment(n: number): number;
  /** P(X <= t) */ cdf(t: number): number;
  /** P(X > t), accurate where it is tiny */ tail(t: number): number;
  /** ln P(X > t), also far beyond the range of doubles */ logTail(t: number): number;
  /** seconds not exceeded with probability p in [0, 1) */ percentile(p: number): number;
  /** seconds exceeded with probability q in (0, 1] */ tailQuantile(q: number): number;
  /** E(e^-sX), Re(s) > -abscissa */ lst(s: Complex): Complex;
  /** 1 - E(e^-sX), without cancellation at small s */ lstComplement(s: Complex): Complex;
};

/** What a family states; the rest follows. */
export type Parts = {
  readonly name: string;
  readonly least?: number;
  readonly abscissa: number;
  readonly smooth?: boolean;
  moment(n: number): number;
  /** default: from the second moment */ readonly variance?: number;
  logTail(t: number): number;
  /** default: 1 - tail */ cdf?(t: number): number;
  /** default: a root of the tail */ tailQuantile?(q: number): number;
  lstComplement(s: Complex): Complex;
  lst?(s: Complex): Complex;
};

/** Completes a distribution from what its family states. */
export function distribution(parts: Parts): Distribution {
  const { name, least = 0, abscissa, smooth = true, logTail } = parts;
  const mean = parts.moment(1);
  const second = parts.variance === undefined ? parts.moment(2) : 0;
  const variance = parts.variance ?? (second < Infinity ? Math.max(0, second - mean * mean) : Infinity);
  const tail = (t: number): number => (t < least ? 1 : Math.exp(logTail(t)));
  const scale = mean > least && mean < Infinity ? mean - least : 1;
  const quantile = parts.tailQuantile ?? ((q: number) => logTailRoot(logTail, Math.log(q), scale, least));
  return {
    name,
    mean,
    variance: mean < Infinity ? variance : Infinity,
    cv: mean === 0 ? 0 : mean < Infinity ? Math.sqrt(variance) / mean : Infinity,
    least,
    abscissa,
    smooth,
    moment(n) {
      if (!(Number.isInteger(n) && n >= 0)) throw new RangeError(`n must be a whole number >= 0, got ${n}`);
      return n === 0 ? 1 : parts.moment(n);
    },
    cdf: (t) => (t < least ? 0 : parts.cdf ? parts.cdf(t) : -Math.expm1(logTail(t))),
    tail,
    logTail: (t) => (t < least ? 0 : logTail(t)),
    percentile(p) {
      level('p', p);
      return p === 0 ? least : quantile(1 - p);
    },
    tailQuantile(q) {
      if (!(q > 0 && q <= 1)) throw new RangeError(`q must be in (0, 1], got ${q}`);
      return q === 1 ? least : quantile(q);
    },
    lst: parts.lst ?? ((s) => subtract(ONE, parts.lstComplement(s))),
    lstComplement: parts.lstComplement,
  };
}

/**
 * 1 - (1 - f(s)) / (s mean), the complement of the transform of the residual (equilibrium) life: by its Taylor series where s is small
 * against the moments, so that nothing cancels.
 * Source: Cox 1962.
 */
export function residualComplement(d: Distribution): (s: Complex) => Complex {
  const { mean } = d;
  const raw = [2, 3, 4, 5, 6, 7].map((n) => d.moment(n) / mean);
  // moments within the range of doubles
  const usable = raw.every((m) => m > 0 && m < Infinity);
  return (s) => {
    const size = Math.hypot(s.re, s.im);
    if (size === 0) return complex(0);
    if (size * mean > 1e300) return ONE;
    if (usable && size * mean < 1e-4 && size ** 5 * raw[5]! < 1e-13 * raw[0]!) {
      // -sum over k >= 1 of (-s)^k m_(k+1) / ((k+1)! m_1), by Horner
      let total = complex(0);
      let factorial = 720;
      for (let k = 5; k >= 1; k--) {
        const inner = { re: total.re + raw[k - 1]! / factorial, im: total.im };
        total = times(multiply(inner, s), -1);
        factorial /= k + 1;
      }
      return times(total, -1);
    }
    return subtract(ONE, divide(d.lstComplement(s), times(s, mean)));
  };
}
