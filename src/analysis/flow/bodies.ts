/**
 * Operation bodies compiled for the analysis: a small expression per operation (and per workload where `for` clauses make it
 * differ), with references by index and numbers in place. Everything later works on this form only.
 */
import type { CallPolicy, Distribution, Operation, Quantity, Step, System } from '../../model/system.js';
import { add, constant, inRange, type Moments, meanOf, mix, ofDistribution, times, zero } from './moments.js';

export type Expr =
  | { readonly kind: 'cpu'; readonly demand: Moments; readonly drawn: readonly Drawn[] }
  /** No resource of a node type: a delay, or where `spent` says so a call of an external or a channel. */
  | { readonly kind: 'time'; readonly time: Moments; readonly drawn: readonly Drawn[]; readonly spent?: Spent }
  /** A synchronous call of a variant: network, then the callee's response. */
  | { readonly kind: 'call'; readonly variant: number; readonly network: Moments; readonly drawn: readonly Drawn[] }
  | { readonly kind: 'seq'; readonly items: readonly Expr[] }
  | { readonly kind: 'mix'; readonly p: number; readonly a: Expr; readonly b: Expr }
  | { readonly kind: 'times'; readonly count: number; readonly geometric: boolean; readonly body: Expr }
  /** Ends when `needed` of the branches have ended: `parallel` needs all. */
  | { readonly kind: 'race'; readonly needed: number; readonly branches: readonly Expr[] };

/** A declared distribution, its mean multiplied by a factor: one of the independent random parts of a time. */
export interface Drawn {
  readonly distribution: Distribution;
  readonly factor: number;
}

/** Where time without a resource is spent, with the mean network time in it, s. */
export type Spent = { readonly kind: 'external' | 'channel'; readonly index: number; readonly network: number };

/** A result per branch; copies of a branch (`first k of n`) are one object and are computed once. */
export function eachOnce<T>(branches: readonly Expr[], compute: (branch: Expr) => T): T[] {
  const results = new Map<Expr, T>();
  for (const branch of branches) if (!results.has(branch)) results.set(branch, compute(branch));
  return branches.map((branch) => results.get(branch) as T);
}

/** A call of another variant, in expectation per execution. */
export interface Edge {
  readonly target: number;
  readonly count: number;
  readonly sync: boolean;
  /** Synchronous and in the part before the reply, without a fallback: its failure fails the operation. */
  readonly needed: boolean;
  /** Index in System.channels of the channel that hands the work over, if any. */
  readonly via: number | undefined;
}
export interface ExternalUse {
  readonly external: number;
  readonly count: number;
  readonly sync: boolean;
  readonly needed: boolean;
}

/** An operation as one workload (or all of them) executes it. */
export interface Variant {
  readonly index: number;
  readonly operation: Operation;
  /** Index in System.nodes. */
  readonly node: number;
  /** Index in System.workloads, or -1 where all workloads execute it alike. */
  readonly workload: number;
  /** Before and after the `reply`. */
  first: Expr;
  second: Expr | undefined;
  /** CPU seconds per execution (speed applied), both phases: mean, and cumulants. */
  demand: number;
  cpuTime: Moments;
  edges: Edge[];
  externals: ExternalUse[];
  /** Channels written to, in expectation per execution. */
  channels: { readonly channel: number; readonly count: number; readonly sync: boolean }[];
  links: Set<number>;
}

export interface Compiled {
  readonly system: System;
  readonly variants: readonly Variant[];
  /** Per workload: the entries with their share and network time. Targets that do not exist are left out. */
  readonly entries: readonly (readonly Entry[])[];
}
export interface Entry {
  readonly share: number;
  readonly variant: number;
  readonly external: number;
  readonly network: Moments;
  /** What is random in the network time. */
  readonly drawn: readonly Drawn[];
}

const nothing: Expr = { kind: 'time', time: zero, drawn: [] };

/** Compiles every operation of the system that is declared; variants per workload only where `for` is reachable. */
export function compile(system: System): Compiled {
  const nodeOf = new Map<string, number>();
  const operations = new Map<string, Operation>();
  system.nodes.forEach((node, index) => {
    for (const operation of node.operations) {
      operations.set(operation.id, operation);
      nodeOf.set(operation.id, index);
    }
  });
  const externals = new Map<string, number>();
  system.externals.forEach((external, index) => {
    externals.set(external.name, index);
    for (const operation of external.operations) externals.set(operation.id, index);
  });
  const channels = new Map(system.channels.map((channel, index) => [channel.name, index]));
  const workloads = new Map(system.workloads.map((workload, index) => [workload.name, index]));
  const links = new Map(system.links.map((link, index) => [`${link.from}->${link.to}`, index]));
  const touched = workloadsThatDiffer(system, operations, workloads);
  const ranked = hasPriorities(system);

  const variants: Variant[] = [];
  const keys = new Map<string, number>();
  const pending: Variant[] = [];
  const variantOf = (id: string, workload: number): number | undefined => {
    const operation = operations.get(id);
    const node = nodeOf.get(id);
    if (!operation || node === undefined) return undefined;
    const own = workload >= 0 && (ranked || touched.get(id)?.has(workload) === true) ? workload : -1;
    const key = `${id}|${own}`;
    const known = keys.get(key);
    if (known !== undefined) return known;
    const variant: Variant = {
      index: variants.length,
      operation,
      node,
      workload: own,
      first: nothing,
      second: undefined,
      demand: 0,
      cpuTime: zero,
      edges: [],
      externals: [],
      channels: [],
      links: new Set(),
    };
    keys.set(key, variant.index);
    variants.push(variant);
    pending.push(variant);
    return variant.index;
  };

  const network = (
    from: string,
    to: string,
    policy: CallPolicy | undefined,
  ): [Moments, readonly Drawn[], number | undefined] => {
    const index = links.get(`${from}->${to}`);
    const link = index === undefined ? undefined : system.links[index];
    if (!link) return [zero, [], undefined];
    let time = constant(inRange(link.roundTrip.value * (1 + link.handshakes.value)));
    if (link.latency) {
      const handshakes = inRange(link.latency.mean.value * link.handshakes.value);
      time = add(add(time, ofDistribution(link.latency)), constant(handshakes));
    }
    const bytes = (policy?.requestSize?.value ?? 0) + (policy?.replySize?.value ?? 0);
    if (link.bandwidth && link.bandwidth.value > 0 && bytes > 0)
      time = add(time, constant(inRange(bytes / link.bandwidth.value)));
    return [time, link.latency ? [{ distribution: link.latency, factor: 1 }] : [], index];
  };

  const compileInto = (variant: Variant): void => {
    const node = system.nodes[variant.node]!;
    const workloadName = system.workloads[variant.workload]?.name;
    const pick = (own: Quantity | undefined, map: ReadonlyMap<string, Quantity> | undefined): number | undefined =>
      (workloadName === undefined ? undefined : map?.get(workloadName)?.value) ?? own?.value;
    const edge = (target: number, count: number, sync: boolean, needed: boolean, via?: number): void => {
      variant.edges.push({ target, count, sync, needed, via });
    };
    const sendTo = (channel: number, count: number, sync: boolean): void => {
      variant.channels.push({ channel, count, sync });
      const declared = system.channels[channel]!;
      const share = declared.kind === 'queue' ? 1 / Math.max(1, declared.consumers.length) : 1;
      for (const consumer of declared.consumers) {
        const target = variantOf(consumer.operation, variant.workload);
        if (target !== undefined)
          edge(target, (count * share) / Math.max(1, consumer.batch.value), false, false, channel);
      }
    };
    const sequence = (steps: readonly Step[], weight: number, needed: boolean): Expr => {
      const items: Expr[] = [];
      for (const step of steps) {
        const item = one(step, weight, needed);
        if (item) items.push(item);
      }
      return items.length === 1 ? items[0]! : { kind: 'seq', items };
    };
    const modified = (
      body: Expr,
      probability: number,
      count: number | undefined,
      geometric: boolean | undefined,
    ): Expr => {
      const repeated: Expr =
        count === undefined || (count === 1 && !geometric)
          ? body
          : { kind: 'times', count, geometric: geometric === true, body };
      return probability >= 1 ? repeated : { kind: 'mix', p: probability, a: repeated, b: nothing };
    };
    const one = (step: Step, weight: number, needed: boolean): Expr | undefined => {
      switch (step.kind) {
        case 'cpu':
        case 'delay': {
          const declared = step.kind === 'cpu' ? step.demand : step.duration;
          const mean = pick(declared.mean, step.forWorkload) ?? 0;
          const factor = declared.mean.value > 0 ? mean / declared.mean.value : 1;
          const scaled = factor / (step.kind === 'cpu' ? node.speed.value : 1);
          const time =
            declared.mean.value > 0
              ? ofDistribution(declared, scaled)
              : constant(inRange(mean / (step.kind === 'cpu' ? node.speed.value : 1)));
          const drawn: readonly Drawn[] = declared.mean.value > 0 ? [{ distribution: declared, factor: scaled }] : [];
          const p = step.probability?.value ?? 1;
          if (step.kind === 'cpu') variant.demand += weight * p * (step.count?.value ?? 1) * meanOf(time);
          const body: Expr = step.kind === 'cpu' ? { kind: 'cpu', demand: time, drawn } : { kind: 'time', time, drawn };
          return modified(body, p, step.count?.value, step.geometric);
        }
        case 'call':
        case 'send': {
          const p = pick(step.probability ?? one1, step.forWorkload) ?? 1;
          const count = weight * p * (step.count?.value ?? 1);
          const strong = needed && !step.policy.fallback;
          const channel = channels.get(step.target);
          const external = externals.get(step.target);
          const target = variantOf(step.target, variant.workload);
          const ownerName = step.target.split('.')[0]!;
          const [time, drawn, link] = network(node.name, ownerName, step.policy);
          if (link !== undefined && strong && step.kind === 'call') variant.links.add(link);
          if (channel !== undefined) {
            sendTo(channel, count, step.kind === 'call');
            return step.kind === 'call'
              ? modified(
                  { kind: 'time', time, drawn, spent: { kind: 'channel', index: channel, network: meanOf(time) } },
                  p,
                  step.count?.value,
                  step.geometric,
                )
              : undefined;
          }
          if (external !== undefined) {
            variant.externals.push({
              external,
              count,
              sync: step.kind === 'call',
              needed: strong && step.kind === 'call',
            });
            if (step.kind === 'send') return undefined;
            const declared = system.externals[external]!.latency;
            const latency = ofDistribution(declared);
            const both = [...drawn, { distribution: declared, factor: 1 }];
            const spent: Spent = { kind: 'external', index: external, network: meanOf(time) };
            return modified(
              { kind: 'time', time: add(time, latency), drawn: both, spent },
              p,
              step.count?.value,
              step.geometric,
            );
          }
          if (target === undefined) return undefined;
          edge(target, count, step.kind === 'call', strong && step.kind === 'call');
          if (step.kind === 'send') return undefined;
          return modified(
            { kind: 'call', variant: target, network: time, drawn },
            p,
            step.count?.value,
            step.geometric,
          );
        }
        case 'parallel':
          return {
            kind: 'race',
            needed: step.branches.length,
            branches: step.branches.map((branch) => one(branch, weight, needed) ?? nothing),
          };
        case 'first': {
          const total = Math.max(1, Math.round(step.total.value));
          const times = total / Math.max(1, step.branches.length);
          const compiled = step.branches.map((branch) => one(branch, weight * times, false) ?? nothing);
          if (compiled.length === 0) return undefined;
          const branches = Array.from({ length: total }, (_, index) => compiled[index % compiled.length]!);
          return { kind: 'race', needed: Math.min(total, Math.max(1, Math.round(step.needed.value))), branches };
        }
        case 'branch': {
          const p = step.probability.value;
          const a = sequence(step.then, weight * p, needed);
          return { kind: 'mix', p, a, b: sequence(step.otherwise, weight * (1 - p), needed) };
        }
        case 'loop': {
          const body = sequence(step.steps, weight * step.count.value, needed);
          return { kind: 'times', count: step.count.value, geometric: step.geometric, body };
        }
        case 'cache': {
          const p = 1 - step.hit.value;
          return { kind: 'mix', p, a: sequence(step.miss, weight * p, needed), b: nothing };
        }
        default:
          return undefined;
      }
    };
    const reply = variant.operation.steps.findIndex((step) => step.kind === 'reply');
    if (reply < 0) variant.first = sequence(variant.operation.steps, 1, true);
    else {
      variant.first = sequence(variant.operation.steps.slice(0, reply), 1, true);
      variant.second = sequence(variant.operation.steps.slice(reply + 1), 1, false);
    }
    variant.cpuTime = cpuOnly(variant.first);
    if (variant.second) variant.cpuTime = add(variant.cpuTime, cpuOnly(variant.second));
  };

  const entries = system.workloads.map((workload, index) => {
    const list: Entry[] = [];
    for (const target of workload.targets) {
      const variant = variantOf(target.operation, index) ?? -1;
      const external = externals.get(target.operation) ?? -1;
      if (variant < 0 && external < 0) continue;
      const [time, drawn] = network(workload.name, target.operation.split('.')[0]!, undefined);
      list.push({ share: target.share.value, variant, external, network: time, drawn });
    }
    return list;
  });
  // Operations that no workload reaches are compiled too: they are shown with rate 0.
  for (const id of operations.keys()) variantOf(id, -1);
  while (pending.length > 0) compileInto(pending.pop()!);
  return { system, variants, entries };
}

const one1: Quantity = { value: 1, origin: 'default' };

/** Whether workloads have different priorities: then each executes operations of its own, as it waits for its own time. */
export function hasPriorities({ workloads }: System): boolean {
  return workloads.some(({ priority }) => priority.value !== workloads[0]!.priority.value);
}

/** For each operation the workloads for which it, or what it calls, has a `for` clause. */
function workloadsThatDiffer(
  system: System,
  operations: ReadonlyMap<string, Operation>,
  workloads: ReadonlyMap<string, number>,
): Map<string, Set<number>> {
  const callers = new Map<string, string[]>();
  const result = new Map<string, Set<number>>();
  const queue: { readonly id: string; readonly workload: number }[] = [];
  const consumersOf = new Map(system.channels.map((channel) => [channel.name, channel.consumers]));
  const visit = (id: string, steps: readonly Step[]): void => {
    for (const step of steps) {
      if ('forWorkload' in step && step.forWorkload) {
        for (const name of step.forWorkload.keys()) {
          const workload = workloads.get(name);
          if (workload !== undefined) queue.push({ id, workload });
        }
      }
      if (step.kind === 'call' || step.kind === 'send') {
        const targets = consumersOf.get(step.target)?.map((consumer) => consumer.operation) ?? [step.target];
        for (const target of targets) {
          const known = callers.get(target);
          if (known) known.push(id);
          else callers.set(target, [id]);
        }
      } else if (step.kind === 'parallel' || step.kind === 'first') visit(id, step.branches);
      else if (step.kind === 'branch') {
        visit(id, step.then);
        visit(id, step.otherwise);
      } else if (step.kind === 'loop') visit(id, step.steps);
      else if (step.kind === 'cache') visit(id, step.miss);
    }
  };
  for (const [id, operation] of operations) visit(id, operation.steps);
  while (queue.length > 0) {
    const { id, workload } = queue.pop()!;
    const known = result.get(id) ?? new Set<number>();
    if (known.has(workload)) continue;
    known.add(workload);
    result.set(id, known);
    for (const caller of callers.get(id) ?? []) queue.push({ id: caller, workload });
  }
  return result;
}

/** CPU time of a body, whatever runs beside it. */
export function cpuOnly(expr: Expr): Moments {
  switch (expr.kind) {
    case 'cpu':
      return expr.demand;
    case 'seq':
      return expr.items.reduce((sum, item) => add(sum, cpuOnly(item)), zero);
    case 'race':
      return eachOnce(expr.branches, cpuOnly).reduce(add, zero);
    case 'mix':
      return mix(expr.p, cpuOnly(expr.a), cpuOnly(expr.b));
    case 'times':
      return times(cpuOnly(expr.body), expr.count, expr.geometric);
    default:
      return zero;
  }
}
