/** When figures hold where loads change over time. */
import type { Day } from '../capacity/day.js';
import { busiestState } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { formatTimes } from '../render/times.js';

/** The times of a state of the day, in words: 'from 20:00 to 24:00'. */
export function timesOf(day: Day, state: number): string {
  return formatTimes(
    day.intervals.filter((interval) => interval.state === state),
    day.period,
  );
}

/** What every figure takes for granted where loads have profiles; empty elsewhere. */
export function dayAssumptions(plan: Plan): string[] {
  const { day } = plan;
  if (!day) return [];
  return [
    `figures are those of the busiest interval of the profiles, ${timesOf(day, busiestState(plan)!)}`,
    'each interval is taken as settled: it lasts long against the time that queues need to settle, and starts without a backlog',
    ...(day.cut ? ['profiles of different lengths are laid over the longest one'] : []),
  ];
}
