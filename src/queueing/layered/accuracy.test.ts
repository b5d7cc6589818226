import { expect, it } from 'vitest';
import { type LayeredError, layeredErrors } from './accuracy.js';
import { errorsOf, errorTable, readTruth } from './testing/truth.js';

const loads = new Map(readTruth().map((row) => [row.name, row.load]));

it.each([
  ['grid', {}],
  ['unaided', { chainStates: 0 }],
] as const)('the errors of the layers are those that are stated, and every system is solved: %s', (set, options) => {
  const errors = errorsOf({ method: 'layers', ...options });
  expect(errors.every((error) => error.solved)).toBe(true);
  const rows = errorTable(errors, loads).map((row): LayeredError => ({ set, ...row }));
  expect(rows).toEqual(layeredErrors.filter((row) => row.set === set));
});
