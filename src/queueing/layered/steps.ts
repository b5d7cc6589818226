/** What happens without time in a layered system, one thing after the other: requests enter, run, reply, free their worker. */
import type { LayeredModel } from './model.js';
import type { Next, Program } from './program.js';

/** A call in progress: who waits for it, what it executes, where. Interned, so that a number stands for a whole stack. */
export type Frame = {
  /** frame that waits, or -1: nobody; roots of classes have -2 - class */ readonly parent: number;
  readonly entry: number;
  /** index in pools */ readonly pool: number;
  /** node of the program; -1: waits in the queue */ readonly node: number;
};

/** Pairs of frame and number; active ones sorted by frame, queues in order of arrival. */
export type State = { readonly active: readonly number[]; readonly queues: readonly (readonly number[])[] };
/** A state being changed: what happens next, in order. */
export type Draft = { p: number; active: number[]; queues: number[][]; todo: Todo[]; ended: number };
export type Todo =
  | { readonly kind: 'enter'; readonly parent: number; readonly entry: number; readonly pool?: number }
  | { readonly kind: 'run'; readonly frame: Frame; readonly next: Next }
  | { readonly kind: 'free'; readonly pool: number }
  | { readonly kind: 'next' };

/** A pool whose workers never wait for requests: as soon as one is free it begins an entry, with these probabilities. */
export type Endless = {
  readonly task: number;
  /** of them, busy: whole >= 1 */ readonly workers: number;
  readonly mix: readonly { readonly entry: number; readonly share: number }[];
};

type Context = {
  readonly firstPool: readonly number[];
  readonly frames: readonly Frame[];
  readonly intern: (parent: number, entry: number, pool: number, node: number) => number;
  readonly busyIn: (draft: Draft, pool: number) => number;
  readonly endless: Endless | undefined;
};

/** One thing that happens without time; true where the draft was replaced by several in `open`. */
export function step(
  model: LayeredModel,
  programs: readonly Program[],
  draft: Draft,
  todo: Todo,
  { firstPool, frames, intern, busyIn, endless }: Context,
  open: Draft[],
): boolean {
  const split = (branches: readonly { readonly p: number; readonly todo: Todo[] }[]): boolean => {
    if (branches.length === 1) {
      draft.todo.push(...branches[0]!.todo);
      return false;
    }
    for (const branch of branches)
      open.push({
        p: draft.p * branch.p,
        active: [...draft.active],
        queues: [...draft.queues],
        todo: [...draft.todo, ...branch.todo],
        ended: draft.ended,
      });
    return true;
  };
  if (todo.kind === 'next') {
    const enter = (entry: number): Todo => ({ kind: 'enter', parent: -1, entry, pool: firstPool[endless!.task]! });
    return split(endless!.mix.map(({ entry, share }) => ({ p: share, todo: [enter(entry)] })));
  }
  if (todo.kind === 'enter') {
    const { parent, entry } = todo;
    const { task } = model.entries[entry]!;
    const { workers, replicas = 1 } = model.tasks[task]!;
    if (todo.pool === undefined && replicas > 1)
      return split(
        Array.from({ length: replicas }, (_, r) => ({
          p: 1 / replicas,
          todo: [{ ...todo, pool: firstPool[task]! + r }],
        })),
      );
    const pool = todo.pool ?? firstPool[task]!;
    if (busyIn(draft, pool) < workers) {
      draft.todo.push({ kind: 'run', frame: { parent, entry, pool, node: -1 }, next: programs[entry]!.start });
      return false;
    }
    const queue = [...draft.queues[pool]!];
    const frame = intern(parent, entry, pool, -1);
    if (queue[queue.length - 2] === frame) queue[queue.length - 1] = queue[queue.length - 1]! + 1;
    else queue.push(frame, 1);
    draft.queues[pool] = queue;
    return false;
  }
  if (todo.kind === 'free') {
    const queue = draft.queues[todo.pool]!;
    if (endless && todo.pool === firstPool[endless.task]) {
      draft.ended++;
      draft.todo.push({ kind: 'next' });
      return false;
    }
    if (queue.length === 0) return false;
    const first = frames[queue[0]!]!;
    const rest = [...queue];
    if (rest[1]! > 1) rest[1] = rest[1]! - 1;
    else rest.splice(0, 2);
    draft.queues[todo.pool] = rest;
    draft.todo.push({
      kind: 'run',
      frame: { parent: first.parent, entry: first.entry, pool: first.pool, node: -1 },
      next: programs[first.entry]!.start,
    });
    return false;
  }
  const { frame, next } = todo;
  if (next.length > 1)
    return split(next.map((item) => ({ p: item.p, todo: [{ ...todo, next: [{ p: 1, to: item.to }] }] })));
  const { to } = next[0]!;
  const node = programs[frame.entry]!.nodes[to]!;
  const resume = (parent: number): void => {
    if (parent < 0) return;
    const waiting = frames[parent]!;
    const at = programs[waiting.entry]!.nodes[waiting.node]!;
    if (at.kind === 'call') draft.todo.push({ kind: 'run', frame: waiting, next: at.next });
  };
  switch (node.kind) {
    case 'cpu':
    case 'delay':
      change(draft.active, intern(frame.parent, frame.entry, frame.pool, to), 1);
      return false;
    case 'call':
      draft.todo.push({
        kind: 'enter',
        parent: intern(frame.parent, frame.entry, frame.pool, to),
        entry: node.entry,
      });
      return false;
    case 'send':
      draft.todo.push({ kind: 'run', frame, next: node.next }, { kind: 'enter', parent: -1, entry: node.entry });
      return false;
    case 'reply':
      // This worker goes on first (it may free its slot), then the caller.
      resume(frame.parent);
      draft.todo.push({ kind: 'run', frame: { ...frame, parent: -1 }, next: node.next });
      return false;
    case 'end':
      draft.todo.push({ kind: 'free', pool: frame.pool });
      return false;
  }
}

/** Adds to the number of a frame in a sorted list of pairs. */
export function change(active: number[], frame: number, by: number): void {
  let i = 0;
  while (i < active.length && active[i]! < frame) i += 2;
  if (active[i] === frame) {
    active[i + 1] = active[i + 1]! + by;
    if (active[i + 1] === 0) active.splice(i, 2);
  } else active.splice(i, 0, frame, by);
}
