import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  amdahl,
  asymptoticBounds,
  fitScalability,
  scalabilityPeak,
  solveNetwork,
  universalScalability,
} from './index.js';
import { studentQuantile } from './student.js';
import { close } from './testing/close.js';

test('curve, peak and Amdahl: sigma 0.03, kappa 0.0005', () => {
  const peak = scalabilityPeak(0.03, 0.0005);
  expect(peak.whole).toBe(44);
  expect(peak.capacity).toBeCloseTo(13.6, 1);
  expect(universalScalability(64, 0.03, 0.0005)).toBeCloseTo(13.05, 2);
  expect(amdahl(16, 0.05)).toBeCloseTo(9.14, 2);
  expect(scalabilityPeak(0.05, 0)).toEqual({ nodes: Infinity, whole: Infinity, capacity: 20 });
  expect(scalabilityPeak(0.5, 10).whole).toBe(1);
});

test('users of a load test: N = X (R + Z)', () => {
  const users = 6000 * (0.1 + 9.9);
  expect(users).toBe(60_000);
  // and back: that many users at a station that is never full
  const answer = solveNetwork({
    classes: [{ kind: 'closed', population: users, think: 9.9 }],
    stations: [{ servers: Infinity, demands: [0.1] }],
  });
  if (answer.stable) close(answer.classes[0]!.throughput, 6000, 1e-12);
  close(asymptoticBounds([{ demand: 0.1, servers: Infinity }], 9.9).throughput(users), 6000, 1e-12);
});

test("Student's t, as tabled", () => {
  for (const [freedom, value] of [
    [1, 12.7062],
    [2, 4.30265],
    [3, 3.18245],
    [10, 2.22814],
    [29, 2.04523],
    [1000, 1.96234],
  ] as const)
    close(studentQuantile(0.975, freedom), value, 1e-5);
});

const counts = [1, 2, 4, 8, 16, 32, 48, 64];

test('a fit finds the law that made the figures', () => {
  const sigma = fc.double({ min: 0, max: 0.5, noNaN: true });
  const kappa = fc.double({ min: 0, max: 0.01, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), sigma, kappa, (single, s, k) => {
      const fit = fitScalability(
        counts.map((nodes) => ({ nodes, throughput: single * universalScalability(nodes, s, k) })),
      );
      close(fit.single.value, single, 1e-5);
      expect(Math.abs(fit.sigma.value - s)).toBeLessThan(1e-5);
      expect(Math.abs(fit.kappa.value - k)).toBeLessThan(1e-6);
      expect(fit.explained).toBeGreaterThan(1 - 1e-9);
    }),
  );
});

test('intervals hold the law 95 times in 100', () => {
  let seed = 5;
  const uniform = (): number => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  let held = 0;
  const runs = 400;
  for (let run = 0; run < runs; run++) {
    const fit = fitScalability(
      counts.map((nodes) => ({ nodes, throughput: 100 * universalScalability(nodes, 0.05, 0.001) + 8 * normal() })),
    );
    if (fit.kappa.low <= 0.001 && fit.kappa.high >= 0.001) held++;
  }
  expect(held / runs).toBeGreaterThan(0.9);
  expect(held / runs).toBeLessThan(0.99);
});

test('bounds are kept, illegal arguments named', () => {
  // faster than linear: sigma is held at 0
  const fit = fitScalability([1, 2, 3, 4, 5].map((nodes) => ({ nodes, throughput: nodes ** 1.1 })));
  expect([fit.sigma.value, fit.kappa.value]).toEqual([0, 0]);
  const plain = fitScalability(
    counts.map((nodes) => ({ nodes, throughput: amdahl(nodes, 0.05) })),
    'amdahl',
  );
  close(plain.sigma.value, 0.05, 1e-6);
  expect(plain.kappa).toEqual({ value: 0, low: 0, high: 0 });
  expect(() => fitScalability([{ nodes: 1, throughput: 1 }])).toThrow('measurements');
  expect(() => universalScalability(1, 2, 0)).toThrow('sigma');
});
