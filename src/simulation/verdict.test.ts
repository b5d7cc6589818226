import { describe, expect, it } from 'vitest';
import type { Replication } from './result.js';
import { station } from './testing/station.js';
import { verdictOf } from './verdict.js';

const runs = (load: number, duration: number, number = 5, most = 2_000_000, capacity = Infinity): Replication[] => {
  const run = station({ load, service: (s) => s.exponential() / 100, servers: 1, capacity });
  return Array.from({ length: number }, (_, replication) => run({ seed: 3, replication, warmUp: 0, duration, most }));
};

describe('verdict', () => {
  it.each([
    [102, 2000],
    [110, 300],
    [150, 60],
    [220, 10],
  ])('at %i requests/s for 100 the queue grows by the difference', (load, duration) => {
    const verdict = verdictOf(runs(load, duration));
    expect(verdict.kind).toBe('grows');
    if (verdict.kind !== 'grows') return;
    expect(Math.abs(verdict.rate / (load - 100) - 1)).toBeLessThan(0.25);
    expect(verdict.places.map(({ of, name }) => `${of} ${name}`).sort()).toEqual(['node web', 'workload users']);
    for (const { rate, error } of verdict.places) expect(Math.abs(rate - (load - 100))).toBeLessThan(4 * error);
  });

  it('what settles is not called growing, from the first moments on and just below saturation', () => {
    let wrong = 0;
    for (const load of [1, 50, 90, 95, 99])
      for (const duration of [1, 10, 100, 400])
        for (let k = 0; k < 4; k++) if (verdictOf(runs(load, duration, 5)).kind !== 'settles') wrong++;
    expect(wrong).toBe(0);
  });

  it('nor is the random walk of a load that is just what can be served', () => {
    const grows = Array.from({ length: 20 }, (_, k) => {
      const run = station({ load: 100, service: (s) => s.exponential() / 100, servers: 1 });
      return verdictOf([run({ seed: 9, replication: k, warmUp: 0, duration: 200 })]).kind;
    }).filter((kind) => kind === 'grows');
    expect(grows.length).toBeLessThanOrEqual(1);
  });

  it('a bounded queue loses and does not grow', () => {
    expect(verdictOf(runs(200, 100, 3, 2_000_000, 50)).kind).toBe('settles');
  });

  it('a run ended by overflow grows, also where it ended before the first interval', () => {
    const verdict = verdictOf(runs(300, 100, 1, 5000));
    expect(verdict).toMatchObject({ kind: 'grows', overflow: true });
    if (verdict.kind === 'grows') expect(Math.abs(verdict.rate / 200 - 1)).toBeLessThan(0.1);
    const early = verdictOf(runs(300, 1e6, 1, 5000));
    expect(early).toMatchObject({ kind: 'grows', overflow: true, places: [] });
    if (early.kind === 'grows') expect(Math.abs(early.rate / 200 - 1)).toBeLessThan(0.1);
  });
});
