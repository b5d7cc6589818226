import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stream } from '../random/stream.js';
import { station } from '../testing/station.js';
import { correlationTime, mser5, settling } from './warmUp.js';

const stream = new Stream(2, 0, 'series');

describe('MSER-5', () => {
  it('leaves out a start that differs and keeps the rest', () => {
    const values = Array.from({ length: 400 }, (_, i) => (i < 60 ? 10 - i / 6 : 0) + stream.normal() * 0.3);
    const point = mser5(values)!;
    expect(point).toBeGreaterThanOrEqual(40);
    expect(point).toBeLessThanOrEqual(90);
    expect(mser5(new Array<number>(100).fill(7))).toBe(0);
  });

  it('a trend that never ends has no steady state', () => {
    expect(mser5(Array.from({ length: 200 }, (_, i) => i + stream.normal()))).toBeUndefined();
    expect(mser5([1, 2, 3])).toBeUndefined();
  });

  it('does not depend on the unit or the origin', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.constantFrom(2, 4, 0.5), fc.integer({ min: -1000, max: 1000 }), (x, factor, shift) => {
        expect(mser5(x.map((v) => factor * (v + shift)))).toBe(mser5(x));
      }),
    );
  });
});

describe('correlation time', () => {
  it('of an autoregressive series is (1 + r) / (1 - r)', () => {
    for (const r of [0, 0.5, 0.9]) {
      const series = Array.from({ length: 8 }, () => {
        let x = stream.normal() / Math.sqrt(1 - r * r);
        return Array.from({ length: 4000 }, () => (x = r * x + stream.normal()));
      });
      expect(Math.abs(correlationTime(series, 2) / ((2 * (1 + r)) / (1 - r)) - 1)).toBeLessThan(0.15);
    }
    expect(correlationTime([[1, 1, 1]], 1)).toBe(0);
  });
});

describe('settling', () => {
  const pilots = (load: number, duration: number): ReturnType<typeof settling> => {
    const run = station({ load, service: (s) => s.exponential(), servers: 1 });
    return settling([0, 1, 2, 3, 4].map((replication) => run({ seed: 4, replication, warmUp: 0, duration }).series));
  };

  it('of M/M/1: the memory is 2 (1 + rho) / (1 - rho)^2 service times', () => {
    for (const load of [0.5, 0.8, 0.9]) {
      const memory = (2 * (1 + load)) / (1 - load) ** 2;
      const found = pilots(load, 100 * memory);
      expect(found.memory / memory).toBeGreaterThan(0.6);
      expect(found.memory / memory).toBeLessThan(1.6);
      expect(found.warmUp).toBeDefined();
    }
  });

  it('an overloaded station has no steady state', () => {
    expect(pilots(1.2, 3000).warmUp).toBeUndefined();
  });
});
