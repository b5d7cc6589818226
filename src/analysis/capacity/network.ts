/**
 * A system with closed workloads as a product-form network, where it is one: the cores of each replica are stations, everything
 * else is delay. Solved by the kernels for closed and mixed networks (convolution, Linearizer when large).
 */
import { type NetworkClass, solveNetwork } from '../../queueing/index.js';
import type { Expr } from '../flow/bodies.js';
import { meanOf } from '../flow/moments.js';
import { evaluate } from './evaluate.js';
import type { Plan } from './plan.js';

export interface NetworkSolution {
  readonly rates: readonly number[];
  /** Mean response per workload, s. */
  readonly means: readonly number[];
  readonly exact: boolean;
}

const mostStations = 400;

/** @returns undefined where the system is no product-form network, or an open load alone overloads it */
export function solveAsNetwork(
  plan: Plan,
  open: readonly number[],
  users: readonly number[],
  replicas: readonly number[] | undefined,
): NetworkSolution | undefined {
  const { system, compiled } = plan;
  const { variants } = compiled;
  const used = new Set<number>();
  plan.visits.forEach((visits, workload) => {
    if (open[workload]! <= 0 && users[workload]! <= 0) return;
    visits.forEach((count, vertex) => {
      if (count > 0) used.add(vertex);
    });
  });
  const openLoad = open.some((rate) => rate > 0);
  const population = users.reduce((sum, count) => sum + Math.round(count), 0);
  for (const vertex of used) {
    const variant = variants[vertex]!;
    if (variant.second || variant.edges.some((edge) => !edge.sync) || !sequential(variant.first)) return undefined;
  }
  if (
    system.workloads.some(
      (workload, index) => workload.load.kind === 'open' && open[index]! > 0 && workload.load.burstiness.value !== 1,
    )
  ) {
    return undefined;
  }
  const idle = evaluate(plan, { rates: open.map(() => 0), replicas });
  let exact = true;
  const stations: { servers: number; demands: number[] }[] = [];
  const contended = system.workloads.map(() => 0);
  for (const node of plan.nodes) {
    const own = node.variants.filter((variant) => used.has(variant.index));
    if (own.length === 0) continue;
    const declared = system.nodes[node.index]!;
    const { policy } = declared.balancing;
    const count = replicas?.[node.index] ?? node.replicas;
    if (node.host >= 0 || count <= 0 || (policy !== 'random' && policy !== 'shared')) return undefined;
    const pooled = policy === 'shared';
    const slots = node.workers * (pooled ? count : 1);
    const free = !openLoad && population <= slots;
    if (declared.queue.size && declared.queue.policy !== 'block' && Number.isFinite(node.workers)) {
      if (openLoad || population > slots + declared.queue.size.value * (pooled ? count : 1)) return undefined;
    }
    let servers = node.cores * (pooled ? count : 1);
    if (!free && Number.isFinite(node.workers)) {
      // Slots may bind: still product form where a slot is held for CPU time alone and is itself the server.
      const busyOnly = own.every((variant) => {
        const response = idle.responses[variant.index];
        return response && 'time' in response && meanOf(response.time) - variant.demand <= 1e-12 * variant.demand;
      });
      if (!busyOnly) return undefined;
      servers = Math.min(servers, slots);
      const demand = own[0]!.demand;
      if (
        own.some(
          (variant) =>
            variant.demand !== demand || Math.abs(variant.cpuTime.k2 - demand * demand) > 1e-9 * demand * demand,
        )
      )
        exact = false;
    }
    if (!Number.isFinite(servers)) continue;
    const demands = plan.visits.map((visits) =>
      own.reduce((sum, variant) => sum + visits[variant.index]! * variant.demand, 0),
    );
    demands.forEach((demand, workload) => {
      contended[workload] = contended[workload]! + demand;
    });
    const copies = pooled ? 1 : count;
    if (stations.length + copies > mostStations) return undefined;
    for (let copy = 0; copy < copies; copy++)
      stations.push({ servers, demands: demands.map((demand) => demand / copies) });
  }
  const delays = system.workloads.map((_, index) => {
    const timed = idle.workloads[index]!;
    return 'time' in timed ? Math.max(0, meanOf(timed.time) - contended[index]!) : 0;
  });
  const classes = system.workloads.map((workload, index): NetworkClass => {
    if (workload.load.kind === 'open') return { kind: 'open', rate: open[index]! };
    const count = users[index]! > 0 ? Math.max(1, Math.round(users[index]!)) : 0;
    return {
      kind: 'closed',
      population: count,
      think: Math.max(1e-9, workload.load.think.mean.value + delays[index]!),
    };
  });
  const answer = solveNetwork({ classes, stations });
  if (!answer.stable) return undefined;
  return {
    rates: answer.classes.map((item) => item.throughput),
    means: answer.classes.map((item, index) => item.response + delays[index]!),
    exact: exact && answer.exact,
  };
}

function sequential(expr: Expr): boolean {
  switch (expr.kind) {
    case 'race':
      return false;
    case 'seq':
      return expr.items.every(sequential);
    case 'mix':
      return sequential(expr.a) && sequential(expr.b);
    case 'times':
      return sequential(expr.body);
    default:
      return true;
  }
}
