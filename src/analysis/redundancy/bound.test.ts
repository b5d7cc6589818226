import { expect, it } from 'vitest';
import { boundOf } from './bound.js';
import { diagramOf } from './diagram.js';
import type { Fail } from './structure.js';

it('the bound is never below the exact probability, and equal without shared events', () => {
  let seed = 7;
  const random = (n: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % n;
  };
  for (let round = 0; round < 300; round++) {
    // Events 0 to 5 fail; the others are choices, one for each pick.
    let events = 6;
    const grow = (depth: number): Fail => {
      const kind = depth === 0 ? 0 : random(5);
      if (kind === 0) return { kind: 'event', event: random(6) };
      if (kind === 1) return { kind: 'pick', event: events++, yes: grow(depth - 1), no: grow(depth - 1) };
      const parts = [grow(depth - 1), grow(depth - 1), grow(depth - 1)];
      if (kind === 2) return { kind: 'and', parts };
      return kind === 3 ? { kind: 'kOf', k: 2, parts } : { kind: 'or', parts };
    };
    const root = grow(3);
    const shape = {
      root,
      events: Array.from({ length: events }, () => ({ kind: 'choice', p: 0.5 }) as const),
      simplified: [],
    };
    const q = shape.events.map(() => random(100) / 100);
    expect(boundOf(shape).evaluate(q).probability).toBeGreaterThan(diagramOf(shape)!.evaluate(q).probability - 1e-12);
  }
  const event = (at: number): Fail => ({ kind: 'event', event: at });
  const root: Fail = { kind: 'or', parts: [event(0), { kind: 'pick', event: 1, yes: event(2), no: event(3) }] };
  const shape = {
    root,
    events: Array.from({ length: 4 }, () => ({ kind: 'choice', p: 0.5 }) as const),
    simplified: [],
  };
  const q = [0.1, 0.3, 0.2, 0.4];
  const [bound, exact] = [boundOf(shape).evaluate(q), diagramOf(shape)!.evaluate(q)];
  expect(bound.probability).toBeCloseTo(exact.probability, 12);
  for (const at of [0, 2, 3]) expect(bound.birnbaum[at]).toBeCloseTo(exact.birnbaum[at]!, 12);
});
