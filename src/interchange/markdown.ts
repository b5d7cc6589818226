/** Writes results as GitHub Markdown: tables for the comment on a pull request. */

import {
  availabilityText,
  breaksText,
  loadText,
  marginText,
  ofNode,
  resultText,
  utilisationText,
} from '../analysis/render/figures.js';
import { actualText, countsText } from '../analysis/render/objectives.js';
import type { Report } from '../analysis/report.js';
import { bySeverity, type FileResult, placeText, tally } from './document.js';
import { markdown } from './escape.js';
import { countText, methodsUsed } from './figures.js';

/**
 * The results as Markdown: a heading and tables of objectives, workloads, node types and findings per file.
 *
 * @param files outcomes, file names already relative
 * @returns Markdown with a final line break; nothing in it that came from a description is markup
 */
export function toMarkdown(files: readonly FileResult[]): string {
  return `${files.map(section).join('\n\n')}\n`;
}

const marks = { met: '✅ met', missed: '❌ missed', unknown: '❔ unknown' } as const;

function section(file: FileResult): string {
  const parts = [`## Headroom: ${markdown(file.file)}`, summary(file)];
  parts.push(...problems(file));
  if (file.report) parts.push(...body(file.report));
  return parts.join('\n\n');
}

/** The problems of the text itself as a section; nothing where there are none. */
export function problems(file: FileResult, heading = '### Problems in the file'): string[] {
  if (file.diagnostics.length === 0) return [];
  return [
    heading,
    table(
      ['Severity', 'Where', 'Code', 'Message'],
      file.diagnostics.map((item) => [
        item.severity,
        item.at ? placeText(item.at) : file.file,
        item.code,
        item.message,
      ]),
    ),
  ];
}

function summary(file: FileResult): string {
  const total = tally([file]);
  if (!file.report) return `**${total.errors} ${total.errors === 1 ? 'error' : 'errors'}**, nothing was analysed.`;
  const scenario = file.report.scenario === undefined ? '' : `, scenario **${markdown(file.report.scenario)}**`;
  const objectives = `objectives: ${countsText(total)}`;
  const headroom = `headroom ${markdown(resultText(file.report.headroom))}`;
  return `System **${markdown(file.report.system)}**${scenario}; ${objectives}; ${headroom}.`;
}

function body(report: Report): string[] {
  const parts: string[] = [];
  if (report.objectives.length > 0) {
    parts.push(
      '### Objectives',
      table(
        ['', 'Workload', 'Objective', 'Actual', 'Margin', 'Headroom', 'Where'],
        report.objectives.map((item) => [
          marks[item.verdict],
          item.workload ?? 'all',
          item.text,
          item.verdict !== 'met' && item.actual.kind !== 'value' ? (item.reason ?? actualText(item)) : actualText(item),
          marginText(item.margin),
          breaksText(item.headroom),
          placeText(item.at),
        ]),
      ),
    );
  }
  parts.push(
    '### Workloads',
    table(
      ['Workload', 'Load', 'Throughput', 'Mean', 'p99', 'Availability', 'Headroom'],
      report.workloads.map((item) => [
        item.name,
        loadText(item),
        resultText(item.throughput),
        resultText(item.mean),
        resultText(item.p99),
        availabilityText(item.availability),
        resultText(item.headroom),
      ]),
    ),
    '### Node types',
    table(
      ['Node type', 'Replicas', 'Needed', 'ρ cores', 'ρ workers', 'Capacity', 'Queue'],
      report.nodes.map((item) => [
        item.name,
        String(item.replicas),
        item.neededReplicas === undefined ? '–' : String(item.neededReplicas),
        ofNode(item.name, utilisationText)(item.cpuUtilisation),
        ofNode(item.name, utilisationText)(item.workerUtilisation),
        ofNode(item.name)(item.capacity),
        ofNode(item.name, countText)(item.queueLength),
      ]),
    ),
  );
  if (report.findings.length > 0) {
    parts.push(
      '### Findings',
      table(
        ['Severity', 'Where', 'Code', 'Message'],
        bySeverity(report.findings).map((item) => [item.severity, placeText(item.at), item.code, item.message]),
      ),
    );
  }
  const methods = methodsUsed(report).map((item) => [item.name, item.quality, item.error ?? '', item.reference]);
  if (methods.length > 0) {
    const how = table(['Method', 'Quality', 'Error', 'Reference'], methods);
    parts.push(`<details><summary>How the figures were obtained</summary>\n\n${how}\n\n</details>`);
  }
  return parts;
}

/** A table; what stands in its rows is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(markdown)))].join('\n');
}
