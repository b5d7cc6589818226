import { describe, expect, it } from 'vitest';
import { notSimulated } from './limits.js';
import { systemOf } from './testing/describe.js';

const base = `region eu { zone x zone y { fails every 1 year } } host h { on eu.x cores 4 } param peak = 2
workload w { open 10 req/s; calls web.page; timeout 1 s retry 1 backoff 10 ms; grows 5 %/month }
workload c { closed 5 users think 1 s; calls web.page }
frontend web { replicas 2 across eu; workers 4; cores 2; queue 10; rate_limit 100 req/s; concurrency_limit 5
  fails every 90 days, repaired in 5 min, crews 1, beta 5 %
  autoscale { target 60 % } maintenance { every 30 days } deployment { every 1 week }
  op page { cpu 5 ms; delay 1 ms; cache hit 50 % { cpu 1 ms }
    call db.get timeout 100 ms retry 1 backoff 5 ms budget 10 % pool 4 wait 1 s bulkhead 8 throttle 2 breaker at 50 % size 1 kB
    call bank with 10 % fallback ignore  call bank.pay with 10 %
    send q } }
store db { on h; op get { cpu 1 ms } }
external bank { latency 10 ms; availability 99 %; down for 1 min; limit 50 req/s; op pay { delay 20 ms } }
queue q { holds 100; consumer db.get concurrency 2 batch 3 }
link web -> db { bandwidth 1 Gbit/s }
`;
const said = async (events: string): Promise<string[]> =>
  notSimulated(await systemOf(`${base} scenario s { ${events} }`, 's'));

describe('what is not simulated', () => {
  it('says events that change nothing', async () => {
    expect(await said('at 1 s fail eu.x  at 2 s fail eu')).toEqual([]);
    expect(await said('at 1 s slow q by 2')).toEqual(["'q' has no times of its own: nothing becomes slower."]);
    expect(notSimulated(await systemOf('region eu { zone x } scenario s { at 1 s fail eu.x }', 's'))).toEqual([
      "Nothing runs in 'eu.x': nothing fails.",
    ]);
  });

  it('says a node type that has nothing to scale by', async () => {
    expect(notSimulated(await systemOf('service a { autoscale { target 50 % } op run { delay 1 ms } }'))).toEqual([
      "'a' does not scale: without 'workers' or 'cores' it has no utilisation.",
    ]);
  });

  const can = [
    ['w.rate', '20 req/s'],
    ['c.users', '8'],
    ['c.think', '2 s'],
    ['w.burstiness', '4'],
    ['w.deadline', '1 s'],
    ['w.timeout', '2 s'],
    ['w.retry', '2'],
    ['w.backoff', '20 ms'],
    ['web.replicas', '5'],
    ['web.workers', '8'],
    ['web.cores', '4'],
    ['web.speed', '2'],
    ['web.queue', '5'],
    ['web.queue.costing', '1 ms'],
    ['web.skew', '1.1'],
    ['web.rate_limit', '50 req/s'],
    ['web.rate_limit.burst', '9'],
    ['web.concurrency_limit', '3'],
    ['web.fails.every', '1 day'],
    ['web.fails.repaired', '1 min'],
    ['web.fails.detected', '1 s'],
    ['web.fails.coverage', '90 %'],
    ['web.autoscale.target', '50 %'],
    ['web.autoscale.cold_start', '5 s'],
    ['web.maintenance.duration', '1 min'],
    ['web.deployment.failure', '1 %'],
    ['web.utilisation', '70 %'],
    ['web.cost', '1 USD/h'],
    ['web.page.cpu', '9 ms'],
    ['web.page.delay', '2 ms'],
    ['web.page.hit', '90 %'],
    ['web.page.db.timeout', '50 ms'],
    ['web.page.db.retry', '0'],
    ['web.page.db.backoff', '1 ms'],
    ['web.page.db.backoff.jitter', '10 %'],
    ['web.page.db.budget', '20 %'],
    ['web.page.db.pool', '2'],
    ['web.page.db.pool.wait', '2 s'],
    ['web.page.db.bulkhead', '3'],
    ['web.page.db.throttle', '3'],
    ['web.page.db.breaker', '40 %'],
    ['web.page.db.breaker.open', '1 s'],
    ['web.page.db.size', '2 kB'],
    ['web.page.db.times', '2'],
    ['web.page.bank.with', '50 %'],
    ['bank.latency', '20 ms'],
    ['bank.availability', '50 %'],
    ['bank.down', '2 min'],
    ['bank.limit', '10 req/s'],
    ['bank.pay.delay', '5 ms'],
    ['q.holds', '5'],
    ['q.db.get.concurrency', '4'],
    ['q.db.get.batch', '1'],
    ['h.cores', '8'],
    ['eu.y.fails.detected', '1 s'],
  ] as const;
  it('most values can change while the system runs', async () => {
    const events = can.map(([path, value]) => `at 1 s set ${path} = ${value}`).join('  ');
    expect(await said(events)).toEqual([]);
  });

  it('others are said', async () => {
    const events = [
      'peak = 3',
      'w.priority = 1',
      'w.grows = 1 %/month',
      'web.fails.crews = 2',
      'web.fails.beta = 1 %',
      'web.page.db.breaker.window = 5 s',
    ];
    expect(await said(events.map((event) => `at 1 s set ${event}`).join('  '))).toEqual(
      events.map((event) => `'${event.split(' ')[0]}' cannot change while the system runs: it stays as it is.`),
    );
  });
});
