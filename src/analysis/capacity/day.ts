/**
 * Loads that change over time. A profile is a staircase of factors that repeats; the profiles of all workloads together make
 * intervals in which nothing changes, and intervals with the same factors are one state of the load, solved once.
 */
import { factorAt, profilePeriod } from '../../model/profile.js';
import type { System } from '../../model/system.js';

/** Intervals up to which profiles of different periods are laid side by side until all repeat. */
const MOST_INTERVALS = 5000;

/** Loads that hold together: a factor on each workload. */
export interface DayState {
  /** by workload, >= 0 */ readonly factors: readonly number[];
  /** share of the time, in (0, 1] */ readonly share: number;
}

export interface DayInterval {
  /** seconds from the start of the period */ readonly from: number;
  /** seconds, over `from` */ readonly to: number;
  /** index in `states` */ readonly state: number;
}

export interface Day {
  /** seconds after which everything repeats */ readonly period: number;
  readonly states: readonly DayState[];
  /** in order of time, from 0 to `period` without gaps */ readonly intervals: readonly DayInterval[];
  /** States whose load no other state exceeds for every workload: what grows with the load is worst in one of them. */
  readonly heaviest: readonly number[];
  /** True where the profiles repeat too differently to be laid side by side: the longest one sets the period. */
  readonly cut: boolean;
}

/** @returns undefined where no workload has a profile, or none that changes anything */
export function dayOf(system: System): Day | undefined {
  const profiles = system.workloads.map(({ load }) =>
    system.profiles.find(({ name, points }) => name === load.profile && points.length > 0),
  );
  const used = [...new Set(profiles)].filter((profile) => profile !== undefined);
  if (used.length === 0) return undefined;
  const count = (period: number): number =>
    used.reduce((sum, profile) => sum + (profile.points.length + 1) * (period / profilePeriod(profile)), 0);
  const longest = Math.max(...used.map(profilePeriod));
  const common = used.reduce((period, profile) => leastCommonMultiple(period, profilePeriod(profile)), 1);
  const cut = count(common) > MOST_INTERVALS;
  const period = cut ? longest : common;

  const times = new Set([0]);
  for (const profile of used) {
    const own = profilePeriod(profile);
    for (let start = 0; start < period; start += own) {
      times.add(start);
      for (const { time } of profile.points) if (start + time.value < period) times.add(start + time.value);
    }
  }
  const starts = [...times].sort((a, b) => a - b);
  const known = new Map<string, number>();
  const states: { factors: readonly number[]; share: number }[] = [];
  const intervals: { from: number; to: number; state: number }[] = [];
  starts.forEach((from, index) => {
    const to = starts[index + 1] ?? period;
    const factors = profiles.map((profile) => (profile ? factorAt(profile, from) : 1));
    const key = factors.join(' ');
    let state = known.get(key);
    if (state === undefined) {
      state = states.push({ factors, share: 0 }) - 1;
      known.set(key, state);
    }
    states[state]!.share += (to - from) / period;
    const before = intervals.at(-1);
    if (before?.state === state) before.to = to;
    else intervals.push({ from, to, state });
  });
  return { period, states, intervals, heaviest: heaviestOf(states), cut };
}

function heaviestOf(states: readonly DayState[]): number[] {
  const order = states.map((_, index) => index);
  const total = states.map(({ factors }) => factors.reduce((sum, factor) => sum + factor, 0));
  order.sort((a, b) => total[b]! - total[a]!);
  const found: number[] = [];
  for (const index of order) {
    const { factors } = states[index]!;
    const exceeded = found.some((other) => states[other]!.factors.every((factor, w) => factor >= factors[w]!));
    if (!exceeded) found.push(index);
  }
  return found;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
