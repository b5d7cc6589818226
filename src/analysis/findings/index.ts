/** All findings of one analysis, in the order of their places. */
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import type { Redundancy } from '../redundancy/availability.js';
import type { Finding, Report } from '../report.js';
import type { Evaluations } from '../search/survives.js';
import { loadFindings } from './load.js';
import { missedFindings } from './missed.js';
import { redundancyFindings } from './redundancy.js';
import { finding } from './registry.js';
import { retryFindings } from './retries.js';
import { unusedFindings } from './unused.js';

export { type FindingCode, type FindingKind, findingKinds } from './registry.js';

/** Findings that need the description only; the same in both passes. */
export function staticFindings(plan: Plan): Finding[] {
  const endless = plan.flow.runaway.slice(0, 1).map((vertex) => {
    const { operation } = plan.compiled.variants[vertex]!;
    return finding(
      'endless-calls',
      `${operation.id} is part of a cycle in which every call causes at least one more: a request would never end. Give one of the calls a probability below 1.`,
      operation.nameAt,
      {
        related: plan.flow.runaway
          .slice(1, 6)
          .map((other) => ({ message: 'part of the cycle', at: plan.compiled.variants[other]!.operation.nameAt })),
      },
    );
  });
  return [...endless, ...retryFindings(plan.system), ...unusedFindings(plan.system)];
}

/** @param cache evaluations for verified fixes; absent in the quick pass */
export function findingsOf(
  plan: Plan,
  point: Point,
  redundancy: Redundancy,
  report: Report,
  fixed: readonly Finding[],
  cache: Evaluations | undefined,
): Finding[] {
  const all = [
    ...loadFindings(plan, point, cache),
    ...redundancyFindings(plan, redundancy),
    ...missedFindings(plan, point, report, cache),
    ...fixed,
  ];
  return all.sort((a, b) => (a.at.uri < b.at.uri ? -1 : a.at.uri > b.at.uri ? 1 : a.at.offset - b.at.offset));
}
