/** Findings about load: overload, over the limit now, over the limit after a loss. */

import { left, spread } from '../../model/spread.js';
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { demandInReplicas } from '../redundancy/needed.js';
import { formatNumber, formatRate, formatShare } from '../render/format.js';
import type { Finding, Fix } from '../report.js';
import type { Evaluations } from '../search/survives.js';
import { finding } from './registry.js';
import { repair, replicasFix } from './repair.js';

/** @param cache evaluations for verified fixes; absent = findings without fixes (the quick pass) */
export function loadFindings(plan: Plan, point: Point, cache: Evaluations | undefined): Finding[] {
  const result: Finding[] = [];
  // No number of replicas serves requests that never end; a finding of its own says so.
  const endless = new Set(plan.flow.runaway.map((vertex) => plan.compiled.variants[vertex]!.node));
  for (const node of plan.nodes) {
    if (endless.has(node.index)) continue;
    const state = point.nodes[node.index]!;
    const declared = plan.system.nodes[node.index]!;
    const limit = declared.utilisationLimit.value;
    const own = state.cause?.node === node.index;
    const demand = demandInReplicas(plan, node.index, state);
    if (demand === undefined || state.replicas <= 0) continue;
    const resource = binding(plan, point, node.index);
    const host = plan.hosts[node.host];
    const load = own
      ? state.cause!.overload
      : Math.max(demand / state.replicas, state.station.overload >= 1 ? state.station.overload : 0);
    const at = declared.replicas.at && declared.replicas.origin !== 'default' ? declared.replicas.at : declared.nameAt;
    const related = [
      ...(resource === 'cores' && declared.cores?.at
        ? [{ message: `${formatNumber(node.cores)} cores per replica`, at: declared.cores.at }]
        : []),
      ...(resource === 'workers' && declared.workers?.at
        ? [{ message: `${formatNumber(node.workers)} workers per replica`, at: declared.workers.at }]
        : []),
      ...busiestWorkload(plan, point, node.index),
    ];
    const fixes = (accept: (need: number, count: number, bad: boolean) => boolean): Fix[] => {
      if (!cache || host) return [];
      const replicas = repair(
        plan,
        (counts) => {
          const trial = cache.at(counts);
          const after = trial.nodes[node.index]!;
          const need = demandInReplicas(plan, node.index, after) ?? 0;
          return accept(need, counts[node.index]!, after.cause?.node === node.index)
            ? { ok: true }
            : { ok: false, blame: node.index };
        },
        30,
      );
      const fix = replicas && replicasFix(plan, replicas);
      return fix ? [fix] : [];
    };
    const serves = formatRate(Number.isFinite(state.station.capacity) ? state.station.capacity : state.offered / load);
    if (own || load >= 1) {
      const lost =
        state.station.stable && state.station.loss > 0
          ? `; its full queue turns away ${formatShare(state.station.loss)}`
          : '';
      result.push(
        finding(
          'overload',
          `${node.name} is offered ${formatRate(state.offered)} and can serve ${serves}: ${formatShare(load)} of its ${resource}${lost}. ` +
            `It needs ${formatNumber(Math.ceil(demand / limit - 1e-9))} replicas to stay under ${formatShare(limit)}.`,
          at,
          { related, fixes: fixes((need, count, bad) => !bad && need <= limit * count * (1 + 1e-9)) },
        ),
      );
      continue;
    }
    if (state.cause || point.fed.has(node.index)) continue;
    if (load > limit) {
      result.push(
        finding(
          'over-limit',
          `${node.name} uses ${formatShare(load)} of its ${resource}; its limit is ${formatShare(limit)}.`,
          at,
          {
            related,
            fixes: fixes((need, count, bad) => !bad && need <= limit * count * (1 + 1e-9)),
          },
        ),
      );
      continue;
    }
    if (state.replicas < 2 || host) continue;
    const worst = worstLoss(plan, node.index, state.replicas);
    if (worst.left <= 0 || demand / worst.left <= limit) continue;
    const loadAfter = demand / worst.left;
    result.push(
      finding(
        'over-limit-after-loss',
        `After losing ${worst.name}, ${node.name} ${loadAfter >= 1 ? 'is overloaded' : 'is over its limit'}: ` +
          `${formatShare(loadAfter)} of its ${resource}; its limit is ${formatShare(limit)}, now it uses ${formatShare(load)}.`,
        at,
        {
          related,
          fixes: cache ? fixesAfterLoss(plan, cache, node.index, limit) : [],
        },
      ),
    );
  }
  return result;
}

function fixesAfterLoss(plan: Plan, cache: Evaluations, node: number, limit: number): Fix[] {
  const replicas = repair(
    plan,
    (counts) => {
      const worst = worstLoss(plan, node, counts[node]!);
      const reduced = counts.map((count, index) => (index === node ? worst.left : count));
      if (worst.left <= 0) return { ok: false, blame: node };
      const after = cache.at(reduced).nodes[node]!;
      const need = demandInReplicas(plan, node, after) ?? 0;
      return after.cause?.node !== node && need <= limit * worst.left * (1 + 1e-9)
        ? { ok: true }
        : { ok: false, blame: node };
    },
    30,
  );
  const fix = replicas && replicasFix(plan, replicas);
  return fix ? [fix] : [];
}

/** The loss of one replica or one zone, whichever leaves fewer. */
export function worstLoss(plan: Plan, node: number, replicas: number): { name: string; left: number } {
  const { system } = plan;
  let worst = { name: 'one replica', left: replicas - 1 };
  const groups = spread(system, system.nodes[node]!, replicas);
  system.places.forEach((place, index) => {
    if (place.kind !== 'zone') return;
    const remain = left(groups, new Set([index]));
    // All in one zone is a finding of its own.
    if (remain > 0 && remain < worst.left) worst = { name: `zone ${place.id}`, left: remain };
  });
  return worst;
}

function binding(plan: Plan, point: Point, index: number): 'cores' | 'workers' {
  const node = plan.nodes[index]!;
  const state = point.nodes[index]!;
  if (!Number.isFinite(node.workers)) return 'cores';
  const byCores = Number.isFinite(node.cores) ? state.cpu / (node.cores * Math.max(1, state.replicas)) : 0;
  return byCores >= 0.99 * Math.max(state.station.overload, state.station.workerUtilisation) ? 'cores' : 'workers';
}

/** The workload that brings most of a node's load, as a related place. */
export function busiestWorkload(plan: Plan, point: Point, node: number): { message: string; at: Finding['at'] }[] {
  let best: { index: number; rate: number } | undefined;
  plan.system.workloads.forEach((_, index) => {
    let rate = 0;
    for (const variant of plan.nodes[node]!.variants) rate += plan.visits[index]![variant.index]! * point.rates[index]!;
    if (rate > (best?.rate ?? 0)) best = { index, rate };
  });
  if (!best) return [];
  const workload = plan.system.workloads[best.index]!;
  return [{ message: `${workload.name} brings ${formatRate(best.rate)}`, at: workload.nameAt }];
}
