// What docs/library.md shows, through the entries that package.json exports.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { analyse, compare, gotWorse } from './analysis/index.js';
import { createArchCoreServices, EmptyFileSystem, readText } from './language/index.js';
import { modelVersion } from './model/index.js';
import * as queueing from './queueing/index.js';
import { lognormalLaw, mg1, mmc, serversForWaitPercentile, solveLayered, solveNetwork } from './queueing/index.js';

it('answers for a text, without an editor', async () => {
  const services = createArchCoreServices(EmptyFileSystem);
  const text = 'workload w { open 90 req/s; calls a.x } service a { cores 1; op x { cpu 10 ms } }';
  const { system, diagnostics } = await readText(services, text);
  expect(diagnostics).toEqual([]);
  const mean = analyse(system, { detail: 'full' }).workloads[0]?.mean;
  expect(mean?.kind === 'value' && mean.value).toBeCloseTo(0.1, 9);
});

it('compares two versions', async () => {
  const read = async (cpu: number) => {
    const text = `workload w { open 50 req/s; calls a.x } service a { cores 1; op x { cpu ${cpu} ms } } objective w { p99 < 100 ms }`;
    const { system } = await readText(createArchCoreServices(EmptyFileSystem), text);
    return analyse(system, { detail: 'full' });
  };
  const { objectives } = compare(await read(5), await read(15));
  expect(objectives.map((item) => [item.id, item.effect, gotWorse(item)])).toEqual([['w.p99', 'broken', true]]);
});

it('has the kernels: ten servers of 100/s at 900/s', () => {
  const pool = mmc({ arrivalRate: 900, serviceRate: 100, servers: 10 });
  expect(pool.stable && pool.delayProbability).toBeCloseTo(0.6687, 4);
  expect(modelVersion).toBe(1);
});

it('has networks: 52 users who think for a second', () => {
  const answer = solveNetwork({
    classes: [{ kind: 'closed', population: 52, think: 1 }],
    stations: [0.005, 0.02, 0.01].map((demand) => ({ servers: 1, demands: [demand] })),
  });
  expect(answer.stable && answer.classes[0]!.throughput).toBeCloseTo(45.26, 2);
});

it('has layered systems: web workers that wait for a store', () => {
  const answer = solveLayered({
    processors: [
      { name: 'web host', cores: 2 },
      { name: 'store host', cores: 1 },
    ],
    tasks: [
      { name: 'web', processor: 0, workers: 8 },
      { name: 'store', processor: 1, workers: 2 },
    ],
    entries: [
      { name: 'page', task: 0, first: { demand: 0.02, calls: [{ entry: 1, mean: 2 }] } },
      { name: 'read', task: 1, first: { demand: 0.015, delay: 0.01 } },
    ],
    classes: [{ name: 'users', kind: 'closed', users: 30, think: 1, targets: [{ entry: 0, share: 1 }] }],
  });
  if (answer.kind !== 'solved') throw new Error(answer.kind);
  const { throughput, response } = answer.classes[0]!;
  expect(throughput * (1 + response)).toBeCloseTo(30, 3);
  expect(answer.bottleneck?.name).toMatch(/^store/);
});

it('sizes a call centre, and has the percentile of a varying service', () => {
  expect(serversForWaitPercentile({ arrivalRate: 100 / 3600, serviceRate: 1 / 180 }, 0.8, 20)).toBe(8);
  const one = mg1(35, lognormalLaw(0.02, 1.5));
  // Pollaczek-Khinchine
  expect(one.stable && one.meanWait).toBeCloseTo((0.7 / 0.3) * 0.02 * (3.25 / 2), 12);
});

it('exports every function that the page names in its tables of kernels', () => {
  const page = readFileSync(new URL('../docs/library.md', import.meta.url), 'utf8');
  const tables = page.slice(page.indexOf('## Stations'));
  const named = [...tables.matchAll(/^\| (`.*?`) \|/gm)].flatMap((row) =>
    [...row[1]!.matchAll(/`(\w+)`/g)].map((m) => m[1]!),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !(name in queueing))).toEqual([]);
});
