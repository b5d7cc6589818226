/** Stations that are chains, against the full chain solved state by state, closed forms and limits. */
import { describe, expect, test } from 'vitest';
import {
  breakdowns,
  bulkArrivals,
  engset,
  erlangB,
  erlangLaw,
  exponentialLaw,
  finiteSource,
  fitTwoMoments,
  gm1,
  mapMc,
  mapPh1,
  mg1,
  mg1Setup,
  mmc,
  mmcSetup,
  mmpp,
  multiRateLoss,
  phaseTypeLaw,
  retrialQueue,
} from '../index.js';
import { stationary } from '../testing/chain.js';
import { close } from '../testing/close.js';

function steady<T extends { stable: boolean }>(answer: T): Extract<T, { stable: true }> {
  if (!answer.stable) throw new Error('unstable');
  return answer as Extract<T, { stable: true }>;
}

describe('finite source', () => {
  test('Engset against the chain; many sources are Poisson', () => {
    const m = engset({ sources: 12, servers: 5, requestRate: 0.3, serviceRate: 1 });
    const { p } = stationary(0, (n) => [
      { to: Math.min(n + 1, 5), rate: n < 5 ? (12 - n) * 0.3 : 0 },
      { to: Math.max(0, n - 1), rate: n },
    ]);
    close(m.timeCongestion, p[5]!, 1e-12);
    const asked = p.reduce((sum, x, n) => sum + x * (12 - n), 0);
    close(m.lossProbability, (p[5]! * 7) / asked, 1e-12);
    // the loss is the time congestion with one source less (Engset)
    close(
      m.lossProbability,
      engset({ sources: 11, servers: 5, requestRate: 0.3, serviceRate: 1 }).timeCongestion,
      1e-12,
    );
    close(
      engset({ sources: 1e6, servers: 10, requestRate: 9e-6, serviceRate: 1 }).lossProbability,
      erlangB(10, 9),
      5e-5,
    );
    expect(engset({ sources: 4, servers: 5, requestRate: 1, serviceRate: 1 }).lossProbability).toBe(0);
    expect(() => finiteSource({ sources: 1e9, servers: 5, requestRate: 1, serviceRate: 1 })).toThrow(/2000000/);
  });
  test('repair shop: Little for thinking and waiting, the arrival theorem, the law of the response', () => {
    const m = finiteSource({ sources: 20, servers: 3, requestRate: 0.25, serviceRate: 1 });
    close(m.meanJobs, m.throughput * m.meanResponse, 1e-12);
    close(20 - m.meanJobs, m.throughput / 0.25, 1e-12);
    close(m.meanQueue, m.throughput * m.meanWait, 1e-12);
    let sum = 0;
    for (let t = 0.005; t < 100; t += 0.01) sum += 0.01 * m.responseTail(t);
    close(sum, m.meanResponse, 1e-5);
    close(m.waitTail(m.waitPercentile(0.999)), 1e-3, 1e-9);
    // as many servers as sources: no wait
    expect(finiteSource({ sources: 3, servers: 5, requestRate: 1, serviceRate: 1 }).meanWait).toBe(0);
  });
});

describe('bulk arrivals', () => {
  test('single jobs are M/M/c', () => {
    const b = steady(bulkArrivals({ batchRate: 4, sizes: [1], serviceRate: 1, servers: 5 }));
    const m = steady(mmc({ arrivalRate: 4, serviceRate: 1, servers: 5 }));
    for (const key of ['meanWait', 'varianceWait', 'delayProbability', 'meanJobs'] as const)
      close(b[key], m[key], 1e-11);
    close(b.responseTail(3), m.responseTail(3), 1e-11);
    close(b.waitPercentile(0.9999), m.waitPercentile(0.9999), 1e-10);
  });
  test('one server: the closed mean, pairs and triples', () => {
    // L = rho (1 + E X^2 / E X) / (2 (1 - rho)), Kleinrock 1975
    const sizes = [0.2, 0.5, 0.3];
    const [x1, x2] = [2.1, 0.2 + 4 * 0.5 + 9 * 0.3];
    const rate = 0.35;
    const rho = rate * x1;
    const b = steady(bulkArrivals({ batchRate: rate, sizes, serviceRate: 1, servers: 1 }));
    close(b.meanJobs, (rho * (1 + x2 / x1)) / (2 * (1 - rho)), 1e-11);
  });
  test('several servers: the chain', () => {
    const sizes = [0.5, 0, 0, 0.5];
    const b = steady(bulkArrivals({ batchRate: 1, sizes, serviceRate: 1, servers: 4 }));
    const { states, p } = stationary(0, (n) => [
      { to: Math.min(n + 1, 300), rate: 0.5 },
      { to: Math.min(n + 4, 300), rate: 0.5 },
      { to: Math.max(0, n - 1), rate: Math.min(n, 4) },
    ]);
    states.forEach((n, i) => {
      if (n < 150) close(b.jobsProbability(n), p[i]!, 1e-9);
    });
    close(
      b.meanJobs,
      states.reduce((sum, n, i) => sum + n * p[i]!, 0),
      1e-10,
    );
    close(
      b.jobsTail(60),
      states.reduce((sum, n, i) => sum + (n > 60 ? p[i]! : 0), 0),
      1e-9,
    );
    expect(bulkArrivals({ batchRate: 2, sizes, serviceRate: 1, servers: 4 })).toEqual({
      stable: false,
      overload: 1.25,
    });
  });
});

describe('MMPP and MAP', () => {
  test('one phase is M/M/c, Erlang gaps are E2/M/1', () => {
    const a = steady(mapMc({ arrivals: mmpp([4], [[0]]), serviceRate: 1, servers: 5 }));
    const m = steady(mmc({ arrivalRate: 4, serviceRate: 1, servers: 5 }));
    for (const key of ['meanWait', 'varianceWait', 'delayProbability', 'meanJobs', 'varianceJobs'] as const) {
      close(a[key], m[key], 1e-10);
    }
    close(a.responseTail(4), m.responseTail(4), 1e-10);
    const gaps = {
      d0: [
        [0, 1.6],
        [0, 0],
      ],
      d1: [
        [0, 0],
        [1.6, 0],
      ],
    };
    const e = steady(mapMc({ arrivals: gaps, serviceRate: 1, servers: 1 }));
    const g = steady(gm1({ interarrival: erlangLaw(1 / 0.8, 2), serviceRate: 1 }));
    close(e.meanWait, g.meanWait, 1e-10);
    close(e.waitTail(20), g.waitTail(20), 1e-9);
    close(e.waitPercentile(1 - 1e-9), g.waitPercentile(1 - 1e-9), 1e-9);
  });
  test('bursts at three servers: the chain', () => {
    const arrivals = mmpp(
      [5, 0.5],
      [
        [0, 0.2],
        [0.1, 0],
      ],
    );
    const a = steady(mapMc({ arrivals, serviceRate: 1, servers: 3 }));
    const most = 1200;
    const { states, p } = stationary([0, 0] as [number, number], ([n, s]) => [
      { to: [Math.min(n + 1, most), s] as [number, number], rate: s === 0 ? 5 : 0.5 },
      { to: [n, 1 - s] as [number, number], rate: s === 0 ? 0.2 : 0.1 },
      { to: [Math.max(0, n - 1), s] as [number, number], rate: Math.min(n, 3) },
    ]);
    close(
      a.meanJobs,
      states.reduce((sum, [n], i) => sum + n * p[i]!, 0),
      1e-9,
    );
    close(a.meanJobs, a.throughput * a.meanResponse, 1e-10);
    close(
      a.jobsTail(40),
      states.reduce((sum, [n], i) => sum + (n > 40 ? p[i]! : 0), 0),
      1e-8,
    );
    close(
      a.jobsProbability(2),
      states.reduce((sum, [n], i) => sum + (n === 2 ? p[i]! : 0), 0),
      1e-9,
    );
    const rate = (5 * 0.1 + 0.5 * 0.2) / 0.3;
    const delay = states.reduce((sum, [n, s], i) => sum + (n >= 3 ? p[i]! * (s === 0 ? 5 : 0.5) : 0), 0) / rate;
    close(a.delayProbability, delay, 1e-9);
    expect(
      mapMc({
        arrivals: mmpp(
          [5, 5],
          [
            [0, 1],
            [1, 0],
          ],
        ),
        serviceRate: 1,
        servers: 3,
      }).stable,
    ).toBe(false);
  });
  test('phase-type service at one server: M/G/1', () => {
    const service = fitTwoMoments(1, Math.sqrt(0.5));
    const a = steady(mapPh1({ arrivals: mmpp([0.7], [[0]]), service }));
    const m = steady(mg1(0.7, service));
    close(a.meanWait, m.meanWait, 1e-10);
    close(a.varianceWait, m.varianceWait, 1e-9);
    for (const t of [0.5, 3, 20, 60]) {
      close(a.waitTail(t), m.waitTail(t), 1e-8);
      close(a.responseTail(t), m.responseTail(t), 1e-8);
    }
    close(a.responsePercentile(0.999), m.responsePercentile(0.999), 1e-8);
    const plain = steady(
      mapPh1({
        arrivals: mmpp(
          [3, 0.1],
          [
            [0, 0.3],
            [0.2, 0],
          ],
        ),
        service: phaseTypeLaw([1], [[-2]]),
      }),
    );
    const one = steady(
      mapMc({
        arrivals: mmpp(
          [3, 0.1],
          [
            [0, 0.3],
            [0.2, 0],
          ],
        ),
        serviceRate: 2,
        servers: 1,
      }),
    );
    close(plain.meanJobs, one.meanJobs, 1e-10);
    close(plain.waitTail(8), one.waitTail(8), 1e-8);
    close(plain.varianceWait, one.varianceWait, 1e-8);
  });
});

describe('breakdowns and set-up', () => {
  test('servers that never break are M/M/c; three that do, with one crew: the chain', () => {
    const never = steady(breakdowns({ arrivalRate: 2, serviceRate: 1, servers: 3, breakdownRate: 0, repairRate: 1 }));
    close(never.meanJobs, steady(mmc({ arrivalRate: 2, serviceRate: 1, servers: 3 })).meanJobs, 1e-10);
    const b = steady(
      breakdowns({ arrivalRate: 1.2, serviceRate: 1, servers: 3, breakdownRate: 0.1, repairRate: 0.5, crews: 1 }),
    );
    const most = 500;
    const { states, p } = stationary([0, 3] as [number, number], ([n, u]) => [
      { to: [Math.min(n + 1, most), u] as [number, number], rate: 1.2 },
      { to: [Math.max(0, n - 1), u] as [number, number], rate: Math.min(n, u) },
      { to: [n, Math.max(0, u - 1)] as [number, number], rate: u * 0.1 },
      { to: [n, Math.min(3, u + 1)] as [number, number], rate: u < 3 ? 0.5 : 0 },
    ]);
    close(
      b.meanJobs,
      states.reduce((sum, [n], i) => sum + n * p[i]!, 0),
      1e-9,
    );
    close(
      b.working[1]!,
      states.reduce((sum, [, u], i) => sum + (u === 1 ? p[i]! : 0), 0),
      1e-9,
    );
    close(
      b.jobsTail(25),
      states.reduce((sum, [n], i) => sum + (n > 25 ? p[i]! : 0), 0),
      1e-8,
    );
    // one server alone: White and Christie 1958
    const [l, mu, f, r] = [0.4, 1, 0.2, 0.6];
    const one = steady(breakdowns({ arrivalRate: l, serviceRate: mu, servers: 1, breakdownRate: f, repairRate: r }));
    close(one.meanJobs, (l * ((f + r) ** 2 + mu * f)) / ((f + r) * (r * (mu - l) - f * l)), 1e-10);
    // hardly any load: service and what is left of a repair
    const slow = steady(breakdowns({ arrivalRate: 0, serviceRate: 1, servers: 2, breakdownRate: 0.3, repairRate: 1 }));
    close(
      slow.meanResponse,
      steady(breakdowns({ arrivalRate: 1e-7, serviceRate: 1, servers: 2, breakdownRate: 0.3, repairRate: 1 }))
        .meanResponse,
      1e-6,
    );
    expect(
      breakdowns({ arrivalRate: 0.9, serviceRate: 1, servers: 1, breakdownRate: 0.2, repairRate: 0.6 }).stable,
    ).toBe(false);
  });
  test('set-up: one server adds a mean set-up time; quick set-up is M/M/c; four servers: the chain', () => {
    const one = steady(mmcSetup({ arrivalRate: 0.6, serviceRate: 1, servers: 1, setupRate: 0.25 }));
    close(one.meanResponse, 1 / 0.4 + 4, 1e-10);
    const g = steady(mg1Setup(0.6, exponentialLaw(1), exponentialLaw(4)));
    close(g.meanWait, one.meanWait, 1e-11);
    close(g.waitTail(g.waitPercentile(0.99)), 0.01, 1e-8);
    let mean = 0;
    for (let t = 0.05; t < 120; t += 0.1) mean += 0.1 * g.waitTail(t);
    close(mean, g.meanWait, 1e-3);
    const quick = steady(mmcSetup({ arrivalRate: 3, serviceRate: 1, servers: 4, setupRate: 1e7 }));
    close(quick.meanJobs, steady(mmc({ arrivalRate: 3, serviceRate: 1, servers: 4 })).meanJobs, 1e-5);
    const m = steady(mmcSetup({ arrivalRate: 2.4, serviceRate: 1, servers: 4, setupRate: 0.5 }));
    const most = 300;
    const { states, p } = stationary([0, 0] as [number, number], ([n, on]) => [
      { to: [Math.min(n + 1, most), on] as [number, number], rate: 2.4 },
      { to: [n, Math.min(on + 1, 4)] as [number, number], rate: Math.max(0, Math.min(n, 4) - on) * 0.5 },
      { to: [Math.max(0, n - 1), Math.min(on, Math.max(0, n - 1))] as [number, number], rate: on },
    ]);
    close(
      m.meanJobs,
      states.reduce((sum, [n], i) => sum + n * p[i]!, 0),
      1e-9,
    );
    close(
      m.meanStarting,
      states.reduce((sum, [n, on], i) => sum + (Math.min(n, 4) - on) * p[i]!, 0),
      1e-8,
    );
  });
});

describe('retrials', () => {
  test('one server: the closed mean; several: the chain; quick retries are M/M/c', () => {
    // E(orbit) = rho (lambda + rho theta) / ((1 - rho) theta), Falin and Templeton 1997
    const [l, theta] = [0.7, 0.3];
    const one = steady(retrialQueue({ arrivalRate: l, serviceRate: 1, servers: 1, retryRate: theta }));
    close(one.meanOrbit, (l * (l + l * theta)) / ((1 - l) * theta), 1e-10);
    close(one.blockingProbability, 0.7, 1e-10);
    const m = steady(retrialQueue({ arrivalRate: 2, serviceRate: 1, servers: 3, retryRate: 0.8 }));
    const most = 250;
    const { states, p } = stationary([0, 0] as [number, number], ([busy, orbit]) => [
      busy < 3
        ? { to: [busy + 1, orbit] as [number, number], rate: 2 }
        : { to: [3, Math.min(orbit + 1, most)] as [number, number], rate: 2 },
      { to: [Math.max(0, busy - 1), orbit] as [number, number], rate: busy },
      { to: [Math.min(busy + 1, 3), Math.max(0, orbit - 1)] as [number, number], rate: busy < 3 ? orbit * 0.8 : 0 },
    ]);
    close(
      m.meanOrbit,
      states.reduce((sum, [, j], i) => sum + j * p[i]!, 0),
      1e-10,
    );
    close(
      m.blockingProbability,
      states.reduce((sum, [b], i) => sum + (b === 3 ? p[i]! : 0), 0),
      1e-10,
    );
    close(m.utilisation, 2 / 3, 1e-11);
    const quick = steady(retrialQueue({ arrivalRate: 2, serviceRate: 1, servers: 3, retryRate: 1e5 }));
    close(quick.meanOrbit, steady(mmc({ arrivalRate: 2, serviceRate: 1, servers: 3 })).meanQueue, 1e-3);
  });
});

describe('multi-rate loss', () => {
  test('unit width is Erlang B; two widths: the chain', () => {
    close(multiRateLoss(10, [{ load: 9, width: 1 }]).lossProbability[0]!, erlangB(10, 9), 1e-13);
    const m = multiRateLoss(12, [
      { load: 3, width: 1 },
      { load: 1.5, width: 4 },
    ]);
    const { states, p } = stationary([0, 0] as [number, number], ([a, b]) => {
      const free = 12 - a - 4 * b;
      return [
        { to: [a + (free >= 1 ? 1 : 0), b] as [number, number], rate: free >= 1 ? 3 : 0 },
        { to: [a, b + (free >= 4 ? 1 : 0)] as [number, number], rate: free >= 4 ? 1.5 : 0 },
        { to: [Math.max(0, a - 1), b] as [number, number], rate: a },
        { to: [a, Math.max(0, b - 1)] as [number, number], rate: b },
      ];
    });
    const full = (need: number): number =>
      states.reduce((sum, [a, b], i) => sum + (12 - a - 4 * b < need ? p[i]! : 0), 0);
    close(m.lossProbability[0]!, full(1), 1e-11);
    close(m.lossProbability[1]!, full(4), 1e-11);
    // large: the same as Erlang B of bundles
    const large = multiRateLoss(1e6, [{ load: 99_000, width: 10 }]);
    close(large.lossProbability[0]!, erlangB(100_000, 99_000), 1e-8);
  });
});
