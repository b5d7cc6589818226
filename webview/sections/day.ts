/** Loads with profiles over the day; nothing where no load changes. */
import { backlogTexts } from '../../src/analysis/render/day.js';
import { dayCharts } from '../charts/day.js';
import { linesElement } from '../charts/lines.js';
import { element, section } from '../dom.js';
import { exportable } from '../export/menu.js';
import { picker } from '../toolkit.js';
import type { Context } from './context.js';
import { markLinks } from './curve.js';
import { chartMenu, type Section, tableBehind } from './section.js';

export function daySection(context: Context): Section {
  const { day, workloads } = context.report;
  if (!day) return { element: element('div') };
  const name = workloads.find((item) => item.name === context.workload)?.name ?? workloads[0]?.name ?? '';
  const charts = dayCharts(context.report, name);
  const last = charts.at(-1);
  if (!last) return { element: element('div') };
  const drawn = charts.map(linesElement);
  const choices = workloads.map((item) => ({ value: item.name, label: item.name }));
  const made = section(
    'Over the day',
    [
      workloads.length > 1 && picker('Workload over the day', choices, name, (value) => context.pickWorkload(value)),
      ...charts.flatMap((chart, index) => [
        element('h3', '', [chart.title]),
        drawn[index]!.element,
        markLinks(chart, context),
        element('p', 'faint', [chart.description]),
      ]),
      day.backlogs.length > 0 &&
        element(
          'ul',
          '',
          backlogTexts(day).map((text) => element('li', '', [text])),
        ),
      tableBehind(last, context),
    ],
    chartMenu(last, context),
  );
  const all = workloads.flatMap((item) => dayCharts(context.report, item.name));
  return { element: made, drawings: drawn, exports: all.map(exportable) };
}
