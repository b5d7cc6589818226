// The layered solver against the Markov chains of all measured systems, solved anew. HEADROOM_TRUTH=write adds what is not kept yet.
import { describe, expect, it } from 'vitest';
import { close } from '../testing/close.js';
import { layeredErrors } from './accuracy.js';
import { allCases, errorsOf, readTruth, summary, type Truth, truthOf, writeTruth } from './testing/truth.js';

const write = globalThis.process?.env.HEADROOM_TRUTH === 'write';

describe('the measured layered systems', () => {
  it.each(['grid', 'fresh'] as const)('have the figures that are kept: %s', (part) => {
    const known = new Map(readTruth(part).map((row) => [row.name, row]));
    const rows: Truth[] = [];
    for (const item of allCases(part)) {
      const before = known.get(item.name);
      const row = write && before ? before : truthOf(item, before?.load, before?.states);
      rows.push(row);
      if (write && rows.length % 20 === 0) writeTruth(part, rows);
      if (write || !before) continue;
      expect(row.states, item.name).toBe(before.states);
      row.classes.forEach(([x, r], c) => {
        close(x, before.classes[c]![0], 1e-6);
        close(r, before.classes[c]![1], 1e-6);
      });
    }
    if (write) writeTruth(part, rows);
    expect(rows.filter((row) => row.states > 0).length).toBeGreaterThan(part === 'grid' ? 200 : 120);
  });

  it.each(['grid', 'fresh'] as const)('are all solved, no worse than the published table says: %s', (part) => {
    const errors = errorsOf(part, { method: 'layers' });
    expect(errors.filter((error) => !error.solved).map(({ item }) => item.name)).toEqual([]);
    const published = layeredErrors.find(({ set, systems }) => set === part && systems === 'all')!;
    // The table has two digits.
    for (const of of ['response', 'throughput'] as const) {
      const { median, high, worst } = summary(errors.map((error) => error[of]));
      [median, high, worst].forEach((value, i) => {
        expect(value, `${of} ${i}`).toBeLessThanOrEqual(1.05 * published[of][i]!);
      });
    }
  });
});
