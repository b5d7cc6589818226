/** What piles up where arrivals exceed capacity for a while, and when it is gone: the fluid queue under a repeated staircase of rates. */
import { positive } from '../check.js';
import type { RateStep } from './profile.js';

export type Backlog = {
  /** seconds from the start of the profile: when it begins to grow */ readonly from: number;
  /** when it is gone, counted on past the end of the profile where it lasts that long */ readonly to: number;
  /** when it is highest */ readonly peakAt: number;
  /** jobs at the peak */ readonly peak: number;
  /** seconds that the last of them waits for */ readonly longestWait: number;
};

export type FluidBacklog =
  | { readonly kind: 'drains'; readonly backlogs: readonly Backlog[] }
  /** more arrives over the whole profile than can be served: it grows from cycle to cycle */
  | { readonly kind: 'grows' /** mean rate over capacity, >= 1 */; readonly overload: number };

/**
 * Backlogs of a fluid queue, q' = rate - capacity while q > 0, in its periodic regime. Random fluctuations are left out: the queue of a real
 * station is higher by about its spread, so that a backlog of N jobs is right within some root of N.
 * @param profile the rate as a staircase; repeated without end
 * @param capacity jobs per second, > 0
 * @throws RangeError on an illegal argument
 * Source: Newell 1982, ch. 2. Cost linear in the steps.
 */
export function fluidBacklog(profile: readonly RateStep[], capacity: number): FluidBacklog {
  if (profile.length === 0) throw new RangeError('profile must have at least one step');
  positive('capacity', capacity);
  let time = 0;
  let arrivals = 0;
  profile.forEach(({ duration, arrivalRate }, i) => {
    positive(`profile[${i}].duration`, duration);
    if (!(arrivalRate >= 0 && arrivalRate < Infinity))
      throw new RangeError(`profile[${i}].arrivalRate must be >= 0 and finite, got ${arrivalRate}`);
    time += duration;
    arrivals += duration * arrivalRate;
  });
  const over = profile.some((step) => step.arrivalRate > capacity);
  if (over && arrivals >= capacity * time) return { kind: 'grows', overload: arrivals / (capacity * time) };
  const backlogs: Backlog[] = [];
  let open: { from: number; peakAt: number; peak: number } | undefined;
  let queue = 0;
  let now = 0;
  // Two cycles: what is left of the first one is there when the second begins; those that begin in the second are the periodic ones.
  for (let cycle = 0; cycle < 3; cycle++) {
    for (const { duration, arrivalRate } of profile) {
      const slope = arrivalRate - capacity;
      if (queue === 0 && slope > 0) open = { from: now, peakAt: now, peak: 0 };
      const drained = slope < 0 ? queue / -slope : Infinity;
      if (open && drained <= duration) {
        backlogs.push({ ...open, to: now + drained, longestWait: open.peak / capacity });
        open = undefined;
        queue = 0;
      } else if (open) {
        queue += slope * duration;
        if (queue > open.peak) open = { ...open, peak: queue, peakAt: now + duration };
      }
      now += duration;
    }
  }
  return {
    kind: 'drains',
    backlogs: backlogs
      .filter(({ from }) => from >= time && from < 2 * time)
      .map((item) => ({ ...item, from: item.from - time, to: item.to - time, peakAt: item.peakAt - time })),
  };
}
