/** Our figures beside those that another solver left in the file. They are never used to solve. */
import type { SolutionTable } from '../solution.js';
import type { LqnDocument, Stored } from './document.js';
import type { LqnFigures } from './solution.js';

export type Difference = {
  readonly kind: 'processor' | 'task' | 'entry';
  readonly name: string;
  readonly figure: string;
  readonly ours: number;
  readonly theirs: number;
  /** ours against theirs */ readonly relative: number;
};

/** Figures so small say nothing by their ratio. */
const least = 1e-6;

/** All figures that both have, the largest difference first. */
export function compare(document: LqnDocument, figures: LqnFigures): Difference[] {
  const found: Difference[] = [];
  const add = (
    kind: Difference['kind'],
    name: string,
    figure: string,
    ours: number,
    theirs: number | undefined,
  ): void => {
    if (theirs === undefined || Math.max(Math.abs(ours), Math.abs(theirs)) < least) return;
    found.push({ kind, name, figure, ours, theirs, relative: theirs === 0 ? Number.MAX_VALUE : ours / theirs - 1 });
  };
  document.processors.forEach(({ stored, cores }, i) => {
    const ours = figures.processors[i]!;
    // Some solvers leave the utilisation of delays at 0.
    if (cores === Infinity && stored.get('utilization') === 0) return;
    add('processor', ours.name, 'utilisation', ours.busy, stored.get('utilization'));
  });
  document.tasks.forEach((task, i) => {
    const ours = figures.tasks[i]!;
    add('task', ours.name, 'throughput', ours.throughput, task.stored.get('throughput'));
    add('task', ours.name, 'utilisation', ours.busy, task.stored.get('utilization'));
    add('task', ours.name, 'processor utilisation', ours.processorBusy, task.stored.get('proc-utilization'));
    for (const { name, stored } of task.entries) {
      const entry = figures.entries.find((item) => item.name === name)!;
      add('entry', name, 'throughput', entry.throughput, stored.get('throughput'));
      const first = sum(stored, task.reference ? [1, 2, 3] : [1]);
      add('entry', name, task.reference ? 'service time' : 'phase 1', entry.phase1, first);
      if (!task.reference) add('entry', name, 'phase 2', entry.phase2, sum(stored, [2, 3]));
      if (entry.openResponse !== undefined)
        add('entry', name, 'open response', entry.openResponse, stored.get('open-wait-time'));
    }
  });
  return found.sort((a, b) => Math.abs(b.relative) - Math.abs(a.relative));
}

function sum(stored: Stored, phases: readonly number[]): number | undefined {
  const values = phases.flatMap((phase) => stored.get(`phase${phase}-service-time`) ?? []);
  return values.length > 0 ? values.reduce((a, b) => a + b, 0) : undefined;
}

/** Rows of the largest differences. */
const shown = 12;

export function comparisonTable(differences: readonly Difference[]): SolutionTable {
  const more = differences.length > shown ? `, the ${shown} largest differences of ${differences.length}` : '';
  return {
    title: `Against the results in the file${more}`,
    columns: ['', 'name', 'figure', 'ours', 'in the file', 'difference'],
    rows: differences
      .slice(0, shown)
      .map(({ kind, name, figure, ours, theirs, relative }) => [
        kind,
        name,
        figure,
        ours,
        theirs,
        theirs === 0 ? 'from 0' : `${relative < 0 ? '' : '+'}${(100 * relative).toPrecision(3)} %`,
      ]),
  };
}
