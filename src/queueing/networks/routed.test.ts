/** Routed, open and mixed networks and their marginal laws, against closed forms and exact chains. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { phaseTypeLaw } from '../distributions/index.js';
import { erlangC } from '../stations/erlang.js';
import { mmc } from '../stations/mmc.js';
import { stationary } from '../testing/chain.js';
import { close } from '../testing/close.js';
import { phPhcMeanWait } from '../testing/phPhc.js';
import { asymptoticBounds, queueLengthLaw, type RoutedNetwork, Routing, solveNetwork, solveRouted } from './index.js';

const at = (station: number, c = 0) => ({ station, class: c });

function stable(network: RoutedNetwork) {
  const answer = solveRouted(network);
  if (!answer.stable) throw new Error('unstable');
  return answer;
}

describe('open', () => {
  test('Jackson network with feedback: every station an M/M/c at its flow', () => {
    const network: RoutedNetwork = {
      stations: [
        { discipline: 'fcfs', servers: 2, services: [0.1] },
        { discipline: 'fcfs', services: [0.04] },
        { discipline: 'is', services: [1] },
      ],
      arrivals: [{ ...at(0), rate: 8 }],
      routes: [
        { from: at(0), to: at(1), probability: 0.5 },
        { from: at(0), to: at(2), probability: 0.2 },
        { from: at(1), to: at(0), probability: 0.8 },
        { from: at(1), to: at(1), probability: 0.1 },
      ],
    };
    // l0 = 8 + 0.8 l1, l1 = 0.5 l0 + 0.1 l1
    const l0 = 8 / (1 - (0.8 * 0.5) / 0.9);
    const l1 = (0.5 * l0) / 0.9;
    const answer = stable(network);
    expect(answer.exact).toBe(true);
    const [a, b, c] = answer.stations.map((s) => s[0]!);
    close(a!.throughput, l0);
    close(b!.throughput, l1);
    const first = mmc({ arrivalRate: l0, serviceRate: 10, servers: 2 });
    const second = mmc({ arrivalRate: l1, serviceRate: 25, servers: 1 });
    if (!first.stable || !second.stable) throw new Error('unstable');
    close(a!.response, first.meanResponse);
    close(b!.response, second.meanResponse);
    close(c!.response, 1);
    close(answer.chains[0]!.response, (a!.queue + b!.queue + c!.queue) / 8);
  });

  test('a blueprint of 2, 8 and 6 nodes: logic saturates first, at 8,000 requests a second', () => {
    // nodes of 5000, 1000 and 3000 requests a second; the service is visited twice
    const demands = [1 / 5000, 1 / 1000, 2 / 3000];
    const nodes = demands.map((d) => Math.ceil((6000 * d) / 0.75));
    expect(nodes).toEqual([2, 8, 6]);
    const bounds = asymptoticBounds(demands.map((demand, i) => ({ demand, servers: nodes[i]! })));
    expect([bounds.bottleneck, Math.round(bounds.maximumThroughput)]).toEqual([1, 8000]);
  });

  test('tiers of a blueprint, one pooled M/M/c each: 2.25 ms, 2.69 ms after the loss of a logic node', () => {
    const tiers = (logic: number): RoutedNetwork => ({
      stations: [
        { discipline: 'fcfs', servers: 2, services: [1 / 5000] },
        { discipline: 'fcfs', servers: logic, services: [1 / 1000] },
        { discipline: 'fcfs', servers: 6, services: [1 / 3000] },
      ],
      arrivals: [{ ...at(0), rate: 6000 }],
      routes: [
        { from: at(0), to: at(1), probability: 1 },
        { from: at(1), to: at(2), probability: 1 },
        // two visits on average
        { from: at(2), to: at(2), probability: 0.5 },
      ],
    });
    const whole = stable(tiers(8));
    const [front, middle, back] = whole.stations.map((s) => s[0]!);
    expect(front!.response * 1e3).toBeCloseTo(0.3125, 9);
    expect(middle!.response * 1e3).toBeCloseTo(1.178, 3);
    expect(back!.response * 1e3).toBeCloseTo(0.381, 3);
    expect(whole.chains[0]!.response * 1e3).toBeCloseTo(2.25, 2);
    const lost = stable(tiers(7));
    expect(lost.stations[1]![0]!.utilisation).toBeCloseTo(0.857, 3);
    expect(lost.chains[0]!.response * 1e3).toBeCloseTo(2.69, 2);
  });

  test('two classes at processor sharing, whatever their means; FCFS with unlike means is said', () => {
    const shared = (discipline: 'ps' | 'fcfs' | 'lcfs-pr'): RoutedNetwork => ({
      stations: [{ discipline, services: [0.1, 0.4] }],
      arrivals: [
        { ...at(0, 0), rate: 2 },
        { ...at(0, 1), rate: 1 },
      ],
      routes: [],
    });
    for (const discipline of ['ps', 'lcfs-pr'] as const) {
      const answer = stable(shared(discipline));
      expect([answer.exact, answer.unlike]).toEqual([true, undefined]);
      close(answer.stations[0]![0]!.response, 0.1 / 0.4);
      close(answer.stations[0]![1]!.response, 0.4 / 0.4);
    }
    const fcfs = stable(shared('fcfs'));
    expect([fcfs.exact, fcfs.unlike]).toEqual([false, 0]);
    // Pollaczek-Khinchine: both wait l E(S^2) / (2 (1 - rho))
    const wait = (2 * 2 * 0.1 ** 2 + 2 * 0.4 ** 2) / (2 * 0.4);
    close(fcfs.stations[0]![0]!.response, wait + 0.1);
    close(fcfs.chains[1]!.response, wait + 0.4);
  });

  test('FCFS with unlike means at several servers, against the exact chain', () => {
    for (const [servers, rates, services, bound] of [
      [2, [1.2, 0.2], [1, 2], 0.01],
      [3, [1, 0.12], [1, 8], 0.03],
      [4, [2.7, 0.03], [1, 10], 0.12],
    ] as const) {
      const answer = stable({
        stations: [{ discipline: 'fcfs', servers, services }],
        arrivals: rates.map((rate, c) => ({ ...at(0, c), rate })),
        routes: [],
      });
      const rate = rates[0] + rates[1];
      const share = rates[0] / rate;
      const exact = phPhcMeanWait(
        phaseTypeLaw([1], [[-rate]]),
        phaseTypeLaw(
          [share, 1 - share],
          [
            [-1 / services[0], 0],
            [0, -1 / services[1]],
          ],
        ),
        servers,
      );
      services.forEach((service, c) => {
        const { response, queue, throughput } = answer.stations[0]![c]!;
        expect(Math.abs((response - service) / exact - 1), `${servers} servers`).toBeLessThan(bound);
        close(queue, throughput * response);
        close(answer.chains[c]!.response, response);
      });
    }
  });

  test('a class that changes on the way is one chain', () => {
    const answer = stable({
      stations: [{ discipline: 'ps', services: [0.1, 0.3] }],
      arrivals: [{ ...at(0, 0), rate: 2 }],
      routes: [{ from: at(0, 0), to: at(0, 1), probability: 0.5 }],
    });
    expect(answer.chains).toHaveLength(1);
    close(answer.stations[0]![1]!.throughput, 1);
    close(answer.chains[0]!.response, (0.1 + 0.5 * 0.3) / (1 - 0.5));
  });

  test('overload and requests that can never leave are values; illegal arguments are not', () => {
    const one = (rate: number, p: number): RoutedNetwork => ({
      stations: [{ discipline: 'ps', services: [0.5] }],
      arrivals: [{ ...at(0), rate }],
      routes: [{ from: at(0), to: at(0), probability: p }],
    });
    expect(solveRouted(one(3, 0))).toEqual({ stable: false, station: 0, overload: 1.5 });
    expect(solveRouted(one(3, 1))).toEqual({ stable: false, station: undefined, overload: Infinity });
    expect(() => solveRouted(one(1, 1.5))).toThrow('routes[0].probability');
    expect(() => solveRouted({ ...one(1, 0.5), users: [{ ...at(0), count: 1 }] })).toThrow('users must not share');
    expect(() => new Routing(100, 100, [])).toThrow('at most 2000');
  });

  test('flows are conserved', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }), {
          minLength: 4,
          maxLength: 4,
        }),
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (weights, arrivals) => {
          const rows = weights.map((row) => row.map((w) => w / (row.reduce((a, b) => a + b, 0) + 0.2)));
          const routing = new Routing(
            4,
            1,
            rows.flatMap((row, i) => row.map((p, j) => ({ from: at(i), to: at(j), probability: p }))),
          );
          const flow = routing.flows(arrivals)!;
          flow.forEach((f, j) => {
            const into = rows.reduce((a, row, i) => a + flow[i]! * row[j]!, arrivals[j]!);
            expect(Math.abs(f - into)).toBeLessThanOrEqual(1e-11 * Math.max(1, f));
          });
        },
      ),
    );
  });
});

describe('closed', () => {
  test('classes that switch, against the chain of places', () => {
    // one user class turns into another at the second station; four users
    const services = [
      [1, 0.5],
      [0.3, 0.8],
      [0.7, 0.7],
    ];
    const routes = [
      { from: at(0, 0), to: at(1, 0), probability: 0.6 },
      { from: at(0, 0), to: at(2, 1), probability: 0.4 },
      { from: at(1, 0), to: at(0, 1), probability: 1 },
      { from: at(2, 1), to: at(0, 0), probability: 0.3 },
      { from: at(2, 1), to: at(1, 0), probability: 0.7 },
      { from: at(0, 1), to: at(2, 1), probability: 1 },
    ];
    const answer = stable({
      stations: services.map((s, i) => ({ discipline: 'ps' as const, servers: i === 1 ? 2 : 1, services: s })),
      routes,
      users: [{ ...at(0, 0), count: 4 }],
    });
    expect(answer.exact).toBe(true);
    const { states, p } = stationary<number[][]>(
      [
        [4, 0],
        [0, 0],
        [0, 0],
      ],
      (s) =>
        routes.flatMap(({ from, to, probability }) => {
          const n = s[from.station]![from.class]!;
          if (n === 0) return [];
          const all = s[from.station]!.reduce((a, b) => a + b, 0);
          const speed = Math.min(all, from.station === 1 ? 2 : 1) / services[from.station]![from.class]!;
          const next = s.map((row) => [...row]);
          next[from.station]![from.class]!--;
          next[to.station]![to.class]!++;
          return [{ to: next, rate: probability * speed * (n / all) }];
        }),
    );
    answer.stations.forEach((row, i) => {
      row.forEach(({ queue }, r) => {
        const exact = states.reduce((a, s, k) => a + p[k]! * s[i]![r]!, 0);
        expect(Math.abs(queue - exact)).toBeLessThan(1e-10);
      });
    });
    // the law of the total at the two-server station, with the chain as one class
    const visits = new Routing(3, 2, routes).visits(0);
    const demands = services.map((row, i) => row.reduce((a, s, r) => a + s * visits[r * 3 + i]!, 0));
    const law = queueLengthLaw(
      {
        classes: [{ kind: 'closed', population: 4, think: 0 }],
        stations: demands.map((d, i) => ({ servers: i === 1 ? 2 : 1, demands: [d] })),
      },
      1,
    );
    law.probabilities.forEach((q, n) => {
      const exact = states.reduce((a, s, k) => (s[1]![0]! + s[1]![1]! === n ? a + p[k]! : a), 0);
      expect(Math.abs(q - exact)).toBeLessThan(1e-12);
    });
  });
});

describe('marginal laws', () => {
  test('open: geometric, M/M/c, Poisson', () => {
    const law = (servers: number, load: number) =>
      queueLengthLaw({ classes: [{ kind: 'open', rate: load }], stations: [{ servers, demands: [1] }] }, 0);
    const single = law(1, 0.7);
    close(single.probabilities[10]!, 0.3 * 0.7 ** 10);
    const many = law(10, 9);
    const waits = many.probabilities.reduce((a, q, n) => (n >= 10 ? a + q : a), many.beyond);
    close(waits, erlangC(10, 9));
    close(law(Infinity, 2).probabilities[3]!, (Math.exp(-2) * 8) / 6);
    expect(() => law(1, 1)).toThrow(RangeError);
  });
  test('closed, several classes: the mean is the queue', () => {
    const network = {
      classes: [3, 4].map((population) => ({ kind: 'closed' as const, population, think: 1 })),
      stations: [
        { servers: 3, demands: [1, 2] },
        { servers: 1, demands: [0.5, 0.25] },
        { servers: Infinity, demands: [1, 3] },
      ],
    };
    const answer = solveNetwork(network);
    if (!answer.stable) throw new Error('unstable');
    network.stations.forEach((_, i) => {
      const { probabilities } = queueLengthLaw(network, i);
      close(
        probabilities.reduce((a, q, n) => a + q * n, 0),
        answer.stations[i]!.queue,
      );
    });
  });
});

describe('mixed', () => {
  test('open and closed jobs at several servers: the exact chain', () => {
    const [rate, d, z, n, c] = [1.1, 1, 2, 4, 3];
    const { states, p } = stationary<[number, number]>([0, 0], ([o, k]) => {
      const speed = o + k === 0 ? 0 : Math.min(o + k, c) / (o + k) / d;
      return [
        { to: [o + 1, k], rate: o < 60 ? rate : 0 },
        { to: [o, k + 1], rate: (n - k) / z },
        { to: [o - 1, k], rate: o * speed },
        { to: [o, k - 1], rate: k * speed },
      ];
    });
    const mean = (f: (o: number, k: number) => number): number =>
      states.reduce((a, [o, k], i) => a + p[i]! * f(o, k), 0);
    const answer = solveNetwork({
      classes: [
        { kind: 'open', rate },
        { kind: 'closed', population: n, think: z },
      ],
      stations: [{ servers: c, demands: [d, d] }],
    });
    if (!answer.stable) throw new Error('unstable');
    expect(answer.exact).toBe(true);
    close(answer.classes[0]!.response, mean((o) => o) / rate, 1e-9);
    close(answer.classes[1]!.throughput, mean((_, k) => n - k) / z, 1e-9);
  });
  test('a thousand servers beside open jobs', () => {
    const answer = solveNetwork({
      classes: [
        { kind: 'open', rate: 900 },
        { kind: 'closed', population: 50, think: 1 },
      ],
      stations: [{ servers: 1000, demands: [1, 1] }],
    });
    if (!answer.stable) throw new Error('unstable');
    expect(answer.classes[1]!.response).toBeGreaterThanOrEqual(1);
    expect(answer.classes[1]!.response).toBeLessThan(1.01);
  });
});
