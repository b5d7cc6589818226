/** Closed networks: published cases, exact methods against each other and against chains, laws over random networks, extremes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stationary } from '../testing/chain.js';
import { close } from '../testing/close.js';
import { convolution } from './convolution.js';
import { exactMva } from './exactMva.js';
import {
  asymptoticBounds,
  balancedJobBounds,
  multiClassBounds,
  type Network,
  type NetworkOptions,
  type NetworkStation,
  solveNetwork,
} from './index.js';
import { closedSingle } from './singleClass.js';

function stable(network: Network, options?: NetworkOptions) {
  const answer = solveNetwork(network, options);
  if (!answer.stable) throw new Error('unstable');
  return answer;
}

const closed = (populations: number[], thinks: number[]): Network['classes'] =>
  populations.map((population, r) => ({ kind: 'closed', population, think: thinks[r]! }));

/** The long suite takes more runs. */
const many = process.env.HEADROOM_LONG ? 30 : 1;

describe('published', () => {
  test('interactive system, population by population (Lazowska et al. 1984, ch. 6)', () => {
    const stations = [0.605, 2.1, 1.35].map((d) => ({ servers: 1, demands: [d] }));
    const rows = [
      [1, 0.0525, 0.0318, 0.1102, 0.0708],
      [2, 0.1031, 0.0643, 0.2403, 0.149],
      [3, 0.1515, 0.0976, 0.3947, 0.235],
    ];
    for (const [n, x, ...queues] of rows) {
      const answer = stable({ classes: closed([n!], [15]), stations });
      expect(answer.classes[0]!.throughput).toBeCloseTo(x!, 4);
      answer.stations.forEach((s, i) => {
        expect(s.queue).toBeCloseTo(queues[i]!, 3);
      });
    }
  });
  test('two classes (Lazowska et al. 1984, ch. 7)', () => {
    const answer = stable({
      classes: closed([1, 1], [0, 0]),
      stations: [
        { servers: 1, demands: [1, 2] },
        { servers: 1, demands: [3, 4] },
      ],
    });
    expect(answer.method).toBe('mva');
    close(answer.classes[0]!.throughput, 3 / 19, 1e-12);
    close(answer.classes[1]!.throughput, 2 / 19, 1e-12);
    close(answer.classes[0]!.residence[0]!, 4 / 3, 1e-12);
    close(answer.classes[1]!.residence[1]!, 7, 1e-12);
  });
  test('machine repair: two repairmen, five machines (Cooper 1981, by its balance equations)', () => {
    const [n, fail, repair] = [5, 0.2, 0.5];
    const weights = [1];
    for (let k = 1; k <= n; k++) weights.push((weights[k - 1]! * (n - k + 1) * fail) / (Math.min(k, 2) * repair));
    const mass = weights.reduce((a, b) => a + b, 0);
    const down = weights.reduce((a, w, k) => a + w * k, 0) / mass;
    const answer = stable({ classes: closed([n], [1 / fail]), stations: [{ servers: 2, demands: [1 / repair] }] });
    close(answer.stations[0]!.queue, down, 1e-12);
  });
});

/** Chain of a closed network under processor sharing at any speed. */
function chainQueues(stations: readonly NetworkStation[], populations: readonly number[]): number[][] {
  const speed = ({ servers, speeds }: NetworkStation, n: number): number =>
    speeds ? speeds[Math.min(n, speeds.length) - 1]! : Math.min(n, servers);
  const start = stations.map((_, i) => populations.map((n) => (i === 0 ? n : 0)));
  const { states, p } = stationary<number[][]>(start, (s) =>
    s.flatMap((row, i) => {
      const total = row.reduce((a, b) => a + b, 0);
      return row.flatMap((n, r) => {
        if (n === 0) return [];
        const to = s.map((x) => [...x]);
        to[i]![r]!--;
        to[(i + 1) % s.length]![r]!++;
        return [{ to, rate: ((n / total) * speed(stations[i]!, total)) / stations[i]!.demands[r]! }];
      });
    }),
  );
  return stations.map((_, i) => populations.map((_, r) => states.reduce((a, s, j) => a + p[j]! * s[i]![r]!, 0)));
}

describe('load dependence, against the chain', () => {
  test.each([
    ['rising', [0.7, 1, 2.5]],
    ['falling: a station that thrashes', [1, 1.5, 0.4, 0.3]],
    ['up and down', [0.5, 2, 1]],
  ])('%s', (_, speeds) => {
    const stations: NetworkStation[] = [
      { servers: Infinity, demands: [2, 1] },
      { servers: 1, demands: [1, 0.6], speeds },
      { servers: 2, demands: [0.5, 0.9] },
    ];
    const two = stable({ classes: closed([3, 2], [0, 0]), stations });
    chainQueues(stations, [3, 2]).forEach((row, i) => {
      close(two.stations[i]!.queue, row[0]! + row[1]!, 1e-10);
      close(two.classes[0]!.residence[i]! * two.classes[0]!.throughput, row[0]!, 1e-10);
    });
    const one = stations.map((s) => ({ ...s, demands: [s.demands[0]!] }));
    const single = stable({ classes: closed([6], [0]), stations: one });
    chainQueues(one, [6]).forEach((row, i) => {
      close(single.stations[i]!.queue, row[0]!, 1e-10);
    });
  });
  test('thrashing with many users: the throughput falls, no digits are lost', () => {
    const at = (n: number): number =>
      stable({
        classes: closed([n], [10]),
        stations: [{ servers: 1, demands: [1], speeds: [1, 2, 3, 4, 3, 2, 1, 0.5] }],
      }).classes[0]!.throughput;
    expect(at(30)).toBeGreaterThan(at(200));
    close(at(2000), 0.5, 1e-6);
  });
});

describe('exact methods agree', () => {
  test('mean value analysis and convolution, several classes at single servers', () => {
    const demand = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 3, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(demand, demand, demand), { minLength: 1, maxLength: 4 }),
        fc.tuple(...([4, 3, 3] as const).map((max) => fc.integer({ min: 0, max }))),
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        (demands, populations, think) => {
          const thinks = [think, think / 2, 2 * think];
          const a = exactMva(demands, thinks, populations);
          const b = convolution(
            demands.map((d) => ({ servers: 1, demands: d })),
            thinks,
            populations,
          );
          a.throughputs.forEach((x, r) => {
            close(b.throughputs[r]!, x, 1e-11);
          });
          a.queues.flat().forEach((q, k) => {
            expect(Math.abs(q - b.queues.flat()[k]!)).toBeLessThan(1e-10);
          });
        },
      ),
    );
  });
  test('populations whose constants leave the range of doubles', () => {
    const stations = [
      { servers: 40, demands: [0.5, 0.3] },
      { servers: 1, demands: [0.01, 0.02] },
    ];
    const both = convolution(stations, [1, 1], [300, 300]);
    // all alike: one class of 600
    const same = convolution(
      stations.map((s) => ({ ...s, demands: [s.demands[0]!, s.demands[0]!] })),
      [1, 1],
      [300, 300],
    );
    const single = closedSingle(
      stations.map((s) => ({ servers: s.servers, demand: s.demands[0]! })),
      1,
      600,
    );
    close(same.throughputs[0]! + same.throughputs[1]!, single.throughput, 1e-9);
    expect(both.throughputs.every((x) => x > 0 && x < Infinity)).toBe(true);
  });
  test('a class split into identical ones gives the same sums', () => {
    const station = fc.record({
      servers: fc.constantFrom(1, 2, 5, Infinity),
      demand: fc.double({ min: 0.01, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(station, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 3 }),
        (stations, parts) => {
          const whole = stable({
            classes: closed([parts.reduce((a, b) => a + b, 0)], [1]),
            stations: stations.map((s) => ({ servers: s.servers, demands: [s.demand] })),
          });
          const split = stable({
            classes: closed(
              parts,
              parts.map(() => 1),
            ),
            stations: stations.map((s) => ({ servers: s.servers, demands: parts.map(() => s.demand) })),
          });
          close(
            split.classes.reduce((a, c) => a + c.throughput, 0),
            whole.classes[0]!.throughput,
            1e-10,
          );
        },
      ),
      { numRuns: 50 * many },
    );
  });
});

const networks = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }))
  .chain(([classes, stations]) => {
    const list = <T>(of: fc.Arbitrary<T>, length: number) => fc.array(of, { minLength: length, maxLength: length });
    const demand = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 3, noNaN: true }), fc.constant(5e-324));
    return fc.record({
      classes: list(
        fc.oneof(
          fc.record({
            kind: fc.constant('closed' as const),
            population: fc.integer({ min: 0, max: 12 }),
            think: fc.double({ min: 0.01, max: 5, noNaN: true }),
          }),
          fc.record({ kind: fc.constant('open' as const), rate: fc.double({ min: 1e-6, max: 0.2, noNaN: true }) }),
        ),
        classes,
      ),
      stations: list(
        fc.record({ servers: fc.constantFrom(0.5, 1, 1, 2, 2.5, 7, Infinity), demands: list(demand, classes) }),
        stations,
      ),
    });
  });

describe('every method', () => {
  // the laws themselves are checked inside: a violation throws
  test('obeys the laws', () => {
    fc.assert(
      fc.property(
        networks,
        fc.constantFrom('auto' as const, 'linearizer' as const, 'aql' as const, 'bard-schweitzer' as const),
        fc.constantFrom('conway' as const, 'suri' as const, 'seidmann' as const),
        (network, method, multiServer) => {
          const answer = solveNetwork(network, { method, multiServer });
          if (answer.stable) expect(answer.converged).toBe(true);
        },
      ),
      { numRuns: 300 * many },
    );
  });
  test('does not depend on the unit of time', () => {
    fc.assert(
      fc.property(networks, fc.constantFrom('auto' as const, 'linearizer' as const), (network, method) => {
        const slow: Network = {
          classes: network.classes.map((c) =>
            c.kind === 'open' ? { ...c, rate: c.rate / 1024 } : { ...c, think: c.think * 1024 },
          ),
          stations: network.stations.map((s) => ({ ...s, demands: s.demands.map((d) => d * 1024) })),
        };
        const a = solveNetwork(network, { method });
        const b = solveNetwork(slow, { method });
        // at a load of exactly 1 rounding decides
        if (!a.stable || !b.stable) return;
        a.classes.forEach((c, r) => {
          expect(Math.abs(b.classes[r]!.throughput * 1024 - c.throughput)).toBeLessThanOrEqual(1e-7 * c.throughput);
        });
      }),
      { numRuns: 100 * many },
    );
  });
  test('exact throughputs lie within the bounds', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const classes = network.classes.map((c) =>
          c.kind === 'open' ? { kind: 'closed' as const, population: 3, think: 0.5 } : c,
        );
        const answer = stable({ ...network, classes });
        const thinks = classes.map((c) => c.think);
        const populations = classes.map((c) => c.population);
        multiClassBounds(network.stations, thinks, populations).forEach(({ low, high }, r) => {
          const x = answer.classes[r]!.throughput;
          expect(x).toBeGreaterThanOrEqual(low * (1 - 1e-9));
          expect(x).toBeLessThanOrEqual(high * (1 + 1e-9));
        });
        if (classes.length > 1 || populations[0] === 0) return;
        const stations = network.stations.map((s) => ({ servers: s.servers, demand: s.demands[0]! }));
        const { throughput, response } = balancedJobBounds(stations, thinks[0]!, populations[0]!);
        const { throughput: x, response: r } = answer.classes[0]!;
        expect(x).toBeGreaterThanOrEqual(throughput.low * (1 - 1e-9));
        expect(x).toBeLessThanOrEqual(throughput.high * (1 + 1e-9));
        expect(r).toBeGreaterThanOrEqual(response.low * (1 - 1e-9) - 1e-9);
        expect(r).toBeLessThanOrEqual(response.high * (1 + 1e-9) + 1e-9);
        const loose = asymptoticBounds(stations, thinks[0]!);
        expect(throughput.high).toBeLessThanOrEqual(loose.throughput(populations[0]!) * (1 + 1e-12));
      }),
      { numRuns: 200 * many },
    );
  });
});

describe('extremes', () => {
  test('a hundred thousand users, a thousand servers', () => {
    const answer = stable({
      classes: closed([100_000], [10]),
      stations: [
        { servers: 1000, demands: [0.15] },
        { servers: 1, demands: [0.0001] },
      ],
    });
    expect(answer.exact).toBe(true);
    close(answer.classes[0]!.throughput, 1000 / 0.15, 1e-6);
  });
  test('no think time, no demand, no users', () => {
    const answer = stable({
      classes: closed([2, 0, 3], [0, 0, 4]),
      stations: [{ servers: 1, demands: [1, 2, 0] }],
    });
    expect(answer.classes.map((c) => c.throughput)).toEqual([1, 0, 0.75]);
    // a first user of the second class would wait for the two of the first
    close(answer.classes[1]!.response, 2 * (1 + 2), 1e-12);
  });
  test('too large for an exact answer: named, or refused with its size', () => {
    const network: Network = {
      classes: closed([100, 100, 100, 100], [1, 1, 1, 1]),
      stations: [{ servers: 2, demands: [0.1, 0.2, 0.3, 0.4] }],
    };
    expect([stable(network).method, stable(network).multiServer]).toEqual(['linearizer', 'conway']);
    expect(() => solveNetwork(network, { method: 'exact' })).toThrow(
      /^an exact solution takes .* operations and .* bytes; options\.work and options\.memory allow 2\.0e\+8/,
    );
    expect(stable(network, { work: 100 }).method).toBe('bard-schweitzer');
  });
  test('illegal arguments are named', () => {
    const station = { servers: 1, demands: [1] };
    const one = (more: object) => () =>
      solveNetwork({ classes: closed([1], [1]), stations: [{ ...station, ...more }] });
    expect(one({ servers: 0 })).toThrow('stations[0].servers');
    expect(one({ demands: [-1] })).toThrow('stations[0].demands[0]');
    expect(one({ demands: [1, 2] })).toThrow('stations[0].demands must have length 1');
    expect(one({ speeds: [1, 0] })).toThrow('stations[0].speeds[1]');
    expect(one({ servers: 2, speeds: [1] })).toThrow('stations[0].servers must be 1 with speeds');
    expect(() => solveNetwork({ classes: closed([1.5], [1]), stations: [station] })).toThrow('classes[0].population');
  });
});
