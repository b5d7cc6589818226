/** Fourier coefficients of a function on a circle. */

/** In place, forwards (e^-2 pi i jk/n), n a power of two (Cooley and Tukey 1965). */
export function fft(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  const cos = new Float64Array(n >> 1);
  const sin = new Float64Array(n >> 1);
  for (let k = 0; k < n >> 1; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / n);
    sin[k] = -Math.sin((2 * Math.PI * k) / n);
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size >> 1;
    const stride = n / size;
    for (let from = 0; from < n; from += size) {
      for (let k = 0; k < half; k++) {
        const a = from + k;
        const b = a + half;
        const c = cos[k * stride]!;
        const s = sin[k * stride]!;
        const x = re[b]! * c - im[b]! * s;
        const y = re[b]! * s + im[b]! * c;
        re[b] = re[a]! - x;
        im[b] = im[a]! - y;
        re[a] = re[a]! + x;
        im[a] = im[a]! + y;
      }
    }
  }
}

/**
 * Real coefficients f_0..f_(n/2-1) of a Laurent series with real coefficients, from its values at the n points of the unit circle with angles
 * 2 pi (k + 1/2) / n.
 * @param n a power of two
 */
export function circleCoefficients(n: number, value: (angle: number) => { re: number; im: number }): Float64Array {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  // real coefficients: conjugate values on the lower half
  for (let k = 0; k < n / 2; k++) {
    const v = value((2 * Math.PI * (k + 0.5)) / n);
    re[k] = v.re;
    im[k] = v.im;
    re[n - 1 - k] = v.re;
    im[n - 1 - k] = -v.im;
  }
  fft(re, im);
  const out = new Float64Array(n / 2);
  for (let j = 0; j < n / 2; j++) {
    const angle = (-Math.PI * j) / n;
    out[j] = (re[j]! * Math.cos(angle) - im[j]! * Math.sin(angle)) / n;
  }
  return out;
}
