/** Availability weighed by requests, against enumeration of all states by hand. */
import { describe, expect, it } from 'vitest';
import type { Step, System } from '../../model/system.js';
import { operate } from '../capacity/operate.js';
import { prepare } from '../capacity/plan.js';
import * as b from '../testing/build.js';
import { redundancyOf, workloadAvailability } from './availability.js';

const of = (system: System) => {
  const plan = prepare(system);
  return workloadAvailability(plan, redundancyOf(plan, operate(plan)), 0);
};
const up = (system: System): number => 1 - of(system).unavailability;
const tenth = () => b.failure(9, 1);
const node = (name: string, ops: Record<string, readonly Step[]>, failure = tenth()) =>
  b.node(name, { replicas: 1, failure }, ops);
const wait = b.delay(0.001);
const w = (targets: string | Record<string, number> = 'p.x') => [b.open('w', 1, targets)];
/** Probability that `works` is true, over all states of parts that are up with the given probabilities. */
function enumerate(probabilities: readonly number[], works: (up: readonly boolean[]) => boolean): number {
  let sum = 0;
  for (let state = 0; state < 1 << probabilities.length; state++) {
    const ups = probabilities.map((_, i) => ((state >> i) & 1) === 1);
    if (works(ups)) sum += probabilities.reduce((p, q, i) => p * (ups[i] ? q : 1 - q), 1);
  }
  return sum;
}

describe('availability by requests', () => {
  const e = b.external('e', 0.003, 0.9);
  it('a rare target, a rare call and a cache miss count as often as they are', () => {
    const p = (steps: Step[]) => node('p', { x: steps, y: [b.call('e')] }, b.never());
    const one = (steps: Step[], targets?: Record<string, number>) =>
      up(b.system({ nodes: [p(steps)], externals: [e], workloads: w(targets) }));
    expect(one([wait], { 'p.x': 0.9, 'p.y': 0.1 })).toBeCloseTo(0.99, 10);
    expect(one([b.call('e', { probability: b.q(0.1) })])).toBeCloseTo(0.99, 10);
    expect(one([b.cache(0.8, b.call('e'))])).toBeCloseTo(0.98, 10);
    expect(one([b.call('e', { count: b.q(0.5) })])).toBeCloseTo(0.95, 10);
    expect(one([b.call('e', { count: b.q(3) })])).toBeCloseTo(0.9, 10);
    // biome-ignore lint/suspicious/noThenProperty: the model's name of the branch.
    const branch: Step = { kind: 'branch', probability: b.q(0.3), then: [b.call('e')], otherwise: [], at: b.at() };
    expect(one([branch])).toBeCloseTo(0.97, 10);
    // Choices are drawn at each execution: at least one of two makes the call with 1 - 0.9 * 0.9.
    expect(one([b.loop(2, false, b.call('e', { probability: b.q(0.1) }))])).toBeCloseTo(1 - 0.19 * 0.1, 10);
  });

  it('an operation that is called twice draws its choices twice', () => {
    const nodes = [
      node('p', { x: [b.call('s.x'), b.call('s.x')] }),
      node('s', { x: [b.call('d.x', { probability: b.q(0.5) })] }),
      node('d', { x: [wait] }),
    ];
    const expected = enumerate([0.9, 0.9, 0.9, 0.5, 0.5], ([p, s, d, a, c]) => p! && s! && (d! || (!a && !c)));
    expect(up(b.system({ nodes, workloads: w() }))).toBeCloseTo(expected, 10);
  });

  it('fallback: both must fail; ignored calls are not needed', () => {
    const leaf = (name: string) => node(name, { x: [wait, b.call('d.x')] });
    const nodes = (steps: readonly Step[]) => [
      node('p', { x: [b.call('s1.x', { policy: { fallback: { steps, at: b.at() } } })] }),
      leaf('s1'),
      leaf('s2'),
      node('d', { x: [wait] }),
    ];
    const found = of(b.system({ nodes: nodes([b.call('s2.x')]), workloads: w() }));
    const expected = enumerate([0.9, 0.9, 0.9, 0.9], ([p, s1, s2, d]) => p! && d! && (s1! || s2!));
    expect(1 - found.unavailability).toBeCloseTo(expected, 10);
    expect(found.single.map((item) => item.name)).toEqual(['p', 'd']);
    expect(up(b.system({ nodes: nodes([]), workloads: w() }))).toBeCloseTo(0.9, 10);
  });

  it('first k of n, with a dependency that two branches share', () => {
    const nodes = [
      node('p', { x: [b.first(2, 3, b.call('s1.x'), b.call('s2.x'), b.call('s3.x'))] }),
      node('s1', { x: [wait, b.call('d.x')] }),
      node('s2', { x: [wait, b.call('d.x')] }),
      node('s3', { x: [wait] }),
      node('d', { x: [wait] }),
    ];
    const expected = enumerate(
      [0.9, 0.9, 0.9, 0.9, 0.9],
      ([p, s1, s2, s3, d]) => p! && Number(s1! && d!) + Number(s2! && d!) + Number(s3!) >= 2,
    );
    expect(up(b.system({ nodes, workloads: w() }))).toBeCloseTo(expected, 10);
  });

  it('refusals over the limit of an external count', () => {
    const found = of(
      b.system({
        nodes: [node('p', { x: [b.call('e')] }, b.never())],
        externals: [b.external('e', 0.001, 1, 92.5)],
        workloads: [b.open('w', 100, 'p.x')],
      }),
    );
    expect(found.unavailability).toBeCloseTo(0.075, 9);
    expect(found.causes[0]!.name).toBe('e: over its limit');
    expect(found.simplified).toHaveLength(1);
  });

  it('places without failure data do not fail; those with it are conditioned on', () => {
    const system = (fails: boolean) =>
      b.system({
        places: ['a', 'b'].map((name) => b.place(name, 'zone', fails ? tenth() : undefined)),
        nodes: [
          b.node('p', { replicas: 2, failure: tenth(), places: ['a', 'b'] }, { x: [b.cache(0.5, b.call('d.x'))] }),
          b.node('d', { replicas: 1, failure: tenth(), places: ['a'] }, { x: [wait] }),
        ],
        workloads: w(),
      });
    const expected = (zone: number) =>
      enumerate(
        [zone, zone, 0.9, 0.9, 0.9, 0.5],
        ([a, c, p1, p2, d, miss]) => ((a! && p1!) || (c! && p2!)) && (!miss || (a! && d!)),
      );
    expect(up(system(false))).toBeCloseTo(expected(1), 10);
    expect(up(system(true))).toBeCloseTo(expected(0.9), 10);
  });

  it('a hundred node types with rare calls are quick, a deep chain and a cycle end', () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      node(`n${i}`, {
        x: [1, 2, 3].filter((d) => i + d < 100).map((d) => b.call(`n${i + d}.x`, { probability: b.q(0.3) })),
      }),
    );
    const plan = prepare(b.system({ nodes: many, workloads: w('n0.x') }));
    const redundancy = redundancyOf(plan, operate(plan));
    const start = performance.now();
    const found = workloadAvailability(plan, redundancy, 0);
    expect(performance.now() - start).toBeLessThan(500);
    expect(found.simplified[0]).toContain('approximate');
    expect(found.unavailability).toBeGreaterThan(0.1);
    expect(found.unavailability).toBeLessThan(1);
    const chain = Array.from({ length: 3000 }, (_, i) => node(`n${i}`, { x: i < 2999 ? [b.call(`n${i + 1}.x`)] : [] }));
    expect(of(b.system({ nodes: chain, workloads: w('n0.x') })).unavailability).toBeCloseTo(1, 9);
    const cycle = [node('p', { x: [b.call('p.x', { probability: b.q(0.5) })] })];
    expect(of(b.system({ nodes: cycle, workloads: w() })).unavailability).toBeCloseTo(0.1, 10);
  });
});
