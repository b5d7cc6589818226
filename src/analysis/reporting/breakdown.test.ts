import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { System } from '../../model/system.js';
import { analyse } from '../analyse.js';
import type { Breakdown, Report } from '../report.js';
import * as b from '../testing/build.js';
import { build, shape } from '../testing/random.js';

const quick = (system: System): Report => analyse(system, { detail: 'quick' });
const first = (system: System): Breakdown => quick(system).workloads[0]!.breakdown;
function partsOf(breakdown: Breakdown): Record<string, number> {
  if (breakdown.kind !== 'parts') throw new Error(breakdown.reason);
  return Object.fromEntries(breakdown.parts.map(({ owner, part, seconds }) => [`${owner} ${part}`, seconds]));
}
function expectParts(system: System, expected: Record<string, number>): void {
  const found = partsOf(first(system));
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [key, seconds] of Object.entries(expected)) expect(found[key], key).toBeCloseTo(seconds, 9);
}
/** The law of every breakdown: not negative, largest first, adding up to the mean response. */
function expectSum(report: Report): void {
  for (const { name, mean, breakdown } of report.workloads) {
    expect(breakdown.kind, name).toBe(mean.kind === 'value' ? 'parts' : 'unknown');
    if (breakdown.kind === 'unknown' || mean.kind !== 'value') continue;
    expect(breakdown.total).toBe(mean.value);
    const sum = breakdown.parts.reduce((total, part) => total + part.seconds, 0);
    expect(Math.abs(sum - mean.value)).toBeLessThanOrEqual(1e-9 * mean.value);
    let before = Number.POSITIVE_INFINITY;
    for (const { seconds } of breakdown.parts) {
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(before);
      before = seconds;
    }
    expect(report.methods[breakdown.method]).toBeDefined();
  }
}

describe('breakdown', () => {
  it('of M/M/1 is service and wait, ρ s / (1 - ρ)', () => {
    const node = b.node('a', { workers: 1, cores: 1 }, { run: [b.cpu(0.01)] });
    expectParts(b.system({ nodes: [node], workloads: [b.open('w', 80, 'a.run')] }), {
      'a cpu': 0.01,
      'a queue': 0.04,
    });
  });
  it('of shared cores is demand and what sharing adds', () => {
    const node = b.node('a', { cores: 1 }, { run: [b.cpu(0.01)] });
    expectParts(b.system({ nodes: [node], workloads: [b.open('w', 80, 'a.run')] }), {
      'a cpu': 0.01,
      'a contention': 0.04,
    });
  });
  it('counts calls, choices, caches, links and externals by how often they happen', () => {
    const nodes = [
      b.node(
        'a',
        {},
        {
          run: [
            b.cpu(0.01),
            b.call('c.run', { count: b.q(2) }),
            b.cache(0.75, b.call('pay')),
            b.call('queue'),
            b.call('c.run', { send: true }),
            b.reply(),
            b.delay(5),
          ],
        },
      ),
      b.node('c', { speed: 2 }, { run: [b.cpu(0.008), b.delay(0.003)] }),
    ];
    const system = b.system({
      nodes,
      externals: [b.external('pay', 0.2)],
      channels: [b.channel('queue', 'c.run')],
      links: [
        b.link('w', 'a', 0.03),
        b.link('a', 'c', 0.001),
        b.link('a', 'pay', 0.04, { handshakes: b.q(2) }),
        b.link('a', 'queue', 0.002),
      ],
      workloads: [b.open('w', 1, 'a.run')],
    });
    expectParts(system, {
      'a network': 0.03,
      'a cpu': 0.01,
      'c network': 0.002,
      'c cpu': 0.008,
      'c delay': 0.006,
      'pay network': 0.03,
      'pay external': 0.05,
      'queue network': 0.002,
    });
    const breakdown = first(system);
    if (breakdown.kind !== 'parts') throw new Error('no parts');
    const at = (owner: string, part: string) =>
      breakdown.parts.find((item) => item.owner === owner && item.part === part)?.at;
    expect(at('pay', 'network')).toEqual(system.links[2]!.at);
    expect(at('c', 'cpu')).toEqual(nodes[1]!.nameAt);
    expect(breakdown.method).toBe('breakdown');
  });
  it('weighs the targets of a mix, an external among them', () => {
    const node = b.node('a', {}, { x: [b.cpu(0.01)], y: [b.cpu(0.03)] });
    const workload = b.open('w', 1, { 'a.x': 0.5, 'a.y': 0.25, pay: 0.25 });
    expectParts(b.system({ nodes: [node], externals: [b.external('pay', 0.1)], workloads: [workload] }), {
      'a cpu': 0.0125,
      'pay external': 0.025,
    });
  });
  it('of two parallel exponential branches: each as often as it is the last, the rest is synchronisation', () => {
    const nodes = [
      b.node('a', {}, { run: [b.parallel(b.call('c.run'), b.call('d.run'))] }),
      b.node('c', {}, { run: [b.cpu(0.02)] }),
      b.node('d', {}, { run: [b.cpu(0.01)] }),
    ];
    const found = partsOf(first(b.system({ nodes, workloads: [b.open('w', 1, 'a.run')] })));
    const maximum = 0.03 - 1 / (1 / 0.02 + 1 / 0.01);
    expect(found['c cpu']).toBeCloseTo(0.02 * (2 / 3), 6);
    expect(found['d cpu']).toBeCloseTo(0.01 / 3, 6);
    expect(found['a synchronisation']).toBeCloseTo(maximum - 0.05 / 3, 6);
    const { breakdown } = quick(b.system({ nodes, workloads: [b.open('w', 1, 'a.run')] })).workloads[0]!;
    expect(breakdown.kind === 'parts' && breakdown.method).toBe('breakdown-parallel');
  });
  it('of a fixed and a shorter fixed branch is the longer one alone', () => {
    const node = b.node('a', {}, { run: [b.parallel(b.delay(0.3, 0), b.call('pay'))] });
    expectParts(
      b.system({ nodes: [node], externals: [b.external('pay', 0.2)], workloads: [b.open('w', 1, 'a.run')] }),
      {
        'a delay': 0.3,
      },
    );
  });
  it('of the first of three equal branches is the expected minimum', () => {
    const nodes = [b.node('a', {}, { run: [b.first(1, 3, b.call('c.run'))] }), b.node('c', {}, { run: [b.cpu(0.03)] })];
    const found = partsOf(first(b.system({ nodes, workloads: [b.open('w', 1, 'a.run')] })));
    expect(Object.keys(found)).toEqual(['c cpu']);
    expect(found['c cpu']).toBeCloseTo(0.01, 9);
  });
  it('is what a delay added to a branch would add to the response', () => {
    const at = (more: number): Breakdown =>
      first(
        b.system({
          nodes: [
            b.node('a', {}, { run: [b.parallel(b.call('c.run'), b.call('d.run'), b.cpu(0.02))] }),
            b.node('c', {}, { run: [b.cpu(0.02), b.delay(0.01 + more, 0)] }),
            b.node('d', {}, { run: [b.cpu(0.03, 2)] }),
          ],
          workloads: [b.open('w', 1, 'a.run')],
        }),
      );
    const [before, after] = [at(0), at(1e-5)];
    if (before.kind !== 'parts' || after.kind !== 'parts') throw new Error('no parts');
    expect(partsOf(before)['c delay']! / 0.01).toBeCloseTo((after.total - before.total) / 1e-5, 2);
  });
  it('follows a cycle of calls to its end', () => {
    const nodes = [
      b.node('a', {}, { run: [b.cpu(0.01), b.call('c.run')] }),
      b.node('c', {}, { run: [b.cpu(0.02), b.call('a.run', { probability: b.q(0.5) })] }),
    ];
    expectParts(b.system({ nodes, workloads: [b.open('w', 1, 'a.run')] }), { 'a cpu': 0.02, 'c cpu': 0.04 });
  });
  it('takes the sharing of a host for its node types', () => {
    const nodes = ['a', 'c'].map((name) => b.node(name, { host: 'big' }, { run: [b.cpu(0.01)] }));
    const system = b.system({
      places: [b.place('big', 'host', undefined, 1)],
      nodes,
      workloads: [b.open('w', 40, 'a.run'), b.open('v', 40, 'c.run')],
    });
    expectParts(system, { 'a cpu': 0.01, 'a contention': 0.04 });
  });
  it('of closed workloads is that of mean value analysis', () => {
    const node = b.node('a', { workers: 1, cores: 1 }, { run: [b.cpu(0.1)] });
    const system = b.system({ nodes: [node], workloads: [b.closed('w', 2, 0.1, 'a.run')] });
    // Two users, think 0.1 s, service 0.1 s: p(2 at the station) = 0.4, X = 8 / s, R = 2 / X - 0.1 = 0.15.
    expectParts(system, { 'a cpu': 0.1, 'a queue': 0.05 });
    const two = b.system({ nodes: [node], workloads: [b.closed('w', 5, 0.1, 'a.run'), b.closed('v', 3, 1, 'a.run')] });
    expectSum(quick(two));
    expect(partsOf(first(two))['a cpu']).toBeCloseTo(0.1, 9);
  });
  it('is not told where there is no mean, and why is', () => {
    const node = b.node('a', { cores: 1 }, { run: [b.cpu(0.1)] });
    expect(first(b.system({ nodes: [node], workloads: [b.open('w', 11, 'a.run')] }))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('a'),
    });
    expect(first(b.system({ workloads: [b.open('w', 11, 'no.thing')] })).kind).toBe('unknown');
    expect(
      first(b.system({ nodes: [b.node('a', {}, { run: [] })], workloads: [b.open('w', 1, 'a.run')] })),
    ).toMatchObject({ total: 0, parts: [] });
  });
  it('adds up for every system', () => {
    fc.assert(
      fc.property(shape, fc.boolean(), (s, cycles) => expectSum(quick(build(s, cycles)))),
      { numRuns: 150 },
    );
  });
  it('needs no correction for open workloads: what is counted is the mean', () => {
    fc.assert(
      fc.property(shape, fc.boolean(), (s, cycles) => {
        const breakdown = first(build({ ...s, users: 0 }, cycles));
        if (breakdown.kind === 'parts') expect(breakdown.assumptions.join()).not.toContain('evaluation');
      }),
      { numRuns: 100 },
    );
  });
});
