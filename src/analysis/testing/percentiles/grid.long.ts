// The published errors of percentiles, measured anew; exact truth is made anew too, and a few simulations within their intervals.
// HEADROOM_TRUTH=write adds what is not kept yet.
import { describe, expect, it } from 'vitest';
import { close } from '../../../queueing/testing/close.js';
import { percentileErrors } from '../../percentileErrors.js';
import { allCases } from './grid.js';
import { errorsOf, measurePercentiles, readTruth, type Truth, truthOf, writeTruth } from './truth.js';

const write = globalThis.process?.env.HEADROOM_TRUTH === 'write';
const MOST_REQUESTS = 1_600_000;

describe('the measured percentiles', () => {
  it('have the truth that is kept', () => {
    const known = new Map(readTruth().map((row) => [row.name, row]));
    const rows: Truth[] = [];
    allCases().forEach((item, index) => {
      const before = known.get(item.name);
      if (write) {
        rows.push(before ?? truthOf(item, 1000 + index, MOST_REQUESTS));
        if (rows.length % 10 === 0) writeTruth(rows);
        return;
      }
      expect(before, item.name).toBeDefined();
      if (!before || index % 12 > 0) return;
      const again = truthOf(item, 5000 + index, 400_000);
      again.percentiles.forEach((value, level) => {
        const wide = 2 * (before.halfWidths[level]! + again.halfWidths[level]!) + 1e-3;
        close(value, before.percentiles[level]!, wide);
      });
    });
    if (write) writeTruth(rows);
  });

  it('err as published', () => {
    expect(measurePercentiles(errorsOf())).toEqual(percentileErrors);
  });
});
