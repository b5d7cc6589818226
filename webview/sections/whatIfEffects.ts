/** What a what-if changes: every figure that reads differently, before and now. */
import {
  availabilityText,
  headroomText,
  ofNode,
  resultText,
  utilisationText,
} from '../../src/analysis/render/figures.js';
import type { ObjectiveReport, Report } from '../../src/analysis/report.js';

export interface Effect {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

const verdicts = { met: '✓ met', missed: '✗ missed', unknown: '? unknown' } as const;

/** Figures that changed, objectives first. What the slow parts still have to tell is left out until they do. */
export function effectsOf(before: Report, now: Report): Effect[] {
  const effects: Effect[] = [];
  const add = (what: string, was: string | undefined, is: string): void => {
    if (was !== undefined && was !== is) effects.push({ what, before: was, now: is });
  };
  const pending = (id: string): boolean => !now.complete && /headroom|survives/.test(id);
  for (const objective of now.objectives) {
    const was = before.objectives.find((item) => item.id === objective.id);
    if (was && !pending(objective.id)) {
      add(`${objective.workload ?? 'all'}: ${objective.text}`, verdictOf(was), verdictOf(objective));
    }
  }
  if (now.complete) add('headroom of the system', headroomText(before.headroom), headroomText(now.headroom));
  for (const workload of now.workloads) {
    const was = before.workloads.find((item) => item.name === workload.name);
    const { name } = workload;
    add(`${name}: throughput`, was && resultText(was.throughput), resultText(workload.throughput));
    add(`${name}: mean response`, was && resultText(was.mean), resultText(workload.mean));
    add(`${name}: p99`, was && resultText(was.p99), resultText(workload.p99));
    add(`${name}: errors`, was && resultText(was.errorShare), resultText(workload.errorShare));
    add(`${name}: availability`, was && availabilityText(was.availability), availabilityText(workload.availability));
    if (now.complete) add(`${name}: headroom`, was && headroomText(was.headroom), headroomText(workload.headroom));
  }
  for (const node of now.nodes) {
    const was = before.nodes.find((item) => item.name === node.name);
    const text = ofNode(node.name, utilisationText);
    add(`${node.name}: utilisation`, was && text(was.utilisation), text(node.utilisation));
  }
  return effects;
}

/** One sentence for those who do not see the table. */
export function summaryOf(before: Report, now: Report, count: number): string {
  const missed = (report: Report): number => report.objectives.filter((item) => item.verdict === 'missed').length;
  const [was, is] = [missed(before), missed(now)];
  const objectives = was === is ? `${is} objectives missed, as before` : `${was} objectives missed before, ${is} now`;
  return count === 0 ? 'No figure changes.' : `${count} figures change; ${objectives}.`;
}

function verdictOf(objective: ObjectiveReport): string {
  const actual = /^availability/.test(objective.text) ? availabilityText : resultText;
  const word = verdicts[objective.verdict];
  return objective.actual.kind === 'unknown' ? word : `${word}, ${actual(objective.actual)}`;
}
