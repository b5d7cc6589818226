/** The system as a picture needs it: who calls whom and how often, and where replicas run. */

import { spread } from '../../model/spread.js';
import type { SourceRange, Step, System } from '../../model/system.js';
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import type { ChannelReport, EdgeReport, NodeReport, PlaceReport } from '../report.js';

/**
 * Flows between parts: workloads to what they call, calls and sends between node types, externals and channels. Every pair that
 * the description names is there, with rate 0 where nothing flows; order is that of the description.
 */
export function edgeReports(plan: Plan, point: Point): EdgeReport[] {
  const { system, compiled } = plan;
  const rates = new Map<string, number>();
  const flow = (from: string, to: string, kind: EdgeReport['kind'], rate: number): void => {
    const key = keyOf(from, to, kind);
    rates.set(key, (rates.get(key) ?? 0) + rate);
  };
  compiled.entries.forEach((list, workload) => {
    for (const entry of list) {
      const node = compiled.variants[entry.variant]?.node;
      const to = node === undefined ? system.externals[entry.external]!.name : system.nodes[node]!.name;
      flow(system.workloads[workload]!.name, to, 'load', entry.share * point.rates[workload]!);
    }
  });
  for (const variant of compiled.variants) {
    const from = system.nodes[variant.node]!.name;
    const rate = carriedRate(point, variant.index, variant.node);
    for (const edge of variant.edges) {
      const to = system.nodes[compiled.variants[edge.target]!.node]!.name;
      const sender = edge.via === undefined ? from : system.channels[edge.via]!.name;
      flow(sender, to, edge.sync ? 'call' : 'send', rate * edge.count);
    }
    for (const use of variant.externals)
      flow(from, system.externals[use.external]!.name, use.sync ? 'call' : 'send', rate * use.count);
    for (const use of variant.channels)
      flow(from, system.channels[use.channel]!.name, use.sync ? 'call' : 'send', rate * use.count);
  }
  return pairs(system).map((pair) => ({ ...pair, rate: rates.get(keyOf(pair.from, pair.to, pair.kind)) ?? 0 }));
}

/** Channels with the messages that reach them. */
export function channelReports(plan: Plan, point: Point): ChannelReport[] {
  const rates = new Float64Array(plan.system.channels.length);
  for (const variant of plan.compiled.variants) {
    const rate = carriedRate(point, variant.index, variant.node);
    for (const { channel, count } of variant.channels) rates[channel] = rates[channel]! + rate * count;
  }
  return plan.system.channels.map(({ name, kind, at }, index) => ({ name, kind, at, rate: rates[index]! }));
}

/** Regions, zones and hosts, in order of declaration. */
export function placeReports(plan: Plan): PlaceReport[] {
  return plan.system.places.map(({ id, name, kind, parent, at }) => ({ id, name, kind, parent, at }));
}

/** Replicas of a node type by the innermost place that they run in. */
export function spreadOf(plan: Plan, index: number, replicas: number): NodeReport['spread'] {
  const { system } = plan;
  return spread(system, system.nodes[index]!, replicas).map((group) => ({
    place: system.places[group.places[0] ?? -1]?.id,
    replicas: group.replicas,
  }));
}

/** Executions per second that are carried out: what a full queue turns away calls nothing. */
function carriedRate(point: Point, variant: number, node: number): number {
  return point.variantRates[variant]! * (1 - point.nodes[node]!.station.loss);
}

const keyOf = (from: string, to: string, kind: string): string => `${from} ${to} ${kind}`;

type Pair = Omit<EdgeReport, 'rate'>;

/** Every pair that the description connects, once per kind, at its first place. */
function pairs(system: System): Pair[] {
  const known = new Set([...system.nodes, ...system.externals, ...system.channels].map((part) => part.name));
  const found = new Map<string, Pair>();
  const add = (from: string, target: string, kind: Pair['kind'], at: SourceRange): void => {
    const to = target.split('.')[0]!;
    const key = keyOf(from, to, kind);
    if (known.has(to) && !found.has(key)) found.set(key, { from, to, kind, at });
  };
  for (const workload of system.workloads)
    for (const target of workload.targets) add(workload.name, target.operation, 'load', target.at);
  const walk = (from: string, steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.kind === 'call' || step.kind === 'send') {
        add(from, step.target, step.kind, step.targetAt);
        if (step.policy.fallback) walk(from, step.policy.fallback.steps);
      } else if (step.kind === 'parallel' || step.kind === 'first') walk(from, step.branches);
      else if (step.kind === 'branch') {
        walk(from, step.then);
        walk(from, step.otherwise);
      } else if (step.kind === 'loop') walk(from, step.steps);
      else if (step.kind === 'cache') walk(from, step.miss);
    }
  };
  for (const node of system.nodes) for (const operation of node.operations) walk(node.name, operation.steps);
  for (const channel of system.channels)
    for (const consumer of channel.consumers) add(channel.name, consumer.operation, 'send', consumer.at);
  return [...found.values()];
}
