import { describe, expect, it } from 'vitest';
import type { Step } from '../../model/system.js';
import { meanOf } from '../flow/moments.js';
import * as b from '../testing/build.js';
import { call, cpu, node, open, system } from '../testing/build.js';
import { evaluate } from './evaluate.js';
import { operate } from './operate.js';
import { workloadPercentiles } from './percentiles.js';
import { prepare } from './plan.js';

const response = (plan: ReturnType<typeof prepare>, rates: number[]) => {
  const result = evaluate(plan, { rates });
  const timed = result.workloads[0]!;
  if ('cause' in timed) throw new Error('unstable');
  return { mean: meanOf(timed.time), p: workloadPercentiles(plan, operate(plan), 0).percentile, result };
};

describe('evaluation of open systems', () => {
  // Worked example S3 (Erlang 1917): 900/s on 10 servers of 100/s.
  it('is M/M/c where workers equal cores', () => {
    const shared = node('web', { replicas: 10, workers: 1, cores: 1, balancing: 'shared' }, { page: [cpu(0.01)] });
    const plan = prepare(system({ nodes: [shared], workloads: [open('w', 900, 'web.page')] }));
    const { mean, result } = response(plan, [900]);
    expect(mean).toBeCloseTo(0.01668732, 6);
    expect(result.nodes[0]!.station.exact).toBe(true);
    const random = node('web', { replicas: 10, workers: 1, cores: 1 }, { page: [cpu(0.01)] });
    const split = prepare(system({ nodes: [random], workloads: [open('w', 900, 'web.page')] }));
    expect(response(split, [900]).mean).toBeCloseTo(0.1, 9);
    expect(response(split, [900]).p(0.99)).toBeCloseTo(0.1 * Math.log(100), 6);
  });

  // Worked example S2: Jackson tandem of pooled tiers.
  it('adds the tiers of a tandem', () => {
    const tier = (name: string, servers: number, rate: number, ...calls: ReturnType<typeof call>[]) =>
      node(name, { replicas: servers, cores: 1, balancing: 'shared' }, { run: [cpu(1 / rate), ...calls] });
    const build = (logic: number) =>
      prepare(
        system({
          nodes: [
            tier('fe', 2, 5000, call('logic.run')),
            tier('logic', logic, 1000, call('db.run', { count: { value: 2, origin: 'written' } })),
            tier('db', 6, 3000),
          ],
          workloads: [open('w', 6000, 'fe.run')],
        }),
      );
    expect(response(build(8), [6000]).mean).toBeCloseTo(0.00225, 5);
    expect(response(build(7), [6000]).mean).toBeCloseTo(0.00269, 5);
  });
});

describe('synchronous cycles', () => {
  const again = (probability: number) => call('a.x', { probability: b.q(probability) });
  const ring = (gain: number, rate: number, workers?: number) => {
    const pool = workers === undefined ? {} : { workers };
    return prepare(
      system({
        nodes: [
          node('a', { cores: 1, ...pool }, { x: [cpu(0.001), call('b.y')] }),
          node('b', { cores: 1, ...pool }, { y: [cpu(0.001), again(gain)] }),
        ],
        workloads: [open('w', rate, 'a.x')],
      }),
    );
  };
  it.each([0.5, 0.9, 0.99, 0.999])('settle at a gain of %d', (gain) => {
    const rate = 100 * (1 - gain);
    const { mean } = response(ring(gain, rate), [rate]);
    expect(mean / ((2 * 0.001) / (1 - gain) / (1 - 0.1))).toBeCloseTo(1, 8);
  });
  it('have the moments of the geometric sum that they are', () => {
    // A geometric number of exponential times is exponential.
    const plan = prepare(
      system({ nodes: [node('a', {}, { x: [cpu(0.001), again(0.99)] })], workloads: [open('w', 1, 'a.x')] }),
    );
    const { mean, p } = response(plan, [1]);
    expect(mean).toBeCloseTo(0.1, 9);
    expect(p(0.99) / (0.1 * Math.log(100))).toBeCloseTo(1, 3);
  });
  it('are not disturbed by pools that never fill, and end where pools do', () => {
    const { mean } = response(ring(0.9, 10, 1000), [10]);
    expect(mean / (0.02 / 0.9)).toBeCloseTo(1, 4);
    expect(() => response(ring(0.9, 90, 3), [90])).toThrow('unstable');
  });
});

describe('errors of requests', () => {
  const e = b.external('e', 0.003, 0.9);
  const errorsOf = (...steps: readonly Step[]): number => {
    const nodes = [b.node('p', { replicas: 1 }, { x: steps })];
    return operate(prepare(b.system({ nodes, externals: [e], workloads: [b.open('w', 1, 'p.x')] }))).errors[0]!;
  };
  const ignored = { policy: { fallback: { steps: [], at: b.at() } } };
  const again = { policy: { fallback: { steps: [b.call('e')], at: b.at() } } };
  it('count fallbacks, redundancy, rare and repeated calls as they are', () => {
    expect(errorsOf(b.call('e'))).toBeCloseTo(0.1, 12);
    expect(errorsOf(b.call('e', ignored))).toBe(0);
    expect(errorsOf(b.call('e', again))).toBeCloseTo(0.01, 12);
    expect(errorsOf(b.first(1, 3, b.call('e')))).toBeCloseTo(0.001, 12);
    expect(errorsOf(b.first(2, 3, b.call('e')))).toBeCloseTo(1 - (0.9 ** 3 + 3 * 0.9 ** 2 * 0.1), 12);
    expect(errorsOf(b.call('e', { probability: b.q(0.2) }))).toBeCloseTo(0.02, 12);
    expect(errorsOf(b.call('e', { count: b.q(2.5) }))).toBeCloseTo(1 - 0.9 ** 2 * 0.95, 12);
  });
});
