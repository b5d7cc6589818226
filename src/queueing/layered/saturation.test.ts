// What a pool completes with all its workers busy: against renewal processes and closed networks.
import { describe, expect, it } from 'vitest';
import { close } from '../testing/close.js';
import type { LayeredModel } from './model.js';
import { type FullPool, fullPoolsOf, saturationWeight } from './saturation.js';
import { solveLayered } from './solve.js';
import { structureOf } from './structure.js';

/** A pool that calls another, with more callers if asked for. */
function system(workers: number, own: number, below: { workers: number; demand: number; cv: number }, others = 0) {
  const model: LayeredModel = {
    processors: [0, 1, 2].map((i) => ({ name: `p${i}`, cores: Infinity })),
    tasks: [workers, below.workers, Infinity].map((m, i) => ({ name: `t${i}`, processor: i, workers: m })),
    entries: [
      { name: 'e0', task: 0, first: { demand: own, calls: [{ entry: 1, mean: 1 }] } },
      { name: 'e1', task: 1, first: { demand: below.demand, cv: below.cv } },
      { name: 'e2', task: 2, first: { demand: 1, calls: [{ entry: 1, mean: 1 }] } },
    ],
    classes: [
      { name: 'a', kind: 'open' as const, rate: 0.01, targets: [{ entry: 0, share: 1 }] },
      { name: 'b', kind: 'open' as const, rate: others, targets: [{ entry: 2, share: 1 }] },
    ].slice(0, others > 0 ? 2 : 1),
  };
  return model;
}
function full(model: LayeredModel, states = 200): FullPool | undefined {
  const found = structureOf(model);
  if (!found.ok) throw new Error(found.why);
  return fullPoolsOf(model, found.structure, states, new Map())[0];
}

describe('a pool with all workers busy', () => {
  it.each([0.5, 1, 3])('over one worker with nothing else to do it is a renewal process, cv %s', (cv) => {
    const found = full(system(3, 0, { workers: 1, demand: 0.25, cv }))!;
    for (const k of [1, 2, 3]) close(found.throughput[k]!, 4, 1e-12);
    close(found.dispersion, cv * cv, 1e-9);
  });
  it('has the throughput of its closed network: two exponential stations', () => {
    const found = full(system(5, 0.3, { workers: 1, demand: 0.2, cv: 1 }))!;
    // G(k), a delay and one server (Buzen 1973).
    const g = (k: number): number => {
      let sum = 0;
      let delays = 1;
      for (let j = 0; j <= k; j++) {
        sum += delays * 0.2 ** (k - j);
        delays *= 0.3 / (j + 1);
      }
      return sum;
    };
    for (let k = 1; k <= 5; k++) close(found.throughput[k]!, g(k - 1) / g(k), 1e-12);
  });
  it('does not depend on the unit of time', () => {
    const seconds = full(system(4, 0.3, { workers: 2, demand: 0.5, cv: 2 }))!;
    const hours = full(system(4, 0.3 / 3600, { workers: 2, demand: 0.5 / 3600, cv: 2 }))!;
    seconds.throughput.forEach((x, k) => {
      close(hours.throughput[k]!, 3600 * x, 1e-9);
    });
    close(hours.dispersion, seconds.dispersion, 1e-9);
  });
  it('is known only where nobody else comes to what it calls, and where its chain is small', () => {
    const below = { workers: 2, demand: 0.5, cv: 2 };
    expect(full(system(4, 0.3, below, 0))).toBeDefined();
    expect(full(system(4, 0.3, below, 0.1))).toBeUndefined();
    expect(full(system(4, 0.3, below, 0), 10)).toBeUndefined();
  });
  it('counts from nothing to everything as it fills', () => {
    const pool: FullPool = { throughput: new Float64Array(2), dispersion: 1, early: false };
    expect([0, 0.5, 1].map((share) => saturationWeight(pool, share))).toEqual([0, 0.5, 1]);
  });
});

describe('the response from light load to saturation', () => {
  const of = (rate: number, cv: number, second: number): LayeredModel => {
    const model = system(4, 0.3, { workers: 2, demand: 0.5, cv });
    return {
      ...model,
      entries: model.entries.map((entry, e) =>
        e === 1 && second > 0 ? { ...entry, second: { demand: second } } : entry,
      ),
      classes: [{ ...model.classes[0]!, kind: 'open', rate }],
    };
  };
  it.each([
    [0.5, 0],
    [1, 0],
    [3, 0],
    [1, 0.2],
  ])('rises without a step, and as one over the room that is left: cv %s, second phase %s s', (cv, second) => {
    const capacity = full(of(0.01, cv, second))!.throughput[4]!;
    const response = (share: number): number => {
      const answer = solveLayered(of(share * capacity, cv, second), { method: 'layers' });
      if (answer.kind !== 'solved') throw new Error(JSON.stringify(answer));
      return answer.classes[0]!.response;
    };
    let before = response(0.02);
    for (let share = 0.04; share < 0.99; share += 0.02) {
      const now = response(share);
      expect(now).toBeGreaterThanOrEqual(before * (1 - 1e-7));
      // Twice as much as one over the room that is left would make it.
      expect(now / before).toBeLessThan(1 + (2 * 0.02) / (1 - share));
      before = now;
    }
    close((0.001 * response(0.999)) / (0.0005 * response(0.9995)), 1, 0.02);
    expect(solveLayered(of(1.001 * capacity, cv, second), { method: 'layers' }).kind).toBe('overloaded');
  });
});
