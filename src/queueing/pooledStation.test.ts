/** The worker pool against exact chains, M/M/c, limits and extremes; the error of the approximations is measured here. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FlowEquivalent } from './flowEquivalent.js';
import { fitTwoMoments, mmc, type PooledStationInput, pooledStation } from './index.js';
import { absorption, stationary } from './testing/chain.js';
import { close } from './testing/close.js';
import { phPhcMeanWait } from './testing/phPhc.js';

function stable(input: PooledStationInput) {
  const s = pooledStation(input);
  if (!s.stable) throw new Error('unstable');
  return s;
}

describe('flow-equivalent server', () => {
  test('equals the chain of the closed network, cores whole and not', () => {
    for (const [d, z, c] of [
      [1, 2, 1],
      [1, 0.3, 3],
      [2, 5, 2.5],
      [1, 1, 0.4],
      [0.01, 4, 2],
      [3, 0, 2],
      [5, 1, 7],
    ] as const) {
      const flow = new FlowEquivalent(d, z, c);
      for (let n = 1; n <= 14; n++) {
        flow.next();
        const { states, p } = stationary<number>(z === 0 ? n : 0, (k) => [
          { to: k - 1, rate: z === 0 ? 0 : Math.min(k, c) / d },
          { to: k + 1, rate: z === 0 ? 0 : (n - k) / z },
        ]);
        const mean = (f: (k: number) => number): number => states.reduce((a, k, i) => a + p[i]! * f(k), 0);
        close(flow.rate, mean((k) => Math.min(k, c)) / d, 1e-12);
        close(
          flow.atCores,
          mean((k) => k),
          1e-10,
        );
        close(flow.stretch1, mean((k) => k) / (flow.rate * d), 1e-9);
        close(flow.stretch2, mean((k) => k * Math.max(1, k / c)) / (flow.rate * d), 1e-8);
      }
    }
  });
  test('ten thousand jobs over thousands of cores', () => {
    for (const [d, z, c] of [
      [0.5, 0.5, 5000],
      [0.9, 0.1, 9000],
      [0.001, 1, 3],
      [1, 0, 10_000],
    ] as const) {
      const flow = new FlowEquivalent(d, z, c);
      let last = 0;
      for (let n = 1; n <= 10_000; n++) {
        flow.next();
        expect(flow.rate).toBeGreaterThanOrEqual(last * (1 - 1e-12));
        expect(flow.rate).toBeLessThanOrEqual(Math.min(n / (d + z), c / d) * (1 + 1e-12));
        last = flow.rate;
      }
    }
  });
});

describe('exact cases', () => {
  const input = fc.record({
    rho: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    c: fc.integer({ min: 1, max: 40 }),
    extra: fc.integer({ min: 0, max: 40 }),
  });
  test('no other time: M/M/c, the pool only moves the wait', () => {
    fc.assert(
      fc.property(input, ({ rho, c, extra }) => {
        const m = mmc({ arrivalRate: rho * c, serviceRate: 1, servers: c });
        const s = stable({ arrivalRate: rho * c, workers: c + extra, cores: c, cpuDemand: 1, otherTime: 0 });
        if (!m.stable) throw new Error('unstable');
        close(s.meanResponse, m.meanResponse, 1e-10);
        expect(s.exact).toBe(true);
        if (extra === 0 && m.delayProbability > 1e-80) {
          close(s.waitProbability, m.delayProbability, 1e-10);
          close(s.wait.k1, m.meanWait, 1e-10);
        }
      }),
    );
  });
  test('more cores than workers: M/M/w on the holding time; no pool and no limit: M/M/inf', () => {
    const m = mmc({ arrivalRate: 7, serviceRate: 1, servers: 8 });
    const s = stable({ arrivalRate: 7, workers: 8, cores: 9, cpuDemand: 0.25, otherTime: 0.75, holdCv: 1 });
    if (!m.stable) throw new Error('unstable');
    close(s.meanWait, m.meanWait, 1e-12);
    close(s.utilisation, 7 / 8, 1e-12);
    const inf = stable({ arrivalRate: 7, workers: Infinity, cores: Infinity, cpuDemand: 0.25, otherTime: 0.75 });
    expect(inf.meanResponse).toBe(1);
    expect(inf.method).toBe('M/M/inf');
  });
  test('no pool: M/M/c at the cores plus a delay, as the limit of large pools', () => {
    const open = stable({ arrivalRate: 3.3, workers: Infinity, cores: 4, cpuDemand: 1, otherTime: 5 });
    const pool = stable({ arrivalRate: 3.3, workers: 2000, cores: 4, cpuDemand: 1, otherTime: 5 });
    close(pool.cpuResidence, open.cpuResidence, 1e-10);
    close(pool.cpuVariance, open.cpuVariance, 1e-8);
    const m = mmc({ arrivalRate: 3.3, serviceRate: 1, servers: 4 });
    if (!m.stable) throw new Error('unstable');
    close(open.cpuResidence, m.meanResponse, 1e-12);
  });
  test('loss: published M/M/1/20, and the exact chain of pool, cores and no waiting place', () => {
    const loss = (rate: number): number =>
      stable({ arrivalRate: rate, workers: 1, cores: 1, cpuDemand: 1, otherTime: 0, queue: 19 }).lossProbability;
    expect(loss(0.8)).toBeCloseTo(0.0023, 4);
    expect(loss(0.9)).toBeCloseTo(0.0137, 4);
    expect(loss(1.2)).toBeCloseTo(0.17, 3);
    close(loss(1), 1 / 21, 1e-12);
    const exact = fullChain(2, 6, 2, 1, 1.5, 0);
    const s = stable({ arrivalRate: 2, workers: 6, cores: 2, cpuDemand: 1, otherTime: 1.5, queue: 0 });
    close(s.lossProbability, exact.loss, 1e-10);
    close(s.residence, exact.residence, 1e-10);
    expect(s.exact).toBe(true);
  });
  test('one worker: Pollaczek-Khinchine', () => {
    close(stable({ arrivalRate: 0.8, workers: 1, cores: 4, cpuDemand: 1, otherTime: 0, cpuCv: 0 }).meanWait, 2, 1e-12);
    close(stable({ arrivalRate: 0.8, workers: 1, cores: 1, cpuDemand: 1, otherTime: 0, cpuCv: 2 }).meanWait, 10, 1e-12);
  });
  test('bursty arrivals, as published: 100 ms against 40', () => {
    const wait = (arrivalCv2: number): number =>
      stable({ arrivalRate: 80, workers: 1, cores: 1, cpuDemand: 0.01, otherTime: 0, arrivalCv2 }).meanWait;
    close(wait(4), 0.1, 1e-12);
    close(wait(1), 0.04, 1e-12);
  });
});

/** State: jobs in the system and at the cores. Places of the queue are cut at `queue`. */
function fullChain(rate: number, w: number, c: number, d: number, z: number, queue: number) {
  const { states, p } = stationary<[number, number]>([0, 0], ([n, k]) => {
    const busy = Math.min(n, w);
    const waiting = n > w;
    return [
      { to: n < w ? [n + 1, k + 1] : [n + 1, k], rate: n < w + queue ? rate : 0 },
      { to: [n, k - 1], rate: Math.min(k, c) / d },
      { to: waiting ? [n - 1, k + 1] : [n - 1, k], rate: (busy - k) / z },
    ];
  });
  const mean = (f: (n: number, k: number) => number): number => states.reduce((a, [n, k], i) => a + p[i]! * f(n, k), 0);
  const loss = mean((n) => (n === w + queue ? 1 : 0));
  const through = rate * (1 - loss);
  return { loss, residence: mean((n) => Math.min(n, w)) / through, wait: mean((n) => Math.max(0, n - w)) / through };
}

test('the flow-equivalent server against the full chain: response within 1 %, wait under load within 2 %', () => {
  let worst = 0;
  let worstWait = 0;
  for (const [w, c, d, z] of [
    [4, 1, 1, 3],
    [4, 2, 1, 1],
    [8, 2, 1, 3],
    [3, 1, 1, 0.5],
  ] as const) {
    const flow = new FlowEquivalent(d, z, c);
    for (let n = 0; n < w; n++) flow.next();
    for (const rho of [0.5, 0.8, 0.9]) {
      const rate = rho * flow.rate;
      const exact = fullChain(rate, w, c, d, z, rho > 0.85 ? 90 : 50);
      const s = stable({ arrivalRate: rate, workers: w, cores: c, cpuDemand: d, otherTime: z });
      if (rho > 0.7) worstWait = Math.max(worstWait, Math.abs(s.meanWait / exact.wait - 1));
      worst = Math.max(worst, Math.abs(s.meanResponse / (exact.residence + exact.wait) - 1));
    }
  }
  expect(worst).toBeLessThan(0.01);
  expect(worstWait).toBeLessThan(0.02);
});

/** Standard deviation of the sojourn at the cores of a tagged job, w slots, no other time, seen by admitted arrivals. */
function tagged(rate: number, w: number, c: number): { mean: number; variance: number } {
  // others in service with the tagged job: arrivals fill slots, beyond w they wait and replace those that leave
  const cap = w + Math.ceil(40 / -Math.log(rate / c));
  const { states, m1, m2 } = absorption<number>(0, (others) => {
    const inside = Math.min(others, w - 1);
    const share = Math.min(1, c / (inside + 1));
    return [
      { to: undefined, rate: share },
      { to: others + 1, rate: others < cap ? rate : 0 },
      { to: others - 1, rate: inside * share },
    ];
  });
  // a job that found n: n < w enters at once; else it enters when n - w + 1 have left, and the queue behind it has grown. Only
  // pools that hardly ever fill are measured here, so that the law on arrival is that of M/M/c.
  let weight = 1;
  let total = 0;
  let a = 0;
  let b = 0;
  for (let n = 0; n < w; n++) {
    const i = states.indexOf(n);
    total += weight;
    a += weight * m1[i]!;
    b += weight * m2[i]!;
    weight *= rate / Math.min(n + 1, c);
  }
  const mean = a / total;
  return { mean, variance: b / total - mean * mean };
}

test('variance of processor sharing: exact for one core, within 4 % for several', () => {
  for (const [rate, w, c, error] of [
    [0.5, 60, 1, 1e-6],
    [0.8, 150, 1, 1e-6],
    [1.6, 150, 2, 0.04],
    [3, 120, 4, 0.04],
    [7.2, 200, 8, 0.04],
  ] as const) {
    const exact = tagged(rate, w, c);
    const s = stable({ arrivalRate: rate, workers: w, cores: c, cpuDemand: 1, otherTime: 0 });
    close(s.cpuResidence, exact.mean, 1e-6);
    close(s.cpuVariance, exact.variance, error);
  }
});

describe('properties and extremes', () => {
  const arbitrary = fc.record({
    workers: fc.integer({ min: 1, max: 50 }),
    cores: fc.oneof(
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      fc.constant(Infinity),
    ),
    cpuDemand: fc.double({ min: 0, max: 2, noNaN: true }),
    otherTime: fc.double({ min: 0.001, max: 5, noNaN: true }),
    queue: fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 200 })),
    cpuCv: fc.double({ min: 0, max: 3, noNaN: true }),
    arrivalCv2: fc.double({ min: 0, max: 5, noNaN: true }),
    rho: fc.double({ min: 0, max: 1.5, noNaN: true }),
  });
  test('finite, lawful, monotone in load', () => {
    fc.assert(
      fc.property(arbitrary, ({ rho, ...rest }) => {
        const probe = stable({ ...rest, arrivalRate: 0 });
        const arrivalRate = rho * probe.saturation;
        const s = pooledStation({ ...rest, arrivalRate });
        if (!s.stable) {
          expect(rest.queue).toBe(Infinity);
          expect(s.overload).toBeGreaterThanOrEqual(1);
          return;
        }
        for (const [key, value] of Object.entries(s)) {
          if (typeof value === 'number') expect(Number.isFinite(value) && value >= 0, key).toBe(true);
        }
        expect(s.lossProbability).toBeLessThanOrEqual(1);
        close(s.meanBusy + s.meanQueue, s.throughput * s.meanResponse, 1e-9);
        expect(s.cpuResidence).toBeGreaterThanOrEqual(rest.cpuDemand);
        const less = stable({ ...rest, arrivalRate: arrivalRate * 0.9 });
        expect(less.meanWait).toBeLessThanOrEqual(s.meanWait * (1 + 1e-9));
        expect(less.lossProbability).toBeLessThanOrEqual(s.lossProbability * (1 + 1e-9));
      }),
      { numRuns: 400 },
    );
  });
  test('no load, no time, near saturation, ten thousand of all', () => {
    const zero = stable({ arrivalRate: 0, workers: 4, cores: 2, cpuDemand: 1, otherTime: 1 });
    expect([zero.meanWait, zero.cpuStretch, zero.cpuVariance, zero.utilisation]).toEqual([0, 1, 1, 0]);
    expect(stable({ arrivalRate: 5, workers: 1, cores: 1, cpuDemand: 0, otherTime: 0 }).method).toBe('idle');
    const near = stable({ arrivalRate: 0.999999, workers: 1, cores: 1, cpuDemand: 1, otherTime: 0 });
    close(near.meanWait, 0.999999 / (1 - 0.999999), 1e-9);
    const start = performance.now();
    const big = stable({
      arrivalRate: 9999,
      workers: 10_000,
      cores: 10_000,
      cpuDemand: 0.9,
      otherTime: 0.1,
      holdCv: 1,
    });
    const m = mmc({ arrivalRate: 9999, serviceRate: 1, servers: 10_000 });
    expect(performance.now() - start).toBeLessThan(50);
    if (m.stable) close(big.meanWait, m.meanWait, 1e-9);
    const flooded = stable({
      arrivalRate: 1e6,
      workers: 2,
      cores: 1,
      cpuDemand: 1,
      otherTime: 1,
      queue: 1_000_000_000,
    });
    close(flooded.throughput, flooded.saturation, 1e-9);
    expect(pooledStation({ arrivalRate: 3, workers: 2, cores: 1, cpuDemand: 1, otherTime: 0 })).toEqual({
      stable: false,
      saturation: 1,
      overload: 3,
    });
    expect(() => pooledStation({ arrivalRate: -1, workers: 2, cores: 1, cpuDemand: 1, otherTime: 0 })).toThrow(
      /arrivalRate/,
    );
  });
});

test('bursts lengthen the contention for cores, with a pool and without: PH/M/c chain, median 4 %, all but few within 10 %', () => {
  const errors: number[] = [];
  for (const arrivalCv2 of [0.5, 2, 4]) {
    for (const cores of [1, 2]) {
      for (const rho of [0.5, 0.7, 0.9]) {
        const gaps = fitTwoMoments(1 / (rho * cores), Math.sqrt(arrivalCv2));
        const truth = 1 + phPhcMeanWait(gaps, fitTwoMoments(1, 1), cores);
        for (const workers of [Number.POSITIVE_INFINITY, 4 * cores, 2 * cores, cores]) {
          const input = { arrivalRate: rho * cores, workers, cores, cpuDemand: 1, otherTime: 0, arrivalCv2 };
          const found = pooledStation(input);
          if (!found.stable) throw new Error('unstable');
          errors.push(Math.abs(found.meanResponse / truth - 1));
        }
      }
    }
  }
  errors.sort((a, b) => a - b);
  expect(errors[errors.length >> 1]).toBeLessThan(0.04);
  expect(errors[Math.floor(0.9 * errors.length)]).toBeLessThan(0.1);
});
