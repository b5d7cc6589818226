/**
 * A system as layers: node types whose pools can fill are tasks with bounded workers, the operations are entries, the workloads are
 * classes. It is used where pools bind and call each other, or are fed by a bounded number of users: there requests do not come as a
 * Poisson stream, and a full pool upstream protects what it calls.
 */
import {
  fromMeanCv,
  type LayeredAnswer,
  type LayeredClass,
  type LayeredEntry,
  type LayeredModel,
  type LayeredPhase,
  type LayeredSolution,
  solveLayered,
  waitMoments,
  zero,
} from '../../queueing/index.js';
import { cpuOnly, type Expr, hasPriorities, type Variant } from '../flow/bodies.js';
import { cvOf, type Moments, meanOf, mixAll, ofDistribution } from '../flow/moments.js';
import { bodyTime } from './bodyTime.js';
import { burstsAlong, hasBursts } from './bursts.js';
import type { Evaluation, NodeState } from './evaluate.js';
import type { Met } from './network.js';
import type { Plan, PlanNode } from './plan.js';

/** Workers of one pool up to which its threads are followed one by one. */
const MOST_WORKERS = 400;
/** Users up to which they are followed one by one. */
const MOST_USERS = 5000;
/** Share of requests that wait for a worker below which a pool is taken as never full. */
const NEVER_FULL = 1e-6;

export type LayeredPoint =
  | {
      readonly kind: 'solved';
      /** requests per second, by workload */ readonly rates: readonly number[];
      /** seconds, by workload, network and externals included */ readonly means: readonly number[];
      readonly met: ReadonlyMap<number, Met>;
    }
  /** a node type whose workers or cores cannot serve the open load, by this factor */
  | { readonly kind: 'overloaded'; readonly node: number; readonly factor: number };

/**
 * @param base an evaluation at these rates (or without load, for closed workloads): pools that never fill there are left out, and
 * parallel branches get their times from it
 * @param open rates of the open workloads, 1/s; @param users of the closed ones
 * @returns undefined where layers do not apply, or found no answer: then the evaluation stands as it is
 */
export function solveAsLayers(
  plan: Plan,
  base: Evaluation,
  open: readonly number[],
  users: readonly number[],
  replicas: readonly number[] | undefined,
): LayeredPoint | undefined {
  const closed = users.some((count) => count > 0);
  if (users.some((count) => count > MOST_USERS) || !applies(plan, base, open, closed)) return undefined;
  const bounded = plan.nodes.map((node) => canFill(plan, node, base.nodes[node.index]!, closed, users, open));
  if (!bounded.some(Boolean)) return undefined;
  if (!closed && !plan.nodes.some((node) => bounded[node.index] && callsOrIsCalled(plan, node, bounded, base)))
    return undefined;
  const built = build(plan, base, open, users, replicas, bounded);
  if (!built) return undefined;
  const answer = solveLayered(built.model, {
    method: 'layers',
    tolerance: TOLERANCE,
    start: plan.layered.iterate,
    fullPools: plan.layered.fullPools,
  });
  return read(plan, built, base, answer, open, users);
}

/** Of the layers: a hundredth of what searches over loads end at. */
const TOLERANCE = 1e-6;

/** Constructs for which the layers have no place yet. */
function applies(plan: Plan, base: Evaluation, open: readonly number[], closed: boolean): boolean {
  const { nodes } = plan.system;
  // Beside users who wait, bursts would change what the layers take as given.
  if (closed && hasBursts(plan, open)) return false;
  // Users who wait by priority offer loads of their own; the layers serve in order of arrival.
  if (closed && hasPriorities(plan.system)) return false;
  return plan.nodes.every((node) => {
    const state = base.nodes[node.index]!;
    const declared = nodes[node.index]!;
    if (!used(plan, node, base, closed)) return true;
    if (state.replicas <= 0) return false;
    if (declared.balancing.policy === 'hash' && declared.balancing.skew.value > 1 && state.replicas > 1) return false;
    // A queue that turns requests away is a matter of the station's own chain.
    if (state.station.loss > 0) return false;
    return !(closed && declared.queue.size && declared.queue.policy !== 'block' && Number.isFinite(node.workers));
  });
}

function used(plan: Plan, node: PlanNode, base: Evaluation, closed: boolean): boolean {
  if (base.nodes[node.index]!.offered > 0) return true;
  return closed && node.variants.some((variant) => plan.visits.some((visits) => visits[variant.index]! > 0));
}

function canFill(
  plan: Plan,
  node: PlanNode,
  state: NodeState,
  closed: boolean,
  users: readonly number[],
  open: readonly number[],
): boolean {
  if (!Number.isFinite(node.workers)) return false;
  if (!closed) return !state.station.stable || state.cause !== undefined || waits(state) > NEVER_FULL;
  const merged = isPooled(plan, node) ? state.replicas : 1;
  return open.some((rate) => rate > 0) || users.reduce((sum, count) => sum + count, 0) > node.workers * merged;
}

/** Share that waits, from the moments of a wait that is zero or exponential: k2 = W² (2 - p) / p. */
function waits({ station }: NodeState): number {
  const mean = meanOf(station.wait);
  const ratio = station.wait.k2 / (mean * mean);
  return mean > 0 ? Math.min(1, 2 / (1 + ratio)) : 0;
}

/** True where the pool's callees contend, or a pool that can fill calls it: elsewhere the station alone has the better answer. */
function callsOrIsCalled(plan: Plan, node: PlanNode, bounded: readonly boolean[], base: Evaluation): boolean {
  const { variants } = plan.compiled;
  for (const variant of variants) {
    if (base.variantRates[variant.index] === 0) continue;
    for (const edge of variant.edges) {
      if (!edge.sync || edge.count === 0) continue;
      const target = variants[edge.target]!.node;
      if (variant.node === node.index) {
        const callee = plan.nodes[target]!;
        if (bounded[target] || Number.isFinite(callee.cores) || callee.host >= 0) return true;
      } else if (target === node.index && bounded[variant.node]) return true;
    }
  }
  return false;
}

const isPooled = (plan: Plan, node: PlanNode): boolean => {
  const { policy } = plan.system.nodes[node.index]!.balancing;
  return policy === 'shared' || policy === 'least_loaded';
};

type Built = {
  readonly model: LayeredModel;
  /** by node type: task, or -1 */ readonly taskOf: readonly number[];
  readonly bounded: readonly boolean[];
};

function build(
  plan: Plan,
  base: Evaluation,
  open: readonly number[],
  users: readonly number[],
  replicas: readonly number[] | undefined,
  bounded: readonly boolean[],
): Built | undefined {
  const { compiled, system } = plan;
  const processors: LayeredModel['processors'][number][] = [];
  const tasks: LayeredModel['tasks'][number][] = [];
  const entries: LayeredEntry[] = [];
  const hostProcessor = plan.hosts.map((host) => processors.push({ name: host.id, cores: host.cores }) - 1);
  const taskOf: number[] = [];
  for (const node of plan.nodes) {
    const count = replicas?.[node.index] ?? node.replicas;
    const merged = isPooled(plan, node) ? Math.max(1, count) : 1;
    const each = merged > 1 ? 1 : Math.max(1, count);
    const workers = bounded[node.index] ? node.workers * merged : Number.POSITIVE_INFINITY;
    if (workers !== Number.POSITIVE_INFINITY && workers > MOST_WORKERS) return undefined;
    const processor =
      node.host >= 0
        ? hostProcessor[node.host]!
        : processors.push({ name: node.name, cores: node.cores * merged, replicas: each }) - 1;
    taskOf.push(tasks.push({ name: node.name, processor, workers, replicas: each }) - 1);
  }
  // Branches that run beside a longer one: their CPU is used, but no thread waits for it.
  const beside = new Map<number, number>();
  const besideTask = (node: number): number => {
    let task = beside.get(node);
    if (task === undefined) {
      const own = tasks[taskOf[node]!]!;
      const name = `${own.name}, branches beside`;
      task = tasks.push({ ...own, name, workers: Number.POSITIVE_INFINITY }) - 1;
      beside.set(node, task);
    }
    return task;
  };
  const extra: LayeredEntry[] = [];
  const first = compiled.variants.length;
  const phase = (variant: Variant, body: Expr, sends: boolean): LayeredPhase => {
    const draft = new Draft(base);
    draft.walk(body, 1, 1);
    if (sends)
      for (const edge of variant.edges) if (!edge.sync && edge.count > 0) draft.call(edge.target, edge.count, 0, true);
    if (draft.besideCpu > 0) {
      const entry = first + extra.length;
      extra.push({ name: variant.operation.id, task: besideTask(variant.node), first: { demand: draft.besideCpu } });
      draft.call(entry, 1, 0, true);
    }
    const cpu = cpuOnly(body);
    const demand = Math.max(0, meanOf(cpu) - draft.besideCpu);
    return {
      demand,
      cv: Math.min(cvOf(cpu), 100),
      delay: draft.delay,
      delayCv: draft.delay > 0 ? Math.min(100, Math.sqrt(Math.max(0, draft.variance)) / draft.delay) : 1,
      calls: [...draft.calls.values()],
    };
  };
  for (const variant of compiled.variants) {
    entries.push({
      name: variant.operation.id,
      task: taskOf[variant.node]!,
      first: phase(variant, variant.first, true),
      ...(variant.second ? { second: phase(variant, variant.second, false) } : {}),
    });
  }
  entries.push(...extra);
  const outside: number[] = [];
  const elsewhere = (delay: number): number => {
    if (outside.length === 0) {
      const processor = processors.push({ name: 'outside', cores: Number.POSITIVE_INFINITY }) - 1;
      outside.push(tasks.push({ name: 'outside', processor, workers: Number.POSITIVE_INFINITY }) - 1);
    }
    return entries.push({ name: 'outside', task: outside[0]!, first: { demand: 0, delay } }) - 1;
  };
  const classes = system.workloads.map((workload, index): LayeredClass => {
    const targets: { entry: number; share: number }[] = [];
    let rest = 1;
    for (const item of compiled.entries[index]!) {
      if (item.share <= 0) continue;
      const share = Math.min(rest, item.share);
      rest -= share;
      const { latency } = system.externals[item.external] ?? {};
      const entry = item.variant >= 0 ? item.variant : elsewhere(latency ? meanOf(ofDistribution(latency)) : 0);
      targets.push({ entry, share });
    }
    const network = networkTime(plan, index);
    if (rest > 1e-12 || targets.length === 0) targets.push({ entry: elsewhere(0), share: rest });
    if (workload.load.kind === 'open') return { name: workload.name, kind: 'open', rate: open[index]!, targets };
    return {
      name: workload.name,
      kind: 'closed',
      users: users[index]! > 0 ? Math.max(1, Math.round(users[index]!)) : 0,
      think: workload.load.think.mean.value + network,
      targets,
    };
  });
  return { model: { processors, tasks, entries, classes }, taskOf, bounded };
}

/** Mean time between the client and what it calls, s. */
function networkTime(plan: Plan, workload: number): number {
  return plan.compiled.entries[workload]!.reduce((sum, item) => sum + item.share * meanOf(item.network), 0);
}

/** What a body does, in expectation per execution. */
class Draft {
  delay = 0;
  variance = 0;
  besideCpu = 0;
  readonly calls = new Map<string, { entry: number; mean: number; held: number; send: boolean }>();

  constructor(private readonly base: Evaluation) {}

  call(entry: number, mean: number, held: number, send: boolean): void {
    if (mean <= 0) return;
    const key = `${entry} ${send}`;
    const known = this.calls.get(key);
    const total = (known?.mean ?? 0) + mean;
    this.calls.set(key, {
      entry,
      mean: total,
      held: ((known?.held ?? 0) * (known?.mean ?? 0) + held * mean) / total,
      send,
    });
  }

  /** @param weight executions; @param held 1 where the thread waits, 0 beside a longer branch */
  walk(expr: Expr, weight: number, held: number): void {
    switch (expr.kind) {
      case 'cpu':
        if (held === 0) this.besideCpu += weight * meanOf(expr.demand);
        return;
      case 'time':
        this.wait(expr.time, weight * held);
        return;
      case 'call':
        this.wait(expr.network, weight * held);
        this.call(expr.variant, weight, held, false);
        return;
      case 'seq':
        for (const item of expr.items) this.walk(item, weight, held);
        return;
      case 'mix':
        if (expr.p > 0) this.walk(expr.a, weight * expr.p, held);
        if (expr.p < 1) this.walk(expr.b, weight * (1 - expr.p), held);
        return;
      case 'times':
        if (expr.count > 0) this.walk(expr.body, weight * expr.count, held);
        return;
      case 'race':
        this.race(expr, weight, held);
    }
  }

  private wait(time: Moments, weight: number): void {
    if (weight === 0) return;
    this.delay += weight * meanOf(time);
    this.variance += weight * time.k2;
  }

  /** The branch that decides is waited for; what the others add to its time is a delay. */
  private race(expr: Extract<Expr, { kind: 'race' }>, weight: number, held: number): void {
    if (expr.branches.length === 0) return;
    const times = expr.branches.map((branch) => {
      const timed = bodyTime(branch, 1, this.base.responses);
      return 'time' in timed ? meanOf(timed.time) : 0;
    });
    const order = times.map((_, index) => index).sort((a, b) => times[a]! - times[b]!);
    const decisive = order[Math.min(expr.needed, order.length) - 1] ?? 0;
    const whole = bodyTime(expr, 1, this.base.responses);
    if ('time' in whole) this.delay += weight * held * Math.max(0, meanOf(whole.time) - times[decisive]!);
    expr.branches.forEach((branch, index) => {
      this.walk(branch, weight, index === decisive ? held : 0);
    });
  }
}

function read(
  plan: Plan,
  { model, taskOf, bounded }: Built,
  base: Evaluation,
  answer: LayeredAnswer,
  open: readonly number[],
  users: readonly number[],
): LayeredPoint | undefined {
  if (answer.kind === 'unsolved') return undefined;
  if (answer.kind === 'overloaded') {
    const { kind, index } = answer.place;
    const node = plan.nodes.find(({ index: own }) =>
      kind === 'workers' ? taskOf[own] === index : model.tasks[taskOf[own]!]!.processor === index,
    );
    return node ? { kind: 'overloaded', node: node.index, factor: answer.factor } : undefined;
  }
  plan.layered.iterate = answer.iterate;
  const met = new Map<number, Met>();
  const closed = users.some((count) => count > 0);
  const fed = closed ? undefined : fedByPools(plan, bounded);
  const bursts = burstsOf(plan, base, answer, taskOf, open);
  for (const node of plan.nodes) {
    // Poisson streams into pools that wait for nothing contended: the station's own kernel says more.
    if (fed && !fed.has(node.index)) continue;
    const task = answer.tasks[taskOf[node.index]!]!;
    if (task.throughput <= 0) continue;
    const p = Math.min(1, Math.max(task.waitProbability ?? 1, 1e-12));
    const limited = bounded[node.index]!;
    const { excess, copies } = bursts[node.index]!;
    const alone = Math.max(1, 1 / node.cores);
    const stretch = Math.max(alone, task.stretch ?? 1);
    const cpuFactor = alone + (stretch - alone) * (1 + excess / 2);
    // (ca² - 1) / 2 of the wait that exponential work would give (Allen and Cunneen 1978): the part of the arrivals in the wait
    const room = limited && task.capacity !== undefined ? task.capacity - task.throughput : 0;
    const given = room > 0 && Number.isFinite(room) ? copies / room : task.wait / p;
    const wait = excess === 0 ? task.wait : Math.max(0, task.wait + (excess / 2) * p * given);
    const onHost = node.host >= 0;
    const cores = onHost ? Number.POSITIVE_INFINITY : node.cores * Math.max(1, base.nodes[node.index]!.replicas);
    const work = node.variants.reduce(
      (sum, variant) => sum + answer.entries[variant.index]!.throughput * variant.demand,
      0,
    );
    const byCores = work > 0 ? (cores * task.throughput) / work : Number.POSITIVE_INFINITY;
    met.set(node.index, {
      wait: wait > 1e-12 * (wait + meanHold(node, answer)) ? waitMoments(p, p / wait) : zero,
      cpuFactor,
      cpuSpread: spreadOf(node, answer, cpuFactor, Math.min(1, work / cores)),
      layered: {
        queueLength: task.wait > 0 ? (task.waiting * wait) / task.wait : 0,
        workerUtilisation: limited ? task.utilisation : undefined,
        cpuUtilisation: Number.isFinite(cores) ? Math.min(1, work / cores) : 0,
        capacity: Math.min(byCores, limited ? (task.capacity ?? byCores) : byCores),
      },
    });
  }
  const rates = answer.classes.map((item, index) =>
    plan.system.workloads[index]!.load.kind === 'open' ? open[index]! : users[index]! > 0 ? item.throughput : 0,
  );
  return {
    kind: 'solved',
    rates,
    means: answer.classes.map((item, index) => item.response + networkTime(plan, index)),
    met,
  };
}

/** The excess of the scv of the gaps over Poisson that a replica of each node type sees, and of how many replicas each has a queue. */
function burstsOf(
  plan: Plan,
  base: Evaluation,
  answer: LayeredSolution,
  taskOf: readonly number[],
  open: readonly number[],
): { readonly excess: number; readonly copies: number }[] {
  const scvs = burstsAlong(plan, open, base.variantRates, (node) => {
    const task = answer.tasks[taskOf[node]!]!;
    return Math.min(1, Math.max(task.utilisation ?? 0, base.nodes[node]!.station.cpuUtilisation));
  });
  return scvs.map((scv, index) => {
    const copies = isPooled(plan, plan.nodes[index]!) ? 1 : Math.max(1, base.nodes[index]!.replicas);
    return { excess: (scv - 1) / copies, copies };
  });
}

/** Node types that pools which can fill wait for, and those pools that wait for any. */
function fedByPools(plan: Plan, bounded: readonly boolean[]): ReadonlySet<number> {
  const found = new Set<number>();
  const { variants } = plan.compiled;
  const stack: number[] = [];
  for (const variant of variants) {
    if (!bounded[variant.node]) continue;
    for (const edge of variant.edges) {
      if (!edge.sync || edge.count === 0) continue;
      found.add(variant.node);
      stack.push(variants[edge.target]!.node);
    }
  }
  while (stack.length > 0) {
    const index = stack.pop()!;
    if (found.has(index) && !bounded[index]) continue;
    const before = found.has(index);
    found.add(index);
    if (before) continue;
    for (const variant of plan.nodes[index]!.variants)
      for (const edge of variant.edges) if (edge.sync && edge.count > 0) stack.push(variants[edge.target]!.node);
  }
  return found;
}

/**
 * What sharing the cores adds to the variance and third cumulant: the squared cv of the stretch is taken as (f - 1) / f, which it is
 * for one core, in the formula of Coffman, Muntz and Trotter 1970.
 */
function spreadOf(node: PlanNode, answer: LayeredSolution, factor: number, load: number): Moments {
  const demand = mixAll(
    node.variants.map((variant) => ({ weight: answer.entries[variant.index]!.throughput, time: variant.cpuTime })),
  );
  const mean = meanOf(demand);
  if (mean === 0 || factor <= 1) return zero;
  const c2 = cvOf(demand) ** 2;
  const target = fromMeanCv(mean * factor, Math.sqrt(c2 + ((1 + c2) * (1 - 1 / factor)) / (2 - load)));
  return {
    shift: 0,
    k1: 0,
    k2: Math.max(0, target.k2 - factor ** 2 * demand.k2),
    k3: Math.max(0, target.k3 - factor ** 3 * demand.k3),
  };
}

function meanHold(node: PlanNode, answer: LayeredSolution): number {
  let time = 0;
  for (const { index } of node.variants) time = Math.max(time, answer.entries[index]!.hold);
  return time;
}
