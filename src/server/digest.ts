/** A report as lines that compare well: one fact a line, in the order of the description, nothing padded. */
import {
  availabilityText,
  loadText,
  nothing,
  ofNode,
  resultText,
  utilisationText,
} from '../analysis/render/figures.js';
import { formatDuration, formatNumber, formatRate } from '../analysis/render/format.js';
import { objectiveLine } from '../analysis/render/objectives.js';
import type { Report } from '../analysis/report.js';

/**
 * Text for one side of a difference view, as Markdown.
 *
 * @returns lines ending in a line feed
 */
export function digest(report: Report): string {
  const first = report.bottlenecks[0];
  const lines = [
    `# System ${report.system}${report.scenario === undefined ? '' : `, scenario ${report.scenario}`}`,
    '',
    '## Objectives',
    ...report.objectives.map((item) => `- ${item.verdict}: ${objectiveLine(item)}`),
    '',
    '## Capacity',
    `- headroom: ${resultText(report.headroom)}`,
    `- saturates first: ${first ? `${first.node} ${first.resource} at ${formatNumber(first.saturationFactor)} × load` : nothing}`,
  ];
  for (const item of report.workloads) {
    lines.push(
      '',
      `## Workload ${item.name}`,
      `- load: ${loadText(item)}`,
      `- throughput: ${resultText(item.throughput)}`,
      `- mean: ${resultText(item.mean)}`,
      ...(item.breakdown.kind === 'parts'
        ? item.breakdown.parts.map(({ owner, part, seconds }) => `  - ${owner} ${part}: ${formatDuration(seconds)}`)
        : []),
      `- p95: ${resultText(item.p95)}`,
      `- p99: ${resultText(item.p99)}`,
      `- errors: ${resultText(item.errorShare)}`,
      `- availability: ${availabilityText(item.availability)}`,
      `- headroom: ${resultText(item.headroom)}`,
    );
  }
  for (const item of report.nodes) {
    const text = ofNode(item.name);
    lines.push(
      '',
      `## Node type ${item.name}`,
      `- replicas: ${formatNumber(item.replicas)}${item.neededReplicas === undefined ? '' : `, ${formatNumber(item.neededReplicas)} needed`}`,
      `- requests: ${formatRate(item.arrivalRate)}`,
      `- ρ cores: ${ofNode(item.name, utilisationText)(item.cpuUtilisation)}`,
      `- ρ workers: ${ofNode(item.name, utilisationText)(item.workerUtilisation)}`,
      `- capacity: ${text(item.capacity)}`,
      `- wait: ${text(item.meanWait)}`,
      `- availability: ${availabilityText(item.availability)}`,
    );
  }
  if (report.findings.length > 0)
    lines.push('', '## Findings', ...report.findings.map((item) => `- ${item.severity} ${item.code}: ${item.message}`));
  return `${lines.join('\n')}\n`;
}
