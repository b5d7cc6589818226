/** Findings of missed objectives: what was promised, what is, what causes it, and the replicas that mend it. */
import type { Goal, Objective } from '../../model/system.js';
import type { Point } from '../capacity/operate.js';
import { decisiveStates, operate } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { boundText, holds, isPointGoal, metricName, pointValue, workloadsOf } from '../objectives.js';
import { availabilityOver } from '../redundancy/day.js';
import { formatDowntime, formatNumber, formatRate, formatShare } from '../render/format.js';
import type { Bottleneck, Finding, Fix, ObjectiveReport, Report } from '../report.js';
import { firstBreak, targetsOf } from '../search/headroom.js';
import { type Evaluations, survivalOf } from '../search/survives.js';
import { finding } from './registry.js';
import { repair, replicasFix, type Trial } from './repair.js';

/** @param cache evaluations for verified fixes; absent = findings without fixes (the quick pass) */
export function missedFindings(
  plan: Plan,
  point: Point,
  report: Pick<Report, 'objectives' | 'workloads' | 'bottlenecks'>,
  cache: Evaluations | undefined,
): Finding[] {
  const result: Finding[] = [];
  let position = 0;
  for (const objective of plan.system.objectives) {
    const members = workloadsOf(plan.system, objective);
    for (const goal of objective.goals) {
      const judged = report.objectives[position++];
      if (judged?.verdict !== 'missed') continue;
      // Overload is a finding of its own, at the node that causes it.
      if (judged.actual.kind === 'unstable') continue;
      const availability = goal.kind === 'bound' && goal.metric === 'availability';
      result.push(
        finding(
          availability ? 'availability-below-objective' : 'objective-missed',
          message(plan, report, goal, judged, members),
          goal.at,
          {
            related: relatedOf(plan, point, report, goal, members),
            fixes: cache ? fixesOf(plan, cache, objective, goal, members) : [],
          },
        ),
      );
    }
  }
  return result;
}

function message(
  plan: Plan,
  report: Pick<Report, 'objectives' | 'workloads' | 'bottlenecks'>,
  goal: Goal,
  judged: ObjectiveReport,
  members: readonly number[],
): string {
  const [workload] = members;
  const owner = judged.workload ?? 'all workloads';
  if (goal.kind === 'survives')
    return `${owner} does not survive ${judged.text.replace('survives ', 'the loss of ')}. ${judged.reason ?? ''}`.trim();
  const value = judged.actual.kind === 'value' ? judged.actual.value : 0;
  if (goal.metric === 'headroom') {
    const first = report.bottlenecks[0];
    const breaks =
      judged.actual.kind === 'value'
        ? judged.actual.inputs.find((item) => item.name === 'breaks first')?.text
        : undefined;
    return (
      `${first ? `${first.node} saturates first, at ${formatRate(first.saturationRate)}; ` : ''}headroom ${formatShare(value)}, ` +
      `objective ${formatShare(goal.bound.value)}${breaks ? ` (breaks first: ${breaks})` : ''}.`
    );
  }
  const text = `${metricName(goal)} of ${owner} is ${boundText(goal, value)}, objective ${goal.comparison} ${boundText(goal, goal.bound.value)}`;
  if (goal.metric === 'availability' && workload !== undefined) {
    const { downtimeCauses } = report.workloads[workload]!;
    const causes = downtimeCauses.slice(0, 3).map((cause) => `${cause.name} ${formatDowntime(cause.minutesPerYear)}`);
    return `${text}${causes.length > 0 ? `: ${causes.join(', ')}` : ''}.`;
  }
  const busiest = workload === undefined ? undefined : busiestOf(report, pathNodes(plan, [workload]));
  return `${text}${busiest ? `; the busiest node type is ${busiest.node} (${formatShare(busiest.utilisation)} of its ${busiest.resource})` : ''}.`;
}

function busiestOf(
  report: Pick<Report, 'objectives' | 'workloads' | 'bottlenecks'>,
  nodes: ReadonlySet<string>,
): Bottleneck | undefined {
  return report.bottlenecks.find((item) => nodes.has(item.node));
}

function pathNodes(plan: Plan, members: readonly number[]): Set<string> {
  return new Set(
    members.flatMap((index) =>
      [...plan.paths[index]!].map((vertex) => plan.nodes[plan.compiled.variants[vertex]!.node]!.name),
    ),
  );
}

function relatedOf(
  plan: Plan,
  _point: Point,
  report: Pick<Report, 'objectives' | 'workloads' | 'bottlenecks'>,
  goal: Goal,
  members: readonly number[],
): Finding['related'] {
  const [workload] = members;
  if (workload === undefined) return [];
  if (goal.kind === 'bound' && goal.metric === 'availability') {
    return report.workloads[workload]!.downtimeCauses.slice(0, 3).flatMap((cause) =>
      cause.at ? [{ message: `${cause.name}: ${formatDowntime(cause.minutesPerYear)}`, at: cause.at }] : [],
    );
  }
  const busiest = busiestOf(report, pathNodes(plan, members));
  const declared = plan.system.workloads[workload]!;
  return [
    ...(busiest
      ? [
          {
            message: `${busiest.node} is full at ${formatNumber(busiest.saturationFactor)} × the present load`,
            at: busiest.at,
          },
        ]
      : []),
    { message: `the load of ${declared.name}`, at: declared.nameAt },
  ];
}

function fixesOf(plan: Plan, cache: Evaluations, objective: Objective, goal: Goal, members: readonly number[]): Fix[] {
  const trial = trialOf(plan, cache, objective, goal, members);
  if (!trial) return [];
  const replicas = repair(plan, trial, 40);
  const fix = replicas && replicasFix(plan, replicas);
  return fix ? [fix] : [];
}

type Check = (replicas: readonly number[]) => Trial;

function trialOf(
  plan: Plan,
  cache: Evaluations,
  objective: Objective,
  goal: Goal,
  members: readonly number[],
): Check | undefined {
  const nodes = new Set(
    members.flatMap((index) => [...plan.paths[index]!].map((vertex) => plan.compiled.variants[vertex]!.node)),
  );
  /** The node type on the path that is closest to full. */
  const busiest = (at: Point): number | undefined => {
    let best: { node: number; load: number } | undefined;
    for (const index of nodes) {
      const state = at.nodes[index]!;
      const load = state.cause ? state.cause.overload : state.station.overload;
      if (plan.nodes[index]!.host < 0 && (!best || load > best.load)) best = { node: index, load };
    }
    return best && best.load > 0 ? best.node : undefined;
  };
  if (goal.kind === 'survives') {
    return (replicas) => {
      const found = survivalOf(plan, cache, objective, goal, replicas);
      if (found.verdict === 'met') return { ok: true };
      return {
        ok: false,
        blame: found.worst ? (busiest(cache.at(found.worst.replicas)) ?? emptied(found.worst.replicas)) : undefined,
      };
    };
  }
  if (goal.metric === 'availability') {
    return (replicas) => {
      const points = (plan.day?.states ?? [undefined]).map((_, state) => cache.at(replicas, plan.day && state));
      for (const index of members) {
        const found = availabilityOver(plan, points, index, replicas);
        if (holds(1 - found.unavailability, goal.comparison, goal.bound.value)) continue;
        const top = found.causes.find((cause) => plan.system.nodes.some((node) => node.name === cause.name));
        if (!top || top.share < 0.01 * found.unavailability) return { ok: false, blame: undefined };
        return { ok: false, blame: plan.system.nodes.findIndex((node) => node.name === top.name) };
      }
      return { ok: true };
    };
  }
  if (isPointGoal(goal)) {
    return (replicas) => {
      for (const state of decisiveStates(plan)) {
        const at = cache.at(replicas, state);
        for (const index of members) {
          const value = pointValue(plan, at, index, goal);
          if (value === undefined || !holds(value, goal.comparison, goal.bound.value))
            return { ok: false, blame: busiest(at) };
        }
      }
      return { ok: true };
    };
  }
  if (goal.metric !== 'headroom') return undefined;
  // It is enough that everything still holds at the load that the objective speaks of: that is one analysis, not a search.
  const targets = targetsOf(plan, members);
  const grown = new Set(members);
  const factors = plan.system.workloads.map((_, index) => (grown.has(index) ? 1 + goal.bound.value * (1 + 1e-3) : 1));
  return (replicas) => {
    for (const state of decisiveStates(plan)) {
      cache.check();
      const at = operate(plan, { factors, replicas, state });
      if (firstBreak(plan, at, targets) !== undefined) return { ok: false, blame: busiest(at) };
    }
    return { ok: true };
  };

  function emptied(replicas: readonly number[]): number | undefined {
    for (const index of nodes) if (replicas[index] === 0) return index;
    return undefined;
  }
}
