/** Random systems for properties: a chain of node types with calls, one open and one closed workload. */
import fc from 'fast-check';
import type { Step, System } from '../../model/system.js';
import * as b from './build.js';

export interface Shape {
  readonly nodes: readonly {
    readonly cpu: number;
    readonly cv: number;
    readonly replicas: number;
    readonly workers: number | undefined;
    readonly cores: number | undefined;
    readonly queue: number | undefined;
    readonly balancing: 'random' | 'shared' | 'round_robin' | 'least_loaded' | 'hash';
    readonly calls: readonly { readonly to: number; readonly p: number; readonly kind: number }[];
  }[];
  readonly rate: number;
  readonly users: number;
  readonly burstiness: number;
}
export const shape: fc.Arbitrary<Shape> = fc.record({
  nodes: fc.array(
    fc.record({
      cpu: fc.double({ min: 0, max: 0.1, noNaN: true }),
      cv: fc.constantFrom(0, 0.5, 1, 2),
      replicas: fc.integer({ min: 0, max: 5 }),
      workers: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
      cores: fc.option(fc.constantFrom(0.25, 1, 1.5, 4), { nil: undefined }),
      queue: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
      balancing: fc.constantFrom('random', 'shared', 'round_robin', 'least_loaded', 'hash') as fc.Arbitrary<'random'>,
      calls: fc.array(fc.record({ to: fc.nat(5), p: fc.constantFrom(0, 0.1, 0.4, 1), kind: fc.nat(3) }), {
        maxLength: 3,
      }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  rate: fc.double({ min: 0, max: 200, noNaN: true }),
  users: fc.integer({ min: 0, max: 30 }),
  burstiness: fc.constantFrom(0.5, 1, 4),
});
/** The system of a shape. `cycles`: calls may go anywhere; otherwise only to later nodes. */
export function build(s: Shape, cycles: boolean, time = 1): System {
  const count = s.nodes.length;
  const nodes = s.nodes.map((node, index) => {
    const steps: Step[] = [b.cpu(node.cpu * time, node.cv)];
    const calls: Step[] = [];
    for (const { to, p, kind } of node.calls) {
      const target = cycles ? to % count : index + 1 + (to % 3);
      if (target >= count) continue;
      const step = b.call(`n${target}.run`, { probability: b.q(cycles ? p * 0.3 : p), send: kind === 3 });
      if (kind === 1) calls.push(step);
      else steps.push(step);
    }
    if (calls.length > 0) steps.push(b.parallel(...calls));
    const options: { -readonly [K in keyof b.NodeOptions]: b.NodeOptions[K] } = {
      replicas: node.replicas,
      balancing: node.balancing,
      skew: 1.3,
    };
    if (node.workers !== undefined) options.workers = node.workers;
    if (node.cores !== undefined) options.cores = node.cores;
    if (node.queue !== undefined) options.queue = node.queue;
    return b.node(`n${index}`, options, { run: steps });
  });
  return b.system({
    nodes,
    workloads: [b.open('o', s.rate / time, 'n0.run', s.burstiness), b.closed('c', s.users, 0.5 * time, 'n0.run')],
    objectives: [
      b.objective(
        'o',
        b.goal('p99', '<', 0.5 * time),
        b.goal('availability', '>=', 0.999),
        b.goal('headroom', '>=', 0.3),
        b.survives(1, 'replicas'),
      ),
      b.objective(undefined, b.goal('mean', '<', time), b.goal('errors', '<', 0.01)),
    ],
  });
}
