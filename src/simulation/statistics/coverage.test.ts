/** A sample of the grid in coverage.long.ts: few runs, so the bounds are those of chance (3.5 standard errors) about 93 and 97 %. */
import { expect, test } from 'vitest';
import { bounded, closed, coverage, general, type Known, open } from '../testing/coverage.js';

const RUNS = 80;
const slack = 3.5 * Math.sqrt((0.95 * 0.05) / RUNS);

const sample: readonly Known[] = [open(1, 0.5), open(2, 0.6), general(0, 0.6), bounded(1, 0.9, 6), closed(8, 10)];

test.each(sample.map((known) => [known.name, known] as const))('%s', async (_, known) => {
  for (const [figure, share] of await coverage(known, RUNS)) {
    expect(share, figure).toBeGreaterThan(0.95 - 0.02 - slack);
    expect(share, figure).toBeLessThanOrEqual(Math.min(1, 0.95 + 0.02 + slack));
  }
});
