/** Simulated figures beside computed ones. */

import type { System } from '../../model/system.js';
import { studentQuantile } from '../../queueing/student.js';
import { type ErrorKind, type Estimate, type Estimates, errorKinds, type Outcomes } from '../../simulation/index.js';
import type { Method, Report, Result } from '../report.js';
import type { Agreement, Computed, Interval, Metric, SimulatedFigure, SimulatedPart } from './report.js';
import { statedError } from './stated.js';

/** Half the width of a bucket of the histogram, relative: percentiles are read no finer. */
const BUCKET = 0.004;

const kinds: Readonly<Record<ErrorKind, Metric>> = {
  rejected: 'rejected',
  shed: 'shed',
  timedOut: 'timed out',
  failed: 'failed',
  expired: 'expired',
};
/** The word of an error kind, by place in `errorKinds`. */
export const errorMetric = (kind: number): Metric => kinds[errorKinds[kind]!];

type Pair = {
  readonly metric: Metric;
  readonly unit: SimulatedFigure['unit'];
  readonly estimate: Estimate | undefined;
  /** a result of the report, or a number that it computes by the traffic equations */
  readonly computed?: Result | { readonly rate: number } | undefined;
};
type PartOf = Omit<SimulatedPart, 'figures'> & { readonly pairs: readonly Pair[] };

/** @param estimates undefined where nothing has been measured: then only what is computed stands there */
export function partsOf(
  system: System,
  estimates: Estimates | undefined,
  report: Report,
): { parts: SimulatedPart[]; used: Record<string, Method>; disagreements: number } {
  const parts = [
    ...workloads(estimates, report),
    ...nodes(system, estimates, report),
    ...operations(estimates, report),
    ...channels(system, estimates, report),
  ];
  const comparisons = parts.flatMap(({ pairs }) => pairs.filter(isCompared)).length;
  const used: Record<string, Method> = {};
  let disagreements = 0;
  const figure = (pair: Pair): SimulatedFigure => {
    const simulated = intervalOf(pair.estimate);
    const computed = computedOf(pair, report, comparisons);
    if (computed?.kind === 'value') {
      const method = report.methods[computed.method];
      if (method) used[method.id] = method;
      if (computed.agreement === 'beyond') disagreements++;
    }
    return {
      metric: pair.metric,
      unit: pair.unit,
      ...(simulated && { simulated }),
      ...(computed && { computed }),
    };
  };
  return {
    parts: parts.map(({ pairs, ...part }) => ({ ...part, figures: pairs.map(figure) })),
    used,
    disagreements,
  };
}

function workloads(estimates: Estimates | undefined, report: Report): PartOf[] {
  return report.workloads.map((computed, i) => {
    const seen = estimates?.workloads[i];
    return {
      of: 'workload',
      name: computed.name,
      at: computed.at,
      pairs: [
        { metric: 'throughput', unit: '1/s', estimate: seen?.goodput, computed: computed.throughput },
        ...times(seen, computed),
        { metric: 'errors', unit: 'share', estimate: seen?.errorShare, computed: computed.errorShare },
        ...errors(seen),
      ],
    };
  });
}

function operations(estimates: Estimates | undefined, report: Report): PartOf[] {
  const all = report.nodes.flatMap(({ operations }) => operations);
  return all.map((computed) => {
    const seen = estimates?.operations.find(({ name }) => name === computed.id);
    return {
      of: 'operation',
      name: computed.id,
      at: computed.at,
      pairs: [
        { metric: 'arrivals', unit: '1/s', estimate: seen?.arrived, computed: { rate: computed.rate } },
        ...times(seen, computed),
        { metric: 'errors', unit: 'share', estimate: seen?.errorShare },
        ...errors(seen),
        ...seldom('wasted', seen?.wasted),
      ],
    };
  });
}

function nodes(system: System, estimates: Estimates | undefined, report: Report): PartOf[] {
  return report.nodes.map((computed, i) => {
    const seen = estimates?.nodes[i];
    // Of unequal replicas the busiest is computed, and all together are measured: not the same figure.
    const { policy, skew } = system.nodes[i]!.balancing;
    const unequal = estimates !== undefined && policy === 'hash' && skew.value > 1;
    // What has no bound has no utilisation.
    const busy = (metric: Metric, own: Estimate | undefined, result: Result): Pair[] =>
      own || !estimates ? [pair(metric, 'share', own, unequal ? undefined : result)] : [];
    return {
      of: 'node',
      name: computed.name,
      at: computed.at,
      pairs: [
        ...busy('cores busy', seen?.coreUtilisation, computed.cpuUtilisation),
        ...busy('workers busy', seen?.utilisation, computed.workerUtilisation),
        pair('waiting', 'requests', seen?.waiting, computed.queueLength),
        ...(seen && Math.abs(seen.up.value - computed.replicas) > 1e-6
          ? [pair('replicas up', 'replicas', seen.up, undefined)]
          : []),
        ...seldom('wasted', seen?.wasted),
      ],
    };
  });
}

function channels(system: System, estimates: Estimates | undefined, report: Report): PartOf[] {
  return report.channels.map((computed, i) => {
    const seen = estimates?.channels[i];
    return {
      of: 'channel',
      name: computed.name,
      at: system.channels[i]!.at,
      pairs: [
        { metric: 'arrivals', unit: '1/s', estimate: seen?.sent, computed: { rate: computed.rate } },
        pair('delivered', '1/s', seen?.delivered, undefined),
        pair('waiting', 'requests', seen?.waiting, undefined),
        ...seldom('refused', seen?.refused),
        ...seldom('dropped', seen?.dropped),
      ],
    };
  });
}

function pair(metric: Metric, unit: Pair['unit'], estimate: Estimate | undefined, computed: Pair['computed']): Pair {
  return { metric, unit, estimate, computed };
}

type Times = Readonly<Record<'mean' | 'p50' | 'p90' | 'p95' | 'p99', Result>>;
const percentiles = [0.5, 0.9, 0.95, 0.99] as const;
const nameOf = { 0.5: 'p50', 0.9: 'p90', 0.95: 'p95', 0.99: 'p99' } as const;

function times(seen: Outcomes | undefined, computed: Times): Pair[] {
  const at = (p: number): Estimate | undefined => seen?.percentiles.find((one) => one.p === p)?.time;
  return [
    pair('mean', 's', seen?.response, computed.mean),
    ...percentiles.map((p) => pair(nameOf[p], 's', at(p), computed[nameOf[p]])),
    pair('p99.9', 's', at(0.999), undefined),
  ];
}

/** Kinds of errors that have been seen. */
function errors(seen: Outcomes | undefined): Pair[] {
  return errorKinds.flatMap((kind) => seldom(kinds[kind], seen?.errors[kind]));
}

/** A share that is told where it has been seen at all. */
function seldom(metric: Metric, estimate: Estimate | undefined): Pair[] {
  return estimate && estimate.value > 0 ? [pair(metric, 'share', estimate, undefined)] : [];
}

function intervalOf(estimate: Estimate | undefined): Interval | undefined {
  if (!estimate || !Number.isFinite(estimate.value)) return undefined;
  const { value, low, high } = estimate;
  return {
    value,
    ...(Number.isFinite(low) && { low }),
    ...(Number.isFinite(high) && { high }),
  };
}

function isCompared({ estimate, computed }: Pair): boolean {
  return (
    intervalOf(estimate) !== undefined && computed !== undefined && ('rate' in computed || computed.kind === 'value')
  );
}

function computedOf(pair: Pair, report: Report, comparisons: number): Computed | undefined {
  const { metric, estimate, computed } = pair;
  if (!computed) return undefined;
  if (!('rate' in computed) && computed.kind !== 'value') return { kind: computed.kind, reason: computed.reason };
  const [value, method] = 'rate' in computed ? [computed.rate, 'flow'] : [computed.value, computed.method];
  const error = statedError(report.methods[method], metric);
  return {
    kind: 'value',
    value,
    method,
    ...(error !== undefined && { stated: error }),
    agreement: estimate ? agreementOf(value, estimate, error, metric, comparisons) : 'inside',
  };
}

/**
 * Where a computed value lies. The half widths are stretched to the level at which all comparisons together hold (Bonferroni).
 * @param stated relative; undefined where it is not known
 */
function agreementOf(
  value: number,
  estimate: Estimate,
  stated: number | undefined,
  metric: Metric,
  comparisons: number,
): Agreement {
  const { value: middle, low, high, replications, level } = estimate;
  if (!Number.isFinite(middle) || replications < 2) return 'inside';
  const freedom = replications - 1;
  const quantile = (confidence: number): number => studentQuantile((1 + confidence) / 2, freedom);
  const stretch = quantile(1 - (1 - level) / Math.max(1, comparisons)) / quantile(level);
  const grain = metric.startsWith('p') ? BUCKET * middle : 1e-9 * Math.abs(middle);
  const from = middle - (middle - low) * stretch - grain;
  const to = middle + (high - middle) * stretch + grain;
  if (value >= from && value <= to) return 'inside';
  if (stated === undefined) return 'unstated';
  const room = stated * Math.abs(value);
  return value >= from - room && value <= to + room ? (stated > 0 ? 'stated' : 'inside') : 'beyond';
}
