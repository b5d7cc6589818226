import { describe, expect, it } from 'vitest';
import * as f from './format.js';

describe('formats', () => {
  it('numbers', () => {
    expect([0, 1, 1480, 0.2, 12.345, 999.9, 1e6, 1234567].map((x) => f.formatNumber(x))).toEqual([
      '0',
      '1',
      '1 480',
      '0.2',
      '12.3',
      '1 000',
      '1 000 000',
      '1 234 567',
    ]);
    expect(f.formatNumber(Number.NaN)).toBe('–');
    expect(f.formatNumber(Number.POSITIVE_INFINITY)).toBe('–');
  });
  it('durations', () => {
    expect(
      [0, 1e-12, 2e-7, 5e-6, 0.0084, 0.212, 1, 6.6, 90, 300, 8.76 * 3600, 90 * 86400].map(f.formatDuration),
    ).toEqual([
      '0 ms',
      '0 ms',
      '200 ns',
      '5 µs',
      '8.4 ms',
      '212 ms',
      '1 s',
      '6.6 s',
      '90 s',
      '5 min',
      '8.76 h',
      '90 days',
    ]);
  });
  it('shares, availability, downtime', () => {
    expect([0, 0.19, 0.8333, 1.2].map(f.formatShare)).toEqual(['0 %', '19 %', '83.3 %', '120 %']);
    expect([1, 0.99985, 0.9995, 0.9, 0.5].map(f.formatAvailability)).toEqual([
      '100 %',
      '99.985 %',
      '99.95 %',
      '90 %',
      '50 %',
    ]);
    // Never rounded up to an availability that is not reached.
    expect(f.formatAvailability(0.99999999)).not.toBe('100 %');
    expect([525.6, 52.56, 0.4333, 1e-7].map(f.formatDowntime)).toEqual([
      '8.76 h/year',
      '52.6 min/year',
      '26 s/year',
      '< 0.01 s/year',
    ]);
    expect(f.formatResult({ kind: 'unstable', overload: 1.5, node: 'db', reason: '' })).toBe('unstable (×1.5)');
  });
});
