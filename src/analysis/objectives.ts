/** Objectives against figures: met, missed or unknown, with the margin that is left. */
import type { Comparison, Goal, Objective, System } from '../model/system.js';
import type { Point } from './capacity/operate.js';
import type { Plan } from './capacity/plan.js';
import { formatAvailability, formatDuration, formatNumber, formatRate, formatShare } from './render/format.js';
import type { ObjectiveReport, Result, Verdict, WorkloadReport } from './report.js';
import { figure, unknown } from './reporting/figures.js';
import { problem, responses } from './reporting/workloads.js';
import type { Situation } from './situations.js';

export type Bound = Extract<Goal, { kind: 'bound' }>;

/** Whether a value keeps a bound. */
export function holds(value: number, comparison: Comparison, bound: number): boolean {
  switch (comparison) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

/** 'p99 < 300 ms'. */
export function goalText(goal: Goal): string {
  if (goal.kind === 'survives') {
    const count = goal.count.value;
    return `survives ${formatNumber(count)} ${count === 1 ? goal.what.slice(0, -1) : goal.what}`;
  }
  return `${metricName(goal)} ${goal.comparison} ${boundText(goal, goal.bound.value)}`;
}

export function metricName(goal: Bound): string {
  return goal.metric === 'percentile' ? `p${formatNumber((goal.percentile ?? 0.99) * 100, 6)}` : goal.metric;
}

export function boundText(goal: Bound, value: number): string {
  switch (goal.metric) {
    case 'mean':
    case 'percentile':
      return formatDuration(value);
    case 'throughput':
      return formatRate(value);
    case 'availability':
      return formatAvailability(value);
    case 'cost':
      return `${formatNumber(value)} per hour`;
    default:
      return formatShare(value);
  }
}

/** Goals whose figure follows from one operating point; the searches for headroom and survival check these again. */
export type PointGoal = Bound & { readonly metric: 'mean' | 'percentile' | 'throughput' | 'errors' | 'shed' };
export const isPointGoal = (goal: Goal): goal is PointGoal =>
  goal.kind === 'bound' && ['mean', 'percentile', 'throughput', 'errors', 'shed'].includes(goal.metric);

/** The figure of a point goal for one workload, or undefined where there is none (overload). */
export function pointValue(plan: Plan, point: Point, workload: number, goal: Bound): number | undefined {
  if (problem(plan, point, workload)) return undefined;
  switch (goal.metric) {
    case 'mean':
      return point.means[workload];
    case 'percentile':
      return responses(plan, point, workload).percentile(goal.percentile ?? 0.99);
    case 'throughput':
      return point.rates[workload]! * (1 - point.errors[workload]!);
    case 'shed':
      // What a full queue turns away is an error; only a regulator sheds, and none acts in this analysis.
      return regulated(plan, workload) ? undefined : 0;
    default:
      return point.errors[workload];
  }
}

/** Whether a limit of rate or concurrency stands before any node type that the workload reaches. */
function regulated(plan: Plan, workload: number): boolean {
  return plan.compiled.variants.some((variant, index) => {
    const node = plan.system.nodes[variant.node]!;
    return plan.visits[workload]![index]! > 0 && (node.rateLimit !== undefined || node.concurrencyLimit !== undefined);
  });
}

/** Workloads that an objective speaks of: its own, or all. */
export function workloadsOf(system: System, objective: Objective): number[] {
  if (objective.workload === undefined) return system.workloads.map((_, index) => index);
  const index = system.workloads.findIndex((workload) => workload.name === objective.workload);
  return index < 0 ? [] : [index];
}

export interface Outcomes {
  readonly headroom: (workload: number | undefined) => Result;
  /** How much the load may grow until one goal breaks; undefined where load does not decide it. */
  readonly goalHeadroom: (workload: number | undefined, goal: Goal) => Result | undefined;
  readonly survives: (objective: Objective, goal: Extract<Goal, { kind: 'survives' }>) => Survival;
  readonly cost: () => Result;
}
export interface Survival {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly actual: Result;
}

/**
 * Judges every goal. For an objective of all workloads the worst one decides, and the worst situation.
 * @param situations the first is that of goals that do not follow from a point, such as availability; all states of the day
 */
export function judge(plan: Plan, situations: readonly Situation[], outcomes: Outcomes): ObjectiveReport[] {
  const result: ObjectiveReport[] = [];
  const seen = new Map<string, number>();
  for (const objective of plan.system.objectives) {
    const members = workloadsOf(plan.system, objective);
    for (const goal of objective.goals) {
      const owner = objective.workload ?? 'all';
      const key = goal.kind === 'survives' ? `${owner}.survives.${goal.what}` : `${owner}.${metricName(goal)}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      const base = {
        id: count === 1 ? key : `${key}.${count}`,
        workload: objective.workload,
        text: goalText(goal),
        at: goal.at,
        bound: goal.kind === 'survives' ? goal.count.value : goal.bound.value,
        headroom:
          members.length === 0
            ? undefined
            : outcomes.goalHeadroom(objective.workload === undefined ? undefined : members[0], goal),
      };
      if (members.length === 0) {
        const reason = `There is no workload ${objective.workload ?? ''}.`;
        result.push({ ...base, verdict: 'unknown', actual: unknown(reason), margin: undefined, reason });
        continue;
      }
      if (goal.kind === 'survives') {
        const survival = outcomes.survives(objective, goal);
        result.push({
          ...base,
          verdict: survival.verdict,
          actual: survival.actual,
          margin: undefined,
          reason: survival.reason,
        });
        continue;
      }
      let worst: Judged | undefined;
      const of = isPointGoal(goal) ? situations : situations.slice(0, 1);
      for (const { point, reports, when, decisive } of of) {
        // A goal for at least so much is missed where there is little load.
        if (!decisive && goal.metric !== 'throughput') continue;
        const all = objective.workload === undefined;
        for (const actual of candidates(plan, point, reports, outcomes, goal, members, all)) {
          const verdict = verdictOf(goal, actual);
          if (!worst || worse(verdict, worst))
            worst = { ...verdict, actual, when: isPointGoal(goal) ? when : undefined };
        }
      }
      if (!worst) continue;
      const { when, reason } = worst;
      result.push({ ...base, ...worst, reason: reason && when ? `${reason.replace(/\.$/, '')} (${when}).` : reason });
    }
  }
  return result;
}

interface Judged {
  readonly verdict: Verdict;
  readonly margin: number | undefined;
  readonly reason: string | undefined;
  readonly actual: Result;
  readonly when: string | undefined;
}

type Decision = Pick<Judged, 'verdict' | 'margin' | 'reason'>;

const worse = (a: Decision, b: Decision): boolean =>
  rank(a) > rank(b) || (a.verdict === b.verdict && (a.margin ?? 0) < (b.margin ?? 0));

const rank = (item: { verdict: Verdict }): number => (item.verdict === 'met' ? 0 : item.verdict === 'unknown' ? 1 : 2);

function candidates(
  plan: Plan,
  point: Point,
  reports: readonly WorkloadReport[],
  outcomes: Outcomes,
  goal: Bound,
  members: readonly number[],
  all: boolean,
): Result[] {
  if (goal.metric === 'headroom') return [outcomes.headroom(all ? undefined : members[0])];
  if (goal.metric === 'cost') return [outcomes.cost()];
  if (goal.metric === 'throughput' && all) {
    const each = members.map((index) => reports[index]!.throughput);
    const bad = each.find((item) => item.kind !== 'value');
    if (bad) return [bad];
    const total = each.reduce((sum, item) => sum + (item.kind === 'value' ? item.value : 0), 0);
    return [figure(total, '1/s', { method: 'flow' })];
  }
  return members.map((index) => {
    const report = reports[index]!;
    switch (goal.metric) {
      case 'mean':
        return report.mean;
      case 'percentile': {
        if (report.p99.kind !== 'value') return report.p99;
        return { ...report.p99, value: responses(plan, point, index).percentile(goal.percentile ?? 0.99) };
      }
      case 'throughput':
        return report.throughput;
      case 'availability':
        return report.availability;
      case 'shed':
        if (report.errorShare.kind !== 'value') return report.errorShare;
        return regulated(plan, index)
          ? unknown('Limits of rate and concurrency do not act in the analysis yet: what they turn away is not known.')
          : figure(0, 'share', {
              method: 'flow',
              assumptions: ['no rate_limit or concurrency_limit on its way; rejects of full queues are errors'],
            });
      default:
        return report.errorShare;
    }
  });
}

function verdictOf(goal: Bound, actual: Result): Decision {
  if (actual.kind === 'unstable') return { verdict: 'missed', margin: undefined, reason: actual.reason };
  if (actual.kind === 'unknown') return { verdict: 'unknown', margin: undefined, reason: actual.reason };
  const bound = goal.bound.value;
  const upper = goal.comparison === '<' || goal.comparison === '<=';
  const ok = holds(actual.value, goal.comparison, bound);
  let margin: number | undefined;
  if (goal.metric === 'availability' && bound < 1) margin = (actual.value - bound) / (1 - bound);
  else if (bound !== 0) margin = (upper ? bound - actual.value : actual.value - bound) / Math.abs(bound);
  // Relative to a bound of almost nothing there is no figure that can be shown.
  if (margin !== undefined && !Number.isFinite(margin)) margin = undefined;
  return {
    verdict: ok ? 'met' : 'missed',
    margin,
    reason: ok
      ? undefined
      : `${metricName(goal)} is ${boundText(goal, actual.value)}, the objective ${goal.comparison} ${boundText(goal, bound)}.`,
  };
}
