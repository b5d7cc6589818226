/** Replications over workers: the same whatever their number, run again where a worker dies, ended when cancelled. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundles } from '../../../esbuild.js';
import type { Outcome } from '../control/options.js';
import { control } from '../control.js';
import type { RunOptions } from '../result.js';
import { systemOf } from '../testing/describe.js';
import { nodeWorkers } from './node.js';
import { WorkerPool } from './pool.js';
import type { StartWorker, WorkerEvents } from './protocol.js';
import { serve } from './serve.js';
import { inSlices } from './slices.js';

const text = `system s
workload users { open 40 req/s  calls api.get }
service api { replicas 2  workers 4  cores 1  queue 20, when full reject
  op get { cpu 10 ms  call db.read timeout 100 ms retry 1 backoff 5 ms } }
store db { workers 8  op read { delay 20 ms cv 1 } }
`;
const options: RunOptions = { seed: 1, replication: 0, warmUp: 1, duration: 5 };
const never = new AbortController().signal;

let folder: string;
let script: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-pool-'));
  script = join(folder, 'simulator.cjs');
  await esbuild.build({ ...bundles.simulator!, outfile: script, metafile: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function outcome(start: StartWorker | undefined, parallel: number): Promise<Outcome> {
  const pool = new WorkerPool(await systemOf(text), start);
  try {
    return await control(pool.execute, { seed: 7, precision: 0.5, parallel, window: { warmUp: 0.5, duration: 2 } });
  } finally {
    pool.end();
  }
}

test('1, 2 and 4 threads and none give the same result, byte for byte', async () => {
  const [none, ...others] = [
    await outcome(undefined, 1),
    await outcome(nodeWorkers(script), 1),
    await outcome(nodeWorkers(script), 2),
    await outcome(nodeWorkers(script), 4),
  ].map((one) => JSON.stringify(one));
  expect(JSON.parse(none!).estimates.workloads[0].response.value).toBeGreaterThan(0.02);
  for (const other of others) expect(other).toBe(none);
});

/** A worker in this thread that a test can kill. */
function tame(kill: (count: number) => boolean): { start: StartWorker; started: () => number } {
  let count = 0;
  let runs = 0;
  const start: StartWorker = ({ message, gone }: WorkerEvents) => {
    count++;
    let hear: (item: never) => void = () => undefined;
    let alive = true;
    setTimeout(() =>
      serve(
        (item) => alive && setTimeout(() => message(item)),
        (on) => {
          hear = on as typeof hear;
        },
      ),
    );
    return {
      post: (item) => {
        if (item.kind === 'run' && kill(runs++)) {
          alive = false;
          setTimeout(() => gone('killed'));
        } else setTimeout(() => alive && hear(item as never));
      },
      end: () => {
        alive = false;
      },
    };
  };
  return { start, started: () => count };
}

test('a worker that dies is replaced and its replication run again', async () => {
  const healthy = tame(() => false);
  const dying = tame((run) => run % 7 === 3);
  const expected = await outcome(healthy.start, 2);
  expect(await outcome(dying.start, 2)).toEqual(expected);
  expect(healthy.started()).toBe(2);
  expect(dying.started()).toBeGreaterThan(3);
});

test('a replication that kills every worker ends the simulation with a message', async () => {
  const { ending, estimates } = await outcome(tame(() => true).start, 2);
  expect(ending).toMatchObject({
    kind: 'failed',
    message: expect.stringMatching(/could not be run in 4 tries.*killed/),
  });
  expect(estimates).toBeUndefined();
});

test('where no worker can be started the replication runs in this thread, and the reason is told', async () => {
  const system = await systemOf(text);
  for (const start of [
    nodeWorkers(join(folder, 'missing.cjs')),
    () => {
      throw new Error('not allowed here');
    },
  ]) {
    const pool = new WorkerPool(system, start);
    expect(await pool.execute(options, never)).toEqual(await inSlices(system)(options, never));
    expect(pool.refused).toMatch(/missing|not allowed here/i);
    pool.end();
  }
});

test('cancelling ends a thread in the middle of a long replication', async () => {
  const pool = new WorkerPool(await systemOf(text), nodeWorkers(script));
  const cancel = new AbortController();
  const running = pool.execute({ ...options, duration: 1e9 }, cancel.signal);
  setTimeout(() => cancel.abort(), 300);
  const began = Date.now();
  await expect(running).rejects.toThrow('cancelled');
  expect(Date.now() - began).toBeLessThan(5000);
  pool.end();
});

test('many short replications in this thread let others have their turn', async () => {
  const execute = inSlices(await systemOf(text));
  const done = (async () => {
    for (let replication = 0; replication < 100; replication++)
      await execute({ ...options, duration: 1, replication }, never);
    return 'done';
  })();
  expect(await Promise.race([done, new Promise((resolve) => setTimeout(() => resolve('a turn'), 1))])).toBe('a turn');
  await done;
});

test('cancelling in this thread ends between two slices', async () => {
  const cancel = new AbortController();
  setTimeout(() => cancel.abort(), 50);
  const { ending } = await inSlices(await systemOf(text))({ ...options, duration: 1e9 }, cancel.signal);
  expect(ending.kind).toBe('cancelled');
});
