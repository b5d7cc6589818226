/** Activity graphs as nested steps: sequence, alternatives, branches in parallel, loops. And where in them the reply goes out. */
import { ImportError, type XmlPlace } from '../xml.js';
import type { LqnActivity, LqnGraph, LqnPrecedence } from './document.js';

export type Step =
  | { readonly kind: 'activity'; readonly activity: LqnActivity }
  | { readonly kind: 'or'; readonly branches: readonly { readonly p: number; readonly steps: readonly Step[] }[] }
  | { readonly kind: 'and'; readonly branches: readonly (readonly Step[])[]; readonly at: XmlPlace }
  | { readonly kind: 'loop'; readonly bodies: readonly { readonly count: number; readonly steps: readonly Step[] }[] };

/** A way through the graph: what is done, and the join at which it waits for others. */
type Way = {
  readonly steps: readonly Step[];
  readonly exit: LqnPrecedence | undefined;
  /** activities of the join that have come so far */ readonly arrived: number;
  readonly p: number;
};

/**
 * What an entry does, from its first activity on.
 *
 * @param entry its name, for messages
 * @throws ImportError where the graph has a cycle or does not nest
 */
export function stepsOf(graph: LqnGraph, entry: string, at: XmlPlace): readonly Step[] {
  const way = new Walk(graph, entry).from(graph.bound.get(entry)!);
  if (way.exit) {
    throw new ImportError(`the activities of entry ${entry} wait for others that it does not start`, at);
  }
  return way.steps;
}

class Walk {
  private readonly out = new Map<string, LqnPrecedence>();
  private readonly reachable = new Set<string>();
  private readonly visited = new Set<string>();

  constructor(
    private readonly graph: LqnGraph,
    private readonly entry: string,
  ) {
    for (const precedence of graph.precedences) {
      for (const name of precedence.pre.activities) this.out.set(name, precedence);
    }
    const open = [graph.bound.get(entry)!];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (this.reachable.has(name)) continue;
      this.reachable.add(name);
      const post = this.out.get(name)?.post;
      if (!post) continue;
      open.push(...post.activities);
      if (post.kind === 'loop' && post.end !== undefined) open.push(post.end);
    }
  }

  from(name: string): Way {
    const activity = this.graph.activities.get(name)!;
    if (this.visited.has(name)) {
      throw new ImportError(
        `the activities of entry ${this.entry} form a cycle at ${name}; use <post-LOOP>`,
        activity.at,
      );
    }
    this.visited.add(name);
    const steps: Step[] = [{ kind: 'activity', activity }];
    const next = this.out.get(name);
    if (!next) return { steps, exit: undefined, arrived: 0, p: 1 };
    if (next.pre.kind === 'and' && this.members(next) < next.pre.activities.length) {
      throw new ImportError(
        `the join after ${name} waits for activities that entry ${this.entry} does not start: entries cannot wait for each other`,
        next.at,
      );
    }
    if (this.members(next) > 1) return { steps, exit: next, arrived: 1, p: 1 };
    return append(steps, this.after(next));
  }

  /** What follows when all activities of the join have come. */
  private after({ post, at }: LqnPrecedence): Way {
    switch (post.kind) {
      case 'none':
        return { steps: [], exit: undefined, arrived: 0, p: 1 };
      case 'single':
        return this.from(post.activities[0]!);
      case 'or':
        return this.gather(
          'or',
          post.activities.flatMap((name, i) => (post.p[i]! > 0 ? [{ ...this.from(name), p: post.p[i]! }] : [])),
          at,
        );
      case 'and':
        return this.gather(
          'and',
          post.activities.map((name) => this.from(name)),
          at,
        );
      case 'loop': {
        const bodies = post.activities.map((name, i) => {
          const way = this.from(name);
          if (way.exit) throw new ImportError(`the loop over ${name} leads out of itself; use its attribute end`, at);
          return { count: post.counts[i]!, steps: way.steps };
        });
        const steps: Step[] = [{ kind: 'loop', bodies: bodies.filter(({ count }) => count > 0) }];
        if (post.end === undefined) return { steps, exit: undefined, arrived: 0, p: 1 };
        return append(steps, this.from(post.end));
      }
    }
  }

  /** Joins branches, inner joins first. */
  private gather(kind: 'or' | 'and', branches: readonly Way[], at: XmlPlace): Way {
    let ways = branches;
    for (;;) {
      const complete = ways.find(({ exit }) => exit && this.arrivedAt(exit, ways) === this.members(exit))?.exit;
      if (!complete) break;
      if (complete.pre.kind !== kind) {
        throw new ImportError(
          `branches of ${kind === 'and' ? 'an AND' : 'an OR'} fork meet in a join of the other kind: not supported`,
          complete.at,
        );
      }
      const joined = ways.filter(({ exit }) => exit === complete);
      const rest = ways.filter(({ exit }) => exit !== complete);
      const way = append([step(kind, joined, at)], this.after(complete));
      if (rest.length === 0) return { ...way, p: 1 };
      ways = [...rest, { ...way, p: total(joined) }];
    }
    const [first] = ways;
    const exit = first?.exit;
    if (ways.some((way) => way.exit !== exit)) {
      throw new ImportError('the branches of this fork end in different places: forks and joins must nest', at);
    }
    if (ways.length === 1 && first) return { ...first, p: 1 };
    return { steps: [step(kind, ways, at)], exit, arrived: exit ? this.arrivedAt(exit, ways) : 0, p: 1 };
  }

  private members({ pre }: LqnPrecedence): number {
    return pre.activities.filter((name) => this.reachable.has(name)).length;
  }

  private arrivedAt(join: LqnPrecedence, ways: readonly Way[]): number {
    return ways.reduce((sum, way) => sum + (way.exit === join ? way.arrived : 0), 0);
  }
}

function append(steps: readonly Step[], way: Way): Way {
  return { ...way, steps: [...steps, ...way.steps] };
}

const total = (ways: readonly Way[]): number => ways.reduce((sum, { p }) => sum + p, 0);

function step(kind: 'or' | 'and', ways: readonly Way[], at: XmlPlace): Step {
  if (kind === 'and') return { kind, branches: ways.map(({ steps }) => steps), at };
  const sum = total(ways);
  return { kind, branches: ways.map(({ p, steps }) => ({ p: p / sum, steps })) };
}

/** Steps until the reply and after it; undefined where none of the steps replies. */
export type Split = { readonly first: readonly Step[]; readonly second: readonly Step[]; readonly branched: boolean };

/**
 * @param replies names of the activities after which the reply goes out
 * @throws ImportError where some ways reply and others do not, or where parallel branches or rounds of a loop reply
 */
export function splitAtReply(steps: readonly Step[], replies: ReadonlySet<string>, entry: string): Split | undefined {
  for (const [i, item] of steps.entries()) {
    const before = steps.slice(0, i);
    const after = steps.slice(i + 1);
    if (item.kind === 'activity') {
      if (!replies.has(item.activity.name)) continue;
      return { first: [...before, item], second: after, branched: false };
    }
    if (item.kind === 'or') {
      const parts = item.branches.map((branch) => splitAtReply(branch.steps, replies, entry));
      if (parts.every((part) => part === undefined)) continue;
      const missing = parts.indexOf(undefined);
      if (missing >= 0) {
        const at = firstPlace(item.branches[missing]!.steps);
        throw new ImportError(
          `entry ${entry} replies in some branches and not in this one; every branch must reply`,
          at,
        );
      }
      const half = (which: 'first' | 'second'): Step => ({
        kind: 'or',
        branches: item.branches.map(({ p }, b) => ({ p, steps: parts[b]![which] })),
      });
      return { first: [...before, half('first')], second: [half('second'), ...after], branched: true };
    }
    const inner = item.kind === 'and' ? item.branches : item.bodies.map((body) => body.steps);
    for (const branch of inner) {
      if (splitAtReply(branch, replies, entry) === undefined) continue;
      const where = item.kind === 'and' ? 'inside a branch of an AND fork' : 'inside a loop';
      throw new ImportError(`entry ${entry} replies ${where}: not supported; reply after it`, firstPlace(branch));
    }
  }
  return undefined;
}

function firstPlace(steps: readonly Step[]): XmlPlace {
  const first = steps[0];
  if (first?.kind === 'activity') return first.activity.at;
  if (first?.kind === 'and') return first.at;
  const inner = first?.kind === 'or' ? first.branches[0]?.steps : first?.bodies[0]?.steps;
  return inner ? firstPlace(inner) : { line: 1, column: 1 };
}
