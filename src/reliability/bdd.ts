/**
 * Reduced ordered binary decision diagrams (Bryant 1986) over failure events, in flat arrays, without recursion.
 * Nodes 0 and 1 are the constants; a child always has a smaller number than its parent.
 */
import { probability, whole } from './check.js';

/** The answer of an operation that would need more nodes than the budget. */
export type TooLarge = { readonly tooLarge: true /** the budget */; readonly nodes: number };

/** Thrown inside only; `attempt` turns it into a value. */
class BudgetSpent extends Error {}

const TERMINAL = 0x7fffffff;

export class Bdd {
  private variable = new Int32Array(1024).fill(TERMINAL);
  private low = new Int32Array(1024);
  private high = new Int32Array(1024);
  private count = 2;
  private unique = new Int32Array(2048);
  private readonly cache = new Int32Array(4 << 14);

  /**
   * @param variables number of variables, whole number >= 0; variable 0 is tested first
   * @param budget greatest number of nodes, whole number >= 2
   */
  constructor(
    readonly variables: number,
    readonly budget = 1_000_000,
  ) {
    whole('variables', variables, 0);
    whole('budget', budget, 2);
    this.high[1] = 1;
    this.low[1] = 1;
  }

  /** Number of nodes made so far, the constants included. */
  get size(): number {
    return this.count;
  }

  /** Runs `build`; a spent budget is a value. */
  attempt<T>(build: () => T): T | TooLarge {
    try {
      return build();
    } catch (error) {
      if (error instanceof BudgetSpent) return { tooLarge: true, nodes: this.budget };
      throw error;
    }
  }

  /** The function that is true when variable i is. */
  event(i: number): number {
    whole('i', i, 0);
    if (i >= this.variables) throw new RangeError(`i must be < ${this.variables}, got ${i}`);
    return this.node(i, 0, 1);
  }

  and(f: number, g: number): number {
    return f < g ? this.ite(f, g, 0) : this.ite(g, f, 0);
  }

  or(f: number, g: number): number {
    return f < g ? this.ite(f, 1, g) : this.ite(g, 1, f);
  }

  /** True when at least k of the functions are (for functions that only rise with their variables, as failures do). */
  atLeast(k: number, functions: readonly number[]): number {
    if (k <= 0) return 1;
    if (k > functions.length) return 0;
    // row[j]: at least j of the functions seen so far
    const row = new Int32Array(k + 1);
    row[0] = 1;
    functions.forEach((f, seen) => {
      for (let j = Math.min(k, seen + 1); j > 0; j--) row[j] = this.or(this.and(f, row[j - 1]!), row[j]!);
    });
    return row[k]!;
  }

  /** If f then g else h, with an explicit stack. */
  ite(f: number, g: number, h: number): number {
    // frame: f, g, h, variable, low result (-1: not yet)
    const stack: number[] = [f, g, h, 0, -2];
    let result = 0;
    while (stack.length > 0) {
      const base = stack.length - 5;
      const cf = stack[base]!;
      const cg = stack[base + 1]!;
      const ch = stack[base + 2]!;
      const state = stack[base + 4]!;
      if (state === -2) {
        const simple = simplest(cf, cg, ch);
        const known = simple >= 0 ? simple : this.lookup(cf, cg, ch);
        if (known >= 0) {
          result = known;
          stack.length = base;
          continue;
        }
        const v = Math.min(this.variable[cf]!, this.variable[cg]!, this.variable[ch]!);
        stack[base + 3] = v;
        stack[base + 4] = -1;
        stack.push(this.lowOf(cf, v), this.lowOf(cg, v), this.lowOf(ch, v), 0, -2);
      } else if (state === -1) {
        const v = stack[base + 3]!;
        stack[base + 4] = result;
        stack.push(this.highOf(cf, v), this.highOf(cg, v), this.highOf(ch, v), 0, -2);
      } else {
        result = this.node(stack[base + 3]!, state, result);
        this.remember(cf, cg, ch, result);
        stack.length = base;
      }
    }
    return result;
  }

  /**
   * Probability of a function, and of its change with each variable, in two passes over the nodes.
   * @param q probability of each variable, in [0, 1]
   * @returns probability, and Birnbaum's importance of each variable
   * Source: Dutuit and Rauzy 2001.
   */
  evaluate(f: number, q: readonly number[]): { readonly probability: number; readonly birnbaum: Float64Array } {
    if (q.length !== this.variables) throw new RangeError(`q must have length ${this.variables}, got ${q.length}`);
    q.forEach((value, i) => {
      probability(`q[${i}]`, value);
    });
    const value = new Float64Array(Math.max(2, f + 1));
    value[1] = 1;
    for (let i = 2; i <= f; i++) {
      const p = q[this.variable[i]!]!;
      value[i] = p * value[this.high[i]!]! + (1 - p) * value[this.low[i]!]!;
    }
    const birnbaum = new Float64Array(this.variables);
    const reach = new Float64Array(value.length);
    reach[f] = 1;
    for (let i = f; i >= 2; i--) {
      const weight = reach[i]!;
      if (weight === 0) continue;
      const v = this.variable[i]!;
      const p = q[v]!;
      birnbaum[v] = birnbaum[v]! + weight * (value[this.high[i]!]! - value[this.low[i]!]!);
      reach[this.high[i]!] = reach[this.high[i]!]! + weight * p;
      reach[this.low[i]!] = reach[this.low[i]!]! + weight * (1 - p);
    }
    return { probability: value[f]!, birnbaum };
  }

  /** Minimal cut sets of order 1 and 2, for a function that only rises with its variables. Cost O(variables^2). */
  smallCuts(f: number): { readonly singles: number[]; readonly pairs: [number, number][] } {
    const singles: number[] = [];
    const pairs: [number, number][] = [];
    if (f === 1) return { singles, pairs };
    // a variable off the path on which nothing has failed makes no difference alone
    const path = this.lowPath(f);
    const alone = new Set<number>();
    for (const node of path) if (this.calm(this.high[node]!)) alone.add(this.variable[node]!);
    for (const node of path) {
      const v = this.variable[node]!;
      if (alone.has(v)) {
        singles.push(v);
        continue;
      }
      for (const next of this.lowPath(this.high[node]!)) {
        const u = this.variable[next]!;
        if (!alone.has(u) && this.calm(this.high[next]!)) pairs.push([v, u]);
      }
    }
    return { singles, pairs };
  }

  private lowPath(f: number): number[] {
    const path: number[] = [];
    for (let i = f; i >= 2; i = this.low[i]!) path.push(i);
    return path;
  }

  /** Whether the function is true with every further variable false. */
  private calm(f: number): boolean {
    let i = f;
    while (i >= 2) i = this.low[i]!;
    return i === 1;
  }

  private lowOf(f: number, v: number): number {
    return this.variable[f] === v ? this.low[f]! : f;
  }

  private highOf(f: number, v: number): number {
    return this.variable[f] === v ? this.high[f]! : f;
  }

  private node(v: number, low: number, high: number): number {
    if (low === high) return low;
    if (this.count * 2 > this.unique.length) this.rehash();
    const mask = this.unique.length - 1;
    let slot = hash(v, low, high) & mask;
    for (let at = this.unique[slot]!; at !== 0; at = this.unique[slot]!) {
      if (this.variable[at] === v && this.low[at] === low && this.high[at] === high) return at;
      slot = (slot + 1) & mask;
    }
    if (this.count >= this.budget) throw new BudgetSpent();
    if (this.count === this.variable.length) this.grow();
    const made = this.count++;
    this.variable[made] = v;
    this.low[made] = low;
    this.high[made] = high;
    this.unique[slot] = made;
    return made;
  }

  private grow(): void {
    const larger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const next = new Int32Array(old.length * 2);
      next.set(old);
      return next;
    };
    this.variable = larger(this.variable);
    this.low = larger(this.low);
    this.high = larger(this.high);
  }

  private rehash(): void {
    this.unique = new Int32Array(this.unique.length * 4);
    const mask = this.unique.length - 1;
    for (let i = 2; i < this.count; i++) {
      let slot = hash(this.variable[i]!, this.low[i]!, this.high[i]!) & mask;
      while (this.unique[slot] !== 0) slot = (slot + 1) & mask;
      this.unique[slot] = i;
    }
  }

  private lookup(f: number, g: number, h: number): number {
    const at = (hash(f, g, h) & (this.cache.length / 4 - 1)) * 4;
    // stored plus one, as an empty slot holds zeros
    return this.cache[at] === f && this.cache[at + 1] === g && this.cache[at + 2] === h ? this.cache[at + 3]! - 1 : -1;
  }

  private remember(f: number, g: number, h: number, result: number): void {
    const at = (hash(f, g, h) & (this.cache.length / 4 - 1)) * 4;
    this.cache[at] = f;
    this.cache[at + 1] = g;
    this.cache[at + 2] = h;
    this.cache[at + 3] = result + 1;
  }
}

function simplest(f: number, g: number, h: number): number {
  if (f === 1 || g === h) return g;
  if (f === 0) return h;
  return g === 1 && h === 0 ? f : -1;
}

function hash(a: number, b: number, c: number): number {
  const x = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  return (x ^ (x >>> 15) ^ (x >>> 7)) >>> 0;
}
