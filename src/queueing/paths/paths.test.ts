import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  convolutionLaw,
  deterministicLaw,
  exponentialLaw,
  exponentialTime,
  fittedTime,
  gammaLaw,
  gammaTime,
  hyperexponentialTime,
  lognormalLaw,
  mg1,
  mm1psLaw,
  mmc,
  PathLaw,
  paretoLaw,
  pooledWait,
  raceLaw,
  sharedExponential,
  sharedTime,
  tabledTime,
  uniformTime,
  waitMoments,
} from '../index.js';
import { close } from '../testing/close.js';

const LEVELS = [0.01, 0.5, 0.9, 0.99, 0.999, 0.9999];

describe('laws of paths against exact ones', () => {
  it('a sum of exponential times', () => {
    const truth = convolutionLaw([exponentialLaw(1), exponentialLaw(0.2), exponentialLaw(0.05)]);
    const law = exponentialTime(1).plus(exponentialTime(0.2)).plus(exponentialTime(0.05));
    for (const p of LEVELS) close(law.percentile(p), truth.percentile(p), 2e-3);
    close(law.mean, 1.25);
  });

  it('a fixed time and a wait: below the wait nothing but the fixed time', () => {
    const law = PathLaw.fixed(2).plus(fittedTime(waitMoments(0.3, 0.5)));
    expect(law.percentile(0.5)).toBe(2);
    close(law.percentile(0.9), 2 + 2 * Math.log(3), 1e-9);
  });

  it('a choice between fixed times has its jumps where they are', () => {
    const law = PathLaw.mixture([0.7, 0.3], [PathLaw.fixed(1), PathLaw.fixed(5)]);
    expect(LEVELS.slice(0, 4).map((p) => law.percentile(p))).toEqual([1, 1, 5, 5]);
    const twice = law.repeated(2);
    close(twice.mean, 4.4);
    expect([0.48, 0.5, 0.9, 0.92].map((p) => twice.percentile(p))).toEqual([2, 6, 6, 10]);
  });

  it('the wait before one server: Pollaczek and Khinchine', () => {
    for (const [hold, service, second] of [
      [gammaTime(1, 0.5), gammaLaw(1, 0.5), 1.25],
      [PathLaw.fixed(1), deterministicLaw(1), 1],
      [tabledTime(lognormalLaw(1, 2)), lognormalLaw(1, 2), 5],
    ] as const) {
      const truth = mg1(0.8, service);
      if (!truth.stable) throw new Error('unstable');
      const law = hold.waitBehind(0.8, second);
      close(law.mean, truth.meanWait, 1e-3);
      for (const p of [0.5, 0.9, 0.99]) close(law.percentile(p), truth.waitPercentile(p), 1e-2);
    }
  });

  it('the wait before a pool of exponential times is that of M/M/c', () => {
    const truth = mmc({ arrivalRate: 3.4, serviceRate: 1, servers: 4 });
    if (!truth.stable) throw new Error('unstable');
    const law = pooledWait(exponentialTime(1), 2, 4, truth.delayProbability, 0.85, truth.meanWait);
    for (const p of [0.5, 0.9, 0.99, 0.999]) close(law.percentile(p), truth.waitPercentile(p), 5e-3);
  });

  it('bursts that share one core: within some 5 % of M/M/1-PS, at 0.999 too', () => {
    for (const rho of [0.3, 0.7, 0.95]) {
      const truth = mm1psLaw(rho, 1);
      const stretch = 1 / (1 - rho);
      const law = sharedExponential(1, stretch, (stretch ** 2 * rho) / (2 - rho));
      close(law.mean, stretch, 1e-9);
      for (const p of [0.5, 0.9, 0.99]) close(law.percentile(p), truth.responsePercentile(p), 0.05);
    }
    const near = sharedExponential(1, 1000, (1e6 * 0.999) / 1.001);
    close(near.mean, 1000, 1e-9);
    // far below the changes of the load: the demand times an exponential number of companions, P(X Y > t) = 2 sqrt(t) K1(2 sqrt(t))
    close(near.percentile(0.99) / 1000, 8.4, 0.1);
  });

  it('fixed bursts that share cores take their demand and more', () => {
    const law = sharedTime((factor) => PathLaw.fixed(factor), 1.5, 0.5, false);
    close(law.mean, 1.5, 1e-9);
    expect(law.percentile(0.1)).toBe(1);
    expect(law.percentile(0.9)).toBeGreaterThan(1.5);
  });

  it('the last and the first of several: the tail is the product', () => {
    const last = raceLaw(8, [{ law: exponentialTime(1), count: 8 }]);
    const first = raceLaw(1, [{ law: exponentialTime(1), count: 8 }]);
    const third = raceLaw(3, [{ law: exponentialTime(1), count: 5 }]);
    for (const p of [0.1, 0.5, 0.9, 0.99, 0.9999]) {
      close(last.percentile(p), -Math.log(1 - p ** (1 / 8)), 5e-3);
      close(first.percentile(p), -Math.log(1 - p) / 8, 5e-3);
    }
    close(third.mean, 1 / 5 + 1 / 4 + 1 / 3, 2e-3);
    close(
      last.mean,
      [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, k) => sum + 1 / k, 0),
      2e-3,
    );
  });

  it('the last of a fixed and a random time waits for the fixed one', () => {
    const law = raceLaw(2, [
      { law: PathLaw.fixed(2), count: 1 },
      { law: exponentialTime(1), count: 1 },
    ]);
    expect(law.percentile(0.8)).toBe(2);
    close(law.percentile(0.99), -Math.log(0.01), 2e-3);
    close(law.mean, 2 + Math.exp(-2), 2e-3);
  });

  it('sums and the last of narrow times', () => {
    const truth = gammaLaw(2, 0.1 / Math.SQRT2);
    const sum = gammaTime(1, 0.1).plus(gammaTime(1, 0.1));
    const one = gammaLaw(1, 0.1);
    const last = raceLaw(2, [{ law: gammaTime(1, 0.1), count: 2 }]);
    for (const p of [0.5, 0.9, 0.99]) {
      close(sum.percentile(p), truth.percentile(p), 0.01);
      close(last.percentile(p), one.percentile(Math.sqrt(p)), 0.01);
    }
  });

  it('heavy tails stay as they are, without a variance too', () => {
    const pareto = paretoLaw(1, 1.5);
    const law = tabledTime(pareto);
    for (const p of [...LEVELS, 1 - 1e-9]) close(law.percentile(p), pareto.percentile(p), 1e-6);
    // the sum of two falls like twice the tail of one
    const sum = law.plus(law);
    close(sum.percentile(0.9999), 2e4 ** (1 / 1.5), 0.05);
    expect(sum.percentile(1 - 1e-10)).toBeGreaterThan(1e6);
  });

  it('gamma times from next to fixed to next to nothing', () => {
    for (const cv of [0.05, 0.3, 3]) {
      const truth = gammaLaw(1, cv);
      const law = PathLaw.fixed(1).plus(gammaTime(1, cv));
      for (const p of [0.5, 0.9, 0.99]) close(law.percentile(p), 1 + truth.percentile(p), 1e-6);
    }
  });
});

type Part = { readonly kind: number; readonly mean: number; readonly cv: number };
const part = fc.record({
  kind: fc.nat(5),
  mean: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
  cv: fc.double({ min: 0.3, max: 3, noNaN: true }),
});
const lawOf = ({ kind, mean, cv }: Part): PathLaw => {
  switch (kind) {
    case 0:
      return PathLaw.fixed(mean);
    case 1:
      return gammaTime(mean, cv);
    case 2:
      return hyperexponentialTime(mean, 1 + cv);
    case 3:
      return uniformTime(mean, Math.min(0.5, cv));
    case 4:
      return PathLaw.mixture([0.25, 0.75], [exponentialTime(mean), PathLaw.fixed(0)]);
    default:
      return exponentialTime(mean);
  }
};
const sumOf = (parts: readonly Part[]): PathLaw =>
  parts.map(lawOf).reduce((sum, law) => sum.plus(law), PathLaw.fixed(0));

describe('laws of paths', () => {
  const parts = fc.array(part, { minLength: 1, maxLength: 5 });
  it('have the mean of their parts and percentiles that rise', () => {
    fc.assert(
      fc.property(parts, (list) => {
        const law = sumOf(list);
        close(
          law.mean,
          list.reduce((sum, item) => sum + lawOf(item).mean, 0),
          1e-9,
        );
        let before = 0;
        for (const p of [0, 0.1, 0.5, 0.9, 0.95, 0.99, 0.995, 0.9999]) {
          const now = law.percentile(p);
          expect(now).toBeGreaterThanOrEqual(before * (1 - 2e-3));
          before = now;
        }
      }),
      { numRuns: 60 },
    );
  });
  it('scale with time', () => {
    fc.assert(
      fc.property(parts, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (list, factor) => {
        const law = sumOf(list);
        const scaled = sumOf(list.map((item) => ({ ...item, mean: item.mean * factor })));
        for (const p of [0.5, 0.9, 0.99])
          expect(Math.abs(scaled.percentile(p) - factor * law.percentile(p))).toBeLessThanOrEqual(
            0.04 * factor * law.percentile(p),
          );
      }),
      { numRuns: 20 },
    );
  });
  it('of the last branch lie above those of each branch, of the first below', () => {
    fc.assert(
      fc.property(parts, (list) => {
        const branches = list.map(lawOf);
        const racers = branches.map((law) => ({ law, count: 1 }));
        const last = raceLaw(branches.length, racers);
        const first = raceLaw(1, racers);
        for (const p of [0.5, 0.9, 0.99]) {
          for (const branch of branches) {
            expect(last.percentile(p)).toBeGreaterThanOrEqual(branch.percentile(p) * 0.99);
            expect(first.percentile(p)).toBeLessThanOrEqual(branch.percentile(p) * 1.01);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
  it('refuse what is no time', () => {
    expect(() => PathLaw.fixed(-1)).toThrow(RangeError);
    expect(() => exponentialTime(0)).toThrow(RangeError);
    expect(() => exponentialTime(1).percentile(1)).toThrow(RangeError);
    expect(() => raceLaw(2, [{ law: exponentialTime(1), count: 1 }])).toThrow(RangeError);
  });
});
