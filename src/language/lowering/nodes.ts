/** Lowers node types and what they declare. */
import type { AstNode } from 'langium';
import type { Autoscale, ConcurrencyLimit, NodeType, PlannedWork, QueueBound, StateItem } from '../../model/system.js';
import type * as ast from '../generated/ast.js';
import { VALUES } from '../values.js';
import { type Context, optional, rangeOf } from './context.js';
import { lowerOperations } from './operations.js';
import { DEFAULT_FAILURE, fullPolicy, lowerFailure, lowerRateLimit, named } from './parts.js';
import { placeId } from './places.js';

/** A node type with all that it declares. */
export function lowerNode(context: Context, node: ast.Node): NodeType {
  const { name, members } = node;
  const block = `'${name}'`;
  const properties = context.properties('node', members, name);
  const replicas = context.single<ast.Replicas>(members, 'Replicas', 'replicas', block);
  const balancing = context.single<ast.Balancing>(members, 'Balancing', 'balancing', block);
  const host = context.single<ast.Placement>(members, 'Placement', 'on', block)?.place?.ref;
  const places = (replicas?.places ?? []).flatMap((place) => (place.ref ? [placeId(place.ref)] : []));
  // 'on' a region or zone places the replicas there; on a host they share its cores.
  if (host && host.$type !== 'Host' && places.length === 0) places.push(placeId(host));
  return {
    ...named(node),
    kind: node.kind,
    replicas: context.readOr(`${name}.replicas`, replicas?.count, VALUES.replicas, 1),
    places,
    ...(host?.$type === 'Host' ? { host: host.name } : {}),
    balancing: {
      policy: balancing?.policy ?? 'random',
      skew: context.readOr(`${name}.skew`, balancing?.skew, VALUES.skew, 1),
      ...(balancing ? { at: rangeOf(balancing) } : {}),
    },
    ...optional('workers', properties.get('workers')),
    ...optional('cores', properties.get('cores')),
    speed: properties.or('speed'),
    queue: lowerQueue(context, members, name),
    ...optional('rateLimit', lowerRateLimit(context, members, name)),
    ...optional('concurrencyLimit', lowerConcurrency(context, members, name)),
    failure: lowerFailure(context, members, name) ?? DEFAULT_FAILURE,
    utilisationLimit: properties.or('utilisation'),
    ...optional('memory', properties.get('memory')),
    ...optional('disk', properties.get('disk')),
    ...optional('bandwidth', properties.get('bandwidth')),
    ...optional('cost', properties.get('cost')),
    ...optional('autoscale', lowerAutoscale(context, members, name)),
    ...optional('maintenance', lowerPlanned(context, members, name, 'Maintenance')),
    ...optional('deployment', lowerPlanned(context, members, name, 'Deployment')),
    state: lowerStates(context, members, name),
    operations: lowerOperations(context, name, members),
  };
}

function lowerQueue(context: Context, members: readonly AstNode[], name: string): QueueBound {
  const node = context.single<ast.QueueBound>(members, 'QueueBound', 'queue', `'${name}'`);
  const size = context.read(`${name}.queue`, node?.size, VALUES.queue);
  return {
    ...optional('size', size),
    policy: fullPolicy(node?.policy),
    rejectCost: context.readOr(`${name}.queue.costing`, node?.cost, VALUES.costing, 0),
    ...(node ? { at: rangeOf(node) } : {}),
  };
}

function lowerConcurrency(context: Context, members: readonly AstNode[], name: string): ConcurrencyLimit | undefined {
  const node = context.single<ast.ConcurrencyLimit>(members, 'ConcurrencyLimit', 'concurrency_limit', `'${name}'`);
  if (!node) return undefined;
  const path = `${name}.concurrency_limit`;
  const limit = context.read(path, node.limit, VALUES.concurrency);
  const minimum = context.read(`${path}.from`, node.minimum, VALUES.concurrency);
  const maximum = context.read(`${path}.to`, node.maximum, VALUES.concurrency);
  if (minimum && maximum && minimum.value > maximum.value) {
    context.report('bounds-order', node, { low: `the minimum ${minimum.value}`, high: `the maximum ${maximum.value}` });
    return undefined;
  }
  if (!limit && !node.adaptive) return undefined;
  return {
    ...optional('limit', limit),
    ...optional('adaptive', node.adaptive),
    ...optional('minimum', minimum),
    ...optional('maximum', maximum),
    total: node.total === true,
    reject: node.reject === true,
    at: rangeOf(node),
  };
}

function lowerAutoscale(context: Context, members: readonly AstNode[], name: string): Autoscale | undefined {
  const node = context.single<ast.Autoscale>(members, 'Autoscale', 'autoscale', `'${name}'`);
  if (!node) return undefined;
  const properties = context.properties('autoscale', node.members, `${name}.autoscale`);
  const minimum = properties.or('minimum');
  const maximum = properties.or('maximum');
  if (minimum.value > maximum.value) {
    context.report('bounds-order', node, { low: `the minimum ${minimum.value}`, high: `the maximum ${maximum.value}` });
    return undefined;
  }
  return {
    target: properties.or('target'),
    minimum,
    maximum,
    period: properties.or('period'),
    ...optional('step', properties.get('step')),
    coldStart: properties.or('cold_start'),
    cooldown: properties.or('cooldown'),
    at: rangeOf(node),
  };
}

function lowerPlanned(
  context: Context,
  members: readonly AstNode[],
  name: string,
  type: 'Maintenance' | 'Deployment',
): PlannedWork | undefined {
  const block = type === 'Maintenance' ? 'maintenance' : 'deployment';
  const node = context.single<ast.Maintenance | ast.Deployment>(members, type, block, `'${name}'`);
  if (!node) return undefined;
  const properties = context.properties(block, node.members, `${name}.${block}`);
  return {
    every: properties.or('every'),
    batch: properties.or('batch'),
    duration: properties.or('duration'),
    failure: properties.or('failure'),
    rollback: properties.or('rollback'),
    drain: properties.or('drain'),
    at: rangeOf(node),
  };
}

function lowerStates(context: Context, members: readonly AstNode[], owner: string): StateItem[] {
  const result: StateItem[] = [];
  const seen = new Set<string>();
  for (const member of members) {
    if (member.$type !== 'State') continue;
    const node = member as ast.State;
    if (!node.name) continue;
    if (seen.has(node.name)) context.report('duplicate-name', node, { name: node.name });
    else result.push(lowerState(context, node, `${owner}.${node.name}`));
    seen.add(node.name);
  }
  return result;
}

function lowerState(context: Context, node: ast.State, path: string): StateItem {
  const properties = context.properties('state', node.members, path);
  const sharing = context.single<ast.Sharing>(node.members, 'Sharing', 'share', `'${path}'`);
  const quorum = context.single<ast.Quorum>(node.members, 'Quorum', 'quorum', `'${path}'`);
  return {
    ...named(node),
    sharing: sharing?.mode ?? 'nothing',
    ...optional('quorum', quorum && lowerQuorum(context, quorum, path)),
    ...optional('bytes', properties.get('bytes')),
    ...optional('records', properties.get('records')),
    ...optional('sessions', properties.get('sessions')),
    copies: properties.or('copies'),
    lag: properties.or('lag'),
    ...optional('writeRate', properties.get('write_rate')),
  };
}

function lowerQuorum(context: Context, node: ast.Quorum, path: string): StateItem['quorum'] {
  const n = context.read(`${path}.quorum`, node.n, VALUES.quorum);
  const r = context.read(`${path}.quorum.read`, node.r, VALUES.quorum);
  const w = context.read(`${path}.quorum.write`, node.w, VALUES.quorum);
  if (!n || !r || !w) return undefined;
  for (const [verb, value, place] of [['read', r.value, node.r] as const, ['write', w.value, node.w] as const]) {
    if (value <= n.value) continue;
    context.report('quorum-size', place, { verb, value, copies: n.value });
    return undefined;
  }
  return { n, r, w, strong: node.strong === true, at: rangeOf(node) };
}
