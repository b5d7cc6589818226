// Failures against their chains. Seeds are fixed.
import { describe, expect, it } from 'vitest';
import type { Replication } from '../result.js';
import { meanOf } from '../statistics/histogram.js';
import { stationary } from '../testing/chain.js';
import { expectTruth, replications } from '../testing/replicate.js';

type Measure = (replication: Replication) => number;
const up: Measure = ({ nodes }) => nodes[0]!.up;
const failed: Measure = ({ workloads }) => workloads[0]!.errors[3]! / workloads[0]!.sent;
const timedOut: Measure = ({ workloads }) => workloads[0]!.errors[2]! / workloads[0]!.sent;
const inProgress: Measure = ({ nodes }) => nodes[0]!.busy + nodes[0]!.waiting;

const idle = 'workload w { open 0.001 req/s; calls a.run }';
/** Share of time down of a unit with these means. */
const down = (up: number, repair: number): number => repair / (up + repair);
/** Mean machines that run, of n with one mean up time, repaired by so many crews: its birth-death chain. */
function running(n: number, up: number, repair: number, crews: number): number {
  const p = [1];
  for (let broken = 1; broken <= n; broken++)
    p.push((p[broken - 1]! * (n - broken + 1) * repair) / up / Math.min(broken, crews));
  const sum = p.reduce((a, b) => a + b, 0);
  return p.reduce((mean, value, broken) => mean + (value / sum) * (n - broken), 0);
}

const cases: readonly (readonly [string, string, number, Measure, number])[] = [
  [
    'one replica: up time over up time, detection and repair',
    `${idle} service a { fails every 60 s, repaired in 20 s, detected in 10 s; op run { delay 1 ms } }`,
    40_000,
    up,
    60 / 90,
  ],
  [
    'times of other families have the same means',
    `${idle} service a { fails every weibull 60 s shape 2, repaired in 20 s cv 0, detected in uniform 5 s to 15 s; op run { delay 1 ms } }`,
    40_000,
    up,
    60 / 90,
  ],
  [
    'a crew each',
    `${idle} service a { replicas 4; fails every 60 s, repaired in 30 s, detected in 0 s; op run { delay 1 ms } }`,
    20_000,
    up,
    running(4, 60, 30, 4),
  ],
  [
    'one crew for four: machine repair',
    `${idle} service a { replicas 4; fails every 60 s, repaired in 30 s, detected in 0 s, crews 1; op run { delay 1 ms } }`,
    20_000,
    up,
    running(4, 60, 30, 1),
  ],
  [
    'two crews for four',
    `${idle} service a { replicas 4; fails every 60 s, repaired in 60 s, detected in 0 s, crews 2; op run { delay 1 ms } }`,
    20_000,
    up,
    running(4, 60, 60, 2),
  ],
  [
    'a common cause takes all',
    `${idle} service a { replicas 3; fails every 60 s, repaired in 20 s, detected in 10 s, beta 20 %; op run { delay 1 ms } }`,
    40_000,
    up,
    3 * (1 - down(60 / 0.8, 30)) * (1 - down(60 / 0.2, 30)),
  ],
  [
    'zones take down what is in them',
    `${idle} region eu { zone x { fails every 100 s, repaired in 50 s, detected in 10 s } zone y }
     service a { replicas 3 across eu; fails every 60 s, repaired in 20 s, detected in 10 s; op run { delay 1 ms } }`,
    40_000,
    up,
    (1 - down(60, 30)) * (1 + 2 * (1 - down(100, 60))),
  ],
  [
    'a host of a zone of a region',
    `${idle} region eu { fails every 200 s, repaired in 40 s, detected in 10 s; zone x { fails every 100 s, repaired in 50 s, detected in 10 s } }
     host h { on eu.x cores 4; fails every 80 s, repaired in 10 s, detected in 10 s }
     service a { on h; fails every 60 s, repaired in 20 s, detected in 10 s; op run { delay 1 ms } }`,
    40_000,
    up,
    (1 - down(60, 30)) * (1 - down(100, 60)) * (1 - down(200, 50)) * (1 - down(80, 20)),
  ],
  [
    'requests are refused until the failure is noticed: chain of two replicas',
    `workload w { open 4 req/s; calls a.run }
     service a { replicas 2; fails every 100 s, repaired in 100 s, detected in 50 s, refuses; op run { delay 0.01 ms } }`,
    10_000,
    failed,
    (() => {
      // up, down, known to be down: shares of time
      const [u, d, k] = [100 / 250, 50 / 250, 100 / 250];
      return u * d + d * d + 2 * d * k + k * k;
    })(),
  ],
  [
    'without failover requests go on failing until the repair',
    `workload w { open 4 req/s; calls a.run }
     service a { replicas 2; fails every 100 s, repaired in 100 s, detected in 50 s, refuses, coverage 0 %; op run { delay 0.01 ms } }`,
    10_000,
    failed,
    0.6,
  ],
  [
    'half of the failures are failed over',
    `workload w { open 4 req/s; calls a.run }
     service a { replicas 1; fails every 100 s, repaired in 100 s, detected in 50 s, refuses, coverage 50 %; op run { delay 0.01 ms } }`,
    10_000,
    failed,
    0.6,
  ],
  [
    'requests hang until their timeout',
    `workload w { open 4 req/s; calls a.run; timeout 1 s }
     service a { replicas 2; fails every 100 s, repaired in 100 s, detected in 50 s; op run { delay 0.01 ms } }`,
    10_000,
    timedOut,
    (() => {
      const [u, d, k] = [100 / 250, 50 / 250, 100 / 250];
      return u * d + d * d + 2 * d * k;
    })(),
  ],
  [
    'a quorum of two of three',
    `workload w { open 4 req/s; calls a.run }
     service a { replicas 3; fails every 100 s, repaired in 50 s, detected in 0 s; state s { share everything  copies 3  quorum 3 read 2 write 2 } op run { read s } }`,
    10_000,
    failed,
    (1 / 3) ** 3 + 3 * (2 / 3) * (1 / 3) ** 2,
  ],
  [
    'M/M/2 whose servers break down and lose what they do',
    `workload w { open 4 req/s; calls a.run }
     service a { replicas 2; balancing shared; workers 1; fails every 10 s, repaired in 2 s, detected in 0 s, refuses; op run { delay 250 ms } }`,
    3000,
    inProgress,
    breaking(4, 4, 2, 0.1, 0.5),
  ],
];

const nothing: readonly (readonly [string, string, number, Measure, number])[] = [
  [
    'a link that is down for some calls',
    'workload w { open 20 req/s; calls a.run } service a { op run { call b.run } } service b { op run { delay 1 ms } } link a -> b { availability 90 % }',
    100,
    failed,
    0.1,
  ],
  [
    'datagrams that are lost, there or back',
    'workload w { open 20 req/s; calls a.run } service a { op run { call b.run timeout 1 s } } service b { op run { delay 1 ms } } link a -> b { protocol udp  loss 10 % }',
    100,
    timedOut,
    1 - 0.9 ** 2,
  ],
  [
    'packets that are sent again, there and back',
    'workload w { open 50 req/s; calls a.run } service a { op run { call b.run } } service b { op run { delay 1 ms cv 0 } } link a -> b { round_trip 2 ms  loss 5 % }',
    200,
    ({ workloads }) => meanOf(workloads[0]!.response),
    0.003 + (2 * 0.05) / (1 - 2 * 0.05),
  ],
  [
    'copies on replicas of which one is down',
    `workload w { open 20 req/s; calls a.run } service a { replicas 4; fails every 90 days, detected in 0 s; state s { share something copies 2 quorum 2 read 2 write 2 } op run { read s } }
     scenario drill { at 0 s fail a replicas 1 }`,
    100,
    failed,
    1 - 3 / 6,
  ],
];

/** Mean jobs of M/M/c with breakdowns: a job whose server breaks is lost; nobody is let in while all are down. */
function breaking(arrival: number, service: number, servers: number, breaks: number, repair: number): number {
  const most = 120;
  const at = (jobs: number, works: number): number => jobs * (servers + 1) + works;
  const p = stationary((most + 1) * (servers + 1), (move) => {
    for (let jobs = 0; jobs <= most; jobs++)
      for (let works = 0; works <= servers; works++) {
        const busy = Math.min(jobs, works);
        if (works > 0 && jobs < most) move(at(jobs, works), at(jobs + 1, works), arrival);
        if (busy > 0) {
          move(at(jobs, works), at(jobs - 1, works), busy * service);
          move(at(jobs, works), at(jobs - 1, works - 1), busy * breaks);
        }
        if (works > busy) move(at(jobs, works), at(jobs, works - 1), (works - busy) * breaks);
        if (works < servers) move(at(jobs, works), at(jobs, works + 1), (servers - works) * repair);
      }
  });
  let mean = 0;
  for (let jobs = 0; jobs <= most; jobs++)
    for (let works = 0; works <= servers; works++) mean += jobs * p[at(jobs, works)]!;
  return mean;
}

describe('failures against known answers', () => {
  it.each(cases)('%s', async (_, text, duration, measure, truth) => {
    expectTruth((await replications(text, duration, { failures: true })).map(measure), truth);
  });

  it.each(nothing)('%s', async (_, text, duration, measure, truth) => {
    const scenario = text.includes('scenario drill') ? 'drill' : undefined;
    expectTruth((await replications(text, duration, {}, scenario)).map(measure), truth);
  });

  it('nothing fails unless it is asked for', async () => {
    const [one] = await replications(cases[0]![1], 10_000);
    expect(up(one!)).toBe(1);
    expect(one!.marks).toEqual([]);
  });
});
