// 10,000 edits of one document leave no more memory in use than the first thousands did.
import { expect, test } from 'vitest';
import { growthOf, heapOverEdits } from './testing/edits.js';

test('memory stays flat over 10,000 edits', async () => {
  const samples = await heapOverEdits(10_000, 24);
  console.info(`heap in MB: ${samples.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ')}`);
  expect(growthOf(samples), `${samples}`).toBeLessThan(0.1);
});
