/** The whole analysis: a System in, a Report out. Pure and synchronous; the incremental form lets a server breathe and cancel. */
import type { Goal, System } from '../model/system.js';
import { bottlenecks } from './capacity/bottlenecks.js';
import { operate } from './capacity/operate.js';
import { prepare } from './capacity/plan.js';
import { findingsOf, staticFindings } from './findings/index.js';
import type { Outcome } from './findings/verify.js';
import { methods } from './methods.js';
import { judge, type Survival, workloadsOf } from './objectives.js';
import { redundancyOf } from './redundancy/availability.js';
import { formatDuration } from './render/format.js';
import { type NodeReport, type Report, type Result, reportVersion } from './report.js';
import { withAvailability, withNodeAvailability } from './reporting/availability.js';
import { breakdownsOf } from './reporting/breakdown.js';
import { dayReport } from './reporting/day.js';
import { figure, unknown } from './reporting/figures.js';
import { nodeReport, type Percentiles } from './reporting/nodes.js';
import { channelReports, edgeReports, placeReports } from './reporting/topology.js';
import { workloadReport } from './reporting/workloads.js';
import { budget, type Check, within } from './search/budget.js';
import { curvesOf, saturationFactor } from './search/curve.js';
import { type Headrooms, headroomOf, headroomsOf } from './search/headroom.js';
import { Evaluations, survivalOf } from './search/survives.js';
import { dayPoints, isShortDay, situationsOf } from './situations.js';

export interface AnalyseOptions {
  /** 'quick': flow, capacity, redundancy, objectives that follow from them. 'full': also searches, curves and fixes. */
  readonly detail: 'quick' | 'full';
  /** Asked between steps; true ends the analysis with what there is (`complete` false). */
  readonly cancelled?: () => boolean;
  /** Time that the slow parts may take, ms > 0; what is not done by then is 'unknown'. Default: without end. */
  readonly budgetMs?: number;
}

/** Operations beyond which their percentiles come a moment after the rest, so that what is typed is answered at once. */
const LARGE = 60;

/** Analyses a system. Never throws for a System that the language lowered; never holds NaN or Infinity. */
export function analyse(system: System, options: AnalyseOptions = { detail: 'full' }): Report {
  let last: Report | undefined;
  for (const report of analyseSteps(system, options)) {
    if (report) last = report;
    if (last && (options.detail === 'quick' || options.cancelled?.() === true)) break;
  }
  return last!;
}

/**
 * The same in steps: yields the quick report first, of large systems soon after it with the percentiles of operations, then `undefined`
 * between slow parts, and the complete report last. A consumer that stops iterating cancels.
 */
export function* analyseSteps(
  system: System,
  options: Pick<AnalyseOptions, 'budgetMs' | 'cancelled'> = {},
): Generator<Report | undefined, void> {
  const plan = prepare(system);
  const point = operate(plan);
  const redundancy = redundancyOf(plan, point);
  const nodesOf = (percentiles: Percentiles): NodeReport[] =>
    plan.nodes.map(({ index }) =>
      withNodeAvailability(plan, point, redundancy, nodeReport(plan, point, index, percentiles), index),
    );
  const large = plan.compiled.variants.length > LARGE;
  const nodes = nodesOf(large ? 'none' : 'p99');
  const breakdowns = breakdownsOf(plan, point);
  // A day with few states is analysed at once; one with many when there is time.
  const early = isShortDay(plan) ? dayPoints(plan, point) : undefined;
  const workloads = plan.system.workloads.map((_, index) => ({
    ...withAvailability(plan, point, redundancy, workloadReport(plan, point, index, undefined, false), index, early),
    breakdown: breakdowns[index]!,
  }));
  const pending = unknown('Not computed yet.');
  const objectives = judge(plan, situationsOf(plan, point, workloads, early), {
    headroom: () => pending,
    goalHeadroom: (_, goal) => (goal.kind === 'bound' ? pending : undefined),
    survives: () => ({ verdict: 'unknown', reason: 'Not computed yet.', actual: pending }),
    cost: () => costOf(system),
  });
  const fixed = staticFindings(plan);
  const bare: Report = {
    version: reportVersion,
    system: system.name,
    uri: system.uri,
    scenario: system.scenario,
    scenarios: system.scenarios.map((scenario) => scenario.name),
    methods,
    nodes,
    externals: system.externals.map((external, index) => ({
      name: external.name,
      at: external.at,
      rate: point.externalRates[index]!,
      limit: external.limit?.value,
    })),
    channels: channelReports(plan, point),
    edges: edgeReports(plan, point),
    places: placeReports(plan),
    workloads,
    objectives,
    bottlenecks: bottlenecks(plan, point),
    headroom: pending,
    curves: [],
    ...(plan.day && early && { day: dayReport(plan, plan.day, early) }),
    findings: [],
    complete: false,
  };
  const quick: Report = { ...bare, findings: findingsOf(plan, point, redundancy, bare, fixed, undefined) };
  yield quick;
  if (large) yield { ...quick, nodes: nodesOf('p99') };

  const check = budget(options.budgetMs, options.cancelled);
  const reason =
    options.budgetMs === undefined ? 'Cancelled.' : `Not computed within ${formatDuration(options.budgetMs / 1000)}.`;
  const late = unknown(reason);
  const day = within(
    () => early ?? dayPoints(plan, point, check),
    () => undefined,
  );
  yield undefined;
  const saturation = within(
    () => saturationFactor(plan, undefined, check),
    () => undefined,
  );
  yield undefined;
  const headrooms: Headrooms[] = [];
  for (const index of system.workloads.keys()) {
    headrooms.push(
      plan.compiled.entries[index]!.length > 0
        ? within(
            () => headroomsOf(plan, index, undefined, check),
            () => unfound(late),
          )
        : unfound(unknown('It calls no operation that is declared.')),
    );
    yield undefined;
  }
  const headroom =
    system.workloads.length === 1
      ? headrooms[0]!
      : within(
          () => headroomsOf(plan, undefined, undefined, check),
          () => unfound(late),
        );
  yield undefined;
  const goalHeadrooms = new Map<Goal, Result | undefined>();
  for (const objective of system.objectives) {
    for (const goal of objective.goals) {
      const [member] = workloadsOf(system, objective);
      const of = objective.workload === undefined ? headroom : headrooms[member ?? -1];
      goalHeadrooms.set(
        goal,
        within(
          () => of?.of(goal),
          () => late,
        ),
      );
    }
    yield undefined;
  }
  const cache = new Evaluations(plan, check);
  const replicas = plan.nodes.map((node) => node.replicas);
  const survivals = new Map<Goal, Survival>();
  for (const objective of system.objectives) {
    for (const goal of objective.goals) {
      if (goal.kind !== 'survives') continue;
      survivals.set(
        goal,
        within<Survival>(
          () => survivalOf(plan, cache, objective, goal, replicas),
          () => ({ verdict: 'unknown', reason, actual: late }),
        ),
      );
      yield undefined;
    }
  }
  const curves = within(
    () => curvesOf(plan, saturation, check),
    () => [],
  );
  yield undefined;
  const whole = workloads.map((workload, index) => {
    const { p50, p90, p95 } = workloadReport(plan, point, index);
    return {
      ...(day === early ? workload : withAvailability(plan, point, redundancy, workload, index, day)),
      ...{ p50, p90, p95 },
      headroom: headrooms[index]!.overall,
    };
  });
  const complete: Report = {
    ...quick,
    nodes: nodesOf('all'),
    ...(plan.day && day && { day: dayReport(plan, plan.day, day) }),
    workloads: whole,
    objectives: judge(plan, situationsOf(plan, point, whole, day), {
      headroom: (workload) => (workload === undefined ? headroom : headrooms[workload]!).overall,
      goalHeadroom: (_, goal) => goalHeadrooms.get(goal),
      survives: (_, goal) => survivals.get(goal)!,
      cost: () => costOf(system),
    }),
    bottlenecks: bottlenecks(plan, point, saturation),
    headroom: headroom.overall,
    curves,
    complete: true,
  };
  yield undefined;
  yield {
    ...complete,
    findings: findingsOf(plan, point, redundancy, complete, fixed, cache, (changed) => outcomeOf(changed, check)),
  };
}

/** Findings and verdicts of a changed system, with its searches for survival and headroom but without fixes. */
function outcomeOf(system: System, check: Check): Outcome {
  const plan = prepare(system);
  const point = operate(plan);
  const redundancy = redundancyOf(plan, point);
  const day = dayPoints(plan, point, check);
  const workloads = system.workloads.map((_, index) =>
    withAvailability(plan, point, redundancy, workloadReport(plan, point, index), index, day),
  );
  const cache = new Evaluations(plan, check);
  const replicas = plan.nodes.map((node) => node.replicas);
  const objectives = judge(plan, situationsOf(plan, point, workloads, day), {
    headroom: (workload) => headroomOf(plan, workload, check),
    goalHeadroom: () => undefined,
    survives: (objective, goal) => survivalOf(plan, cache, objective, goal, replicas),
    cost: () => costOf(system),
  });
  const report = { objectives, workloads, bottlenecks: bottlenecks(plan, point) };
  return { objectives, findings: findingsOf(plan, point, redundancy, report, staticFindings(plan), undefined) };
}

/** No headroom, and why. */
const unfound = (reason: Result): Headrooms => ({
  overall: reason,
  of: (goal) => (goal.kind === 'bound' ? reason : undefined),
});

function costOf(system: System): ReturnType<typeof figure> {
  if (!system.nodes.some((node) => node.cost)) return unknown('No node type declares its cost.');
  const total = system.nodes.reduce((sum, node) => sum + (node.cost?.value ?? 0) * node.replicas.value, 0);
  return figure(total, 'money/h', {
    method: 'declared',
    assumptions: system.nodes.some((node) => !node.cost) ? ['node types without a cost count nothing'] : [],
  });
}
