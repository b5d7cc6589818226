/** Entries as small automata of exponential stages, for exact chains: what a worker does, step by step. */
import { type LayeredEntry, type LayeredModel, type LayeredPhase, phasesOf } from './model.js';

/** Successors with their probabilities. */
export type Next = readonly { readonly p: number; readonly to: number }[];

export type Node =
  /** an exponential stage at the cores, or of pure delay */
  | { readonly kind: 'cpu' | 'delay'; readonly rate: number; readonly next: Next }
  | { readonly kind: 'call' | 'send'; readonly entry: number; readonly next: Next }
  | { readonly kind: 'reply'; readonly next: Next }
  | { readonly kind: 'end' };

export type Program = { readonly nodes: readonly Node[]; readonly start: Next };

/** Most stages in sequence that stand for a time of little variation (coefficient 0.16). */
export const mostStages = 40;

/** One law of stages: their rates and how they follow each other. Two moments fitted. */
type Stages = { readonly first: readonly { readonly p: number; readonly stages: readonly number[] }[] };

/**
 * Exponential stages with the given mean and cv: two in parallel with balanced means above 1, a mixture of two Erlang laws below
 * (Tijms 1994, appendix B). Below cv 1 / sqrt(40) the nearest of 40 stages.
 */
export function stagesOf(mean: number, cv: number): Stages {
  if (Math.abs(cv - 1) < 1e-9) return { first: [{ p: 1, stages: [1 / mean] }] };
  const c2 = cv * cv;
  if (c2 > 1) {
    const p = (1 + Math.sqrt((c2 - 1) / (c2 + 1))) / 2;
    return {
      first: [
        { p, stages: [(2 * p) / mean] },
        { p: 1 - p, stages: [(2 * (1 - p)) / mean] },
      ],
    };
  }
  const k = Math.min(mostStages, Math.ceil(1 / c2 - 1e-9));
  const p = k * c2 <= 1 + 1e-9 && k === mostStages ? 0 : (k * c2 - Math.sqrt(k * (1 + c2) - k * k * c2)) / (1 + c2);
  const rate = (k - p) / mean;
  const erlang = (count: number): number[] => Array.from({ length: count }, () => rate);
  if (p < 1e-9) return { first: [{ p: 1, stages: erlang(k) }] };
  return {
    first: [
      { p, stages: erlang(k - 1) },
      { p: 1 - p, stages: erlang(k) },
    ],
  };
}

/** @param instant by entry: calls of it change nothing, see `instantEntries` */
export function programOf(entry: LayeredEntry, instant: readonly boolean[]): Program {
  const nodes: Node[] = [];
  const push = (node: Node): Next => [{ p: 1, to: nodes.push(node) - 1 }];
  /** Builds a random time in front of `next`. */
  const time = (kind: 'cpu' | 'delay', mean: number, cv: number, next: Next): Next => {
    if (mean === 0) return next;
    return stagesOf(mean, cv).first.flatMap(({ p, stages }) => {
      const head = stages.reduceRight<Next>((after, rate) => push({ kind, rate, next: after }), next);
      return head.map((item) => ({ p: p * item.p, to: item.to }));
    });
  };
  const either = (p: number, a: Next, b: Next): Next =>
    p >= 1
      ? a
      : [
          ...a.map((item) => ({ p: p * item.p, to: item.to })),
          ...b.map((item) => ({ p: (1 - p) * item.p, to: item.to })),
        ];
  const phase = ({ demand, cv = 1, delay = 0, delayCv = 1, calls: all = [] }: LayeredPhase, next: Next): Next => {
    // Of a geometric number of calls, those that are left are geometric again; slices of a demand end with each of them.
    const calls = entry.law === 'geometric' && demand > 0 ? all : all.filter((call) => !instant[call.entry]);
    const total = calls.reduce((sum, call) => sum + call.mean, 0);
    if (entry.law === 'geometric' && total > 0) {
      // The loop closes on itself: its head is a node without time, filled in when its successors stand.
      const again: { p: number; to: number }[] = [];
      const after: { p: number; to: number }[] = next.map((item) => ({ p: item.p / (1 + total), to: item.to }));
      for (const call of calls) {
        if (call.mean === 0) continue;
        const [node] = push({ kind: call.send ? 'send' : 'call', entry: call.entry, next: again });
        after.push({ p: call.mean / (1 + total), to: node!.to });
      }
      const slice = demand > 0 ? time('cpu', demand / (1 + total), cv, after) : after;
      again.push(...slice);
      return time('delay', delay, delayCv, demand > 0 ? again : slice);
    }
    let head = next;
    for (const call of [...calls].reverse()) {
      const kind = call.send ? 'send' : 'call';
      const whole = Math.floor(call.mean + 1e-12);
      if (call.mean - whole > 1e-12)
        head = either(call.mean - whole, push({ kind, entry: call.entry, next: head }), head);
      for (let i = 0; i < whole; i++) head = push({ kind, entry: call.entry, next: head });
    }
    return time('cpu', demand, cv, time('delay', delay, delayCv, head));
  };
  const end = push({ kind: 'end' });
  const rest = entry.second ? phase(entry.second, end) : end;
  const start = phase(entry.first, push({ kind: 'reply', next: rest }));
  return { nodes, start };
}

export function programsOf(model: LayeredModel): Program[] {
  const instant = instantEntries(model);
  return model.entries.map((entry) => programOf(entry, instant));
}

/**
 * Entries that neither take time nor wait for any: they and all entries of their task have no demand and no delay and call only such
 * entries. Who calls them without end (a geometric number of times, say) would go round for ever in one state.
 */
export function instantEntries({ entries, tasks }: LayeredModel): boolean[] {
  const instant = entries.map(() => false);
  const timeless = (entry: LayeredEntry): boolean =>
    phasesOf(entry).every(
      ({ demand, delay = 0, calls = [] }) =>
        demand === 0 && delay === 0 && calls.every(({ mean, entry: target }) => mean === 0 || instant[target]),
    );
  for (let changed = true; changed; ) {
    changed = false;
    const held = new Set(entries.flatMap((entry) => (timeless(entry) ? [] : [entry.task])));
    entries.forEach((entry, e) => {
      if (instant[e] || !timeless(entry) || (held.has(entry.task) && tasks[entry.task]!.workers !== Infinity)) return;
      instant[e] = true;
      changed = true;
    });
  }
  return instant;
}
