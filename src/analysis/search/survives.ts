/** `survives`: the worst single loss of the stated size, analysed again with what is left. */

import { left, spread } from '../../model/spread.js';
import type { Goal, Objective } from '../../model/system.js';
import { decisiveStates, operate, type Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { type Survival, workloadsOf } from '../objectives.js';
import { formatNumber } from '../render/format.js';
import { figure, unknown } from '../reporting/figures.js';
import { type Check, endless } from './budget.js';
import { firstBreak, targetsOf } from './headroom.js';

export interface Loss {
  readonly name: string;
  readonly replicas: readonly number[];
}

const mostLosses = 400;

/** All losses of `count` things of one kind. `replicas`: the given number of each node type in turn. */
export function lossesOf(
  plan: Plan,
  what: string,
  count: number,
  replicas: readonly number[],
  nodes?: ReadonlySet<number>,
): Loss[] | undefined {
  const { system } = plan;
  if (what === 'replicas') {
    return plan.nodes
      .filter((node) => !nodes || nodes.has(node.index))
      .map((node) => ({
        name: `${count === 1 ? 'a replica' : `${formatNumber(count)} replicas`} of ${node.name}`,
        replicas: replicas.map((have, index) => (index === node.index ? Math.max(0, have - count) : have)),
      }));
  }
  const kind = what.slice(0, -1);
  const places = system.places.flatMap((place, index) => (place.kind === kind ? [index] : []));
  if (places.length === 0) return undefined;
  const groups = plan.nodes.map((node) => spread(system, system.nodes[node.index]!, replicas[node.index]!));
  const result: Loss[] = [];
  const choose = (start: number, chosen: readonly number[]): void => {
    if (chosen.length === count) {
      const lost = new Set(chosen);
      result.push({
        name: chosen.map((index) => system.places[index]!.id).join(' and '),
        replicas: groups.map((list) => left(list, lost)),
      });
      return;
    }
    for (let i = start; i < places.length && result.length < mostLosses; i++) choose(i + 1, [...chosen, places[i]!]);
  };
  choose(0, []);
  return result;
}

/** Evaluations by replica counts, so that several objectives share them. */
export class Evaluations {
  private readonly known = new Map<string, Point>();
  constructor(
    private readonly plan: Plan,
    readonly check: Check = endless,
  ) {}
  /** @param state of the day; default the busiest */
  at(replicas: readonly number[], state?: number): Point {
    const key = `${replicas.join(' ')} ${state ?? ''}`;
    let point = this.known.get(key);
    if (!point) {
      this.check();
      point = operate(this.plan, { replicas, state });
      this.known.set(key, point);
    }
    return point;
  }
}

/** Judges one `survives` goal with the given replica counts. */
export function survivalOf(
  plan: Plan,
  cache: Evaluations,
  objective: Objective,
  goal: Extract<Goal, { kind: 'survives' }>,
  replicas: readonly number[],
): Survival & { readonly worst?: Loss } {
  const members = workloadsOf(plan.system, objective);
  const count = Math.max(1, Math.round(goal.count.value));
  const nodes = new Set(
    members.flatMap((index) => [...plan.paths[index]!].map((vertex) => plan.compiled.variants[vertex]!.node)),
  );
  const losses = lossesOf(plan, goal.what, count, replicas, nodes);
  if (!losses || losses.length === 0 || (goal.what !== 'replicas' && losses.length === 0)) {
    const reason = `No ${goal.what} are declared that could be lost.`;
    return { verdict: 'unknown', reason, actual: unknown(reason) };
  }
  const targets = targetsOf(plan, members);
  for (const loss of losses) {
    for (const state of decisiveStates(plan)) {
      const broken = firstBreak(plan, cache.at(loss.replicas, state), targets);
      if (broken === undefined) continue;
      const reason = `Without ${loss.name}: ${broken}`;
      return { verdict: 'missed', reason, actual: unknown(reason), worst: loss };
    }
  }
  const goals = targets.reduce((sum, target) => sum + target.goals.length, 0);
  return {
    verdict: 'met',
    reason:
      goals > 0
        ? 'All response and error objectives hold after each loss.'
        : 'Stable after each loss; no response or error objective is declared.',
    actual: figure(count, 'replicas', {
      method: 'survives',
      assumptions: [
        `checked ${losses.length} losses, each after detection`,
        ...(losses.length >= mostLosses ? ['further combinations were not checked'] : []),
      ],
    }),
  };
}
