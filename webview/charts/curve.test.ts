import { expect, test } from 'vitest';
import type { Curve } from '../../src/analysis/report.js';
import { sampleReport } from '../testing/sample.js';
import { throughputAt } from './curve.js';

const open = sampleReport.curves[0]!;
const point = (factor: number, throughput: number): Curve['points'][number] => ({
  factor,
  throughput,
  mean: 1,
  p95: 2,
  p99: 3,
});
const closed: Curve = { ...open, points: [point(0.5, 10), point(1, 18), point(2, 25), point(4, 26)] };

test('a load stands between the computed points around it', () => {
  expect(throughputAt(open, 1)).toBeCloseTo(1480, 6);
  expect(throughputAt(closed, 1.5)).toBeCloseTo(21.5, 6);
  expect(throughputAt(closed, 0.25)).toBeCloseTo(5, 6);
});

test('past the last point an open workload goes on, a closed one is not computed', () => {
  expect(throughputAt(open, open.saturation!)).toBeCloseTo(1643, 6);
  expect(throughputAt(closed, 9)).toBeUndefined();
  expect(throughputAt(closed, 4)).toBe(26);
});

test('without points there is no place', () => {
  expect(throughputAt({ ...open, points: [] }, 1)).toBeUndefined();
  expect(throughputAt(open, Number.NaN)).toBeUndefined();
});
