/**
 * Probability that one request of an operation succeeds, given which components are up, or how often each turns a visit away. With
 * that known, every choice (a rare call, a cache miss, a fraction of a repetition) is independent of every other, so a recursion over
 * the graph of operations is exact and linear in it, however many ways a request can take.
 */
import type { Step, System } from '../../model/system.js';
import { components } from './graph.js';

/** What can be down: index in System.nodes, System.externals or System.links. */
export interface Component {
  readonly kind: 'node' | 'external' | 'link';
  readonly index: number;
}

/** Success of a body or step; `up[c]` is that of one visit of component c, `success[o]` that of operation o. */
type Term = (up: Float64Array, success: Float64Array) => number;

export interface SuccessTable {
  readonly components: readonly Component[];
  /** Whether every request makes all its calls (nothing is rare, replaced or redundant), per target. */
  isSeries(target: string): boolean;
  /** Whether a request fails just when something that it visits is down: no fallback, no `first k of n`. */
  isVisits(target: string): boolean;
  /** Whether, besides, more calls are all that a choice can bring: visits are then positively associated. */
  onlyAdds(target: string): boolean;
  /** Executions of operations behind one request, a choice drawn anew counting each time; may be Infinity. */
  executions(target: string): number;
  /** Components that requests of a target may need. */
  needs(target: string): readonly number[];
  /** Probability that a request of each target fails when exactly the given components are down. */
  failing(targets: readonly string[], down: readonly number[]): number[];
  /** The same where each visit of a component fails on its own with a probability: full queues, refusals. */
  refusing(targets: readonly string[], losses: readonly { readonly part: number; readonly loss: number }[]): number[];
}

const always: Term = () => 1;
/** Rounds for a cycle of calls: the success of calls that end is approached geometrically. */
const mostRounds = 200;

interface Body {
  readonly term: Term;
  /** Operations and components that it may need. */
  readonly calls: ReadonlySet<number>;
  readonly parts: ReadonlySet<number>;
  /** Has a choice in it; an alternative to a failure (fallback, redundancy); a choice between two bodies. */
  readonly random: boolean;
  readonly alternative: boolean;
  readonly exclusive: boolean;
  /** Executions of the operations that it calls: `weight[o]` times. */
  readonly weight: ReadonlyMap<number, number>;
}

/** Builds the table for the requests of one workload (its name selects per-workload probabilities). */
export function successTable(system: System, workload: string): SuccessTable {
  const list: Component[] = [];
  for (const index of system.nodes.keys()) list.push({ kind: 'node', index });
  const external = new Map<string, number>();
  system.externals.forEach((item, index) => {
    const at = list.push({ kind: 'external', index }) - 1;
    external.set(item.name, at);
    for (const operation of item.operations) external.set(operation.id, at);
  });
  const links = new Map<string, number>();
  system.links.forEach((link, index) => {
    // Links that never fail make no difference.
    if (link.availability.value < 1) links.set(`${link.from}->${link.to}`, list.push({ kind: 'link', index }) - 1);
  });
  const operations = system.nodes.flatMap((node, index) =>
    node.operations.map((operation) => ({ id: operation.id, node: index, owner: node.name, steps: operation.steps })),
  );
  const ids = new Map(operations.map((operation, index) => [operation.id, index]));
  const bodies = operations.map((operation) => bodyOf(operation, { workload, ids, external, links }));

  const groups = components(operations.length, (vertex) => [...bodies[vertex]!.calls]);
  const order = groups.flat();
  const position = new Int32Array(operations.length);
  order.forEach((operation, at) => {
    position[operation] = at;
  });
  const groupOf = new Int32Array(operations.length);
  groups.forEach((group, at) => {
    for (const operation of group) groupOf[operation] = at;
  });
  const cyclic = groups.map((group) => group.length > 1 || bodies[group[0]!]!.calls.has(group[0]!));
  const callers: number[][] = operations.map(() => []);
  const users: number[][] = list.map(() => []);
  bodies.forEach((body, operation) => {
    for (const callee of body.calls) callers[callee]!.push(operation);
    for (const part of body.parts) users[part]!.push(operation);
  });

  // Per operation, callees first: what it and all that it calls are like.
  const size = new Float64Array(operations.length);
  const series = new Uint8Array(operations.length);
  const visits = new Uint8Array(operations.length);
  const adds = new Uint8Array(operations.length);
  groups.forEach((group, at) => {
    const inside = (operation: number): boolean => groupOf[operation] === at;
    const calls = group.flatMap((operation) => [...bodies[operation]!.calls].filter((callee) => !inside(callee)));
    const plain = (operation: number): boolean => !bodies[operation]!.random && !bodies[operation]!.alternative;
    const allPlain = group.every(plain) && calls.every((callee) => series[callee] === 1);
    const allVisit =
      group.every((operation) => !bodies[operation]!.alternative) && calls.every((callee) => visits[callee] === 1);
    const allAdd =
      allVisit &&
      group.every((operation) => !bodies[operation]!.exclusive) &&
      calls.every((callee) => adds[callee] === 1);
    for (const operation of group) {
      series[operation] = allPlain ? 1 : 0;
      visits[operation] = allVisit ? 1 : 0;
      adds[operation] = allAdd ? 1 : 0;
      let count = cyclic[at] ? Number.POSITIVE_INFINITY : 1;
      // An operation without choices behaves the same each time.
      for (const [callee, times] of bodies[operation]!.weight)
        count += series[callee] === 1 ? 1 : times * size[callee]!;
      size[operation] = count;
    }
  });

  const up = new Float64Array(list.length).fill(1);
  const success = new Float64Array(operations.length).fill(1);
  const reached = new Map<string, readonly number[]>();

  /** Operations whose success depends on any of the components, callees first. */
  function affected(down: readonly number[]): number[] {
    const seen = new Set<number>();
    const stack = down.flatMap((part) => users[part]!);
    for (let operation = stack.pop(); operation !== undefined; operation = stack.pop()) {
      if (seen.has(operation)) continue;
      seen.add(operation);
      stack.push(...callers[operation]!);
    }
    return [...seen].sort((a, b) => position[a]! - position[b]!);
  }

  function solve(list: readonly number[]): void {
    for (let at = 0; at < list.length; ) {
      const group = groupOf[list[at]!]!;
      let end = at + 1;
      while (end < list.length && groupOf[list[end]!] === group) end++;
      // From all succeed downwards: the greatest fixed point, as calls that end in the cycle succeed.
      for (let round = 0; round < (cyclic[group] ? mostRounds : 1); round++) {
        let change = 0;
        for (let i = at; i < end; i++) {
          const operation = list[i]!;
          const next = bodies[operation]!.term(up, success);
          change = Math.max(change, Math.abs(next - success[operation]!));
          success[operation] = next;
        }
        if (change < 1e-14) break;
      }
      at = end;
    }
  }

  return {
    components: list,
    isSeries: (target) => series[ids.get(target) ?? -1] !== 0,
    isVisits: (target) => visits[ids.get(target) ?? -1] !== 0,
    onlyAdds: (target) => adds[ids.get(target) ?? -1] !== 0,
    executions: (target) => size[ids.get(target) ?? -1] ?? 1,
    needs(target) {
      let found = reached.get(target);
      if (!found) {
        found = reach(target);
        reached.set(target, found);
      }
      return found;
    },
    failing: (targets, down) =>
      answers(
        targets,
        down.map((part) => ({ part, loss: 1 })),
      ),
    refusing: answers,
  };

  function answers(
    targets: readonly string[],
    losses: readonly { readonly part: number; readonly loss: number }[],
  ): number[] {
    const list = affected(losses.map(({ part }) => part));
    for (const { part, loss } of losses) up[part] = 1 - loss;
    solve(list);
    const result = targets.map((target) => {
      const operation = ids.get(target);
      if (operation !== undefined) return 1 - success[operation]!;
      const part = external.get(target);
      return part === undefined ? 0 : 1 - up[part]!;
    });
    for (const { part } of losses) up[part] = 1;
    for (const item of list) success[item] = 1;
    return result;
  }

  function reach(target: string): number[] {
    const start = ids.get(target);
    const part = external.get(target);
    if (start === undefined) return part === undefined ? [] : [part];
    const seen = new Set([start]);
    const parts = new Set<number>();
    const stack = [start];
    for (let operation = stack.pop(); operation !== undefined; operation = stack.pop()) {
      for (const item of bodies[operation]!.parts) parts.add(item);
      for (const callee of bodies[operation]!.calls) {
        if (seen.has(callee)) continue;
        seen.add(callee);
        stack.push(callee);
      }
    }
    return [...parts];
  }
}

interface Names {
  readonly workload: string;
  readonly ids: ReadonlyMap<string, number>;
  readonly external: ReadonlyMap<string, number>;
  readonly links: ReadonlyMap<string, number>;
}

/** Turns the steps of an operation, up to its reply, into a term. */
function bodyOf(operation: { node: number; owner: string; steps: readonly Step[] }, names: Names): Body {
  const { owner, node } = operation;
  const calls = new Set<number>();
  const parts = new Set<number>([node]);
  const weight = new Map<number, number>();
  let random = false;
  let alternative = false;
  let exclusive = false;
  /** How often the step that is being read runs per execution, at the most. */
  let times = 1;

  const chance = (p: number, yes: Term, no: Term = always): Term => {
    if (p >= 1) return yes;
    if (p <= 0) return no;
    if (yes === always && no === always) return always;
    random = true;
    return (up, success) => p * yes(up, success) + (1 - p) * no(up, success);
  };
  const product = (terms: readonly Term[]): Term => {
    const real = terms.filter((term) => term !== always);
    if (real.length === 0) return always;
    if (real.length === 1) return real[0]!;
    return (up, success) => {
      let value = 1;
      for (const term of real) value *= term(up, success);
      return value;
    };
  };
  const repeated = (count: number, geometric: boolean, make: () => Term): Term => {
    if (count <= 0) return always;
    const outer = times;
    times *= Math.max(1, Math.ceil(count));
    const one = make();
    times = outer;
    if (one === always) return always;
    // A geometric number 0, 1, 2, ... of repetitions: the generating function 1 / (1 + m (1 - s)).
    if (geometric) {
      random = true;
      return (up, success) => 1 / (1 + count * (1 - one(up, success)));
    }
    const whole = Math.floor(count + 1e-9);
    const rest = count - whole;
    if (whole === 0) return chance(rest, one);
    if (rest > 1e-9) random = true;
    return (up, success) => {
      const s = one(up, success);
      return s ** whole * (rest > 1e-9 ? 1 - rest + rest * s : 1);
    };
  };
  const target = (id: string): Term => {
    const part = names.external.get(id);
    if (part !== undefined) {
      parts.add(part);
      return (up) => up[part]!;
    }
    const callee = names.ids.get(id);
    if (callee === undefined) return always;
    calls.add(callee);
    weight.set(callee, (weight.get(callee) ?? 0) + times);
    return (_, success) => success[callee]!;
  };
  const all = (steps: readonly Step[]): Term => product(steps.map(one));
  function one(step: Step): Term {
    switch (step.kind) {
      case 'call': {
        const { fallback } = step.policy;
        if (fallback && fallback.steps.length === 0) return always;
        const p = step.forWorkload?.get(names.workload)?.value ?? step.probability?.value ?? 1;
        if (p <= 0) return always;
        return chance(
          p,
          repeated(step.count?.value ?? 1, step.geometric === true, () => {
            const link = names.links.get(`${owner}->${step.target.split('.')[0]!}`);
            const callee = target(step.target);
            if (link !== undefined) parts.add(link);
            const primary = link === undefined ? callee : product([(up) => up[link]!, callee]);
            if (!fallback) return primary;
            alternative = true;
            const second = all(fallback.steps);
            return (up, success) => 1 - (1 - primary(up, success)) * (1 - second(up, success));
          }),
        );
      }
      case 'parallel':
        return all(step.branches);
      case 'first': {
        if (step.branches.length === 0) return always;
        const total = Math.max(1, Math.round(step.total.value));
        const needed = Math.min(total, Math.max(1, Math.round(step.needed.value)));
        const outer = times;
        times *= Math.ceil(total / step.branches.length);
        const branches = step.branches.map(one);
        times = outer;
        if (needed === total) return product(Array.from({ length: total }, (_, i) => branches[i % branches.length]!));
        alternative = true;
        return (up, success) => {
          const each = branches.map((branch) => branch(up, success));
          return atLeast(needed, total, (i) => each[i % each.length]!);
        };
      }
      case 'branch':
        if (step.otherwise.length > 0) exclusive = true;
        return chance(step.probability.value, all(step.then), all(step.otherwise));
      case 'loop':
        return repeated(step.count.value, step.geometric, () => all(step.steps));
      case 'cache':
        return chance(1 - step.hit.value, all(step.miss));
      default:
        return always;
    }
  }

  const reply = operation.steps.findIndex((step) => step.kind === 'reply');
  const rest = all(reply < 0 ? operation.steps : operation.steps.slice(0, reply));
  return {
    term: (up, success) => (up[node] === 0 ? 0 : up[node]! * rest(up, success)),
    calls,
    parts,
    random,
    alternative,
    exclusive,
    weight,
  };
}

/** P(at least k of n independent trials succeed), trial i with probability p(i). Cost O(n k). */
function atLeast(k: number, n: number, p: (i: number) => number): number {
  // row[j]: exactly j successes so far; row[k]: k or more
  const row = new Float64Array(k + 1);
  row[0] = 1;
  for (let i = 0; i < n; i++) {
    const q = p(i);
    row[k] = row[k]! + row[k - 1]! * q;
    for (let j = k - 1; j > 0; j--) row[j] = row[j]! * (1 - q) + row[j - 1]! * q;
    row[0] = row[0]! * (1 - q);
  }
  return row[k]!;
}
