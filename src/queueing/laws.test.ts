/** Laws that hold for any station, network and layered system, on drawn ones. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bulkArrivals,
  erlangABounded,
  finiteSource,
  gigc,
  type LayeredModel,
  mmc,
  mmck,
  type Network,
  solveLayered,
  solveNetwork,
} from './index.js';
import { close } from './testing/close.js';

const rho = fc.double({ min: 0.05, max: 0.98, noNaN: true });
const servers = fc.integer({ min: 1, max: 20 });
const unit = fc.constantFrom(1e-6, 0.01, 7, 1e5);
const runs = { numRuns: 25 };

describe('stations', () => {
  test('time has no unit: all times grow with it, all shares stay', () => {
    fc.assert(
      fc.property(rho, servers, unit, (load, c, u) => {
        const at = (scale: number) => {
          const arrivalRate = (load * c) / scale;
          const serviceRate = 1 / scale;
          return [
            mmc({ arrivalRate, serviceRate, servers: c }),
            mmck({ arrivalRate, serviceRate, servers: c, capacity: c + 5 }),
            gigc({ arrivalRate, arrivalCv2: 3, serviceTime: scale, serviceCv2: 0.5, servers: c }),
            bulkArrivals({ batchRate: arrivalRate / 2, sizes: [0, 1], serviceRate, servers: c }),
            erlangABounded({ arrivalRate, serviceRate, servers: c, patience: serviceRate, capacity: c + 9 }),
            finiteSource({ sources: 3 * c, servers: c, requestRate: load / scale, serviceRate }),
          ];
        };
        const plain = at(1);
        at(u).forEach((m, i) => {
          const one = plain[i]!;
          if (!m.stable || !one.stable) throw new Error('unstable');
          close(m.meanWait, u * one.meanWait, 1e-9);
          close(m.delayProbability, one.delayProbability, 1e-9);
          close(m.waitTail(2 * u), one.waitTail(2), 1e-9);
        });
      }),
      runs,
    );
  });
  test('Little, monotone in load and servers, no wait with servers without end', () => {
    fc.assert(
      fc.property(rho, rho, servers, (a, b, c) => {
        const wait = (load: number, count: number, all = c) => {
          const m = mmc({ arrivalRate: load * all, serviceRate: 1, servers: count });
          const k = mmck({ arrivalRate: load * all, serviceRate: 1, servers: count, capacity: count + 3 });
          if (!m.stable) throw new Error('unstable');
          close(m.meanJobs, m.throughput * m.meanResponse, 1e-12);
          close(k.meanJobs, k.throughput * k.meanResponse, 1e-12);
          close(k.throughput, load * all * (1 - k.lossProbability), 1e-12);
          return [m.meanWait, k.lossProbability, m.waitTail(1)];
        };
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        wait(low, c).forEach((x, i) => {
          expect(x).toBeLessThanOrEqual(wait(high, c)[i]! * (1 + 1e-12));
        });
        wait(high, c + 1).forEach((x, i) => {
          expect(x).toBeLessThanOrEqual(wait(high, c)[i]! * (1 + 1e-12));
        });
        expect(wait(high, c + 200)[0]).toBeLessThan(1e-12);
      }),
      runs,
    );
  });
});

const demand = fc.double({ min: 0.01, max: 1, noNaN: true });
const networks = fc.record({
  stations: fc.array(fc.record({ servers: fc.integer({ min: 1, max: 3 }), demand }), { minLength: 1, maxLength: 3 }),
  users: fc.integer({ min: 2, max: 6 }),
  think: demand,
});

describe('closed networks', () => {
  const solve = (network: Network) => {
    const answer = solveNetwork(network);
    if (!answer.stable) throw new Error('unstable');
    return answer;
  };
  test('scale of time, monotone in users and servers, one class as several alike', () => {
    fc.assert(
      fc.property(networks, unit, ({ stations, users, think }, u) => {
        const at = (counts: readonly number[], scale = 1, more = 0) =>
          solve({
            classes: counts.map((population) => ({ kind: 'closed', population, think: think * scale })),
            stations: stations.map((s) => ({ servers: s.servers + more, demands: counts.map(() => s.demand * scale) })),
          });
        const total = (answer: ReturnType<typeof solve>) => answer.classes.reduce((sum, c) => sum + c.throughput, 0);
        const one = at([users]);
        close(u * total(at([users], u)), total(one), 1e-8);
        close(total(at([1, users - 1])), total(one), 1e-8);
        expect(total(at([users + 1]))).toBeGreaterThanOrEqual(total(one) * (1 - 1e-9));
        expect(total(at([users], 1, 1))).toBeGreaterThanOrEqual(total(one) * (1 - 1e-9));
        // servers for everybody: nobody waits
        const free = stations.reduce((sum, s) => sum + s.demand, think);
        close(total(at([users], 1, users)), users / free, 1e-9);
        close(
          one.stations.reduce((sum, s) => sum + s.queue, think * total(one)),
          users,
          1e-9,
        );
      }),
      runs,
    );
  });
});

describe('layers', () => {
  const systems = fc.record({
    workers: fc.integer({ min: 1, max: 6 }),
    below: fc.integer({ min: 1, max: 4 }),
    demands: fc.tuple(demand, demand),
    calls: fc.integer({ min: 1, max: 3 }),
    load: fc.double({ min: 0.1, max: 0.8, noNaN: true }),
  });
  type Drawn = typeof systems extends fc.Arbitrary<infer T> ? T : never;
  const modelOf = (
    { workers, below, demands, calls, load }: Drawn,
    kind: 'open' | 'closed',
    scale = 1,
  ): LayeredModel => {
    const [front, leaf] = demands;
    // what the leaf alone and the front's workers alone can carry
    const most = Math.min(below / (calls * leaf), workers / (front + calls * leaf), 1 / front);
    return {
      processors: [1, below].map((cores, i) => ({ name: `p${i}`, cores })),
      tasks: [workers, below].map((count, i) => ({ name: `t${i}`, processor: i, workers: count })),
      entries: [
        { name: 'front', task: 0, first: { demand: front * scale, calls: [{ entry: 1, mean: calls }] } },
        { name: 'leaf', task: 1, first: { demand: leaf * scale } },
      ],
      classes: [
        kind === 'open'
          ? { name: 'c', kind, rate: (0.6 * load * most) / scale, targets: [{ entry: 0, share: 1 }] }
          : { name: 'c', kind, users: Math.ceil(12 * load), think: scale, targets: [{ entry: 0, share: 1 }] },
      ],
    };
  };
  const solve = (model: LayeredModel) => {
    const answer = solveLayered(model, { method: 'layers' });
    if (answer.kind !== 'solved') throw new Error(answer.kind);
    return answer;
  };
  test.each(['open', 'closed'] as const)('flow is kept, Little, scale of time, monotone in load: %s', (kind) => {
    fc.assert(
      fc.property(systems, unit, (drawn, u) => {
        const one = solve(modelOf(drawn, kind));
        const [c] = one.classes;
        close(one.tasks[1]!.throughput, drawn.calls * c!.throughput, 1e-4);
        const present = one.tasks[0]!;
        if (present.throughput > 0)
          close(present.waiting + c!.throughput * one.entries[0]!.hold, c!.throughput * c!.response, 1e-4);
        const scaled = solve(modelOf(drawn, kind, u)).classes[0]!;
        close(scaled.response, u * c!.response, 1e-4);
        close(scaled.throughput, c!.throughput / u, 1e-4);
        const more = solve(modelOf({ ...drawn, load: Math.min(0.9, drawn.load * 1.2) }, kind)).classes[0]!;
        expect(more.response).toBeGreaterThanOrEqual(c!.response * (1 - 1e-4));
        expect(more.throughput).toBeGreaterThanOrEqual(c!.throughput * (1 - 1e-4));
      }),
      { numRuns: 12 },
    );
  });
});
