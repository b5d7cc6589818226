/**
 * Failure data of what declares none. They are assumptions, marked as defaulted wherever they decide a figure: node after machine
 * failure counts in clusters (Dean 2008, about one in two years, and restarts of software), places after providers' published targets.
 */
import type { Failure, Place } from '../../model/system.js';

const day = 86_400;

const failure = (mtbf: number, repair: number, detection: number): Failure => {
  const value = (seconds: number) => ({ value: seconds, origin: 'default' as const });
  return {
    mtbf: { family: 'exponential', mean: value(mtbf), cv: value(1) },
    repair: { family: 'exponential', mean: value(repair), cv: value(1) },
    detection: { family: 'deterministic', mean: value(detection), cv: value(0) },
    coverage: value(1),
    beta: value(0),
    undetected: 'hangs',
  };
};

/** Node: every 90 days, repaired in 5 min, detected in 10 s. */
export const defaultNodeFailure = failure(90 * day, 300, 10);

/** Zone: 99.99 %; region: 99.995 %; host: like a machine that is replaced within the hour. */
export function defaultPlaceFailure(kind: Place['kind']): Failure {
  if (kind === 'zone') return failure(365 * day, 3153, 0);
  if (kind === 'region') return failure(5 * 365 * day, 7884, 0);
  return failure(180 * day, 3600, 0);
}
