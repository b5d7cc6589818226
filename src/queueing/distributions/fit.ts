/** Phase-type distributions with given moments. */
import { moderate, nonNegative, positive } from '../check.js';
import { phaseType2 } from '../distribution.js';
import type { Distribution } from './distribution.js';
import { deterministicLaw, exponentialLaw } from './exponential.js';
import { gammaLaw } from './gammaLaw.js';
import { balancedHyperexponential } from './hyperexponential.js';
import { lognormalLaw } from './lognormal.js';
import { type PhaseType, phaseTypeLaw } from './phaseType.js';

/** More phases than this are not fitted: cv below 0.1, or a skewness at the edge of what is possible. */
const MOST = 100;

/**
 * A phase type of mean and coefficient of variation: a mixture of two Erlang distributions of k - 1 and k stages with the same rate for
 * cv < 1, exponential for 1, hyperexponential with balanced means above.
 * @param mean seconds, 1e-100 to 1e100
 * @param cv >= 0.1
 * @throws RangeError for cv below 0.1 (more than 100 phases)
 * Source: Tijms 1986, App. B; Sauer and Chandy 1975.
 */
export function fitTwoMoments(mean: number, cv: number): PhaseType {
  moderate('mean', mean);
  if (!(cv >= 0.1 && cv < Infinity)) throw new RangeError(`cv must be finite and >= 0.1, got ${cv}`);
  const c2 = cv * cv;
  if (c2 >= 1) {
    const p = (1 + Math.sqrt((c2 - 1) / (c2 + 1))) / 2;
    const q = 1 / (2 * (c2 + 1) * p);
    return phaseTypeLaw(
      [p, q],
      [
        [(-2 * p) / mean, 0],
        [0, (-2 * q) / mean],
      ],
    );
  }
  const k = Math.max(2, Math.ceil(1 / c2 - 1e-9));
  const p = Math.max(0, (k * c2 - Math.sqrt(Math.max(0, k * (1 + c2) - k * k * c2))) / (1 + c2));
  const rate = (k - p) / mean;
  const alpha = Array.from({ length: k }, (_, i) => (i === 0 ? 1 - p : i === 1 ? p : 0));
  return phaseTypeLaw(alpha, chainOf(Array.from({ length: k }, () => rate)));
}

/** Stages one after the other. */
function chainOf(rates: readonly number[]): number[][] {
  return rates.map((r, i) => rates.map((_, j) => (j === i ? -r : j === i + 1 ? r : 0)));
}

/**
 * A phase type with three given raw moments: two phases where they suffice (acyclic), else a mixture of two Erlang distributions of the
 * least common order.
 * @param m1 seconds, > 0
 * @param m2 s^2, > m1^2
 * @param m3 s^3, with m1 m3 > m2^2
 * @throws RangeError where no distribution has these moments, or more than 100 phases were needed
 * Source: Telek and Heindl 2003 (two phases); Johnson and Taaffe 1989 (Erlang mixtures).
 */
export function fitThreeMoments(m1: number, m2: number, m3: number): PhaseType {
  positive('m1', m1);
  if (!(m2 > m1 * m1 && m2 < Infinity)) throw new RangeError(`m2 must be finite and > m1^2 ${m1 * m1}, got ${m2}`);
  if (!(m1 * m3 > m2 * m2 && m3 < Infinity)) {
    throw new RangeError(`m3 must be finite and > m2^2 / m1 ${(m2 * m2) / m1}, got ${m3}`);
  }
  const c2 = m2 / m1 ** 2 - 1;
  const r3 = m3 / m1 ** 3;
  if (Math.abs(c2 - 1) < 1e-9 && Math.abs(r3 - 6) < 1e-8) return phaseTypeLaw([1], [[-1 / m1]]);
  const two = phaseType2(c2, r3 - 3 * (c2 + 1) + 2);
  if (two) {
    const [slow, fast] = two;
    if (fast > 0) {
      const p = 1 - Math.max(0, slow + fast - 1) / slow;
      const rates = [1 / (slow * m1), 1 / (fast * m1)] as const;
      return phaseTypeLaw(
        [p, 1 - p],
        [
          [-rates[0], rates[0]],
          [0, -rates[1]],
        ],
      );
    }
    return phaseTypeLaw([1 / slow], [[-1 / (slow * m1)]]);
  }
  for (let n = 1; n <= MOST / 2; n++) {
    const u1 = m1 / n;
    const u2 = m2 / (n * (n + 1));
    const u3 = m3 / (n * (n + 1) * (n + 2));
    const spread = u2 - u1 * u1;
    const product = u1 * u3 - u2 * u2;
    if (!(spread > 0 && product >= 0)) continue;
    const sum = (u3 - u1 * u2) / spread;
    const root = Math.sqrt(Math.max(0, sum * sum - (4 * product) / spread));
    const high = (sum + root) / 2;
    const low = product / spread / high;
    if (!(low > 0 && high > low)) continue;
    const p = (u1 - low) / (high - low);
    if (!(p >= 0 && p <= 1)) continue;
    const rates = Array.from({ length: 2 * n }, (_, i) => 1 / (i < n ? high : low));
    const generator = chainOf(rates);
    generator[n - 1]![n] = 0;
    const alpha = rates.map((_, i) => (i === 0 ? p : i === n ? 1 - p : 0));
    return phaseTypeLaw(alpha, generator);
  }
  throw new RangeError(`no phase type of at most ${MOST} phases has the moments ${m1}, ${m2}, ${m3}`);
}

/**
 * The distribution that the descriptions mean by a mean and a cv: fixed for 0, gamma below 1, exponential for 1, hyperexponential with
 * balanced means above; or lognormal.
 * @param mean seconds, >= 0
 * @param cv >= 0
 */
export function lawOfMeanCv(
  mean: number,
  cv: number,
  family: 'default' | 'lognormal' | 'gamma' = 'default',
): Distribution {
  nonNegative('mean', mean);
  nonNegative('cv', cv);
  if (mean === 0 || cv === 0) return deterministicLaw(mean);
  if (family === 'lognormal') return lognormalLaw(mean, cv);
  if (cv === 1) return exponentialLaw(mean);
  return cv < 1 || family === 'gamma' ? gammaLaw(mean, cv) : balancedHyperexponential(mean, cv);
}
