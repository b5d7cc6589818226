/** The shown scenario beside a second one: the curve of both, then objectives, workloads and node types. */
import type { Report } from '../../src/analysis/report.js';
import { type ComparisonTable, comparisonTables, scenarioName } from '../charts/comparison.js';
import { curvesChart } from '../charts/curve.js';
import { linesElement } from '../charts/lines.js';
import { element, section } from '../dom.js';
import { exportable, exportMenu } from '../export/menu.js';
import { picker } from '../toolkit.js';
import type { Context } from './context.js';
import { dataTable, type Section, tableBehind } from './section.js';

const none = '\u0000none';
const described = '\u0000described';

export function comparisonSection(context: Context): Section {
  const { report, compared } = context;
  if (report.scenarios.length === 0) return { element: element('div') };
  const chosen = compared === undefined ? none : (compared.scenario ?? described);
  const choices = [
    { value: none, label: 'nothing' },
    ...[undefined, ...report.scenarios]
      .filter((name) => name !== report.scenario)
      .map((name) => ({ value: name ?? described, label: scenarioName(name) })),
  ];
  const choose = picker('Compare with', choices, chosen, (value) =>
    context.compare(value === none ? undefined : { scenario: value === described ? undefined : value }),
  );
  if (!compared) return { element: section('Comparison', [choose]) };
  if (compared.result === undefined) {
    return { element: section('Comparison', [choose, element('p', 'faint', ['Being computed.'])]) };
  }
  if (compared.result.kind === 'failed') {
    return { element: section('Comparison', [choose, element('p', 'notice', [compared.result.message])]) };
  }
  return comparison(choose, compared.result.report, context);
}

function comparison(choose: HTMLElement, other: Report, context: Context): Section {
  const { report } = context;
  const curve = report.curves.find((item) => item.workload === context.workload) ?? report.curves[0];
  const beside = other.curves.find((item) => item.workload === curve?.workload);
  const chart =
    curve &&
    beside &&
    curvesChart(curve.workload, [
      { name: scenarioName(report.scenario), curve, report },
      { name: scenarioName(other.scenario), curve: beside, report: other },
    ]);
  const drawn = chart && linesElement(chart);
  const tables = comparisonTables({ report, other });
  const made = section('Comparison', [
    choose,
    ...(chart && drawn
      ? [
          element('div', 'heading', [element('h3', '', [chart.title]), exportMenu(exportable(chart), context.save)]),
          drawn.element,
          tableBehind(chart, context),
        ]
      : []),
    ...tables.flatMap((item) => [
      element('div', 'heading', [
        element('h3', '', [item.table.caption]),
        exportMenu({ name: item.name, title: item.table.caption, table: item.table }, context.save),
      ]),
      ...differing(item, context),
    ]),
  ]);
  return { element: made, drawings: drawn ? [drawn] : [], exports: chart ? [exportable(chart)] : [] };
}

/** Only what differs; the export has all. */
function differing({ table, differing: rows }: ComparisonTable, context: Context): HTMLElement[] {
  const count = table.rows.length - rows.length;
  const rest = count === 1 ? 'One line is the same in both.' : `${count} lines are the same in both.`;
  return [
    ...(rows.length > 0 ? [dataTable({ ...table, rows }, context)] : []),
    ...(count > 0 ? [element('p', 'faint', [rest])] : []),
  ];
}
