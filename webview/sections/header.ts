/** Top of the panel: system, verdict, the two figures that matter most, and the scenario. */
import { headroomText } from '../../src/analysis/render/figures.js';
import { formatNumber } from '../../src/analysis/render/format.js';
import type { Report } from '../../src/analysis/report.js';
import { element } from '../dom.js';
import { picker } from '../toolkit.js';
import { type Context, nameLink } from './context.js';

const none = '\u0000none';

export function header(context: Context, title: string, errors: number): HTMLElement {
  const { report } = context;
  const choices = [
    { value: none, label: 'as described' },
    ...report.scenarios.map((name) => ({ value: name, label: name.replace(/_/g, ' ') })),
  ];
  const scenario =
    report.scenarios.length > 0 &&
    picker('Scenario', choices, report.scenario ?? none, (value) =>
      context.pickScenario(value === none ? undefined : value),
    );
  return element('header', '', [
    element('div', 'title', [element('h1', '', [report.system]), element('span', 'faint', [title])]),
    scenario,
    errors > 0 &&
      element('p', 'notice', [
        `${errors === 1 ? 'One error' : `${errors} errors`} in the description: what is broken is left out here.`,
      ]),
    element('div', 'tiles', tiles(context)),
  ]);
}

function tiles(context: Context): HTMLElement[] {
  const { report } = context;
  const verdict = verdictOf(report);
  const first = report.bottlenecks[0];
  return [
    tile('Objectives', verdict.text, verdict.note, verdict.status),
    tile(
      'Headroom',
      headroomText(report.headroom),
      report.headroom.kind === 'value'
        ? 'all loads may grow by this'
        : report.complete
          ? report.headroom.reason
          : 'being computed',
    ),
    first
      ? tile(
          'Saturates first',
          nameLink(first.node, first.at, context),
          `${first.resource}, at ${formatNumber(first.saturationFactor)} × the load`,
        )
      : tile('Saturates first', 'nothing', 'no limit is reached'),
  ];
}

function verdictOf(report: Report): { text: string; note: string; status: string } {
  const count = (verdict: string): number => report.objectives.filter((item) => item.verdict === verdict).length;
  const total = report.objectives.length;
  if (total === 0) return { text: 'none', note: 'declare an objective', status: '' };
  const [missed, unknown] = [count('missed'), count('unknown')];
  const note = [missed > 0 ? `${missed} missed` : '', unknown > 0 ? `${unknown} unknown` : '']
    .filter(Boolean)
    .join(', ');
  return {
    text: `${count('met')} of ${total} met`,
    note: note || 'all hold',
    status: missed > 0 ? 'bad' : unknown > 0 ? 'warn' : 'good',
  };
}

function tile(label: string, value: string | HTMLElement, note: string, status = ''): HTMLElement {
  return element('div', 'tile', [
    element('span', 'caption', [label]),
    element('span', `value ${status}`, [value]),
    element('span', 'faint', [note]),
  ]);
}
