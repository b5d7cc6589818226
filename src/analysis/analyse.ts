/** The whole analysis: a System in, a Report out. Pure and synchronous; the incremental form lets a server breathe and cancel. */
import type { Goal, System } from '../model/system.js';
import { bottlenecks } from './capacity/bottlenecks.js';
import { operate } from './capacity/operate.js';
import { prepare } from './capacity/plan.js';
import { findingsOf, staticFindings } from './findings/index.js';
import { methods } from './methods.js';
import { judge, type Survival } from './objectives.js';
import { redundancyOf } from './redundancy/availability.js';
import { type Report, type Result, reportVersion } from './report.js';
import { withAvailability, withNodeAvailability } from './reporting/availability.js';
import { figure, unknown } from './reporting/figures.js';
import { nodeReport } from './reporting/nodes.js';
import { workloadReport } from './reporting/workloads.js';
import { curvesOf, saturationFactor } from './search/curve.js';
import { headroomOf } from './search/headroom.js';
import { Evaluations, survivalOf } from './search/survives.js';

export interface AnalyseOptions {
  /** 'quick': flow, capacity, redundancy, objectives that follow from them. 'full': also searches, curves and fixes. */
  readonly detail: 'quick' | 'full';
  /** Asked between steps; true ends the analysis with what there is (`complete` false). */
  readonly cancelled?: () => boolean;
}

/** Analyses a system. Never throws for a System that the language lowered; never holds NaN or Infinity. */
export function analyse(system: System, options: AnalyseOptions = { detail: 'full' }): Report {
  let last: Report | undefined;
  for (const report of analyseSteps(system)) {
    if (report) last = report;
    if (last && (options.detail === 'quick' || options.cancelled?.() === true)) break;
  }
  return last!;
}

/**
 * The same in steps: yields the quick report first, then `undefined` between slow parts, and the complete report last. A consumer
 * that stops iterating cancels.
 */
export function* analyseSteps(system: System): Generator<Report | undefined, void> {
  const plan = prepare(system);
  const point = operate(plan);
  const redundancy = redundancyOf(plan, point);
  const nodes = plan.nodes.map(({ index }) =>
    withNodeAvailability(plan, point, redundancy, nodeReport(plan, point, index), index),
  );
  const workloads = plan.system.workloads.map((_, index) =>
    withAvailability(plan, point, redundancy, workloadReport(plan, point, index), index),
  );
  const pending = unknown('Not computed yet.');
  const objectives = judge(plan, point, workloads, {
    headroom: () => pending,
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
    workloads,
    objectives,
    bottlenecks: bottlenecks(plan, point),
    headroom: pending,
    curves: [],
    findings: [],
    complete: false,
  };
  const quick: Report = { ...bare, findings: findingsOf(plan, point, redundancy, bare, fixed, undefined) };
  yield quick;

  const saturation = saturationFactor(plan);
  yield undefined;
  const headrooms: Result[] = [];
  for (const index of system.workloads.keys()) {
    headrooms.push(
      plan.compiled.entries[index]!.length > 0
        ? headroomOf(plan, index)
        : unknown('It calls no operation that is declared.'),
    );
    yield undefined;
  }
  const headroom = system.workloads.length === 1 ? headrooms[0]! : headroomOf(plan, undefined);
  yield undefined;
  const cache = new Evaluations(plan);
  const replicas = plan.nodes.map((node) => node.replicas);
  const survivals = new Map<Goal, Survival>();
  for (const objective of system.objectives) {
    for (const goal of objective.goals) {
      if (goal.kind !== 'survives') continue;
      survivals.set(goal, survivalOf(plan, cache, objective, goal, replicas));
      yield undefined;
    }
  }
  const curves = curvesOf(plan, saturation);
  yield undefined;
  const complete: Report = {
    ...quick,
    workloads: workloads.map((workload, index) => ({ ...workload, headroom: headrooms[index]! })),
    objectives: judge(plan, point, workloads, {
      headroom: (workload) => (workload === undefined ? headroom : headrooms[workload]!),
      survives: (_, goal) => survivals.get(goal)!,
      cost: () => costOf(system),
    }),
    bottlenecks: bottlenecks(plan, point, saturation),
    headroom,
    curves,
    complete: true,
  };
  yield undefined;
  yield { ...complete, findings: findingsOf(plan, point, redundancy, complete, fixed, cache) };
}

function costOf(system: System): ReturnType<typeof figure> {
  if (!system.nodes.some((node) => node.cost)) return unknown('No node type declares its cost.');
  const total = system.nodes.reduce((sum, node) => sum + (node.cost?.value ?? 0) * node.replicas.value, 0);
  return figure(total, 'money/h', {
    method: 'declared',
    assumptions: system.nodes.some((node) => !node.cost) ? ['node types without a cost count nothing'] : [],
  });
}
