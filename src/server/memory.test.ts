// The server's memory over an editing session; the long one (10,000 edits) is memory.long.ts.
import { expect, test } from 'vitest';
import { growthOf, heapOverEdits } from './testing/edits.js';

test('memory stays flat over 500 edits', { timeout: 120_000 }, async () => {
  const samples = await heapOverEdits(500, 9);
  expect(growthOf(samples), `${samples}`).toBeLessThan(0.1);
});

test('growth is told from noise', () => {
  expect(growthOf([100, 140, 100, 101, 99, 100])).toBeCloseTo(-0.29, 1);
  expect(growthOf([100, 100, 110, 120, 130, 130])).toBeCloseTo(0.3, 9);
});
