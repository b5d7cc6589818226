/** A report in a few lines of plain text, for the output channel. */
import {
  availabilityText,
  headroomText,
  marginText,
  ofNode,
  resultText,
  utilisationText,
} from '../analysis/render/figures.js';
import { formatNumber } from '../analysis/render/format.js';
import { actualText, worstText } from '../analysis/render/objectives.js';
import type { Report } from '../analysis/report.js';

/**
 * Plain text about a report.
 *
 * @param title name of the file
 * @returns lines ending in a line feed
 */
export function summarise(report: Report, title: string): string {
  const scenario = report.scenario ? `, scenario ${report.scenario}` : '';
  const lines = [`${title}: system ${report.system}${scenario}`, ''];
  lines.push(`Headroom of the system: ${headroomText(report.headroom)}`);
  const worst = worstText(report);
  if (worst) lines.push(`Objectives, ${worst}`);
  const first = report.bottlenecks[0];
  if (first)
    lines.push(
      `Saturates first: ${first.node} (${first.resource}), at ${formatNumber(first.saturationFactor)} times the present load`,
    );
  section(
    lines,
    'Objectives',
    report.objectives.map((objective) => {
      const reason = objective.reason ? `  ${objective.reason}` : '';
      return [
        objective.workload ?? 'all',
        objective.text,
        objective.verdict,
        actualText(objective),
        `${marginText(objective.margin)}${reason}`,
      ];
    }),
  );
  section(
    lines,
    'Node types',
    report.nodes.map((node) => [
      node.name,
      `${node.replicas} ${node.replicas === 1 ? 'replica' : 'replicas'}`,
      `ρ ${ofNode(node.name, utilisationText)(node.utilisation)}${node.binding === 'none' ? '' : ` ${node.binding}`}`,
      `capacity ${ofNode(node.name)(node.capacity)}`,
      availabilityText(node.availability),
    ]),
  );
  section(
    lines,
    'Workloads',
    report.workloads.map((workload) => [
      workload.name,
      `mean ${resultText(workload.mean)}`,
      `p99 ${resultText(workload.p99)}`,
      `headroom ${headroomText(workload.headroom)}`,
      availabilityText(workload.availability),
    ]),
  );
  section(
    lines,
    'Findings',
    report.findings.map((finding) => [`line ${finding.at.line + 1}`, finding.severity, finding.message]),
  );
  return `${lines.join('\n')}\n`;
}

function section(lines: string[], title: string, rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return;
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, index) => Math.max(all[index] ?? 0, cell.length)),
    [],
  );
  lines.push('', title);
  for (const row of rows) {
    lines.push(
      `  ${row.map((cell, index) => cell.padEnd(index < row.length - 1 ? (widths[index] ?? 0) : 0)).join('  ')}`,
    );
  }
}
