import { describe, expect, it } from 'vitest';
import type { System } from '../../model/system.js';
import { compileStructure, type Structure } from '../../reliability/index.js';
import { operate } from '../capacity/operate.js';
import { prepare } from '../capacity/plan.js';
import * as b from '../testing/build.js';
import { redundancyOf, workloadAvailability } from './availability.js';
import { neededReplicas } from './needed.js';

const of = (system: System) => {
  const plan = prepare(system);
  const point = operate(plan);
  return workloadAvailability(plan, redundancyOf(plan, point), 0);
};
const u01 = () => b.failure(99, 1);
const tier = (name: string, replicas: number, need: number, next?: string, places: string[] = []) =>
  b.node(
    name,
    { replicas, cores: 1, failure: u01(), limit: 1, places },
    { run: [b.cpu(need - 0.5), ...(next ? [b.call(next)] : [])] },
  );

describe('availability', () => {
  it('worked example A3: tiers with k of n', () => {
    const nodes = [tier('fe', 2, 1, 'logic.run'), tier('logic', 3, 2, 'db.run'), tier('db', 2, 1)];
    const found = of(b.system({ nodes, workloads: [b.open('w', 1, 'fe.run')] }));
    expect(1 - found.unavailability).toBeCloseTo(0.999502, 6);
    const singles = [tier('fe', 1, 1, 'logic.run'), tier('logic', 1, 1, 'db.run'), tier('db', 1, 1)];
    const chain = of(b.system({ nodes: singles, workloads: [b.open('w', 1, 'fe.run')] }));
    expect(1 - chain.unavailability).toBeCloseTo(0.970299, 9);
    expect(chain.single.map((item) => item.name)).toEqual(['fe', 'logic', 'db']);
  });

  it('worked example A5: a common cause caps a pair', () => {
    const node = (beta: number) =>
      b.node('a', { replicas: 2, cores: 1, failure: b.failure(999, 1, 0, beta) }, { run: [b.cpu(0.1)] });
    const minutes = (beta: number) =>
      of(b.system({ nodes: [node(beta)], workloads: [b.open('w', 1, 'a.run')] })).unavailability * 525_600;
    expect(minutes(0)).toBeCloseTo(0.5256, 3);
    expect(minutes(0.05)).toBeCloseTo(26.8, 1);
  });

  it('worked example A8: replicas that the load needs', () => {
    const node = b.node(
      'a',
      { replicas: 6, cores: 1, balancing: 'shared', limit: 0.75, failure: u01() },
      { run: [b.cpu(0.001)] },
    );
    const plan = prepare(b.system({ nodes: [node], workloads: [b.open('w', 3600, 'a.run')] }));
    const point = operate(plan);
    expect(neededReplicas(plan, 0, point.nodes[0]!)).toBe(5);
    const found = workloadAvailability(plan, redundancyOf(plan, point), 0);
    expect(1 - found.unavailability).toBeCloseTo(0.99854, 5);
  });

  it('agrees with a decision diagram over shared zones, hosts and a shared dependency', () => {
    const places = [
      b.place('eu', 'region', b.failure(999, 1)),
      b.place('eu.a', 'zone', b.failure(99, 1)),
      b.place('eu.b', 'zone', b.failure(199, 1)),
      b.place('eu.c', 'zone', b.failure(49, 1)),
    ];
    const nodes = [
      b.node(
        'web',
        { replicas: 5, cores: 1, failure: u01(), limit: 1, places: ['eu'] },
        { run: [b.cpu(2.5), b.call('x.run'), b.call('y.run')] },
      ),
      b.node(
        'x',
        { replicas: 2, cores: 1, failure: b.failure(49, 1), limit: 1, places: ['eu.a', 'eu.b'] },
        { run: [b.cpu(0.5), b.call('z.run')] },
      ),
      b.node(
        'y',
        { replicas: 2, cores: 1, failure: b.failure(19, 1), limit: 1, places: ['eu.b', 'eu.c'] },
        { run: [b.cpu(0.5), b.call('z.run')] },
      ),
      b.node(
        'z',
        { replicas: 1, cores: 4, failure: b.failure(9, 1), limit: 1, places: ['eu.c'] },
        { run: [b.cpu(0.5)] },
      ),
    ];
    const found = of(b.system({ places, nodes, workloads: [b.open('w', 1, 'web.run')], externals: [] }));
    const event = (name: string): Structure => ({ kind: 'event', name });
    const or = (...parts: Structure[]): Structure => ({ kind: 'or', parts });
    const replica = (name: string, zone: string) => or(event(name), event(zone), event('eu'));
    const kOf = (k: number, ...parts: Structure[]): Structure => ({ kind: 'kOf', k, parts });
    const structure = compileStructure(
      or(
        kOf(3, replica('w1', 'a'), replica('w2', 'b'), replica('w3', 'c'), replica('w4', 'a'), replica('w5', 'b')),
        kOf(2, replica('x1', 'a'), replica('x2', 'b')),
        kOf(2, replica('y1', 'b'), replica('y2', 'c')),
        replica('z1', 'c'),
      ),
    );
    if (structure.tooLarge) throw new Error('too large');
    const q: Record<string, number> = { a: 0.01, b: 1 / 200, c: 0.02, eu: 0.001, w: 0.01, x: 0.02, y: 0.05, z: 0.1 };
    const figures = structure.evaluate((name) => q[name] ?? q[name[0]!]!);
    expect(found.unavailability / figures.unavailability).toBeCloseTo(1, 10);
  });
});
