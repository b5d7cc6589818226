import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stationary } from '../testing/chain.js';
import { close } from '../testing/close.js';
import { closedForkJoin, expectedMaximum, forkJoin, harmonic, splitMerge } from './index.js';

/** Two branches, at most `most` jobs each; a request is in the system while either branch has it, and branches are FIFO. */
function chain(rate: number, [a, b]: [number, number], most: number): number {
  const { states, p } = stationary<[number, number]>([0, 0], ([i, j]) => [
    { to: [i + 1, j + 1], rate: i < most && j < most ? rate : 0 },
    { to: [i - 1, j], rate: i > 0 ? a : 0 },
    { to: [i, j - 1], rate: j > 0 ? b : 0 },
  ]);
  return states.reduce((sum, [i, j], k) => sum + p[k]! * Math.max(i, j), 0) / rate;
}

function response(rate: number, services: readonly number[]): number {
  const answer = forkJoin(rate, services);
  if (!answer.stable) throw new Error('unstable');
  return answer.response;
}

describe('open', () => {
  test('two equal branches: exact (Flatto and Hahn 1984)', () => {
    close(response(0.5, [1, 1]), 2.875, 1e-12);
    close(chain(0.4, [1, 1], 24), response(0.4, [1, 1]), 1e-6);
  });
  test.each([
    [0.4, 1, 1.5],
    [0.3, 1, 4],
    [0.5, 1, 1.1],
  ])('two unlike branches within 2 %% of the chain: %f, %f, %f', (rate, a, b) => {
    close(response(rate, [a, b]), chain(rate, [a, b], 26), 0.02);
  });
  test('no load: the mean of the maximum; one branch; overload', () => {
    close(response(0, [1, 1, 1, 1]), harmonic(4));
    close(response(0, [2, 4]), 0.5 + 0.25 - 1 / 6);
    close(response(0.5, [1]), 2);
    expect(forkJoin(1, [2, 0.5])).toEqual({ stable: false, branch: 1, overload: 2 });
    expect(() => forkJoin(1, [])).toThrow(RangeError);
  });
  test('between its slowest branch and the independent maximum, growing with load and branches', () => {
    const services = fc.array(fc.double({ min: 1, max: 20, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(services, fc.double({ min: 0, max: 0.95, noNaN: true }), (rates, load) => {
        const answer = forkJoin(load, rates);
        if (!answer.stable) throw new Error('unstable');
        expect(answer.response).toBeGreaterThanOrEqual(Math.max(...answer.branches) * (1 - 1e-12));
        expect(answer.response).toBeLessThanOrEqual(expectedMaximum(answer.branches) * (1 + 1e-9));
        expect(response(load * 1.02, rates)).toBeGreaterThanOrEqual(answer.response * (1 - 1e-12));
        expect(response(load, [...rates, 21])).toBeGreaterThanOrEqual(answer.response * (1 - 0.02));
      }),
    );
  });
  test('means of maxima by both ways', () => {
    const means = Array.from({ length: 12 }, (_, k) => 0.1 + k * 0.3);
    // a thirteenth that is never the last switches to integration
    close(expectedMaximum([...means, 1e-9]), expectedMaximum(means), 1e-8);
    close(expectedMaximum(Array.from({ length: 1000 }, () => 1)), harmonic(1000), 1e-9);
  });
});

test('split-merge: one request at a time', () => {
  const answer = splitMerge(0.3, [1, 1]);
  // maximum of two exponentials: mean 1.5, second moment 3.5
  expect(answer).toEqual({ stable: true, response: expect.closeTo(1.5 + (0.3 * 3.5) / (2 * (1 - 0.45)), 12) });
  expect(splitMerge(0.7, [1, 1])).toEqual({ stable: false, overload: expect.closeTo(1.05, 12) });
});

describe('closed', () => {
  test('one branch is mean value analysis; no contention is the maximum', () => {
    const plain = closedForkJoin([{ demand: 1, branches: 1 }], 2, 5);
    close(plain.throughput * (plain.residence[0]! + 2), 5);
    close(closedForkJoin([{ demand: 1, branches: 3 }], 0, 1).throughput, 1 / harmonic(3));
  });
  test('two branches: within 3 % of the chain', () => {
    const [n, think] = [4, 3];
    // jobs at each branch, requests of which the one or the other is done are max - min
    const { states, p } = stationary<[number, number]>([0, 0], ([i, j]) => [
      { to: [i + 1, j + 1], rate: (n - Math.max(i, j)) / think },
      { to: [i - 1, j], rate: i > 0 ? 1 : 0 },
      { to: [i, j - 1], rate: j > 0 ? 1 : 0 },
    ]);
    const busy = states.reduce((a, [i], k) => (i > 0 ? a + p[k]! : a), 0);
    close(closedForkJoin([{ demand: 1, branches: 2 }], think, n).throughput, busy, 0.03);
  });
});
