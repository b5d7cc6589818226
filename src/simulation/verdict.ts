/** Does the system settle, or does something in it grow without end: where, and how fast. */
import type { Replication } from './result.js';
import { sum } from './statistics/interval.js';
import { lengthOf, levelsAt, type Place, placesOf } from './statistics/together.js';

/** Standard errors from which on growth is no chance: 4 of the normal law are 1 in 30,000, as many places are asked. */
const SURE = 4;
/** Increments whose scatter is measured; each of several intervals, so that neighbours are nearly independent. */
const STEPS = 20;
/** Growth that adds up to fewer requests than this over the second half is not called growth. */
const LEAST_GROWTH = 5;

/** Something that grows. */
export type Growth = {
  readonly of: Place['of'];
  readonly name: string;
  /** requests (messages) a second by which it grows, and its standard error */ readonly rate: number;
  readonly error: number;
};

export type Verdict =
  | { readonly kind: 'settles' }
  | {
      readonly kind: 'grows';
      /** requests and messages a second that come and do not leave: of all workloads and channels together */
      readonly rate: number;
      /** what grows, the fastest first: nodes and channels say where, workloads whose requests */
      readonly places: readonly Growth[];
      /** the run was ended, as more was in progress than it may hold */ readonly overflow: boolean;
    };

/**
 * Verdict over the second half of the time that replications ran. A level (in progress, waiting) grows where its mean increment is more than 4 standard errors above 0,
 * the error taken from the scatter of the increments themselves, as of a random walk: a system that settles has smaller changes over a long time
 * than its increments let expect, one that is just full changes as a random walk without drift does, and only a load above what can be served
 * has a drift that outgrows both. Over too short a time slow growth is not seen.
 * @param runs of one description, independent; more than one sees slower growth. Of a run that has overflowed, the time until then.
 * Source: Wald test of the drift of a random walk; after Wieland, Pasupathy and Schmeiser 2003 (queueing-network stability by simulation).
 */
export function verdictOf(runs: readonly Replication[]): Verdict {
  const first = runs[0];
  if (first === undefined) throw new RangeError('a verdict needs at least one replication');
  const overflow = runs.filter(({ ending }) => ending.kind === 'overflow');
  const places: Growth[] = [];
  for (const place of placesOf(first.series)) {
    const growth = growthAt(runs, place);
    if (growth !== undefined) places.push({ of: place.of, name: nameOf(first, place), ...growth });
  }
  places.sort((a, b) => b.rate - a.rate);
  if (places.length === 0 && overflow.length === 0) return { kind: 'settles' };
  const total = sum(places.filter((p) => p.of !== 'node').map(({ rate }) => rate));
  const rate = total > 0 ? total : overflow.length > 0 ? surplus(overflow) : (places[0]?.rate ?? 0);
  return { kind: 'grows', rate, places, overflow: overflow.length > 0 };
}

/** Requests a second that came and did not end while counting: for runs that were full too soon for a series. */
function surplus(runs: readonly Replication[]): number {
  const rates = runs.map(({ workloads, observed, warmUp, ending }) => {
    const left = sum(workloads.map(({ sent, succeeded, errors }) => sent - succeeded - sum(errors)));
    if (left > 0 && observed > 0) return left / observed;
    return ending.kind === 'overflow' ? ending.inProgress / Math.max(Number.MIN_VALUE, warmUp + observed) : 0;
  });
  return sum(rates) / rates.length;
}

function nameOf(run: Replication, { of, index }: Place): string {
  if (of === 'workload') return run.workloads[index]!.name;
  return of === 'node' ? run.nodes[index]!.name : run.channels[index]!.name;
}

/** Mean increment a second over the second half, if it is surely above 0. */
function growthAt(runs: readonly Replication[], place: Place): { rate: number; error: number } | undefined {
  let slopes = 0;
  let variances = 0;
  let counted = 0;
  let growth = 0;
  for (const run of runs) {
    const { interval } = run.series;
    // of a run that was ended early, only the intervals that it has lived through
    const lived = Math.min(lengthOf(run.series), Math.floor(((run.warmUp + run.observed) / interval) * (1 + 1e-9)));
    const levels = levelsAt(run.series, place).slice(Math.floor(lived / 2), lived);
    const steps = Math.min(STEPS, levels.length - 1);
    if (steps < 4) continue;
    const at = (k: number): number => levels[Math.round((k * (levels.length - 1)) / steps)]!;
    const time = (levels.length - 1) * interval;
    const slope = (levels.at(-1)! - levels[0]!) / time;
    const increments = Array.from({ length: steps }, (_, k) => at(k + 1) - at(k));
    const mean = sum(increments) / steps;
    const scatter = sum(increments.map((x) => (x - mean) ** 2)) / (steps - 1);
    slopes += slope;
    variances += (scatter * steps) / (time * time);
    growth += levels.at(-1)! - levels[0]!;
    counted++;
  }
  if (counted === 0) return undefined;
  const rate = slopes / counted;
  const error = Math.sqrt(variances) / counted;
  return rate > SURE * error && growth / counted >= LEAST_GROWTH ? { rate, error } : undefined;
}
