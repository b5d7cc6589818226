/** Lowers what several declarations share: names, failures, limits, retries. */
import type { AstNode } from 'langium';
import type { Failure, FullPolicy, Named, RateLimit, RetryPolicy } from '../../model/system.js';
import type * as ast from '../generated/ast.js';
import { VALUES } from '../values.js';
import { type Context, optional, rangeOf } from './context.js';
import { defaultDistribution, lowerDistribution } from './distribution.js';

/** Name and places of a declaration. */
export function named(node: AstNode & { name: string }): Named {
  return { name: node.name, at: rangeOf(node), nameAt: rangeOf(node, 'name') };
}

/** Failure data that hold where none are written. */
export const DEFAULT_FAILURE: Failure = {
  mtbf: defaultDistribution('exponential', 90 * 86_400),
  repair: defaultDistribution('exponential', 300),
  detection: defaultDistribution('exponential', 10),
  coverage: { value: 1, origin: 'default' },
  beta: { value: 0, origin: 'default' },
  undetected: 'hangs',
};

/** The `fails` statement of a block. */
export function lowerFailure(context: Context, members: readonly AstNode[], owner: string): Failure | undefined {
  const node = context.single<ast.Fails>(members, 'Fails', 'fails', `'${owner}'`);
  if (!node) return undefined;
  const path = `${owner}.fails`;
  const clause = <T extends ast.FailClause>(type: T['$type']): T | undefined =>
    context.single<T>(node.clauses, type, 'clause', "'fails'");
  const scalar = (name: string): ast.Value | undefined =>
    node.clauses.find((item): item is ast.FailScalar => item.$type === 'FailScalar' && item.name === name)?.value;
  const mtbf = lowerDistribution(context, node.mtbf, `${path}.every`, VALUES.every);
  const crews = context.read(`${path}.crews`, scalar('crews'), VALUES.crews);
  return {
    mtbf: mtbf ?? DEFAULT_FAILURE.mtbf,
    repair:
      lowerDistribution(context, clause<ast.RepairClause>('RepairClause')?.time, `${path}.repaired`, VALUES.repaired) ??
      DEFAULT_FAILURE.repair,
    detection:
      lowerDistribution(context, clause<ast.DetectClause>('DetectClause')?.time, `${path}.detected`, VALUES.detected) ??
      DEFAULT_FAILURE.detection,
    coverage: context.readOr(`${path}.coverage`, scalar('coverage'), VALUES.coverage, 1),
    ...optional('crews', crews),
    beta: context.readOr(`${path}.beta`, scalar('beta'), VALUES.beta, 0),
    undetected: clause<ast.BreaksClause>('BreaksClause')?.breaks ?? 'hangs',
    at: rangeOf(node),
  };
}

/** The `rate_limit` of a block. */
export function lowerRateLimit(context: Context, members: readonly AstNode[], owner: string): RateLimit | undefined {
  const node = context.single<ast.RateLimit>(members, 'RateLimit', 'rate_limit', `'${owner}'`);
  const rate = node && context.read(`${owner}.rate_limit`, node.rate, VALUES.rateLimit);
  if (!node || !rate) return undefined;
  const burst = context.readOr(
    `${owner}.rate_limit.burst`,
    node.burst,
    VALUES.burst,
    Math.max(1, Math.round(rate.value)),
  );
  return { rate, burst, total: node.total === true, reject: node.reject === true, at: rangeOf(node) };
}

/** A `retry` of a call or workload. */
export function lowerRetry(context: Context, node: ast.Retry | undefined, owner: string): RetryPolicy | undefined {
  const count = node && context.read(`${owner}.retry`, node.count, VALUES.retry);
  if (!node || !count) return undefined;
  return {
    count,
    backoff: context.readOr(`${owner}.backoff`, node.backoff, VALUES.backoff, 0),
    factor: context.readOr(`${owner}.backoff.factor`, node.factor, VALUES.backoffFactor, 1),
    jitter: context.readOr(`${owner}.backoff.jitter`, node.jitter, VALUES.jitter, 0),
    ...optional('budget', context.read(`${owner}.budget`, node.budget, VALUES.budget)),
    at: rangeOf(node),
  };
}

/** What happens when something is full. */
export function fullPolicy(policy: string | undefined): FullPolicy {
  return policy === 'block' || policy === 'drop_oldest' || policy === 'drop' ? policy : 'reject';
}
