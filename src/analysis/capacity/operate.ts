/**
 * The operating point of a system: the throughput of closed workloads found together with the evaluation, so that one function
 * answers for open, closed and mixed systems under any scaling and any number of replicas.
 */
import { inRange, meanOf } from '../flow/moments.js';
import type { Cause } from './bodyTime.js';
import { solveClosed } from './closed.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { solveAsLayers } from './layered.js';
import type { Plan } from './plan.js';

export interface Load {
  /** Factor on each workload: on the rate of an open one, on the users of a closed one. Default 1. */
  readonly factors?: readonly number[] | undefined;
  readonly replicas?: readonly number[] | undefined;
  /** State of the day (`Plan.day`); default the busiest one. */
  readonly state?: number | undefined;
}

export interface Point extends Evaluation {
  /** Mean response per workload, s; undefined where unstable. */
  readonly means: readonly (number | undefined)[];
  /** Correction of closed workloads by mean value analysis: factor on the response that the evaluation gives. */
  readonly closedMethod: 'none' | 'exact' | 'layers' | 'approximate';
  /** First overload, if any. */
  readonly cause: Cause | undefined;
}

/**
 * The state of the day in which a node type is nearest to what it can serve, at the declared replicas; undefined without profiles.
 * Found once per plan.
 */
export function busiestState(plan: Plan): number | undefined {
  const { day } = plan;
  if (!day) return undefined;
  if (plan.busiest >= 0) return plan.busiest;
  const [only] = day.heaviest;
  if (day.heaviest.length === 1) {
    plan.busiest = only!;
    return only;
  }
  let most = -1;
  for (const state of day.heaviest) {
    const point = operate(plan, { state });
    const busy = Math.max(...point.nodes.map((node) => node.cause?.overload ?? node.station.overload));
    if (busy > most) [most, plan.busiest] = [busy, state];
  }
  return plan.busiest;
}

/** The states that decide what grows with the load, the busiest first; one without a name where the load does not change. */
export function decisiveStates(plan: Plan): readonly (number | undefined)[] {
  const first = busiestState(plan);
  return plan.day ? [first, ...plan.day.heaviest.filter((state) => state !== first)] : [undefined];
}

/** The factors on the workloads in a state of the day (default the busiest); undefined without profiles. */
export function factorsOf(plan: Plan, state: number | undefined = busiestState(plan)): readonly number[] | undefined {
  return state === undefined ? undefined : plan.day?.states[state]?.factors;
}

/** Finds the operating point. */
export function operate(plan: Plan, { replicas, state, factors }: Load = {}): Point {
  const { workloads } = plan.system;
  const profile = factorsOf(plan, state);
  const factorOf = (index: number): number => (factors?.[index] ?? 1) * (profile?.[index] ?? 1);
  const open = workloads.map((workload, index) =>
    workload.load.kind === 'open' ? inRange(workload.load.rate.value * factorOf(index)) : 0,
  );
  const anyClosed = workloads.some((workload) => workload.load.kind === 'closed');
  if (!anyClosed) {
    const evaluation = evaluateInLayers(plan, open, replicas);
    return finish(
      evaluation,
      evaluation.workloads.map((timed) => ('time' in timed ? meanOf(timed.time) : undefined)),
      'none',
    );
  }
  const users = workloads.map((workload, index) =>
    workload.load.kind === 'closed' ? workload.load.users.value * factorOf(index) : 0,
  );
  const solved = solveClosed(plan, open, users, replicas);
  return finish(solved.evaluation, solved.means, solved.exact ? 'exact' : solved.layers ? 'layers' : 'approximate');
}

/** Open workloads: stations one by one, and by layers where pools that can fill wait for each other. */
function evaluateInLayers(plan: Plan, rates: readonly number[], replicas: readonly number[] | undefined): Evaluation {
  const plain = evaluate(plan, { rates, replicas });
  const layers = solveAsLayers(
    plan,
    plain,
    rates,
    rates.map(() => 0),
    replicas,
  );
  if (!layers) return plain;
  return evaluate(
    plan,
    layers.kind === 'solved' ? { rates, replicas, met: layers.met } : { rates, replicas, overload: layers },
  );
}

function finish(evaluation: Evaluation, means: Point['means'], closedMethod: Point['closedMethod']): Point {
  let cause: Cause | undefined;
  for (const node of evaluation.nodes) if (node.cause && !cause) cause = node.cause;
  return { ...evaluation, means, closedMethod, cause };
}
