/** Estimates of the steady state, with intervals, from independent replications. */
import { level as checkLevel } from '../../queueing/check.js';
import { type ErrorKind, errorKinds, type Replication } from '../result.js';
import type { HistogramData } from './histogram.js';
import { type Estimate, LEVEL, ratioInterval, sum } from './interval.js';
import { percentileInterval } from './percentile.js';
import { rateInterval, shareInterval } from './share.js';

export type PercentileEstimate = { /** in (0, 1) */ readonly p: number /** seconds */; readonly time: Estimate };

/** Of requests that ended while counting; values are NaN where there were none. */
export type Outcomes = {
  /** ended a second, well or not, and ended well */ readonly throughput: Estimate;
  readonly goodput: Estimate;
  /** share that did not succeed, in all and by kind */ readonly errorShare: Estimate;
  readonly errors: Readonly<Record<ErrorKind, Estimate>>;
  /** seconds, of those that succeeded */ readonly response: Estimate;
  readonly percentiles: readonly PercentileEstimate[];
};

export type WorkloadEstimate = Outcomes & { readonly name: string /** per second */; readonly sent: Estimate };

export type OperationEstimate = Outcomes & {
  readonly name: string;
  /** per second */ readonly arrived: Estimate;
  /** share of what ended well that nobody waited for any more */ readonly wasted: Estimate;
};

export type NodeEstimate = {
  readonly name: string;
  /** slots, requests, bursts, cores, replicas: means over time, all replicas together */ readonly busy: Estimate;
  readonly waiting: Estimate;
  readonly bursts: Estimate;
  readonly cores: Estimate;
  readonly up: Estimate;
  /** share of time with all slots of a replica busy */ readonly full: Estimate;
  /** share of slots of replicas that are up; undefined where their number has no bound */
  readonly utilisation?: Estimate;
  /** share of cores of replicas that are up */ readonly coreUtilisation?: Estimate;
  /** share of the busy slots' time that went into replies that nobody waited for */ readonly wasted: Estimate;
};

export type ChannelEstimate = {
  readonly name: string;
  /** per second */ readonly sent: Estimate;
  readonly delivered: Estimate;
  /** shares of what was sent */ readonly refused: Estimate;
  readonly dropped: Estimate;
  /** messages */ readonly waiting: Estimate;
};

export type Estimates = {
  /** independent replications that were run */ readonly replications: number;
  /** seconds counted, all together */ readonly observed: number;
  readonly level: number;
  readonly workloads: readonly WorkloadEstimate[];
  readonly operations: readonly OperationEstimate[];
  readonly nodes: readonly NodeEstimate[];
  readonly channels: readonly ChannelEstimate[];
};

/** Of one replica; Infinity without a bound. */
export type NodeSize = { readonly slots: number; readonly cores: number };

export type EstimateOptions = {
  /** in (0, 1); default 0.95 */ readonly level?: number;
  /** each in [0, 1); default 0.5, 0.9, 0.95, 0.99 and 0.999 */ readonly percentiles?: readonly number[];
  /** by the place of the node; without them no utilisation */ readonly sizes?: readonly NodeSize[];
  /** replications that were run, where `each` holds several as one; default one each */ readonly runs?: number;
};

export const defaultPercentiles: readonly number[] = [0.5, 0.9, 0.95, 0.99, 0.999];

/**
 * All figures with their intervals. Means of what was counted are ratios of totals, their bias and variance by the jackknife; percentiles are those of all
 * values together, their intervals by inverting the test of the share above; shares of kinds hardly or never seen have the exact binomial limits.
 * @param each replications of one description, independent, at least one
 * @throws RangeError for a level or percentile out of range
 * Source: Law 2015, chapter 9 (replication and deletion); the methods of each figure cite theirs.
 */
export function estimate(each: readonly Replication[], options: EstimateOptions = {}): Estimates {
  const { level = LEVEL, percentiles = defaultPercentiles, sizes, runs = each.length } = options;
  checkLevel('level', level);
  const first = each[0];
  if (first === undefined) throw new RangeError('estimates need at least one replication');
  const observed = each.map((r) => r.observed);
  const said = (e: Estimate): Estimate => ({ ...e, replications: runs });
  const rate = (of: (r: Replication) => number): Estimate => said(rateInterval(each.map(of), observed, level));
  const share = (events: number[], trials: number[]): Estimate => said(shareInterval(events, trials, level));
  const average = (of: (r: Replication) => number): Estimate =>
    said(
      ratioInterval(
        each.map((r) => of(r) * r.observed),
        observed,
        level,
        { least: 0 },
      ),
    );
  const ratio = (above: number[], below: number[], most = Infinity): Estimate =>
    said(ratioInterval(above, below, level, { least: 0, most }));

  type Counted = { succeeded: number; errors: readonly number[]; response: HistogramData };
  const outcomes = (of: (r: Replication) => Counted): Outcomes => {
    const counts = each.map(of);
    const wrong = counts.map(({ errors }) => sum(errors));
    const ended = counts.map(({ succeeded }, i) => succeeded + wrong[i]!);
    const histograms = counts.map(({ response }) => response);
    return {
      throughput: rate((r) => of(r).succeeded + sum(of(r).errors)),
      goodput: rate((r) => of(r).succeeded),
      errorShare: share(wrong, ended),
      errors: Object.fromEntries(
        errorKinds.map((kind, k) => [
          kind,
          share(
            counts.map(({ errors }) => errors[k]!),
            ended,
          ),
        ]),
      ) as Record<ErrorKind, Estimate>,
      response: meanResponse(histograms, level, runs),
      percentiles: percentiles.map((p) => ({ p, time: said(percentileInterval(histograms, p, level)) })),
    };
  };
  return {
    replications: runs,
    observed: sum(observed),
    level,
    workloads: first.workloads.map(({ name }, i) => ({
      name,
      sent: rate((r) => r.workloads[i]!.sent),
      ...outcomes((r) => r.workloads[i]!),
    })),
    operations: first.operations.map(({ name }, i) => ({
      name,
      arrived: rate((r) => r.operations[i]!.arrived),
      ...outcomes((r) => r.operations[i]!),
      wasted: share(
        each.map((r) => r.operations[i]!.wasted),
        each.map((r) => r.operations[i]!.succeeded),
      ),
    })),
    nodes: first.nodes.map(({ name }, i) => {
      const size = sizes?.[i];
      const time = (of: 'busy' | 'cores' | 'up' | 'wasted', factor = 1): number[] =>
        each.map((r) => r.nodes[i]![of] * r.observed * factor);
      return {
        name,
        busy: average((r) => r.nodes[i]!.busy),
        waiting: average((r) => r.nodes[i]!.waiting),
        bursts: average((r) => r.nodes[i]!.bursts),
        cores: average((r) => r.nodes[i]!.cores),
        up: average((r) => r.nodes[i]!.up),
        full: average((r) => r.nodes[i]!.full),
        ...(size && size.slots < Infinity ? { utilisation: ratio(time('busy'), time('up', size.slots)) } : {}),
        ...(size && size.cores < Infinity ? { coreUtilisation: ratio(time('cores'), time('up', size.cores)) } : {}),
        wasted: ratio(time('wasted'), time('busy'), 1),
      };
    }),
    channels: first.channels.map(({ name }, i) => ({
      name,
      sent: rate((r) => r.channels[i]!.sent),
      delivered: rate((r) => r.channels[i]!.delivered),
      refused: share(
        each.map((r) => r.channels[i]!.refused),
        each.map((r) => Math.max(r.channels[i]!.sent, r.channels[i]!.refused)),
      ),
      dropped: share(
        each.map((r) => r.channels[i]!.dropped),
        each.map((r) => Math.max(r.channels[i]!.sent, r.channels[i]!.dropped)),
      ),
      waiting: average((r) => r.channels[i]!.waiting),
    })),
  };
}

/** Mean response in seconds: total time over count. */
export function meanResponse(each: readonly HistogramData[], level = LEVEL, runs = each.length): Estimate {
  const interval = ratioInterval(
    each.map((h) => h.sum),
    each.map((h) => h.count),
    level,
    { least: 0 },
  );
  return { ...interval, replications: runs };
}
