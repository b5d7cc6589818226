/** The controller over the engine itself: descriptions as text, estimates or a verdict out. */
import { describe, expect, it } from 'vitest';
import { control } from '../control.js';
import { Run } from '../engine/run.js';
import { systemOf } from '../testing/describe.js';
import type { Execute } from './execution.js';
import type { ControlOptions, Outcome } from './options.js';

async function simulated(text: string, more: Partial<ControlOptions> = {}): Promise<Outcome> {
  const system = await systemOf(text);
  const execute: Execute = (options) => {
    const run = new Run(system, options);
    while (!run.advance(1_000_000));
    return Promise.resolve(run.result());
  };
  return control(execute, { seed: 1, precision: 0.05, parallel: 1, percentiles: [0.5, 0.99], scale: 0.1, ...more });
}

describe('controller over the engine', () => {
  it('M/M/1 at 0.8: mean, percentiles and utilisation', async () => {
    const { ending, estimates } = await simulated(
      'workload w { open 80 req/s; calls a.run } service a { workers 1; op run { cpu 10 ms } }',
      { sizes: [{ slots: 1, cores: Infinity }] },
    );
    expect(ending).toEqual({ kind: 'precise' });
    const { response, percentiles } = estimates!.workloads[0]!;
    expect(Math.abs(response.value / 0.05 - 1)).toBeLessThan(0.08);
    expect(Math.abs(percentiles[1]!.time.value / (0.05 * Math.log(100)) - 1)).toBeLessThan(0.1);
    expect(Math.abs(estimates!.nodes[0]!.utilisation!.value - 0.8)).toBeLessThan(0.02);
  });

  it('a full queue rejects: its share has an interval, kinds that were not seen a bound', async () => {
    const { estimates } = await simulated(
      'workload w { open 90 req/s; calls a.run } service a { workers 1; queue 4, when full reject; op run { cpu 10 ms } }',
    );
    const { rejected, timedOut } = estimates!.workloads[0]!.errors;
    const truth = (0.9 ** 5 * 0.1) / (1 - 0.9 ** 6);
    expect(rejected.low).toBeLessThan(truth);
    expect(rejected.high).toBeGreaterThan(truth);
    expect(timedOut.value).toBe(0);
    expect(timedOut.high).toBeGreaterThan(0);
  });

  it('an overloaded node is named, with the rate at which it grows', async () => {
    const { ending, estimates } = await simulated(
      `workload w { open 120 req/s; calls a.run }
       service a { workers 50; op run { delay 1 ms; call b.run } }
       service b { workers 1; op run { cpu 10 ms } }`,
    );
    expect(estimates).toBeUndefined();
    expect(ending.kind).toBe('overloaded');
    if (ending.kind !== 'overloaded' || ending.verdict.kind !== 'grows') return;
    expect(Math.abs(ending.verdict.rate / 20 - 1)).toBeLessThan(0.3);
    // 50 requests of a fill the queue of b; the rest waits before a
    expect(ending.verdict.places.map(({ of, name }) => `${of} ${name}`).sort()).toEqual(['node a', 'workload w']);
  });

  it('messages that pile up in a channel too', async () => {
    const { ending } = await simulated(
      `workload w { open 50 req/s; calls a.run }
       service a { workers 10; op run { cpu 1 ms; send jobs } }
       queue jobs { consumer b.work concurrency 1 }
       service b { workers 1; op work { cpu 30 ms } }`,
    );
    expect(ending.kind).toBe('overloaded');
    if (ending.kind !== 'overloaded' || ending.verdict.kind !== 'grows') return;
    expect(Math.abs(ending.verdict.rate / (50 - 1000 / 30) - 1)).toBeLessThan(0.3);
    expect(ending.verdict.places.map(({ of, name }) => `${of} ${name}`)).toContain('channel jobs');
  });

  it('users who ask without end in no time are an answer, not a wait', async () => {
    const { ending, estimates } = await simulated(
      'workload w { closed 3 users; calls a.run } service a { op run { cpu 0 ms } }',
    );
    expect(estimates).toBeUndefined();
    expect(ending).toMatchObject({ kind: 'failed', message: expect.stringContaining('in no time') });
  });

  it('same seed, same result', async () => {
    const text =
      'workload w { closed 10 users think 100 ms; calls a.run } service a { workers 2; op run { cpu 10 ms } }';
    expect(await simulated(text, { parallel: 3 })).toEqual(await simulated(text));
  });
});
