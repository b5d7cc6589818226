/**
 * When a request fails, as a structure of what it needs: node types, externals and links are events; whether a rare call is made at
 * all is an event of its own ('pick'), so that availability is weighed by requests. Fallbacks are alternatives, `first` is k of n.
 */
import type { Step } from '../../model/system.js';
import type { Plan } from '../capacity/plan.js';

export type Fail =
  | { readonly kind: 'event'; readonly event: number }
  | { readonly kind: 'or'; readonly parts: readonly Fail[] }
  | { readonly kind: 'and'; readonly parts: readonly Fail[] }
  /** At least k of the parts have failed. */
  | { readonly kind: 'kOf'; readonly k: number; readonly parts: readonly Fail[] }
  /** `yes` where the event happens, else `no`. */
  | { readonly kind: 'pick'; readonly event: number; readonly yes: Fail; readonly no: Fail };

export type EventOf =
  | { readonly kind: 'node' | 'external' | 'link'; readonly index: number }
  /** The choice of a branch, with its probability. */
  | { readonly kind: 'choice'; readonly p: number };

export interface Shape {
  readonly root: Fail;
  readonly events: readonly EventOf[];
  /** What had to be simplified, in words. */
  readonly simplified: readonly string[];
}

const never: Fail = { kind: 'or', parts: [] };
/** Copies of bodies whose choices are drawn anew at each call, and calls within calls, that are followed. */
const mostCopies = 400;
const deepest = 500;
const mostRepeats = 12;

class TooDeep extends Error {}

/** The structure of one operation, external or missing target, for the requests of one workload. */
export function shapeOf(plan: Plan, workload: number, target: string, most = mostCopies): Shape {
  const { system } = plan;
  const events: EventOf[] = [];
  const simplified = new Set<string>();
  const known = new Map<string, number>();
  const event = (kind: 'node' | 'external' | 'link', index: number): Fail => {
    const key = `${kind}${index}`;
    let at = known.get(key);
    if (at === undefined) {
      at = events.push({ kind, index }) - 1;
      known.set(key, at);
    }
    return { kind: 'event', event: at };
  };
  const pick = (p: number, yes: () => Fail, no: () => Fail = () => never): Fail => {
    if (p >= 1) return yes();
    if (p <= 0) return no();
    const at = events.push({ kind: 'choice', p }) - 1;
    choices++;
    return { kind: 'pick', event: at, yes: yes(), no: no() };
  };
  const { operations, externals, links } = namesOf(plan);
  const name = system.workloads[workload]!.name;
  const done = new Map<string, { readonly fail: Fail; readonly random: boolean }>();
  const open = new Set<string>();
  let choices = 0;
  let copies = 0;

  const operation = (id: string): Fail => {
    const external = externals.get(id);
    if (external !== undefined) return event('external', external);
    const found = operations.get(id);
    if (!found) return never;
    const before = done.get(id);
    if (before && !before.random) return before.fail;
    if (before && copies >= most) {
      simplified.add('an operation that is called many times takes the same branches each time');
      return before.fail;
    }
    if (open.has(id)) {
      simplified.add('calls that form a cycle are followed once');
      return never;
    }
    if (open.size >= deepest) throw new TooDeep();
    open.add(id);
    copies++;
    const start = choices;
    const { steps } = found;
    const reply = steps.findIndex((step) => step.kind === 'reply');
    const parts = [event('node', found.node), ...body(reply < 0 ? steps : steps.slice(0, reply), found.owner)];
    open.delete(id);
    const fail: Fail = { kind: 'or', parts };
    const random = choices > start;
    if (random && before) return fail;
    done.set(id, { fail, random });
    return fail;
  };
  const body = (steps: readonly Step[], owner: string): Fail[] =>
    steps.map((step) => one(step, owner)).filter((part) => part !== never);
  const all = (steps: readonly Step[], owner: string): Fail => join(body(steps, owner));
  /** A body that runs several times: its choices are drawn each time. */
  const repeated = (count: number, geometric: boolean, run: () => Fail): Fail => {
    if (count <= 0) return never;
    if (count < 1) return pick(count, run);
    const start = choices;
    const first = run();
    if (choices === start || count === 1) return first;
    const whole = Math.min(mostRepeats, Math.floor(count + 1e-9));
    if (geometric || whole < count - 1e-9) simplified.add('repetitions are taken at their mean number');
    const parts = [first];
    for (let i = 1; i < whole; i++) parts.push(run());
    if (whole < count - 1e-9 && whole < mostRepeats) parts.push(pick(count - whole, run));
    return join(parts);
  };
  const one = (step: Step, owner: string): Fail => {
    switch (step.kind) {
      case 'call': {
        const p = step.forWorkload?.get(name)?.value ?? step.probability?.value ?? 1;
        const { fallback } = step.policy;
        return pick(p, () =>
          repeated(step.count?.value ?? 1, step.geometric === true, () => {
            if (fallback && fallback.steps.length === 0) return never;
            const link = links.get(`${owner}->${step.target.split('.')[0]!}`);
            const callee = operation(step.target);
            const primary = link === undefined ? callee : join([event('link', link), callee]);
            return fallback ? { kind: 'and', parts: [primary, all(fallback.steps, owner)] } : primary;
          }),
        );
      }
      case 'parallel':
        return all(step.branches, owner);
      case 'first': {
        if (step.branches.length === 0) return never;
        const total = Math.max(1, Math.round(step.total.value));
        const needed = Math.min(total, Math.max(1, Math.round(step.needed.value)));
        const parts = Array.from({ length: total }, (_, i) => one(step.branches[i % step.branches.length]!, owner));
        return { kind: 'kOf', k: total - needed + 1, parts };
      }
      case 'branch':
        return pick(
          step.probability.value,
          () => all(step.then, owner),
          () => all(step.otherwise, owner),
        );
      case 'loop':
        return repeated(step.count.value, step.geometric, () => all(step.steps, owner));
      case 'cache':
        return pick(1 - step.hit.value, () => all(step.miss, owner));
      default:
        return never;
    }
  };

  try {
    return { root: operation(target), events, simplified: [...simplified] };
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return everything(plan, workload);
  }
}

/** The pessimistic structure: whatever may be called is needed by every request. */
export function everything(plan: Plan, workload: number): Shape {
  const nodes = new Set([...plan.paths[workload]!].map((vertex) => plan.compiled.variants[vertex]!.node));
  const events: EventOf[] = [
    ...[...nodes].map((index) => ({ kind: 'node', index }) as const),
    ...[...plan.externalPaths[workload]!].map((index) => ({ kind: 'external', index }) as const),
    ...[...plan.linkPaths[workload]!].map((index) => ({ kind: 'link', index }) as const),
  ];
  return {
    root: { kind: 'or', parts: events.map((_, event) => ({ kind: 'event', event })) },
    events,
    simplified: ['every request is taken to need everything that it may call (pessimistic)'],
  };
}

const join = (parts: readonly Fail[]): Fail =>
  parts.length === 1 ? parts[0]! : parts.length === 0 ? never : { kind: 'or', parts };

interface Names {
  readonly operations: ReadonlyMap<
    string,
    { readonly owner: string; readonly node: number; readonly steps: readonly Step[] }
  >;
  readonly externals: ReadonlyMap<string, number>;
  readonly links: ReadonlyMap<string, number>;
}
const names = new WeakMap<Plan, Names>();

function namesOf(plan: Plan): Names {
  const before = names.get(plan);
  if (before) return before;
  const { system } = plan;
  const operations = new Map<string, { owner: string; node: number; steps: readonly Step[] }>();
  system.nodes.forEach((node, index) => {
    for (const item of node.operations) operations.set(item.id, { owner: node.name, node: index, steps: item.steps });
  });
  const externals = new Map<string, number>();
  system.externals.forEach((external, index) => {
    externals.set(external.name, index);
    for (const item of external.operations) externals.set(item.id, index);
  });
  // Links that never fail make no difference.
  const links = new Map<string, number>();
  system.links.forEach((link, index) => {
    if (link.availability.value < 1) links.set(`${link.from}->${link.to}`, index);
  });
  const made = { operations, externals, links };
  names.set(plan, made);
  return made;
}
