/** The stated errors are those that are measured; the slower grids are sampled here and measured whole in the long suite. */
import { describe, expect, test } from 'vitest';
import { networkAccuracy } from './accuracy.js';
import { type Errors, forkJoins, lines, multiServers, singleServers, tandems } from './testing/grid.js';

const stated = (method: string) => networkAccuracy.find((entry) => entry.method === method)!;

function whole(errors: Errors): void {
  for (const [method, list] of errors) {
    const sorted = list.toSorted((a, b) => a - b);
    const at = (p: number): number => Number((100 * sorted[Math.round(p * (sorted.length - 1))]!).toFixed(2));
    expect({ method, cases: list.length, median: at(0.5), p95: at(0.95), worst: at(1) }).toEqual({
      method,
      cases: stated(method).cases,
      median: expect.closeTo(stated(method).median, 1),
      p95: expect.closeTo(stated(method).p95, 1),
      worst: expect.closeTo(stated(method).worst, 1),
    });
  }
}

function sample(errors: Errors): void {
  for (const [method, list] of errors) {
    expect(list.length).toBeGreaterThan(0);
    expect(Math.max(...list) * 100, method).toBeLessThanOrEqual(stated(method).worst + 0.05);
  }
}

describe('measured errors', () => {
  test('of several classes at single servers', () => whole(singleServers(2026)));
  test('of several servers', () => whole(multiServers(2026)));
  test('of lines with finite room', () => whole(lines(2026)));
  test('of fork-join', () => (process.env.HEADROOM_LONG ? whole(forkJoins()) : sample(forkJoins(7))));
  test('of general arrivals', () => (process.env.HEADROOM_LONG ? whole(tandems()) : sample(tandems(8))));
});
