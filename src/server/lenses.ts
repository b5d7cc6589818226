/** Code lenses before node types and workloads: what saturates first, headroom, and the commands that act on it. */
import type { CodeLens } from 'vscode-languageserver';
import { headroomText, resultText } from '../analysis/render/figures.js';
import { formatNumber } from '../analysis/render/format.js';
import type { Bottleneck, NodeReport, Report, WorkloadReport } from '../analysis/report.js';
import { partsIn, toRange } from './places.js';

/** Commands of the client that lenses call: with the file as argument, what-if with the name of the part as well. */
const lensCommands = {
  panel: 'headroom.openPanel',
  whatIf: 'headroom.whatIf',
  simulate: 'headroom.simulate',
  bottleneck: 'headroom.findBottleneck',
  size: 'headroom.sizeForObjective',
} as const;

/** Lenses of one file. */
export function lensesOf(report: Report, uri: string): CodeLens[] {
  const lenses: CodeLens[] = [];
  for (const part of partsIn(report, uri)) {
    if (part.kind === 'workload') {
      const range = toRange(part.workload.nameAt);
      lenses.push(lens(range, workloadTitle(part.workload, report), lensCommands.bottleneck, uri));
      lenses.push(lens(range, 'What if', lensCommands.whatIf, uri, part.workload.name));
      lenses.push(lens(range, 'Simulate', lensCommands.simulate, uri));
      lenses.push(lens(range, 'Open panel', lensCommands.panel, uri));
    }
    if (part.kind === 'node') {
      const range = toRange(part.node.nameAt);
      const rank = report.bottlenecks.findIndex((item) => item.node === part.node.name);
      const title = nodeTitle(part.node, report.bottlenecks[rank], rank);
      if (title) lenses.push(lens(range, title, lensCommands.bottleneck, uri));
      if (rank >= 0) lenses.push(lens(range, 'What if', lensCommands.whatIf, uri, part.node.name));
      if (rank === 0) lenses.push(lens(range, 'Size for objective', lensCommands.size, uri));
    }
  }
  return lenses;
}

function lens(range: CodeLens['range'], title: string, command: string, ...args: string[]): CodeLens {
  return { range, command: { title, command, arguments: args } };
}

function workloadTitle(workload: WorkloadReport, report: Report): string {
  const first = report.bottlenecks[0];
  const limit = first ? `bottleneck ${first.node} (${first.resource})` : 'no bottleneck';
  if (workload.headroom.kind === 'unknown' && !report.complete) return `headroom …, ${limit}`;
  if (workload.headroom.kind === 'unknown') return limit;
  return `headroom ${headroomText(workload.headroom)}, ${limit}`;
}

function nodeTitle(node: NodeReport, bottleneck: Bottleneck | undefined, rank: number): string | undefined {
  const capacity = node.capacity.kind === 'value' ? `capacity ${resultText(node.capacity)}` : undefined;
  if (!bottleneck) return capacity;
  const order = rank === 0 ? 'saturates first' : rank === 1 ? 'saturates next' : `saturates as no. ${rank + 1}`;
  const factor = `${order}, at ${formatNumber(bottleneck.saturationFactor)} × the load (${bottleneck.resource})`;
  return capacity ? `${factor}; ${capacity}` : factor;
}
