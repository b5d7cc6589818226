/** Where a percentile of the response time lies. */
import { level as checkLevel } from '../../queueing/check.js';
import { countAbove, type HistogramData, merge, noValues, percentileOf } from './histogram.js';
import { type Estimate, estimateOf, LEVEL } from './interval.js';
import { shareInterval } from './share.js';

/**
 * The percentile of all replications' values together; its interval holds every time t at which the share of values above t may still be 1 - p. So
 * it needs no density, is not biased by short replications as a mean of their percentiles is, takes the skewness of clustered long waits into account, and
 * has no upper end where too few values were seen to bound it.
 * @param each one histogram per replication, in seconds
 * @param p in [0, 1)
 * @throws RangeError for p outside
 * Source: Woodruff 1952, inverted test in place of the inverted distribution (as Francisco and Fuller 1991).
 */
export function percentileInterval(each: readonly HistogramData[], p: number, level = LEVEL): Estimate {
  checkLevel('p', p);
  const all = each.reduce(merge, noValues);
  const value = percentileOf(all, p);
  if (all.count === 0) return estimateOf(value, value, value, each.length, level);
  const tails = each.map(countAbove);
  const trials = each.map(({ count }) => count);
  const share = (t: number): Estimate =>
    shareInterval(
      tails.map((tail) => tail(t)),
      trials,
      level,
    );
  const mayBeBelow = (t: number): boolean => share(t).low <= 1 - p;
  const mayBeAbove = (t: number): boolean => share(t).high >= 1 - p;
  const low = mayBeBelow(all.least) ? all.least : edge(all.least, value, (t) => !mayBeBelow(t));
  const high = mayBeAbove(all.most) ? Infinity : edge(value, all.most, mayBeAbove);
  return estimateOf(value, low, high, each.length, level, { least: 0 });
}

/** Where `holds` turns from true (at `from`) to false (at `to`), to a relative 1e-5, far within the width of a bucket. */
function edge(from: number, to: number, holds: (t: number) => boolean): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 60 && high - low > 1e-5 * high; step++) {
    const middle = low > 0 && high > 4 * low ? Math.sqrt(low * high) : (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
