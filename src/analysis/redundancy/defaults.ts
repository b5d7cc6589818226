/**
 * Failure data of what declares none. They are assumptions, marked as defaulted wherever they decide a figure: node after machine
 * failure counts in clusters (Dean 2008, about one in two years, and restarts of software). Places have none: without `fails` they do not fail.
 */
import type { Failure } from '../../model/system.js';

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
