/** The whole table again: what is recorded is what is measured. */
import { expect, test } from 'vitest';
import { approximationErrors } from './index.js';
import { measureErrors } from './testing/measureErrors.js';

test('recorded errors are measured ones (node scripts/approximation-errors.mjs)', () => {
  expect(measureErrors('all')).toEqual(approximationErrors);
});
