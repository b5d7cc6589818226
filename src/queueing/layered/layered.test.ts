// Layered systems: laws that must hold, cases with a known solution, and what is said where there is none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { close } from '../testing/close.js';
import type { LayeredClass, LayeredEntry, LayeredModel } from './model.js';
import { type LayeredOptions, type LayeredSolution, solveLayered } from './solve.js';

type Tier = { workers?: number; cores?: number; demand: number; cv?: number; calls?: number; replicas?: number };

/** A chain of tiers, each calling the next. */
function tiers(list: readonly Tier[], ...classes: LayeredClass[]): LayeredModel {
  return {
    processors: list.map(({ cores = Infinity, replicas = 1 }, i) => ({ name: `p${i}`, cores, replicas })),
    tasks: list.map(({ workers = Infinity, replicas = 1 }, i) => ({ name: `t${i}`, processor: i, workers, replicas })),
    entries: list.map(
      ({ demand, cv = 1, calls = 1 }, i): LayeredEntry => ({
        name: `e${i}`,
        task: i,
        first: { demand, cv, calls: i + 1 < list.length ? [{ entry: i + 1, mean: calls }] : [] },
      }),
    ),
    classes,
  };
}
const open = (rate: number, entry = 0): LayeredClass => ({
  name: 'open',
  kind: 'open',
  rate,
  targets: [{ entry, share: 1 }],
});
const users = (count: number, think: number, entry = 0): LayeredClass => ({
  name: 'users',
  kind: 'closed',
  users: count,
  think,
  targets: [{ entry, share: 1 }],
});
function solved(model: LayeredModel, options?: LayeredOptions): LayeredSolution {
  const answer = solveLayered(model, options);
  if (answer.kind !== 'solved') throw new Error(JSON.stringify(answer));
  return answer;
}
const layers = (model: LayeredModel): LayeredSolution => solved(model, { method: 'layers' });
const chain = (model: LayeredModel): LayeredSolution => solved(model, { method: 'exact' });
const response = ({ classes }: LayeredSolution, c = 0): number => classes[c]!.response;

describe('layered systems with a known solution', () => {
  it('one task is M/M/c (Erlang 1917: 900/s on 10 servers of 100/s)', () => {
    close(response(layers(tiers([{ workers: 10, demand: 0.01 }], open(900)))), 0.016687316, 1e-7);
  });
  it.each([0, 0.5, 3])('one worker with cv %s is Pollaczek and Khinchine', (cv) => {
    close(response(layers(tiers([{ workers: 1, demand: 1, cv }], open(0.9)))), 1 + (0.9 * (1 + cv * cv)) / 0.2, 1e-9);
  });
  it('tasks without bound are mean value analysis: D = 5, 20, 10 ms, Z = 1 s, 52 users', () => {
    const model = tiers(
      [0.005, 0.02, 0.01].map((demand) => ({ demand, cores: 1 })),
      users(52, 1),
    );
    for (const answer of [layers(model), chain({ ...model })]) {
      close(answer.classes[0]!.throughput, 45.2554292839, 1e-9);
      close(response(answer), 0.1490334049, 1e-8);
    }
  });
  it('without bounds, shared cores are those of Jackson networks', () => {
    const model = tiers(
      [
        { demand: 0.01, cores: 1 },
        { demand: 0.02, cores: 1, calls: 0 },
      ],
      open(30),
    );
    close(response(layers(model)), 0.01 / 0.7 + 0.02 / 0.4, 1e-9);
  });
  it('a saturated pool over shared cores and a callee has the throughput of its closed network', () => {
    const model = tiers(
      [
        { workers: 8, cores: 2, demand: 0.3 },
        { workers: 4, cores: 2, demand: 0.45 },
      ],
      users(60, 0.01),
    );
    close(layers(model).classes[0]!.throughput, chain(model).classes[0]!.throughput, 1e-7);
  });
});

describe('laws', () => {
  const tier = fc.record({
    workers: fc.integer({ min: 1, max: 40 }),
    cores: fc.integer({ min: 1, max: 8 }),
    demand: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
    cv: fc.constantFrom(0, 0.5, 1, 2),
    calls: fc.constantFrom(0.5, 1, 2),
    replicas: fc.constantFrom(1, 1, 2, 3),
  });
  it("Little's law, the utilisation law and the bounds hold for closed systems", () => {
    fc.assert(
      fc.property(
        fc.array(tier, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        (list, count, think) => {
          const model = tiers(list, users(count, think));
          const answer = solveLayered(model, { method: 'layers' });
          if (answer.kind !== 'solved') return;
          const [{ throughput, response: time }] = answer.classes as [{ throughput: number; response: number }];
          close(throughput * (think + time), count, 1e-5);
          for (const { utilisation } of [...answer.tasks, ...answer.processors])
            expect(utilisation).toBeLessThanOrEqual(1 + 1e-6);
          let visits = 1;
          let least = 0;
          for (const item of list) {
            least += visits * item.demand;
            visits *= item.calls;
          }
          expect(time).toBeGreaterThanOrEqual(least * (1 - 1e-6));
        },
      ),
      { numRuns: 60 },
    );
  });
  it('the unit of time does not matter', () => {
    fc.assert(
      fc.property(
        fc.array(tier, { minLength: 1, maxLength: 3 }),
        fc.double({ min: 1, max: 20, noNaN: true }),
        (list, rate) => {
          const one = solveLayered(tiers(list, open(rate)), { method: 'layers' });
          const thousand = solveLayered(
            tiers(
              list.map((item) => ({ ...item, demand: item.demand * 1000 })),
              open(rate / 1000),
            ),
            { method: 'layers' },
          );
          expect(thousand.kind).toBe(one.kind);
          if (one.kind === 'solved' && thousand.kind === 'solved')
            close(response(thousand), 1000 * response(one), 1e-5);
        },
      ),
      { numRuns: 40 },
    );
  });
  it('response rises with load and falls with workers', () => {
    const at = (rate: number, workers: number): number =>
      response(
        layers(
          tiers(
            [
              { workers, cores: 2, demand: 0.05 },
              { workers: 3, cores: 1, demand: 0.05 },
            ],
            open(rate),
          ),
        ),
      );
    const rates = [2, 6, 10, 14].map((rate) => at(rate, 6));
    expect([...rates].sort((a, b) => a - b)).toEqual(rates);
    const pools = [4, 6, 8, 12].map((workers) => at(12, workers));
    expect([...pools].sort((a, b) => b - a)).toEqual(pools);
  });
});

describe('what limits a layered system', () => {
  const held: Tier[] = [
    { workers: 4, cores: 4, demand: 0.01 },
    { cores: 40, demand: 0.5 },
  ];
  it('workers that are held while cores are idle', () => {
    const answer = layers(tiers(held, open(7)));
    expect(answer.bottleneck).toMatchObject({ kind: 'workers', name: 't0' });
    expect(answer.processors[0]!.utilisation).toBeLessThan(0.05);
  });
  it('full cores', () => {
    const answer = layers(tiers([{ workers: 100, cores: 1, demand: 0.01 }], open(97)));
    expect(answer.bottleneck).toMatchObject({ kind: 'cores', name: 'p0' });
  });
  it('the pool at the end of the calls, where callers are full because it is', () => {
    const list = [
      { workers: 6, demand: 0.01 },
      { workers: 2, demand: 0.1 },
    ];
    expect(layers(tiers(list, users(40, 0.1))).bottleneck).toMatchObject({ kind: 'workers', name: 't1' });
  });
  it('overload is a value with the place and the factor', () => {
    expect(solveLayered(tiers(held, open(10)))).toMatchObject({
      kind: 'overloaded',
      place: { kind: 'workers', name: 't0' },
    });
    expect(solveLayered(tiers([{ cores: 1, demand: 0.1 }], open(12)))).toMatchObject({
      kind: 'overloaded',
      place: { kind: 'cores', name: 'p0' },
      factor: expect.closeTo(1.2, 9),
    });
  });
});

describe('edges', () => {
  it('no load, no time, one user', () => {
    expect(response(layers(tiers([{ workers: 1, demand: 1 }], open(0))))).toBe(1);
    expect(response(layers(tiers([{ workers: 2, demand: 0 }], open(5))))).toBeLessThan(1e-9);
    close(
      response(
        layers(
          tiers(
            [
              { workers: 1, demand: 1 },
              { workers: 1, demand: 2 },
            ],
            users(1, 1),
          ),
        ),
      ),
      3,
      1e-9,
    );
    expect(layers(tiers([{ workers: 1, demand: 1 }], users(0, 1))).classes[0]!.throughput).toBe(0);
  });
  it('many users and large pools', () => {
    const model = tiers(
      [
        { workers: 64, cores: 16, demand: 0.02 },
        { workers: 20, cores: 8, demand: 0.01 },
      ],
      users(60_000, 100),
    );
    const { throughput, response: time } = layers(model).classes[0]!;
    close(throughput * (100 + time), 60_000, 1e-6);
    expect(throughput).toBeLessThan(800);
  });
  it('a cycle of calls has no layers; its chain may still be small', () => {
    const model = tiers(
      [
        { workers: 2, demand: 1 },
        { workers: 2, demand: 1 },
      ],
      users(2, 1),
    );
    const cyclic: LayeredModel = {
      ...model,
      entries: [
        model.entries[0]!,
        { ...model.entries[1]!, first: { demand: 1, calls: [{ entry: 2, mean: 1 }] } },
        { name: 'again', task: 0, first: { demand: 1 } },
      ],
    };
    const answer = solveLayered(cyclic, { method: 'layers' });
    expect(answer).toMatchObject({ kind: 'unsolved' });
    if (answer.kind === 'unsolved') expect(answer.why).toContain('t0');
  });
  it('says which argument is wrong', () => {
    expect(() => solveLayered(tiers([{ workers: 0, demand: 1 }], open(1)))).toThrow(/workers of t0/);
    expect(() => solveLayered(tiers([{ demand: -1 }], open(1)))).toThrow(/demand of e0/);
    expect(() => solveLayered(tiers([{ demand: 1 }], open(1)), { tolerance: 0 })).toThrow(/tolerance/);
  });
  it('a chain that is too large is refused', () => {
    const model = tiers(
      [
        { workers: 8, demand: 1 },
        { workers: 8, demand: 1 },
      ],
      users(40, 1),
    );
    expect(solveLayered(model, { method: 'exact', states: 100 })).toMatchObject({ kind: 'unsolved' });
    expect(solved(model, { states: 100 }).method).toBe('layers');
    expect(solved(model, { states: 2000 }).method).toBe('exact');
  });
  it('a like system starts from the last solution and gets the same answer sooner', () => {
    const model = (rate: number): LayeredModel =>
      tiers(
        [
          { workers: 4, demand: 0.05 },
          { workers: 1, demand: 0.07, cv: 2 },
        ],
        open(rate),
      );
    const first = layers(model(8));
    const cold = layers(model(8.1));
    const warm = solved(model(8.1), { method: 'layers', start: first.iterate });
    close(response(warm), response(cold), 1e-5);
    expect(warm.size).toBeLessThanOrEqual(cold.size);
  });
});
