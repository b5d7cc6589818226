/** The throughput-latency curve of one workload, with links to what its marks stand for and its table. */
import { curveChart } from '../charts/curve.js';
import { linesElement } from '../charts/lines.js';
import type { LineChart, MeasuredPoint } from '../charts/model.js';
import { simulatedPoints } from '../charts/simulation.js';
import { element, section } from '../dom.js';
import { exportable } from '../export/menu.js';
import { picker } from '../toolkit.js';
import { type Context, nameLink } from './context.js';
import { chartMenu, type Section, tableBehind } from './section.js';

export function curveSection(context: Context): Section {
  const { curves, complete } = context.report;
  const curve = curves.find((item) => item.workload === context.workload) ?? curves[0];
  const chart = curve && curveChart(curve, context.report, measuredOf(curve.workload, context));
  if (!chart) {
    const text = complete ? 'No curve: no workload has a computable response time.' : 'Being computed.';
    return { element: section('Throughput and latency', [element('p', 'faint', [text])]) };
  }
  const drawn = linesElement(chart);
  const choices = curves.map((item) => ({ value: item.workload, label: item.workload }));
  const made = section(
    'Throughput and latency',
    [
      curves.length > 1 && picker('Workload', choices, curve.workload, (value) => context.pickWorkload(value)),
      drawn.element,
      markLinks(chart, context),
      element('p', 'faint', [chart.description]),
      tableBehind(chart, context),
    ],
    chartMenu(chart, context),
  );
  const all = curves.flatMap((item) => curveChart(item, context.report, measuredOf(item.workload, context)) ?? []);
  return { element: made, drawings: [drawn], exports: all.map(exportable) };
}

/** What has been simulated of the text and the values that are shown. */
function measuredOf(workload: string, { simulation, before }: Context): readonly MeasuredPoint[] {
  if (simulation.kind !== 'done' || simulation.stale || before || simulation.values.length > 0) return [];
  return simulatedPoints(simulation.report, workload);
}

/** The marks of a chart as words, each leading to its line where it has one. */
export function markLinks(chart: LineChart, context: Context): HTMLElement | false {
  const items = chart.marks.filter((mark) => mark.at);
  return (
    items.length > 0 &&
    element(
      'ul',
      'legend',
      items.map((mark) => element('li', 'key', [nameLink(mark.label, mark.at, context)])),
      { 'aria-label': 'Marks' },
    )
  );
}
