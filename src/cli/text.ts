/** The report as text for a person at a terminal: verdicts first, tables after, places at the end of each line. */

import { breakdownLine } from '../analysis/render/breakdown.js';
import { backlogTexts, dayColumns, dayRows } from '../analysis/render/day.js';
import {
  availabilityText,
  breaksText,
  loadText,
  marginText,
  nothing,
  ofNode,
  resultText,
  utilisationText,
} from '../analysis/render/figures.js';
import { actualText, countsText, objectiveName, verdictMarks, worstText } from '../analysis/render/objectives.js';
import type { FigureInput, Finding, ObjectiveReport, Report, Result } from '../analysis/report.js';
import { bySeverity, type FileResult, placeText, tally } from '../interchange/document.js';
import { plain } from '../interchange/escape.js';
import { countText, methodsUsed, reasonText, unmeasuredInputs } from '../interchange/figures.js';
import type { SourceRange } from '../model/system.js';
import { type Cell, type Colour, columns, type Paint, painter } from './style.js';

/** How the text looks. */
export interface TextOptions {
  readonly colour: boolean;
}

/**
 * Results as text.
 *
 * @param files outcomes, file names already relative
 * @param options colour or not
 * @returns text with a final line break
 */
export function toText(files: readonly FileResult[], options: TextOptions): string {
  const paint = painter(options.colour);
  return `${files.map((file) => section(file, paint).join('\n')).join('\n\n')}\n`;
}

function section(file: FileResult, paint: Paint): string[] {
  const { report } = file;
  const lines = report ? [heading(file.file, report, paint)] : [paint('bold', plain(file.file))];
  if (file.diagnostics.length > 0) {
    lines.push(...block('Problems in the file', messages(file.diagnostics, file.file, paint), paint));
  }
  if (!report) return [...lines, '', paint('red', summary(file))];
  lines.push(
    ...block('Objectives', objectives(report, paint), paint),
    ...block('Workloads', workloads(report, paint), paint),
    ...block('Over the day', day(report, paint), paint),
    ...block('Where the mean response goes', breakdowns(report), paint),
    ...block('Node types', nodes(report, paint), paint),
    ...block('Bottlenecks', bottlenecks(report, paint), paint),
    ...block('Reasons', reasons(report), paint),
    ...block('Findings', messages(bySeverity(report.findings), file.file, paint), paint),
    ...block('Methods', methods(report, paint), paint),
    ...block('Inputs that nobody measured', inputs(report), paint),
  );
  const total = tally([file]);
  const colour: Colour = total.missed + total.errors > 0 ? 'red' : total.unknown > 0 ? 'yellow' : 'green';
  return [...lines, '', paint(colour, summary(file))];
}

function heading(file: string, report: Report, paint: Paint): string {
  const scenario = report.scenario === undefined ? '' : `, scenario ${plain(report.scenario)}`;
  return `${paint('bold', plain(file))}  system ${plain(report.system)}${scenario}`;
}

function summary(file: FileResult): string {
  const total = tally([file]);
  const errors = `${total.errors} ${total.errors === 1 ? 'error' : 'errors'}`;
  if (!file.report) return `${errors}; nothing was analysed`;
  const text = worstText(file.report);
  const worst = text === undefined ? '' : `${plain(text)}; `;
  const headroom = `headroom of the system ${resultText(file.report.headroom)}`;
  return `${total.errors > 0 ? `${errors}; ` : ''}Objectives: ${countsText(total)}; ${worst}${headroom}`;
}

/** A titled, indented part; nothing where it would be empty. */
export function block(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)];
}

const marks: Readonly<Record<ObjectiveReport['verdict'], Cell>> = {
  met: { text: verdictMarks.met, colour: 'green' },
  missed: { text: verdictMarks.missed, colour: 'red' },
  unknown: { text: verdictMarks.unknown, colour: 'yellow' },
};

function objectives(report: Report, paint: Paint): string[] {
  if (report.objectives.length === 0) return [];
  return columns(
    ['', 'workload', 'objective', 'actual', 'margin', 'headroom', 'place'],
    report.objectives.map((objective) => [
      marks[objective.verdict],
      cell(objective.workload ?? 'all'),
      cell(objective.text),
      number(actualText(objective)),
      number(marginText(objective.margin)),
      number(breaksText(objective.headroom)),
      { text: plain(placeText(objective.at)), colour: 'dim' },
    ]),
    paint,
  );
}

function workloads(report: Report, paint: Paint): string[] {
  if (report.workloads.length === 0) return [];
  return columns(
    ['name', 'load', 'throughput', 'mean', 'p99', 'availability', 'headroom'],
    report.workloads.map((workload) => [
      cell(workload.name),
      number(loadText(workload)),
      figure(workload.throughput),
      figure(workload.mean),
      figure(workload.p99),
      figure(workload.availability, availabilityText),
      figure(workload.headroom),
    ]),
    paint,
  );
}

/** Each interval of loads with profiles, and what holds over all of them. */
function day(report: Report, paint: Paint): string[] {
  if (!report.day) return [];
  const kinds = new Map(report.workloads.map(({ name, kind }) => [name, kind]));
  const text = (row: readonly string[]): Cell[] =>
    row.map((item, index) => (index < 2 || index > 5 ? cell(item) : number(item)));
  return [...columns(dayColumns, dayRows(report.day, kinds).map(text), paint), ...backlogTexts(report.day).map(plain)];
}

/** One line per workload; all parts stand in the other formats. */
function breakdowns(report: Report): string[] {
  return report.workloads.flatMap(({ name, breakdown }) =>
    breakdown.kind === 'parts' && breakdown.parts.length > 0 ? [plain(`${name}: ${breakdownLine(breakdown)}`)] : [],
  );
}

function nodes(report: Report, paint: Paint): string[] {
  if (report.nodes.length === 0) return [];
  return columns(
    ['name', 'replicas', 'needed', 'ρ cores', 'ρ workers', 'capacity', 'queue'],
    report.nodes.map((node) => [
      cell(node.name),
      number(String(node.replicas)),
      number(node.neededReplicas === undefined ? nothing : String(node.neededReplicas)),
      figure(node.cpuUtilisation, ofNode(node.name, utilisationText)),
      figure(node.workerUtilisation, ofNode(node.name, utilisationText)),
      figure(node.capacity, ofNode(node.name)),
      figure(node.queueLength, ofNode(node.name, countText)),
    ]),
    paint,
  );
}

/** The first ones matter; the utilisation of all others stands in the table of node types. */
const shownBottlenecks = 5;

function bottlenecks(report: Report, paint: Paint): string[] {
  if (report.bottlenecks.length === 0) return [];
  return columns(
    ['', 'name', 'resource', 'ρ', 'saturates at', 'place'],
    report.bottlenecks
      .slice(0, shownBottlenecks)
      .map((item, index) => [
        number(`${index + 1}`),
        cell(item.node),
        cell(item.resource),
        number(item.utilisation.toFixed(2)),
        number(`${item.saturationFactor.toFixed(2)} × load`),
        { text: plain(placeText(item.at)), colour: 'dim' },
      ]),
    paint,
  );
}

/** `=` exact, `≈` approximate (with its accuracy below), `~` simulated. */
function methods(report: Report, paint: Paint): string[] {
  const signs = { exact: '=', approximate: '≈', simulated: '~' } as const;
  return methodsUsed(report).flatMap((method) => {
    const line = `${signs[method.quality]} ${plain(method.name)} (${plain(method.reference)})`;
    const error = method.error === undefined ? [] : [`    accuracy: ${plain(method.error)}`];
    return [line, ...error].map((text) => paint('dim', text));
  });
}

/** How many, and the first few; all of them stand in the other formats. */
function inputs(report: Report): string[] {
  const { assumed, defaulted } = unmeasuredInputs(report);
  const line = (word: string, list: readonly FigureInput[]): string[] => {
    const first = list.slice(0, 3).map((input) => plain(`${input.name} ${input.text}`));
    return list.length === 0 ? [] : [`${list.length} ${word}: ${first.join(', ')}${list.length > 3 ? ', …' : ''}`];
  };
  return [...line('assumed', assumed), ...line('left to a default', defaulted)];
}

/** Why each objective that is not met by a number is not met, then each reason for a question mark once. */
function reasons(report: Report): string[] {
  const broken = report.objectives.filter((item) => item.verdict !== 'met' && item.actual.kind !== 'value');
  const results: Result[] = [
    ...report.workloads.flatMap((item) => [item.throughput, item.mean, item.p99, item.availability, item.headroom]),
    ...report.nodes.flatMap((item) => [item.cpuUtilisation, item.workerUtilisation, item.capacity, item.queueLength]),
    report.headroom,
  ];
  const texts = [
    ...broken.map((item) => `${objectiveName(item)}: ${item.reason ?? reasonText(item.actual)}`),
    ...results.map(reasonText).filter((text) => text !== undefined),
  ];
  return [...new Set(texts)].map(plain);
}

const severities: Readonly<Record<Finding['severity'], Colour>> = {
  error: 'red',
  warning: 'yellow',
  information: 'cyan',
  hint: 'dim',
};

interface Message {
  readonly severity: Finding['severity'];
  readonly code: string;
  readonly message: string;
  readonly at?: SourceRange;
}

/** `file:line:column  severity  code  message`, which editors and terminals make clickable. */
export function messages(items: readonly Message[], file: string, paint: Paint): string[] {
  if (items.length === 0) return [];
  return columns(
    ['place', 'severity', 'code', 'message'],
    items.map((item) => [
      cell(item.at === undefined ? file : placeText(item.at)),
      { text: item.severity, colour: severities[item.severity] },
      cell(item.code),
      cell(item.message),
    ]),
    paint,
  );
}

function cell(text: string): Cell {
  return { text: plain(text) };
}

function number(text: string): Cell {
  return { text: plain(text), right: true };
}

function figure(result: Result, show: (result: Result) => string = resultText): Cell {
  const colour: Colour | undefined =
    result.kind === 'unstable' ? 'red' : result.kind === 'unknown' ? 'yellow' : undefined;
  return { text: plain(show(result)), right: true, ...(colour !== undefined && { colour }) };
}
