/** Lowers workloads and profiles. */
import type { Load, Profile, ProfilePoint, Target, Workload } from '../../model/system.js';
import type * as ast from '../generated/ast.js';
import { qualifiedName } from '../scope.js';
import { VALUES } from '../values.js';
import { type Context, optional, rangeOf } from './context.js';
import { defaultDistribution, lowerDistribution } from './distribution.js';
import { lowerRetry, named } from './parts.js';

/** A workload; undefined where its load or all its targets are broken. */
export function lowerWorkload(context: Context, node: ast.Workload): Workload | undefined {
  const { name, members } = node;
  const properties = context.properties('workload', members, name);
  const loads = members.filter(
    (m): m is ast.OpenLoad | ast.ClosedLoad => m.$type === 'OpenLoad' || m.$type === 'ClosedLoad',
  );
  if (loads.length !== 1) context.report('workload-load', loads[1] ?? node, { name });
  const load = loads[0] && lowerLoad(context, loads[0], name);
  const targets = lowerTargets(context, node);
  const growth = context.single<ast.Growth>(members, 'Growth', 'grows', 'a workload');
  const retry = lowerRetry(context, context.single<ast.Retry>(members, 'Retry', 'retry', 'a workload'), name);
  const rest = {
    priority: properties.or('priority'),
    ...optional('deadline', properties.get('deadline')),
    ...optional('timeout', properties.get('timeout')),
    ...optional('retry', retry),
    ...optional('growth', context.read(`${name}.grows`, growth?.rate, VALUES.grows)),
  };
  return load && targets.length > 0 ? { ...named(node), load, targets, ...rest } : undefined;
}

function lowerLoad(context: Context, node: ast.OpenLoad | ast.ClosedLoad, name: string): Load | undefined {
  const profile = optional('profile', node.profile?.ref?.name);
  if (node.$type === 'OpenLoad') {
    const rate = context.read(`${name}.rate`, node.rate, VALUES.rate);
    const burstiness = context.readOr(`${name}.burstiness`, node.burstiness, VALUES.burstiness, 1);
    return rate && { kind: 'open', rate, burstiness, ...profile };
  }
  const users = context.read(`${name}.users`, node.users, VALUES.users);
  const think = lowerDistribution(context, node.think, `${name}.think`, VALUES.think);
  return users && { kind: 'closed', users, think: think ?? defaultDistribution('exponential', 0), ...profile };
}

function lowerTargets(context: Context, node: ast.Workload): Target[] {
  const entries = node.members.flatMap((member) => (member.$type === 'Target' ? member.entries : []));
  if (entries.length === 0) context.report('workload-target', node, { name: node.name });
  const healthy: { operation: string; weight: NonNullable<ReturnType<Context['read']>>; entry: ast.MixEntry }[] = [];
  for (const entry of entries) {
    const operation = entry.operation?.ref && qualifiedName(entry.operation.ref);
    const weight = context.readOr(undefined, entry.weight, VALUES.weight, 1);
    if (operation) healthy.push({ operation, weight, entry });
  }
  const sum = healthy.reduce((total, item) => total + item.weight.value, 0);
  if (healthy.length > 0 && !(sum > 0)) {
    context.report('mix-weight', node);
    return [];
  }
  return healthy.map(({ operation, weight, entry }) => {
    const { low: _low, high: _high, ...plain } = weight;
    return { operation, share: { ...plain, value: weight.value / sum }, at: rangeOf(entry) };
  });
}

/** A profile; its points in order of time. */
export function lowerProfile(context: Context, node: ast.Profile): Profile {
  const points: ProfilePoint[] = [];
  for (const point of node.points) {
    const time = context.read(undefined, point.time, VALUES.profileTime);
    const factor = context.read(undefined, point.factor, VALUES.profileFactor);
    if (!time || !factor) continue;
    if (time.value <= (points.at(-1)?.time.value ?? -1)) context.report('profile-order', point.time);
    else points.push({ time, factor });
  }
  return { ...named(node), points };
}
