/** Laws of sums, mixtures and order statistics of independent times on one fine grid of equal steps: exact up to the step. */
import type { Distribution } from '../../../queueing/index.js';
import { fft } from '../../../queueing/numerics/fft.js';

/** A time made of independent times. */
export type Made =
  | { readonly kind: 'law'; readonly law: Pick<Distribution, 'cdf'> & { readonly atoms?: readonly number[] } }
  | { readonly kind: 'fixed'; readonly at: number }
  | { readonly kind: 'sum'; readonly parts: readonly Made[] }
  | { readonly kind: 'mix'; readonly weights: readonly number[]; readonly parts: readonly Made[] }
  /** The k-th smallest. */
  | { readonly kind: 'order'; readonly k: number; readonly parts: readonly Made[] };

const BITS = 16;
const N = 2 ** BITS;

/**
 * Percentiles of a made time.
 * @param end seconds; beyond it nothing is followed, so it must lie above the greatest percentile asked for
 * Steps of end / 65536; a time counts at the nearest step, so that the error of a sum is about a step.
 */
export function finePercentiles(made: Made, end: number, levels: readonly number[]): number[] {
  const step = end / N;
  const mass = massOf(made, step);
  let p = 0;
  let i = 0;
  return levels.map((level) => {
    while (i < N && p + mass[i]! < level * (1 - 1e-13)) p += mass[i++]!;
    if (i === N) throw new Error(`the percentile ${level} lies beyond ${end}`);
    // within a step the mass is spread evenly
    return step * Math.max(0, i - 0.5 + (mass[i]! < 0.3 ? (level - p) / mass[i]! : 0.5));
  });
}

function massOf(made: Made, step: number): Float64Array {
  switch (made.kind) {
    case 'fixed': {
      const mass = new Float64Array(N);
      const at = Math.round(made.at / step);
      if (at < N) mass[at] = 1;
      return mass;
    }
    case 'law': {
      const mass = new Float64Array(N);
      let before = 0;
      for (let i = 0; i < N; i++) {
        const now = made.law.cdf((i + 0.5) * step);
        mass[i] = Math.max(0, now - before);
        before = now;
      }
      return mass;
    }
    case 'sum':
      return made.parts.map((part) => massOf(part, step)).reduce(convolve);
    case 'mix': {
      const mass = new Float64Array(N);
      made.parts.forEach((part, k) => {
        massOf(part, step).forEach((value, i) => {
          mass[i] = mass[i]! + made.weights[k]! * value;
        });
      });
      return mass;
    }
    case 'order': {
      const { k } = made;
      const functions = made.parts.map((part) => {
        let sum = 0;
        return massOf(part, step).map((value) => {
          sum += value;
          return Math.min(1, sum);
        });
      });
      const mass = new Float64Array(N);
      let before = 0;
      for (let i = 0; i < N; i++) {
        // over[j]: P(j of them are over), all above k together
        const over = new Float64Array(k + 1);
        over[0] = 1;
        for (const f of functions) {
          const p = f[i]!;
          over[k] = over[k]! + over[k - 1]! * p;
          for (let j = k - 1; j > 0; j--) over[j] = over[j]! * (1 - p) + over[j - 1]! * p;
          over[0] = over[0]! * (1 - p);
        }
        mass[i] = Math.max(0, over[k]! - before);
        before = over[k]!;
      }
      return mass;
    }
  }
}

function convolve(a: Float64Array, b: Float64Array): Float64Array {
  const ar = new Float64Array(2 * N);
  const ai = new Float64Array(2 * N);
  // two real transforms in one: a as the real, b as the imaginary part
  ar.set(a);
  ai.set(b);
  fft(ar, ai);
  const pr = new Float64Array(2 * N);
  const pi = new Float64Array(2 * N);
  for (let k = 0; k < 2 * N; k++) {
    const m = (2 * N - k) % (2 * N);
    const xr = (ar[k]! + ar[m]!) / 2;
    const xi = (ai[k]! - ai[m]!) / 2;
    const yr = (ai[k]! + ai[m]!) / 2;
    const yi = (ar[m]! - ar[k]!) / 2;
    // conjugate, so that the same transform goes back
    pr[k] = xr * yr - xi * yi;
    pi[k] = -(xr * yi + xi * yr);
  }
  fft(pr, pi);
  return pr.slice(0, N).map((value) => Math.max(0, value / (2 * N)));
}
