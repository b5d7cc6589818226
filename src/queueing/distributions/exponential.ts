/** The exponential distribution and the fixed time. */
import { nonNegative, positive } from '../check.js';
import { complex, divide, exp, expm1, ONE, times } from '../numerics/complex.js';
import { type Distribution, distribution } from './distribution.js';

/**
 * Exponential with the given mean.
 * @param mean seconds, > 0
 */
export function exponentialLaw(mean: number): Distribution {
  positive('mean', mean);
  return distribution({
    name: 'exponential',
    abscissa: 1 / mean,
    moment(n) {
      let m = 1;
      for (let k = 1; k <= n; k++) m *= k * mean;
      return m;
    },
    variance: mean * mean,
    logTail: (t) => -t / mean,
    tailQuantile: (q) => -mean * Math.log(q),
    lst: (s) => divide(complex(1 / mean), { re: 1 / mean + s.re, im: s.im }),
    lstComplement: (s) => divide(s, { re: 1 / mean + s.re, im: s.im }),
  });
}

/**
 * A fixed time.
 * @param value seconds, >= 0
 */
export function deterministicLaw(value: number): Distribution {
  nonNegative('value', value);
  return distribution({
    name: 'deterministic',
    least: value,
    abscissa: Infinity,
    smooth: false,
    moment: (n) => value ** n,
    variance: 0,
    logTail: (t) => (t >= value ? -Infinity : 0),
    cdf: (t) => (t >= value ? 1 : 0),
    tailQuantile: () => value,
    lst: (s) => exp(times(s, -value)),
    lstComplement: (s) => times(expm1(times(s, -value)), -1),
  });
}

/**
 * Uniform between two times.
 * @param low seconds, >= 0
 * @param high seconds, > low
 */
export function uniformLaw(low: number, high: number): Distribution {
  nonNegative('low', low);
  positive('high', high);
  if (!(high > low)) throw new RangeError(`high must be > low ${low}, got ${high}`);
  const width = high - low;
  return distribution({
    name: 'uniform',
    least: low,
    abscissa: Infinity,
    smooth: false,
    moment(n) {
      // (b^(n+1) - a^(n+1)) / ((n+1) (b - a)) as a sum of positive terms
      let sum = 0;
      for (let k = 0; k <= n; k++) sum += low ** k * high ** (n - k);
      return sum / (n + 1);
    },
    variance: (width * width) / 12,
    logTail: (t) => (t >= high ? -Infinity : Math.log((high - t) / width)),
    cdf: (t) => (t >= high ? 1 : (t - low) / width),
    tailQuantile: (q) => high - q * width,
    lstComplement(s) {
      // 1 - e^{-s low} (1 - e^{-s w}) / (s w)
      const size = Math.hypot(s.re, s.im);
      if (size * high < 1e-2) {
        let total = complex(0);
        const share = low / high;
        const u = times(s, high);
        for (let n = 8; n >= 1; n--) {
          let sum = 0;
          for (let k = 0; k <= n; k++) sum += share ** k;
          // Horner in -s high / n: terms (-s high)^n m_n / (high^n n!)
          const inner = { re: sum / (n + 1) + total.re, im: total.im };
          total = times({ re: inner.re * u.re - inner.im * u.im, im: inner.re * u.im + inner.im * u.re }, -1 / n);
        }
        return times(total, -1);
      }
      if (size * width > 1e300) return ONE;
      const part = divide(times(expm1(times(s, -width)), -1), times(s, width));
      const lead = exp(times(s, -low));
      return { re: 1 - (lead.re * part.re - lead.im * part.im), im: -(lead.re * part.im + lead.im * part.re) };
    },
  });
}
