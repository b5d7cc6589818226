/** Words that hints, lenses and hovers share; every figure comes from the common rendering. */
import { availabilityText, headroomText, ofNode, resultText, utilisationText } from '../analysis/render/figures.js';
import { actualText, verdictMarks } from '../analysis/render/objectives.js';
import type { NodeReport, ObjectiveReport, OperationReport, Result, WorkloadReport } from '../analysis/report.js';

const separator = ' · ';

/** 'ρ 0.83 cores · p99 212 ms · 99.97 %', or undefined where nothing is known. */
export function nodeText(node: NodeReport): string | undefined {
  if (node.utilisation.kind === 'unstable' && node.utilisation.node !== node.name)
    return ofNode(node.name)(node.utilisation);
  if (node.utilisation.kind === 'unstable') return `ρ ${node.utilisation.overload.toFixed(2)}, unstable`;
  const binding = node.binding === 'none' ? '' : ` ${node.binding}`;
  return join([
    labelled('ρ', node.utilisation, (result) => `${utilisationText(result)}${binding}`),
    labelled('p99', slowest(node), resultText),
    labelled('', node.availability, shortAvailability),
  ]);
}

/** The p99 of the slowest operation; unstable where one is. */
function slowest(node: NodeReport): Result {
  let worst: Result = { kind: 'unknown', reason: 'no operation has a computable response time' };
  for (const { p99 } of node.operations) {
    if (p99.kind === 'unstable') return p99;
    if (p99.kind === 'value' && (worst.kind !== 'value' || p99.value > worst.value)) worst = p99;
  }
  return worst;
}

/** 'mean 12 ms · p99 45 ms'. */
export function operationText(operation: OperationReport): string | undefined {
  if (operation.p99.kind === 'unstable') return 'unstable';
  return join([labelled('mean', operation.mean, resultText), labelled('p99', operation.p99, resultText)]);
}

/** 'p99 212 ms · 99.97 % · headroom 31 %'. */
export function workloadText(workload: WorkloadReport): string | undefined {
  if (workload.p99.kind === 'unstable')
    return `unstable, ${workload.p99.node} at ${workload.p99.overload.toFixed(2)} × capacity`;
  return join([
    labelled('p99', workload.p99, resultText),
    labelled('', workload.availability, shortAvailability),
    labelled('headroom', workload.headroom, headroomText),
  ]);
}

/** '✓ 212 ms', '✗ 340 ms', or '? unknown'. The word for the mark stands in the tooltip. */
export function objectiveText(objective: ObjectiveReport): string {
  const mark = verdictMarks[objective.verdict];
  if (objective.actual.kind === 'unknown') return objective.verdict === 'unknown' ? '? unknown' : mark;
  return `${mark} ${actualText(objective)}`;
}

/** Past six nines the model says less than its assumptions do; the hover has all digits. */
function shortAvailability(result: Result): string {
  return result.kind === 'value' && result.value > 0.999999 && result.value < 1
    ? '> 99.9999 %'
    : availabilityText(result);
}

function labelled(label: string, result: Result, text: (result: Result) => string): string | undefined {
  if (result.kind === 'unknown') return undefined;
  return label ? `${label} ${text(result)}` : text(result);
}

function join(parts: readonly (string | undefined)[]): string | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length > 0 ? known.join(separator) : undefined;
}
