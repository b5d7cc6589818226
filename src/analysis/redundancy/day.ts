/** Availability over a day: that of each state of the load, weighed by the requests that come in it. */
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { type Availability, redundancyOf, workloadAvailability } from './availability.js';

/**
 * @param points the operating point of each state of the day, in order; one where there are no profiles
 * @returns requests of states in which the workload is overloaded count as failed
 */
export function availabilityOver(
  plan: Plan,
  points: readonly Point[],
  workload: number,
  replicas?: readonly number[],
): Availability {
  const weights = points.map((point, state) => (plan.day?.states[state]?.share ?? 1) * point.rates[workload]!);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (points.length === 1 || total === 0) return availabilityAt(plan, points[0]!, workload, replicas);
  const known = new Map<string, Availability>();
  const causes = new Map<string, { name: string; at: Availability['causes'][number]['at']; share: number }>();
  const single = new Map<string, Availability['single'][number]>();
  let unavailability = 0;
  let plain = 0;
  let cut = 0;
  let overloaded = 0;
  let last: Availability | undefined;
  for (const [state, point] of points.entries()) {
    const weight = weights[state]! / total;
    if (weight === 0) continue;
    if ('cause' in point.workloads[workload]!) {
      overloaded += weight;
      continue;
    }
    const redundancy = redundancyOf(plan, point, replicas);
    const key = `${redundancy.units.map(({ needed, loss }) => `${needed} ${loss}`).join()} ${redundancy.refused.join()}`;
    const found = known.get(key) ?? workloadAvailability(plan, redundancy, workload);
    known.set(key, found);
    last = found;
    unavailability += weight * found.unavailability;
    plain += weight * found.plain;
    cut += weight * found.cut;
    for (const cause of found.causes) {
      const before = causes.get(cause.name);
      if (before) before.share += weight * cause.share;
      else causes.set(cause.name, { ...cause, share: weight * cause.share });
    }
    for (const item of found.single) single.set(item.name, item);
  }
  if (overloaded > 0) causes.set('overload', { name: 'overload', at: undefined, share: overloaded });
  return {
    unavailability: Math.min(1, unavailability + overloaded),
    plain,
    causes: [...causes.values()].sort((a, b) => b.share - a.share),
    single: [...single.values()],
    cut,
    defaulted: last?.defaulted ?? [],
    simplified: [
      ...(last?.simplified ?? []),
      'weighed over the day by requests',
      ...(overloaded > 0 ? ['all requests of intervals with an overload count as failed'] : []),
    ],
  };
}

function availabilityAt(
  plan: Plan,
  point: Point,
  workload: number,
  replicas: readonly number[] | undefined,
): Availability {
  return workloadAvailability(plan, redundancyOf(plan, point, replicas), workload);
}
