/** Builds Systems concisely for tests: numbers instead of quantities, defaults filled in as the language does. */
import type * as m from '../../model/system.js';

let cursor = 0;
/** A source range of its own for every value, so that tests can tell places apart. */
export function at(length = 4): m.SourceRange {
  const offset = cursor;
  cursor += length + 1;
  return {
    uri: 'test.arch',
    offset,
    end: offset + length,
    line: offset,
    column: 0,
    endLine: offset,
    endColumn: length,
  };
}
export const q = (value: number): m.Quantity => ({ value, origin: 'written', at: at() });
export const unset = (value: number): m.Quantity => ({ value, origin: 'default' });

export function dist(mean: number, cv = 1, family: m.DistributionFamily = 'exponential'): m.Distribution {
  return { family: cv === 0 ? 'deterministic' : family, mean: q(mean), cv: q(cv) };
}
export const fixed = (mean: number): m.Distribution => dist(mean, 0, 'deterministic');

export const policy = (more: Partial<m.CallPolicy> = {}): m.CallPolicy => ({
  recovery: 'at_most_once',
  recoveryOrigin: 'default',
  cancellable: false,
  ...more,
});
export const cpu = (mean: number, cv = 1, more: m.StepModifiers = {}): m.Step => ({
  kind: 'cpu',
  demand: dist(mean, cv),
  at: at(),
  ...more,
});
export const delay = (mean: number, cv = 1): m.Step => ({ kind: 'delay', duration: dist(mean, cv), at: at() });
export function call(
  target: string,
  more: m.StepModifiers & { readonly policy?: Partial<m.CallPolicy>; readonly send?: boolean } = {},
): m.Step {
  const { policy: own, send, ...modifiers } = more;
  return { kind: send ? 'send' : 'call', target, targetAt: at(), policy: policy(own), at: at(), ...modifiers };
}
export const reply = (): m.Step => ({ kind: 'reply', at: at() });
export const parallel = (...branches: m.Step[]): m.Step => ({ kind: 'parallel', branches, at: at() });
export const first = (needed: number, total: number, ...branches: m.Step[]): m.Step => ({
  kind: 'first',
  needed: q(needed),
  total: q(total),
  cancellable: false,
  branches,
  at: at(),
});
export const cache = (hit: number, ...miss: m.Step[]): m.Step => ({ kind: 'cache', hit: q(hit), miss, at: at() });
export const loop = (count: number, geometric: boolean, ...steps: m.Step[]): m.Step => ({
  kind: 'loop',
  count: q(count),
  geometric,
  steps,
  at: at(),
});

export interface NodeOptions {
  readonly replicas?: number;
  readonly workers?: number;
  readonly cores?: number;
  readonly speed?: number;
  readonly places?: readonly string[];
  readonly host?: string;
  readonly balancing?: m.BalancingPolicy;
  readonly skew?: number;
  readonly queue?: number;
  readonly full?: m.FullPolicy;
  readonly failure?: m.Failure;
  readonly limit?: number;
  readonly idempotent?: boolean;
  readonly cost?: number;
}
export function node(name: string, options: NodeOptions, operations: Record<string, readonly m.Step[]>): m.NodeType {
  return {
    name,
    at: at(100),
    nameAt: at(),
    kind: 'service',
    replicas: options.replicas === undefined ? unset(1) : q(options.replicas),
    places: options.places ?? [],
    ...(options.host === undefined ? {} : { host: options.host }),
    balancing: { policy: options.balancing ?? 'random', skew: unset(options.skew ?? 1) },
    ...(options.workers === undefined ? {} : { workers: q(options.workers) }),
    ...(options.cores === undefined ? {} : { cores: q(options.cores) }),
    speed: unset(options.speed ?? 1),
    queue: {
      ...(options.queue === undefined ? {} : { size: q(options.queue) }),
      policy: options.full ?? 'reject',
      rejectCost: unset(0),
    },
    ...(options.failure ? { failure: options.failure } : {}),
    utilisationLimit: unset(options.limit ?? 0.8),
    ...(options.cost === undefined ? {} : { cost: q(options.cost) }),
    state: [],
    operations: Object.entries(operations).map(([op, steps]) => ({
      name: op,
      id: `${name}.${op}`,
      owner: name,
      at: at(30),
      nameAt: at(),
      idempotent: options.idempotent ?? false,
      cancellable: false,
      steps,
    })),
  };
}

const targetsOf = (targets: string | Record<string, number>): m.Target[] =>
  Object.entries(typeof targets === 'string' ? { [targets]: 1 } : targets).map(([operation, share]) => ({
    operation,
    share: q(share),
    at: at(),
  }));
export function open(name: string, rate: number, targets: string | Record<string, number>, burstiness = 1): m.Workload {
  const load: m.Load = { kind: 'open', rate: q(rate), burstiness: unset(burstiness) };
  return { name, at: at(50), nameAt: at(), load, targets: targetsOf(targets), priority: unset(0) };
}
export function closed(
  name: string,
  users: number,
  think: number,
  targets: string | Record<string, number>,
): m.Workload {
  const load: m.Load = { kind: 'closed', users: q(users), think: dist(think) };
  return { name, at: at(50), nameAt: at(), load, targets: targetsOf(targets), priority: unset(0) };
}
export function external(name: string, latency: number, availability = 1, limit?: number): m.External {
  return {
    name,
    at: at(50),
    nameAt: at(),
    latency: fixed(latency),
    availability: q(availability),
    ...(limit === undefined ? {} : { limit: q(limit) }),
    operations: [],
  };
}
export function channel(name: string, ...consumers: string[]): m.Channel {
  return {
    name,
    at: at(50),
    nameAt: at(),
    kind: 'queue',
    policy: 'reject',
    consumers: consumers.map((operation) => ({ operation, batch: unset(1), at: at() })),
    replicas: unset(1),
  };
}
export function link(from: string, to: string, roundTrip: number, more: Partial<m.Link> = {}): m.Link {
  return {
    from,
    to,
    at: at(20),
    roundTrip: q(roundTrip),
    protocol: 'tcp',
    handshakes: unset(0),
    perCall: false,
    loss: unset(0),
    availability: unset(1),
    ...more,
  };
}
/** Failure data in seconds; detection at once and no common cause unless given. */
export function failure(mtbf: number, repair: number, detection = 0, beta = 0): m.Failure {
  return {
    mtbf: dist(mtbf),
    repair: dist(repair),
    detection: fixed(detection),
    coverage: unset(1),
    beta: unset(beta),
    undetected: 'hangs',
    at: at(),
  };
}
export const never = (): m.Failure => failure(1e15, 1e-9);
export function place(id: string, kind: m.Place['kind'], fails?: m.Failure, cores?: number): m.Place {
  const parent = id.includes('.') ? id.slice(0, id.lastIndexOf('.')) : undefined;
  return {
    name: id.split('.').at(-1)!,
    id,
    kind,
    at: at(),
    nameAt: at(),
    ...(parent === undefined ? {} : { parent }),
    ...(fails ? { failure: fails } : {}),
    ...(cores === undefined ? {} : { cores: q(cores) }),
  };
}
type BoundMetric = Extract<m.Goal, { kind: 'bound' }>['metric'];
export function goal(metric: BoundMetric | `p${number}`, comparison: m.Comparison, bound: number): m.Goal {
  if (/^p\d/.test(metric)) {
    const percentile = Number(metric.slice(1)) / 100;
    return { kind: 'bound', metric: 'percentile', percentile, comparison, bound: q(bound), at: at() };
  }
  return { kind: 'bound', metric: metric as BoundMetric, comparison, bound: q(bound), at: at() };
}
export const survives = (count: number, what: 'replicas' | 'zones' | 'regions' | 'hosts'): m.Goal => ({
  kind: 'survives',
  count: q(count),
  what,
  at: at(),
});
export const objective = (workload: string | undefined, ...goals: m.Goal[]): m.Objective => ({
  ...(workload === undefined ? {} : { workload }),
  goals,
  at: at(),
});

/** A system from its parts; what is left out is empty. */
export function system(parts: Partial<m.System>): m.System {
  return {
    name: 'test',
    uri: 'test.arch',
    places: [],
    profiles: [],
    workloads: [],
    nodes: [],
    externals: [],
    channels: [],
    links: [],
    clusters: [],
    objectives: [],
    monitors: [],
    scenarios: [],
    ...parts,
  };
}
