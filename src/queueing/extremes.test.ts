/** Legal extremes of the kernels: never NaN, never a negative probability, and the limits that are known. */
import { describe, expect, test } from 'vitest';
import {
  balancedJobBounds,
  erlangB,
  gigc,
  kingmanBound,
  loadForLoss,
  mmc,
  mmcNonPreemptive,
  solveNetwork,
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
