/**
 * Two closed classes whose services at one pool are unlike, first come first served: all wait alike, which no product form does. Small
 * enough for the chain, which is solved in the test.
 */
import type { LayeredError } from '../accuracy.js';
import { solveExactly } from '../exact.js';
import type { LayeredModel } from '../model.js';
import { type LayeredOptions, solveLayered } from '../solve.js';
import { summary } from './truth.js';

/** 1 and 2 workers, services 3 and 10 times as long, 2 to 4 users a worker, think times of half a service to eight. */
function unlikeSystems(): LayeredModel[] {
  const found: LayeredModel[] = [];
  for (const workers of [1, 2])
    for (const ratio of [3, 10])
      for (const users of [
        [2, 2],
        [4, 2],
        [2, 4],
      ])
        for (const think of [0.5, 2, 8])
          found.push({
            processors: [{ name: 'p', cores: workers }],
            tasks: [{ name: 't', processor: 0, workers }],
            entries: [1, ratio].map((demand, i) => ({ name: `e${i}`, task: 0, first: { demand } })),
            classes: [1, ratio].map((unit, i) => ({
              name: `c${i}`,
              kind: 'closed',
              users: users[i]! * workers,
              think: think * unit,
              targets: [{ entry: i, share: 1 }],
            })),
          });
  return found;
}

/** Errors by class, as the table states them. */
export function unlikeErrors(options: LayeredOptions): Omit<LayeredError, 'set' | 'systems'> {
  const response: number[] = [];
  const throughput: number[] = [];
  for (const model of unlikeSystems()) {
    const truth = solveExactly(model, 30_000);
    const answer = solveLayered(model, options);
    if (truth.kind !== 'solved') throw new Error('the chain is too large');
    truth.classes.forEach((exact, c) => {
      const own = answer.kind === 'solved' ? answer.classes[c]! : { throughput: 0, response: 0 };
      response.push(Math.abs(own.response / exact.response - 1));
      throughput.push(Math.abs(own.throughput / exact.throughput - 1));
    });
  }
  const three = (list: readonly number[]): [number, number, number] => {
    const { median, high, worst } = summary(list);
    const short = (x: number): number => Number(x.toPrecision(2));
    return [short(median), short(high), short(worst)];
  };
  return { count: response.length, response: three(response), throughput: three(throughput) };
}
