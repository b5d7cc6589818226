/** Two scenarios side by side as tables: what is shown, the other, and the difference. */
import { differenceOf } from '../../src/analysis/render/difference.js';
import { availabilityText, headroomText, resultText, utilisationText } from '../../src/analysis/render/figures.js';
import { actualText } from '../../src/analysis/render/objectives.js';
import type { ObjectiveReport, Report, Result } from '../../src/analysis/report.js';
import { type Cell, type DataTable, type Place, slug } from './model.js';
import { objectiveOf, verdictWords } from './objectives.js';

export interface Sides {
  readonly report: Report;
  readonly other: Report;
}

/** Name of a scenario as people read it. */
export function scenarioName(scenario: string | undefined): string {
  return scenario === undefined ? 'as described' : scenario.replace(/_/g, ' ');
}

export interface NamedTable {
  readonly name: string;
  readonly table: DataTable;
}

/** Objectives, workloads and node types, each a table. */
export function comparisonTables(sides: Sides): readonly NamedTable[] {
  const suffix = slug(`${scenarioName(sides.report.scenario)}-${scenarioName(sides.other.scenario)}`);
  return [
    { name: `objectives-${suffix}`, table: objectives(sides) },
    { name: `workloads-${suffix}`, table: workloads(sides) },
    { name: `nodes-${suffix}`, table: nodes(sides) },
  ];
}

function columns(first: readonly string[], { report, other }: Sides): DataTable['columns'] {
  const titles = [scenarioName(report.scenario), scenarioName(other.scenario), 'Difference'];
  return [...first.map((title) => ({ title })), ...titles.map((title) => ({ title, numeric: true }))];
}

function objectives(sides: Sides): DataTable {
  const { report, other } = sides;
  const said = (objective: ObjectiveReport | undefined): string =>
    objective ? `${verdictWords[objective.verdict].text}, ${actualText(objective)}` : 'absent';
  const ids = union(report.objectives, other.objectives, (item) => item.id);
  return {
    caption: 'Objectives compared',
    columns: columns(['Objective', 'For'], sides),
    rows: ids.flatMap((id) => {
      const [a, b] = [
        report.objectives.find((item) => item.id === id),
        other.objectives.find((item) => item.id === id),
      ];
      const any = a ?? b;
      if (!any) return [];
      return [
        [
          { text: any.text, at: any.at },
          { text: objectiveOf(any) },
          { text: said(a) },
          { text: said(b) },
          { text: a && b ? differenceOf(a.actual, b.actual).text : '' },
        ],
      ];
    }),
  };
}

type Row = readonly [title: string, of: (side: Report) => Result | undefined, text: (result: Result) => string];

function workloads(sides: Sides): DataTable {
  const names = union(sides.report.workloads, sides.other.workloads, (item) => item.name);
  return {
    caption: 'Workloads compared',
    columns: columns(['Workload', 'Figure'], sides),
    rows: names.flatMap((name) => {
      const of = (side: Report) => side.workloads.find((item) => item.name === name);
      const figures: Row[] = [
        ['throughput', (side) => of(side)?.throughput, resultText],
        ['mean', (side) => of(side)?.mean, resultText],
        ['p99', (side) => of(side)?.p99, resultText],
        ['availability', (side) => of(side)?.availability, availabilityText],
        ['headroom', (side) => of(side)?.headroom, headroomText],
      ];
      const at = (of(sides.report) ?? of(sides.other))?.nameAt;
      return figures.map((figure) => rowOf(name, at, figure, sides));
    }),
  };
}

function nodes(sides: Sides): DataTable {
  const names = union(sides.report.nodes, sides.other.nodes, (item) => item.name);
  return {
    caption: 'Node types compared',
    columns: columns(['Node type', 'Figure'], sides),
    rows: names.flatMap((name) => {
      const of = (side: Report) => side.nodes.find((item) => item.name === name);
      const replicas = (side: Report): Result | undefined => {
        const node = of(side);
        return (
          node && { kind: 'value', value: node.replicas, unit: 'replicas', method: '', assumptions: [], inputs: [] }
        );
      };
      const figures: Row[] = [
        ['replicas', replicas, resultText],
        ['utilisation', (side) => of(side)?.utilisation, utilisationText],
      ];
      const at = (of(sides.report) ?? of(sides.other))?.nameAt;
      return figures.map((figure) => rowOf(name, at, figure, sides));
    }),
  };
}

function rowOf(name: string, at: Place | undefined, [title, of, text]: Row, { report, other }: Sides): Cell[] {
  const [a, b] = [of(report), of(other)];
  return [
    { text: name, ...(at && { at }) },
    { text: title },
    { text: a ? text(a) : 'absent' },
    { text: b ? text(b) : 'absent' },
    { text: a && b ? differenceOf(a, b).text : '' },
  ];
}

/** Keys of both sides, in the order of the first, then what only the second has. */
function union<T>(first: readonly T[], second: readonly T[], key: (item: T) => string): string[] {
  return [...new Set([...first.map(key), ...second.map(key)])];
}
