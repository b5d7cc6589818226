import { expect, it } from 'vitest';
import { type LayeredError, layeredErrors } from './accuracy.js';
import { simulatedErrors } from './testing/simulated.js';
import { errorsOf, errorTable } from './testing/truth.js';
import { unlikeErrors } from './testing/unlike.js';

it.each([
  ['grid', 'grid', {}],
  ['unaided', 'grid', { chainStates: 0 }],
  ['fresh', 'fresh', {}],
] as const)(
  'the errors of the layers are those that are stated, and every system is solved: %s',
  (set, part, options) => {
    expect(errorsOf(part, { method: 'layers', ...options }).every((error) => error.solved)).toBe(true);
    const rows = errorTable(part, { method: 'layers', ...options }).map((row): LayeredError => ({ set, ...row }));
    expect(rows).toEqual(layeredErrors.filter((row) => row.set === set));
  },
);

it('closed classes with unlike services at one pool: the errors by class are those that are stated', () => {
  const [row] = layeredErrors.filter(({ set }) => set === 'unlike');
  expect({ set: 'unlike', systems: row?.systems, ...unlikeErrors({ method: 'layers' }) }).toEqual(row);
});

it('systems with long simulations instead of chains: the errors are those that are stated', () => {
  const rows = simulatedErrors().map((row): LayeredError => ({ set: 'simulated', ...row }));
  expect(rows).toEqual(layeredErrors.filter(({ set }) => set === 'simulated'));
});
