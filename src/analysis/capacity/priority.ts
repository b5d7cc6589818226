/** Priorities of workloads, inherited by calls: who waits how long for a worker. Cores are shared by all alike. */
import { type Moments, priorityWaits } from '../../queueing/index.js';
import { hasPriorities } from '../flow/bodies.js';
import { meanOf } from '../flow/moments.js';
import { bodyTime, type Timed } from './bodyTime.js';
import type { Plan, PlanNode } from './plan.js';
import type { Station } from './station.js';

/** Load that a queue can have at most: one that turns requests away is stable at any. */
const MOST_LOAD = 1 - 1e-9;

/**
 * The wait of each variant of a node type, by the priority of its workload.
 * @param station the node type in order of arrival
 * @param offered rate of each variant, 1/s; @param responses of what the variants call, for the times that they hold workers
 * @returns undefined where nobody waits, or all have the same priority
 */
export function waitsByPriority(
  plan: Plan,
  node: PlanNode,
  station: Station,
  offered: Float64Array,
  responses: readonly (Timed | undefined)[],
): ReadonlyMap<number, Moments> | undefined {
  if (!hasPriorities(plan.system) || !station.stable || !(meanOf(station.wait) > 0)) return undefined;
  const works = new Map<number, number>();
  const priorityOf = (workload: number): number => plan.system.workloads[workload]?.priority.value ?? 0;
  let total = 0;
  for (const variant of node.variants) {
    const parts = [variant.first, ...(variant.second ? [variant.second] : [])];
    const hold = parts.reduce((sum, part) => {
      const timed = bodyTime(part, station.cpuFactor, responses);
      return 'time' in timed ? sum + meanOf(timed.time) : sum;
    }, 0);
    const work = offered[variant.index]! * hold;
    const priority = priorityOf(variant.workload);
    works.set(priority, (works.get(priority) ?? 0) + work);
    total += work;
  }
  if (works.size < 2 || !(total > 0)) return undefined;
  const load = Math.min(MOST_LOAD, Math.max(station.overload * (1 - station.loss), station.workerUtilisation));
  const order = [...works.keys()].sort((a, b) => b - a);
  const waits = priorityWaits(
    station.wait,
    order.map((priority) => (load * works.get(priority)!) / total),
  );
  return new Map(node.variants.map((variant) => [variant.index, waits[order.indexOf(priorityOf(variant.workload))]!]));
}
