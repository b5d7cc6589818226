/** Objectives with what is, the verdict in words, and the margin as a bar and in words. */
import { breaksText, marginText, roomText } from '../../src/analysis/render/figures.js';
import { actualText, objectiveName } from '../../src/analysis/render/objectives.js';
import { trackElement } from '../charts/bars.js';
import { follow, rove } from '../charts/marks.js';
import { marginSegment, objectiveOf, objectivesChart, verdictWords } from '../charts/objectives.js';
import { element, section, table } from '../dom.js';
import { exportable } from '../export/menu.js';
import { type Context, nameLink } from './context.js';
import { chartMenu, type Section } from './section.js';

export function objectivesSection(context: Context): Section {
  const { objectives } = context.report;
  if (objectives.length === 0) {
    return { element: section('Objectives', [element('p', 'faint', ['None declared, so nothing is met or missed.'])]) };
  }
  const chart = objectivesChart(context.report);
  const columns = [
    { title: 'Objective' },
    { title: 'For' },
    { title: 'Verdict' },
    { title: 'Actual', numeric: true },
    { title: 'Margin', numeric: true },
    { title: 'Load may grow', numeric: true },
    { title: 'Room' },
  ];
  const rows = objectives.map((objective) => {
    const word = verdictWords[objective.verdict];
    const segment = marginSegment(objective);
    return [
      nameLink(objective.text, objective.at, context),
      objectiveOf(objective),
      element('span', `state word-${word.tone}`, [word.text], objective.reason ? { title: objective.reason } : {}),
      actualText(objective),
      marginText(objective.margin),
      breaksText(objective.headroom),
      element('span', 'room', [
        trackElement(segment ? [segment] : [], chart, context),
        element('span', 'faint', [roomText(objective.margin)]),
      ]),
    ];
  });
  const made = table('Objectives', columns, rows);
  rove(made);
  const lines = made.querySelectorAll<HTMLElement>('tbody tr');
  for (const [index, objective] of objectives.entries()) follow(lines[index]!, objective.at);
  const reasons = objectives.filter((objective) => objective.reason && objective.verdict !== 'met');
  return {
    element: section(
      'Objectives',
      [
        element('p', 'unseen', [chart.description]),
        made,
        reasons.length > 0 &&
          element(
            'ul',
            'notes',
            reasons.map((objective) => element('li', '', [`${objectiveName(objective)}: ${objective.reason ?? ''}`])),
          ),
      ],
      chartMenu(chart, context),
    ),
    exports: [exportable(chart)],
  };
}
