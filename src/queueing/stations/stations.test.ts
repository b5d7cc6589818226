/** Erlang, M/M/c, M/G/1 and birth-death kernels against published figures, exact sums, properties and extremes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { birthDeath, erlangB, erlangC, type Mmc, mg1, mm1ps, mmc, serversForDelayProbability } from '../index.js';
import { close } from '../testing/close.js';

function stable(m: Mmc) {
  if (!m.stable) throw new Error('unstable');
  return m;
}

describe('published figures', () => {
  test('pooling: ten servers at 900/s', () => {
    const m = stable(mmc({ arrivalRate: 900, serviceRate: 100, servers: 10 }));
    expect(m.delayProbability).toBeCloseTo(0.6687, 4);
    expect(m.meanResponse * 1e3).toBeCloseTo(16.7, 1);
    expect(m.waitPercentile(0.99) * 1e3).toBeCloseTo(42.0, 1);
    const one = stable(mmc({ arrivalRate: 90, serviceRate: 100, servers: 1 }));
    expect(one.meanResponse * 1e3).toBeCloseTo(100, 6);
    expect(one.waitPercentile(0.99) * 1e3).toBeCloseTo(450, 0);
  });
  test('tiers: front-end, logic, service twice', () => {
    const tier = (rate: number, mu: number, c: number): number =>
      stable(mmc({ arrivalRate: rate, serviceRate: mu, servers: c })).meanResponse * 1e3;
    expect(tier(6000, 5000, 2)).toBeCloseTo(0.3125, 4);
    expect(tier(6000, 1000, 8)).toBeCloseTo(1.178, 3);
    expect(tier(12000, 3000, 6)).toBeCloseTo(0.381, 3);
    const total = (logic: number): number => tier(6000, 5000, 2) + tier(6000, 1000, logic) + 2 * tier(12000, 3000, 6);
    expect(total(8)).toBeCloseTo(2.25, 2);
    expect(total(7)).toBeCloseTo(2.69, 2);
  });
  test('blocking', () => {
    expect(erlangB(10, 9)).toBeCloseTo(0.168, 3);
  });
});

/** B by exact rational arithmetic. */
function erlangExact(c: number, a: number): number {
  const scale = 10n ** 40n;
  const load = BigInt(Math.round(a * 1e6));
  let term = scale;
  let sum = scale;
  for (let k = 1n; k <= BigInt(c); k++) {
    term = (term * load) / (k * 1_000_000n);
    sum += term;
  }
  return Number((term * 10n ** 30n) / sum) / 1e30;
}

describe('Erlang', () => {
  test('against exact arithmetic', () => {
    for (const [c, a] of [
      [1, 0.5],
      [10, 9],
      [50, 49.9],
      [100, 120],
      [200, 180.25],
      [5, 4.999999],
    ] as const) {
      close(erlangB(c, a), erlangExact(c, a), 1e-12);
    }
  });
  test('extremes', () => {
    expect(erlangB(0, 5)).toBe(1);
    expect(erlangB(3, 0)).toBe(0);
    expect(erlangB(Infinity, 3)).toBe(0);
    expect(erlangB(100_000, 1)).toBe(0);
    expect(erlangC(2, 2)).toBe(1);
    expect(erlangC(Infinity, 2)).toBe(0);
    const c = erlangC(100_000, 100_000 * (1 - 1e-9));
    expect(c).toBeGreaterThan(0.9999);
    expect(c).toBeLessThan(1);
    expect(() => erlangB(-1, 1)).toThrow(RangeError);
    expect(() => erlangC(0, 1)).toThrow(RangeError);
    expect(() => erlangB(1, Number.NaN)).toThrow(RangeError);
  });
  test('the inverse is the least that meets the bound', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 500, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (a, p) => {
          const c = serversForDelayProbability(a, p);
          expect(erlangC(c, a)).toBeLessThanOrEqual(p);
          if (c > 1 && c - 1 > a) expect(erlangC(c - 1, a)).toBeGreaterThan(p);
        },
      ),
    );
  });
});

describe('M/M/c', () => {
  test('Little, monotone in load and servers, percentiles invert the tail', () => {
    const load = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(
        load,
        load,
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (a, b, c, p) => {
          const at = (rho: number, servers: number) =>
            stable(mmc({ arrivalRate: rho * c * 2, serviceRate: 2, servers }));
          const m = at(Math.max(a, b), c);
          close(m.meanQueue, Math.max(a, b) * c * 2 * m.meanWait, 1e-12);
          expect(m.meanWait).toBeGreaterThanOrEqual(at(Math.min(a, b), c).meanWait);
          expect(m.meanWait).toBeGreaterThanOrEqual(at(Math.max(a, b), c + 1).meanWait);
          close(m.responseTail(m.responsePercentile(p)), 1 - p, 1e-9);
        },
      ),
    );
  });
  test('confluent case c mu - lambda = mu', () => {
    const m = stable(mmc({ arrivalRate: 3, serviceRate: 1, servers: 4 }));
    const t = 2.5;
    close(m.responseTail(t), Math.exp(-t) * (1 + m.delayProbability * t), 1e-13);
    const near = stable(mmc({ arrivalRate: 3 + 1e-9, serviceRate: 1, servers: 4 }));
    close(near.responseTail(t), m.responseTail(t), 1e-8);
  });
  test('one server is exponential at any load, tails to 1e-12', () => {
    for (const rho of [0, 1e-6, 0.5, 0.999999]) {
      const m = stable(mmc({ arrivalRate: rho, serviceRate: 1, servers: 1 }));
      close(m.meanResponse, 1 / (1 - rho), 1e-12);
      close(m.responsePercentile(1 - 1e-12), -Math.log1p(-(1 - 1e-12)) / (1 - rho), 1e-12);
      close(m.varianceResponse, 1 / (1 - rho) ** 2, 1e-9);
    }
  });
  test('overload is a value, ten thousand servers near saturation are finite', () => {
    expect(mmc({ arrivalRate: 3, serviceRate: 1, servers: 2 })).toEqual({ stable: false, overload: 1.5 });
    const m = stable(mmc({ arrivalRate: 10_000 * 0.999999, serviceRate: 1, servers: 10_000 }));
    close(m.meanWait, m.delayProbability / (10_000 - 10_000 * 0.999999), 1e-12);
    expect(Number.isFinite(m.responsePercentile(0.999))).toBe(true);
  });
});

describe('M/G/1', () => {
  test('burstless limits and processor sharing', () => {
    const m = mg1(0.8, 1, 1);
    const d = mg1(0.8, 1, 0);
    const h = mg1(0.8, 1, 2);
    if (!(m.stable && d.stable && h.stable)) throw new Error('unstable');
    close(m.meanWait, 4);
    close(d.meanWait, 2);
    close(h.meanWait, 10);
    // M/D/1: second moment 2 W^2 + rho/(3 (1 - rho))
    close(d.wait.k2 + d.wait.k1 ** 2, 2 * 4 + 0.8 / (3 * 0.2), 1e-12);
    expect(mg1(2, 1)).toEqual({ stable: false, overload: 2 });
    close(mm1ps(0.5, 1).cv2, 2.5 / 1.5);
  });
});

describe('birth-death', () => {
  test('M/M/1/20, after the published losses', () => {
    for (const [rho, loss] of [
      [0.8, 0.0023],
      [0.9, 0.0137],
      [1.2, 0.17],
    ] as const) {
      const b = birthDeath({ births: new Array(20).fill(rho), deaths: new Array(20).fill(1) });
      if (!b.stable) throw new Error('unstable');
      expect(b.probabilities[20]).toBeCloseTo(loss, 4 - (rho > 1 ? 1 : 0));
    }
  });
  test('geometric tail equals M/M/2', () => {
    const b = birthDeath({ births: [1.5, 1.5], deaths: [1, 2], tail: { birth: 1.5, death: 2 } });
    if (!b.stable) throw new Error('unstable');
    const m = stable(mmc({ arrivalRate: 1.5, serviceRate: 1, servers: 2 }));
    close(b.mean, 1.5 * m.meanResponse, 1e-12);
    expect(birthDeath({ births: [1], deaths: [1], tail: { birth: 2, death: 1 } })).toEqual({
      stable: false,
      overload: 2,
    });
  });
});
