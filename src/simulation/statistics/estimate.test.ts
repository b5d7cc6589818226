import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { close } from '../../queueing/testing/close.js';
import { Stream } from '../random/stream.js';
import { station } from '../testing/station.js';
import { estimate } from './estimate.js';
import { Histogram } from './histogram.js';
import { meanInterval, momentsOf, ratioInterval } from './interval.js';
import { percentileInterval } from './percentile.js';
import { betaBelow, betaQuantile, rateInterval, shareInterval } from './share.js';
import { mergeReplications } from './together.js';

const stream = new Stream(1, 0, 'estimates');
const draws = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);
/** Share of `runs` intervals that contain the truth. */
const covered = (runs: number, truth: number, interval: () => { low: number; high: number }): number => {
  let hits = 0;
  for (let run = 0; run < runs; run++) {
    const { low, high } = interval();
    if (low <= truth && truth <= high) hits++;
  }
  return hits / runs;
};

describe('mean of replications', () => {
  it('is that of the t distribution for symmetric values', () => {
    const { value, low, high } = meanInterval([1, 2, 3, 4, 5]);
    expect(value).toBe(3);
    close(high - 3, 2.7764451 * Math.sqrt(0.5), 1e-7);
    close(3 - low, 2.7764451 * Math.sqrt(0.5), 1e-7);
  });

  it('moves and stretches with its values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 30 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        (values, factor, shift) => {
          fc.pre(momentsOf(values).error > 1e-3);
          const a = meanInterval(values);
          const b = meanInterval(values.map((x) => x * factor + shift));
          const scale = Math.abs(a.halfWidth * factor) + Math.abs(b.value);
          expect(Math.abs(b.low - (a.low * factor + shift))).toBeLessThan(1e-6 * scale);
          expect(Math.abs(b.high - (a.high * factor + shift))).toBeLessThan(1e-6 * scale);
          expect(a.low).toBeLessThanOrEqual(a.value);
          expect(a.high).toBeGreaterThanOrEqual(a.value);
        },
      ),
    );
  });

  it.each([
    ['normal', () => stream.normal(), 0],
    ['exponential (skewness 2)', () => stream.exponential(), 1],
    ['gamma of shape 4 (skewness 1)', () => draws(4, () => stream.exponential()).reduce((a, x) => a + x), 4],
  ])('covers for %s values', (_, draw, truth) => {
    for (const n of [10, 20, 40]) {
      const share = covered(2000, truth, () => meanInterval(draws(n, draw)));
      expect(share).toBeGreaterThan(0.93);
      expect(share).toBeLessThan(0.97);
    }
  });

  it('one replication bounds nothing, equal ones everything', () => {
    expect(meanInterval([3]).halfWidth).toBe(Infinity);
    expect(meanInterval([3, 3, 3])).toMatchObject({ low: 3, high: 3 });
  });
});

describe('ratio of means', () => {
  it('covers where numerator and denominator vary together', () => {
    const share = covered(2000, 2, () => {
      const below = draws(20, () => 1 + stream.exponential());
      return ratioInterval(
        below.map((b) => 2 * b + stream.normal() * 0.3),
        below,
      );
    });
    expect(share).toBeGreaterThan(0.93);
    expect(share).toBeLessThan(0.97);
  });

  it('nothing counted is no number; all from one replication has no end', () => {
    expect(ratioInterval([0, 0], [0, 0]).value).toBeNaN();
    expect(ratioInterval([4, 0], [2, 0])).toMatchObject({ value: 2, halfWidth: Infinity });
  });
});

describe('shares of what is rare', () => {
  it('none seen: the rule of three, at 95 % on both sides', () => {
    const { value, low, high } = shareInterval([0, 0, 0, 0], [2500, 2500, 2500, 2500]);
    expect([value, low]).toEqual([0, 0]);
    close(high, -Math.log(0.025) / 10_000, 1e-3);
    close(shareInterval([10, 10], [10, 10]).low, 1 + Math.log(0.025) / 20, 0.05);
    close(rateInterval([0, 0], [50, 50]).high, -Math.log(0.025) / 100, 1e-12);
  });

  it('few seen: Clopper and Pearson where trials are independent', () => {
    // 3 of 100: 0.0062 to 0.0852
    const { low, high } = shareInterval([1, 1, 1], [34, 33, 33]);
    close(low, 0.0062, 0.01);
    close(high, 0.0852, 0.01);
  });

  it.each([0.2, 1, 3, 8, 30, 300])('covers for %f events a run', (expected) => {
    const p = expected / 20 / 1000;
    const poisson = (): number => {
      let count = -1;
      for (let total = 0; total < expected / 20; total += stream.exponential()) count++;
      return count;
    };
    const share = covered(1000, p, () =>
      shareInterval(
        draws(20, poisson),
        draws(20, () => 1000),
      ),
    );
    expect(share).toBeGreaterThan(0.93);
  });

  it('beta distribution against its closed forms', () => {
    for (const x of [1e-9, 0.01, 0.05, 0.3]) {
      close(betaBelow(x, 1, 7), -Math.expm1(7 * Math.log1p(-x)), 1e-11);
      close(betaBelow(x, 5, 1), x ** 5, 1e-11);
      close(betaQuantile(betaBelow(x, 2.5, 40), 2.5, 40), x, 1e-6);
    }
  });
});

describe('percentiles', () => {
  const histogramOf = (values: readonly number[]): ReturnType<Histogram['data']> => {
    const histogram = new Histogram();
    for (const value of values) histogram.add(value);
    return histogram.data();
  };

  it('cover the percentile of independent values', () => {
    const truth = -Math.log(0.05);
    const share = covered(300, truth, () =>
      percentileInterval(
        Array.from({ length: 12 }, () => histogramOf(draws(100, () => stream.exponential()))),
        0.95,
      ),
    );
    expect(share).toBeGreaterThan(0.92);
    expect(share).toBeLessThan(0.98);
  });

  it('too few values bound it from below only', () => {
    const few = [histogramOf([1, 2]), histogramOf([3, 4])];
    const { high, low } = percentileInterval(few, 0.99);
    expect(high).toBe(Infinity);
    expect(low).toBeGreaterThanOrEqual(1);
    expect(percentileInterval([histogramOf([])], 0.5).value).toBeNaN();
  });

  it('all values equal: no width', () => {
    const equal = [histogramOf([2, 2, 2, 2]), histogramOf([2, 2, 2, 2]), histogramOf(draws(100, () => 2))];
    expect(percentileInterval(equal, 0.5)).toMatchObject({ value: 2, low: 2 });
  });
});

describe('estimates of a station', () => {
  const run = station({ load: 0.8, service: (s) => s.exponential(), servers: 1, capacity: 5 });
  const each = Array.from({ length: 20 }, (_, replication) =>
    run({ seed: 5, replication, warmUp: 100, duration: 2000 }),
  );

  it('every figure with interval, number and level', () => {
    const all = estimate(each, { sizes: [{ slots: 1, cores: 1 }], percentiles: [0.5, 0.99] });
    const [users] = all.workloads;
    const weights = [0, 1, 2, 3, 4, 5].map((n) => 0.8 ** n);
    const loss = 0.8 ** 5 / weights.reduce((a, x) => a + x);
    for (const [figure, truth] of [
      [users!.sent, 0.8],
      [users!.throughput, 0.8],
      [users!.goodput, 0.8 * (1 - loss)],
      [users!.errors.rejected, loss],
      [users!.errorShare, loss],
      [all.nodes[0]!.utilisation!, 0.8 * (1 - loss)],
    ] as const) {
      expect(figure.replications).toBe(20);
      expect(figure.level).toBe(0.95);
      expect(figure.low).toBeLessThan(truth);
      expect(figure.high).toBeGreaterThan(truth);
      expect(figure.halfWidth / truth).toBeLessThan(0.15);
    }
    expect(users!.errors.timedOut).toMatchObject({ value: 0, low: 0 });
    expect(users!.errors.timedOut.high).toBeGreaterThan(0);
  });

  it('two replications as one keep every count and mean', () => {
    const pairs = [0, 2, 4, 6, 8, 10, 12, 14, 16, 18].map((i) => mergeReplications(each[i]!, each[i + 1]!));
    const a = estimate(each);
    const b = estimate(pairs, { runs: 20 });
    expect(b.replications).toBe(20);
    close(b.workloads[0]!.response.value, a.workloads[0]!.response.value, 1e-12);
    close(b.nodes[0]!.waiting.value, a.nodes[0]!.waiting.value, 1e-12);
    close(b.workloads[0]!.errorShare.value, a.workloads[0]!.errorShare.value, 1e-12);
    expect(b.workloads[0]!.percentiles[3]!.time.value).toBe(a.workloads[0]!.percentiles[3]!.time.value);
  });

  it('an illegal argument names itself', () => {
    expect(() => estimate([])).toThrow(RangeError);
    expect(() => estimate(each, { level: 1 })).toThrow(/level/);
    expect(() => estimate(each, { percentiles: [1] })).toThrow(RangeError);
  });
});
