/** Objectives with the room that each has left, as bars to both sides of the bound. */
import { marginText, roomText } from '../../src/analysis/render/figures.js';
import { actualText, objectiveName, verdictMarks } from '../../src/analysis/render/objectives.js';
import type { ObjectiveReport, Report, Verdict } from '../../src/analysis/report.js';

import type { BarChart, Segment } from './model.js';
import { marginSeries } from './series.js';

export const verdictWords: Readonly<
  Record<Verdict, { readonly text: string; readonly tone: 'good' | 'bad' | 'warn' }>
> = {
  met: { text: `${verdictMarks.met} met`, tone: 'good' },
  missed: { text: `${verdictMarks.missed} missed`, tone: 'bad' },
  unknown: { text: `${verdictMarks.unknown} unknown`, tone: 'warn' },
};

/** Whose objective it is. */
export function objectiveOf(objective: Pick<ObjectiveReport, 'workload'>): string {
  return objective.workload ?? 'all workloads';
}

/** The margin as a segment from the bound, at most the bound's own size to either side. */
export function marginSegment(objective: ObjectiveReport): Segment | undefined {
  const { margin } = objective;
  if (margin === undefined) return undefined;
  const size = Math.max(-1, Math.min(1, margin));
  return {
    from: Math.min(0, size),
    to: Math.max(0, size),
    series: marginSeries[objective.verdict],
    label: `${objectiveName(objective)}: ${roomText(margin)}`,
    at: objective.at,
  };
}

export function objectivesChart(report: Report): BarChart {
  const count = (verdict: Verdict): number => report.objectives.filter((item) => item.verdict === verdict).length;
  return {
    kind: 'bars',
    name: 'objectives',
    title: 'Objectives and their margins',
    description: `Of ${report.objectives.length} objectives ${count('met')} are met, ${count('missed')} missed and ${count('unknown')} unknown. Bars show the room relative to the bound: to the right where it is left, to the left where it is missing.`,
    from: -1,
    to: 1,
    rows: report.objectives.map((objective) => {
      const segment = marginSegment(objective);
      return {
        name: objectiveName(objective),
        at: objective.at,
        segments: segment ? [segment] : [],
        value: marginText(objective.margin),
        state: verdictWords[objective.verdict],
      };
    }),
    series: [],
    marks: [{ value: 0, label: 'bound', tone: 'text' }],
    table: {
      caption: 'Objectives',
      columns: [
        { title: 'Objective' },
        { title: 'For' },
        { title: 'Verdict' },
        { title: 'Actual', numeric: true },
        { title: 'Margin', unit: 'share', numeric: true },
        { title: 'Reason' },
      ],
      rows: report.objectives.map((objective) => [
        { text: objective.text, at: objective.at },
        { text: objectiveOf(objective) },
        { text: objective.verdict },
        { text: actualText(objective) },
        { text: marginText(objective.margin), ...(objective.margin !== undefined && { value: objective.margin }) },
        { text: objective.reason ?? '' },
      ]),
    },
  };
}
