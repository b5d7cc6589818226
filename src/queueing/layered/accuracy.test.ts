import { expect, it } from 'vitest';
import { type LayeredError, layeredErrors } from './accuracy.js';
import { errorsOf, readTruth, summary } from './testing/truth.js';

it('the errors of the layers are those that are stated, and every system is solved', () => {
  const loads = new Map(readTruth().map((row) => [row.name, row.load]));
  const errors = errorsOf({ method: 'layers' });
  expect(errors.every((error) => error.solved)).toBe(true);
  const groups = new Map<string, typeof errors>();
  for (const error of errors) {
    const { name, group, wanted, at } = error.item;
    const kind = /closed|mixed|open/.exec(group)?.[0] ?? 'open';
    const early = at(loads.get(name)!).entries.some((entry) => entry.second);
    const system = early
      ? 'an early reply'
      : `${kind} load${kind === 'open' ? (wanted > 0.9 ? ', over 0.9 busy' : ', up to 0.9 busy') : ''}`;
    groups.set(system, [...(groups.get(system) ?? []), error]);
  }
  const three = (values: readonly number[]): LayeredError['response'] => {
    const { median, high, worst } = summary(values);
    return [median, high, worst].map((value) => Number(value.toPrecision(2))) as unknown as LayeredError['response'];
  };
  const rows = [...groups].map(
    ([systems, list]): LayeredError => ({
      systems,
      count: list.length,
      response: three(list.map((error) => error.response)),
      throughput: three(list.map((error) => error.throughput)),
    }),
  );
  const sorted = (list: readonly LayeredError[]): LayeredError[] =>
    [...list].sort((a, b) => (a.systems < b.systems ? -1 : 1));
  expect(sorted(rows)).toEqual(sorted(layeredErrors));
});
