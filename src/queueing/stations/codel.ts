/** CoDel, controlled delay: an active queue that drops from the head while the delay stays above a target for an interval. */
import { nonNegative, positive } from '../check.js';

export type CodelInput = {
  /** per second, >= 0, unresponsive: senders do not slow down */ readonly arrivalRate: number;
  /** per second, > 0 */ readonly serviceRate: number;
  /** acceptable standing delay, seconds, > 0; default 5 ms */ readonly target?: number;
  /** time for which it must be exceeded, seconds, > 0; default 100 ms */ readonly interval?: number;
};

export type Codel = {
  /** `quiet`: below capacity, nothing is dropped in the fluid; `controlling`: steady drops */
  readonly regime: 'quiet' | 'controlling';
  readonly throughput: number;
  /** share dropped in the long run: 1 - mu / lambda in overload */ readonly lossProbability: number;
  /** drops per second in the long run */ readonly dropRate: number;
  /** position in the control law at which drops balance the excess: (interval x drop rate)^2 */ readonly dropCount: number;
  /** seconds from the first drop until the drops balance the excess */ readonly timeToControl: number;
  /** seconds; the greatest delay after an idle start */ readonly peakDelay: number;
  /** seconds around which the delay then swings; 0 when quiet */ readonly standingDelay: number;
};

/**
 * Fluid model of CoDel with constant rates.
 *
 * In overload the n-th drop follows the one before after interval / sqrt(n), so the drop rate grows by 1 / (2 interval^2) per second from
 * 1 / interval on, until it exceeds lambda - mu; the backlog grows until then and is worked off after. What the fluid leaves out: randomness
 * (below capacity bursts longer than an interval lose a few jobs; near capacity the delay is that of the queue without CoDel), senders that
 * react, and the swing around the target as dropping stops and resumes. Against a simulated queue the peak errs by at most 15 % for excesses of
 * at least 10 drops per interval.
 * @throws RangeError on an illegal argument
 * Source: Nichols and Jacobson 2012; RFC 8289 (control law).
 */
export function codel({ arrivalRate, serviceRate, target = 0.005, interval = 0.1 }: CodelInput): Codel {
  nonNegative('arrivalRate', arrivalRate);
  positive('serviceRate', serviceRate);
  positive('target', target);
  positive('interval', interval);
  const excess = arrivalRate - serviceRate;
  if (excess <= 0) {
    return {
      regime: 'quiet',
      throughput: arrivalRate,
      lossProbability: 0,
      dropRate: 0,
      dropCount: 0,
      timeToControl: 0,
      peakDelay: 0,
      standingDelay: 0,
    };
  }
  // sqrt(n) = 1 + t / (2 interval): drop rate (1 + t / (2 interval)) / interval
  const timeToControl = Math.max(0, 2 * interval * (interval * excess - 1));
  // the backlog that grows in the interval before the first drop
  const first = excess * interval;
  // integral of excess - drop rate up to then
  const grown = (timeToControl * (excess - 1 / interval)) / 2;
  return {
    regime: 'controlling',
    throughput: serviceRate,
    lossProbability: excess / arrivalRate,
    dropRate: excess,
    dropCount: (interval * excess) ** 2,
    timeToControl,
    // whoever leaves leaves behind what arrived meanwhile: delay = backlog / lambda
    peakDelay: target + (first + Math.max(0, grown)) / arrivalRate,
    standingDelay: target,
  };
}
