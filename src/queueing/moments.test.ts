/** Cumulant arithmetic, fits and order statistics against closed forms. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gammaLogTail } from './gamma.js';
import * as q from './index.js';
import { close } from './testing/close.js';

const moments = fc
  .tuple(
    fc.double({ min: 0, max: 10, noNaN: true }),
    fc.double({ min: 1e-3, max: 10, noNaN: true }),
    fc.double({ min: 0.01, max: 5, noNaN: true }),
  )
  .map(([shift, mean, cv]) => q.sum(q.deterministic(shift), q.fromMeanCv(mean, cv)));

describe('arithmetic', () => {
  test('families', () => {
    close(q.fromMeanCv(2, 1).k3, 16);
    expect(q.fromMeanCv(2, 0)).toEqual(q.deterministic(2));
    // balanced means, cv 2: p = (1 +- sqrt(3/5)) / 2
    const p = (1 + Math.sqrt(0.6)) / 2;
    const h = q.mixture([p, 1 - p], [q.exponential(1 / (2 * p)), q.exponential(1 / (2 * (1 - p)))]);
    close(q.fromMeanCv(1, 2).k2, h.k2, 1e-12);
    close(q.fromMeanCv(1, 2).k3, h.k3, 1e-12);
    // the lognormal of mean 1: E X^3 = (1 + c2)^3
    const l = q.fromMeanCv(1, 0.7, 'lognormal');
    close(l.k3 + 3 * l.k2 + 1, 1.49 ** 3, 1e-12);
  });
  test('counts: whole, with a fraction, geometric', () => {
    const e = q.exponential(1);
    close(q.repeat(e, 3).k2, 3);
    close(q.repeat(e, 1.25).k1, 1.25);
    close(q.repeat(e, 1.25).k2, 1 + 0.25 * 2 - 0.0625);
    // geometric sum of exponentials: atom 1/(1+m), else exponential of mean 1 + m
    const g = q.repeatGeometric(e, 3);
    const w = q.waitMoments(0.75, 0.25);
    close(g.k1, w.k1);
    close(g.k2, w.k2);
    close(g.k3, w.k3);
  });
  test('a mixture of equal parts is the part; weights must add up', () => {
    fc.assert(
      fc.property(moments, fc.double({ min: 0, max: 1, noNaN: true }), (m, w) => {
        const x = q.mixture([w, 1 - w], [m, m]);
        close(q.meanOf(x), q.meanOf(m), 1e-12);
        close(x.k2, m.k2, 1e-10);
        close(x.k3, m.k3, 1e-9);
      }),
    );
    expect(() => q.mixture([0.5], [q.zero])).toThrow(RangeError);
  });
});

describe('fits', () => {
  test('exact laws', () => {
    const cases: [q.Moments, (t: number) => number][] = [
      [q.exponential(2), (t) => Math.exp(-t / 2)],
      [q.sum(q.exponential(1), q.exponential(1)), (t) => Math.exp(-t) * (1 + t)],
      [q.sum(q.exponential(1), q.exponential(3)), (t) => (3 * Math.exp(-t / 3) - Math.exp(-t)) / 2],
      [
        q.mixture([0.9, 0.1], [q.exponential(1), q.exponential(10)]),
        (t) => 0.9 * Math.exp(-t) + 0.1 * Math.exp(-t / 10),
      ],
      [q.waitMoments(0.3, 5), (t) => 0.3 * Math.exp(-5 * t)],
      [q.fromMeanCv(1, 0.5), (t) => Math.exp(gammaLogTail(4, 4 * t))],
    ];
    for (const [m, tail] of cases) {
      const f = q.fitMoments(q.sum(q.deterministic(1), m));
      for (const t of [0.1, 0.5, 1, 4, 20]) close(f.tail(1 + t), tail(t), 1e-7);
      expect(f.cdf(0.5)).toBe(0);
    }
  });
  test('the M/M/c response, tails to 1e-12', () => {
    for (const [rate, c] of [
      [3, 4],
      [9, 10],
      [0.2, 3],
      [99.9, 100],
      [1, 2],
    ] as const) {
      const m = q.mmc({ arrivalRate: rate, serviceRate: 1, servers: c });
      if (!m.stable) throw new Error('unstable');
      const f = q.fitMoments(q.sum(q.waitMoments(m.delayProbability, c - rate), q.exponential(1)));
      for (const p of [0.5, 0.99, 0.999999, 1 - 1e-12]) close(f.percentile(p), m.responsePercentile(p), 1e-5);
    }
  });
  test('any moments: percentiles rise and invert the tail, mean is kept', () => {
    fc.assert(
      fc.property(moments, moments, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, w) => {
        const m = q.mixture([w, 1 - w], [a, q.sum(a, b)]);
        const f = q.fitMoments(m);
        let last = 0;
        for (const p of [0, 0.1, 0.5, 0.9, 0.99, 0.9999, 1 - 1e-9]) {
          const t = f.percentile(p);
          expect(Number.isFinite(t)).toBe(true);
          expect(t).toBeGreaterThanOrEqual(last);
          // a fit of small shape packs much of its mass at its start: the level lies between neighbours of t
          expect(f.tail(t * (1 - 1e-9))).toBeGreaterThanOrEqual((1 - p) * (1 - 1e-6));
          expect(f.tail(t * (1 + 1e-9))).toBeLessThanOrEqual((1 - p) * (1 + 1e-6));
          last = t;
        }
        const t = f.tailQuantile(1e-12);
        if (f.method !== 'deterministic') close(f.tail(t), 1e-12, 1e-6);
      }),
      { numRuns: 500 },
    );
  });
  test('degenerate and illegal moments', () => {
    expect(q.fitMoments(q.deterministic(3)).percentile(0.99)).toBe(3);
    expect(q.fitMoments(q.zero).percentile(0.99)).toBe(0);
    expect(q.fitMoments(q.waitMoments(1e-60, 1)).percentile(0.99)).toBe(0);
    expect(() => q.fitMoments({ shift: 0, k1: Number.NaN, k2: 0, k3: 0 })).toThrow(RangeError);
    expect(() => q.fitMoments(q.exponential(1)).percentile(1)).toThrow(RangeError);
  });
});

describe('order statistics', () => {
  test('exponentials: 2nd and 3rd of three at 10 ms, as published', () => {
    const r = [q.exponential(10), q.exponential(10), q.exponential(10)];
    close(q.meanOf(q.orderStatistic(2, r)), 10 * (1 / 3 + 1 / 2));
    close(q.meanOf(q.maximum(r)), 10 * (1 + 1 / 2 + 1 / 3));
    close(q.maximum(r).k2, 100 * (1 + 1 / 4 + 1 / 9));
  });
  test('unlike branches, many branches, a fixed branch', () => {
    const m = q.maximum([q.exponential(1), q.exponential(3)]);
    close(q.meanOf(m), 1 + 3 - 1 / (1 + 1 / 3));
    const hundred = q.maximum(Array.from({ length: 100 }, () => q.exponential(1)));
    // cv 10: a rare branch two hundred times slower
    const p = (1 + Math.sqrt(99 / 101)) / 2;
    const least = p ** 2 / (4 * p) + (2 * p * (1 - p)) / 2 + (1 - p) ** 2 / (4 * (1 - p));
    close(q.meanOf(q.maximum([q.fromMeanCv(1, 10), q.fromMeanCv(1, 10)])), 2 - least, 1e-6);
    let harmonic = 0;
    for (let i = 1; i <= 100; i++) harmonic += 1 / i;
    close(q.meanOf(hundred), harmonic, 1e-7);
    const fixed = q.maximum([q.deterministic(2), q.exponential(1)]);
    close(q.meanOf(fixed), 2 + Math.exp(-2), 1e-7);
    close(q.meanOf(q.orderStatistic(1, [q.deterministic(2), q.exponential(1)])), 1 - Math.exp(-2), 1e-7);
    expect(q.maximum([])).toEqual(q.zero);
    close(q.meanOf(q.maximum([q.deterministic(2), q.deterministic(5)])), 5);
    expect(() => q.orderStatistic(3, [q.zero])).toThrow(RangeError);
  });
});

test('gamma tails: whole shapes in closed form, large shapes against the normal limit', () => {
  for (const [a, x] of [
    [3, 0.5],
    [3, 10],
    [20, 5],
    [20, 60],
    [1, 40],
  ] as const) {
    let term = 1;
    let sum = 1;
    for (let k = 1; k < a; k++) {
      term *= x / k;
      sum += term;
    }
    close(Math.exp(gammaLogTail(a, x)), Math.exp(-x) * sum, 1e-11);
  }
  // both sides of the switch to the uniform expansion agree
  for (const z of [-5, -1, -0.01, 0, 0.5, 3, 7]) {
    const at = (a: number): number => gammaLogTail(a, a + z * Math.sqrt(a));
    close(Math.exp(at(10_000)), Math.exp(at(10_000.001)), 1e-5);
  }
});
