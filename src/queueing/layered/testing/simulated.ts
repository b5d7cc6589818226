/** Systems whose figures come from the simulator: those whose chain is too large, and those with fixed times. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LayeredError } from '../accuracy.js';
import type { LayeredModel } from '../model.js';
import { solveLayered } from '../solve.js';
import { allCases, readTruth, summary } from './truth.js';

export type Simulated = {
  readonly name: string;
  readonly model: LayeredModel;
  /** requests per second, about: for the length of the runs */ readonly expected: number;
};

const FIXED = 24;
const LARGE = 44;

/** The first of each kind that the simulator's language can say: every task on cores of its own. */
export function simulatedCases(): Simulated[] {
  const known = new Map(readTruth('grid').map((row) => [row.name, row]));
  const usable = allCases('grid').flatMap((item) => {
    const row = known.get(item.name)!;
    const model = item.at(row.load);
    if (new Set(model.tasks.map(({ processor }) => processor)).size < model.tasks.length) return [];
    const answer = solveLayered(model, { method: 'layers' });
    if (answer.kind !== 'solved') return [];
    const rates = answer.classes.map(({ throughput }) => throughput);
    // A class that hardly comes is seen by no run.
    if (Math.min(...rates) < 0.02 * Math.max(...rates)) return [];
    return [
      {
        name: item.name,
        model,
        expected: rates.reduce((a, b) => a + b, 0),
        large: row.states === 0,
        wanted: item.wanted,
      },
    ];
  });
  // Near saturation runs would have to be too long.
  const large = usable.filter((item) => item.large && item.wanted <= 0.9).slice(0, LARGE);
  const fixed = usable
    .filter((item, i) => !item.large && item.wanted <= 0.9 && i % 5 === 0)
    .slice(0, FIXED)
    .map(({ name, model, expected }) => ({
      name: `fixed times: ${name}`,
      expected,
      model: {
        ...model,
        entries: model.entries.map((entry) => ({
          ...entry,
          first: { ...entry.first, cv: 0 },
          ...(entry.second ? { second: { ...entry.second, cv: 0 } } : {}),
        })),
      },
    }));
  return [...large.map(({ name, model, expected }) => ({ name, model, expected })), ...fixed];
}

/** Half width of the interval of a response over its value, beyond which a simulation is no truth to measure with. */
const PRECISE = 0.1;

/** Rows of the published table. */
export function simulatedErrors(): Omit<LayeredError, 'set'>[] {
  const file = fileURLToPath(new URL('simulated.tsv', import.meta.url));
  const cases = new Map(simulatedCases().map((item) => [item.name, item]));
  const rows = { large: [] as [number, number][], fixed: [] as [number, number][] };
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [name, , ...classes] = line.split('\t');
    const figures = classes.map((text) => text.split(' ').map(Number) as [number, number, number, number]);
    if (figures.some(([, , r, half]) => half > PRECISE * r)) continue;
    const answer = solveLayered(cases.get(name!)!.model, { method: 'layers' });
    let throughput = answer.kind === 'solved' ? 0 : 1;
    let response = throughput;
    figures.forEach(([x, , r], c) => {
      const own = answer.kind === 'solved' ? answer.classes[c]! : { throughput: 0, response: 0 };
      throughput = Math.max(throughput, Math.abs(own.throughput / x - 1));
      response = Math.max(response, Math.abs(own.response / r - 1));
    });
    rows[name!.startsWith('fixed') ? 'fixed' : 'large'].push([response, throughput]);
  }
  const three = (values: readonly number[]): [number, number, number] => {
    const { median, high, worst } = summary(values);
    const short = (x: number): number => Number(x.toPrecision(2));
    return [short(median), short(high), short(worst)];
  };
  return (['large', 'fixed'] as const).map((kind) => ({
    systems: kind === 'large' ? 'chain too large' : 'fixed times (cv 0)',
    count: rows[kind].length,
    response: three(rows[kind].map(([r]) => r)),
    throughput: three(rows[kind].map(([, x]) => x)),
  }));
}
