/** All findings of one analysis, in the order of their places. */
import type { System } from '../../model/system.js';
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import type { Redundancy } from '../redundancy/availability.js';
import type { Finding, Report } from '../report.js';
import { within } from '../search/budget.js';
import type { Evaluations } from '../search/survives.js';
import { loadFindings } from './load.js';
import { missedFindings } from './missed.js';
import { redundancyFindings } from './redundancy.js';
import { finding } from './registry.js';
import { retryFindings } from './retries.js';
import { unusedFindings } from './unused.js';
import { type Outcome, tried, untried } from './verify.js';

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

/**
 * @param cache evaluations that fixes are searched with; absent in the quick pass
 * @param analysed analyses a changed system, to verify fixes; absent = no fix counts as verified
 */
export function findingsOf(
  plan: Plan,
  point: Point,
  redundancy: Redundancy,
  report: Pick<Report, 'objectives' | 'workloads' | 'bottlenecks'>,
  fixed: readonly Finding[],
  cache: Evaluations | undefined,
  analysed?: (system: System) => Outcome,
): Finding[] {
  const all = [
    ...loadFindings(plan, point, cache),
    ...redundancyFindings(plan, redundancy),
    ...missedFindings(plan, point, report, cache),
    ...fixed,
  ];
  const sorted = all.sort((a, b) => (a.at.uri < b.at.uri ? -1 : a.at.uri > b.at.uri ? 1 : a.at.offset - b.at.offset));
  if (!cache || !analysed || sorted.every((item) => item.fixes.length === 0)) return sorted.map(untried);
  return within(
    () => {
      cache.check();
      const before = analysed(plan.system);
      return sorted.map((item) => tried(item, plan.system, before, analysed, cache.check));
    },
    () => sorted.map(untried),
  );
}
