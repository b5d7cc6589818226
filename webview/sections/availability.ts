/** Availability of each workload: the figure, and a waterfall of the causes against what the objective allows. */
import { availabilityText, resultText } from '../../src/analysis/render/figures.js';
import type { WorkloadReport } from '../../src/analysis/report.js';
import { availabilityChart, availabilityObjective } from '../charts/availability.js';
import { barsElement } from '../charts/bars.js';
import { verdictWords } from '../charts/objectives.js';
import { element, section } from '../dom.js';
import { exportable } from '../export/menu.js';
import { type Context, nameLink } from './context.js';
import { chartMenu, type Section, tableBehind } from './section.js';

export function availabilitySection(context: Context): Section {
  const { report } = context;
  const parts = report.workloads.map((workload) => workloadPart(workload, context));
  const exports = report.workloads.flatMap((workload) => {
    const chart = availabilityChart(workload, report);
    return chart ? [exportable(chart)] : [];
  });
  const children = parts.length > 0 ? parts : [element('p', 'faint', ['No workloads.'])];
  return { element: section('Availability', children), exports };
}

function workloadPart(workload: WorkloadReport, context: Context): HTMLElement {
  const reason = workload.availability.kind === 'value' ? undefined : workload.availability.reason;
  const objective = availabilityObjective(context.report, workload);
  const verdict = objective && verdictWords[objective.verdict];
  const head = element('h3', '', [
    nameLink(workload.name, workload.nameAt, context),
    ` ${availabilityText(workload.availability)}`,
    workload.downtime.kind === 'value' && element('span', 'faint', [`, down ${resultText(workload.downtime)}`]),
    objective && element('span', 'faint', [`; objective ${objective.text}: `]),
    verdict && element('span', `word-${verdict.tone}`, [verdict.text]),
  ]);
  const chart = availabilityChart(workload, context.report);
  const single = workload.singlePointsOfFailure.map((item) => nameLink(item.name, item.at, context));
  return element('div', 'part', [
    element('div', 'heading', [head, chart && chartMenu(chart, context)]),
    reason && element('p', 'faint', [reason]),
    chart && barsElement(chart, context),
    single.length > 0 &&
      element('p', '', [
        'Single points of failure: ',
        ...single.flatMap((item, index) => (index > 0 ? [', ', item] : [item])),
      ]),
    chart && tableBehind(chart, context),
  ]);
}
