/** Split waits against the laws of M/M/c with priorities, and by properties. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitMoments } from '../moments.js';
import { priorityPoolWaits } from '../testing/priorityChain.js';
import { mmc } from './mmc.js';
import { mmcNonPreemptive } from './multiServerPriorities.js';
import { priorityWaits } from './priorityWaits.js';

const fifo = (arrivalRate: number, servers: number) => {
  const m = mmc({ arrivalRate, serviceRate: 1, servers });
  if (!m.stable) throw new Error('unstable');
  return waitMoments(m.delayProbability, servers - arrivalRate);
};

describe('waits by priority', () => {
  it('are those of M/M/c: mean and variance exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.05, max: 0.97, noNaN: true }),
        fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
        (servers, load, shares) => {
          const total = shares.reduce((sum, x) => sum + x, 0);
          const rates = shares.map((share) => (load * servers * share) / total);
          const split = priorityWaits(
            fifo(load * servers, servers),
            rates.map((rate) => rate / servers),
          );
          mmcNonPreemptive({ arrivalRates: rates, serviceRate: 1, servers }).forEach((truth, k) => {
            if (!truth.stable) throw new Error('unstable');
            expect(split[k]!.k1 / truth.meanWait).toBeCloseTo(1, 9);
            expect(split[k]!.k2 / truth.varianceWait).toBeCloseTo(1, 6);
          });
        },
      ),
    );
  });

  it('keep the work-weighted wait, rise with urgency lost, and agree with a chain', () => {
    const rates = [0.5, 0.7] as const;
    const loads = rates.map((rate) => rate / 2);
    const wait = fifo(1.2, 2);
    const split = priorityWaits(wait, loads);
    const kept = split.reduce((sum, { k1 }, k) => sum + loads[k]! * k1, 0);
    expect(kept / 0.6).toBeCloseTo(wait.k1, 12);
    expect(split[0]!.k1).toBeLessThan(split[1]!.k1);
    const truth = priorityPoolWaits({ rates, services: [1, 1], servers: 2, places: [30, 50] });
    expect(split[0]!.k1).toBeCloseTo(truth[0], 6);
    expect(split[1]!.k1).toBeCloseTo(truth[1], 5);
  });

  it('of one class, and of classes without load, is the wait as it was', () => {
    const wait = fifo(0.9, 1);
    const [only] = priorityWaits(wait, [0.9]);
    for (const key of ['k1', 'k2', 'k3'] as const) expect(only![key]).toBeCloseTo(wait[key], 9);
    const [first, second] = priorityWaits(wait, [0, 0.9]);
    expect(second!.k1).toBeCloseTo(wait.k1, 12);
    expect(first!.k1).toBeCloseTo(wait.k1 * 0.1, 12);
    expect(priorityWaits(waitMoments(0, 1), [0.1, 0.2])).toEqual([waitMoments(0, 1), waitMoments(0, 1)]);
  });

  it('refuses loads that leave no steady state', () => {
    expect(() => priorityWaits(fifo(0.5, 1), [0.5, 0.5])).toThrow('loads must add up to less than 1');
    expect(() => priorityWaits(fifo(0.5, 1), [-0.1, 0.5])).toThrow('loads[0]');
  });
});
