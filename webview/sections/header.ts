/** Top of the panel: system, verdict, the two figures that matter most, and the scenario. */
import { headroomText } from '../../src/analysis/render/figures.js';
import { formatNumber } from '../../src/analysis/render/format.js';
import type { Report } from '../../src/analysis/report.js';
import { element } from '../dom.js';
import { picker } from '../toolkit.js';
import { arrow } from '../topology/looks.js';
import { type Context, nameLink } from './context.js';

const none = '\u0000none';

/** @param notice what must be said about the figures, where there is something */
export function header(context: Context, title: string, notice: HTMLElement | undefined): HTMLElement {
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
    element('div', 'title', [
      element('h1', '', [report.system]),
      element('span', 'faint', [title]),
      context.pinned !== undefined && pin(context.pinned, context),
    ]),
    scenario,
    notice,
    element('div', 'tiles', tiles(context)),
  ]);
}

function pin(pinned: boolean, context: Context): HTMLElement {
  const title = pinned
    ? 'Stays with this description. Click to follow the active one.'
    : 'Follows the active description. Click to stay with this one.';
  const button = element('button', 'tool', [pinned ? 'Pinned' : 'Pin'], {
    type: 'button',
    title,
    'aria-pressed': String(pinned),
  });
  button.addEventListener('click', () => context.pin(!pinned));
  return button;
}

function tiles(context: Context): HTMLElement[] {
  const { report, before } = context;
  const verdict = verdictOf(report);
  const first = report.bottlenecks[0];
  // What a what-if changes is shown as before → now; an unfinished figure is none yet.
  const headroom = report.complete ? headroomText(report.headroom) : '…';
  return [
    tile('Objectives', arrow(before && verdictOf(before).text, verdict.text, ' ').text, verdict.note, verdict.status),
    tile(
      'Headroom',
      arrow(before && headroomText(before.headroom), headroom).text,
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
  const missed = count('missed');
  const unknown = report.complete ? count('unknown') : 0;
  const note = [missed > 0 ? `${missed} missed` : '', unknown > 0 ? `${unknown} unknown` : '']
    .filter(Boolean)
    .join(', ');
  return {
    text: `${count('met')} of ${total} met`,
    note: note || (report.complete ? 'all hold' : 'being computed'),
    status: missed > 0 ? 'bad' : unknown > 0 || !report.complete ? 'warn' : 'good',
  };
}

function tile(label: string, value: string | HTMLElement, note: string, status = ''): HTMLElement {
  return element('div', 'tile', [
    element('span', 'caption', [label]),
    element('span', `value ${status}`, [value]),
    element('span', 'faint', [note]),
  ]);
}
