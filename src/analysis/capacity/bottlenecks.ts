/** What saturates first, and next: the factor on all workloads at which each resource is full. */
import type { Bottleneck } from '../report.js';
import type { Point } from './operate.js';
import type { Plan } from './plan.js';

/** Relative; the search for the saturation ends at 1e-4. */
const searchTolerance = 2e-4;

/**
 * Resources by their saturation factor, first the one that is full first. Cores saturate linearly with the load (utilisation law);
 * a pool at what its slots can serve with what it calls answering as now.
 */
export function bottlenecks(plan: Plan, point: Point, searched?: number): Bottleneck[] {
  const { workloads } = plan.system;
  const result: Bottleneck[] = [];
  const openRate = workloads.reduce(
    (sum, workload, index) => sum + (workload.load.kind === 'open' ? point.rates[index]! : 0),
    0,
  );
  const total = openRate > 0 ? openRate : point.rates.reduce((sum, rate) => sum + rate, 0);
  const push = (node: string, resource: Bottleneck['resource'], factor: number, at: Bottleneck['at']): void => {
    if (!(factor > 0) || !Number.isFinite(factor)) return;
    result.push({
      node,
      resource,
      utilisation: 1 / factor,
      saturationFactor: factor,
      saturationRate: total * factor,
      at,
    });
  };
  for (const node of plan.nodes) {
    const state = point.nodes[node.index]!;
    if (state.offered <= 0 || state.replicas <= 0) continue;
    const declared = plan.system.nodes[node.index]!;
    const host = plan.hosts[node.host];
    let cpu = state.cpu;
    if (host) cpu = host.nodes.reduce((sum, index) => sum + point.nodes[index]!.cpu, 0);
    const skew = declared.balancing.policy === 'hash' ? Math.max(1, declared.balancing.skew.value) : 1;
    const cores = host ? host.cores : node.cores * state.replicas;
    const byCores = cpu > 0 ? cores / (cpu * skew) : Number.POSITIVE_INFINITY;
    const waitsForOverload = state.cause !== undefined && state.cause.node !== node.index;
    const capacity = waitsForOverload ? Number.POSITIVE_INFINITY : state.station.capacity / state.offered;
    if (capacity < byCores * (1 - 1e-9) && Number.isFinite(node.workers)) {
      const bound = capacity < byCores * (1 - 1e-3) ? 'workers' : 'cores';
      push(node.name, bound, capacity, declared.nameAt);
    } else push(node.name, 'cores', byCores, declared.nameAt);
  }
  plan.system.externals.forEach((external, index) => {
    const rate = point.externalRates[index]!;
    if (external.limit && rate > 0) push(external.name, 'limit', external.limit.value / rate, external.nameAt);
  });
  result.sort((a, b) => a.saturationFactor - b.saturationFactor);
  const first = result[0];
  if (first && searched !== undefined && Number.isFinite(searched) && first.resource !== 'limit') {
    // Within the tolerance of the search the resource's own figure is the better one.
    if (Math.abs(searched / first.saturationFactor - 1) < searchTolerance) return result;
    result[0] = { ...first, utilisation: 1 / searched, saturationFactor: searched, saturationRate: total * searched };
  }
  return result;
}
