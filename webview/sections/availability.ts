/** Availability of each workload: the figure, and which cause costs how many minutes a year. */
import { availabilityText, downtimeText, resultText } from '../../src/analysis/render/figures.js';
import type { WorkloadReport } from '../../src/analysis/report.js';
import { bar, element, section } from '../dom.js';
import { type Context, nameLink } from './context.js';

export function availabilitySection(context: Context): HTMLElement {
  const parts = context.report.workloads.map((workload) => workloadPart(workload, context));
  return section('Availability', parts.length > 0 ? parts : [element('p', 'faint', ['No workloads.'])]);
}

function workloadPart(workload: WorkloadReport, context: Context): HTMLElement {
  const reason = workload.availability.kind === 'value' ? undefined : workload.availability.reason;
  const head = element('h3', '', [
    nameLink(workload.name, workload.nameAt, context),
    ` ${availabilityText(workload.availability)}`,
    workload.downtime.kind === 'value' && element('span', 'faint', [` down ${resultText(workload.downtime)}`]),
  ]);
  const causes = [...workload.downtimeCauses].sort((a, b) => b.minutesPerYear - a.minutesPerYear);
  const most = causes[0]?.minutesPerYear ?? 0;
  const rows = causes
    .slice(0, 8)
    .map((cause) =>
      element('li', 'row', [
        element('span', 'name', [nameLink(cause.name, cause.at, context)]),
        bar(most > 0 ? cause.minutesPerYear / most : 0, 'plain'),
        element('span', 'number wide', [downtimeText(cause.minutesPerYear)]),
      ]),
    );
  const single = workload.singlePointsOfFailure.map((item) => item.name).join(', ');
  return element('div', '', [
    head,
    reason && element('p', 'faint', [reason]),
    rows.length > 0 && element('ul', 'bars', rows),
    causes.length > 8 && element('p', 'faint', [`and ${causes.length - 8} more causes, none of them larger`]),
    single && element('p', '', [`Single points of failure: ${single}`]),
  ]);
}
