/** Sizing, rates that depend on the state, bounded queues that are left, and two moments of gaps and service. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  erlangA,
  erlangABounded,
  gigc,
  kingmanBound,
  lawOfMeanCv,
  mg1,
  mmc,
  mmck,
  serversForMeanResponse,
  serversForMeanWait,
  serversForResponsePercentile,
  serversForWaitPercentile,
  stateDependent,
} from '../index.js';
import { close } from '../testing/close.js';

function steady<T extends { stable: boolean }>(answer: T): Extract<T, { stable: true }> {
  if (!answer.stable) throw new Error('unstable');
  return answer as Extract<T, { stable: true }>;
}

test('servers for an objective are the least that meet it', () => {
  const at = (arrivalRate: number, servers: number) => mmc({ arrivalRate, serviceRate: 0.5, servers });
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 3000, noNaN: true }),
      fc.double({ min: 0.001, max: 20, noNaN: true }),
      fc.double({ min: 0.1, max: 0.9999, noNaN: true }),
      (arrivalRate, seconds, p) => {
        const input = { arrivalRate, serviceRate: 0.5 };
        const checks: [number, (m: Extract<ReturnType<typeof mmc>, { stable: true }>) => boolean][] = [
          [serversForMeanWait(input, seconds), (m) => m.meanWait <= seconds],
          [serversForMeanResponse(input, seconds), (m) => m.meanResponse <= seconds],
          [serversForWaitPercentile(input, p, seconds), (m) => m.waitTail(seconds) <= 1 - p],
          [serversForResponsePercentile(input, p, seconds), (m) => m.responseTail(seconds) <= 1 - p],
        ];
        for (const [servers, holds] of checks) {
          if (servers === Infinity) continue;
          expect(holds(steady(at(arrivalRate, servers)))).toBe(true);
          const less = servers > 1 ? at(arrivalRate, servers - 1) : undefined;
          if (less?.stable) expect(holds(less)).toBe(false);
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(serversForMeanResponse({ arrivalRate: 1, serviceRate: 0.5 }, 1)).toBe(Infinity);
  // call centre: 100 calls an hour of 3 minutes each, 80 % within 20 s
  const servers = serversForWaitPercentile({ arrivalRate: 100 / 3600, serviceRate: 1 / 180 }, 0.8, 20);
  expect(servers).toBe(8);
});

test('rates that depend on the state: M/M/c, M/M/c/K and a station that slows down', () => {
  const m = steady(mmc({ arrivalRate: 3, serviceRate: 1, servers: 4 }));
  const s = steady(stateDependent({ arrivalRates: [3], serviceRates: [1, 2, 3, 4] }));
  close(s.meanResponse, m.meanResponse, 1e-12);
  for (const n of [0, 3, 4, 9, 40]) {
    close(s.jobsProbability(n), m.jobsProbability(n), 1e-11);
    close(s.jobsTail(n), m.jobsTail(n), 1e-11);
  }
  const k = mmck({ arrivalRate: 5, serviceRate: 1, servers: 4, capacity: 9 });
  const b = steady(stateDependent({ arrivalRates: [5], serviceRates: [1, 2, 3, 4], capacity: 9 }));
  close(b.lossProbability, k.lossProbability, 1e-12);
  close(b.meanResponse, k.meanResponse, 1e-12);
  close(b.throughput, k.throughput, 1e-12);
  // completions that fall again: more jobs than the last rate bears have no steady state
  expect(stateDependent({ arrivalRates: [3], serviceRates: [2, 4, 3, 2] })).toEqual({ stable: false, overload: 1.5 });
  expect(() => stateDependent({ arrivalRates: [3], serviceRates: [2], capacity: 1e9 })).toThrow(/1000000000 states/);
});

test('a bounded queue that is left: without a bound Erlang A, without impatience M/M/c/K', () => {
  const input = { arrivalRate: 12, serviceRate: 1, servers: 10, patience: 0.5 };
  const open = erlangA(input);
  const wide = erlangABounded({ ...input, capacity: 200 });
  close(wide.abandonProbability, open.abandonProbability, 1e-10);
  close(wide.meanWait, open.meanWait, 1e-10);
  for (const t of [0, 0.1, 1, 5]) close(wide.waitTail(t), open.waitTail(t), 1e-8);
  close(wide.waitPercentile(0.99), open.waitPercentile(0.99), 1e-8);
  const patient = erlangABounded({ ...input, patience: 0, capacity: 25 });
  const k = mmck({ arrivalRate: 12, serviceRate: 1, servers: 10, capacity: 25 });
  close(patient.lossProbability, k.lossProbability, 1e-12);
  close(patient.waitTail(0.7), k.waitTail(0.7), 1e-11);
  const both = erlangABounded({ ...input, capacity: 13 });
  close(both.throughput, 12 * (1 - both.lossProbability) * (1 - both.abandonProbability), 1e-12);
});

describe('GI/G/c from two moments', () => {
  test('published example: bursts of four times the variance', () => {
    // load 0.8, 10 ms, ca2 = 4, exponential service: 100 ms against 40 (Kingman 1961)
    const at = (arrivalCv2: number): number =>
      steady(gigc({ arrivalRate: 80, arrivalCv2, serviceTime: 0.01, serviceCv2: 1, servers: 1 }, 'kingman')).meanWait;
    close(at(4), 0.1, 1e-12);
    close(at(1), 0.04, 1e-12);
  });
  test('exact where it must be: M/M/c by all but Kingman, M/G/1 by Allen and Cunneen and by Krämer and Langenbach-Belz', () => {
    for (const servers of [1, 5, 40]) {
      const exact = steady(mmc({ arrivalRate: 0.9 * servers, serviceRate: 1, servers })).meanWait;
      for (const method of ['allen-cunneen', 'kraemer-langenbach-belz', 'kimura', 'whitt'] as const) {
        const m = gigc({ arrivalRate: 0.9 * servers, arrivalCv2: 1, serviceTime: 1, serviceCv2: 1, servers }, method);
        close(steady(m).meanWait, exact, 1e-12);
      }
    }
    for (const cv of [0, 0.5, 2]) {
      const exact = steady(mg1(0.7, lawOfMeanCv(1, cv))).meanWait;
      for (const method of ['kraemer-langenbach-belz', 'allen-cunneen'] as const) {
        const m = gigc({ arrivalRate: 0.7, arrivalCv2: 1, serviceTime: 1, serviceCv2: cv * cv, servers: 1 }, method);
        close(steady(m).meanWait, exact, 1e-12);
      }
    }
  });
  test('properties: scale of time, monotone in load, below the bound of Kingman, nothing is random', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.98, noNaN: true }),
        fc.integer({ min: 0, max: 90 }).map((x) => x / 10),
        fc.integer({ min: 0, max: 90 }).map((x) => x / 10),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('allen-cunneen', 'kraemer-langenbach-belz', 'kimura', 'whitt'),
        (rho, arrivalCv2, serviceCv2, servers, method) => {
          const at = (load: number, time: number) =>
            steady(
              gigc(
                { arrivalRate: (load * servers) / time, arrivalCv2, serviceTime: time, serviceCv2, servers },
                method,
              ),
            );
          const m = at(rho, 1);
          close(at(rho, 60).meanWait, 60 * m.meanWait, 1e-9);
          expect(at(rho + 0.01, 1).meanWait).toBeGreaterThanOrEqual(m.meanWait);
          close(m.meanQueue, rho * servers * m.meanWait, 1e-12);
          if (servers === 1) {
            const bound = kingmanBound({ arrivalRate: rho, arrivalCv2, serviceTime: 1, serviceCv2 });
            if (method === 'kraemer-langenbach-belz' || method === 'allen-cunneen') {
              expect(m.meanWait).toBeLessThanOrEqual(bound * (1 + 1e-12));
            }
          }
        },
      ),
    );
    const still = steady(gigc({ arrivalRate: 3, arrivalCv2: 0, serviceTime: 1, serviceCv2: 0, servers: 4 }));
    expect([still.meanWait, still.delayProbability, still.waitPercentile(0.99)]).toEqual([0, 0, 0]);
    expect(gigc({ arrivalRate: 5, arrivalCv2: 1, serviceTime: 1, serviceCv2: 1, servers: 4 }).stable).toBe(false);
  });
});
