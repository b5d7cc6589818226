/** What was measured on real systems, held against the analysis and against simulated runs of the same length. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/index.js';
import { Stream } from '../../src/simulation/index.js';
import { band, FIGURES, figuresOf, inside, predictedBy, simulated } from './judge.js';
import { readKept } from './kept.js';
import { disturbance } from './measure.js';
import { hopsOf, poolsOf, REPEATS, rateOf, SYSTEMS, systemOf, WINDOW } from './systems.js';

const kept = readKept();
const loads = kept.loads.map((load) => ({ ...load, seen: figuresOf(load.runs) }));
/** Simulated measurements here; the bands that are kept are of many more. */
const FEW = 5;

describe.each(loads)('$file, $scenario', ({ file, scenario, runs, wide, seen }) => {
  it('lies where simulation and analysis expect it', async () => {
    const predicted = predictedBy(analyse(await systemOf(file, scenario)));
    for (const figure of FIGURES) {
      expect(inside(seen[figure], wide![figure]), `measured ${figure} ${seen[figure]}`).toBe(true);
      expect(inside(predicted[figure], wide![figure]), `predicted ${figure} ${predicted[figure]}`).toBe(true);
    }
  });

  it('has the bands that the simulation still gives', async () => {
    const few = simulated(await systemOf(file, scenario), FEW, 3);
    for (const figure of FIGURES) {
      const { low, high } = wide![figure];
      if (high === 0) continue;
      const mean = few.reduce((sum, one) => sum + Math.log(one[figure]), 0) / FEW;
      const room = Math.log(high / low) / 2 / Math.sqrt(FEW);
      expect(Math.abs(mean - Math.log(low * high) / 2), figure).toBeLessThanOrEqual(room);
    }
  });

  it('was measured without disturbance, each time anew', async () => {
    const system = await systemOf(file, scenario);
    const sent = rateOf(system) * WINDOW.duration;
    expect(runs).toHaveLength(REPEATS);
    expect(new Set(runs.map(({ seed }) => seed)).size).toBe(REPEATS);
    for (const run of runs) {
      expect(disturbance(run)).toBe('');
      expect(Math.abs(run.sent - sent)).toBeLessThan(4 * Math.sqrt(sent));
      expect(Math.abs(run.sent - run.succeeded - run.rejected)).toBeLessThan(60);
      poolsOf(system).forEach(({ mean }, index) => {
        const { count, mean: held, cv } = run.held[index]!;
        expect(Math.abs(held / mean - 1)).toBeLessThan(4 / Math.sqrt(count));
        expect(Math.abs(cv - 1)).toBeLessThan(5 / Math.sqrt(count));
      });
    }
  });
});

describe('the descriptions', () => {
  it('are those that were measured', () => {
    const files = readdirSync(fileURLToPath(new URL('.', import.meta.url))).filter((name) => name.endsWith('.arch'));
    expect(files.sort()).toEqual(SYSTEMS.map(({ file }) => `${file}.arch`).sort());
    const measured = new Set(kept.loads.map(({ file, scenario }) => `${file}/${scenario}`));
    const described = SYSTEMS.flatMap(({ file, loads }) => loads.map((scenario) => `${file}/${scenario}`));
    expect([...measured].sort()).toEqual(described.sort());
  });

  it.each(SYSTEMS)('of $file states the way that was measured', async ({ file, loads: [scenario] }) => {
    const { hop, inner_hop } = hopsOf(kept.loads.filter((load) => load.file === file).flatMap(({ runs }) => runs));
    const delays = (await systemOf(file, scenario)).nodes
      .flatMap(({ operations }) => operations.flatMap(({ steps }) => steps))
      .flatMap((step) => (step.kind === 'delay' && step.duration.family === 'deterministic' ? [step.duration] : []));
    const measured = file === 'two-tiers' ? [hop, inner_hop] : [hop];
    expect(delays.map(({ mean }) => mean.value)).toEqual(measured.map((s) => Number((1e4 * s).toFixed(0)) / 1e4));
  });
});

describe('figures', () => {
  it('take the percentile of all runs together, as far as these tell their slowest', () => {
    const [run] = loads[0]!.runs;
    const tell = (slow: readonly number[]) => ({ ...run!, succeeded: 100, slow });
    expect(figuresOf([tell([10, 20, 30]), tell([1, 40])]).p99).toBe(0.02);
    expect(() => figuresOf([tell([40]), tell([1, 30])])).toThrow(RangeError);
  });
});

describe('bands', () => {
  it('hold as often as they say', () => {
    const stream = new Stream(1, 0, 'bands');
    const one = () => 10 + stream.normal();
    let held = 0;
    for (let trial = 0; trial < 2000; trial++) if (inside(one(), band(Array.from({ length: 20 }, one), 0.95))) held++;
    expect(held / 2000).toBeGreaterThan(0.93);
    expect(held / 2000).toBeLessThan(0.97);
  });
});

it('a run counts only when nothing disturbed it', () => {
  const run = { ...loads[0]!.runs[0]!, late: [0.0001, 0.001] as const, timers: 0.001, steal: 0 };
  expect(disturbance(run)).toBe('');
  expect(disturbance({ ...run, late: [0.002, 0.003] })).toBe('the generator was late');
  expect(disturbance({ ...run, late: [0.0001, 0.006] })).toBe('the generator was late');
  expect(disturbance({ ...run, timers: 0.02, steal: 0.1 })).toBe(
    'the timers of the service were late, processor time went to other guests',
  );
});
