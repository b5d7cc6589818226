/** Replications in tests, and the truth that they are to show. */
import { expect } from 'vitest';
import { studentQuantile } from '../../queueing/student.js';
import { Run } from '../engine/run.js';
import type { Replication, RunOptions } from '../result.js';
import { systemOf } from './describe.js';

const COUNT = 10;

/** Independent replications of a description, counted after a fifth of their duration (s). */
export async function replications(
  text: string,
  duration: number,
  more: Partial<RunOptions> = {},
  scenario?: string,
): Promise<Replication[]> {
  const system = await systemOf(text, scenario);
  return Array.from({ length: COUNT }, (_, replication) => {
    const run = new Run(system, { seed: 1, replication, warmUp: duration / 5, duration, ...more });
    while (!run.advance(100_000));
    return run.result();
  });
}

/** The truth lies in the interval of 99.9 % of the means of replications. */
export function expectTruth(values: readonly number[], truth: number, what = ''): void {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1));
  const half = studentQuantile(0.9995, n - 1) * (deviation / Math.sqrt(n));
  expect(Math.abs(mean - truth), `${what} ${mean} with ${half} around it for ${truth}`).toBeLessThanOrEqual(
    half + 1e-9 * truth,
  );
  // An interval so wide says nothing.
  expect(half).toBeLessThan(0.4 * truth);
}
