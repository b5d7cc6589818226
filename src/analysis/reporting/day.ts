/** What a day of changing loads says: each state of the load, and figures over the day weighed by requests. */

import { fluidBacklog, PathLaw } from '../../queueing/index.js';
import type { Day } from '../capacity/day.js';
import { busiestState, type Point } from '../capacity/operate.js';
import { workloadLaw } from '../capacity/percentiles.js';
import type { Plan } from '../capacity/plan.js';
import type { DayBacklog, DayReport, DayStateReport, DayWorkloadReport, Result } from '../report.js';
import { dayAssumptions } from './dayAssumptions.js';
import { figure } from './figures.js';
import { problem, responses } from './workloads.js';

/** @param points the operating point of each state of the day, in order */
export function dayReport(plan: Plan, day: Day, points: readonly Point[]): DayReport {
  return {
    period: day.period,
    busiest: busiestState(plan)!,
    intervals: day.intervals,
    states: day.states.map((state, index) => stateReport(plan, points[index]!, state)),
    workloads: plan.system.workloads.map((_, index) => overDay(plan, day, points, index)),
    backlogs: plan.nodes.flatMap(({ index }) => backlogsOf(plan, day, points, index)),
  };
}

/** Backlogs of a node type in front of its own overload; none where its capacity is not known. */
function backlogsOf(plan: Plan, day: Day, points: readonly Point[], index: number): DayBacklog[] {
  const { name } = plan.nodes[index]!;
  const capacities = points.flatMap((point) => {
    const { cause, station } = point.nodes[index]!;
    const { capacity } = station;
    return cause?.node === index && capacity > 0 && Number.isFinite(capacity) ? [capacity] : [];
  });
  if (capacities.length === 0) return [];
  const profile = day.intervals.map(({ from, to, state }) => ({
    duration: to - from,
    arrivalRate: points[state]!.nodes[index]!.offered,
  }));
  const found = fluidBacklog(profile, Math.min(...capacities));
  if (found.kind === 'grows') return [{ node: name, from: 0 }];
  return found.backlogs
    .filter(({ peak, to }) => Number.isFinite(peak) && Number.isFinite(to))
    .map(({ from, to, peakAt, peak, longestWait }) => ({
      node: name,
      from,
      to,
      peakAt,
      requests: peak,
      longestWait,
    }));
}

function stateReport(plan: Plan, point: Point, { factors, share }: Day['states'][number]): DayStateReport {
  return {
    share,
    workloads: plan.system.workloads.map(({ name, load }, index) => {
      const factor = factors[index]!;
      const declared = load.kind === 'open' ? load.rate.value : load.users.value;
      const base = { name, factor, offered: declared * factor };
      if (problem(plan, point, index)) return base;
      const { mean, percentile } = responses(plan, point, index);
      const errorShare = point.errors[index]!;
      const throughput = point.rates[index]! * (1 - errorShare);
      const found = { throughput, mean, p95: percentile(0.95), p99: percentile(0.99), errorShare };
      // Beyond the range of numbers there is no figure.
      return Object.values(found).every(Number.isFinite) ? { ...base, ...found } : base;
    }),
    nodes: plan.nodes.map(({ index, name }) => {
      const { station, cause, offered } = point.nodes[index]!;
      const busy = Math.max(station.cpuUtilisation, station.workerUtilisation);
      if (cause)
        return cause.node === index && cause.overload > 0 && Number.isFinite(cause.overload)
          ? { name, overload: cause.overload }
          : { name };
      if (!Number.isFinite(busy)) return { name };
      return { name, utilisation: offered > 0 ? busy : 0 };
    }),
  };
}

/** Figures of one workload over the day; where a state has none, there is none over the day either. */
function overDay(plan: Plan, day: Day, points: readonly Point[], index: number): DayWorkloadReport {
  const { name } = plan.system.workloads[index]!;
  const served = points.flatMap((point, state) => {
    const rate = point.rates[index]!;
    return rate > 0 ? [{ point, weight: day.states[state]!.share * rate }] : [];
  });
  for (const { point } of served) {
    const bad = problem(plan, point, index);
    if (bad) return { name, throughput: bad, mean: bad, p95: bad, p99: bad, errorShare: bad };
  }
  const parts: { weight: number; law: PathLaw }[] = [];
  let time = 0;
  let weights = 0;
  let failed = 0;
  for (const { point, weight } of served) {
    const { mean } = responses(plan, point, index);
    const good = weight * (1 - point.errors[index]!);
    time += good * mean;
    weights += good;
    failed += weight * point.errors[index]!;
    parts.push({ weight: good, law: workloadLaw(plan, point, index) });
  }
  const law =
    weights > 0
      ? PathLaw.mixture(
          parts.map(({ weight }) => weight / weights),
          parts.map((part) => part.law),
        )
      : PathLaw.fixed(0);
  const assumptions = ['weighed over the day by requests', ...dayAssumptions(plan).slice(1)];
  const of = (value: number, unit: 's' | '1/s' | 'share', method: 'day' | 'percentile-day'): Result =>
    figure(value, unit, { method, assumptions });
  return {
    name,
    throughput: of(weights, '1/s', 'day'),
    mean: of(weights > 0 ? time / weights : 0, 's', 'day'),
    p95: of(law.percentile(0.95), 's', 'percentile-day'),
    p99: of(law.percentile(0.99), 's', 'percentile-day'),
    errorShare: of(weights > 0 ? failed / (weights + failed) : 0, 'share', 'day'),
  };
}
