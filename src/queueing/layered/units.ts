/** A model in another unit of time, so that squares and products of its times stay in the range of numbers. */
import type { LayeredEntry, LayeredModel, LayeredPhase } from './model.js';
import { phasesOf } from './model.js';

/** Times in seconds that need no other unit, if the longest is among them. */
const PLAIN = [1e-3, 1e3] as const;
/** Part of the longest time below which a time counts as none: its square would be no number any more. */
const NONE = 1e-100;

/** Seconds that become the unit: a power of two, so that nothing is rounded; 1 where the seconds do. */
export function unitOf({ entries, classes }: LayeredModel): number {
  let most = 0;
  for (const entry of entries)
    for (const { demand, delay = 0 } of phasesOf(entry)) most = Math.max(most, Math.min(demand + delay, 1e300));
  for (const item of classes) if (item.kind === 'closed') most = Math.max(most, Math.min(item.think, 1e300));
  if (most === 0 || (most >= PLAIN[0] && most <= PLAIN[1])) return 1;
  return 2 ** Math.max(-1020, Math.min(1020, Math.round(Math.log2(most))));
}

/** The model with its times in units of so many seconds. */
export function inUnit(model: LayeredModel, unit: number): LayeredModel {
  const short = (seconds: number): number => (seconds / unit < NONE ? 0 : seconds / unit);
  const phase = (item: LayeredPhase): LayeredPhase => ({
    ...item,
    demand: short(item.demand),
    ...(item.delay === undefined ? {} : { delay: short(item.delay) }),
  });
  if (unit === 1 && !model.entries.some((entry) => phasesOf(entry).some(tiny))) return model;
  return {
    ...model,
    entries: model.entries.map(
      ({ first, second, ...rest }): LayeredEntry => ({
        ...rest,
        first: phase(first),
        ...(second ? { second: phase(second) } : {}),
      }),
    ),
    classes: model.classes.map((item) =>
      item.kind === 'open' ? { ...item, rate: item.rate * unit } : { ...item, think: short(item.think) },
    ),
  };
}

function tiny({ demand, delay = 0 }: LayeredPhase): boolean {
  return (demand > 0 && demand < NONE) || (delay > 0 && delay < NONE);
}
