/** How long a system takes to forget that it started empty, and how long it remembers anything, from series of pilot runs. */
import type { Series } from '../result.js';
import { momentsOf, sum } from './interval.js';
import { lengthOf, levelsAt, meanSeries, placesOf } from './together.js';

const BATCH = 5;

/**
 * MSER-5: of a series, how many leading values to leave out, so that the mean of the rest is known best. The series is averaged over batches of 5; the
 * point chosen minimises the sum of squares of what is left over the square of its number. `undefined`: the least lies in the second half,
 * so that the series shows no steady state.
 * Sources: White 1997; White, Cobb and Spratt 2000.
 */
export function mser5(values: readonly number[]): number | undefined {
  const batches = Math.floor(values.length / BATCH);
  if (batches < 4) return undefined;
  const means = Array.from({ length: batches }, (_, i) => sum(values.slice(i * BATCH, (i + 1) * BATCH)) / BATCH);
  let best = Infinity;
  let at = 0;
  // from the end, with running sums about the last mean; the last batches alone would seem constant by chance
  let [first, second] = [0, 0];
  const origin = means[batches - 1]!;
  for (let d = batches - 1; d >= 0; d--) {
    const x = means[d]! - origin;
    first += x;
    second += x * x;
    const left = batches - d;
    if (left < 5) continue;
    const score = Math.max(0, second - (first * first) / left) / (left * left);
    if (score <= best) {
      best = score;
      at = d;
    }
  }
  return at * BATCH > values.length / 2 ? undefined : at * BATCH;
}

/** What pilot runs show of the time that a system needs. */
export type Settling = {
  /** seconds from the start to leave out; undefined: no steady state within the runs */ readonly warmUp:
    | number
    | undefined;
  /** seconds over which what is in progress stays correlated (integral of the autocorrelation, both sides) */
  readonly memory: number;
};

/**
 * Warm-up of every quantity (requests in progress and response times by workload, what waits by node and channel): the longest that MSER-5 gives on
 * the mean of the pilots' series (Hoad, Robinson and Davies 2010: averages show the trend that single runs hide). Where a series only fluctuates MSER-5 may
 * choose any point; so a point counts only if what lies before it differs, over all pilots, from what follows by more than chance. What the test is too weak to
 * see is shorter than a few times the memory, which the caller leaves out in any case.
 * @param pilots independent, of equal interval, counted from an empty start; at least one
 */
export function settling(pilots: readonly Series[]): Settling {
  const mean = meanSeries(pilots);
  const { interval } = mean;
  const length = lengthOf(mean);
  const quantities = [
    ...placesOf(mean).map((place) => (series: Series) => levelsAt(series, place)),
    ...mean.workloads.map((_, w) => (series: Series) => filled(series.workloads[w]!.response)),
  ];
  let points = 0;
  let settles = length >= 4 * BATCH;
  for (const of of quantities) {
    const each = pilots.map((pilot) => of(pilot).slice(0, length));
    const point = mser5(of(mean).slice(0, length));
    if (point === undefined && differ(each, length / 2, (3 * length) / 4)) settles = false;
    const leftOut = point ?? Math.floor(length / 2);
    if (leftOut > points && differ(each, 0, leftOut)) points = leftOut;
  }
  const memory = Math.max(
    interval,
    ...placesOf(mean).map((place) =>
      correlationTime(
        pilots.map((pilot) => levelsAt(pilot, place).slice(points, length)),
        interval,
      ),
    ),
  );
  return { warmUp: settles ? points * interval : undefined, memory };
}

/** Whether the values between two points differ from those after, over all runs: by 4 standard errors, as many quantities are asked. */
function differ(each: readonly (readonly number[])[], from: number, to: number): boolean {
  const [start, end] = [Math.floor(from), Math.floor(to)];
  const changes = each.map((values) => {
    const [before, after] = [values.slice(start, end), values.slice(end)];
    return sum(before) / before.length - sum(after) / after.length;
  });
  if (changes.length < 2) return true;
  const { mean, error } = momentsOf(changes);
  return Math.abs(mean) > 4 * error;
}

/** Gaps (no response in the interval) take the value before them, or the first one. */
function filled(values: readonly number[]): number[] {
  let last = values.find((x) => !Number.isNaN(x)) ?? 0;
  return values.map((x) => {
    if (!Number.isNaN(x)) last = x;
    return last;
  });
}

/**
 * Seconds over which a stationary quantity stays correlated: the variance of its mean over a long time T is its variance times this over T.
 * Automatic window: the sum ends at the first lag that is 5 times the time found so far.
 * @param each the quantity in equal intervals, in independent runs; @param interval seconds
 * Source: Sokal 1997, "Monte Carlo methods in statistical mechanics", sec. 3.
 */
export function correlationTime(each: readonly (readonly number[])[], interval: number): number {
  const length = Math.min(...each.map((values) => values.length));
  const mean = sum(each.map(sum)) / Math.max(1, sum(each.map((values) => values.length)));
  const covariance = (lag: number): number => {
    let total = 0;
    for (const values of each)
      for (let i = lag; i < values.length; i++) total += (values[i]! - mean) * (values[i - lag]! - mean);
    return total / sum(each.map((values) => Math.max(1, values.length - lag)));
  };
  const variance = length > 0 ? covariance(0) : 0;
  if (!(variance > 0)) return 0;
  let time = 1;
  for (let lag = 1; lag < length && lag < 5 * time; lag++) time += (2 * covariance(lag)) / variance;
  return Math.max(1, time) * interval;
}
