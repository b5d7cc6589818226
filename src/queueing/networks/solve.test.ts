/** Networks against published figures, exact chains, exact recursion and each other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asymptoticBounds, mmc, type Network, solveNetwork } from '../index.js';
import { stationary } from '../testing/chain.js';
import { close } from '../testing/close.js';
import { approximate } from './approximate.js';
import { convolution } from './convolution.js';
import { closedSingle } from './singleClass.js';

function stable(network: Network) {
  const a = solveNetwork(network);
  if (!a.stable) throw new Error('unstable');
  return a;
}

test('closed system, as published', () => {
  const stations = [0.005, 0.02, 0.01].map((demand) => ({ demand, servers: 1 }));
  const b = asymptoticBounds(stations, 1);
  expect(b.maximumThroughput).toBe(50);
  close(b.saturationPopulation, 51.75);
  expect(b.bottleneck).toBe(1);
  const a = stable({
    classes: [{ kind: 'closed', population: 52, think: 1 }],
    stations: stations.map((s) => ({ servers: 1, demands: [s.demand] })),
  });
  expect(a.classes[0]!.throughput).toBeCloseTo(45.26, 2);
  expect(a.classes[0]!.response * 1e3).toBeCloseTo(149, 0);
  expect(a.exact).toBe(true);
});

/** Chain of a closed network: per station and class, jobs under processor sharing of c servers; think is a station. */
function chain(stations: readonly { servers: number; demands: readonly number[] }[], populations: readonly number[]) {
  const start = stations.map((_, i) => populations.map((n) => (i === 0 ? n : 0)));
  const { states, p } = stationary<number[][]>(start, (s) =>
    s.flatMap((row, i) => {
      const total = row.reduce((a, b) => a + b, 0);
      return row.flatMap((n, r) => {
        if (n === 0) return [];
        const to = s.map((x) => [...x]);
        to[i]![r]!--;
        to[(i + 1) % s.length]![r]!++;
        return [{ to, rate: ((n / total) * Math.min(total, stations[i]!.servers)) / stations[i]!.demands[r]! }];
      });
    }),
  );
  const queue = (i: number, r: number): number => states.reduce((a, s, j) => a + p[j]! * s[i]![r]!, 0);
  return { queue };
}

describe('closed', () => {
  test('one class, several servers, against the chain', () => {
    const stations = [
      { servers: Infinity, demands: [2] },
      { servers: 3, demands: [1.5] },
      { servers: 1, demands: [0.4] },
      { servers: 2, demands: [1] },
    ];
    for (const n of [1, 3, 7]) {
      const exact = chain(stations, [n]);
      const a = stable({ classes: [{ kind: 'closed', population: n, think: 0 }], stations });
      a.stations.forEach((s, i) => {
        close(s.queue, exact.queue(i, 0), 1e-10);
      });
      close(a.classes[0]!.throughput, exact.queue(0, 0) / 2, 1e-10);
    }
  });
  test('two classes, several servers, against the chain', () => {
    const stations = [
      { servers: Infinity, demands: [2, 1] },
      { servers: 2, demands: [1.5, 0.5] },
      { servers: 1, demands: [0.4, 0.3] },
    ];
    const exact = chain(stations, [3, 2]);
    const a = convolution(stations, [0, 0], [3, 2]);
    stations.forEach((_, i) => {
      close(a.queues[i]![0]!, exact.queue(i, 0), 1e-10);
      close(a.queues[i]![1]!, exact.queue(i, 1), 1e-10);
    });
  });
  test('no digits lost: 64 servers, 5,000 users; a hundred thousand users', () => {
    const a = stable({
      classes: [{ kind: 'closed', population: 5000, think: 1 }],
      stations: [
        { servers: 64, demands: [0.05] },
        { servers: 1, demands: [0.0005] },
      ],
    });
    close(a.classes[0]!.throughput, 1280, 1e-6);
    const b = closedSingle(
      [
        { demand: 0.001, servers: 1 },
        { demand: 0.0005, servers: 1 },
      ],
      10,
      100_000,
    );
    close(b.throughput, 1000, 1e-9);
    const wide = closedSingle([{ demand: 1, servers: 3000 }], 1, 5000);
    close(wide.throughput * 2, 5000, 1e-9);
  });
  test('one class by both exact ways, Linearizer near them', () => {
    const number = fc.double({ min: 0.01, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 30 }),
        number,
        (demands, n, think) => {
          const single = closedSingle(
            demands.map((demand) => ({ demand, servers: 1 })),
            think,
            n,
          );
          const multi = convolution(
            demands.map((d) => ({ demands: [d], servers: 1 })),
            [think],
            [n],
          );
          close(single.throughput, multi.throughputs[0]!, 1e-10);
          const near = approximate(
            demands.map((d) => ({ demands: [d], servers: 1 })),
            [think],
            [n],
            'linearizer',
            'conway',
          );
          close(near.throughputs[0]!, single.throughput, 0.02);
        },
      ),
      { numRuns: 60 },
    );
  });
  test('within the bounds, monotone in users, Little holds', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            demand: fc.double({ min: 0, max: 2, noNaN: true }),
            servers: fc.constantFrom(0.5, 1, 2, 2.5, 5, 40, Infinity),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        fc.integer({ min: 1, max: 80 }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (stations, n, think) => {
          const at = (population: number) =>
            stable({
              classes: [{ kind: 'closed', population, think }],
              stations: stations.map((s) => ({ servers: s.servers, demands: [s.demand] })),
            });
          const a = at(n);
          const x = a.classes[0]!.throughput;
          const slow = stations.map((s) => ({ ...s, demand: s.demand }));
          expect(x).toBeLessThanOrEqual(asymptoticBounds(slow, think).throughput(n) * (1 + 1e-9));
          expect(at(n + 1).classes[0]!.throughput).toBeGreaterThanOrEqual(x * (1 - 1e-12));
          close(a.stations.reduce((q, s) => q + s.queue, 0) + x * think, n, 1e-9);
        },
      ),
    );
  });
  test('too large for the lattice: Linearizer, named and not exact', () => {
    const a = stable({
      classes: [100, 200, 300].map((population) => ({ kind: 'closed' as const, population, think: 5 })),
      stations: [
        { servers: 4, demands: [0.05, 0.02, 0.03] },
        { servers: 1, demands: [0.005, 0.004, 0.003] },
      ],
    });
    expect([a.method, a.exact]).toEqual(['linearizer', false]);
    const many = solveNetwork(
      {
        classes: Array.from({ length: 20 }, () => ({ kind: 'closed' as const, population: 50, think: 5 })),
        stations: [{ servers: 1, demands: Array.from({ length: 20 }, (_, r) => 0.001 * (r + 1)) }],
      },
      { work: 1e3 },
    );
    expect(many.stable && many.method).toBe('bard-schweitzer');
  });
});

describe('open and mixed', () => {
  test('open only: M/M/c, overload is a value', () => {
    const a = stable({ classes: [{ kind: 'open', rate: 9 }], stations: [{ servers: 10, demands: [1] }] });
    const m = mmc({ arrivalRate: 9, serviceRate: 1, servers: 10 });
    if (m.stable) close(a.classes[0]!.response, m.meanResponse, 1e-12);
    expect(solveNetwork({ classes: [{ kind: 'open', rate: 3 }], stations: [{ servers: 2, demands: [1] }] })).toEqual({
      stable: false,
      station: 0,
      overload: 1.5,
    });
  });
  test('mixed, one server: the exact chain', () => {
    const [rate, d, z, n] = [0.3, 1, 4, 3];
    // state: open jobs, closed jobs at the server
    const { states, p } = stationary<[number, number]>([0, 0], ([o, k]) => [
      { to: [o + 1, k], rate: o < 60 ? rate : 0 },
      { to: [o, k + 1], rate: (n - k) / z },
      { to: [o - 1, k], rate: o === 0 ? 0 : o / (o + k) / d },
      { to: [o, k - 1], rate: k === 0 ? 0 : k / (o + k) / d },
    ]);
    const mean = (f: (o: number, k: number) => number): number =>
      states.reduce((a, [o, k], i) => a + p[i]! * f(o, k), 0);
    const a = stable({
      classes: [
        { kind: 'open', rate },
        { kind: 'closed', population: n, think: z },
      ],
      stations: [{ servers: 1, demands: [d, d] }],
    });
    close(a.classes[0]!.response, mean((o) => o) / rate, 1e-8);
    close(a.classes[1]!.throughput, mean((_, k) => n - k) / z, 1e-8);
    expect(a.exact).toBe(true);
  });
  test('no users, no load', () => {
    const a = stable({
      classes: [
        { kind: 'closed', population: 0, think: 1 },
        { kind: 'open', rate: 0 },
      ],
      stations: [{ servers: 2, demands: [1, 1] }],
    });
    expect(a.classes.map((c) => [c.throughput, c.response])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(() => solveNetwork({ classes: [{ kind: 'closed', population: 1, think: 0 }], stations: [] })).toThrow(
      RangeError,
    );
  });
});
