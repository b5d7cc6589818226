/** Utilisation by node type: a bar, its figure, and its state in words. */
import { resultText, utilisationText } from '../../src/analysis/render/figures.js';
import type { NodeReport } from '../../src/analysis/report.js';
import { bar, details, element, section, table } from '../dom.js';
import { type Context, nameLink } from './context.js';

export function utilisationSection(context: Context): HTMLElement {
  const { nodes } = context.report;
  if (nodes.length === 0) return section('Utilisation', [element('p', 'faint', ['No node types.'])]);
  const rows = nodes.map((node) => {
    const { share, status, word } = stateOf(node, context);
    return element('li', 'row', [
      element('span', 'name', [nameLink(node.name, node.nameAt, context)]),
      bar(share, status),
      element('span', 'number', [utilisationText(node.utilisation)]),
      element('span', `state ${status}`, [word]),
    ]);
  });
  return section('Utilisation', [
    element('ul', 'bars', rows),
    details('nodes', 'Table', [nodeTable(context)], context.open, () => context.remember()),
  ]);
}

function stateOf(node: NodeReport, context: Context): { share: number; status: string; word: string } {
  const { utilisation } = node;
  if (utilisation.kind === 'unstable') return { share: 1, status: 'bad', word: 'overloaded' };
  if (utilisation.kind === 'unknown') return { share: 0, status: '', word: 'unknown' };
  const binding = node.binding === 'none' ? '' : node.binding;
  if (utilisation.value >= 1) return { share: 1, status: 'bad', word: 'overloaded' };
  // Whether it is too much is the analysis's to say: a warning stands at this node type.
  const warned = context.report.findings.some(
    (finding) =>
      (finding.severity === 'warning' || finding.severity === 'error') &&
      /utilisation|overload|saturat/.test(finding.code) &&
      finding.at.uri === node.at.uri &&
      finding.at.offset >= node.at.offset &&
      finding.at.end <= node.at.end,
  );
  if (warned) return { share: utilisation.value, status: 'warn', word: `${binding} high`.trim() };
  return { share: utilisation.value, status: 'good', word: binding };
}

function nodeTable(context: Context): HTMLElement {
  const titles = ['Node type', 'Replicas', 'Arrivals', 'Cores', 'Workers', 'Capacity', 'Mean wait', 'Turned away'];
  return table(
    'Node types',
    titles.map((title, index) => ({ title, numeric: index > 0 })),
    context.report.nodes.map((node) => [
      nameLink(node.name, node.nameAt, context),
      String(node.replicas),
      resultText({ kind: 'value', value: node.arrivalRate, unit: '1/s', method: '', assumptions: [], inputs: [] }),
      utilisationText(node.cpuUtilisation),
      utilisationText(node.workerUtilisation),
      resultText(node.capacity),
      resultText(node.meanWait),
      resultText(node.loss),
    ]),
  );
}
