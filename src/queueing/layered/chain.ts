/**
 * The Markov chain of a layered system. A state counts the requests by what they do (a stack of calls, the uppermost at the cores or
 * in a delay) and holds each pool's queue in order. States are found by breadth-first search.
 */
import { type LayeredModel, phasesOf } from './model.js';
import { programsOf } from './program.js';
import { change, type Draft, type Endless, type Frame, type State, step, type Todo } from './steps.js';

export type Chain = {
  readonly size: number;
  /** transitions, by state of origin */ readonly from: Int32Array;
  readonly to: Int32Array;
  readonly rate: Float64Array;
  /** by transition: executions of the endless pool that end with it */ readonly ended: Int32Array;
  /** requests in the system, by state: the level for aggregation */ readonly level: Int32Array;
  /** figures by state: see `figureCount` */ readonly figures: Float64Array;
  readonly figureCount: number;
};

/** What is counted in each state, in this order. */
export type FigureIndex = {
  /** requests in the system, by class */ readonly inSystem: (cls: number) => number;
  /** arrivals per second that are let in, by class */ readonly arrivals: (cls: number) => number;
  /** busy slots, by task */ readonly busy: (task: number) => number;
  /** by entry: waiting requests, those before the reply, all that hold a slot */
  readonly waiting: (entry: number) => number;
  readonly serving: (entry: number) => number;
  readonly holding: (entry: number) => number;
  /** bursts, and busy cores, by processor */ readonly bursts: (processor: number) => number;
  readonly cores: (processor: number) => number;
  readonly count: number;
};

export function figureIndex(model: LayeredModel): FigureIndex {
  const c = model.classes.length;
  const t = model.tasks.length;
  const e = model.entries.length;
  const p = model.processors.length;
  return {
    inSystem: (i) => i,
    arrivals: (i) => c + i,
    busy: (i) => 2 * c + i,
    waiting: (i) => 2 * c + t + i,
    serving: (i) => 2 * c + t + e + i,
    holding: (i) => 2 * c + t + 2 * e + i,
    bursts: (i) => 2 * c + t + 3 * e + i,
    cores: (i) => 2 * c + t + 3 * e + p + i,
    count: 2 * c + t + 3 * e + 2 * p,
  };
}

export type ChainFound =
  | Chain
  | { readonly size: number; readonly tooLarge: true }
  /** something goes on without end that takes no time */
  | { readonly endless: true };

/** Probability below which a sequence of events is left out: it shows in no digit. */
const NEVER = 1e-18;
/** Events without time that may follow from one that takes time. */
const MOST_EVENTS = 200_000;

/**
 * Finds all states from the empty system.
 * @param most states, >= 1: the search ends where there are more
 * @param room requests of open classes that may be in the system; arrivals beyond are turned away
 * @param endless where given, the classes do not matter
 */
export function chainOf(model: LayeredModel, most: number, room: number, endless?: Endless): ChainFound {
  if (callsOf(model) > 10 * most) return { size: Infinity, tooLarge: true };
  const programs = programsOf(model);
  const index = figureIndex(model);
  const pools: { readonly task: number; readonly replica: number }[] = [];
  const firstPool = model.tasks.map((task, i) => {
    const first = pools.length;
    for (let replica = 0; replica < (task.replicas ?? 1); replica++) pools.push({ task: i, replica });
    return first;
  });
  const copies = model.processors.map((processor) => processor.replicas ?? 1);
  const firstCore: number[] = [];
  let coreCount = 0;
  for (const count of copies) {
    firstCore.push(coreCount);
    coreCount += count;
  }
  const coreOf = (pool: number): number => {
    const { task, replica } = pools[pool]!;
    const { processor } = model.tasks[task]!;
    return firstCore[processor]! + (copies[processor]! > 1 ? replica : 0);
  };

  const frames: Frame[] = [];
  const known = new Map<string, number>();
  const intern = (parent: number, entry: number, pool: number, node: number): number => {
    const key = `${parent},${entry},${pool},${node}`;
    let id = known.get(key);
    if (id === undefined) {
      id = frames.push({ parent, entry, pool, node }) - 1;
      known.set(key, id);
    }
    return id;
  };
  const busyIn = (draft: Draft, pool: number): number => {
    let count = 0;
    const walk = (frame: number, times: number, waits: boolean): void => {
      let skip = waits;
      for (let at = frame; at >= 0; at = frames[at]!.parent) {
        if (!skip && frames[at]!.pool === pool) count += times;
        skip = false;
      }
    };
    for (let i = 0; i < draft.active.length; i += 2) walk(draft.active[i]!, draft.active[i + 1]!, false);
    for (const queue of draft.queues) for (let i = 0; i < queue.length; i += 2) walk(queue[i]!, queue[i + 1]!, true);
    for (const item of draft.todo) {
      if (item.kind === 'enter') walk(item.parent, 1, false);
      else if (item.kind === 'run') {
        if (item.frame.pool === pool) count++;
        walk(item.frame.parent, 1, false);
      }
    }
    return count;
  };

  const states: State[] = [];
  const numbers = new Map<string, number>();
  let overflow = false;
  const numberOf = (draft: Draft): number => {
    const key = `${draft.active.join(',')}|${draft.queues.map((queue) => queue.join(',')).join(';')}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = states.push({ active: draft.active, queues: draft.queues }) - 1;
      numbers.set(key, number);
      if (states.length > most) overflow = true;
    }
    return number;
  };
  let stuck = false;
  const settle = (start: Draft, emit: (p: number, state: number, ended: number) => void): void => {
    const open = [start];
    let events = 0;
    while (open.length > 0) {
      const draft = open.pop()!;
      let done = draft.p < NEVER;
      while (!done) {
        if (++events > MOST_EVENTS) {
          stuck = true;
          return;
        }
        const todo = draft.todo.pop();
        if (!todo) {
          emit(draft.p, numberOf(draft), draft.ended);
          break;
        }
        done = step(model, programs, draft, todo, { firstPool, frames, intern, busyIn, endless }, open);
      }
    }
  };

  const begun = Array.from({ length: endless?.workers ?? 0 }, (): Todo => ({ kind: 'next' }));
  settle({ p: 1, active: [], queues: pools.map(() => []), todo: begun, ended: 0 }, () => undefined);
  const from: number[] = [];
  const to: number[] = [];
  const rates: number[] = [];
  const ends: number[] = [];
  const levels: number[] = [];
  const figures: number[] = [];
  for (let s = 0; s < states.length && !overflow && !stuck; s++) {
    const state = states[s]!;
    const values = new Float64Array(index.count);
    const atCore = new Int32Array(coreCount);
    let level = 0;
    const count = (frame: number, times: number, waits: boolean): void => {
      const top = frames[frame]!;
      if (!waits && programs[top.entry]!.nodes[top.node]!.kind === 'cpu')
        atCore[coreOf(top.pool)] = atCore[coreOf(top.pool)]! + times;
      level += times;
      let skip = waits;
      let at = frame;
      for (; at >= 0; at = frames[at]!.parent) {
        const { entry, parent, pool } = frames[at]!;
        const add = (i: number): void => {
          values[i] = values[i]! + times;
        };
        if (skip) add(index.waiting(entry));
        else {
          add(index.busy(pools[pool]!.task));
          add(index.holding(entry));
          if (parent !== -1) add(index.serving(entry));
        }
        skip = false;
      }
      if (at <= -2) values[index.inSystem(-2 - at)] = values[index.inSystem(-2 - at)]! + times;
    };
    for (let i = 0; i < state.active.length; i += 2) count(state.active[i]!, state.active[i + 1]!, false);
    for (const queue of state.queues) for (let i = 0; i < queue.length; i += 2) count(queue[i]!, queue[i + 1]!, true);
    model.processors.forEach(({ cores }, p) => {
      for (let r = 0; r < copies[p]!; r++) {
        const n = atCore[firstCore[p]! + r]!;
        values[index.bursts(p)] = values[index.bursts(p)]! + n;
        values[index.cores(p)] = values[index.cores(p)]! + Math.min(n, cores);
      }
    });
    const draftOf = (): Draft => ({
      p: 1,
      active: [...state.active],
      queues: state.queues.map((queue) => queue as number[]),
      todo: [],
      ended: 0,
    });
    const move = (rate: number, draft: Draft): void =>
      settle(draft, (p, target, ended) => {
        if (target === s && ended === 0) return;
        from.push(s);
        to.push(target);
        rates.push(rate * p);
        ends.push(ended);
      });
    for (let i = 0; i < state.active.length; i += 2) {
      const frame = state.active[i]!;
      const { entry, pool, node, parent } = frames[frame]!;
      const found = programs[entry]!.nodes[node]!;
      if (found.kind !== 'cpu' && found.kind !== 'delay') continue;
      const n = state.active[i + 1]!;
      const total = found.kind === 'cpu' ? atCore[coreOf(pool)]! : 0;
      const { cores } = model.processors[model.tasks[pools[pool]!.task]!.processor]!;
      const share = total > cores ? cores / total : found.kind === 'cpu' && cores < 1 ? Math.min(1, cores / total) : 1;
      const draft = draftOf();
      change(draft.active, frame, -1);
      draft.todo.push({ kind: 'run', frame: { parent, entry, pool, node }, next: found.next });
      move(n * found.rate * share, draft);
    }
    (endless ? [] : model.classes).forEach((item, c) => {
      const present = values[index.inSystem(c)]!;
      let rate = 0;
      if (item.kind === 'open') rate = present < room ? item.rate : 0;
      else rate = (item.users - present) / Math.max(item.think, 1e-9);
      values[index.arrivals(c)] = rate;
      if (rate <= 0) return;
      for (const { entry, share } of item.targets) {
        if (share <= 0) continue;
        const draft = draftOf();
        draft.todo.push({ kind: 'enter', parent: -2 - c, entry });
        move(rate * share, draft);
      }
    });
    levels.push(level);
    for (const value of values) figures.push(value);
  }
  if (stuck) return { endless: true };
  if (overflow) return { size: states.length, tooLarge: true };
  return {
    size: states.length,
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    rate: Float64Array.from(rates),
    ended: Int32Array.from(ends),
    level: Int32Array.from(levels),
    figures: Float64Array.from(figures),
    figureCount: index.count,
  };
}

/** Calls in a row that entries make at most: each is a place of its own in the chain. */
function callsOf({ entries }: LayeredModel): number {
  let count = 0;
  for (const entry of entries)
    if (entry.law !== 'geometric')
      for (const { calls = [] } of phasesOf(entry)) for (const { mean } of calls) count += mean;
  return count;
}
