/** How many replicas the present load needs: the least number that is stable and within the limit of utilisation. */
import type { NodeState } from '../capacity/evaluate.js';
import type { Plan } from '../capacity/plan.js';

/**
 * N = ceil(offered load / (limit x capacity of one)), after the utilisation law, slots and cores alike; no more than are there if those
 * are stable although over their limit.
 * @returns undefined where no load reaches the node
 */
export function neededReplicas(plan: Plan, index: number, state: NodeState): number | undefined {
  const exact = demandInReplicas(plan, index, state);
  if (exact === undefined) return undefined;
  const limit = plan.system.nodes[index]!.utilisationLimit.value;
  const comfortable = Math.max(1, ceil(exact / limit));
  if (comfortable <= state.replicas) return comfortable;
  const stable = Math.max(1, Math.floor(exact + 1e-9) + 1);
  // Over its limit already: what is there is just enough as long as it is stable.
  return stable <= state.replicas ? state.replicas : comfortable;
}

/** Load in replicas that are fully used. */
export function demandInReplicas(plan: Plan, index: number, state: NodeState): number | undefined {
  const node = plan.nodes[index]!;
  if (state.offered <= 0) return undefined;
  const replicas = Math.max(1, state.replicas);
  const capacity = state.station.capacity / replicas;
  const byStation = Number.isFinite(capacity) && capacity > 0 ? state.offered / capacity : 0;
  const byCores = node.host < 0 && Number.isFinite(node.cores) ? state.cpu / node.cores : 0;
  const bySlots = state.station.stable ? state.station.workerUtilisation * replicas : 0;
  return Math.max(byStation, byCores, bySlots);
}

const ceil = (value: number): number => Math.ceil(value - 1e-9);
