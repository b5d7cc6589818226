import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.js';
import { workloadReport } from '../reporting/workloads.js';
import * as b from '../testing/build.js';
import { operate } from './operate.js';
import { prepare } from './plan.js';

const chain = (workers?: number) => [
  b.node('a', { cores: 1, ...(workers ? { workers } : {}) }, { run: [b.cpu(0.005), b.call('b.run')] }),
  b.node('b', { cores: 1 }, { run: [b.cpu(0.02), b.call('c.run')] }),
  b.node('c', { cores: 1 }, { run: [b.cpu(0.01)] }),
];

describe('closed workloads', () => {
  it('workloads with unlike times at one pool: near the chain of both classes, and the error is said', () => {
    const node = b.node('n', { workers: 2, cores: 2 }, { short: [b.cpu(1)], long: [b.cpu(10)] });
    const workloads = [b.closed('s', 8, 2, 'n.short'), b.closed('l', 4, 20, 'n.long')];
    const system = b.system({ nodes: [node], workloads });
    const plan = prepare(system);
    const point = operate(plan);
    // the chain: first come, first served, 2 workers
    const truth = [6.946, 16.447];
    workloads.forEach((_, w) => {
      const { mean } = workloadReport(plan, point, w);
      if (mean.kind !== 'value') throw new Error(mean.kind);
      expect(Math.abs(mean.value / truth[w]! - 1)).toBeLessThan(0.05);
      expect(mean.method).toBe('layers');
      expect(mean.assumptions.join()).toContain('one line for the workers of n');
    });
  });

  it('worked example S11: D = 5, 20, 10 ms, Z = 1 s, 52 users', () => {
    const plan = prepare(b.system({ nodes: chain(), workloads: [b.closed('w', 52, 1, 'a.run')] }));
    const point = operate(plan);
    expect(point.closedMethod).toBe('exact');
    expect(point.rates[0]).toBeCloseTo(45.26, 2);
    expect(point.means[0]! * 1000).toBeCloseTo(149, 0);
    // Little's law over the whole system.
    expect(point.rates[0]! * (1 + point.means[0]!)).toBeCloseTo(52, 6);
  });
  it('worked example S12: 60 000 users at 10 s each are 6 000 requests per second', () => {
    const node = b.node('a', {}, { run: [b.delay(0.1, 0)] });
    const point = operate(prepare(b.system({ nodes: [node], workloads: [b.closed('w', 60_000, 9.9, 'a.run')] })));
    expect(point.rates[0]).toBeCloseTo(6000, 3);
  });
  it('a pool that binds caps the throughput, found by layers', () => {
    const report = analyse(b.system({ nodes: chain(2), workloads: [b.closed('w', 200, 0.1, 'a.run')] }));
    const [workload] = report.workloads;
    expect(workload!.throughput.kind).toBe('value');
    if (workload!.throughput.kind === 'value') {
      expect(workload!.throughput.method).toBe('layers');
      expect(workload!.throughput.value).toBeLessThan(2 / 0.035);
    }
  });
  it('mixed: the open workload keeps its rate', () => {
    const plan = prepare(
      b.system({ nodes: chain(), workloads: [b.closed('w', 10, 1, 'a.run'), b.open('o', 20, 'b.run')] }),
    );
    const point = operate(plan);
    expect(point.rates[1]).toBe(20);
    expect(point.rates[0]! * (1 + point.means[0]!)).toBeCloseTo(10, 6);
    expect(point.closedMethod).toBe('exact');
  });
});
