// The analysis against the simulation of drawn systems, simulated anew. HEADROOM_TRUTH=write keeps the figures of those that are not kept yet.
import { describe, expect, it } from 'vitest';
import { simulatedErrors } from './simulatedErrors.js';
import { allErrors, errorTable } from './testing/simulated/errors.js';
import { drawnSystems } from './testing/simulated/systems.js';
import { readTruth, type Truth, truthOf, writeTruth } from './testing/simulated/truth.js';

const write = globalThis.process?.env.HEADROOM_TRUTH === 'write';

describe('drawn systems', () => {
  it('have the simulated figures that are kept', async () => {
    const known = new Map(readTruth().map((row) => [row.name, row]));
    const rows: Truth[] = [];
    for (const item of drawnSystems()) {
      const before = known.get(item.name);
      const row = write && before ? before : await truthOf(item, before?.rate);
      if (!row) continue;
      rows.push(row);
      if (write && rows.length % 5 === 0 && rows.length > known.size) writeTruth(rows);
      if (write || !before) continue;
      // Both are samples, where the simulator draws otherwise than before.
      for (const [key, { value, half }] of before.figures)
        expect(Math.abs(row.figures.get(key)!.value - value), `${item.name}: ${key}`).toBeLessThanOrEqual(
          2 * half + 1e-3 * value + 1e-9,
        );
    }
    if (write) writeTruth(rows);
    expect(rows.length).toBeGreaterThan(200);
  });

  it('are analysed with the errors that are published', async () => {
    const table = errorTable(await allErrors());
    if (write) console.log(JSON.stringify(table));
    expect(table).toEqual(simulatedErrors);
  });
});
