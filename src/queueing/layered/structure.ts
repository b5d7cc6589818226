/**
 * A layered model as callers and stations. Callers are the classes and the bounded pools (their threads are customers); stations are
 * the processors and the bounded pools (their threads are servers). Pools without bound are transparent: who calls them meets their
 * processor and callees directly.
 */
import { type LayeredCall, type LayeredEntry, type LayeredModel, phasesOf } from './model.js';

export type Station = {
  readonly index: number;
  /** of the processor or of the task */ readonly of: number;
  readonly kind: 'processor' | 'pool';
  /** equal copies, each visited at random */ readonly copies: number;
  /** cores, or workers, of a copy */ readonly servers: number;
};

/** What an execution does at one station: a random total of work (seconds of CPU) or a random number of calls. */
export type Visit = {
  readonly station: number;
  /** entry called; -1 at a processor */ readonly entry: number;
  /** mean work or calls, all of them */ readonly amount: number;
  /** those that the thread waits for */ readonly held: number;
  /** of the work or of the number of calls */ readonly variance: number;
};

/** One phase with everything transparent put in. */
export type Body = { readonly delay: number; readonly delayVariance: number; readonly visits: readonly Visit[] };

export type Caller = {
  readonly index: number;
  readonly kind: 'class' | 'pool';
  /** of the class or of the task */ readonly of: number;
  readonly copies: number;
  /** threads or users of a copy; Infinity for an open class */ readonly population: number;
};

export type Structure = {
  readonly stations: readonly Station[];
  readonly callers: readonly Caller[];
  /** by entry of a bounded pool: until the reply, and after it */
  readonly first: readonly (Body | undefined)[];
  readonly second: readonly (Body | undefined)[];
  /** by class */ readonly classes: readonly Body[];
  /** by class: executions of each entry per request */ readonly visits: readonly Float64Array[];
  /** by task: its entries */ readonly entriesOf: readonly (readonly number[])[];
  /** bounded pools as callers, callees first */ readonly order: readonly number[];
  /** entries, callees first */ readonly entryOrder: readonly number[];
  /** station of a task's pool, or -1 where it is not bounded; of each processor, or -1 without contention */
  readonly poolOf: Int32Array;
  readonly processorOf: Int32Array;
};

export type StructureFound =
  | { readonly ok: true; readonly structure: Structure }
  | { readonly ok: false; readonly why: string };

/** Variance of the number of calls with the given mean. */
function countVariance(mean: number, law: LayeredEntry['law']): number {
  if (law === 'geometric') return mean * (1 + mean);
  const rest = mean - Math.floor(mean);
  return rest * (1 - rest);
}

/** Takes the model apart. Fails, with the reason, on cycles of calls. */
export function structureOf(model: LayeredModel): StructureFound {
  const { tasks, entries, processors, classes } = model;
  const sorted = topological(model);
  if (typeof sorted === 'string') return { ok: false, why: sorted };
  const bounded = (task: number): boolean => tasks[task]!.workers !== Infinity;
  const stations: Station[] = [];
  const processorOf = Int32Array.from(processors, ({ cores, replicas = 1 }, of) =>
    cores === Infinity
      ? -1
      : stations.push({ index: stations.length, of, kind: 'processor', copies: replicas, servers: cores }) - 1,
  );
  const poolOf = Int32Array.from(tasks, ({ workers, replicas = 1 }, of) =>
    workers === Infinity
      ? -1
      : stations.push({ index: stations.length, of, kind: 'pool', copies: replicas, servers: workers }) - 1,
  );
  const callers: Caller[] = [];
  classes.forEach((item, of) => {
    const population = item.kind === 'open' ? Infinity : item.users;
    callers.push({ index: of, kind: 'class', of, copies: 1, population });
  });
  const callerOf = new Map<number, number>();
  tasks.forEach(({ workers, replicas = 1 }, of) => {
    if (workers === Infinity) return;
    callerOf.set(of, callers.length);
    callers.push({ index: callers.length, kind: 'pool', of, copies: replicas, population: workers });
  });

  const first: (Body | undefined)[] = entries.map(() => undefined);
  const second: (Body | undefined)[] = entries.map(() => undefined);
  /** Callees come before callers, so that transparent entries are known when they are put in. */
  const body = (entry: LayeredEntry, which: 'first' | 'second'): Body => {
    const phase = entry[which];
    if (!phase) return { delay: 0, delayVariance: 0, visits: [] };
    const { demand, cv = 1, delay = 0, delayCv = 1, calls = [] } = phase;
    const total = entry.law === 'geometric' ? calls.reduce((sum, call) => sum + call.mean, 0) : 0;
    const draft = new Draft();
    const station = processorOf[tasks[entry.task]!.processor]!;
    // Slices: a geometric number of them, each with the cv given.
    const cv2 = total > 0 ? (cv * cv + total) / (1 + total) : cv * cv;
    if (station < 0) draft.addDelay(demand, cv2 * demand * demand);
    else if (demand > 0)
      draft.add({ station, entry: -1, amount: demand, held: demand, variance: cv2 * demand * demand });
    if (delay > 0) draft.addDelay(delay, (delayCv * delay) ** 2);
    for (const call of calls) {
      if (call.mean === 0) continue;
      put(draft, call, countVariance(call.mean, entry.law), !call.send);
    }
    return draft;
  };
  const put = (draft: Draft, call: LayeredCall, variance: number, waits: boolean): void => {
    const target = entries[call.entry]!;
    const held = waits ? (call.held ?? 1) : 0;
    if (bounded(target.task)) {
      const station = poolOf[target.task]!;
      draft.add({ station, entry: call.entry, amount: call.mean, held: call.mean * held, variance });
      return;
    }
    const one = first[call.entry]!;
    draft.put(one, call.mean, held, variance);
    const rest = second[call.entry];
    if (rest) draft.put(rest, call.mean, 0, variance);
  };
  for (const e of sorted) {
    const entry = entries[e]!;
    first[e] = body(entry, 'first');
    if (entry.second) second[e] = body(entry, 'second');
  }
  const bodies = classes.map((item): Body => {
    const draft = new Draft();
    for (const { entry, share } of item.targets)
      if (share > 0) put(draft, { entry, mean: share }, share * (1 - share), true);
    return draft;
  });
  const visits = classes.map((item) => {
    const found = new Float64Array(entries.length);
    for (const { entry, share } of item.targets) found[entry] = found[entry]! + share;
    for (let i = sorted.length - 1; i >= 0; i--) {
      const e = sorted[i]!;
      if (found[e] === 0) continue;
      for (const { calls = [] } of phasesOf(entries[e]!))
        for (const call of calls) found[call.entry] = found[call.entry]! + found[e]! * call.mean;
    }
    return found;
  });
  const entriesOf: number[][] = tasks.map(() => []);
  entries.forEach((entry, e) => {
    entriesOf[entry.task]!.push(e);
  });
  const below = (task: number): { readonly id: number; readonly name: string }[] =>
    entriesOf[task]!.flatMap((e) =>
      [...(first[e]?.visits ?? []), ...(second[e]?.visits ?? [])].flatMap((visit) => {
        const target = visit.entry < 0 || visit.held === 0 ? -1 : entries[visit.entry]!.task;
        return target < 0 ? [] : [{ id: target, name: tasks[target]!.name }];
      }),
    );
  const order = sort(
    [...callerOf.keys()],
    (task) => below(task).map(({ id }) => id),
    (task) => tasks[task]!.name,
  );
  if (typeof order === 'string') return { ok: false, why: order };
  return {
    ok: true,
    structure: {
      stations,
      callers,
      first,
      second,
      classes: bodies,
      visits,
      entriesOf,
      order: order.map((task) => callerOf.get(task)!),
      entryOrder: sorted,
      poolOf,
      processorOf,
    },
  };
}

class Draft implements Body {
  delay = 0;
  delayVariance = 0;
  readonly visits: Visit[] = [];
  private readonly known = new Map<string, number>();

  addDelay(mean: number, variance: number): void {
    this.delay += mean;
    this.delayVariance += variance;
  }

  add(visit: Visit): void {
    const key = `${visit.station},${visit.entry}`;
    const at = this.known.get(key);
    if (at === undefined) {
      this.known.set(key, this.visits.push(visit) - 1);
      return;
    }
    const before = this.visits[at]!;
    this.visits[at] = {
      ...before,
      amount: before.amount + visit.amount,
      held: before.held + visit.held,
      variance: before.variance + visit.variance,
    };
  }

  /** A random number of executions of a transparent body; `held` is the share that the thread waits for. */
  put(body: Body, mean: number, held: number, variance: number): void {
    const many = (amount: number, own: number): number => mean * own + variance * amount * amount;
    if (held > 0) this.addDelay(mean * held * body.delay, held * many(body.delay, body.delayVariance));
    for (const visit of body.visits)
      this.add({
        ...visit,
        amount: mean * visit.amount,
        held: mean * held * visit.held,
        variance: many(visit.amount, visit.variance),
      });
  }
}

/** Entries, callees first; or why there is no such order. */
function topological({ entries }: LayeredModel): number[] | string {
  const targets = (e: number): number[] =>
    phasesOf(entries[e]!).flatMap(({ calls = [] }) => calls.flatMap((call) => (call.mean > 0 ? [call.entry] : [])));
  return sort(
    entries.map((_, e) => e),
    targets,
    (e) => entries[e]!.name,
  );
}

/** Depth-first order in which targets come first; a text where there is a cycle. */
function sort(
  roots: readonly number[],
  targets: (item: number) => readonly number[],
  name: (item: number) => string,
): number[] | string {
  const state = new Map<number, 'open' | 'done'>();
  const order: number[] = [];
  for (const root of roots) {
    if (state.has(root)) continue;
    const stack: { readonly item: number; readonly next: readonly number[]; at: number }[] = [];
    const open = (item: number): void => {
      state.set(item, 'open');
      stack.push({ item, next: targets(item), at: 0 });
    };
    open(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const target = top.next[top.at++];
      if (target === undefined) {
        state.set(top.item, 'done');
        order.push(top.item);
        stack.pop();
      } else if (state.get(target) === 'open') return `${name(target)} calls itself, over ${name(top.item)}`;
      else if (!state.has(target)) open(target);
    }
  }
  return order;
}
