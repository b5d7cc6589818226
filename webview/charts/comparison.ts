/** Two scenarios side by side as tables: what is shown, the other, and what the other makes of it. */
import { type Comparison, compare, type FigureChange, type PartChange } from '../../src/analysis/compare.js';
import { effectTexts, goalText } from '../../src/analysis/render/comparison.js';
import { differenceOf } from '../../src/analysis/render/difference.js';
import { availabilityText, headroomText, resultText, utilisationText } from '../../src/analysis/render/figures.js';
import { actualText } from '../../src/analysis/render/objectives.js';
import type { Report, Result } from '../../src/analysis/report.js';
import { type Cell, type DataTable, slug } from './model.js';
import { objectiveOf, verdictWords } from './objectives.js';

export interface Sides {
  readonly report: Report;
  readonly other: Report;
}

/** Name of a scenario as people read it. */
export function scenarioName(scenario: string | undefined): string {
  return scenario === undefined ? 'as described' : scenario.replace(/_/g, ' ');
}

/** A table whose rows may be equal on both sides; the panel draws the others. */
export interface ComparisonTable {
  readonly name: string;
  readonly table: DataTable;
  readonly differing: DataTable['rows'];
}

interface Row {
  readonly cells: readonly Cell[];
  readonly same: boolean;
}

/** Objectives, workloads and node types, each a table. */
export function comparisonTables(sides: Sides): readonly ComparisonTable[] {
  const comparison = compare(sides.report, sides.other);
  const names = [scenarioName(sides.report.scenario), scenarioName(sides.other.scenario)];
  const tableOf = (name: string, caption: string, first: readonly string[], rows: readonly Row[]): ComparisonTable => ({
    name: `${name}-${names.map(slug).join('-')}`,
    table: {
      caption,
      columns: [
        ...first.map((title) => ({ title })),
        ...[...names, 'Difference'].map((title) => ({ title, numeric: true })),
      ],
      rows: rows.map((row) => row.cells),
    },
    differing: rows.filter((row) => !row.same).map((row) => row.cells),
  });
  return [
    tableOf('objectives', 'Objectives compared', ['Objective', 'For'], objectiveRows(comparison)),
    tableOf('workloads', 'Workloads compared', ['Workload', 'Figure'], workloadRows(comparison)),
    tableOf('nodes', 'Node types compared', ['Node type', 'Figure'], nodeRows(comparison)),
  ];
}

type Judged = Comparison['objectives'][number]['before'];

function objectiveRows({ objectives }: Comparison): Row[] {
  const said = (side: Judged): string =>
    side ? `${verdictWords[side.verdict].text}, ${actualText(side)}` : 'not declared';
  return objectives.map((change) => ({
    same: change.effect === 'same',
    cells: [
      { text: goalText(change), at: change.at },
      { text: objectiveOf(change) },
      { text: said(change.before) },
      { text: said(change.after) },
      { text: effectTexts[change.effect] },
    ],
  }));
}

function workloadRows({ workloads }: Comparison): Row[] {
  return workloads.flatMap((part) => [
    rowOf(part, 'throughput', part.figures.throughput, resultText),
    rowOf(part, 'mean', part.figures.mean, resultText),
    rowOf(part, 'p99', part.figures.p99, resultText),
    rowOf(part, 'errors', part.figures.errorShare, resultText),
    rowOf(part, 'availability', part.figures.availability, availabilityText),
    rowOf(part, 'headroom', part.figures.headroom, headroomText),
  ]);
}

function nodeRows({ nodes }: Comparison): Row[] {
  return nodes.flatMap((part) => [
    rowOf(part, 'replicas', part.figures.replicas, resultText),
    rowOf(part, 'utilisation', part.figures.utilisation, utilisationText),
  ]);
}

function rowOf(
  { name, at }: Pick<PartChange<string>, 'name' | 'at'>,
  title: string,
  { before, after, effect }: FigureChange,
  text: (result: Result) => string,
): Row {
  const difference = before && after ? differenceOf(before, after).text : '';
  const said = effect === 'better' || effect === 'worse' ? `${difference}, ${effect}` : difference;
  return {
    same: effect === 'same',
    cells: [
      { text: name, at },
      { text: title },
      { text: before ? text(before) : 'absent' },
      { text: after ? text(after) : 'absent' },
      { text: effect === 'same' ? 'same' : said },
    ],
  };
}
