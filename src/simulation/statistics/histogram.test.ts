import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram, type HistogramData, meanOf, merge, noValues, percentileOf, shareAbove } from './histogram.js';

const of = (values: readonly number[]): HistogramData => {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram.data();
};
const times = fc.array(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('histogram', () => {
  it('percentiles are within 0.8 % of those of the sorted values', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 0.999, noNaN: true }), (values, p) => {
        const sorted = [...values].sort((a, b) => a - b);
        const exact = sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
        expect(Math.abs(percentileOf(of(values), p) / exact - 1)).toBeLessThan(0.008);
      }),
    );
  });

  it('two together are as one of all values', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const { sum, sumOfSquares, ...rest } = merge(of(a), of(b));
        const { sum: sumOfAll, sumOfSquares: squares, ...all } = of([...a, ...b]);
        expect(rest).toEqual(all);
        expect(sum).toBeCloseTo(sumOfAll, 5);
        expect(Math.abs(sumOfSquares / squares - 1)).toBeLessThan(1e-12);
      }),
    );
    expect(merge(noValues, of([1]))).toEqual(of([1]));
    expect(merge(of([0, 0]), of([1]))).toEqual(of([0, 0, 1]));
  });

  it('share above a time, and its bounds', () => {
    const data = of([1, 2, 3, 4]);
    expect(shareAbove(data, 2.5)).toBe(0.5);
    expect(shareAbove(data, -1)).toBe(1);
    expect(shareAbove(data, 10)).toBe(0);
    expect(shareAbove(of([0, 0, 1]), 0)).toBeCloseTo(1 / 3, 12);
  });

  it('nothing, zero and the extremes of doubles', () => {
    expect(meanOf(noValues)).toBeNaN();
    expect(percentileOf(noValues, 0.5)).toBeNaN();
    expect(percentileOf(of([0]), 0.99)).toBe(0);
    expect(percentileOf(of([1e-300]), 0.5)).toBe(1e-300);
    expect(percentileOf(of([1e300]), 0.5)).toBe(1e300);
    expect(() => percentileOf(noValues, 1)).toThrow(RangeError);
  });
});
