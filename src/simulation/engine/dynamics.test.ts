// What changes over time, against answers by hand: deterministic arrivals and services, or a formula.
import { describe, expect, it } from 'vitest';
import type { Replication, RunOptions } from '../result.js';
import { systemOf } from '../testing/describe.js';
import { Run } from './run.js';

/** One replication of a scenario, all of it counted. */
async function drill(text: string, duration: number, more: Partial<RunOptions> = {}): Promise<Replication> {
  const system = await systemOf(text, text.includes('scenario drill') ? 'drill' : undefined);
  const run = new Run(system, { seed: 1, replication: 0, warmUp: 0, duration, intervals: duration, ...more });
  while (!run.advance(100_000));
  return run.result();
}
const marks = ({ marks: all }: Replication, what: string): (readonly [number, string])[] =>
  all.filter((mark) => mark.what === what).map(({ time, detail }) => [Math.round(time * 1e6) / 1e6, detail]);
const perSecond = (rate: number): string => `workload w { open ${rate} req/s burstiness 0; calls a.run }`;

describe('load over time', () => {
  it('follows a profile from the time at which the run begins, day after day', async () => {
    const text = `${perSecond(10)} service a { op run { delay 1 ms cv 0 } }
      profile p { at 0 s factor 1  at 10 s factor 3  at 20 s factor 0.5 }`.replace(
      'burstiness 0;',
      'burstiness 0 profile p;',
    );
    const { series } = await drill(text, 30);
    const sum = (from: number, to: number): number =>
      series.workloads[0]!.sent.slice(from, to).reduce((a, b) => a + b, 0);
    expect([sum(0, 10), sum(10, 20), sum(20, 30)].map((n) => Math.round(n / 10))).toEqual([10, 30, 5]);
    const later = await drill(text, 30, { start: 86_400 - 10 });
    const first = later.series.workloads[0]!.sent;
    expect(
      [first.slice(0, 10), first.slice(10, 20), first.slice(20, 30)].map((part) =>
        Math.round(part.reduce((a, b) => a + b, 0) / 10),
      ),
    ).toEqual([5, 10, 30]);
  });

  it('a spike leaves a backlog that drains at the spare rate', async () => {
    // 50 a second served; 10 s at 80 leave 300 waiting, which 40 a second let drain in 30 s.
    const { series } = await drill(
      `${perSecond(40)} service a { workers 1; op run { delay 20 ms cv 0 } }
       scenario drill { at 10 s set w.rate = 80 req/s  at 20 s set w.rate = 40 req/s }`,
      70,
    );
    const { inProgress } = series.workloads[0]!;
    expect(Math.abs(inProgress[19]! - 300)).toBeLessThanOrEqual(2);
    expect(Math.abs(inProgress[34]! - 150)).toBeLessThanOrEqual(2);
    expect(inProgress[48]!).toBeGreaterThan(1);
    expect(inProgress[51]!).toBeLessThanOrEqual(1);
  });

  it('users come and go', async () => {
    const { series } = await drill(
      `workload w { closed 3 users think 0 s; calls a.run } service a { op run { delay 100 ms cv 0 } }
       scenario drill { at 10 s set w.users = 8  at 20 s set w.users = 2 }`,
      30,
    );
    expect([5, 15, 25].map((second) => series.workloads[0]!.succeeded[second])).toEqual([30, 80, 20]);
  });
});

describe('events', () => {
  it('a replica fails, is noticed, and comes back', async () => {
    const replication = await drill(
      `workload w { open 100 req/s burstiness 0; calls a.run; timeout 500 ms }
       service a { replicas 2; balancing round_robin; fails every 90 days, detected in deterministic 3 s; op run { delay 10 ms cv 0 } }
       scenario drill { at 10 s fail a replicas 1  at 30 s restore a }`,
      40,
    );
    expect(marks(replication, 'failed')).toEqual([[10, 'replicas 1']]);
    expect(marks(replication, 'detected')).toEqual([[13, 'replicas 1']]);
    expect(marks(replication, 'restored')).toEqual([[30, 'replicas 1']]);
    const { errors, succeeded } = replication.series.workloads[0]!;
    // Half of the requests of three seconds, seen half a second later, and those at it when it failed.
    const timedOut = errors[2]!.reduce((a, b) => a + b, 0);
    expect(timedOut).toBeGreaterThanOrEqual(150);
    expect(timedOut).toBeLessThanOrEqual(152);
    expect(errors[3]!.every((n) => n === 0)).toBe(true);
    expect(succeeded[20]).toBe(100);
    expect(replication.series.nodes[0]!.up[20]).toBe(1);
  });

  it('requests that have no timeout fail when the failure is noticed', async () => {
    const replication = await drill(
      `${perSecond(100)} service a { fails every 90 days, detected in deterministic 3 s; op run { delay 10 ms cv 0 } }
       scenario drill { at 10 s fail a  at 30 s restore a }`,
      40,
    );
    const { errors, inProgress } = replication.series.workloads[0]!;
    expect(inProgress[11]).toBeGreaterThanOrEqual(200);
    // Those of three seconds at once, then each as it comes.
    expect(Math.abs(errors[3]![12]! + errors[3]![13]! - 400)).toBeLessThanOrEqual(2);
    expect(errors[3]![20]).toBe(100);
    expect(inProgress[39]).toBeLessThanOrEqual(1);
  });

  it('a zone takes down what is in it', async () => {
    const replication = await drill(
      `region eu { zone x zone y } ${perSecond(10)}
       service a { replicas 5 across eu; op run { delay 1 ms } } service b { replicas 2 across eu; op run { delay 1 ms } }
       scenario drill { at 10 s fail eu.x  at 20 s restore eu.x }`,
      30,
    );
    expect(
      [5, 15, 25].map((second) => replication.series.nodes.map(({ up }) => Math.round(1000 * up[second]!) / 1000)),
    ).toEqual([
      [5, 2],
      [2, 1],
      [5, 2],
    ]);
  });

  it('slow takes so many times as long, bursts in progress among it', async () => {
    const replication = await drill(
      `workload w { closed 1 users think 0 s; calls a.run } service a { cores 1; op run { cpu 50 ms cv 0  delay 40 ms cv 0  call bank } } external bank { latency 10 ms }
       scenario drill { at 10 s slow a by 3  at 20 s slow bank by 24  at 30 s restore a  at 40 s restore bank }`,
      50,
    );
    const { succeeded } = replication.series.workloads[0]!;
    const rate = (from: number): number => succeeded.slice(from, from + 8).reduce((a, b) => a + b, 0) / 8;
    expect([1, 11, 21, 31, 41].map((second) => Math.round(rate(second) * 20) / 20)).toEqual(
      [10, 3.65, 1.95, 3, 10].map((x) => expect.closeTo(x, 0.2)),
    );
  });

  it('a partition cuts calls off, until they go where they arrive', async () => {
    const replication = await drill(
      `region eu { zone x zone y }
       workload w { open 100 req/s burstiness 0; calls a.run }
       service a { on eu.x; op run { call b.run timeout 200 ms } }
       service b { replicas 2 across eu; balancing round_robin; fails every 90 days, detected in deterministic 2 s; op run { delay 1 ms cv 0 } }
       scenario drill { at 10 s partition eu.x from eu.y  at 20 s restore eu.y }`,
      30,
    );
    const { errors, succeeded } = replication.series.workloads[0]!;
    const timedOut = errors[2]!.reduce((a, b) => a + b, 0);
    expect(Math.abs(timedOut - 100)).toBeLessThanOrEqual(1);
    expect([5, 15, 25].map((second) => succeeded[second])).toEqual([100, 100, 100]);
  });

  it('a channel that is down refuses; what it holds waits', async () => {
    const replication = await drill(
      `${perSecond(10)} service a { op run { send q } } queue q { holds unbounded; consumer b.run concurrency 1 } service b { op run { delay 200 ms cv 0 } }
       scenario drill { at 10 s fail q  at 20 s restore q }`,
      30,
    );
    const { errors } = replication.series.workloads[0]!;
    expect([9, 15, 25].map((second) => errors[3]![second])).toEqual([0, 10, 0]);
    const { waiting } = replication.series.channels[0]!;
    expect(waiting[18]).toBeCloseTo(waiting[12]!, 6);
    expect(waiting[12]!).toBeGreaterThan(40);
  });
});

describe('autoscaling', () => {
  it('has the replicas that the load of the period before needed, cold for a while', async () => {
    // 30 a second of 100 ms: 3 slots busy, of 2 each; 60 % of them: 3 replicas. At 90 a second: 8.
    const replication = await drill(
      `${perSecond(30)} service a { replicas 2; workers 2; balancing shared; autoscale { target 60 %  minimum 1  maximum 10  period 10 s  cold_start 5 s  cooldown 15 s } op run { delay 100 ms cv 0 } }
       scenario drill { at 40 s set w.rate = 90 req/s  at 80 s set w.rate = 5 req/s }`,
      120,
    );
    expect(marks(replication, 'scaled')).toEqual(
      [
        [10, '2 -> 3'],
        [50, '3 -> 5'],
        [70, '5 -> 9'],
        [90, '9 -> 1'],
      ].map((item) => item),
    );
    const { up } = replication.series.nodes[0]!;
    expect([5, 12, 17, 52, 57, 92].map((second) => Math.round(1000 * up[second]!) / 1000)).toEqual([2, 2, 3, 3, 5, 1]);
  });
});

describe('planned work', () => {
  it('takes batches out after they have worked off what they had, loses nothing, and brings them back', async () => {
    const replication = await drill(
      `${perSecond(50)} service a { replicas 3; balancing round_robin; fails every 365 days; deployment { every 100 s batch 2  duration 10 s } op run { delay 2 s cv 0 } }`,
      250,
      { failures: true },
    );
    const deployed = marks(replication, 'deployed');
    expect(deployed.length).toBeGreaterThanOrEqual(4);
    const [begin, end] = [deployed[0]![0], deployed[1]![0]];
    // Two batches: each drains for the longest request, then is out for the duration.
    expect(end - begin).toBeGreaterThan(20 + 2 * 1.9);
    expect(end - begin).toBeLessThanOrEqual(24);
    expect(deployed[2]![0] - begin).toBeCloseTo(100, 6);
    expect(replication.workloads[0]!.errors).toEqual([0, 0, 0, 0, 0]);
    const { up } = replication.series.nodes[0]!;
    expect(Math.min(...up)).toBeCloseTo(1, 6);
  });

  it('cuts off what is left after the time to drain, and stops where a deployment fails', async () => {
    const replication = await drill(
      `${perSecond(50)} service a { replicas 2; balancing round_robin; deployment { every 100 s batch 1  duration 10 s  failure 100 %  rollback 20 s  drain 1 s } op run { delay 2 s cv 0 } }`,
      250,
      { failures: true },
    );
    const deployed = marks(replication, 'deployed');
    expect(deployed.slice(0, 3).map(([, detail]) => detail)).toEqual([
      'deployment begins',
      'rolled back',
      'deployment ends',
    ]);
    expect(deployed[2]![0] - deployed[0]![0]).toBeCloseTo(31, 6);
    // A second's worth of the requests of that replica.
    expect(
      Math.abs(
        replication.workloads[0]!.errors[3]! / deployed.filter(([, detail]) => detail === 'deployment begins').length -
          25,
      ),
    ).toBeLessThanOrEqual(1);
  });
});
