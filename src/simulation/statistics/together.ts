/** Replications taken together: their counts as one, and their series as one mean. */
import type { Replication, Series } from '../result.js';
import { merge } from './histogram.js';
import { sum } from './interval.js';

/**
 * Counts of both as of one longer replication; means over time are weighed by the time. Series and marks are those of the first.
 * @param a and @param b of the same description
 */
export function mergeReplications(a: Replication, b: Replication): Replication {
  const observed = a.observed + b.observed;
  const share = observed > 0 ? a.observed / observed : 0.5;
  const mean = (x: number, y: number): number => x * share + y * (1 - share);
  const added = (x: readonly number[], y: readonly number[]): number[] => x.map((value, i) => value + y[i]!);
  return {
    ...a,
    observed,
    warmUp: a.warmUp + b.warmUp,
    events: a.events + b.events,
    workloads: a.workloads.map((one, i) => {
      const other = b.workloads[i]!;
      return {
        name: one.name,
        sent: one.sent + other.sent,
        succeeded: one.succeeded + other.succeeded,
        errors: added(one.errors, other.errors),
        response: merge(one.response, other.response),
      };
    }),
    operations: a.operations.map((one, i) => {
      const other = b.operations[i]!;
      return {
        name: one.name,
        arrived: one.arrived + other.arrived,
        started: one.started + other.started,
        succeeded: one.succeeded + other.succeeded,
        errors: added(one.errors, other.errors),
        wasted: one.wasted + other.wasted,
        response: merge(one.response, other.response),
      };
    }),
    nodes: a.nodes.map((one, i) => {
      const other = b.nodes[i]!;
      return {
        name: one.name,
        busy: mean(one.busy, other.busy),
        waiting: mean(one.waiting, other.waiting),
        bursts: mean(one.bursts, other.bursts),
        cores: mean(one.cores, other.cores),
        full: mean(one.full, other.full),
        up: mean(one.up, other.up),
        wasted: mean(one.wasted, other.wasted),
      };
    }),
    channels: a.channels.map((one, i) => {
      const other = b.channels[i]!;
      return {
        name: one.name,
        sent: one.sent + other.sent,
        refused: one.refused + other.refused,
        dropped: one.dropped + other.dropped,
        delivered: one.delivered + other.delivered,
        waiting: mean(one.waiting, other.waiting),
      };
    }),
  };
}

/**
 * Mean over replications, interval by interval; response times weighed by what succeeded. Intervals that not all have reached are left out.
 * @param all at least one, of equal interval
 */
export function meanSeries(all: readonly Series[]): Series {
  const first = all[0]!;
  const length = Math.min(...all.map(lengthOf));
  const mean = (of: (series: Series) => readonly number[]): number[] => {
    const arrays = all.map(of);
    return Array.from({ length }, (_, i) => sum(arrays.map((array) => array[i]!)) / all.length);
  };
  return {
    interval: first.interval,
    workloads: first.workloads.map((workload, w) => ({
      sent: mean((s) => s.workloads[w]!.sent),
      succeeded: mean((s) => s.workloads[w]!.succeeded),
      errors: workload.errors.map((_, kind) => mean((s) => s.workloads[w]!.errors[kind]!)),
      response: Array.from({ length }, (_, i) => {
        const seen = all.map((s) => s.workloads[w]!).filter(({ succeeded }) => succeeded[i]! > 0);
        const count = sum(seen.map(({ succeeded }) => succeeded[i]!));
        return sum(seen.map(({ succeeded, response }) => succeeded[i]! * response[i]!)) / count;
      }),
      inProgress: mean((s) => s.workloads[w]!.inProgress),
    })),
    nodes: first.nodes.map((_, n) => ({
      waiting: mean((s) => s.nodes[n]!.waiting),
      busy: mean((s) => s.nodes[n]!.busy),
      up: mean((s) => s.nodes[n]!.up),
    })),
    channels: first.channels.map((_, c) => ({ waiting: mean((s) => s.channels[c]!.waiting) })),
  };
}

/** Intervals that a series holds. */
export function lengthOf({ workloads, nodes, channels }: Series): number {
  return (workloads[0]?.sent ?? nodes[0]?.waiting ?? channels[0]?.waiting ?? []).length;
}

/** What may grow or settle: requests in progress by workload, what waits by node and channel. */
export type Place = { readonly of: 'workload' | 'node' | 'channel'; readonly index: number };

export function placesOf({ workloads, nodes, channels }: Series): Place[] {
  return [
    ...workloads.map((_, index) => ({ of: 'workload' as const, index })),
    ...nodes.map((_, index) => ({ of: 'node' as const, index })),
    ...channels.map((_, index) => ({ of: 'channel' as const, index })),
  ];
}

/** Number of requests or messages at a place, by interval. */
export function levelsAt(series: Series, { of, index }: Place): readonly number[] {
  if (of === 'workload') return series.workloads[index]!.inProgress;
  return of === 'node' ? series.nodes[index]!.waiting : series.channels[index]!.waiting;
}
