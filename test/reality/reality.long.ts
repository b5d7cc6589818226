/**
 * Real systems, measured now and held against analysis and simulation; a quarter of an hour. HEADROOM_REALITY=write keeps what is measured in
 * measurements.json: loads that are not there yet, and the bands of all.
 */
import { describe, expect, it } from 'vitest';
import { band, eachFigure, expectedWith, FIGURES, figuresOf, inside, simulated } from './judge.js';
import { circumstances, type KeptLoad, measureLoad, readKept, writeKept } from './kept.js';
import { nginxVersion } from './measure.js';
import { hopsOf, REPEATS, SYSTEMS, systemOf } from './systems.js';

const write = process.env.HEADROOM_REALITY === 'write';
const SIMULATED = 100;
const loads = SYSTEMS.flatMap(({ file, loads }, system) =>
  loads.map((scenario, index) => ({ file, scenario, seed: 1000 * (10 * system + index + 1) })),
);

describe.runIf(write)('measurements', () => {
  it.each(loads)('of $file, $scenario are kept', async ({ file, scenario, seed }) => {
    const known = readKept();
    if (known.loads.some((load) => load.file === file && load.scenario === scenario)) return;
    const load = await measureLoad(file, scenario, seed);
    expect(load.runs, load.rejected.join('; ')).toHaveLength(REPEATS);
    writeKept({ ...circumstances(), loads: [...readKept().loads, load] });
  });

  it('have bands', async () => {
    const kept = readKept();
    const done: KeptLoad[] = [];
    for (const load of kept.loads) {
      const runs = simulated(await systemOf(load.file, load.scenario), SIMULATED, 1);
      const of = (level: number) =>
        eachFigure((figure) =>
          band(
            runs.map((run) => run[figure]),
            level,
          ),
        );
      done.push({ ...load, bands: of(0.95), wide: of(expectedWith(loads.length)) });
    }
    writeKept({ ...kept, loads: done });
  });
});

describe.runIf(!write)(
  `a real system, ${nginxVersion() ? 'behind nginx' : 'without nginx, which is not installed'}`,
  () => {
    // Other seeds than those that are kept: other arrivals and other times.
    it.each(loads)('$file, $scenario', async ({ file, scenario, seed }) => {
      const load = await measureLoad(file, scenario, seed + 500);
      expect(load.runs, `too much else runs on this machine: ${load.rejected.join('; ')}`).toHaveLength(REPEATS);
      const system = await systemOf(file, scenario, hopsOf(load.runs));
      const runs = simulated(system, SIMULATED, 2);
      const seen = figuresOf(load.runs);
      for (const figure of FIGURES) {
        const { low, high } = band(
          runs.map((run) => run[figure]),
          expectedWith(loads.length),
        );
        expect(inside(seen[figure], { low, high }), `${figure} ${seen[figure]}, expected ${low} to ${high}`).toBe(true);
      }
    });
  },
);
