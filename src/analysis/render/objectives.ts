/** Objectives as short text, the same in status bar, panel, tree, hint and output; and which of them is the worst. */
import type { ObjectiveReport, Report, Verdict } from '../report.js';
import { availabilityText, marginText, nothing, resultText } from './figures.js';

/** A mark per verdict; never alone where colour is gone: the word stands beside it or in the tooltip. */
export const verdictMarks: Readonly<Record<Verdict, string>> = { met: '✓', missed: '✗', unknown: '?' };

/** What an objective was measured to be; nothing where it is missed for a reason that is no number. */
export function actualText(objective: Pick<ObjectiveReport, 'text' | 'verdict' | 'actual'>): string {
  if (objective.verdict === 'missed' && objective.actual.kind === 'unknown') return nothing;
  const isAvailability = objective.text.startsWith('availability');
  return isAvailability ? availabilityText(objective.actual) : resultText(objective.actual);
}

/** 'browse p99 < 300 ms'; of all workloads together: 'all cost < 10 $/h'. */
export function objectiveName(objective: Pick<ObjectiveReport, 'workload' | 'text'>): string {
  return `${objective.workload ?? 'all'} ${objective.text}`;
}

/** 'browse p99 < 300 ms: 412 ms (−37.3 %)', or with the reason where there is no figure. Without a mark. */
export function objectiveLine(objective: ObjectiveReport): string {
  const { actual, margin, reason } = objective;
  if (actual.kind === 'unknown') return `${objectiveName(objective)}: ${reason ?? actual.reason}`;
  const room = margin === undefined ? '' : ` (${marginText(margin)})`;
  const when = objective.when === undefined ? '' : `, ${objective.when}`;
  return `${objectiveName(objective)}: ${actualText(objective)}${room}${when}`;
}

/**
 * The objective that deserves attention first: a missed one before one that cannot be told before a met one; among equals the
 * one with the least room. While the slow parts are still to come, an unknown one is last: it is not known yet.
 * @returns undefined where none is declared
 */
export function worstObjective(report: Pick<Report, 'objectives' | 'complete'>): ObjectiveReport | undefined {
  const ranks: Readonly<Record<Verdict, number>> = { missed: 0, unknown: report.complete ? 1 : 3, met: 2 };
  // Missed without a figure is as bad as it gets; met without one has nothing to compare.
  const room = (item: ObjectiveReport): number =>
    item.margin ?? (item.verdict === 'missed' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  let worst: ObjectiveReport | undefined;
  for (const item of report.objectives) {
    const before = worst && ranks[item.verdict] - ranks[worst.verdict];
    if (!worst || before! < 0 || (before === 0 && room(item) < room(worst))) worst = item;
  }
  return worst;
}

/** How many objectives have each verdict. */
export function countVerdicts(objectives: readonly ObjectiveReport[]): Readonly<Record<Verdict, number>> {
  const counts = { met: 0, missed: 0, unknown: 0 };
  for (const { verdict } of objectives) counts[verdict]++;
  return counts;
}

/** '3 met, 0 missed, 1 unknown'. */
export function countsText(counts: Readonly<Record<Verdict, number>>): string {
  return `${counts.met} met, ${counts.missed} missed, ${counts.unknown} unknown`;
}

/** 'worst: browse p99 < 300 ms: 412 ms (−37.3 %)', 'tightest: …' where all hold; undefined where none is declared. */
export function worstText(report: Pick<Report, 'objectives' | 'complete'>): string | undefined {
  const worst = worstObjective(report);
  return worst && `${worst.verdict === 'met' ? 'tightest' : 'worst'}: ${objectiveLine(worst)}`;
}
