/** The classical stations against figures of 30 digits (computed with mpmath), against chains and against each other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  birthDeath,
  deterministicLaw,
  erlangA,
  erlangB,
  erlangC,
  erlangLaw,
  exponentialLaw,
  gammaLaw,
  gm1,
  loadForDelayProbability,
  loadForLoss,
  lognormalLaw,
  md1,
  mdc,
  mg1,
  mm1,
  mm1k,
  mmc,
  mmck,
  mminf,
  paretoFromCv,
  realServersForLoss,
  serversForLoss,
} from '../index.js';
import { stationary } from '../testing/chain.js';
import { close } from '../testing/close.js';

function steady<T extends { stable: boolean }>(answer: T): Extract<T, { stable: true }> {
  if (!answer.stable) throw new Error('unstable');
  return answer as Extract<T, { stable: true }>;
}

describe('Erlang', () => {
  test.each([
    [5.5, 3.2, 0.09134910571121645],
    [0.5, 0.2, 0.43941136487817367],
    [0.3, 2.9, 0.9202619091229993],
    [2.75, 40, 0.9329978187800133],
    [100.25, 120.7, 0.1985275638523255],
    [100_000.5, 99_000, 8.184479280342352e-6],
    [900_000, 1e6, 0.10000899820086338],
    [1e6, 1e6, 0.000797460306855561],
    [1_001_000, 1e6, 0.0002874628277167762],
  ])('B(%d, %d)', (servers, load, expected) => {
    close(erlangB(servers, load), expected, 2e-12);
  });
  test('a trillion servers', () => {
    // 1/B(a, a) = sqrt(pi a / 2) + 2/3 + O(1/sqrt a), Jagerman 1974
    close(erlangB(1e12, 1e12), 1 / (Math.sqrt((Math.PI * 1e12) / 2) + 2 / 3), 1e-10);
    expect(erlangB(1e12, 1)).toBe(0);
    expect(() => erlangB(1, 1e13)).toThrow(/load must be at most/);
  });
  test('inverses', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 5000, noNaN: true }),
        fc.double({ min: 1e-5, max: 0.95, noNaN: true }),
        (a, p) => {
          const c = serversForLoss(a, p);
          expect(erlangB(c, a)).toBeLessThanOrEqual(p);
          if (c > 0) expect(erlangB(c - 1, a)).toBeGreaterThan(p);
          const x = realServersForLoss(a, p);
          if (x > 0) close(erlangB(x, a), p, 1e-10);
          close(erlangB(Math.max(1, c), loadForLoss(Math.max(1, c), p)), p, 1e-10);
        },
      ),
      { numRuns: 50 },
    );
    close(erlangC(10, loadForDelayProbability(10, 0.2)), 0.2, 1e-12);
  });
});

describe('M/M/c and relatives', () => {
  test('law of the number of jobs against the birth-death chain', () => {
    const m = steady(mmc({ arrivalRate: 7.2, serviceRate: 1, servers: 8 }));
    const chain = birthDeath({
      births: new Array(600).fill(7.2),
      deaths: Array.from({ length: 600 }, (_, i) => Math.min(i + 1, 8)),
      tail: { birth: 7.2, death: 8 },
    });
    if (!chain.stable) throw new Error('unstable');
    let above = 1;
    let second = 0;
    for (let n = 0; n < 600; n++) {
      close(m.jobsProbability(n), chain.probabilities[n]!, 1e-11);
      above -= chain.probabilities[n]!;
      if (n < 60) close(m.jobsTail(n), above, 1e-9);
      second += n * n * chain.probabilities[n]!;
    }
    close(m.meanJobs, chain.mean, 1e-12);
    close(m.varianceJobs, second - m.meanJobs ** 2, 1e-6);
    close(mm1({ arrivalRate: 1, serviceRate: 2 }).stable ? 1 : 0, 1);
    close(steady(mminf({ arrivalRate: 3, serviceRate: 1 })).jobsProbability(2), (9 / 2) * Math.exp(-3), 1e-13);
  });
  test('utilisation 1 - 1e-9 with 100 000 servers', () => {
    const m = steady(mmc({ arrivalRate: 100_000 - 1e-4, serviceRate: 1, servers: 100_000 }));
    close(m.meanWait, m.delayProbability / (100_000 - (100_000 - 1e-4)), 1e-12);
    close(m.waitTail(m.waitPercentile(1 - 1e-9)), 1e-9, 1e-6);
    expect(m.jobsTail(100_000)).toBeGreaterThan(0.999);
  });
  test('bounded queue: an endless one is M/M/c, none is Erlang B, any is the chain', () => {
    const wide = mmck({ arrivalRate: 7, serviceRate: 1, servers: 8, capacity: 1e9 });
    const open = steady(mmc({ arrivalRate: 7, serviceRate: 1, servers: 8 }));
    for (const key of ['meanWait', 'varianceWait', 'delayProbability', 'meanQueue', 'utilisation'] as const) {
      close(wide[key], open[key], 1e-11);
    }
    for (const t of [0, 0.1, 1, 20]) {
      close(wide.waitTail(t), open.waitTail(t), 1e-10);
      close(wide.responseTail(t), open.responseTail(t), 1e-10);
    }
    close(wide.responsePercentile(0.999), open.responsePercentile(0.999), 1e-10);
    close(mmck({ arrivalRate: 9, serviceRate: 1, servers: 10, capacity: 10 }).lossProbability, erlangB(10, 9), 1e-13);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0.01, max: 4, noNaN: true }),
        (c, q, rho) => {
          const rate = rho * c;
          const m = mmck({ arrivalRate: rate, serviceRate: 1, servers: c, capacity: c + q });
          const { p } = stationary(0, (n) => [
            { to: Math.min(n + 1, c + q), rate: n < c + q ? rate : 0 },
            { to: Math.max(0, n - 1), rate: Math.min(n, c) },
          ]);
          const admitted = 1 - p[c + q]!;
          close(m.lossProbability, p[c + q]!, 1e-11);
          let wait = 0;
          for (let n = c; n < c + q; n++) wait += (p[n]! * (n - c + 1)) / c / admitted;
          expect(Math.abs(m.meanWait - wait)).toBeLessThan(1e-11 * (1 + wait));
          close(
            m.meanJobs,
            p.reduce((sum, x, n) => sum + n * x, 0),
            1e-10,
          );
          p.forEach((x, n) => {
            close(m.jobsProbability(n), x, 1e-10);
          });
        },
      ),
    );
  });
  test('published losses of M/M/1/20', () => {
    for (const [rho, loss] of [
      [0.8, 0.0023],
      [0.9, 0.0137],
      [1.2, 0.17],
    ] as const) {
      expect(Math.abs(mm1k({ arrivalRate: rho, serviceRate: 1, capacity: 20 }).lossProbability - loss)).toBeLessThan(
        5e-4,
      );
    }
  });
});

describe('M/D/c', () => {
  test('against 30 digits and Pollaczek-Khinchine', () => {
    close(steady(mdc({ arrivalRate: 9, serviceTime: 1, servers: 10 })).waitTail(3.3), 0.0007823783775213908, 1e-12);
    close(steady(md1({ arrivalRate: 0.5, serviceTime: 1 })).waitTail(3.3), 0.010468775297866575, 1e-12);
    for (const rho of [0.01, 0.3, 0.7, 0.83, 0.95, 0.9999]) {
      const m = steady(md1({ arrivalRate: rho, serviceTime: 1 }));
      close(m.delayProbability, rho, 1e-11);
      close(m.meanWait, rho / (2 * (1 - rho)), 1e-11);
      close(m.varianceWait, rho / (3 * (1 - rho)) + (rho / (2 * (1 - rho))) ** 2, 1e-11);
      close(m.jobsProbability(0), 1 - rho, 1e-10);
      close(m.jobsProbability(1), (1 - rho) * Math.expm1(rho), 1e-10);
      close(m.waitTail(m.waitPercentile(1 - 1e-12)), 1e-12, 1e-3);
    }
  });
  test('both ways agree where they meet; two servers of half the speed wait less than half as often', () => {
    // the light way ends, and the heavy begins, near a fall of 0.0525 per step
    for (const c of [3, 50]) {
      let before = 0;
      for (const rho of [0.9, 0.93, 0.96, 0.98].map((x) => 1 - (1 - x) * Math.sqrt(10 / c))) {
        const m = steady(mdc({ arrivalRate: rho * c, serviceTime: 1, servers: c }));
        expect(m.meanWait).toBeGreaterThan(before);
        before = m.meanWait;
        // E(queue) from its law
        let sum = 0;
        for (let n = c; n < c + 3000; n++) sum += m.jobsTail(n);
        close(sum, m.meanQueue, 1e-9);
      }
    }
  });
});

describe('M/G/1', () => {
  test.each([
    [0.5, 0.5, 0.57882910273392, 0.95291506488952],
    [0.5, 10, 0.0043882166258139, 0.0076188850815193],
    [0.5, 60, 2.8288024305666e-14, 4.9114076342601e-14],
    [2, 0.5, 0.64370680992835, 0.77814564852418],
    [2, 10, 0.21031708772609, 0.24414448744194],
    [2, 60, 0.00078377264004268, 0.00090892121301975],
  ])('gamma service of cv %d, t = %d', (cv, t, wait, response) => {
    const m = steady(mg1(0.7, gammaLaw(1, cv)));
    close(m.waitTail(t), wait, 1e-9);
    close(m.responseTail(t), response, 1e-9);
  });
  test('exponential service is M/M/1, to tails of 1e-30 and utilisation of 1 - 1e-9', () => {
    for (const rho of [0.1, 0.7, 0.999, 1 - 1e-9]) {
      const m = steady(mg1(rho, exponentialLaw(1)));
      const exact = steady(mm1({ arrivalRate: rho, serviceRate: 1 }));
      for (const q of [0.5, 1e-3, 1e-12, 1e-30]) {
        const t = exact.responseTail(0) * (-Math.log(q) / (1 - rho));
        close(m.responseTail(t), q, 1e-7);
        close(m.waitTail(t), exact.waitTail(t), 1e-7);
      }
      close(m.responsePercentile(0.999), exact.responsePercentile(0.999), 1e-8);
      for (const n of [0, 1, 5, 40]) close(m.jobsTail(n), exact.jobsTail(n), 1e-6);
      close(m.varianceResponse, exact.varianceResponse, 1e-8);
    }
  });
  test('heavy tails: the wait follows the residual service', () => {
    const service = lognormalLaw(1, 2);
    const m = steady(mg1(0.7, service));
    close(m.meanWait, (0.7 / 0.3) * (5 / 2), 1e-12);
    // the mean is the integral of the tail
    let sum = 0;
    for (let k = 0; k < 70; k++) {
      const from = 0.05 * 1.2 ** k;
      sum += m.waitTail(from * Math.sqrt(1.2)) * from * 0.2;
    }
    close(sum + 0.05 * 0.7, m.meanWait, 4e-3);
    const p = steady(mg1(0.7, paretoFromCv(1, 3)));
    expect(p.varianceWait).toBe(Infinity);
    close(p.waitTail(p.waitPercentile(0.99)), 0.01, 1e-9);
  });
  test('fixed service is M/D/1', () => {
    const m = steady(mg1(0.8, deterministicLaw(1)));
    close(m.waitPercentile(0.99), steady(md1({ arrivalRate: 0.8, serviceTime: 1 })).waitPercentile(0.99), 1e-12);
    close(m.responseTail(0.5), 1);
    // many stages come near
    close(steady(mg1(0.8, erlangLaw(1, 20_000))).waitTail(3), m.waitTail(3), 1e-4);
  });
});

describe('G/M/1', () => {
  test('Erlang arrivals: round robin over two servers; Poisson is M/M/1', () => {
    const m = steady(gm1({ interarrival: exponentialLaw(1 / 0.8), serviceRate: 1 }));
    close(m.meanWait, 4, 1e-12);
    close(m.jobsTail(3), 0.8 ** 4, 1e-12);
    // E2/M/1: sigma solves (2 l / (2 l + mu (1 - s)))^2 = s
    const e = steady(gm1({ interarrival: erlangLaw(1 / 0.8, 2), serviceRate: 1 }));
    close((1.6 / (1.6 + 1 - e.sigma)) ** 2, e.sigma, 1e-12);
    close(e.meanQueue, 0.8 * e.meanWait, 1e-13);
    const d = steady(gm1({ interarrival: deterministicLaw(1.25), serviceRate: 1 }));
    close(Math.exp(-1.25 * (1 - d.sigma)), d.sigma, 1e-12);
    expect(gm1({ interarrival: deterministicLaw(1), serviceRate: 1 })).toEqual({ stable: false, overload: 1 });
  });
});

describe('Erlang A', () => {
  test.each([
    [100, 95, 0.5],
    [5, 10, 2],
    [30, 10, 0.1],
    [0.5, 1, 1],
    [300, 200, 5],
  ])('rate %d, %d servers, patience rate %d: the birth-death chain', (rate, servers, theta) => {
    const m = erlangA({ arrivalRate: rate, serviceRate: 1, servers, patience: theta });
    const n = 4000;
    const chain = birthDeath({
      births: new Array(n).fill(rate),
      deaths: Array.from({ length: n }, (_, i) => Math.min(i + 1, servers) + theta * Math.max(0, i + 1 - servers)),
    });
    if (!chain.stable) throw new Error('unstable');
    let queue = 0;
    let busyAll = 0;
    chain.probabilities.forEach((p, k) => {
      queue += p * Math.max(0, k - servers);
      if (k >= servers) busyAll += p;
    });
    close(m.meanQueue, queue, 1e-10);
    close(m.delayProbability, busyAll, 1e-10);
    close(m.abandonProbability, (theta * queue) / rate, 1e-10);
    close(m.meanJobs, chain.mean, 1e-10);
    close(m.waitTail(m.waitPercentile(0.9)), Math.min(0.1, m.waitTail(0)), 1e-9);
    // served at once, and in the long run all that do not leave
    close(m.servedWithin(0), 1 - busyAll, 1e-9);
    close(m.servedWithin(1e3), 1 - m.abandonProbability, 1e-9);
    close(m.abandonProbability * m.meanWaitAbandoned + (1 - m.abandonProbability) * m.meanWaitServed, m.meanWait, 1e-9);
  });
  test('patience of another law: exponential given as a distribution, fixed patience loses less than none', () => {
    const input = { arrivalRate: 12, serviceRate: 1, servers: 10 };
    const rate = erlangA({ ...input, patience: 0.5 });
    const law = erlangA({ ...input, patience: exponentialLaw(2) });
    close(law.abandonProbability, rate.abandonProbability, 1e-9);
    close(law.meanWaitServed, rate.meanWaitServed, 1e-9);
    close(law.waitTail(1), rate.waitTail(1), 1e-9);
    const fixed = erlangA({ ...input, patience: deterministicLaw(2) });
    // flow out is flow in
    close(fixed.throughput, 12 * (1 - fixed.abandonProbability), 1e-12);
    expect(fixed.throughput).toBeLessThan(10);
    close(fixed.waitTail(1.999), fixed.offeredWaitTail(1.999), 1e-12);
    // much patience is M/M/c
    const endless = erlangA({ arrivalRate: 8, serviceRate: 1, servers: 10, patience: 1e-9 });
    close(endless.meanWait, steady(mmc({ arrivalRate: 8, serviceRate: 1, servers: 10 })).meanWait, 1e-7);
  });
});

test('time scale: all rates doubled, all times halved', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0.1, max: 50, noNaN: true }),
      (rho, c, f) => {
        const pairs = [
          [
            mmc({ arrivalRate: rho * c, serviceRate: 1, servers: c }),
            mmc({ arrivalRate: rho * c * f, serviceRate: f, servers: c }),
          ],
          [
            mdc({ arrivalRate: rho * c, serviceTime: 1, servers: c }),
            mdc({ arrivalRate: rho * c * f, serviceTime: 1 / f, servers: c }),
          ],
        ] as const;
        for (const [one, other] of pairs) {
          close(steady(other).meanWait * f, steady(one).meanWait, 1e-8);
          close(steady(other).waitPercentile(0.99) * f, steady(one).waitPercentile(0.99), 1e-8);
        }
      },
    ),
    { numRuns: 30 },
  );
});
