/** Where the mean response of a workload goes: by kind of time and by part of the system. */
import { formatDuration } from '../../src/analysis/render/format.js';
import { barsElement } from '../charts/bars.js';
import { breakdownChart } from '../charts/breakdown.js';
import { element, section } from '../dom.js';
import { exportable } from '../export/menu.js';
import { picker } from '../toolkit.js';
import type { Context } from './context.js';
import { chartMenu, type Section, tableBehind } from './section.js';

export function breakdownSection(context: Context): Section {
  const { workloads, methods } = context.report;
  const workload = workloads.find((item) => item.name === context.workload) ?? workloads[0];
  if (!workload) return { element: section('Response time', [element('p', 'faint', ['No workloads.'])]) };
  const { breakdown } = workload;
  const chart = breakdownChart(workload);
  const choices = workloads.map((item) => ({ value: item.name, label: item.name }));
  const method = breakdown.kind === 'parts' ? methods[breakdown.method]?.name : undefined;
  const made = section(
    'Response time',
    [
      workloads.length > 1 && picker('Workload', choices, workload.name, (value) => context.pickWorkload(value)),
      chart && barsElement(chart, context),
      element('p', 'faint', [
        breakdown.kind === 'unknown'
          ? breakdown.reason
          : `The parts add up to the mean of ${formatDuration(breakdown.total)}.`,
        method !== undefined && ` Method: ${method}.`,
      ]),
      chart && tableBehind(chart, context),
    ],
    chart && chartMenu(chart, context),
  );
  const all = workloads.flatMap((item) => breakdownChart(item) ?? []);
  return { element: made, exports: all.map(exportable) };
}
