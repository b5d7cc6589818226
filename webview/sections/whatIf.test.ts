import { expect, test } from 'vitest';
import { sampleReport } from '../testing/sample.js';
import { effectsOf, summaryOf } from './whatIfEffects.js';
import { fitting, type Knob, knobsOf, numberIn, overrideOf, stopOf, stops } from './whatIfValues.js';

const [browse] = knobsOf(sampleReport);
const users: Knob = { path: 'staff.users', part: 'staff', kind: 'users', base: 250 };
const replicas: Knob = { path: 'web.replicas', part: 'web', kind: 'replicas', base: 6 };

test('each workload and node type has a knob', () => {
  expect(knobsOf(sampleReport).map((knob) => knob.path)).toEqual([
    'browse.rate',
    'staff.rate',
    'web.replicas',
    'catalog_search.replicas',
    'session.replicas',
    'orders_store.replicas',
  ]);
});

test('the slider stops at what is, and finer near to it', () => {
  expect(stops[stopOf(1)]).toBe(1);
  expect(stops[stopOf(1.52)]).toBe(1.5);
  expect(stops[stopOf(99)]).toBe(10);
  expect(stops[stopOf(0)]).toBe(0.1);
  expect([...stops].sort((a, b) => a - b)).toEqual(stops);
});

test('a knob takes what the description can say', () => {
  expect(fitting(replicas, 0)).toBe(1);
  expect(fitting(replicas, 7.6)).toBe(8);
  expect(fitting(replicas, Number.NaN)).toBe(6);
  expect(fitting(users, 1e9)).toBe(1_000_000);
  expect(fitting(browse!, -3)).toBe(0);
  expect(fitting(browse!, 1480 * 1.35)).toBe(1998);
});

test('values are written as the description writes them, and read back', () => {
  expect(overrideOf(browse!, 1998)).toEqual({ path: 'browse.rate', value: '1998 req/s' });
  expect(overrideOf(users, 500)).toEqual({ path: 'staff.users', value: '500' });
  expect(overrideOf(browse!, 1e-7).value).toBe('0.0000001 req/s');
  expect(numberIn(overrideOf(browse!, 12.5).value)).toBe(12.5);
});

test('effects name what reads differently, and leave out what is still to come', () => {
  const [first, ...others] = sampleReport.workloads;
  const p99 = { ...first!.p99, value: 0.4 } as (typeof sampleReport.workloads)[number]['p99'];
  const headroom = { kind: 'unknown', reason: 'Not computed yet.' } as const;
  const now = { ...sampleReport, complete: false, headroom, workloads: [{ ...first!, p99, headroom }, ...others] };
  expect(effectsOf(sampleReport, sampleReport)).toEqual([]);
  expect(effectsOf(sampleReport, now)).toEqual([{ what: 'browse: p99', before: '212 ms', now: '400 ms' }]);
  expect(effectsOf(sampleReport, { ...now, complete: true })).toHaveLength(3);
  expect(summaryOf(sampleReport, now, 1)).toMatch(/1 figures? change/);
});
