/** Lowers the events of scenarios, and checks the overrides of those that are not applied. */

import type { AstNode } from 'langium';
import type { EventAction, NodeType, Scenario, TimelineEvent } from '../../model/system.js';
import { didYouMean, nearest } from '../diagnostics.js';
import type * as ast from '../generated/ast.js';
import { pathText, scenarioChain } from '../overrides.js';
import { qualifiedName } from '../scope.js';
import { VALUES } from '../values.js';
import { type Context, optional, rangeOf } from './context.js';
import { named } from './parts.js';

/** The scenario with the events of those that it extends, in order of time. */
export function lowerScenario(context: Context, node: ast.Scenario, nodes: readonly NodeType[]): Scenario {
  const { chain, cycle } = scenarioChain(node);
  if (cycle !== undefined) context.report('scenario-cycle', node, { cycle });
  const events: TimelineEvent[] = [];
  for (const member of chain.flatMap((item) => item.members)) {
    if (member.$type !== 'Event') continue;
    const time = context.read(undefined, member.time, VALUES.eventTime);
    const action = member.action && lowerAction(context, member.action, nodes);
    if (time && action) events.push({ time, action, at: rangeOf(member) });
  }
  events.sort((a, b) => a.time.value - b.time.value);
  return { ...named(node), ...optional('base', node.base?.ref?.name), events };
}

/** Checks that each override of a scenario names something that can be set, to a value that fits. */
export function checkOverrides(context: Context, node: ast.Scenario): void {
  for (const member of node.members) {
    if (member.$type === 'Override') checkedPath(context, member.path, member.value);
  }
}

function checkedPath(context: Context, path: ast.Path | undefined, value: ast.Value | undefined) {
  const text = pathText(path);
  if (!path || text === undefined || !value) return undefined;
  if (path.root.ref?.$type === 'Param' && path.rest.length === 0) {
    const found = context.evaluator.value(value);
    return found && { text, value: { value: found.value, origin: 'written' as const, at: rangeOf(value) } };
  }
  const spec = context.paths.get(text);
  if (!spec) {
    context.report('unknown-path', path, { path: text, suggestion: suggestPath(context, text) });
    return undefined;
  }
  const read = context.evaluator.read(value, spec);
  return read && { text, value: read };
}

/** '; did you mean ...?' for a path that nothing has, or what can be set there. */
export function suggestPath(context: Context, text: string): string {
  const owner = text.slice(0, text.lastIndexOf('.') + 1);
  const near = nearest(text, context.paths.keys());
  if (near !== undefined) return didYouMean(near);
  const own = [...context.paths.keys()].filter(
    (path) => owner !== '' && path.startsWith(owner) && !path.slice(owner.length).includes('.'),
  );
  return own.length === 0
    ? ''
    : `; what can be set there: ${own
        .slice(0, 8)
        .map((path) => path.slice(owner.length))
        .join(', ')}`;
}

function lowerAction(context: Context, node: ast.Action, nodes: readonly NodeType[]): EventAction | undefined {
  const name = (target: { ref?: AstNode | undefined } | undefined): string | undefined =>
    target?.ref && qualifiedName(target.ref);
  switch (node.$type) {
    case 'FailAction': {
      const target = name(node.target);
      const count = context.read(undefined, node.count, VALUES.survives);
      if (target === undefined || (node.count && !count)) return undefined;
      const replicas = nodes.find((item) => item.name === target)?.replicas.value;
      if (count && replicas !== undefined && count.value > replicas && node.count) {
        context.report('event-count', node.count, { name: target, replicas, count: count.value });
        return undefined;
      }
      return { kind: 'fail', target, ...optional('count', count) };
    }
    case 'RestoreAction': {
      const target = name(node.target);
      return target === undefined ? undefined : { kind: 'restore', target };
    }
    case 'SlowAction': {
      const target = name(node.target);
      const factor = context.read(undefined, node.factor, VALUES.slow);
      return target === undefined || !factor ? undefined : { kind: 'slow', target, factor };
    }
    case 'PartitionAction': {
      const left = name(node.left);
      const right = name(node.right);
      return left === undefined || right === undefined ? undefined : { kind: 'partition', left, right };
    }
    case 'SetAction': {
      const found = checkedPath(context, node.path, node.value);
      return found && { kind: 'set', path: found.text, value: found.value };
    }
    default:
      return undefined;
  }
}
