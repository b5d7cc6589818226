/** The Pareto distribution. */
import { positive } from '../check.js';
import { type Distribution, distribution } from './distribution.js';
import { complementByTail } from './numericTransform.js';

/**
 * Pareto (type I): tail (least / t)^shape from `least` on.
 * @param least seconds, > 0
 * @param shape > 0; the moment of order n exists for n < shape
 * Its transform is integrated numerically (relative error below 1e-11).
 */
export function paretoLaw(least: number, shape: number): Distribution {
  positive('least', least);
  positive('shape', shape);
  const logTail = (t: number): number => (t <= least ? 0 : -shape * Math.log(t / least));
  return distribution({
    name: 'Pareto',
    least,
    abscissa: 0,
    smooth: false,
    moment: (n) => (n < shape ? (shape / (shape - n)) * least ** n : Infinity),
    variance: shape > 2 ? (shape * least * least) / ((shape - 1) ** 2 * (shape - 2)) : Infinity,
    logTail,
    tailQuantile: (q) => least * q ** (-1 / shape),
    lstComplement: complementByTail(logTail, least, least * Math.min(0.3, 1 / shape), 2),
  });
}

/**
 * Pareto with mean and coefficient of variation; shape 1 + sqrt(1 + 1 / cv^2), always over 2.
 * @param mean seconds, > 0
 * @param cv > 0
 */
export function paretoFromCv(mean: number, cv: number): Distribution {
  positive('mean', mean);
  positive('cv', cv);
  const shape = 1 + Math.sqrt(1 + 1 / (cv * cv));
  return paretoLaw((mean * (shape - 1)) / shape, shape);
}
