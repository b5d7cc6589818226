/** The number of jobs of a first-come-first-served station with Poisson arrivals: the arrivals during a response (distributional law of Little). */
import { gammaLogDensity } from '../gamma.js';
import { type Complex, complex, exp, times } from '../numerics/complex.js';
import { fft } from '../numerics/fft.js';
import { integrate } from '../numerics/quadrature.js';
import { checkCount, type JobsLaw } from './figures.js';

/** Points on the circle, with and without exponential decay of the response; 200 KB. */
const LIGHT = 2 ** 13;
const HEAVY = 2 ** 12;

/**
 * P(N = n) as the coefficients of R(lambda (1 - z)), R the transform of the response, on a circle whose radius makes them nearly level.
 * @param decay rate at which the tail of the response falls; 0 for heavy tails
 * @param responseTail P(response > t), for numbers beyond the coefficients under a heavy tail
 * Relative error about 1e-11 where the response falls exponentially, else absolute, 1e-11.
 * Source: Haji and Newell 1971; Keilson and Servi 1988; inversion by Fourier sums, Abate and Whitt 1992.
 */
export function jobsFromResponse(
  arrivalRate: number,
  response: (s: Complex) => Complex,
  decay: number,
  responseTail: (t: number) => number,
): JobsLaw {
  let known: Float64Array | undefined;
  const light = decay > 0;
  const n = light ? LIGHT : HEAVY;
  /** P(N = n + 1) / P(N = n) at last */
  const ratio = light ? arrivalRate / (arrivalRate + decay) : 1;
  const last = n / 4;
  const compute = (): Float64Array => {
    const level = light ? 1 - 36 / n : 10 ** (-10 / n);
    const radius = level / ratio;
    const re = new Float64Array(n);
    const im = new Float64Array(n);
    for (let k = 0; k <= n / 2; k++) {
      const z = exp(complex(0, (2 * Math.PI * k) / n));
      const half = Math.sin((Math.PI * k) / n);
      // 1 - r z = 1 - r + r (1 - z)
      const value = response(times({ re: 1 - radius + radius * 2 * half * half, im: -radius * z.im }, arrivalRate));
      re[k] = value.re;
      im[k] = value.im;
      if (k > 0 && k < n / 2) {
        re[n - k] = value.re;
        im[n - k] = -value.im;
      }
    }
    fft(re, im);
    return Float64Array.from({ length: last + 1 }, (_, k) => Math.max(0, (re[k]! / n) * radius ** -k));
  };
  const law = (): Float64Array => {
    known ??= compute();
    return known;
  };
  /** P(N > m) = E P(response > G), G gamma of m + 1 arrivals: for large m under a heavy tail. */
  const mixed = (m: number): number => {
    const spread = 9 * Math.sqrt(m + 1);
    return integrate(
      (x) => Math.exp(gammaLogDensity(m + 1, x)) * responseTail(x / arrivalRate),
      m + 1 - spread,
      m + 1 + spread,
      1e-9,
    );
  };
  const tail = (m: number): number => {
    if (arrivalRate === 0) return 0;
    const p = law();
    if (m >= last) return light ? (p[last]! * ratio ** (m - last + 1)) / (1 - ratio) : mixed(m);
    let below = 0;
    for (let k = 0; k <= m; k++) below += p[k]!;
    if (!light || below < 0.5) return Math.max(0, 1 - below);
    let above = (p[last]! * ratio) / (1 - ratio);
    for (let k = last; k > m; k--) above += p[k]!;
    return above;
  };
  return {
    jobsProbability(m) {
      checkCount(m);
      if (arrivalRate === 0) return m === 0 ? 1 : 0;
      if (m <= last) return law()[m]!;
      return light ? law()[last]! * ratio ** (m - last) : Math.max(0, mixed(m - 1) - mixed(m));
    },
    jobsTail(m) {
      checkCount(m);
      return tail(m);
    },
  };
}
