/** A system's structure in failure events, compiled to a decision diagram: probability, importances, small cut sets. */
import { Bdd, type TooLarge } from './bdd.js';

/**
 * When the system is failed. Parts may be shared (the same object in several places): each is compiled once, and each event name
 * is one variable wherever it stands. `kOf`: at least k of the parts have failed.
 */
export type Structure =
  | { readonly kind: 'event'; readonly name: string }
  | { readonly kind: 'and'; readonly parts: readonly Structure[] }
  | { readonly kind: 'or'; readonly parts: readonly Structure[] }
  | { readonly kind: 'kOf'; readonly k: number; readonly parts: readonly Structure[] };

export type CompiledStructure = {
  readonly tooLarge: false;
  /** event names, in the order of the variables */ readonly events: readonly string[];
  /** nodes of the diagram */ readonly nodes: number;
  /**
   * Probability of failure and Birnbaum's importance per event.
   * @param unavailability of each event by name, in [0, 1]
   */
  evaluate(unavailability: (name: string) => number): StructureFigures;
  /** minimal cut sets of one event: single points of failure */ readonly singlePoints: readonly string[];
  /** minimal cut sets of two events */ readonly pairs: readonly (readonly [string, string])[];
};

export type StructureFigures = {
  /** probability that the system is failed */ readonly unavailability: number;
  /** Birnbaum's importance: P(failed | event) - P(failed | not event) */ readonly birnbaum: ReadonlyMap<
    string,
    number
  >;
};

/**
 * Compiles a structure.
 * @param budget greatest number of nodes; two orders of the variables are tried
 * @throws RangeError for a kOf whose k is not a whole number; a diagram that grows too large is a value
 * Source: Rauzy 1993; gates folded as balanced trees.
 */
export function compileStructure(root: Structure, budget = 1_000_000): CompiledStructure | TooLarge {
  const { order, uses } = survey(root);
  // depth first, then the most used events first (sorting is stable)
  const byUse = [...order].sort((a, b) => uses.get(b)! - uses.get(a)!);
  let answer: CompiledStructure | TooLarge = { tooLarge: true, nodes: budget };
  for (const events of [order, byUse]) {
    const index = new Map(events.map((name, i) => [name, i]));
    const bdd = new Bdd(events.length, budget);
    const top = bdd.attempt(() => build(root, bdd, index));
    if (typeof top === 'number') {
      answer = view(bdd, top, events);
      break;
    }
  }
  return answer;
}

function view(bdd: Bdd, top: number, events: readonly string[]): CompiledStructure {
  let cuts: ReturnType<Bdd['smallCuts']> | undefined;
  const small = (): ReturnType<Bdd['smallCuts']> => {
    cuts ??= bdd.smallCuts(top);
    return cuts;
  };
  return {
    tooLarge: false,
    events,
    nodes: bdd.size,
    evaluate(unavailability) {
      const q = events.map(unavailability);
      const { probability, birnbaum } = bdd.evaluate(top, q);
      return { unavailability: probability, birnbaum: new Map(events.map((name, i) => [name, birnbaum[i]!])) };
    },
    get singlePoints() {
      return small().singles.map((i) => events[i]!);
    },
    get pairs() {
      return small().pairs.map(([a, b]) => [events[a]!, events[b]!] as const);
    },
  };
}

/** Events depth first, and how often each is used; every shared part is visited once. */
function survey(root: Structure): { order: string[]; uses: Map<string, number> } {
  const order: string[] = [];
  const uses = new Map<string, number>();
  const seen = new Set<Structure>();
  const stack: Structure[] = [root];
  for (let part = stack.pop(); part; part = stack.pop()) {
    if (part.kind === 'event') {
      const known = uses.get(part.name);
      if (known === undefined) order.push(part.name);
      uses.set(part.name, (known ?? 0) + 1);
      continue;
    }
    if (seen.has(part)) continue;
    seen.add(part);
    if (part.kind === 'kOf' && !Number.isInteger(part.k)) {
      throw new RangeError(`k must be a whole number, got ${part.k}`);
    }
    for (let i = part.parts.length - 1; i >= 0; i--) stack.push(part.parts[i]!);
  }
  return { order, uses };
}

/** Bottom-up with an explicit stack, so that depth costs no call frames. */
function build(root: Structure, bdd: Bdd, index: ReadonlyMap<string, number>): number {
  const done = new Map<Structure, number>();
  const stack: Structure[] = [root];
  while (stack.length > 0) {
    const part = stack.at(-1)!;
    if (done.has(part)) {
      stack.pop();
    } else if (part.kind === 'event') {
      done.set(part, bdd.event(index.get(part.name)!));
      stack.pop();
    } else {
      const missing = part.parts.filter((child) => !done.has(child));
      if (missing.length > 0) {
        // last first, so that the diagram grows in the order of the variables' survey
        for (let i = missing.length - 1; i >= 0; i--) stack.push(missing[i]!);
      } else {
        const children = part.parts.map((child) => done.get(child)!);
        done.set(part, gate(bdd, part, children));
        stack.pop();
      }
    }
  }
  return done.get(root)!;
}

function gate(bdd: Bdd, part: Exclude<Structure, { kind: 'event' }>, children: readonly number[]): number {
  if (part.kind === 'kOf') return bdd.atLeast(part.k, children);
  const unique = [...new Set(children)];
  return part.kind === 'and' ? fold(unique, 1, (f, g) => bdd.and(f, g)) : fold(unique, 0, (f, g) => bdd.or(f, g));
}

/** A balanced tree of a binary operation: keeps the peak of nodes low for gates of many parts. */
function fold(items: readonly number[], empty: number, join: (f: number, g: number) => number): number {
  let row = [...items];
  while (row.length > 1) {
    const next: number[] = [];
    for (let i = 0; i < row.length; i += 2) next.push(i + 1 < row.length ? join(row[i]!, row[i + 1]!) : row[i]!);
    row = next;
  }
  return row[0] ?? empty;
}
