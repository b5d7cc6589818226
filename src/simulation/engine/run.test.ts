// Every construct against a formula: ten independent replications, the truth within a t interval of 99.9 %. Seeds are fixed.
import { describe, expect, it } from 'vitest';
import type { Replication } from '../result.js';
import { meanOf, percentileOf } from '../statistics/histogram.js';
import { systemOf } from '../testing/describe.js';
import { expectTruth, replications } from '../testing/replicate.js';
import { Run } from './run.js';

type Measure = (replication: Replication) => number;
const mean: Measure = ({ workloads }) => meanOf(workloads[0]!.response);
const p99: Measure = ({ workloads }) => percentileOf(workloads[0]!.response, 0.99);
const ofSecond: Measure = ({ workloads }) => meanOf(workloads[1]!.response);
const throughput: Measure = ({ workloads, observed }) => workloads[0]!.succeeded / observed;
const errors =
  (kind: number): Measure =>
  ({ workloads }) =>
    workloads[0]!.errors[kind]! / workloads[0]!.sent;
const [REJECTED, SHED, TIMED_OUT, FAILED, EXPIRED] = [0, 1, 2, 3, 4] as const;

const one = 'workload w { open 80 req/s; calls a.run }';
const half = 'workload w { open 50 req/s; calls a.run }';
/** M/M/c/K by its chain: probabilities of 0 .. K. */
function law(load: number, servers: number, capacity: number): number[] {
  const p = [1];
  for (let n = 1; n <= capacity; n++) p.push((p[n - 1]! * load) / Math.min(n, servers));
  const sum = p.reduce((a, b) => a + b, 0);
  return p.map((value) => value / sum);
}
const numberOf = (p: readonly number[]): number => p.reduce((sum, value, n) => sum + n * value, 0);
const loss = (load: number, servers: number, capacity: number): number => law(load, servers, capacity)[capacity]!;

const cases: readonly (readonly [string, string, number, Measure, number])[] = [
  ['M/M/1: mean', `${one} service a { workers 1; op run { cpu 10 ms } }`, 60, mean, 0.05],
  ['M/M/1: 99th percentile', `${one} service a { workers 1; op run { cpu 10 ms } }`, 60, p99, 0.05 * Math.log(100)],
  ['M/D/1', `${one} service a { workers 1; op run { cpu 10 ms cv 0 } }`, 60, mean, 0.01 + (0.8 * 0.01) / 0.4],
  [
    'M/G/1, gamma below 1',
    `${one} service a { workers 1; op run { cpu 10 ms cv 0.5 } }`,
    50,
    mean,
    0.01 + (0.8 * 0.01 * 1.25) / 0.4,
  ],
  [
    'M/G/1, hyperexponential',
    `${half} service a { workers 1; op run { cpu 10 ms cv 2 } }`,
    100,
    mean,
    0.01 + (0.5 * 0.01 * 5) / 1,
  ],
  [
    'M/M/3, least numbers of an endless queue by a long one',
    'workload w { open 240 req/s; calls a.run } service a { workers 3; op run { cpu 10 ms } }',
    30,
    mean,
    numberOf(law(2.4, 3, 400)) / 240,
  ],
  ['processor sharing of exponential work', `${one} service a { cores 1; op run { cpu 10 ms } }`, 60, mean, 0.05],
  [
    'processor sharing does not feel the law',
    `${half} service a { cores 1; op run { cpu 10 ms cv 3 } }`,
    100,
    mean,
    0.02,
  ],
  [
    'half a core takes twice as long',
    'workload w { open 25 req/s; calls a.run } service a { cores 0.5; op run { cpu 10 ms } }',
    80,
    mean,
    1 / (50 - 25),
  ],
  [
    'M/M/2/6: rejected',
    'workload w { open 240 req/s; calls a.run } service a { workers 2; queue 4; op run { cpu 10 ms } }',
    15,
    errors(REJECTED),
    loss(2.4, 2, 6),
  ],
  [
    'the oldest is dropped: as many',
    'workload w { open 240 req/s; calls a.run } service a { workers 2; queue 4, when full drop_oldest; op run { cpu 10 ms } }',
    15,
    errors(REJECTED),
    loss(2.4, 2, 6),
  ],
  [
    'a line that blocks is as one without bound',
    `${one} service a { workers 1; queue 2, when full block; op run { cpu 10 ms } }`,
    50,
    mean,
    0.05,
  ],
  [
    'one line for all replicas: M/M/3',
    'workload w { open 240 req/s; calls a.run } service a { replicas 3; balancing shared; workers 1; op run { cpu 10 ms } }',
    30,
    mean,
    numberOf(law(2.4, 3, 400)) / 240,
  ],
  [
    'round robin: E3/M/1',
    'workload w { open 240 req/s; calls a.run } service a { replicas 3; balancing round_robin; workers 1; op run { cpu 10 ms } }',
    30,
    mean,
    // sigma of E3/M/1 at 0.8: sigma = (2.4 / (3.4 - sigma))^3
    0.01 / (1 - erlangRoot(3, 2.4)),
  ],
  [
    'a hot replica',
    'workload w { open 100 req/s; calls a.run } service a { replicas 2; balancing hash skew 1.4; workers 1; op run { cpu 10 ms } }',
    50,
    mean,
    (0.7 * 0.01) / 0.3 + (0.3 * 0.01) / 0.7,
  ],
  [
    'higher priority first',
    'workload w { open 40 req/s; calls a.run; priority 1 } workload v { open 40 req/s; calls a.run } service a { workers 1; op run { cpu 10 ms } }',
    50,
    mean,
    0.01 + (0.8 * 0.01) / 0.6,
  ],
  [
    'lower priority later',
    'workload w { open 40 req/s; calls a.run; priority 1 } workload v { open 40 req/s; calls a.run } service a { workers 1; op run { cpu 10 ms } }',
    150,
    ofSecond,
    0.01 + (0.8 * 0.01) / (0.6 * 0.2),
  ],
  [
    'closed load: 8 users of one server',
    'workload w { closed 8 users think 50 ms; calls a.run } service a { workers 1; op run { cpu 10 ms } }',
    30,
    throughput,
    100 * (1 - finite(8, 5)[0]!),
  ],
  [
    'parallel branches: the longest',
    'workload w { open 20 req/s; calls a.run } service a { op run { parallel { delay 10 ms  delay 10 ms } } }',
    50,
    mean,
    0.015,
  ],
  [
    'the second of three',
    'workload w { open 20 req/s; calls a.run } service a { op run { first 2 of 3 { delay 10 ms } } }',
    50,
    mean,
    0.01 * (1 / 3 + 1 / 2),
  ],
  [
    'a mix, a loop and a cache',
    'workload w { open 20 req/s; calls a.run } service a { op run { with 30 % { delay 10 ms cv 0 } else { delay 20 ms cv 0 } delay 1 ms cv 0 times 2.5  cache hit 80 % { delay 100 ms cv 0 } } }',
    50,
    mean,
    0.3 * 0.01 + 0.7 * 0.02 + 0.0025 + 0.02,
  ],
  [
    'a geometric loop',
    'workload w { open 20 req/s; calls a.run } service a { op run { delay 1 ms cv 0 times 3 geometric } }',
    50,
    mean,
    0.003,
  ],
  [
    'retries of an external that fails',
    'workload w { open 50 req/s; calls a.run } service a { op run idempotent { call bank retry 1 } } external bank { availability 70 % }',
    50,
    errors(FAILED),
    0.09,
  ],
  [
    'a fallback forgives',
    'workload w { open 50 req/s; calls a.run } service a { op run { call bank fallback { delay 50 ms cv 0 } } } external bank { availability 70 %  latency 10 ms }',
    50,
    mean,
    0.7 * 0.01 + 0.3 * 0.05,
  ],
  [
    'outages',
    'workload w { open 50 req/s; calls a.run } service a { op run { call bank } } external bank { availability 60 %  down for 2 s }',
    200,
    errors(FAILED),
    0.4,
  ],
  [
    'timeouts',
    'workload w { open 50 req/s; calls a.run } service a { op run { call bank timeout 100 ms } } external bank { latency exponential 100 ms }',
    50,
    errors(TIMED_OUT),
    Math.exp(-1),
  ],
  [
    'response under a timeout is that of who made it',
    'workload w { open 50 req/s; calls a.run } service a { op run { call bank timeout 100 ms } } external bank { latency exponential 100 ms }',
    50,
    mean,
    0.1 * (1 - Math.exp(-1) / (1 - Math.exp(-1))),
  ],
  [
    'deadlines',
    'workload w { open 50 req/s; calls a.run; deadline 10 ms } service a { op run { delay 10 ms } }',
    50,
    errors(EXPIRED),
    Math.exp(-1),
  ],
  [
    'a reply keeps the slot: M/M/1 of both phases, response of the first',
    'workload w { open 40 req/s; calls a.run } service a { workers 1; op run { cpu 10 ms cv 0 reply cpu 10 ms cv 0 } }',
    50,
    mean,
    0.01 + (0.8 * 0.02) / 0.4,
  ],
  [
    'connections: M/M/2',
    'workload w { open 150 req/s; calls a.run } service a { op run { call bank pool 2 } } external bank { latency exponential 10 ms }',
    30,
    mean,
    numberOf(law(1.5, 2, 400)) / 150,
  ],
  [
    'bulkhead: Erlang B',
    'workload w { open 200 req/s; calls a.run } service a { op run { call bank bulkhead 3 } } external bank { latency exponential 10 ms }',
    20,
    errors(SHED),
    loss(2, 3, 3),
  ],
  [
    'token bucket of one token: dead time',
    'workload w { open 100 req/s; calls a.run } service a { rate_limit 100 req/s burst 1 reject; op run { delay 1 ms } }',
    30,
    errors(SHED),
    0.5,
  ],
  [
    'token bucket that makes wait: M/D/1 wait',
    'workload w { open 80 req/s; calls a.run } service a { rate_limit 100 req/s burst 1; op run { delay 1 ms cv 0 } }',
    50,
    mean,
    0.001 + (0.8 * 0.01) / 0.4,
  ],
  [
    'a concurrency limit is as slots',
    `${one} service a { concurrency_limit 1; op run { delay 10 ms } }`,
    50,
    mean,
    0.05,
  ],
  [
    'network there and back',
    'workload w { open 20 req/s; calls a.run } service a { op run { call b.run } } service b { op run { delay 1 ms cv 0 } } link a -> b { round_trip 4 ms }',
    15,
    mean,
    0.005,
  ],
  [
    'messages wait for consumers',
    'workload w { open 160 req/s; calls a.run } service a { op run { send q } } queue q { holds unbounded; consumer b.run concurrency 2 } service b { op run { delay 10 ms } }',
    30,
    ({ channels }) => channels[0]!.waiting,
    numberOf(law(1.6, 2, 400)) - 1.6,
  ],
];

function erlangRoot(stages: number, load: number): number {
  // Gaps of `stages` phases of rate load per service time each: fixed point of the transform.
  let sigma = 0.5;
  for (let i = 0; i < 1000; i++) sigma = (load / (load + 1 - sigma)) ** stages;
  return sigma;
}

/** Users at the server of a closed system: law from N users and think / service. */
function finite(users: number, think: number): number[] {
  const p = [1];
  for (let n = 1; n <= users; n++) p.push((p[n - 1]! * (users - n + 1)) / think);
  const sum = p.reduce((a, b) => a + b, 0);
  return p.map((value) => value / sum);
}

describe('against known answers', () => {
  it.each(cases)('%s', async (_, text, duration, measure, truth) => {
    expectTruth((await replications(text, duration)).map(measure), truth);
  });
});

describe('a replication', () => {
  const text = `${one} service a { replicas 2; workers 1; op run { cpu 10 ms; call b.run timeout 20 ms retry 1 } } service b { workers 2; queue 3; op run { cpu 15 ms } }`;

  it('is the same for the same seed, and another for another number', async () => {
    const a = await replications(text, 20);
    expect(await replications(text, 20)).toEqual(a);
    expect(a[0]).not.toEqual({ ...a[1], replication: 0 });
  });

  it('is the same however often it is interrupted', async () => {
    const system = await systemOf(text);
    const options = { seed: 4, replication: 2, warmUp: 1, duration: 10 };
    const [whole, parts] = [new Run(system, options), new Run(system, options)];
    while (!whole.advance(1e9));
    while (!parts.advance(7));
    expect(parts.result()).toEqual(whole.result());
  });

  it('loses no request', async () => {
    for (const { workloads, series } of await replications(text, 20)) {
      const { sent, succeeded, errors: failed, inProgress } = series.workloads[0]!;
      const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
      expect(sum(sent)).toBe(sum(succeeded) + sum(failed.map(sum)) + inProgress[inProgress.length - 1]!);
      expect(workloads[0]!.response.count).toBe(workloads[0]!.succeeded);
    }
  });

  it('ends where it grows without end', async () => {
    const system = await systemOf(
      'workload w { open 200 req/s; calls a.run } service a { workers 1; op run { cpu 10 ms } }',
    );
    const run = new Run(system, { seed: 1, replication: 0, warmUp: 0, duration: 1e6, most: 1000 });
    while (!run.advance(100_000));
    expect(run.result().ending).toEqual({ kind: 'overflow', inProgress: 1001 });
  });

  it.each([
    ['users who do not think', 'workload w { closed 3 users; calls a.run } service a { op run { cpu 0 ms } }'],
    [
      'calls in a circle',
      'workload w { open 1 req/s; calls a.run } service a { op run { call b.run } } service b { op run { call a.run } }',
    ],
    [
      'messages in a circle',
      'workload w { open 1 req/s; calls a.run } service a { op run { send q } } queue q { holds unbounded; consumer a.run }',
    ],
    [
      'a loop',
      'workload w { open 0.5 req/s; calls a.run } service a { op run { times 1000000 { times 1000000 { cpu 0 ms } } } }',
    ],
  ])('ends where time stands still: %s', async (_, text) => {
    const run = new Run(await systemOf(text), { seed: 1, replication: 0, warmUp: 0, duration: 10, most: 10_000 });
    for (let rounds = 0; rounds < 1000 && !run.advance(10_000); rounds++);
    expect(['standstill', 'overflow']).toContain(run.result().ending.kind);
  });

  it('makes many calls in a row that are turned away in no time', async () => {
    const text =
      'workload w { open 1 req/s; calls a.run } service a { op run { times 10000 { call bank bulkhead 1 throttle 1 fallback ignore } } } external bank { }';
    const [first] = await replications(text, 5);
    expect(first!.workloads[0]!.succeeded).toBeGreaterThan(0);
  });

  it('lets a breaker try again after a trial that got no connection', async () => {
    const text = `workload w { open 50 req/s; calls a.run }
      service a { op run { call bank pool 1 wait 0 ms breaker at 50 % window 1 s open for 100 ms } }
      external bank { latency exponential 100 ms availability 70 % }`;
    for (const { series } of await replications(text, 40)) {
      const { succeeded } = series.workloads[0]!;
      expect(succeeded.slice(-100).reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
    }
  });

  it('stops the branches of a branch that it stops', async () => {
    const text = `workload w { open 1 req/s; calls a.run }
      service a { op run { first 1 of 2 cancellable { parallel { delay 1000 s cv 0  delay 1000 s cv 0 }  delay 1 ms } } }`;
    const run = new Run(await systemOf(text), { seed: 1, replication: 0, warmUp: 0, duration: 100 });
    while (!run.advance(10_000));
    expect(run.tasks.inUse).toBeLessThan(10);
  });

  it('has no more cores busy than there are', async () => {
    const text = 'workload w { closed 30 users; calls a.run } service a { cores 1; op run { cpu 10 ms cv 2 } }';
    for (const { nodes } of await replications(text, 5)) expect(nodes[0]!.cores).toBeCloseTo(1, 9);
  });

  it('refuses options outside their ranges', async () => {
    const system = await systemOf(text);
    expect(() => new Run(system, { seed: 1, replication: 0, warmUp: -1, duration: 1 })).toThrow(RangeError);
    expect(() => new Run(system, { seed: 1, replication: 0, warmUp: 0, duration: 0 })).toThrow(RangeError);
  });
});
