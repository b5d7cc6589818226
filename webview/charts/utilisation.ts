/** Utilisation by node type as bars, with its table. */
import { ofNode, resultText, utilisationText } from '../../src/analysis/render/figures.js';
import { formatRate } from '../../src/analysis/render/format.js';
import { type NodeState, nodeStates } from '../../src/analysis/render/state.js';
import type { NodeReport, Report, Result } from '../../src/analysis/report.js';
import type { BarChart, Cell, Series } from './model.js';
import { utilisationSeries } from './series.js';

/** Rows drawn; the table holds all. */
const mostNodes = 25;

interface State {
  readonly share: number;
  readonly series: Series;
  readonly text: string;
}

export function utilisationChart(report: Report): BarChart {
  const many = report.nodes.length > mostNodes;
  const ranked = many ? [...report.nodes].sort((a, b) => rank(b) - rank(a)) : report.nodes;
  const drawn = ranked.slice(0, mostNodes);
  const highest = [...report.nodes].sort((a, b) => rank(b) - rank(a))[0];
  const states = nodeStates(report);
  return {
    kind: 'bars',
    name: 'utilisation',
    title: 'Utilisation',
    description: [
      highest ? mostUtilised(highest) : '',
      many ? `The ${mostNodes} most utilised of ${report.nodes.length} node types are drawn, the table has all.` : '',
    ]
      .filter(Boolean)
      .join(' '),
    from: 0,
    to: 1,
    rows: drawn.map((node) => {
      const { share, series, text } = stateOf(node, states(node));
      const value = utilisationText(node.utilisation);
      return {
        name: node.name,
        at: node.nameAt,
        within: node.at,
        segments: [{ from: 0, to: share, series, label: `${node.name}: ${value} ${text}`.trim(), at: node.nameAt }],
        value: node.utilisation.kind === 'value' ? value : '',
        state: {
          text: node.utilisation.kind === 'unstable' ? value : text,
          tone: series === utilisationSeries.good ? 'faint' : series.tone,
        },
      };
    }),
    series: [],
    marks: [],
    table: nodeTable(report),
  };
}

function mostUtilised({ name, utilisation }: NodeReport): string {
  if (utilisation.kind === 'unstable') return `${name} is overloaded: ${utilisation.reason}.`;
  return `The most utilised node type is ${name} at ${utilisationText(utilisation)}.`;
}

function rank({ utilisation }: NodeReport): number {
  return utilisation.kind === 'value' ? utilisation.value : utilisation.kind === 'unstable' ? utilisation.overload : -1;
}

function stateOf(node: NodeReport, { tone, word, share }: NodeState): State {
  const binding = node.utilisation.kind === 'value' && node.binding !== 'none' && tone !== 'bad' ? node.binding : '';
  return { share: share ?? 0, series: utilisationSeries[tone], text: `${binding} ${word}`.trim() };
}

function nodeTable(report: Report): BarChart['table'] {
  const columns = [
    { title: 'Node type' },
    { title: 'Replicas', numeric: true },
    { title: 'Arrivals', unit: '1/s', numeric: true },
    { title: 'Cores', unit: 'share', numeric: true },
    { title: 'Workers', unit: 'share', numeric: true },
    { title: 'Capacity', unit: '1/s', numeric: true },
    { title: 'Mean wait', unit: 's', numeric: true },
    { title: 'Turned away', unit: 'share', numeric: true },
  ];
  return {
    caption: 'Node types',
    columns,
    rows: report.nodes.map((node) => {
      const cell = (result: Result, text?: (result: Result) => string): Cell => ({
        text: ofNode(node.name, text)(result),
        ...(result.kind === 'value' && { value: result.value }),
      });
      return [
        { text: node.name, at: node.nameAt },
        { text: String(node.replicas), value: node.replicas },
        { text: formatRate(node.arrivalRate), value: node.arrivalRate },
        cell(node.cpuUtilisation, utilisationText),
        cell(node.workerUtilisation, utilisationText),
        cell(node.capacity, resultText),
        cell(node.meanWait, resultText),
        cell(node.loss, resultText),
      ];
    }),
  };
}
