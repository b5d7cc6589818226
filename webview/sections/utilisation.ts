/** Utilisation by node type: a bar, its figure, and its state in words. */
import { barsElement } from '../charts/bars.js';
import { utilisationChart } from '../charts/utilisation.js';
import { element, section } from '../dom.js';
import { exportable } from '../export/menu.js';
import type { Context } from './context.js';
import { chartMenu, type Section, tableBehind } from './section.js';

export function utilisationSection(context: Context): Section {
  if (context.report.nodes.length === 0) {
    return { element: section('Utilisation', [element('p', 'faint', ['No node types.'])]) };
  }
  const chart = utilisationChart(context.report);
  const made = section(
    'Utilisation',
    [barsElement(chart, context), element('p', 'faint', [chart.description]), tableBehind(chart, context)],
    chartMenu(chart, context),
  );
  return { element: made, exports: [exportable(chart)] };
}
