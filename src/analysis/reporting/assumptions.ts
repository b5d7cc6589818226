/** What a figure takes for granted, in words, by node type and for the system. */
import type { Plan } from '../capacity/plan.js';
import { unlikeError } from '../methods.js';
import { dayAssumptions } from './dayAssumptions.js';

/** Approximations that the declarations of one node type bring in; empty where the kernel's answer stands as it is. */
export function assumptionsOf(plan: Plan, index: number): string[] {
  const declared = plan.system.nodes[index]!;
  const node = plan.nodes[index]!;
  const list: string[] = [];
  if (node.replicas > 1) {
    if (declared.balancing.policy === 'round_robin')
      list.push('round robin: each replica is taken as fed every n-th arrival');
    if (declared.balancing.policy === 'least_loaded')
      list.push('least loaded: the replicas are taken as one pooled queue');
    if (declared.balancing.policy === 'hash')
      list.push('hash: times are means over requests, utilisations those of the fullest replica');
  }
  if (node.host >= 0) list.push(`cores of ${plan.hosts[node.host]!.id} are shared as one processor-sharing station`);
  if (declared.queue.policy === 'block' && declared.queue.size)
    list.push('a full queue that blocks is taken as unbounded');
  if (unlikeClosed(plan, index)) list.push(`one line for the workers of ${node.name}; ${unlikeError()}`);
  return list;
}

/** True where several closed workloads wait in one line for workers that they hold for unlike times. */
function unlikeClosed(plan: Plan, index: number): boolean {
  const node = plan.nodes[index]!;
  if (!Number.isFinite(node.workers)) return false;
  let users = 0;
  const closed = plan.system.workloads.flatMap(({ load }, w) => {
    const count = (vertex: number): number => plan.visits[w]![vertex]!;
    const own = node.variants.filter((variant) => count(variant.index) > 0);
    if (load.kind !== 'closed' || own.length === 0) return [];
    users += load.users.value;
    const calls = own.reduce((sum, variant) => sum + count(variant.index), 0);
    return [own.reduce((sum, variant) => sum + count(variant.index) * workOf(plan, variant.index), 0) / calls];
  });
  return users > node.workers && Math.max(...closed) > 1.2 * Math.min(...closed);
}

const works = new WeakMap<Plan, Float64Array>();
/** Rounds of adding up calls: deep chains are added up whole, cycles as far as so many rounds lead. */
const ROUNDS = 30;

/** Mean seconds of CPU of an execution of a variant with all that it waits for. */
function workOf(plan: Plan, vertex: number): number {
  const known = works.get(plan);
  if (known) return known[vertex]!;
  const { variants } = plan.compiled;
  let work = Float64Array.from(variants, ({ demand }) => demand);
  for (let round = 0; round < ROUNDS; round++)
    work = Float64Array.from(variants, ({ demand, edges }) =>
      edges.reduce((sum, { target, count, sync }) => (sync && count > 0 ? sum + count * work[target]! : sum), demand),
    );
  works.set(plan, work);
  return work[vertex]!;
}

/** Approximations that hold for every response time of the system. */
export function systemAssumptions(plan: Plan): string[] {
  const list = ['waits at different nodes are independent', ...dayAssumptions(plan)];
  let fallback = false;
  let policies = false;
  for (const variant of plan.compiled.variants) {
    for (const step of variant.operation.steps) {
      if (step.kind !== 'call' && step.kind !== 'send') continue;
      if (step.policy.fallback) fallback = true;
      if (step.policy.timeout || step.policy.retry) policies = true;
    }
  }
  if (policies) list.push('timeouts and retries do not act: every first attempt succeeds');
  if (fallback) list.push('fallbacks are not taken');
  return list;
}
