/**
 * One evaluation of a prepared system at given request rates: rates, utilisations, waits and response times of everything.
 * It is the function that searches call again and again, so it allocates little and does no rendering.
 */

import { add, type Moments, meanOf, mixAll, ofDistribution, scale, zero } from '../flow/moments.js';
import { solveFlow } from '../flow/visits.js';
import { bodyTime, type Cause, type Timed } from './bodyTime.js';
import { burstsAlong, hasBursts } from './bursts.js';
import { type Cycle, cycleOf, distance, leap } from './cycle.js';
import type { Met } from './network.js';
import type { Plan, PlanNode } from './plan.js';
import { waitsByPriority } from './priority.js';
import { hostFactor, type Station } from './station.js';

export interface NodeState {
  /** Requests per second over all replicas: offered, and carried (not turned away by a full queue). */
  readonly offered: number;
  readonly carried: number;
  /** CPU seconds per second over all replicas. */
  readonly cpu: number;
  readonly replicas: number;
  readonly station: Station;
  /** Time on CPU per second of demand, >= 1: of the station, or of the host whose cores it shares. */
  readonly cpuFactor: number;
  /** The node's own overload, or that of a node type that it waits for. */
  readonly cause: Cause | undefined;
  /** Where workloads have priorities and some wait: the wait by variant, `station.wait` is that of all. */
  readonly waits?: ReadonlyMap<number, Moments> | undefined;
}

export interface Evaluation {
  /** Requests per second of each workload. */
  readonly rates: readonly number[];
  readonly nodes: readonly NodeState[];
  readonly variantRates: Float64Array;
  /** Response per variant, without the caller's network time. */
  readonly responses: readonly (Timed | undefined)[];
  /** Response per workload, network from the client included. */
  readonly workloads: readonly Timed[];
  /** The parts of a workload's mix, for percentiles of the mixture. */
  readonly parts: readonly (readonly { readonly weight: number; readonly time: Moments }[])[];
  readonly externalRates: Float64Array;
  /** Node types that an overloaded one feeds: their load is unknown, at most what is offered. */
  readonly fed: ReadonlyMap<number, Cause>;
  /** Share of a workload's requests that fail because a queue is full or an external refuses. */
  readonly errors: readonly number[];
}

export interface Conditions {
  /** Requests per second of each workload. */
  readonly rates: readonly number[];
  /** The rates that an arriving request sees, for waits: below `rates` for closed workloads, which do not meet themselves. */
  readonly seen?: readonly number[] | undefined;
  /** Replicas per node type; default as declared. */
  readonly replicas?: readonly number[] | undefined;
  /** What requests meet at node types where that is known better than from the rates. */
  readonly met?: ReadonlyMap<number, Met> | undefined;
  /** A node type that is overloaded by a better method than that of its station alone, and the factor. */
  readonly overload?: { readonly node: number; readonly factor: number } | undefined;
}

/** Loss below which the flow downstream is not corrected: it would not show in any figure. */
const negligibleLoss = 1e-6;

/** Rounds over a synchronous cycle; with leaps a few do, except where pools are about to fill. */
const mostRounds = 200;

const cycles = new WeakMap<readonly number[], Cycle>();

/** The cycle of a group of the plan; the groups of a plan stay the same arrays. */
function cycleIn(plan: Plan, group: readonly number[]): Cycle {
  const known = cycles.get(group);
  if (known) return known;
  const members = group.flatMap((index) => plan.nodes[index]!.variants.map((variant) => variant.index));
  const found = cycleOf(plan.compiled.variants, members);
  cycles.set(group, found);
  return found;
}

/** Evaluates the plan. Never throws on a legal plan; overload is part of the result. */
export function evaluate(plan: Plan, conditions: Conditions): Evaluation {
  const { compiled, system } = plan;
  const { variants } = compiled;
  const replicasOf = (node: PlanNode): number => conditions.replicas?.[node.index] ?? node.replicas;
  const seen = conditions.seen ?? conditions.rates;

  let offered: Float64Array = new Float64Array(variants.length);
  plan.visits.forEach((visits, workload) => {
    const rate = seen[workload]!;
    if (rate > 0) for (let v = 0; v < visits.length; v++) offered[v] = offered[v]! + rate * visits[v]!;
  });
  const loss = new Float64Array(plan.nodes.length);
  let carried: Float64Array | undefined;
  // Workers that are busy smooth what they pass on, and how busy they are follows from the waits below.
  const bursty = hasBursts(plan, seen);
  let bursts = burstsAlong(plan, seen, offered, () => 0);
  let state = solveNodes();
  if (bursty) smooth(2);
  for (let round = 0; round < 12; round++) {
    let change = 0;
    state.nodes.forEach((node, index) => {
      const next = node.station.loss < negligibleLoss ? 0 : node.station.loss;
      change = Math.max(change, Math.abs(next - loss[index]!));
      loss[index] = round < 4 ? next : (next + loss[index]!) / 2;
    });
    if (change < 1e-5) break;
    carried = Float64Array.from(variants, (variant) => 1 - loss[variant.node]!);
    const entry = new Float64Array(variants.length);
    compiled.entries.forEach((list, workload) => {
      for (const item of list) {
        if (item.variant >= 0) entry[item.variant] = entry[item.variant]! + item.share * seen[workload]!;
      }
    });
    offered = solveFlow(compiled, plan.flow, entry, carried);
    state = solveNodes();
    if (bursty) smooth(1);
  }

  const externalRates = new Float64Array(system.externals.length);
  plan.externalVisits.forEach((visits, workload) => {
    for (let e = 0; e < visits.length; e++)
      externalRates[e] = externalRates[e]! + visits[e]! * conditions.rates[workload]!;
  });
  const fed = spreadOverload(plan, state.nodes, state.responses, offered);
  const parts = compiled.entries.map((list) => {
    const found: { weight: number; time: Moments }[] = [];
    for (const item of list) {
      const response = item.variant >= 0 ? state.responses[item.variant] : undefined;
      if (item.variant < 0) {
        const latency = externalTime(plan, item.external);
        found.push({ weight: item.share, time: add(item.network, latency) });
      } else if (response && 'time' in response) {
        found.push({ weight: item.share, time: add(item.network, response.time) });
      }
    }
    return found;
  });
  const workloads = compiled.entries.map((list, workload): Timed => {
    for (const item of list) {
      const response = item.variant >= 0 && item.share > 0 ? state.responses[item.variant] : undefined;
      if (response && 'cause' in response) return response;
    }
    return { time: mixAll(parts[workload]!) };
  });
  const actual = conditions.seen ? actualRates(plan, conditions.rates, state.nodes) : offered;
  const nodes = conditions.seen
    ? state.nodes.map((node, index) => atActualRate(plan, node, index, actual))
    : state.nodes;
  return {
    rates: conditions.rates,
    nodes,
    variantRates: actual,
    responses: state.responses,
    workloads,
    parts,
    externalRates,
    fed,
    errors: errorShares(plan, nodes, externalRates),
  };

  function smooth(rounds: number): void {
    for (let round = 0; round < rounds; round++) {
      const { nodes } = state;
      bursts = burstsAlong(plan, seen, offered, (node) => {
        const { cause, station } = nodes[node]!;
        return cause ? 1 : Math.max(station.workerUtilisation, station.cpuUtilisation);
      });
      state = solveNodes();
    }
  }

  function solveNodes(): { nodes: NodeState[]; responses: (Timed | undefined)[] } {
    const nodes: NodeState[] = new Array(plan.nodes.length);
    const responses: (Timed | undefined)[] = new Array(variants.length).fill(undefined);
    const hostFactors = plan.hosts.map((host) => {
      let cpu = 0;
      for (const index of host.nodes) {
        for (const variant of plan.nodes[index]!.variants)
          cpu += offered[variant.index]! * (carried?.[variant.index] ?? 1) * variant.demand;
      }
      return hostFactor(cpu, host.cores);
    });
    const cyclic = (group: readonly number[]): boolean =>
      group.length > 1 ||
      plan.nodes[group[0]!]!.variants.some((variant) =>
        variant.edges.some((edge) => edge.sync && variants[edge.target]!.node === group[0]),
      );
    for (const group of plan.order) {
      if (!cyclic(group)) {
        solveNode(plan.nodes[group[0]!]!, nodes, responses, hostFactors);
        continue;
      }
      // Synchronous cycle: waits rise from zero to the least fixed point.
      const cycle = cycleIn(plan, group);
      let change = 1;
      for (let round = 0; round < mostRounds && change > 1e-10; round++) {
        const before = responses.slice();
        for (const index of group) solveNode(plan.nodes[index]!, nodes, responses, hostFactors, before);
        leap(cycle, before, responses);
        change = distance(cycle, before, responses);
      }
      if (change > 1e-4) {
        // Waits that feed each other without settling: the pools of the cycle run out of slots.
        for (const index of group) {
          const cause = nodes[index]!.cause ?? { node: index, overload: Math.max(1, nodes[index]!.station.overload) };
          nodes[index] = { ...nodes[index]!, cause };
          for (const variant of plan.nodes[index]!.variants) responses[variant.index] = { cause };
        }
      }
    }
    return { nodes, responses };
  }

  function solveNode(
    node: PlanNode,
    nodes: NodeState[],
    responses: (Timed | undefined)[],
    hostFactors: readonly number[],
    /** Responses of what it calls: those of the sweep before, in a cycle. */
    known: readonly (Timed | undefined)[] = responses,
  ): void {
    let total = 0;
    let accepted = 0;
    let cpu = 0;
    let cause: Cause | undefined;
    const holds: { weight: number; time: Moments }[] = [];
    const onHost = node.host >= 0;
    const factor = onHost ? hostFactors[node.host]! : 1;
    for (const variant of node.variants) {
      const rate = offered[variant.index]!;
      const done = rate * (carried?.[variant.index] ?? 1);
      total += rate;
      accepted += done;
      cpu += done * variant.demand;
      if (rate === 0) continue;
      const first = bodyTime(variant.first, Number.isFinite(factor) ? factor : 1, known);
      const second = variant.second ? bodyTime(variant.second, Number.isFinite(factor) ? factor : 1, known) : undefined;
      if ('cause' in first) cause ??= first.cause;
      else if (second && 'cause' in second) cause ??= second.cause;
      else holds.push({ weight: rate, time: second ? add(first.time, second.time) : first.time });
    }
    const replicas = replicasOf(node);
    // Work for the station of a whole node: what is offered, so that a full queue turns away the right share.
    const demand = onHost
      ? zero
      : mixAll(node.variants.map((variant) => ({ weight: offered[variant.index]!, time: variant.cpuTime })));
    const hold = mixAll(holds);
    const declared = plan.system.nodes[node.index]!;
    const found = node.memo.solve({
      rate: total,
      replicas,
      workers: node.workers,
      cores: onHost ? Number.POSITIVE_INFINITY : node.cores,
      demand,
      hold,
      policy: declared.balancing.policy,
      skew: declared.balancing.skew.value,
      bursts: bursts[node.index]!,
      queue: declared.queue.policy === 'block' ? undefined : declared.queue.size?.value,
    });
    const met = conditions.met?.get(node.index);
    const station = met ? meeting(found, met, total) : found;
    let own: Cause | undefined;
    if (total > 0) {
      if (replicas <= 0) own = { node: node.index, overload: 0 };
      else if (onHost && !Number.isFinite(factor) && !met?.layered)
        own = { node: node.index, overload: hostLoad(plan, node.host, offered) };
      else if (conditions.overload?.node === node.index)
        own = { node: node.index, overload: conditions.overload.factor };
      else if (!cause && !station.stable) own = { node: node.index, overload: station.overload };
      else if (cause && cpu >= replicas * node.cores)
        own = { node: node.index, overload: cpu / (replicas * node.cores) };
    }
    // Slots held by calls that never end fill any bounded pool: the node is stuck with the one that it waits for.
    const stuck = own ?? (cause && Number.isFinite(node.workers) ? cause : undefined);
    const cpuFactor = onHost ? factor : station.cpuFactor;
    const waits = own || cause ? undefined : waitsByPriority(plan, node, station, offered, known);
    nodes[node.index] = {
      offered: total,
      carried: accepted,
      cpu,
      replicas,
      station: waits ? withWaits(station, node, waits, offered) : station,
      cpuFactor,
      cause: own ?? cause,
      waits,
    };
    for (const variant of node.variants) {
      if (stuck) {
        responses[variant.index] = { cause: stuck };
        continue;
      }
      const time = bodyTime(variant.first, cpuFactor, known);
      if ('cause' in time) {
        responses[variant.index] = time;
        continue;
      }
      const share = variant.demand > 0 && station.cpuSpread.k2 > 0 ? variant.demand / meanOf(demand) : 0;
      const waited = add(waits?.get(variant.index) ?? station.wait, time.time);
      responses[variant.index] = { time: share > 0 ? add(waited, scale(station.cpuSpread, share)) : waited };
    }
  }
}

/** A station with the mean over requests where they wait by priority. */
function withWaits(
  station: Station,
  node: PlanNode,
  waits: ReadonlyMap<number, Moments>,
  rates: Float64Array,
): Station {
  const wait = mixAll(
    node.variants.map(({ index }) => ({ weight: rates[index]!, time: waits.get(index) ?? station.wait })),
  );
  const before = meanOf(station.wait);
  const queueLength = before > 0 ? (station.queueLength * meanOf(wait)) / before : 0;
  return { ...station, wait, queueLength, exact: false };
}

/** A station with what requests meet there by a better method. */
function meeting(found: Station, { layered, ...met }: Met, rate: number): Station {
  if (!layered) return found.stable ? { ...found, ...met, queueLength: rate * meanOf(met.wait) } : found;
  const { capacity, queueLength, cpuUtilisation, workerUtilisation } = layered;
  return {
    ...found,
    ...met,
    stable: true,
    loss: 0,
    queueLength,
    cpuUtilisation,
    workerUtilisation: workerUtilisation ?? found.workerUtilisation,
    capacity,
    overload: capacity > 0 && Number.isFinite(capacity) ? rate / capacity : 0,
    method: 'layers',
    exact: false,
  };
}

/**
 * What an overloaded node passes on is unknown, so everything that it feeds, and everything that waits for that, has no figure
 * either. Changes `responses`.
 */
function spreadOverload(
  plan: Plan,
  nodes: readonly NodeState[],
  responses: (Timed | undefined)[],
  rates: Float64Array,
): ReadonlyMap<number, Cause> {
  const fed = new Map<number, Cause>();
  const { variants } = plan.compiled;
  const queue: number[] = [];
  for (const [index, node] of nodes.entries()) if (node.cause?.node === index) queue.push(index);
  if (queue.length === 0) return fed;
  while (queue.length > 0) {
    const index = queue.pop()!;
    const cause = fed.get(index) ?? nodes[index]!.cause!;
    for (const variant of plan.nodes[index]!.variants) {
      if (rates[variant.index] === 0) continue;
      for (const edge of variant.edges) {
        const target = variants[edge.target]!.node;
        if (edge.count === 0 || fed.has(target) || nodes[target]!.cause?.node === target) continue;
        fed.set(target, cause);
        queue.push(target);
      }
    }
  }
  const callers: number[][] = variants.map(() => []);
  for (const variant of variants) {
    for (const edge of variant.edges) if (edge.sync) callers[edge.target]!.push(variant.index);
  }
  for (const [index, cause] of fed) {
    const affected = plan.nodes[index]!.variants.map((variant) => variant.index);
    while (affected.length > 0) {
      const vertex = affected.pop()!;
      const known = responses[vertex];
      if (known && 'cause' in known) continue;
      responses[vertex] = { cause };
      affected.push(...callers[vertex]!);
    }
  }
  return fed;
}

function actualRates(plan: Plan, rates: readonly number[], nodes: readonly NodeState[]): Float64Array {
  const { compiled } = plan;
  if (nodes.some((node) => node.station.loss >= negligibleLoss)) {
    const entry = new Float64Array(compiled.variants.length);
    compiled.entries.forEach((list, workload) => {
      for (const { variant, share } of list)
        if (variant >= 0) entry[variant] = entry[variant]! + share * rates[workload]!;
    });
    const carried = Float64Array.from(compiled.variants, (variant) => 1 - nodes[variant.node]!.station.loss);
    return solveFlow(compiled, plan.flow, entry, carried);
  }
  const result = new Float64Array(plan.compiled.variants.length);
  plan.visits.forEach((visits, workload) => {
    for (let v = 0; v < visits.length; v++) result[v] = result[v]! + rates[workload]! * visits[v]!;
  });
  return result;
}

/** Rates and utilisations of a node at the actual rates, where its waits were found at the rates that arrivals see. */
function atActualRate(plan: Plan, state: NodeState, index: number, actual: Float64Array): NodeState {
  let offered = 0;
  let cpu = 0;
  for (const variant of plan.nodes[index]!.variants) {
    offered += actual[variant.index]!;
    cpu += actual[variant.index]! * variant.demand;
  }
  const { station } = state;
  // No more is carried than the station can complete, whatever the loss that an arrival sees.
  const loss = station.loss > 0 ? Math.min(1, Math.max(station.loss, 1 - station.capacity / offered)) : 0;
  const carried = offered * (1 - loss);
  cpu *= 1 - loss;
  const before = state.offered * (1 - station.loss);
  const ratio = before > 0 ? carried / before : 1;
  const node = plan.nodes[index]!;
  return {
    ...state,
    offered,
    carried,
    cpu,
    station: {
      ...station,
      loss,
      cpuUtilisation:
        Number.isFinite(node.cores) && state.replicas > 0 ? Math.min(1, cpu / (node.cores * state.replicas)) : 0,
      workerUtilisation: Math.min(1, station.workerUtilisation * ratio),
      queueLength: station.queueLength * ratio,
    },
  };
}

function hostLoad(plan: Plan, host: number, offered: Float64Array): number {
  let cpu = 0;
  for (const index of plan.hosts[host]!.nodes) {
    for (const variant of plan.nodes[index]!.variants) cpu += offered[variant.index]! * variant.demand;
  }
  return cpu / plan.hosts[host]!.cores;
}

function externalTime(plan: Plan, external: number): Moments {
  const declared = plan.system.externals[external];
  return declared ? ofDistribution(declared.latency) : zero;
}

/** Errors of each workload: full queues, refusals over an external's limit, and an external's own unavailability. */
function errorShares(plan: Plan, nodes: readonly NodeState[], externalRates: Float64Array): number[] {
  const { workloads, externals } = plan.system;
  if (nodes.every((node) => node.station.loss === 0) && externals.every((_, index) => refused(index) === 0))
    return workloads.map(() => 0);
  return workloads.map((workload, index) => {
    const table = plan.success(index);
    const losses = table.components.flatMap(({ kind, index }, part) => {
      const loss = kind === 'node' ? nodes[index]!.station.loss : kind === 'external' ? refused(index) : 0;
      return loss > 0 ? [{ part, loss }] : [];
    });
    const failed = table.refusing(
      workload.targets.map((target) => target.operation),
      losses,
    );
    const total = workload.targets.reduce((sum, target) => sum + target.share.value, 0);
    const share = workload.targets.reduce((sum, target, i) => sum + target.share.value * failed[i]!, 0);
    return total > 0 ? Math.min(1, Math.max(0, share / total)) : 0;
  });

  function refused(external: number): number {
    const declared = externals[external]!;
    const limit = declared.limit?.value ?? Number.POSITIVE_INFINITY;
    const rate = externalRates[external]!;
    return 1 - (rate > limit ? limit / rate : 1) * declared.availability.value;
  }
}
