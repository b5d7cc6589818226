/** Loads that follow a profile: the factor changes at the profile's points, period after period. */
import { factorAt, profilePeriod } from '../../model/profile.js';
import type { Profile } from '../../model/system.js';
import type { Load } from './load.js';
import type { Run } from './run.js';

export function beginProfiles(run: Run): void {
  const { system, loads } = run;
  const from = run.options.start ?? 0;
  for (const load of loads) {
    const name = load.declared.load.profile;
    const profile = system.profiles.find((item) => item.name === name && item.points.length > 0);
    if (profile) follow(run, load, profile, from);
  }
}

/** @param from time of the profile at which the run begins, s */
function follow(run: Run, load: Load, profile: Profile, from: number): void {
  const period = profilePeriod(profile);
  const times = profile.points.map(({ time }) => time.value);
  load.setFactor(factorAt(profile, from), 0);
  // One event at a time: a run may be longer or shorter than the period.
  const next = (round: number, point: number): void => {
    run.at(round * period + times[point]! - from, (now) => {
      load.setFactor(profile.points[point]!.factor.value, now);
      if (point + 1 < times.length) next(round, point + 1);
      else next(round + 1, 0);
    });
  };
  const round = Math.floor(from / period);
  const point = times.findIndex((time) => round * period + time > from);
  if (point >= 0) next(round, point);
  else next(round + 1, 0);
}
