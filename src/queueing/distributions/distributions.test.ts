/** Every family against the same demands, against each other, and against closed forms. */
import { describe, expect, test } from 'vitest';
import { gammaLogTail } from '../gamma.js';
import { complex } from '../numerics/complex.js';
import { invertEuler, invertGaver, invertTalbot } from '../numerics/inversion.js';
import { integrateTail } from '../numerics/quadrature.js';
import { close } from '../testing/close.js';
import {
  balancedHyperexponential,
  convolutionLaw,
  type Distribution,
  deterministicLaw,
  empiricalLaw,
  erlangLaw,
  exponentialLaw,
  fitThreeMoments,
  fitTwoMoments,
  gammaLaw,
  histogramLaw,
  hyperexponentialLaw,
  lognormalLaw,
  maximumLaw,
  mixtureLaw,
  orderStatisticLaw,
  paretoFromCv,
  paretoLaw,
  phaseTypeLaw,
  uniformLaw,
  weibullFromCv,
  weibullLaw,
} from './index.js';

const families: [string, Distribution][] = [
  ['exponential', exponentialLaw(0.3)],
  ['Erlang 3', erlangLaw(2, 3)],
  ['Erlang 400', erlangLaw(2, 400)],
  ['gamma 0.4', gammaLaw(5, 0.4)],
  ['gamma 2', gammaLaw(5, 2)],
  ['hyperexponential', balancedHyperexponential(0.01, 3)],
  ['three branches', hyperexponentialLaw([0.5, 0.3, 0.2], [1, 0.1, 7])],
  ['lognormal 0.3', lognormalLaw(1, 0.3)],
  ['lognormal 2', lognormalLaw(1, 2)],
  ['Weibull 0.6', weibullLaw(1, 0.6)],
  ['Weibull 3', weibullLaw(2, 3)],
  ['uniform', uniformLaw(1, 3)],
  ['uniform from 0', uniformLaw(0, 0.2)],
  ['Pareto', paretoLaw(1, 4.5)],
  [
    'phase type',
    phaseTypeLaw(
      [0.7, 0.3],
      [
        [-3, 1],
        [0.5, -1],
      ],
    ),
  ],
  ['mixture', mixtureLaw([0.4, 0.6], [exponentialLaw(1), erlangLaw(4, 5)])],
  ['histogram', histogramLaw([0, 1, 2, 4], [3, 5, 2])],
  ['convolution', convolutionLaw([exponentialLaw(1), gammaLaw(2, 0.7), deterministicLaw(0.5)])],
  ['maximum', maximumLaw([exponentialLaw(1), erlangLaw(1, 2)])],
];

describe.each(families)('%s', (_, d) => {
  test('moments are integrals of the tail', () => {
    const f = (n: number) => (t: number) => n * t ** (n - 1) * d.tail(t);
    for (const n of [1, 2]) {
      let value = d.least ** n;
      // kinks at whole numbers (histogram, uniform)
      let from = d.least;
      for (const cut of [1, 2, 3, 4].filter((x) => x > d.least)) {
        value += integrateTail((t) => (t < cut - from ? f(n)(t + from) : 0), 0, (cut - from) / 8, 1e-10);
        from = cut;
      }
      value += integrateTail(f(n), from, d.mean / 8, 1e-11);
      close(d.moment(n), value, 2e-8);
    }
    close(d.variance, d.moment(2) - d.mean ** 2, 1e-9 * (1 + 1 / d.cv ** 2));
    close(d.cv * d.mean, Math.sqrt(d.variance), 1e-12);
  });
  test('percentiles invert the tail', () => {
    for (const q of [0.999, 0.9, 0.5, 0.1, 1e-3, 1e-6, 1e-12]) close(d.tail(d.tailQuantile(q)), q, 1e-6 + 1e-15 / q);
    for (const p of [0.01, 0.5, 0.9, 0.99]) close(d.cdf(d.percentile(p)), p, 1e-6);
    expect(d.percentile(0)).toBe(d.least);
    expect(() => d.percentile(1)).toThrow(RangeError);
  });
  test('the transform agrees with the moments and with the distribution', () => {
    const s = 1e-5 / d.mean;
    close(d.lstComplement(complex(s)).re, s * d.mean - (s * s * d.moment(2)) / 2, 1e-8);
    close(d.lst(complex(0)).re, 1, 1e-12);
    if (!d.smooth) return;
    for (const t of [0.5 * d.mean, d.mean, 3 * d.mean]) {
      const inverse = invertEuler((z) => {
        const c = d.lstComplement(z);
        const size = z.re * z.re + z.im * z.im;
        return { re: (c.re * z.re + c.im * z.im) / size, im: (c.im * z.re - c.re * z.im) / size };
      }, t);
      // a law as sharp as cv 0.05 asks for more terms
      expect(Math.abs(inverse - d.tail(t))).toBeLessThan(d.cv < 0.1 ? 1e-6 : 1e-9);
    }
  });
});

describe('closed forms', () => {
  test('sum of exponentials is Erlang, to tails of 1e-200', () => {
    const sum = convolutionLaw([exponentialLaw(1), exponentialLaw(1), exponentialLaw(1)]);
    for (const t of [0.1, 1, 5, 50, 500]) close(sum.logTail(t), gammaLogTail(3, t), t < 1 ? 1e-7 : 1e-9);
    close(sum.tail(50), Math.exp(gammaLogTail(3, 50)), 1e-8);
  });
  test('phase types as Erlang and hyperexponential, to tails of 1e-300', () => {
    const erlang = fitTwoMoments(2, Math.sqrt(1 / 4));
    close(erlang.tail(0.01), erlangLaw(2, 4).tail(0.01), 1e-13);
    for (const t of [2, 20, 300]) close(erlang.logTail(t), erlangLaw(2, 4).logTail(t), 1e-12);
    const hyper = fitTwoMoments(2, 3);
    for (const t of [0.01, 2, 20, 3000]) close(hyper.logTail(t), balancedHyperexponential(2, 3).logTail(t), 1e-11);
  });
  test('maximum of exponentials: harmonic numbers; k-th smallest', () => {
    const n = 10;
    const parts = Array.from({ length: n }, () => exponentialLaw(1));
    let harmonic = 0;
    for (let i = 1; i <= n; i++) harmonic += 1 / i;
    close(maximumLaw(parts).mean, harmonic, 1e-11);
    close(orderStatisticLaw(1, parts).mean, 0.1, 1e-11);
    // replicas of 10 ms: the second and the third of three
    const three = Array.from({ length: 3 }, () => exponentialLaw(10));
    close(orderStatisticLaw(2, three).mean, 10 / 3 + 10 / 2, 1e-11);
    close(orderStatisticLaw(3, three).mean, 10 / 3 + 10 / 2 + 10, 1e-11);
  });
  test('samples', () => {
    const d = empiricalLaw([3, 1, 2, 2]);
    expect([d.mean, d.cdf(2), d.tail(2.5), d.percentile(0.5), d.percentile(0.75), d.percentile(0.76)]).toEqual([
      2, 0.75, 0.25, 2, 2, 3,
    ]);
    expect(() => empiricalLaw([])).toThrow(RangeError);
    expect(() => empiricalLaw([1, Number.NaN])).toThrow(RangeError);
    expect(() => empiricalLaw([-1])).toThrow(RangeError);
  });
  test('given mean and cv', () => {
    for (const cv of [0.3, 1, 2.5]) {
      for (const d of [weibullFromCv(2, cv), lognormalLaw(2, cv), paretoFromCv(2, cv), gammaLaw(2, cv)]) {
        close(d.mean, 2, 1e-11);
        close(d.cv, cv, 1e-9);
      }
      const fit = fitTwoMoments(2, cv);
      close(fit.mean, 2, 1e-12);
      close(fit.cv, cv, 1e-9);
    }
    expect(paretoLaw(1, 0.9).mean).toBe(Infinity);
    expect(paretoLaw(1, 1.5).variance).toBe(Infinity);
  });
  test('three moments', () => {
    for (const d of [
      erlangLaw(1, 3),
      gammaLaw(2, 0.3),
      lognormalLaw(1, 0.5),
      lognormalLaw(1, 3),
      weibullLaw(1, 0.7),
      uniformLaw(0.2, 4),
    ]) {
      const [m1, m2, m3] = [d.moment(1), d.moment(2), d.moment(3)];
      const fit = fitThreeMoments(m1, m2, m3);
      close(fit.moment(1), m1, 1e-9);
      close(fit.moment(2), m2, 1e-8);
      close(fit.moment(3), m3, 1e-7);
    }
    expect(() => fitThreeMoments(1, 0.9, 1)).toThrow(RangeError);
    expect(() => fitThreeMoments(1, 2, 3)).toThrow(RangeError);
  });
});

describe('inversion', () => {
  test('three methods on one transform', () => {
    const f = (t: number): number => Math.exp(-t);
    const transform = (z: { re: number; im: number }) => {
      const size = (z.re + 1) ** 2 + z.im ** 2;
      return { re: (z.re + 1) / size, im: -z.im / size };
    };
    for (const t of [0.1, 1, 5]) {
      expect(Math.abs(invertEuler(transform, t) - f(t))).toBeLessThan(1e-11);
      expect(Math.abs(invertTalbot(transform, t) - f(t))).toBeLessThan(1e-9);
      expect(Math.abs(invertGaver((s) => 1 / (s + 1), t) - f(t))).toBeLessThan(1e-4);
    }
  });
});
