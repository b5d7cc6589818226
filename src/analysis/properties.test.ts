/** Laws that hold for every system: random ones, and extreme ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from './analyse.js';
import { evaluate } from './capacity/evaluate.js';
import { operate } from './capacity/operate.js';
import { prepare } from './capacity/plan.js';
import { meanOf } from './flow/moments.js';
import * as b from './testing/build.js';
import { build, shape } from './testing/random.js';

function expectFinite(value: unknown, path = 'report'): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${path} is ${value}`);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) expectFinite(item, `${path}[${index}]`);
  } else if (value && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) expectFinite(item, `${path}.${key}`);
}

describe('properties', () => {
  it('never shows NaN or Infinity, never throws', () => {
    fc.assert(
      fc.property(shape, fc.boolean(), (s, cycles) => {
        expectFinite(analyse(build(s, cycles), { detail: 'quick' }));
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(shape, (s) => expectFinite(analyse(build({ ...s, users: 0 }, false)))),
      { numRuns: 3 },
    );
  });

  it('conserves flow', () => {
    fc.assert(
      fc.property(shape, (s) => {
        const plan = prepare(build(s, true));
        const [visits] = plan.visits;
        for (const variant of plan.compiled.variants) {
          let into = variant.operation.id === 'n0.run' ? 1 : 0;
          for (const from of plan.compiled.variants)
            for (const edge of from.edges) if (edge.target === variant.index) into += visits![from.index]! * edge.count;
          if (plan.flow.runaway.length === 0)
            expect(Math.abs(into - visits![variant.index]!)).toBeLessThan(1e-9 * Math.max(1, into));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is monotone in the load and keeps Little’s law at every node', () => {
    fc.assert(
      fc.property(shape, (s) => {
        const plan = prepare(build({ ...s, users: 0, nodes: s.nodes.map((n) => ({ ...n, queue: undefined })) }, false));
        let before = 0;
        for (const factor of [0.2, 0.5, 1, 1.5]) {
          const point = evaluate(plan, { rates: [s.rate * factor, 0] });
          const timed = point.workloads[0]!;
          if ('cause' in timed) break;
          const mean = meanOf(timed.time);
          expect(mean).toBeGreaterThanOrEqual(before * (1 - 1e-9));
          before = mean;
          for (const node of point.nodes) {
            if (plan.system.nodes[0]!.balancing.policy === 'hash') continue;
            const wait = meanOf(node.station.wait);
            const skew = plan.system.nodes[point.nodes.indexOf(node)]!.balancing.policy === 'hash' ? 1.3 : 1;
            expect(Math.abs(node.station.queueLength - node.offered * wait * skew)).toBeLessThan(
              1e-6 * (1 + node.station.queueLength),
            );
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the unit of time', () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(1e-3, 60), (s, unit) => {
        // Rates next to nothing are taken as none, below a bound that has a unit.
        fc.pre(s.rate === 0 || s.rate > 1e-20);
        const a = operate(prepare(build({ ...s, users: 0 }, false)));
        const c = operate(prepare(build({ ...s, users: 0 }, false, unit)));
        const [ta, tc] = [a.workloads[0]!, c.workloads[0]!];
        expect('cause' in ta).toBe('cause' in tc);
        if ('time' in ta && 'time' in tc)
          expect(meanOf(tc.time)).toBeCloseTo(
            meanOf(ta.time) * unit,
            6 - Math.ceil(Math.log10(Math.max(1, meanOf(ta.time) * unit))),
          );
      }),
      { numRuns: 40 },
    );
  });
});

describe('extremes', () => {
  const single = (rate: number, options: b.NodeOptions) =>
    analyse(
      b.system({ nodes: [b.node('a', options, { run: [b.cpu(0.001)] })], workloads: [b.open('w', rate, 'a.run')] }),
    );
  it('load 0', () => {
    const report = single(0, { replicas: 2, cores: 1, workers: 4 });
    expectFinite(report);
    expect(report.nodes[0]!.utilisation).toMatchObject({ kind: 'value', value: 0 });
  });
  it('0.9999 of capacity is M/M/1', () => {
    const report = single(999.9, { replicas: 1, cores: 1, workers: 1 });
    const { mean } = report.workloads[0]!;
    expect(mean.kind === 'value' && mean.value).toBeCloseTo(10, 4);
  });
  it('10 000 workers, with and without pressure', () => {
    expectFinite(single(9_999_000, { replicas: 1, cores: 10_000, workers: 10_000 }));
    expectFinite(single(100, { replicas: 1, cores: 10_000, workers: 10_000 }));
    expectFinite(single(999, { replicas: 1, cores: 1, workers: 10_000 }));
  });
  it('a full bounded queue loses what M/M/1/K loses (worked example S5: 17.0 %)', () => {
    const report = single(1200, { replicas: 1, cores: 1, workers: 1, queue: 19 });
    expect(report.nodes[0]!.loss).toMatchObject({ kind: 'value' });
    const { loss } = report.nodes[0]!;
    expect(loss.kind === 'value' && loss.value).toBeCloseTo(0.17, 2);
    expect(report.findings.map((item) => item.code)).toContain('overload');
  });
  it('an empty system, and a workload that calls nothing', () => {
    expectFinite(analyse(b.system({})));
    expectFinite(
      analyse(
        b.system({
          workloads: [b.open('w', 10, 'nothing.here')],
          objectives: [b.objective('w', b.goal('p99', '<', 1))],
        }),
      ),
    );
  });
  it('worked example S9 (Kingman): burstiness 4 at 0.8', () => {
    const node = b.node('a', { cores: 1, workers: 1 }, { run: [b.cpu(0.01)] });
    const plan = prepare(b.system({ nodes: [node], workloads: [b.open('w', 80, 'a.run', 4)] }));
    expect(meanOf(operate(plan).nodes[0]!.station.wait)).toBeCloseTo(0.1, 6);
  });
  it('a cycle of calls that never ends is an error', () => {
    const nodes = [b.node('a', {}, { run: [b.call('b.run')] }), b.node('b', {}, { run: [b.call('a.run')] })];
    const report = analyse(b.system({ nodes, workloads: [b.open('w', 1, 'a.run')] }));
    const codes = report.findings.map((item) => item.code);
    expect(codes).toContain('endless-calls');
    expect(codes, 'more replicas would not help').not.toContain('overload');
    expectFinite(report);
  });
});
