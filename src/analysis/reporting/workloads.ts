/** Reports of workloads, without headroom and availability (other analyses add those). */
import type { Workload } from '../../model/system.js';
import { factorsOf, type Point } from '../capacity/operate.js';
import { workloadPercentiles } from '../capacity/percentiles.js';
import type { Plan } from '../capacity/plan.js';
import { meanOf } from '../flow/moments.js';
import type { MethodId } from '../methods.js';
import { formatDuration, formatNumber, formatRate } from '../render/format.js';
import type { FigureInput, Result, WorkloadReport } from '../report.js';
import { assumptionsOf, systemAssumptions } from './assumptions.js';
import { derived, figure, input, unknown, unstable } from './figures.js';

/**
 * @param state of the day that the point is of; default the busiest
 * @param all all percentiles; else p99 alone, which is what an editor shows beside the text
 */
export function workloadReport(plan: Plan, point: Point, index: number, state?: number, all = true): WorkloadReport {
  const declared = plan.system.workloads[index]!;
  const pending = unknown('Not computed yet.');
  const { load } = declared;
  const profile = factorsOf(plan, state)?.[index];
  const offered = (load.kind === 'open' ? load.rate.value : load.users.value) * (profile ?? 1);
  const base = {
    name: declared.name,
    at: declared.at,
    nameAt: declared.nameAt,
    kind: load.kind,
    offered,
    headroom: pending,
    availability: pending,
    plainAvailability: pending,
    downtime: pending,
    nines: undefined,
    downtimeCauses: [],
    singlePointsOfFailure: [],
    breakdown: { kind: 'unknown', reason: 'Not computed yet.' } as const,
  };
  const bad = problem(plan, point, index);
  if (bad) {
    return { ...base, throughput: bad, mean: bad, p50: bad, p90: bad, p95: bad, p99: bad, errorShare: bad };
  }
  const inputs = workloadInputs(plan, point, declared, index);
  if (load.profile && profile !== undefined)
    inputs.splice(1, 0, derived(`factor of profile ${load.profile}`, formatNumber(profile)));
  const assumptions = pathAssumptions(plan, index);
  const response = responses(plan, point, index);
  const meanMethod: MethodId =
    load.kind === 'closed'
      ? ({ exact: 'mva', layers: 'layers', approximate: 'mva-approximate', none: 'mva-approximate' } as const)[
          point.closedMethod
        ]
      : response.exact
        ? response.method
        : response.method === 'layers' || response.method === 'priorities'
          ? response.method
          : 'path';
  const percentileMethod: MethodId = response.percentileExact ? 'percentile-exact' : 'percentile-path';
  const share = (p: number): Result =>
    figure(response.percentile(p), 's', { method: percentileMethod, assumptions, inputs });
  const rate = point.rates[index]!;
  return {
    ...base,
    throughput: figure(rate * (1 - point.errors[index]!), '1/s', {
      method: load.kind === 'closed' ? meanMethod : 'flow',
      inputs,
      ...(load.kind === 'closed'
        ? {
            formula: `X = N / (Z + R) = ${formatNumber(offered)} / (${formatDuration(load.think.mean.value)} + ${formatDuration(response.mean)}) = ${formatRate(rate)}`,
          }
        : {}),
    }),
    mean: figure(response.mean, 's', {
      method: meanMethod,
      assumptions,
      inputs,
      formula: meanFormula(plan, point, index),
    }),
    p50: all ? share(0.5) : pending,
    p90: all ? share(0.9) : pending,
    p95: all ? share(0.95) : pending,
    p99: share(0.99),
    errorShare: figure(point.errors[index]!, 'share', {
      method: 'flow',
      assumptions: [
        'counts full queues, refusals over an external limit and the unavailability of externals',
        ...assumptions,
      ],
      inputs,
    }),
  };
}

/** Why a workload has no figures at this point, if it has none. */
export function problem(plan: Plan, point: Point, index: number): Result | undefined {
  const declared = plan.system.workloads[index]!;
  if (plan.compiled.entries[index]!.length === 0) return unknown('It calls no operation that is declared.');
  const timed = point.workloads[index]!;
  if ('cause' in timed) return unstable(plan, timed.cause, declared.name);
  if (plan.flow.runaway.some((vertex) => plan.visits[index]![vertex]! > 0)) {
    return unknown('Its calls form a cycle in which every call causes at least one more.');
  }
  if (point.means[index] === undefined)
    return unknown('The throughputs of the closed workloads do not settle; no operating point was found.');
  return undefined;
}

export interface Responses {
  readonly mean: number;
  readonly exact: boolean;
  readonly method: MethodId;
  readonly percentileExact: boolean;
  percentile(p: number): number;
}

/** Mean and percentiles of a stable workload's response. */
export function responses(plan: Plan, point: Point, index: number): Responses {
  const mean = point.means[index]!;
  const parts = point.parts[index]!;
  const { exact: percentileExact, percentile } = workloadPercentiles(plan, point, index);
  const nodes = new Set([...plan.paths[index]!].map((vertex) => plan.compiled.variants[vertex]!.node));
  const [only] = nodes;
  const station = only === undefined ? undefined : point.nodes[only]!.station;
  const alone =
    nodes.size === 1 &&
    parts.length === 1 &&
    station?.exact === true &&
    [...plan.paths[index]!].every((vertex) => plan.compiled.variants[vertex]!.edges.length === 0);
  const layered = [...nodes].some((node) => point.nodes[node]!.station.method === 'layers');
  const ranked = [...nodes].some((node) => point.nodes[node]!.waits !== undefined);
  const method: MethodId = !alone
    ? layered
      ? 'layers'
      : ranked
        ? 'priorities'
        : 'path'
    : station.method === 'M/M/c'
      ? 'mmc'
      : station.method === 'M/G/1'
        ? 'mg1'
        : station.method === 'M/M/c-PS'
          ? 'mmc-ps'
          : station.method === 'M/M/inf'
            ? 'infinite'
            : 'pooled-station';
  return { mean, exact: alone, method, percentileExact, percentile };
}

function meanFormula(plan: Plan, point: Point, index: number): string {
  const terms: { text: string; size: number }[] = [];
  const visits = plan.visits[index]!;
  for (const vertex of plan.paths[index]!) {
    const variant = plan.compiled.variants[vertex]!;
    const { station, cpuFactor, waits } = point.nodes[variant.node]!;
    const own = variant.demand * cpuFactor + meanOf(waits?.get(vertex) ?? station.wait);
    const times = visits[vertex]!;
    if (own * times > 0) {
      const count = Math.abs(times - 1) < 1e-9 ? '' : `${Number(times.toPrecision(3))} · `;
      terms.push({ text: `${count}${formatDuration(own)} ${variant.operation.id}`, size: own * times });
    }
  }
  terms.sort((a, b) => b.size - a.size);
  const shown = terms.slice(0, 5).map((term) => term.text);
  if (terms.length > shown.length) shown.push('…');
  return `R = ${shown.join(' + ')}${shown.length > 0 ? ' + ' : ''}waits without CPU, calls and network = ${formatDuration(point.means[index]!)}`;
}

function workloadInputs(plan: Plan, point: Point, declared: Workload, index: number): FigureInput[] {
  const { load } = declared;
  const list: FigureInput[] =
    load.kind === 'open'
      ? [input('rate', load.rate, formatRate), input('burstiness', load.burstiness)]
      : [input('users', load.users), input('think time', load.think.mean, formatDuration)];
  let worst: { name: string; load: number } | undefined;
  for (const vertex of plan.paths[index]!) {
    const node = plan.nodes[plan.compiled.variants[vertex]!.node]!;
    const { overload } = point.nodes[node.index]!.station;
    if (!worst || overload > worst.load) worst = { name: node.name, load: overload };
  }
  if (worst)
    list.push(
      derived('busiest node on the path', `${worst.name}, ${Math.round(worst.load * 100)} % of what it can serve`),
    );
  return list;
}

/** Approximations on the path of a workload. */
export function pathAssumptions(plan: Plan, index: number): string[] {
  const set = new Set(systemAssumptions(plan));
  for (const vertex of plan.paths[index]!) {
    for (const text of assumptionsOf(plan, plan.compiled.variants[vertex]!.node)) set.add(text);
  }
  return [...set];
}
