/** Legal extremes of the kernels: never NaN, never a negative probability, and the limits that are known. */
import { describe, expect, test } from 'vitest';
import {
  balancedHyperexponential,
  balancedJobBounds,
  bulkArrivals,
  erlangA,
  erlangABounded,
  erlangB,
  erlangLaw,
  exponentialLaw,
  fitTwoMoments,
  gigc,
  kingmanBound,
  loadBalancing,
  loadForLoss,
  lognormalLaw,
  mapMc,
  mapPh1,
  mdc,
  mg1,
  mg1NonPreemptive,
  mg1Preemptive,
  mmc,
  mmck,
  mmcNonPreemptive,
  mmcSetup,
  mmpp,
  multiRateLoss,
  retrialQueue,
  solveLine,
  solveNetwork,
  uniformLaw,
  universalScalability,
} from './index.js';
import { close } from './testing/close.js';

const LOADS = [0, 1e-300, 1e-9, 0.5, 0.999, 1 - 1e-9];
const RATES = [1e-300, 1e-9, 1, 1e9, 1e300];
const SERVERS = [1, 2, 1000, 100_000];
const TIMES = [0, 1e-300, 1e-9, 1, 1e9, 1e300];

describe('M/M/c and its approximations', () => {
  test('laws are probabilities that fall, at any rates and times', () => {
    for (const servers of SERVERS) {
      for (const serviceRate of RATES) {
        for (const rho of LOADS) {
          const m = mmc({ arrivalRate: Math.min(1e308, rho * servers * serviceRate), serviceRate, servers });
          if (!m.stable) continue;
          expect(m.varianceJobs).toBeGreaterThanOrEqual(0);
          for (const law of [m.waitTail, m.responseTail]) {
            let before = 1;
            for (const t of TIMES) {
              const p = law(t);
              expect(p).toBeGreaterThanOrEqual(0);
              expect(p).toBeLessThanOrEqual(before * (1 + 1e-12));
              before = p;
            }
          }
          for (const t of TIMES) expect(m.responseCdf(t)).toBeGreaterThanOrEqual(0);
        }
      }
    }
  });
  test('the response of M/M/1 is exponential, far out as well', () => {
    const m = mmc({ arrivalRate: 0.5e9, serviceRate: 1e9, servers: 1 });
    if (!m.stable) throw new Error('unstable');
    for (const t of [1e-12, 1e-9, 1e-7, 1e-6]) close(m.responseTail(t), Math.exp(-0.5e9 * t), 1e-12);
    expect(m.responseTail(1e300)).toBe(0);
  });
  test('no variability is no wait, no load is no wait', () => {
    const still = gigc({ arrivalRate: 5e-301, arrivalCv2: 0, serviceTime: 1e300, serviceCv2: 0, servers: 1 });
    expect(still.stable && [still.meanWait, still.waitTail(1)]).toEqual([0, 0]);
    const idle = gigc({ arrivalRate: 0, arrivalCv2: 1, serviceTime: 1e300, serviceCv2: 1e300, servers: 1 }, 'kingman');
    expect(idle.stable && idle.meanWait).toBe(0);
    expect(kingmanBound({ arrivalRate: 1e-305, arrivalCv2: 0, serviceTime: 1e300, serviceCv2: 0 })).toBe(0);
  });
});

describe('at the ends', () => {
  test('the wait behind priorities begins at the chance of waiting', () => {
    const second = mmcNonPreemptive({ arrivalRates: [0.15, 0.35], serviceRate: 1, servers: 1 })[1]!;
    if (!second.stable) throw new Error('unstable');
    for (const t of [0, 1e-300, 1e-20]) {
      close(second.waitTail(t), 0.5, 1e-12);
      close(second.responseTail(t), 1, 1e-12);
    }
  });
  test('the load of a loss next to all, and of a loss next to none', () => {
    close(loadForLoss(1, 0.5), 1, 1e-12);
    expect(loadForLoss(0.5, 1e-300)).toBe(0);
    for (const loss of [1e-9, 1 - 1e-6, 1 - 1e-9]) close(1 - erlangB(10, loadForLoss(10, loss)), 1 - loss, 1e-6);
    expect(() => loadForLoss(100_000, 1 - 1e-12)).toThrow(RangeError);
  });
  test('no nodes have no capacity; a response lost in the think time is not negative', () => {
    expect(universalScalability(0, 1, 0.5)).toBe(0);
    const { response } = balancedJobBounds([{ demand: 0, servers: 1 }], 1e300, 1);
    expect(response.high).toBeGreaterThanOrEqual(response.low);
    expect(response.low).toBeGreaterThanOrEqual(0);
  });
  test('a network beyond the range of numbers is refused with its bound, one within is solved', () => {
    const one = (think: number, demand: number, servers = 0.5) =>
      solveNetwork({
        classes: [
          { kind: 'closed', population: 1, think },
          { kind: 'closed', population: 2, think },
        ],
        stations: [{ servers, demands: [demand, 2 * demand] }],
      });
    expect(() => one(1e300, 0)).toThrow('classes[0] must take at most 1e+100 s');
    const slow = one(1e-300, 1e90);
    // the half server is always busy
    expect(slow.stable && slow.stations[0]!.utilisation).toBeCloseTo(1, 9);
  });
});

/** Milliseconds of one call; the bounds below leave room for a busy machine. */
function took(call: () => unknown): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

describe('bounded work', () => {
  test('the wait behind a lognormal service, at any time', () => {
    const m = mg1(0.5, lognormalLaw(1, 2));
    if (!m.stable) throw new Error('unstable');
    for (const t of [1e-300, 1e-12]) close(m.waitTail(t), 0.5, 1e-9);
    for (const t of [1e9, 1e300]) expect(m.waitTail(t)).toBeLessThan(1e-9);
    expect(took(() => m.responsePercentile(0.5))).toBeLessThan(2000);
    const tiny = mg1(0.5e300, lognormalLaw(1e-300, 2));
    expect(tiny.stable && tiny.waitTail(1)).toBeLessThan(1e-9);
    const classes = [1, 1].map(() => ({ arrivalRate: 0.2, service: lognormalLaw(1, 2) }));
    for (const answers of [mg1NonPreemptive(classes), mg1Preemptive(classes)])
      for (const a of answers) {
        if (!a.stable) throw new Error('unstable');
        for (const t of TIMES) expect(a.waitTail(t)).toBeLessThanOrEqual(1);
        expect(took(() => a.responseTail(3))).toBeLessThan(2000);
      }
  });
  test('a transform that turns too fast is refused, one at any real argument is not', () => {
    expect(() => lognormalLaw(1, 1).lst({ re: 0, im: 1e300 })).toThrow(RangeError);
    close(lognormalLaw(1, 1).lst({ re: 1e300, im: 0 }).re, 0, 1e-12);
    for (const mean of [1e-300, 1, 1e300]) {
      for (const law of [exponentialLaw(mean), balancedHyperexponential(mean, 10), uniformLaw(0, mean)])
        for (const re of [1e-300, 1, 1e300]) expect(law.lst({ re, im: re }).re).not.toBeNaN();
      for (const t of TIMES) expect(erlangLaw(mean, 100_000).tail(t)).not.toBeNaN();
    }
  });
  test('M/D/c: the tail is exponential far out, at times beyond the range of numbers', () => {
    for (const servers of [1, 3, 1000]) {
      const m = mdc({ arrivalRate: 0.5 * servers, serviceTime: 1, servers });
      if (!m.stable) throw new Error('unstable');
      for (const t of TIMES) expect(m.waitTail(t)).toBeLessThanOrEqual(m.waitTail(0));
      if (servers < 10) close(m.waitTail(40.5) / m.waitTail(39.5), m.waitTail(20.5) / m.waitTail(19.5), 1e-10);
      const idle = mdc({ arrivalRate: 1e-300, serviceTime: 1, servers });
      expect(idle.stable && [idle.varianceWait, idle.waitTail(1e300)]).toEqual([0, 0]);
    }
  });
  test('mixtures of steps: no time, all time and times beyond the range of numbers', () => {
    const arrivals = mmpp(
      [0.5, 0.3],
      [
        [0, 1],
        [1, 0],
      ],
    );
    const stations = [
      mapMc({ arrivals, serviceRate: 1, servers: 2 }),
      mapPh1({ arrivals, service: fitTwoMoments(1, 2) }),
      bulkArrivals({ batchRate: 0.2, sizes: [0.5, 0.5], serviceRate: 1, servers: 1 }),
      mapMc({ arrivals: { d0: [[0]], d1: [[0]] }, serviceRate: 1, servers: 1 }),
      mmck({ arrivalRate: 5e-301, serviceRate: 1e-300, servers: 1, capacity: 1000 }),
    ];
    for (const m of stations) {
      if (!m.stable) throw new Error('unstable');
      expect(m.varianceWait).toBeGreaterThanOrEqual(0);
      let before = 1;
      for (const t of [0, 1e-310, 1e-9, 1, 10, 1e3]) {
        const p = m.waitTail(t);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(before * (1 + 1e-12));
        before = p;
      }
      for (const t of [1e9, 1e300]) expect(took(() => m.responseTail(t))).toBeLessThan(2000);
    }
    for (const law of [fitTwoMoments(1e-100, 4), fitTwoMoments(1, 0.3)])
      for (const t of [1e9, 1e300]) expect(law.tail(t)).toBe(0);
  });
  test('rates beyond the range of powers are refused with their bound', () => {
    expect(() => erlangA({ arrivalRate: 1, serviceRate: 1e-300, servers: 1, patience: 1 })).toThrow(
      'serviceRate must be from 1e-100 to 1e100',
    );
    expect(() => mmcSetup({ arrivalRate: 1, serviceRate: 2, servers: 1, setupRate: 1e-300 })).toThrow(RangeError);
    expect(() => retrialQueue({ arrivalRate: 1 - 1e-9, serviceRate: 1, servers: 1, retryRate: 1 })).toThrow(RangeError);
    expect(() => multiRateLoss(10, [{ load: 1e300, width: 1 }])).toThrow(RangeError);
    expect(multiRateLoss(10, [{ load: 1e99, width: 1 }]).lossProbability[0]).toBeCloseTo(1, 12);
  });
  test('a bounded queue with and without impatience at any rates', () => {
    for (const rate of [1e-300, 1, 1e300])
      for (const patience of [0, rate]) {
        const m = erlangABounded({ arrivalRate: 2 * rate, serviceRate: rate, servers: 2, patience, capacity: 1000 });
        expect(took(() => TIMES.map(m.waitTail))).toBeLessThan(2000);
        close(m.waitTail(0), m.delayProbability, 1e-12);
        expect(m.waitTail(1e300 / Math.max(1, rate))).toBeGreaterThanOrEqual(0);
      }
  });
  test('balancing: what is too large for the chain is said at once', () => {
    for (const [servers, rho] of [
      [2, 1 - 1e-9],
      [1000, 0.5],
      [100_000, 0.9],
    ] as const) {
      const input = { policy: 'shortest-queue', servers, arrivalRate: servers * rho, serviceRate: 1 } as const;
      expect(took(() => expect(() => loadBalancing(input)).toThrow(RangeError))).toBeLessThan(2000);
    }
  });
  test('a line of stations at any rate of arrivals', () => {
    for (const blocking of ['loss', 'after-service', 'before-service'] as const)
      for (const count of [1, 2, 30])
        for (const arrivalRate of [1e-300, 0.5, 1e300]) {
          const stations = Array.from({ length: count }, () => ({ serviceRate: 1, capacity: 10 }));
          const line = solveLine({ stations, arrivalRate, blocking });
          if (!line.stable) throw new Error('unstable');
          expect(line.throughput).toBeLessThanOrEqual(Math.min(1, arrivalRate) * (1 + 1e-4));
          expect(line.throughput).toBeGreaterThan(0);
        }
  });
});
