// Systems at the edges: no time at all, deep chains, times near the end of the range of numbers, answers that break a law.
import { describe, expect, it } from 'vitest';
import { close } from '../testing/close.js';
import { brokenLaw } from './laws.js';
import type { LayeredClass, LayeredEntry, LayeredModel } from './model.js';
import { type LayeredSolution, solveLayered } from './solve.js';

const users = (count: number, think: number): LayeredClass => ({
  name: 'users',
  kind: 'closed',
  users: count,
  think,
  targets: [{ entry: 0, share: 1 }],
});
const arrivals = (rate: number): LayeredClass => ({
  name: 'arrivals',
  kind: 'open',
  rate,
  targets: [{ entry: 0, share: 1 }],
});

/** Tasks on processors of their own, one entry each. */
function system(
  list: readonly (Omit<LayeredEntry, 'name' | 'task'> & { workers?: number; cores?: number })[],
  ...classes: LayeredClass[]
): LayeredModel {
  return {
    processors: list.map(({ cores = Infinity }, i) => ({ name: `p${i}`, cores })),
    tasks: list.map(({ workers = Infinity }, i) => ({ name: `t${i}`, processor: i, workers })),
    entries: list.map(({ workers, cores, ...entry }, i) => ({ name: `e${i}`, task: i, ...entry })),
    classes,
  };
}
const tiers = (depth: number, cores: number, ...classes: LayeredClass[]): LayeredModel =>
  system(
    Array.from({ length: depth }, (_, i) => ({
      workers: 5,
      cores,
      first: { demand: 0.01, calls: i + 1 < depth ? [{ entry: i + 1, mean: 1 }] : [] },
    })),
    ...classes,
  );
function solved(model: LayeredModel, method: 'exact' | 'layers' | 'auto' = 'layers'): LayeredSolution {
  const answer = solveLayered(model, { method });
  if (answer.kind !== 'solved') throw new Error(JSON.stringify(answer));
  return answer;
}

describe('calls that take no time', () => {
  it('a geometric number of them, from an entry without demand', () => {
    const model = system(
      [
        {
          workers: 2,
          law: 'geometric',
          first: {
            demand: 0,
            calls: [
              { entry: 1, mean: 3 },
              { entry: 2, mean: 2 },
            ],
          },
        },
        { workers: 1, first: { demand: 0 } },
        { workers: 1, first: { demand: 0.1 } },
      ],
      users(4, 1),
    );
    const answer = solved(model, 'exact');
    const without = solved(
      system(
        [
          { workers: 2, law: 'geometric', first: { demand: 0, calls: [{ entry: 1, mean: 2 }] } },
          { workers: 1, first: { demand: 0.1 } },
        ],
        users(4, 1),
      ),
      'exact',
    );
    close(answer.classes[0]!.response, without.classes[0]!.response, 1e-9);
    close(answer.entries[1]!.throughput, 3 * answer.classes[0]!.throughput, 1e-9);
  });
  it('all of them: no time at all', () => {
    const model = system(
      [
        { workers: 2, law: 'geometric', first: { demand: 0, calls: [{ entry: 1, mean: 3 }] } },
        { workers: 1, first: { demand: 0 } },
      ],
      users(4, 1),
    );
    expect(solved(model, 'exact').classes[0]).toEqual({ throughput: 4, response: 0 });
  });
  it('of a task whose other entry holds its worker: they may wait', () => {
    const model: LayeredModel = {
      processors: [{ name: 'p', cores: Infinity }],
      tasks: [
        { name: 'a', processor: 0, workers: 3 },
        { name: 'b', processor: 0, workers: 1 },
      ],
      entries: [
        { name: 'ea', task: 0, law: 'geometric', first: { demand: 0, calls: [{ entry: 1, mean: 4 }] } },
        { name: 'quick', task: 1, first: { demand: 0 } },
        { name: 'slow', task: 1, first: { demand: 0.5 } },
      ],
      classes: [users(2, 1), { name: 'slow', kind: 'closed', users: 1, think: 1, targets: [{ entry: 2, share: 1 }] }],
    };
    // Who leaves after a call leaves the worker free (4 in 5), so that it is busy for the next one with 1/4, else (no call) with 1/2.
    close(solved(model, 'exact').classes[0]!.response, 0.8 * (0.25 / 0.95) * 0.5, 1e-9);
  });
  it('a cycle of them without end is refused', () => {
    const model = system(
      [
        { first: { demand: 0, calls: [{ entry: 1, mean: 1 }] } },
        { first: { demand: 0, calls: [{ entry: 0, mean: 1 }] } },
      ],
      users(1, 1),
    );
    expect(solveLayered(model, { method: 'exact' })).toMatchObject({
      kind: 'unsolved',
      why: expect.stringContaining('no time'),
    });
  });
  it('more calls in a row than the chain may have states', () => {
    const model = system(
      [{ first: { demand: 1, calls: [{ entry: 1, mean: 1e9 }] } }, { first: { demand: 1e-9 } }],
      users(1, 1),
    );
    expect(solveLayered(model, { method: 'exact' })).toMatchObject({ kind: 'unsolved' });
    close(solved(model, 'auto').classes[0]!.response, 2, 1e-9);
  });
});

describe('calls beside each other', () => {
  const model = system(
    [
      { workers: 2, first: { demand: 0.1, calls: [{ entry: 1, mean: 1, held: 0.3 }] } },
      { workers: 1, first: { demand: 0.2 } },
    ],
    users(2, 1),
  );
  it('are no part of the chain, which says so', () => {
    expect(solveLayered(model, { method: 'exact' })).toMatchObject({
      kind: 'unsolved',
      why: expect.stringContaining('at once'),
    });
  });
  it('are solved by layers where the method is free', () => {
    expect(solved(model, 'auto').method).toBe('layers');
  });
});

describe('any size and any unit of time', () => {
  it.each([1e-305, 1e-200, 1e-30, 1e30, 1e200, 1e300])('times of about %s seconds', (unit) => {
    const at = (one: number): LayeredModel =>
      system(
        [
          { workers: 3, cores: 2, first: { demand: one, calls: [{ entry: 1, mean: 1 }] } },
          { workers: 2, cores: 1, first: { demand: 0.7 * one, cv: 2 } },
        ],
        users(20, 2 * one),
      );
    for (const method of ['layers', 'exact'] as const) {
      const { response, throughput } = solved(at(unit), method).classes[0]!;
      close(response / unit, solved(at(1), method).classes[0]!.response, 1e-6);
      close(throughput * unit, solved(at(1), method).classes[0]!.throughput, 1e-6);
    }
  });
  it.each([1e-300, 1e-200, 1e-101, 1e-60])('a demand of %s seconds beside a second of thinking', (demand) => {
    const model = system(
      [
        { workers: 3, cores: 2, first: { demand, calls: [{ entry: 1, mean: 1 }] } },
        { workers: 2, cores: 1, first: { demand, cv: 2 } },
      ],
      users(20, 1),
    );
    close(solved(model).classes[0]!.throughput, 20, 1e-9);
    expect(solved(model).classes[0]!.response).toBeLessThan(1e-11);
  });
  it('a hundred tiers settle', () => {
    const depth = 100;
    for (const cores of [Infinity, 1])
      for (const load of [users(50, 1), arrivals(2 / depth)]) {
        const answer = solveLayered(tiers(depth, cores, load), { method: 'layers' });
        expect(answer, `${cores} cores, ${JSON.stringify(load)}`).toMatchObject({ kind: 'solved' });
        if (load.kind !== 'closed' || load.users !== 50 || answer.kind !== 'solved') continue;
        // Five workers at a time, each for all tiers below the first that fills.
        const most = Math.min(50 / (1 + 0.01 * depth), 5 / (0.01 * depth) + 100 / depth);
        expect(answer.classes[0]!.throughput).toBeLessThanOrEqual(most);
        expect(answer.classes[0]!.throughput).toBeGreaterThan(0.85 * Math.min(50 / (1 + 0.01 * depth), 500 / depth));
      }
  });
});

describe('callers that together want more than a station has', () => {
  it.each([1, 2])('all wait for what is too much, %s workers', (workers) => {
    const model: LayeredModel = {
      processors: [{ name: 'p', cores: workers }],
      tasks: [{ name: 't', processor: 0, workers }],
      entries: [1, 10].map((demand, i) => ({ name: `e${i}`, task: 0, first: { demand } })),
      classes: [1, 10].map((unit, i) => ({
        name: `c${i}`,
        kind: 'closed',
        users: 2 * workers,
        think: 0.5 * unit,
        targets: [{ entry: i, share: 1 }],
      })),
    };
    const { tasks, classes } = solved(model);
    expect(tasks[0]!.utilisation).toBeGreaterThan(0.97);
    const truth = solved(model, 'exact').classes;
    classes.forEach(({ throughput }, c) => {
      close(throughput, truth[c]!.throughput, 0.3);
    });
  });
  it('second phases and two processors, users and arrivals (LQNS regression model B07)', () => {
    const call = (entry: number, mean: number): { entry: number; mean: number } => ({ entry, mean });
    const law = 'geometric';
    const model: LayeredModel = {
      processors: [
        { name: 'p1', cores: 1 },
        { name: 'p2', cores: 1 },
      ],
      tasks: [
        { name: 't1', processor: 0, workers: Infinity },
        { name: 't3', processor: 0, workers: 1 },
        { name: 't4', processor: 0, workers: 1 },
        { name: 't2', processor: 1, workers: 1 },
        { name: 't5', processor: 1, workers: 1 },
        { name: 'rest of t2', processor: 1, workers: Infinity },
      ],
      entries: [
        { name: 'e1', task: 0, first: { demand: 0, calls: [call(7, 1), call(8, 1)] } },
        { name: 'e3', task: 1, first: { demand: 0.1 }, second: { demand: 2 } },
        { name: 'e4', task: 1, first: { demand: 0.3 }, second: { demand: 0.5 } },
        {
          name: 'e5',
          task: 2,
          law,
          first: { demand: 0.3, calls: [call(5, 0.5)] },
          second: { demand: 0.1, calls: [call(5, 1.7)] },
        },
        { name: 'e2', task: 3, first: { demand: 0 }, second: { demand: 0, calls: [call(9, 1), call(10, 1)] } },
        { name: 'e6', task: 4, first: { demand: 1 }, second: { demand: 2 } },
        { name: 'e7', task: 4, first: { demand: 0.1 }, second: { demand: 0.7 } },
        { name: 'e1_2', task: 0, law, first: { demand: 1.5, calls: [call(1, 1), call(2, 0.5), call(3, 2)] } },
        { name: 'e1_3', task: 0, law, first: { demand: 0.5, calls: [call(3, 1.1)] } },
        { name: 'e2_2', task: 5, law, first: { demand: 0.1, calls: [call(3, 2), call(5, 1)] } },
        { name: 'e2_3', task: 5, law, first: { demand: 0.2, calls: [call(3, 1.1), call(5, 2.5), call(6, 1)] } },
      ],
      classes: [users(1, 0), { ...arrivals(0.01), targets: [{ entry: 4, share: 1 }] }],
    };
    const answer = solved(model);
    for (const { utilisation } of [...answer.tasks, ...answer.processors]) expect(utilisation).toBeLessThanOrEqual(1);
    // By its chain of 94,581 states.
    close(answer.classes[0]!.throughput, 0.031815, 0.05);
    close(answer.classes[0]!.response, 31.4317, 0.05);
  });
});

describe('answers that break a law are found out', () => {
  const model = system([{ workers: 2, cores: 1, first: { demand: 0.1 } }], users(4, 1));
  const right = solved(model);
  it('none is broken by a right one', () => {
    expect(brokenLaw(model, [0], right)).toBeUndefined();
  });
  it.each([
    ['workers', { tasks: [{ ...right.tasks[0]!, busy: 2.1 }] }, /2\.10 workers of t0 would be busy, of 2/],
    ['cores', { processors: [{ busy: 6.7, utilisation: 1 }] }, /6\.70 cores of p0 would be busy, of 1/],
    ['Little', { classes: [{ throughput: 3, response: 1 }] }, /Little/],
    ['work alone', { classes: [{ throughput: 4 / 1.05, response: 0.05 }] }, /work alone/],
    [
      'no work done',
      { classes: [{ throughput: 4 / 41, response: 40 }], entries: [{ throughput: 0.1, service: 0.1, hold: 0.1 }] },
      /work is done/,
    ],
    ['numbers', { classes: [{ throughput: Number.NaN, response: 1 }] }, /numbers/],
  ] as const)('%s', (_, wrong, text) => {
    expect(brokenLaw(model, [0], { ...right, ...wrong })).toMatch(text);
  });
});
