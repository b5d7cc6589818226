/** Hover text of what was computed: figure, formula, inputs with their lines, method, reference, assumptions, error. */
import { breakdownLine } from '../analysis/render/breakdown.js';
import { availabilityText, headroomText, marginText, resultText, utilisationText } from '../analysis/render/figures.js';
import { actualText } from '../analysis/render/objectives.js';
import type { Figure, FigureInput, Report, Result } from '../analysis/report.js';
import { escapeMarkdown, link, type Part } from './places.js';

type Row = readonly [label: string, result: Result, text?: (result: Result) => string];

/**
 * Markdown about one part of a report.
 *
 * @returns headline figures as a table, then how the most important ones came about
 */
export function explain(part: Part, report: Report): string {
  const rows = rowsOf(part);
  const lines = ['---', headline(part, report), '', '| | |', '|:--|:--|'];
  for (const [label, result, text] of rows) lines.push(`| ${label} | ${cell(result, text)} |`);
  return [lines.join('\n'), whereTimeGoes(part, report), ...explanations(rows, report), pending(report)]
    .filter(Boolean)
    .join('\n\n');
}

/** Which parts of the system a workload's mean response is spent at. */
function whereTimeGoes(part: Part, report: Report): string {
  if (part.kind !== 'workload' || part.workload.breakdown.kind !== 'parts') return '';
  const { breakdown } = part.workload;
  if (breakdown.parts.length === 0) return '';
  const method = report.methods[breakdown.method];
  const how = method ? `  \nMethod: ${escapeMarkdown(method.name)} (${method.quality}).` : '';
  return `The mean goes to ${escapeMarkdown(breakdownLine(breakdown))}.${how}`;
}

function headline(part: Part, report: Report): string {
  const scenario = report.scenario ? ` in scenario ${escapeMarkdown(report.scenario)}` : '';
  switch (part.kind) {
    case 'node': {
      const needed = part.node.neededReplicas === undefined ? '' : `, ${part.node.neededReplicas} needed for this load`;
      return `**Computed${scenario}** for ${escapeMarkdown(part.node.name)}: ${part.node.replicas} replicas${needed}`;
    }
    case 'operation':
      return `**Computed${scenario}** for ${escapeMarkdown(part.operation.id)}`;
    case 'workload':
      return `**Computed${scenario}** for ${escapeMarkdown(part.workload.name)}`;
    case 'objective': {
      const { objective } = part;
      const verdict = { met: 'met', missed: 'not met', unknown: 'unknown' }[objective.verdict];
      const reason = objective.reason ? `: ${escapeMarkdown(objective.reason)}` : '';
      return `**Objective ${verdict}**${scenario}${reason}`;
    }
  }
}

function rowsOf(part: Part): Row[] {
  switch (part.kind) {
    case 'node': {
      const { node } = part;
      return [
        ['Utilisation', node.utilisation, utilisationText],
        ['of cores', node.cpuUtilisation, utilisationText],
        ['of workers', node.workerUtilisation, utilisationText],
        ['Capacity', node.capacity],
        ['Mean wait', node.meanWait],
        ['Waiting requests', node.queueLength],
        ['Turned away', node.loss],
        ['Availability', node.availability, availabilityText],
      ];
    }
    case 'operation': {
      const { operation } = part;
      return [
        ['p99', operation.p99],
        ['p95', operation.p95],
        ['p50', operation.p50],
        ['Mean', operation.mean],
      ];
    }
    case 'workload': {
      const { workload } = part;
      return [
        ['p99', workload.p99],
        ['p95', workload.p95],
        ['p50', workload.p50],
        ['Mean', workload.mean],
        ['Throughput', workload.throughput],
        ['Errors', workload.errorShare],
        ['Headroom', workload.headroom, headroomText],
        ['Availability', workload.availability, availabilityText],
        ['Something is up', workload.plainAvailability, availabilityText],
        ['Downtime', workload.downtime],
      ];
    }
    case 'objective': {
      const { objective } = part;
      return [[`Actual (margin ${marginText(objective.margin)})`, objective.actual, () => actualText(objective)]];
    }
  }
}

function cell(result: Result, text: (result: Result) => string = resultText): string {
  if (result.kind === 'value') return escapeMarkdown(text(result));
  if (result.kind === 'unstable') return `${escapeMarkdown(resultText(result))}: ${escapeMarkdown(result.reason)}`;
  return `not known: ${escapeMarkdown(result.reason)}`;
}

/** The first figure with a formula at length, then each further method once. */
function explanations(rows: readonly Row[], report: Report): string[] {
  const figures = rows.flatMap(([label, result]) => (result.kind === 'value' ? [{ label, figure: result }] : []));
  const seen = new Set<string>();
  const texts: string[] = [];
  for (const { label, figure } of figures) {
    if (seen.has(figure.method)) continue;
    seen.add(figure.method);
    texts.push(explainFigure(label, figure, report));
    if (texts.length === 3) break;
  }
  return texts;
}

function explainFigure(label: string, figure: Figure, report: Report): string {
  const lines = [`**${label}**`];
  if (figure.formula) lines.push(`\`${figure.formula.replace(/`/g, "'")}\``);
  if (figure.inputs.length > 0) lines.push(`Inputs: ${figure.inputs.map(inputText).join(', ')}`);
  const method = report.methods[figure.method];
  if (method) {
    const quality =
      method.quality === 'exact'
        ? 'exact'
        : `${method.quality}${method.error ? `, ${escapeMarkdown(method.error)}` : ''}`;
    lines.push(`Method: ${escapeMarkdown(method.name)} (${quality}). ${escapeMarkdown(method.reference)}`);
  }
  if (figure.assumptions.length > 0) lines.push(`Assumes: ${figure.assumptions.map(escapeMarkdown).join('; ')}`);
  return lines.join('  \n');
}

function inputText(input: FigureInput): string {
  const mark = input.defaulted ? ' *(default)*' : input.assumed ? ' *(assumed)*' : '';
  return `${link(`${input.name} ${input.text}`, input.at)}${mark}`;
}

function pending(report: Report): string {
  return report.complete ? '' : '*Headroom, losses and fixes are being computed.*';
}

/** One paragraph for a tooltip: how the first known figure of a part came about. */
export function tooltip(part: Part, report: Report): string {
  const [text] = explanations(rowsOf(part), report);
  const note = part.kind === 'objective' ? (part.objective.reason ?? '') : '';
  return [note && escapeMarkdown(note), text, pending(report)].filter(Boolean).join('\n\n');
}
