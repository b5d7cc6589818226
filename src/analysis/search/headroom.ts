/** How much the load may grow before objectives break. */

import type { Goal } from '../../model/system.js';
import type { Point } from '../capacity/operate.js';
import { clearlyAbove } from '../capacity/percentiles.js';
import type { Plan } from '../capacity/plan.js';
import { type Bound, goalText, holds, isPointGoal, pointValue, workloadsOf } from '../objectives.js';
import { availabilityOver } from '../redundancy/day.js';
import { formatNumber } from '../render/format.js';
import type { Result } from '../report.js';
import { figure, unknown } from '../reporting/figures.js';
import { problem } from '../reporting/workloads.js';
import { type Check, endless } from './budget.js';
import { type Growth, LoadSearch, mostGrowth, type Watch } from './growth.js';

export interface Target {
  readonly workload: number;
  readonly goals: readonly Bound[];
}

/** Response, throughput and error goals of the given workloads. Each target also means that its workload is stable. */
export function targetsOf(plan: Plan, members: readonly number[]): Target[] {
  return members.map((workload) => ({
    workload,
    goals: boundsOf(plan, workload)
      .filter(isPointGoal)
      .filter((goal) => goal.metric !== 'throughput' && goal.metric !== 'shed'),
  }));
}

function boundsOf(plan: Plan, workload: number): Bound[] {
  return plan.system.objectives
    .filter((objective) => workloadsOf(plan.system, objective).includes(workload))
    .flatMap((objective) => objective.goals.filter((goal) => goal.kind === 'bound'));
}

/**
 * First reason why a target does not hold at a point; undefined if all hold.
 * @param all points of all states of the day, over which availability is weighed
 */
export function firstBreak(
  plan: Plan,
  point: Point,
  targets: readonly Target[],
  all: () => readonly Point[] = () => [point],
): string | undefined {
  for (const target of targets) {
    const bad = problem(plan, point, target.workload);
    if (bad) return bad.kind === 'value' ? undefined : bad.reason;
    for (const goal of target.goals) {
      if (!keeps(plan, point, target.workload, goal, all)) {
        return `${plan.system.workloads[target.workload]!.name}: ${goalText(goal)}`;
      }
    }
  }
  return undefined;
}

function keeps(plan: Plan, point: Point, workload: number, goal: Bound, all: () => readonly Point[]): boolean {
  if (goal.metric === 'percentile' && !problem(plan, point, workload)) {
    const above = clearlyAbove(point, workload, goal.percentile ?? 0.99, goal.bound.value);
    if (above !== undefined) return above === (goal.comparison === '>' || goal.comparison === '>=');
  }
  const value =
    goal.metric === 'availability'
      ? 1 -
        availabilityOver(
          plan,
          all(),
          workload,
          point.nodes.map((node) => node.replicas),
        ).unavailability
      : pointValue(plan, point, workload, goal);
  return value !== undefined && holds(value, goal.comparison, goal.bound.value);
}

/** Whether growing load decides a goal: more load can break it, and less cannot. */
function loadDecides(goal: Goal): goal is Bound {
  if (goal.kind !== 'bound') return false;
  if (goal.metric === 'throughput') return goal.comparison === '<' || goal.comparison === '<=';
  return ['mean', 'percentile', 'errors', 'availability'].includes(goal.metric);
}

/** Headroom of a set of workloads that grow together: of all their objectives, and of each. */
export interface Headrooms {
  readonly overall: Result;
  of(goal: Goal): Result | undefined;
}

/**
 * Headroom of one workload alone, or of the system (all workloads together; `workload` undefined).
 * `of` answers for one goal on its own, found by its own search over the same operating points.
 */
export function headroomsOf(
  plan: Plan,
  workload: number | undefined,
  replicas?: readonly number[],
  check: Check = endless,
): Headrooms {
  const all = plan.system.workloads.flatMap((_, index) => (plan.compiled.entries[index]!.length > 0 ? [index] : []));
  const none = (reason: string): Headrooms => ({
    overall: unknown(reason),
    of: (goal) => (loadDecides(goal) ? unknown(reason) : undefined),
  });
  if (all.length === 0) return none('There is no load.');
  const scaled = workload === undefined ? all : [workload];
  const nobody = scaled.every((index) => {
    const { load } = plan.system.workloads[index]!;
    return (load.kind === 'open' ? load.rate.value : load.users.value) === 0;
  });
  if (nobody) return none('The load is zero: nothing that could grow.');

  const search = new LoadSearch(plan, scaled, replicas, check);
  const others = workload === undefined ? 'all workloads grow together' : 'the other workloads stay as they are';
  const stable = targetsOf(plan, scaled);
  // What is missed at any load, such as an availability that the replicas cannot give, says nothing of how much load there may be.
  const held: Target[] = scaled.map((index) => ({
    workload: index,
    goals: boundsOf(plan, index).filter(
      (goal) =>
        goal.metric === 'availability' &&
        !problem(plan, search.at(1), index) &&
        keeps(plan, search.at(1), index, goal, () => search.all(1)),
    ),
  }));
  const goals = [...stable, ...held].reduce((sum, target) => sum + target.goals.length, 0);
  const missed = scaled.flatMap((index) =>
    boundsOf(plan, index).filter(
      (goal) => goal.metric === 'availability' && !held.some((target) => target.goals.includes(goal)),
    ),
  );
  // A bounded queue keeps a saturated node stable by turning requests away: too much, unless an objective says how much may be lost.
  const unlimited = scaled.filter((index) => !boundsOf(plan, index).some((goal) => goal.metric === 'errors'));
  const saturated: Watch = (point) => {
    for (const index of unlimited) {
      for (const vertex of plan.paths[index]!) {
        const { node } = plan.compiled.variants[vertex]!;
        if (point.nodes[node]!.station.overload >= 1)
          return `${plan.nodes[node]!.name} is saturated and turns requests away`;
      }
    }
    return undefined;
  };
  const found = search.greatest(
    (point, all) => firstBreak(plan, point, stable) ?? firstBreak(plan, point, held, all) ?? saturated(point, all),
  );
  const assumptions = [
    goals > 0
      ? 'until the first objective of response, errors or availability breaks'
      : 'no such objective: until saturation',
    ...(missed.length > 0 ? ['an availability objective that is missed already is left aside'] : []),
    'survival, throughput, shed and cost are judged at the present load only',
    others,
    ...(plan.day
      ? ['the worst interval of the day decides; one that is overloaded counts as broken, however short']
      : []),
  ];
  return {
    overall: resultOf(plan, scaled, goals, found, assumptions),
    of(goal) {
      if (!loadDecides(goal)) return undefined;
      const targets = scaled.map((index) => ({
        workload: index,
        goals: boundsOf(plan, index).filter((own) => own === goal),
      }));
      const alone = search.greatest((point, all) => firstBreak(plan, point, targets, all), 1e-3);
      return resultOf(plan, scaled, 1, alone, ['until this objective breaks or the workload saturates', others]);
    },
  };
}

/** `headroomsOf` where only the whole is wanted. */
export function headroomOf(plan: Plan, workload: number | undefined, check?: Check): Result {
  return headroomsOf(plan, workload, undefined, check).overall;
}

function resultOf(
  plan: Plan,
  scaled: readonly number[],
  goals: number,
  found: Growth,
  assumptions: readonly string[],
): Result {
  if (found.kind === 'never') return unknown(`Not even a thousandth of the load holds: ${found.reason}`);
  if (!Number.isFinite(found.factor)) {
    const closed = scaled.every((index) => plan.system.workloads[index]!.load.kind === 'closed');
    return unknown(
      closed && goals === 0
        ? 'Users who wait for their replies overload nothing, and no objective limits how long they wait.'
        : `Nothing breaks up to ${formatNumber(mostGrowth, 7)} times the load.`,
    );
  }
  return figure(found.factor - 1, 'share', {
    method: 'search',
    assumptions,
    inputs: found.reason ? [{ name: 'breaks first', text: found.reason, defaulted: false, assumed: false }] : [],
    formula: `greatest load that holds = ${formatNumber(found.factor, 5)} × present`,
  });
}
