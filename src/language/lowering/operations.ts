/** Lowers operations: their steps and the policies of their calls. */
import type { AstNode } from 'langium';
import type { CallPolicy, Operation, Quantity, Step, StepModifiers } from '../../model/system.js';
import type * as ast from '../generated/ast.js';
import { qualifiedName } from '../scope.js';
import { VALUES } from '../values.js';
import { type Context, optional, rangeOf } from './context.js';
import { lowerDistribution } from './distribution.js';
import { lowerRetry, named } from './parts.js';

/** The operations of a node type or external. */
export function lowerOperations(context: Context, owner: string, members: readonly AstNode[]): Operation[] {
  const result: Operation[] = [];
  const seen = new Set<string>();
  for (const member of members) {
    if (member.$type !== 'Operation') continue;
    const node = member as ast.Operation;
    if (!node.name) continue;
    if (seen.has(node.name)) {
      context.report('duplicate-name', node, { name: node.name });
      continue;
    }
    seen.add(node.name);
    const id = `${owner}.${node.name}`;
    const { traits } = node;
    const reads = traits.includes('reads');
    result.push({
      ...named(node),
      id,
      owner,
      // What only reads may be done twice.
      idempotent: traits.includes('idempotent') || (reads && !traits.includes('writes')),
      cancellable: traits.includes('cancellable'),
      ...(traits.includes('writes') ? { effect: 'writes' as const } : reads ? { effect: 'reads' as const } : {}),
      steps: lowerSteps(context, id, node.body?.steps ?? []),
    });
  }
  return result;
}

/** Steps in order; broken ones are left out. */
function lowerSteps(context: Context, path: string, steps: readonly ast.Step[]): Step[] {
  const result: Step[] = [];
  for (const step of steps) {
    const lowered = lowerStep(context, path, step);
    if (lowered) result.push(lowered);
  }
  return result;
}

function lowerStep(context: Context, path: string, node: ast.Step): Step | undefined {
  const at = rangeOf(node);
  const inner = (steps: readonly ast.Step[] | undefined): Step[] => lowerSteps(context, path, steps ?? []);
  switch (node.$type) {
    case 'CpuStep': {
      const demand = lowerDistribution(context, node.demand, `${path}.cpu`, VALUES.cpu);
      return demand && { kind: 'cpu', demand, at, ...modifiers(context, `${path}.cpu`, node.clauses, 'cpu') };
    }
    case 'DelayStep': {
      const duration = lowerDistribution(context, node.duration, `${path}.delay`, VALUES.delay);
      return duration && { kind: 'delay', duration, at, ...modifiers(context, `${path}.delay`, node.clauses, 'delay') };
    }
    case 'CallStep':
    case 'SendStep':
      return lowerCall(context, path, node);
    case 'ParallelStep':
      return { kind: 'parallel', branches: inner(node.steps), at };
    case 'FirstStep': {
      const needed = context.read(undefined, node.needed, VALUES.needed);
      const total = context.read(undefined, node.total, VALUES.needed);
      const branches = inner(node.steps);
      if (!needed || !total) return undefined;
      if (needed.value > total.value || total.value < node.steps.length) {
        const args = { needed: needed.value, total: total.value, branches: node.steps.length };
        context.report('first-of', node.needed, args);
        return undefined;
      }
      return { kind: 'first', needed, total, cancellable: node.cancellable === true, branches, at };
    }
    case 'BranchStep': {
      const probability = context.read(undefined, node.probability, VALUES.probability);
      const then = inner(node.body?.steps);
      const otherwise = inner(node.otherwise?.steps);
      return probability && { kind: 'branch', probability, then, otherwise, at };
    }
    case 'LoopStep': {
      const count = context.read(undefined, node.count, VALUES.times);
      const steps = inner(node.body?.steps);
      return count && { kind: 'loop', count, geometric: node.geometric === true, steps, at };
    }
    case 'CacheStep': {
      const hit = context.read(`${path}.hit`, node.probability, VALUES.probability);
      const miss = inner(node.body?.steps);
      return hit && { kind: 'cache', hit, miss, at };
    }
    case 'ReplyStep':
      return { kind: 'reply', at };
    case 'StateStep': {
      const state = node.state?.ref && qualifiedName(node.state.ref);
      if (!state) return undefined;
      return {
        kind: 'state',
        verb: node.verb,
        state,
        at,
        ...modifiers(context, `${path}.${state}`, node.clauses, 'times'),
      };
    }
    default:
      return undefined;
  }
}

/** The clauses `with`, `times` and `for`, which every step may carry. */
function modifiers(
  context: Context,
  path: string,
  clauses: readonly AstNode[],
  main: 'cpu' | 'delay' | 'probability' | 'times',
): StepModifiers {
  const probability = context.single<ast.WithClause>(clauses, 'WithClause', 'with', 'a step');
  const count = context.single<ast.TimesClause>(clauses, 'TimesClause', 'times', 'a step');
  const forWorkload = new Map<string, Quantity>();
  for (const clause of clauses) {
    if (clause.$type !== 'ForClause') continue;
    const { workload, value } = clause as ast.ForClause;
    const name = workload?.ref?.name;
    const read = context.read(undefined, value, VALUES[main]);
    if (name !== undefined && read) forWorkload.set(name, read);
  }
  return {
    ...optional('probability', context.read(`${path}.with`, probability?.probability, VALUES.probability)),
    ...optional('count', context.read(`${path}.times`, count?.count, VALUES.times)),
    ...(count?.geometric ? { geometric: true } : {}),
    ...(forWorkload.size > 0 ? { forWorkload } : {}),
  };
}

function lowerCall(context: Context, operation: string, node: ast.CallStep | ast.SendStep): Step | undefined {
  const target = node.target?.ref;
  const id = target && qualifiedName(target);
  const reference = node.target?.$refNode;
  if (!target || !id || !reference) return undefined;
  const kind = node.$type === 'CallStep' ? 'call' : 'send';
  if (kind === 'call' && target.$type === 'Channel') {
    context.report('channel-receiver', node, { name: target.name });
    return undefined;
  }
  // Calls are found by the name of what they call: 'web.page.catalog.timeout'.
  const owner = id.split('.')[0] as string;
  const path = `${operation}.${owner}`;
  const { offset, end, range } = reference;
  const targetAt = {
    uri: rangeOf(node).uri,
    offset,
    end,
    line: range.start.line,
    column: range.start.character,
    endLine: range.end.line,
    endColumn: range.end.character,
  };
  const clauses: readonly AstNode[] = node.clauses;
  return {
    kind,
    target: id,
    targetAt,
    policy: lowerPolicy(context, path, operation, clauses),
    at: rangeOf(node),
    ...modifiers(context, path, clauses, 'probability'),
  };
}

function lowerPolicy(context: Context, path: string, operation: string, clauses: readonly AstNode[]): CallPolicy {
  const one = <T extends ast.CallClause>(type: T['$type'], name: string): T | undefined =>
    context.single<T>(clauses, type, name, 'a call');
  const retry = lowerRetry(context, one<ast.Retry>('Retry', 'retry'), path);
  const budget = one<ast.Budget>('Budget', 'budget');
  const loose = context.read(undefined, budget?.value, VALUES.budget);
  const breaker = one<ast.Breaker>('Breaker', 'breaker');
  const recovery = one<ast.Recovery>('Recovery', 'recovery');
  const pool = one<ast.Pool>('Pool', 'pool');
  const poolSize = context.read(`${path}.pool`, pool?.size, VALUES.pool);
  const sizes = one<ast.Sizes>('Sizes', 'size');
  const fallback = one<ast.Fallback>('Fallback', 'fallback');
  const once = recovery?.mode === 'at_most_once';
  if (once && retry) context.report('recovery-retry', recovery);
  const read = (name: string, value: ast.Value | undefined, spec: keyof typeof VALUES) =>
    optional(name, context.read(`${path}.${name}`, value, VALUES[spec])) as Record<string, Quantity>;
  return {
    ...read('timeout', one<ast.Timeout>('Timeout', 'timeout')?.value, 'timeout'),
    ...(retry && !once ? { retry: { ...retry, ...optional('budget', retry.budget ?? loose) } } : {}),
    ...(breaker
      ? {
          breaker: {
            threshold: context.readOr(`${path}.breaker`, breaker.threshold, VALUES.threshold, 0.5),
            window: context.readOr(`${path}.breaker.window`, breaker.window, VALUES.window, 10),
            open: context.readOr(`${path}.breaker.open`, breaker.open, VALUES.open, 5),
            at: rangeOf(breaker),
          },
        }
      : {}),
    recovery: recovery?.mode ?? (retry ? 'at_least_once' : 'at_most_once'),
    recoveryOrigin: recovery ? 'written' : 'default',
    ...optional('dedupLookup', context.read(undefined, recovery?.lookup, VALUES.lookup)),
    ...optional('dedupWindow', context.read(undefined, recovery?.window, VALUES.window)),
    ...(pool && poolSize
      ? {
          pool: {
            size: poolSize,
            ...optional('wait', context.read(`${path}.pool.wait`, pool.wait, VALUES.wait)),
            at: rangeOf(pool),
          },
        }
      : {}),
    ...read('bulkhead', one<ast.Bulkhead>('Bulkhead', 'bulkhead')?.size, 'bulkhead'),
    ...read('throttle', one<ast.Throttle>('Throttle', 'throttle')?.factor, 'throttle'),
    ...optional('requestSize', context.read(`${path}.size`, sizes?.request, VALUES.size)),
    ...optional('replySize', context.read(`${path}.answer`, sizes?.reply, VALUES.size)),
    cancellable: one<ast.Cancellable>('Cancellable', 'cancellable') !== undefined,
    ...(fallback
      ? {
          fallback: {
            steps: lowerSteps(context, `${operation}.fallback`, fallback.body?.steps ?? []),
            at: rangeOf(fallback),
          },
        }
      : {}),
  };
}
