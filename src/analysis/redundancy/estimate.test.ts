/** The recursion over requests against decision diagrams, and the estimate against the sum over all states. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Step, System } from '../../model/system.js';
import { prepare } from '../capacity/plan.js';
import { type SuccessTable, successTable } from '../flow/success.js';
import * as b from '../testing/build.js';
import { diagramOf } from './diagram.js';
import { estimatesOf } from './estimate.js';
import { shapeOf } from './structure.js';

const COUNT = 6;
const chance = fc.double({ min: 0.05, max: 0.95, noNaN: true });
/** Steps of operation i, which calls later ones only. */
const steps = (i: number): fc.Arbitrary<Step[]> => {
  if (i === COUNT - 1) return fc.constant([b.delay(1)]);
  const target = fc.integer({ min: i + 1, max: COUNT - 1 }).map((at) => `n${at}.x`);
  const call = target.map((name) => b.call(name));
  const rare = fc.tuple(target, chance).map(([name, p]) => b.call(name, { probability: b.q(p) }));
  const some = fc
    .tuple(target, fc.double({ min: 0.1, max: 3, noNaN: true }))
    .map(([name, n]) => b.call(name, { count: b.q(n) }));
  const cache = fc.tuple(call, chance).map(([step, hit]) => b.cache(hit, step));
  const either = fc.tuple(call, rare, chance).map(
    ([a, c, p]): Step => ({
      kind: 'branch',
      probability: b.q(p),
      // biome-ignore lint/suspicious/noThenProperty: the model's name of the branch.
      then: [a],
      otherwise: [c],
      at: b.at(),
    }),
  );
  const fallback = fc
    .tuple(target, rare)
    .map(([name, step]) => b.call(name, { policy: { fallback: { steps: [step], at: b.at() } } }));
  const first = fc.tuple(call, rare, call).map((branches) => b.first(2, 3, ...branches));
  return fc.array(fc.oneof(call, rare, rare, some, cache, either, fallback, first), { minLength: 1, maxLength: 2 });
};
const bodies = fc.tuple(...Array.from({ length: COUNT }, (_, i) => steps(i)));
const systemOf = (list: readonly Step[][]): System =>
  b.system({
    nodes: list.map((body, i) => b.node(`n${i}`, { replicas: 1 }, { x: body })),
    workloads: [b.open('w', 1, 'n0.x')],
  });

/** P(a request of n0.x fails), summed over all states of the components. */
function enumerate(table: SuccessTable, q: readonly number[]): number {
  let total = 0;
  for (let state = 0; state < 1 << COUNT; state++) {
    const down = q.flatMap((_, i) => ((state >> i) & 1 ? [i] : []));
    const weight = q.reduce((product, p, i) => product * ((state >> i) & 1 ? p : 1 - p), 1);
    if (weight > 0) total += weight * table.failing(['n0.x'], down)[0]!;
  }
  return total;
}

it('the recursion gives what a decision diagram gives', () => {
  fc.assert(
    fc.property(bodies, fc.array(chance, { minLength: COUNT, maxLength: COUNT }), (list, q) => {
      const system = systemOf(list);
      const shape = shapeOf(prepare(system), 0, 'n0.x');
      // Diagrams take at most a dozen repetitions and one draw for each; the others are as described.
      fc.pre(shape.simplified.length === 0);
      const diagram = diagramOf(shape, 100_000);
      fc.pre(diagram !== undefined);
      const exact = diagram!.evaluate(shape.events.map((e) => (e.kind === 'choice' ? e.p : q[e.index]!)));
      expect(enumerate(successTable(system, 'w'), q)).toBeCloseTo(exact.probability, 11);
    }),
    { numRuns: 150 },
  );
});

it('the estimate is off by no more than it says, and never too good where it says so', () => {
  const small = fc.oneof(
    fc.double({ min: 0, max: 0.02, noNaN: true }),
    fc.double({ min: 0, max: 0.5, noNaN: true }),
    fc.constant(1),
  );
  fc.assert(
    fc.property(bodies, fc.array(small, { minLength: COUNT, maxLength: COUNT }), (list, q) => {
      const table = successTable(systemOf(list), 'w');
      const estimate = estimatesOf(table, ['n0.x'])[0]!;
      const of = (chances: readonly number[]) =>
        estimate.diagram.evaluate(estimate.events.map((e) => (e.kind === 'choice' ? e.p : chances[e.index]!)));
      const found = of(q);
      const exact = enumerate(table, q);
      expect(Math.abs(found.probability - exact)).toBeLessThanOrEqual(found.error! + 1e-12);
      if (estimate.pessimistic && !q.includes(1)) expect(found.probability).toBeGreaterThanOrEqual(exact - 1e-12);
      // Importance: the difference that the component makes.
      estimate.events.forEach((event, i) => {
        if (event.kind === 'choice' || q[event.index]! >= 1) return;
        const without = of(q.map((p, j) => (j === event.index ? 0 : p))).probability;
        expect(found.probability - without).toBeCloseTo(q[event.index]! * found.birnbaum[i]!, 10);
      });
    }),
    { numRuns: 300 },
  );
});

it('calls in a cycle that may end succeed as if they ended', () => {
  const cycle = b.system({
    nodes: [
      b.node('n0', { replicas: 1 }, { x: [b.call('n1.x', { probability: b.q(0.5) })] }),
      b.node('n1', { replicas: 1 }, { x: [b.call('n0.x', { probability: b.q(0.5) }), b.call('n2.x')] }),
      b.node('n2', { replicas: 1 }, { x: [b.delay(1)] }),
    ],
    workloads: [b.open('w', 1, 'n0.x')],
  });
  const table = successTable(cycle, 'w');
  expect(table.failing(['n0.x'], [2])[0]).toBeCloseTo(0.5, 12);
  expect(table.failing(['n0.x', 'n1.x'], [1])).toEqual([0.5, 1]);
  expect(table.executions('n0.x')).toBe(Number.POSITIVE_INFINITY);
});
