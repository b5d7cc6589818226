/** The Weibull distribution. */
import { positive } from '../check.js';
import { logGamma } from '../gamma.js';
import { root } from '../numerics/root.js';
import { type Distribution, distribution } from './distribution.js';
import { complementByTail } from './numericTransform.js';

/**
 * Weibull with mean and shape: tail exp(-(t / scale)^shape).
 * @param mean seconds, > 0
 * @param shape > 0; 1 is the exponential, below 1 the tail is heavier than exponential
 * Its transform is integrated numerically (relative error below 1e-12).
 */
export function weibullLaw(mean: number, shape: number): Distribution {
  positive('mean', mean);
  positive('shape', shape);
  const scale = mean / Math.exp(logGamma(1 + 1 / shape));
  const moment = (n: number): number => scale ** n * Math.exp(logGamma(1 + n / shape));
  const logTail = (t: number): number => -((Math.max(0, t) / scale) ** shape);
  const start = scale * 1e-18 ** (1 / shape);
  return distribution({
    name: 'Weibull',
    abscissa: shape > 1 ? Infinity : shape === 1 ? 1 / scale : 0,
    moment,
    logTail,
    tailQuantile: (q) => scale * (-Math.log(q)) ** (1 / shape),
    lstComplement: complementByTail(
      logTail,
      start,
      Math.max(Math.min(scale * 0.2, start), scale * 1e-30),
      Math.min(3, 1 + 1.5 / shape),
    ),
  });
}

/**
 * Weibull with mean and coefficient of variation.
 * @param cv in [0.01, 100]
 */
export function weibullFromCv(mean: number, cv: number): Distribution {
  positive('mean', mean);
  if (!(cv >= 0.01 && cv <= 100)) throw new RangeError(`cv must be in [0.01, 100], got ${cv}`);
  const target = Math.log1p(cv * cv);
  const shape = Math.exp(
    root((k) => logGamma(1 + 2 * Math.exp(-k)) - 2 * logGamma(1 + Math.exp(-k)) - target, Math.log(0.1), Math.log(200)),
  );
  return weibullLaw(mean, shape);
}
