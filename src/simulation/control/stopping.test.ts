/** Stopping at the precision asked leaves the intervals their coverage, whether it comes at the first look or after many. */
import { expect, test } from 'vitest';
import { control } from '../control.js';
import { Stream } from '../random/stream.js';
import type { Replication, RunOptions } from '../result.js';
import { noValues } from '../statistics/histogram.js';

const RUNS = process.env.HEADROOM_LONG ? 10_000 : 400;

/** A replication of which the mean response is drawn outright. */
function drawn(draw: (stream: Stream) => number): (options: RunOptions) => Promise<Replication> {
  return ({ seed, replication, warmUp, duration }) => {
    const mean = draw(new Stream(seed, replication, 'mean'));
    return Promise.resolve({
      seed,
      replication,
      warmUp,
      observed: duration,
      events: 1,
      ending: { kind: 'complete' },
      workloads: [
        {
          name: 'users',
          sent: 100,
          succeeded: 100,
          errors: [0, 0, 0, 0, 0],
          response: { ...noValues, count: 100, sum: 100 * mean },
        },
      ],
      operations: [],
      nodes: [],
      channels: [],
      series: { interval: 1, workloads: [], nodes: [], channels: [] },
      marks: [],
      marksLeftOut: 0,
    });
  };
}

const normal = (s: Stream): number => 1 + 0.3 * s.normal();
/** mean 1, deviation 0.35, skewness 0.7 */
const skewed = (s: Stream): number => Array.from({ length: 8 }, () => s.exponential()).reduce((a, x) => a + x) / 8;

test.each([
  ['symmetric', 0.1, normal],
  ['symmetric', 0.06, normal],
  ['symmetric', 0.03, normal],
  ['skewed', 0.12, skewed],
  ['skewed', 0.07, skewed],
  ['skewed', 0.03, skewed],
] as const)('%s totals, asked to %f', async (_, precision, draw) => {
  const execute = drawn(draw);
  let hits = 0;
  let number = 0;
  for (let seed = 0; seed < RUNS; seed++) {
    const outcome = await control(execute, {
      seed,
      precision,
      parallel: 1,
      percentiles: [],
      window: { warmUp: 0, duration: 1 },
      now: () => 0,
    });
    const { low, high } = outcome.estimates!.workloads[0]!.response;
    if (low <= 1 && 1 <= high) hits++;
    number += outcome.replications / RUNS;
  }
  const slack = 3 * Math.sqrt((0.95 * 0.05) / RUNS);
  expect(hits / RUNS, `with ${number} replications`).toBeGreaterThan(0.93 - slack);
  expect(hits / RUNS, `with ${number} replications`).toBeLessThan(0.97 + slack);
  if (process.env.SHOW) console.log(precision, hits / RUNS, number);
});
