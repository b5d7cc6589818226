import { describe, expect, it } from 'vitest';
import type { System } from '../../model/system.js';
import { analyse } from '../analyse.js';
import * as b from '../testing/build.js';
import { backoffTotal } from './retries.js';

const codes = (system: System) => analyse(system).findings.filter((item) => item.code !== 'not-yet-used');
const retry = (count: number, backoff = 0.2, factor = 2) => ({
  count: b.q(count),
  backoff: b.q(backoff),
  factor: b.q(factor),
  jitter: b.unset(0),
  at: b.at(),
});
const zones = [
  b.place('eu', 'region', b.never()),
  b.place('eu.a', 'zone', b.failure(1e6, 100)),
  b.place('eu.b', 'zone', b.failure(1e6, 100)),
];

describe('findings about load', () => {
  const web = (replicas: number) =>
    b.node('web', { replicas, cores: 1, balancing: 'shared', failure: b.never() }, { page: [b.cpu(0.001)] });
  it('overload, with the count that mends it', () => {
    const found = codes(b.system({ nodes: [web(2)], workloads: [b.open('w', 3000, 'web.page')] }));
    const overload = found.find((item) => item.code === 'overload')!;
    expect(overload.severity).toBe('error');
    expect(overload.message).toContain('150 %');
    // 3 erlangs at most 80 % busy: 4 replicas; 5, so that the loss of one is no new finding.
    expect(overload.message).toContain('needs 4 replicas');
    expect(overload.fixes[0]).toMatchObject({ title: 'replicas 5', verified: true });
    expect(overload.fixes[0]!.changes[0]!.newText).toBe('5');
    const mended = codes(b.system({ nodes: [web(5)], workloads: [b.open('w', 3000, 'web.page')] }));
    expect(mended).toEqual([]);
  });
  it('over the limit now, and after a loss', () => {
    const at = (rate: number) =>
      codes(b.system({ nodes: [web(4)], workloads: [b.open('w', rate, 'web.page')] })).map((item) => item.code);
    expect(at(3400)).toEqual(['over-limit']);
    expect(at(3000)).toEqual(['over-limit-after-loss']);
    expect(at(2000)).toEqual([]);
    const [found] = codes(b.system({ nodes: [web(4)], workloads: [b.open('w', 3000, 'web.page')] }));
    expect(found!.fixes[0]).toMatchObject({ title: 'replicas 5', verified: true });
  });
  it('names the node that others depend on and invents nothing', () => {
    const nodes = [
      b.node('web', { replicas: 2, cores: 4, workers: 8 }, { page: [b.cpu(0.001), b.call('db.get')] }),
      b.node('db', { replicas: 2, cores: 1 }, { get: [b.cpu(0.01)] }),
    ];
    const report = analyse(b.system({ nodes, workloads: [b.open('w', 300, 'web.page')] }));
    expect(report.workloads[0]!.p99).toMatchObject({ kind: 'unstable', node: 'db', overload: 1.5 });
    expect(report.nodes[0]!.utilisation).toMatchObject({ kind: 'unstable', node: 'db' });
  });
});

describe('findings about redundancy', () => {
  it('one instance is an error where availability is promised', () => {
    const node = b.node('web', {}, { page: [b.cpu(0.001)] });
    const base = { nodes: [node], workloads: [b.open('w', 10, 'web.page')] };
    expect(codes(b.system(base)).map((item) => [item.code, item.severity])).toEqual([['single-instance', 'warning']]);
    const promised = codes(b.system({ ...base, objectives: [b.objective('w', b.goal('availability', '>=', 0.9))] }));
    expect(promised.map((item) => [item.code, item.severity])).toEqual([['single-instance', 'error']]);
    expect(promised[0]!.fixes[0]!.changes[0]!.newText).toBe(' replicas 2; ');
    expect(promised[0]!.fixes[0]!.changes[0]!.at.offset).toBe(node.at.end - 1);
  });
  it('all replicas in one place', () => {
    const node = b.node('web', { replicas: 3, failure: b.never() }, { page: [b.cpu(0.001)] });
    const [found] = codes(b.system({ places: zones, nodes: [node], workloads: [b.open('w', 10, 'web.page')] }));
    expect(found!.code).toBe('one-zone');
    expect(found!.fixes[0]!.changes[0]!.newText).toBe('3 across eu');
  });
  it('availability below the objective, with replicas that meet it', () => {
    const node = b.node('web', { replicas: 2, cores: 1, failure: b.failure(990, 10) }, { page: [b.cpu(0.01)] });
    const system = b.system({
      nodes: [node],
      workloads: [b.open('w', 10, 'web.page')],
      objectives: [b.objective('w', b.goal('availability', '>=', 0.99999))],
    });
    const found = codes(system).find((item) => item.code === 'availability-below-objective')!;
    expect(found.fixes[0]).toMatchObject({ title: 'replicas 3', verified: true });
  });
});

describe('findings about retries', () => {
  it('worked example I5: 3 x 2 s + 0.2 s + 0.4 s is longer than 5 s', () => {
    expect(backoffTotal(retry(2))).toBeCloseTo(0.6, 12);
    const nodes = [
      b.node('a', { replicas: 2, idempotent: true }, { run: [b.call('b.run', { policy: { timeout: b.q(5) } })] }),
      b.node(
        'b',
        { replicas: 2, idempotent: true },
        { run: [b.call('c.run', { policy: { timeout: b.q(2), retry: retry(2) } })] },
      ),
      b.node('c', { replicas: 2, idempotent: true }, { run: [b.cpu(0.001)] }),
    ];
    const found = codes(b.system({ nodes, workloads: [b.open('w', 1, 'a.run')] })).filter(
      (item) => item.code === 'timeout-inversion',
    );
    expect(found).toHaveLength(1);
    expect(found[0]!.message).toContain('6.6 s');
    expect(found[0]!.fixes[0]!.title).toBe('timeout 6.6 s');
  });
  it('worked example I3: 5 attempts in 2 layers are 25', () => {
    const nodes = [
      b.node('a', { replicas: 2, idempotent: true }, { run: [b.call('b.run', { policy: { retry: retry(4) } })] }),
      b.node('b', { replicas: 2, idempotent: true }, { run: [b.call('c.run', { policy: { retry: retry(4) } })] }),
      b.node('c', { replicas: 2, idempotent: true }, { run: [b.cpu(0.001)] }),
    ];
    const found = codes(b.system({ nodes, workloads: [b.open('w', 1, 'a.run')] })).filter(
      (item) => item.code === 'retry-amplification',
    );
    expect(found).toHaveLength(1);
    expect(found[0]!.message).toContain('25');
  });
  it('a retry of what is not idempotent', () => {
    const nodes = [
      b.node('a', { replicas: 2 }, { run: [b.call('b.run', { policy: { retry: retry(1) } })] }),
      b.node('b', { replicas: 2 }, { run: [b.cpu(0.001)] }),
    ];
    const found = codes(b.system({ nodes, workloads: [b.open('w', 1, 'a.run')] }));
    expect(found.map((item) => item.code)).toEqual(['retry-not-idempotent']);
    expect(found[0]!.fixes[0]!.changes[0]).toMatchObject({
      newText: ' idempotent',
      at: { offset: nodes[1]!.operations[0]!.nameAt.end },
    });
  });
});

describe('findings about objectives', () => {
  const web = b.node(
    'web',
    { replicas: 4, workers: 1, cores: 1, balancing: 'shared', failure: b.never() },
    { page: [b.cpu(0.01)] },
  );
  it('headroom names what saturates first, and the fix has it', () => {
    const system = b.system({
      nodes: [web],
      workloads: [b.open('w', 250, 'web.page')],
      objectives: [b.objective('w', b.goal('headroom', '>=', 0.9))],
    });
    const found = codes(system).find((item) => item.code === 'objective-missed')!;
    expect(found.message).toContain('web saturates first, at 400 req/s; headroom 60 %, objective 90 %');
    expect(found.fixes[0]).toMatchObject({ title: 'replicas 5', verified: true });
  });
  it('survives is judged by the worst single loss', () => {
    const judge = (rate: number) =>
      analyse(
        b.system({
          nodes: [web],
          workloads: [b.open('w', rate, 'web.page')],
          objectives: [b.objective('w', b.survives(1, 'replicas'))],
        }),
      ).objectives[0]!;
    expect(judge(250).verdict).toBe('met');
    expect(judge(350)).toMatchObject({ verdict: 'missed' });
  });
});
