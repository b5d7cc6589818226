/** Objectives with what is, the verdict in words, and the margin. */
import { availabilityText, breaksText, marginText, resultText } from '../../src/analysis/render/figures.js';
import type { ObjectiveReport } from '../../src/analysis/report.js';
import { element, section, table } from '../dom.js';
import { type Context, nameLink } from './context.js';

const words = { met: ['✓ met', 'good'], missed: ['✗ missed', 'bad'], unknown: ['? unknown', 'warn'] } as const;

export function objectivesSection(context: Context): HTMLElement {
  const { objectives } = context.report;
  if (objectives.length === 0) {
    return section('Objectives', [element('p', 'faint', ['None declared, so nothing is met or missed.'])]);
  }
  const columns = [
    { title: 'Objective' },
    { title: 'For' },
    { title: 'Verdict' },
    { title: 'Actual', numeric: true },
    { title: 'Margin', numeric: true },
    { title: 'Load may grow', numeric: true },
  ];
  const rows = objectives.map((objective) => {
    const [word, status] = words[objective.verdict];
    return [
      nameLink(objective.text, objective.at, context),
      objective.workload ?? 'all workloads',
      element('span', `state ${status}`, [word], objective.reason ? { title: objective.reason } : {}),
      actual(objective),
      marginText(objective.margin),
      breaksText(objective.headroom),
    ];
  });
  const reasons = objectives.filter((objective) => objective.reason && objective.verdict !== 'met');
  return section('Objectives', [
    table('Objectives', columns, rows),
    reasons.length > 0 &&
      element(
        'ul',
        'notes',
        reasons.map((objective) =>
          element('li', '', [`${objective.workload ?? 'all'} ${objective.text}: ${objective.reason ?? ''}`]),
        ),
      ),
  ]);
}

function actual(objective: ObjectiveReport): string {
  return /^availability/.test(objective.text) ? availabilityText(objective.actual) : resultText(objective.actual);
}
