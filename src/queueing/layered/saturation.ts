/**
 * A pool with k of its workers busy is a closed system of k threads, small enough for its chain more often than the whole. Near saturation
 * everything hangs on what it completes with all of them busy, and on how randomly: where nobody else uses what the pool uses, both do not
 * depend on the load, and are found once.
 */
import { chainOf } from './chain.js';
import { type LayeredModel, type LayeredPhase, phasesOf } from './model.js';
import { programOf } from './program.js';
import { eliminate } from './stationary.js';
import type { Structure } from './structure.js';

export type FullPool = {
  /** executions per second with k workers busy, k = 0 .. workers */ readonly throughput: Float64Array;
  /** all busy: variance of the number of executions that end, over its mean, in the long run */ readonly dispersion: number;
  /** a callee works on after its reply: layers do not know that a thread never meets its own request's second phase */
  readonly early: boolean;
};

/** What is known from earlier calls, by the system that the pool's threads see; `undefined`: its chain is too large. */
export type FullPools = Map<string, FullPool | undefined>;

/** Systems that are remembered. */
const KEPT = 500;
/** Entries beyond which no chain is small. */
const MOST_ENTRIES = 30;

/**
 * By task; undefined where the pool calls no other bounded pool (then layers are exact as they are), shares what it uses with others,
 * sends, or where a chain would have more than `mostStates` states.
 */
export function fullPoolsOf(
  model: LayeredModel,
  structure: Structure,
  mostStates: number,
  known: FullPools,
): (FullPool | undefined)[] {
  return model.tasks.map((_, task) => {
    const closed = closedOf(model, structure, task, mostStates);
    if (!closed) return undefined;
    const key = JSON.stringify([closed.model, closed.mix, closed.workers]);
    if (!known.has(key)) {
      if (known.size >= KEPT) known.clear();
      known.set(key, solve(closed, mostStates));
    }
    const found = known.get(key);
    return found && { ...found, throughput: found.throughput.map((x) => x / closed.unit) };
  });
}

/**
 * How far the rates at saturation count, in [0, 1]. They hold where the pool stays full for long; where it seldom is, it is full because
 * something below is slow, which the layers' own rates at the operating point know. Between both limits the least polynomial that has their
 * values, slopes and curvatures, as in interpolations between light and heavy traffic (Reiman and Simon 1988).
 * @param full share of time with all workers busy, in [0, 1]
 */
export function saturationWeight({ early }: FullPool, full: number): number {
  return early ? 1 : full ** 3 * (10 - full * (15 - 6 * full));
}

type Closed = {
  readonly model: LayeredModel;
  readonly mix: readonly { readonly entry: number; readonly share: number }[];
  readonly workers: number;
  /** seconds in the model's unit of time */ readonly unit: number;
};

function closedOf(model: LayeredModel, structure: Structure, task: number, mostStates: number): Closed | undefined {
  const { tasks, entries, processors, classes } = model;
  const { workers, replicas = 1 } = tasks[task]!;
  if (workers === Infinity || replicas > 1 || workers > mostStates) return undefined;
  // Everything that its threads can come to.
  const inside = new Map<number, number>();
  let queues = false;
  const add = (e: number): boolean => {
    if (inside.has(e)) return true;
    inside.set(e, inside.size);
    if (inside.size > MOST_ENTRIES) return false;
    const entry = entries[e]!;
    if (entry.task !== task && tasks[entry.task]!.workers < workers) queues = true;
    if (entry.task !== task && entry.second && tasks[entry.task]!.workers !== Infinity) queues = true;
    return phasesOf(entry).every(({ calls = [] }) =>
      calls.every(({ mean, send, held = 1, entry: target }) => mean === 0 || (!send && held === 1 && add(target))),
    );
  };
  const mix = mixOf(structure, task);
  if (!mix?.every(({ entry }) => add(entry)) || !queues) return undefined;
  // Nobody else comes to it.
  const flows = new Float64Array(entries.length);
  const order = structure.entryOrder;
  const usedTasks = new Set([...inside.keys()].map((e) => entries[e]!.task));
  const usedProcessors = new Set([...usedTasks].map((t) => tasks[t]!.processor));
  for (let i = order.length - 1; i >= 0; i--) {
    const e = order[i]!;
    if (!inside.has(e)) {
      const { task: other } = entries[e]!;
      const { processor } = tasks[other]!;
      const shared =
        usedTasks.has(other) || (usedProcessors.has(processor) && processors[processor]!.cores !== Infinity);
      if (shared && structure.visits.some((visits) => visits[e]! > 0)) return undefined;
      continue;
    }
    flows[e] = flows[e]! + (mix.find(({ entry }) => entry === e)?.share ?? 0);
    for (const { calls = [] } of phasesOf(entries[e]!))
      for (const call of calls) flows[call.entry] = flows[call.entry]! + flows[e]! * call.mean;
  }
  for (const visits of structure.visits) {
    let own = 0;
    for (const { entry } of mix) own += visits[entry]!;
    for (const e of inside.keys()) if (Math.abs(visits[e]! - own * flows[e]!) > 1e-9 * visits[e]!) return undefined;
  }
  if (classes.length === 0 || statesOf(model, mix, workers, mostStates) > mostStates) return undefined;
  let unit = 0;
  for (const e of inside.keys())
    for (const { demand, delay = 0 } of phasesOf(entries[e]!)) unit += flows[e]! * (demand + delay);
  if (!(unit > 0)) return undefined;
  return { ...reduced(model, [...inside.keys()], task, mix, unit), workers, unit };
}

/** Shares of the entries of a task; undefined where they depend on the rates of several classes, or where nothing comes. */
function mixOf({ visits, entriesOf }: Structure, task: number): Closed['mix'] | undefined {
  const own = entriesOf[task]!;
  let mix: Closed['mix'] | undefined;
  for (const counts of visits) {
    const total = own.reduce((sum, e) => sum + counts[e]!, 0);
    if (total === 0) continue;
    const shares = own.map((entry) => ({ entry, share: counts[entry]! / total }));
    if (
      mix &&
      shares.some(
        ({ entry, share }) => Math.abs(share - (mix!.find((item) => item.entry === entry)?.share ?? 0)) > 1e-9,
      )
    )
      return undefined;
    mix ??= shares.filter(({ share }) => share > 0);
  }
  return mix;
}

/** About how many states the chain has: places of identical threads, the order in queues not counted. */
function statesOf({ tasks, entries }: LayeredModel, mix: Closed['mix'], workers: number, most: number): number {
  const found = new Map<number, Float64Array<ArrayBuffer>>();
  const within = (e: number): Float64Array<ArrayBuffer> => {
    const before = found.get(e);
    if (before) return before;
    let ways = Float64Array.from({ length: workers + 1 }, (_, j) => (j === 0 ? 1 : 0));
    for (const node of programOf(entries[e]!, []).nodes) {
      if (node.kind === 'cpu' || node.kind === 'delay') ways = times(ways, undefined);
      else if (node.kind === 'call') {
        const below = within(node.entry);
        const servers = tasks[entries[node.entry]!.task]!.workers;
        ways = times(
          ways,
          below.map((_, j) => below[Math.min(j, servers)]!),
        );
      }
      if (ways[workers]! > most) break;
    }
    found.set(e, ways);
    return ways;
  };
  let all: Float64Array<ArrayBuffer> | undefined;
  for (const { entry } of mix) all = all ? times(all, within(entry)) : within(entry);
  return all?.[workers] ?? Infinity;
}

/** Convolution; with ones where there is no second factor. */
function times(a: Float64Array<ArrayBuffer>, b: Float64Array | undefined): Float64Array<ArrayBuffer> {
  if (!b) {
    let sum = 0;
    return a.map((x) => (sum += x));
  }
  return a.map((_, n) => {
    let sum = 0;
    for (let j = 0; j <= n; j++) sum += a[j]! * b[n - j]!;
    return sum;
  });
}

/** The part of a model that some entries make up, the pool first and without bound, in a unit of time. */
function reduced(
  model: LayeredModel,
  kept: readonly number[],
  task: number,
  mix: Closed['mix'],
  unit: number,
): Pick<Closed, 'model' | 'mix'> {
  const entryAt = new Map(kept.map((e, i) => [e, i]));
  const tasks = [...new Set([task, ...kept.map((e) => model.entries[e]!.task)])];
  const processors = [...new Set(tasks.map((t) => model.tasks[t]!.processor))];
  // Digits that a change of the unit leaves alone.
  const short = (seconds: number): number => Number((seconds / unit).toPrecision(12));
  const phase = ({ demand, delay = 0, cv = 1, delayCv = 1, calls = [] }: LayeredPhase): LayeredPhase => ({
    demand: short(demand),
    delay: short(delay),
    cv,
    delayCv,
    calls: calls.flatMap(({ entry, mean }) => (mean > 0 ? [{ entry: entryAt.get(entry)!, mean }] : [])),
  });
  return {
    mix: mix.map(({ entry, share }) => ({ entry: entryAt.get(entry)!, share: Number(share.toPrecision(12)) })),
    model: {
      processors: processors.map((p) => ({ ...model.processors[p]!, name: '' })),
      tasks: tasks.map((t) => ({
        ...model.tasks[t]!,
        name: '',
        processor: processors.indexOf(model.tasks[t]!.processor),
        workers: t === task ? Infinity : model.tasks[t]!.workers,
      })),
      entries: kept.map((e) => {
        const { first, second, law } = model.entries[e]!;
        return {
          name: '',
          task: tasks.indexOf(model.entries[e]!.task),
          first: phase(first),
          ...(second ? { second: phase(second) } : {}),
          ...(law ? { law } : {}),
        };
      }),
      classes: [],
    },
  };
}

function solve({ model, mix, workers }: Closed, mostStates: number): FullPool | undefined {
  const throughput = new Float64Array(workers + 1);
  let dispersion = 1;
  for (let k = workers; k >= 1; k--) {
    const chain = chainOf(model, mostStates, 0, { task: 0, workers: k, mix });
    if ('tooLarge' in chain || 'endless' in chain) return undefined;
    const { p, poisson } = eliminate(chain);
    const { from, to, rate, ended } = chain;
    const ending = new Float64Array(chain.size);
    let flow = 0;
    let square = 0;
    for (let t = 0; t < from.length; t++) {
      const each = rate[t]! * ended[t]!;
      ending[from[t]!] = ending[from[t]!]! + each;
      flow += p[from[t]!]! * each;
      square += p[from[t]!]! * each * ended[t]!;
    }
    if (!(flow > 0) || !Number.isFinite(flow)) return undefined;
    throughput[k] = flow;
    if (k < workers) continue;
    // The variance of a count in the long run (Neuts 1989, section 5.4): the deviation matrix applied to the rates of ends.
    const g = poisson(ending.map((x) => flow - x));
    let after = 0;
    for (let t = 0; t < from.length; t++) after += p[from[t]!]! * rate[t]! * ended[t]! * g[to[t]!]!;
    let mean = 0;
    for (let s = 0; s < chain.size; s++) mean += p[s]! * g[s]!;
    dispersion = Math.max(0, (square + 2 * after - 2 * flow * mean) / flow);
  }
  return { throughput, dispersion, early: model.entries.some((entry) => entry.task !== 0 && entry.second) };
}
