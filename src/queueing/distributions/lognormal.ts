/** The lognormal distribution. */
import { positive } from '../check.js';
import { normalLogTail } from '../gamma.js';
import { tailRoot } from '../numerics/root.js';
import { type Distribution, distribution } from './distribution.js';
import { complementByTail } from './numericTransform.js';

/**
 * Lognormal with mean and coefficient of variation.
 * @param mean seconds, > 0
 * @param cv > 0
 * Its transform is integrated numerically (relative error below 1e-12); it has moments of all orders and no exponential decay.
 */
export function lognormalLaw(mean: number, cv: number): Distribution {
  positive('mean', mean);
  positive('cv', cv);
  const variance = Math.log1p(cv * cv);
  const sigma = Math.sqrt(variance);
  const mu = Math.log(mean) - variance / 2;
  const logTail = (t: number): number => (t <= 0 ? 0 : normalLogTail((Math.log(t) - mu) / sigma));
  const start = Math.exp(mu - 8.3 * sigma);
  const width = Math.min(Math.exp(mu) * sigma * 0.3, start * sigma);
  return distribution({
    name: 'lognormal',
    abscissa: 0,
    moment: (n) => Math.exp(n * mu + (n * n * variance) / 2),
    variance: mean * mean * cv * cv,
    logTail,
    cdf: (t) => (t <= 0 ? 0 : Math.exp(normalLogTail(-(Math.log(t) - mu) / sigma))),
    tailQuantile: (q) => Math.exp(mu + sigma * normalTailQuantile(q)),
    lstComplement: complementByTail(logTail, start, width, Math.min(3, Math.exp(1.2 * sigma))),
  });
}

/** z with P(Z > z) = q in (0, 1). */
function normalTailQuantile(q: number): number {
  if (q === 0.5) return 0;
  const small = Math.min(q, 1 - q);
  const z = tailRoot((x) => Math.exp(normalLogTail(x)), small, 1);
  return q < 0.5 ? z : -z;
}
