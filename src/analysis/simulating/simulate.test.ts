/** Reports of simulations: against formulas, of what is overloaded, of drills, of what is left out. */
import { expect, test } from 'vitest';
import type { System } from '../../model/system.js';
import { systemOf } from '../../simulation/testing/describe.js';
import { inSlices } from '../../simulation/workers/slices.js';
import type { SimulatedPart, SimulationReport } from './report.js';
import { type SimulateOptions, simulate } from './simulate.js';

const here = (system: System) => ({ execute: inSlices(system), end: () => undefined });
const run = async (text: string, options: SimulateOptions = {}, scenario?: string): Promise<SimulationReport> =>
  simulate(await systemOf(text, scenario), here, { events: 300_000, ...options });
const part = (report: SimulationReport, of: SimulatedPart['of'], name: string) =>
  report.parts.find((one) => one.of === of && one.name === name)!;
const figure = (report: SimulationReport, of: SimulatedPart['of'], name: string, metric: string) =>
  part(report, of, name).figures.find((one) => one.metric === metric)!;

test('an M/M/1 queue lies within its intervals, and nothing disagrees', async () => {
  const report = await run(
    'system s  workload users { open 70 req/s  calls api.get }  service api { workers 1  op get { cpu 10 ms } }',
    { precision: 0.1 },
  );
  expect(report.ending.kind).toBe('precise');
  const mean = figure(report, 'workload', 'users', 'mean');
  expect(mean.computed).toMatchObject({ kind: 'value', method: 'mmc', stated: 0, agreement: 'inside' });
  const { value, low, high } = mean.simulated!;
  expect(Math.abs(value - 1 / 30)).toBeLessThan(high! - low!);
  expect(figure(report, 'node', 'api', 'workers busy').simulated!.value).toBeCloseTo(0.7, 1);
  expect(report.disagreements).toBe(0);
  expect(report.methods.mmc?.name).toBe('M/M/c queue');
  expect(report.timeLine).toBeUndefined();
});

test('how busy the busiest of unequal replicas is computed to be is not held against all of them', async () => {
  const report = await run(
    'system s  workload users { open 100 req/s  calls api.get }  service api { replicas 2  balancing hash skew 1.4  workers 1  op get { cpu 10 ms } }',
    { precision: 0.1 },
  );
  const busy = figure(report, 'node', 'api', 'workers busy');
  expect(busy.simulated!.value).toBeCloseTo(0.5, 1);
  expect(busy.computed).toBeUndefined();
});

test('an overloaded system ends with what grows, where, and how fast', async () => {
  const report = await run(
    'system s  workload users { open 220 req/s  calls api.get }  service api { workers 1  op get { cpu 10 ms } }',
  );
  expect(report.ending).toMatchObject({ kind: 'overloaded' });
  if (report.ending.kind !== 'overloaded') return;
  expect(report.ending.rate).toBeGreaterThan(100);
  expect(report.ending.rate).toBeLessThan(140);
  expect(report.ending.places.map(({ name }) => name)).toContain('api');
  expect(figure(report, 'workload', 'users', 'mean')).toMatchObject({ computed: { kind: 'unstable' } });
  expect(figure(report, 'workload', 'users', 'mean').simulated).toBeUndefined();
  expect(report.timeLine!.nodes[0]!.waiting.at(-1)).toBeGreaterThan(report.timeLine!.nodes[0]!.waiting[20]!);
});

test('the same seed gives the same report, another seed another one', async () => {
  const text =
    'system s  workload users { open 70 req/s  calls api.get }  service api { workers 2  op get { cpu 10 ms } }';
  const options = { time: 20, replications: 4 };
  const first = JSON.stringify(await run(text, options));
  expect(JSON.stringify(await run(text, { ...options, parallel: 3 }))).toBe(first);
  expect(JSON.stringify(await run(text, { ...options, seed: 2 }))).not.toBe(first);
  expect(JSON.parse(first)).toMatchObject({
    replications: 4,
    warmUp: 4,
    observed: 20,
    ending: { kind: 'replications' },
  });
});

test('cancelled, it keeps what there is', async () => {
  const cancel = new AbortController();
  const report = await run(
    'system s  workload users { open 70 req/s  calls api.get }  service api { workers 2  op get { cpu 10 ms } }',
    {
      time: 20,
      precision: 1e-6,
      events: 1e9,
      signal: cancel.signal,
      onProgress: ({ replications }) => replications >= 5 && cancel.abort(),
    },
  );
  expect(report.ending.kind).toBe('cancelled');
  expect(report.replications).toBeGreaterThanOrEqual(4);
  expect(figure(report, 'workload', 'users', 'mean').simulated!.value).toBeGreaterThan(0.009);
});

test('what is not executed is said', async () => {
  const report = await run(
    `system s  workload users { open 10 req/s  calls api.get }
    service api { replicas 2  workers 2 .. 3 .. 4  fails every 30 days, repaired in 5 min  op get { cpu 10 ms } }`,
    { time: 2, replications: 2 },
  );
  expect(report.notes).toEqual([
    'Nothing fails by itself: failures, maintenance and deployments are left out.',
    'Of a range, its likely value is executed.',
  ]);
});

test('a drill has its events, failures noticed late, and the time until the backlog is gone', async () => {
  const report = await run(
    `system s  region eu { zone a  zone b }
    workload users { open 60 req/s  calls api.get timeout 200 ms }
    service api { replicas 2 across eu  workers 1  queue 1000, when full reject
      fails every 30 days, repaired in 5 min, detected in 2 s
      op get { cpu 10 ms } }
    scenario lose_zone { at 10 s fail eu.a; at 20 s restore eu.a }`,
    { replications: 4 },
    'lose_zone',
  );
  const { timeLine } = report;
  expect([report.warmUp, report.observed]).toEqual([5, 75]);
  expect(timeLine!.marks.map(({ time, what }) => [Math.round(time), what])).toEqual(
    expect.arrayContaining([
      [10, 'event'],
      [20, 'event'],
    ]),
  );
  const up = timeLine!.nodes[0]!.up;
  expect(up[Math.floor(15 / timeLine!.interval)]).toBe(1);
  expect(up.at(-1)).toBe(2);
  const lost = timeLine!.workloads[0]!.errors.find(({ kind }) => kind === 'timed out')!.rates;
  expect(Math.max(...lost)).toBeGreaterThan(5);
  expect(timeLine!.drain!.from).toBe(20);
  expect(timeLine!.drain!.seconds).toBeLessThan(20);
});

test('failures are played where asked for', async () => {
  const text = `system s  workload users { open 20 req/s  calls api.get timeout 1 s }
    service api { replicas 1  workers 4  fails every 50 s, repaired in 50 s, detected in 1 s  op get { cpu 10 ms } }`;
  const [still, failing] = [
    await run(text, { time: 300, replications: 4 }),
    await run(text, { time: 300, replications: 4, failures: true }),
  ];
  expect(figure(still, 'workload', 'users', 'errors').simulated!.value).toBe(0);
  expect(figure(failing, 'workload', 'users', 'errors').simulated!.value).toBeGreaterThan(0.2);
  expect(figure(failing, 'node', 'api', 'replicas up').simulated!.value).toBeLessThan(0.8);
  expect(failing.notes).toEqual([]);
});

test('every number is finite, also where nothing was seen', async () => {
  const report = await run(
    'system s  workload users { open 0.001 req/s  calls api.get }  service api { workers 2  op get { cpu 10 ms } }',
    { time: 1, replications: 2 },
  );
  JSON.stringify(report, (key, value) => {
    if (typeof value === 'number') expect(Number.isFinite(value), key).toBe(true);
    return value;
  });
  expect(figure(report, 'workload', 'users', 'mean').simulated).toBeUndefined();
});

test('illegal options are refused by name', async () => {
  const text = 'system s  workload users { open 1 req/s  calls api.get }  service api { op get { cpu 10 ms } }';
  await expect(run(text, { warmUp: 1 })).rejects.toThrow('time to observe');
  await expect(run(text, { precision: 0 })).rejects.toThrow('precision');
});
