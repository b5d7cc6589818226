/** Load over time as a profile says it: a staircase of factors that repeats. */
import type { Profile } from './system.js';

const DAY = 86_400;
const WEEK = 7 * DAY;

/** Seconds after which a profile repeats: a day, or as many whole weeks as its last point needs. */
export function profilePeriod(profile: Profile): number {
  const last = profile.points.at(-1)?.time.value ?? 0;
  return last < DAY ? DAY : (Math.floor(last / WEEK) + 1) * WEEK;
}

/**
 * The factor that holds from the last point on; before the first point, that of the end of the period before.
 * @param profile with a point at least; @param time seconds, >= 0
 */
export function factorAt(profile: Profile, time: number): number {
  const { points } = profile;
  const within = time % profilePeriod(profile);
  let factor = points.at(-1)!.factor.value;
  for (const point of points) {
    if (point.time.value > within) break;
    factor = point.factor.value;
  }
  return factor;
}
