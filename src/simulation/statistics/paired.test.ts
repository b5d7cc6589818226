import { describe, expect, it } from 'vitest';
import type { Replication } from '../result.js';
import { station } from '../testing/station.js';
import { figures, pairedDifference } from './paired.js';

const runs = (speed: number, number: number, seed = 1, duration = 600): Replication[] => {
  const run = station({ load: 0.5, service: (s) => s.exponential() / speed, servers: 1 });
  return Array.from({ length: number }, (_, replication) => run({ seed, replication, warmUp: 60, duration }));
};

describe('difference of two scenarios', () => {
  it('common random numbers show a small change that chances of their own hide', () => {
    const slow = runs(1, 20);
    const fast = runs(1.02, 20);
    const paired = pairedDifference(slow, fast, figures.meanResponse(0));
    expect(paired.significant).toBe(true);
    expect(paired.difference.high).toBeLessThan(0);
    expect(paired.varianceRatio).toBeLessThan(0.1);
    expect(paired.second - paired.first).toBeCloseTo(paired.difference.value, 1);
  });

  it.each([
    ['mean response', figures.meanResponse(0), 1 / 0.6 - 1 / 0.5],
    ['95th percentile', figures.percentile(0, 0.95), Math.log(20) * (1 / 0.6 - 1 / 0.5)],
  ])('covers the difference of the %s', (_, figure, truth) => {
    let hits = 0;
    const number = 120;
    for (let seed = 0; seed < number; seed++) {
      const { low, high } = pairedDifference(runs(1, 15, seed), runs(1.1, 15, seed), figure).difference;
      if (low <= truth && truth <= high) hits++;
    }
    expect(hits / number).toBeGreaterThan(0.9);
    expect(hits / number).toBeLessThan(0.99);
  });

  it('without a change nothing differs; without partners nothing is said', () => {
    const a = runs(1, 5);
    expect(pairedDifference(a, a, figures.goodput(0))).toMatchObject({
      difference: { value: 0, halfWidth: 0 },
      significant: false,
    });
    const other = pairedDifference(a, runs(1, 5, 2), figures.errorShare(0));
    expect(other.difference.replications).toBeLessThanOrEqual(1);
    expect(other.significant).toBe(false);
  });

  it('pairs by number, whatever the order', () => {
    const a = runs(1, 8);
    const b = runs(1.1, 10);
    const straight = pairedDifference(a, b, figures.meanResponse(0)).difference;
    const turned = pairedDifference(a, [...b].reverse(), figures.meanResponse(0)).difference;
    expect(turned).toEqual(straight);
    expect(straight.replications).toBe(8);
  });
});
