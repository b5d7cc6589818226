/** What a change does: the difference of two scenarios that met the same chance. */
import { level as checkLevel } from '../../queueing/check.js';
import type { Replication } from '../result.js';
import { countAbove, type HistogramData, merge, noValues, percentileOf } from './histogram.js';
import { type Estimate, LEVEL, meanInterval, momentsOf, pseudoValues, sum } from './interval.js';

/** A figure of replications together, as one value for each: independent or nearly so, their mean is the figure. */
export type Figure = (together: readonly Replication[]) => number[];

export type Difference = {
  /** of the second from the first, in the figure's unit */ readonly difference: Estimate;
  /** of the first and of the second */ readonly first: number;
  readonly second: number;
  /** the interval does not contain 0 */ readonly significant: boolean;
  /**
   * Variance of the difference over that of two scenarios that meet chances of their own: below 1 the common random numbers helped. NaN where neither
   * varies.
   */
  readonly varianceRatio: number;
};

/**
 * Difference of a figure between two scenarios, paired by seed and number of the replication: paired t, so that what both owe to the same random
 * numbers falls out. Replications without a partner are left out; with fewer than 2 pairs the interval has no end.
 * @param level in (0, 1); default 0.95
 * Source: Law 2015, sec. 10.2 (paired t) and 11.2 (common random numbers); skewness as in `meanInterval`.
 */
export function pairedDifference(
  first: readonly Replication[],
  second: readonly Replication[],
  figure: Figure,
  level = LEVEL,
): Difference {
  const key = ({ seed, replication }: Replication): string => `${seed}/${replication}`;
  const partners = new Map(second.map((r) => [key(r), r]));
  const a = first.filter((r) => partners.has(key(r)));
  const b = a.map((r) => partners.get(key(r))!);
  const [ofA, ofB] = [figure(a), figure(b)];
  const changes = ofB.map((y, i) => y - ofA[i]!);
  const difference = meanInterval(changes, level);
  const variance = (values: readonly number[]): number => momentsOf(values).error ** 2;
  return {
    difference,
    first: momentsOf(ofA).mean,
    second: momentsOf(ofB).mean,
    significant: difference.low > 0 || difference.high < 0,
    varianceRatio: variance(changes) / (variance(ofA) + variance(ofB)),
  };
}

/** Figures of a workload, by its place. */
export const figures = {
  /** seconds */
  meanResponse: (workload: number): Figure =>
    ratioOf(
      (r) => r.workloads[workload]!.response.sum,
      (r) => r.workloads[workload]!.response.count,
    ),
  /** seconds; @param p in [0, 1) */
  percentile: (workload: number, p: number): Figure => percentileFigure((r) => r.workloads[workload]!.response, p),
  /** ended well, per second */
  goodput: (workload: number): Figure =>
    ratioOf(
      (r) => r.workloads[workload]!.succeeded,
      (r) => r.observed,
    ),
  /** share that did not end well */
  errorShare: (workload: number): Figure =>
    ratioOf(
      (r) => sum(r.workloads[workload]!.errors),
      (r) => sum(r.workloads[workload]!.errors) + r.workloads[workload]!.succeeded,
    ),
  /** requests that wait at a node */
  waiting: (node: number): Figure =>
    ratioOf(
      (r) => r.nodes[node]!.waiting * r.observed,
      (r) => r.observed,
    ),
} as const;

/** Total over total, by the jackknife. */
function ratioOf(above: (r: Replication) => number, below: (r: Replication) => number): Figure {
  return (all) => {
    const tops = all.map(above);
    const bottoms = all.map(below);
    const [top, bottom] = [sum(tops), sum(bottoms)];
    return pseudoValues(all.length, top / bottom, (i) => (top - tops[i]!) / (bottom - bottoms[i]!));
  };
}

/**
 * Percentile of all values plus what each replication adds to it in first order: excess of its values above over the density there. (The jackknife
 * fails for percentiles, as the density between neighbouring values is noise.)
 * Source: Bahadur 1966; density from the distance of two percentiles, 2 standard errors of the share to each side (Woodruff 1952; Francisco and Fuller 1991).
 */
function percentileFigure(of: (r: Replication) => HistogramData, p: number): Figure {
  checkLevel('p', p);
  return (all) => {
    const each = all.map(of);
    const together = each.reduce(merge, noValues);
    const n = together.count;
    const value = percentileOf(together, p);
    const excess = each.map((h) => countAbove(h)(value) - (1 - p) * h.count);
    const error = (momentsOf(excess).error * all.length) / n;
    const reach = Math.max(2 * error, 5 / n);
    const [low, high] = [Math.max(0, p - reach), Math.min(1 - 1 / n, p + reach)];
    const slope = high > low ? (percentileOf(together, high) - percentileOf(together, low)) / (high - low) : 0;
    return excess.map((x) => value + ((x * all.length) / n) * slope);
  };
}
