/** How much the load may grow: searches over the whole analysis, never extrapolation. */

import type { Goal } from '../../model/system.js';
import { operate, type Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { goalText, holds, isPointGoal, pointValue, workloadsOf } from '../objectives.js';
import { formatNumber } from '../render/format.js';
import type { Result } from '../report.js';
import { figure, unknown } from '../reporting/figures.js';
import { problem } from '../reporting/workloads.js';
import { type Check, endless } from './budget.js';

export interface Target {
  readonly workload: number;
  readonly goals: readonly Extract<Goal, { kind: 'bound' }>[];
}

/** Response, throughput and error goals of the given workloads. Each target also means that its workload is stable. */
export function targetsOf(plan: Plan, members: readonly number[]): Target[] {
  return members.map((workload) => ({
    workload,
    goals: plan.system.objectives
      .filter((objective) => workloadsOf(plan.system, objective).includes(workload))
      .flatMap((objective) => objective.goals.filter(isPointGoal))
      .filter((goal) => goal.metric !== 'throughput' && goal.metric !== 'shed'),
  }));
}

/** First reason why a target does not hold at a point; undefined if all hold. */
export function firstBreak(plan: Plan, point: Point, targets: readonly Target[]): string | undefined {
  for (const target of targets) {
    const bad = problem(plan, point, target.workload);
    if (bad) return bad.kind === 'value' ? undefined : bad.reason;
    for (const goal of target.goals) {
      const value = pointValue(plan, point, target.workload, goal);
      if (value === undefined || !holds(value, goal.comparison, goal.bound.value)) {
        return `${plan.system.workloads[target.workload]!.name}: ${goalText(goal)}`;
      }
    }
  }
  return undefined;
}

export interface Headroom {
  readonly kind: 'found';
  /** Greatest factor on the load at which everything holds; below 1 where something is missed now; Infinity without limit. */
  readonly factor: number;
  /** What breaks first beyond it. */
  readonly reason: string | undefined;
}

const limit = 2 ** 20;

/**
 * Searches the greatest factor on the load of `scaled` at which every target holds, by bracketing and bisection to 1e-4.
 * @param scaled indices of the workloads that grow
 * @returns 'never' where a target does not hold even at a thousandth of the load
 */
export function searchFactor(
  plan: Plan,
  scaled: readonly number[],
  targets: readonly Target[],
  replicas?: readonly number[],
  check: Check = endless,
): Headroom | { readonly kind: 'never'; readonly reason: string } {
  const set = new Set(scaled);
  let reason: string | undefined;
  const ok = (factor: number): boolean => {
    const factors = plan.system.workloads.map((_, index) => (set.has(index) ? factor : 1));
    check();
    const broken = firstBreak(plan, operate(plan, { factors, replicas }), targets);
    if (broken) reason = broken;
    return broken === undefined;
  };
  let low: number;
  let high: number;
  if (ok(1)) {
    low = 1;
    high = 1.25;
    while (ok(high)) {
      low = high;
      high = high < 2 ? 2 : high * 2;
      if (high > limit) return { kind: 'found', factor: Number.POSITIVE_INFINITY, reason: undefined };
    }
  } else {
    high = 1;
    low = 0.5;
    while (!ok(low)) {
      high = low;
      low /= 2;
      if (low < 1e-3) return { kind: 'never', reason: reason ?? 'an objective is missed' };
    }
  }
  while (high - low > 1e-4 * low) {
    const middle = (low + high) / 2;
    if (ok(middle)) low = middle;
    else high = middle;
  }
  return { kind: 'found', factor: low, reason };
}

/** Headroom of one workload alone, or of the system (all workloads together). */
export function headroomOf(
  plan: Plan,
  workload: number | undefined,
  replicas?: readonly number[],
  check: Check = endless,
): Result {
  const all = plan.system.workloads.flatMap((_, index) => (plan.compiled.entries[index]!.length > 0 ? [index] : []));
  if (all.length === 0) return unknown('There is no load.');
  const scaled = workload === undefined ? all : [workload];
  const targets = targetsOf(plan, scaled);
  const goals = targets.reduce((sum, target) => sum + target.goals.length, 0);
  const nobody = scaled.every((index) => {
    const { load } = plan.system.workloads[index]!;
    return (load.kind === 'open' ? load.rate.value : load.users.value) === 0;
  });
  if (nobody) return unknown('The load is zero: nothing that could grow.');
  const found = searchFactor(plan, scaled, targets, replicas, check);
  if (found.kind === 'never') return unknown(`Not even a thousandth of the load holds: ${found.reason}`);
  if (!Number.isFinite(found.factor)) {
    const closed = scaled.every((index) => plan.system.workloads[index]!.load.kind === 'closed');
    return unknown(
      closed && goals === 0
        ? 'Users who wait for their replies overload nothing, and no objective limits how long they wait.'
        : `Nothing breaks up to ${formatNumber(limit, 7)} times the load.`,
    );
  }
  return figure(found.factor - 1, 'share', {
    method: 'search',
    assumptions: [
      goals > 0
        ? 'until the first response or error objective breaks'
        : 'no response or error objective: until saturation',
      'objectives of throughput, shed, availability and cost are not considered: they do not say what load is too much',
      workload === undefined ? 'all workloads grow together' : 'the other workloads stay as they are',
    ],
    inputs: found.reason ? [{ name: 'breaks first', text: found.reason, defaulted: false, assumed: false }] : [],
    formula: `greatest load that holds = ${formatNumber(found.factor, 5)} × present`,
  });
}
