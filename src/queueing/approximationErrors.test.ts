/** The recorded errors are those of the code: a part of each grid stays inside the recorded extremes. */
import { expect, test } from 'vitest';
import { approximationErrors, fitTwoMoments, mmc } from './index.js';
import { close } from './testing/close.js';
import { measureErrors } from './testing/measureErrors.js';
import { phPhcMeanWait } from './testing/phPhc.js';

const key = (e: { approximation: string; quantity: string }): string => `${e.approximation}, ${e.quantity}`;

test('every row is recorded, and a sample stays inside', () => {
  const recorded = new Map(approximationErrors.map((e) => [key(e), e]));
  const measured = measureErrors('quick');
  expect([...recorded.keys()]).toEqual(measured.map(key));
  for (const now of measured) {
    const e = recorded.get(key(now))!;
    const hair = 1e-3 + 0.01 * Math.abs(e.highest - e.lowest);
    expect(now.lowest, key(now)).toBeGreaterThanOrEqual(e.lowest - hair);
    expect(now.highest, key(now)).toBeLessThanOrEqual(e.highest + hair);
  }
});

test('the truth: the chain of exponential gaps and service is M/M/c', () => {
  const m = mmc({ arrivalRate: 2.7, serviceRate: 1, servers: 3 });
  close(phPhcMeanWait(fitTwoMoments(1 / 2.7, 1), fitTwoMoments(1, 1), 3), m.stable ? m.meanWait : 0, 1e-9);
});

test('two moments: the default stays within 5 % in the median', () => {
  const whitt = approximationErrors.filter((e) => e.approximation === 'whitt');
  for (const e of whitt) expect(e.median, key(e)).toBeLessThan(0.05);
});
