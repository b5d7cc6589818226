/** Processor sharing: one server that divides itself among its jobs. */
import { nonNegative } from '../check.js';

/**
 * Sojourn in an M/M/1 queue under processor sharing; the mean holds for every service distribution (insensitivity).
 * @param utilisation in [0, 1)
 * @param mean service demand in seconds, >= 0
 * @returns mean (s), variance (s^2) and squared coefficient of variation (2 + rho) / (2 - rho)
 * @throws RangeError on an illegal argument
 * Source: Coffman, Muntz, Trotter 1970.
 */
export function mm1ps(utilisation: number, mean: number): { mean: number; variance: number; cv2: number } {
  if (!(utilisation >= 0 && utilisation < 1)) {
    throw new RangeError(`utilisation must be in [0, 1), got ${utilisation}`);
  }
  nonNegative('mean', mean);
  const response = mean / (1 - utilisation);
  const cv2 = (2 + utilisation) / (2 - utilisation);
  return { mean: response, variance: cv2 * response ** 2, cv2 };
}
