import { expect, test } from 'vitest';
import type { Figure, Result } from '../report.js';
import { differenceOf } from './difference.js';

const value = (number: number, unit: Figure['unit']): Result => ({
  kind: 'value',
  value: number,
  unit,
  method: 'm',
  assumptions: [],
  inputs: [],
});
const unstable: Result = { kind: 'unstable', overload: 1.2, node: 'web', reason: 'too much' };
const unknown: Result = { kind: 'unknown', reason: 'no idea' };

test('figures: sign, size, unit', () => {
  expect(differenceOf(value(0.2, 's'), value(0.212, 's'))).toEqual({
    text: '+12 ms',
    value: expect.closeTo(0.012, 12),
  });
  expect(differenceOf(value(0.83, 'share'), value(0.51, 'share')).text).toBe('−32 points');
  expect(differenceOf(value(0.9995, 'share'), value(0.99985, 'share')).text).toBe('+0.035 points');
  expect(differenceOf(value(4, 'replicas'), value(4, 'replicas'))).toEqual({ text: 'same', value: 0 });
  expect(differenceOf(value(0, '1/s'), value(0, '1/s')).text).toBe('same');
});

test('where one is no figure it says what happens', () => {
  expect(differenceOf(value(0.2, 's'), unstable)).toEqual({ text: 'becomes unstable', value: undefined });
  expect(differenceOf(unstable, value(0.2, 's')).text).toBe('no longer unstable');
  expect(differenceOf(unstable, unstable).text).toBe('still unstable');
  expect(differenceOf(unknown, unknown).text).toBe('–');
  expect(differenceOf(unknown, value(1, 's')).text).toBe('–');
});
