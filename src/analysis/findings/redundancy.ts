/** Findings about redundancy: one instance, one zone. */

import { spread } from '../../model/spread.js';
import type { Plan } from '../capacity/plan.js';
import { workloadsOf } from '../objectives.js';
import type { Redundancy } from '../redundancy/availability.js';
import type { Finding } from '../report.js';
import { replicasChange } from './edits.js';
import { finding } from './registry.js';
import { replicasFix } from './repair.js';
import { type Proposal, withNode } from './verify.js';

/** Node types on the path of some workload, with the workloads that need them. */
export function requiredBy(plan: Plan): Map<number, number[]> {
  const result = new Map<number, number[]>();
  plan.paths.forEach((path, workload) => {
    for (const vertex of path) {
      const node = plan.compiled.variants[vertex]!.node;
      const list = result.get(node) ?? [];
      if (!list.includes(workload)) list.push(workload);
      result.set(node, list);
    }
  });
  return result;
}

export function redundancyFindings(plan: Plan, redundancy: Redundancy): Finding[] {
  const { system } = plan;
  const result: Finding[] = [];
  const promised = new Map<number, Finding['related']>();
  for (const objective of system.objectives) {
    const goal = objective.goals.find(
      (item) => item.kind === 'survives' || (item.kind === 'bound' && item.metric === 'availability'),
    );
    if (!goal) continue;
    for (const workload of workloadsOf(system, objective)) {
      promised.set(workload, [{ message: 'the objective that needs redundancy', at: goal.at }]);
    }
  }
  for (const [index, workloads] of requiredBy(plan)) {
    const node = plan.nodes[index]!;
    const declared = system.nodes[index]!;
    const unit = redundancy.units[index]!;
    const names = workloads.slice(0, 3).map((workload) => system.workloads[workload]!.name);
    const who = `${names.join(', ')}${workloads.length > 3 ? ' and others' : ''}`;
    const related = workloads.flatMap((workload) => promised.get(workload) ?? []).slice(0, 3);
    const at = declared.replicas.at && declared.replicas.origin !== 'default' ? declared.replicas.at : declared.nameAt;
    if (node.replicas === 1) {
      // With two and more the loss of one must leave what the load needs.
      const count = Math.max(2, unit.needed + 1);
      const fix = replicasFix(
        plan,
        plan.nodes.map((item) => (item.index === index ? count : item.replicas)),
      );
      const fixes = fix ? [fix] : [];
      result.push(
        finding(
          'single-instance',
          `${node.name} has one instance and ${who} ${workloads.length > 1 ? 'need' : 'needs'} it: when it fails, nothing is left.`,
          at,
          {
            severity: related.length > 0 ? 'error' : 'warning',
            related,
            fixes,
          },
        ),
      );
      continue;
    }
    const zones = system.places.flatMap((place, position) => (place.kind === 'zone' ? [position] : []));
    if (zones.length < 2 || node.replicas < 2) continue;
    const groups = spread(system, declared, node.replicas);
    const used = new Set(
      groups.flatMap((group) => group.places.filter((place) => system.places[place]!.kind === 'zone')),
    );
    if (used.size > 1 || (used.size === 0 && declared.host !== undefined)) continue;
    const [zone] = used;
    const parent = zone === undefined ? undefined : system.places[zone]!.parent;
    const siblings = zones.filter((position) => parent === undefined || system.places[position]!.parent === parent);
    const region = parent ?? system.places[siblings[0]!]!.parent;
    const across = region ?? siblings.map((position) => system.places[position]!.id).join(', ');
    const places = region ? [region] : siblings.map((position) => system.places[position]!.id);
    const change = replicasChange(declared, node.replicas);
    const text =
      declared.replicas.origin === 'default' || !declared.replicas.at
        ? ` replicas ${node.replicas} across ${across}; `
        : `${node.replicas} across ${across}`;
    const fixes: Proposal[] =
      declared.places.length === 0
        ? [
            {
              title: `Spread across ${across}`,
              changes: [{ at: change.at, newText: text }],
              verified: false,
              apply: (before) => withNode(before, index, (item) => ({ ...item, places })),
            },
          ]
        : [];
    result.push(
      finding(
        'one-zone',
        `All ${node.replicas} replicas of ${node.name} are in ${zone === undefined ? 'one unnamed place' : `zone ${system.places[zone]!.id}`}: its loss takes ${who} down.`,
        at,
        {
          severity: related.length > 0 ? 'warning' : 'information',
          related: [
            ...(zone === undefined ? [] : [{ message: 'the zone', at: system.places[zone]!.nameAt }]),
            ...related,
          ],
          fixes,
        },
      ),
    );
  }
  return result;
}
