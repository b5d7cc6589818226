/** One repairable unit: unavailability from its times, common causes, and the units in which people speak of it. */
import { nonNegative, positive, probability } from './check.js';

/** Minutes in a year of 365 days, as service levels count them. */
const MINUTES_PER_YEAR = 365 * 24 * 60;

export type ReplicaTimes = {
  /** mean up time, seconds, > 0 */ readonly mtbf: number;
  /** mean repair time from detection on, seconds, >= 0 */ readonly mttr: number;
  /** time until a failure is detected, seconds, >= 0; default 0 */ readonly detection?: number;
  /** probability that traffic moves away once a failure is detected, in [0, 1]; default 1 */ readonly coverage?: number;
};

export type ReplicaUnavailability = {
  /** share of time in which the unit is down: (detection + mttr) / (mtbf + detection + mttr) */ readonly down: number;
  /** share of time in which it is down and traffic still goes to it: detection, and the repair where not covered */
  readonly undetected: number;
  /** failures per second of calendar time */ readonly frequency: number;
};

/**
 * Shares of time in which a unit is down, and down without failover.
 * @throws RangeError on an illegal argument
 * Source: alternating renewal process (Barlow and Proschan 1975); coverage after Bouricius, Carter and Schneider 1969.
 */
export function replicaUnavailability(times: ReplicaTimes): ReplicaUnavailability {
  const { mtbf, mttr, detection = 0, coverage = 1 } = times;
  positive('mtbf', mtbf);
  nonNegative('mttr', mttr);
  nonNegative('detection', detection);
  probability('coverage', coverage);
  const cycle = mtbf + detection + mttr;
  return {
    down: (detection + mttr) / cycle,
    undetected: (detection + (1 - coverage) * mttr) / cycle,
    frequency: 1 / cycle,
  };
}

/**
 * Splits a unit's unavailability into its own part and the part shared with its whole group.
 * @param u unavailability in [0, 1]
 * @param beta share of failures with a common cause, in [0, 1]
 * Source: Fleming 1975 (beta factor).
 */
export function betaFactor(u: number, beta: number): { readonly own: number; readonly common: number } {
  probability('u', u);
  probability('beta', beta);
  return { own: (1 - beta) * u, common: beta * u };
}

/** Number of nines of an unavailability in [0, 1]: -log10(u); Infinity at 0. */
export function nines(u: number): number {
  probability('u', u);
  return u === 1 ? 0 : -Math.log10(u);
}

/** Minutes of downtime in a year of 365 days for an unavailability in [0, 1]. */
export function downtimeMinutesPerYear(u: number): number {
  probability('u', u);
  return u * MINUTES_PER_YEAR;
}
