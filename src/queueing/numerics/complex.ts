/** Complex numbers, as far as transforms need them. */

export type Complex = { readonly re: number; readonly im: number };

export const complex = (re: number, im = 0): Complex => ({ re, im });
export const ONE: Complex = { re: 1, im: 0 };

export const add = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });
export const subtract = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });
export const times = (a: Complex, k: number): Complex => ({ re: a.re * k, im: a.im * k });
export const multiply = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});

/** a / b, scaled as Smith 1962, so that squares do not overflow. */
export function divide(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const r = b.im / b.re;
    const d = b.re + b.im * r;
    return { re: (a.re + a.im * r) / d, im: (a.im - a.re * r) / d };
  }
  const r = b.re / b.im;
  const d = b.re * r + b.im;
  return { re: (a.re * r + a.im) / d, im: (a.im * r - a.re) / d };
}

export const modulus = (a: Complex): number => Math.hypot(a.re, a.im);

export function exp(a: Complex): Complex {
  const size = Math.exp(a.re);
  return size === 0 ? { re: 0, im: 0 } : { re: size * Math.cos(a.im), im: size * Math.sin(a.im) };
}

/** e^a - 1 without cancellation near 0. */
export function expm1(a: Complex): Complex {
  if (a.re < -746) return { re: -1, im: 0 };
  const grow = Math.expm1(a.re);
  const half = Math.sin(a.im / 2);
  return { re: grow * Math.cos(a.im) - 2 * half * half, im: (grow + 1) * Math.sin(a.im) };
}

/** ln(1 + a), principal branch, without cancellation near 0. */
export function log1p(a: Complex): Complex {
  const real = a.re * (2 + a.re) + a.im * a.im;
  return {
    re: real > -0.5 ? Math.log1p(real) / 2 : Math.log(Math.hypot(1 + a.re, a.im)),
    im: Math.atan2(a.im, 1 + a.re),
  };
}

/** The square root with real part >= 0. */
export function sqrt(a: Complex): Complex {
  const size = modulus(a);
  if (size === 0) return { re: 0, im: 0 };
  const root = Math.sqrt((size + Math.abs(a.re)) / 2);
  if (a.re >= 0) return { re: root, im: a.im / (2 * root) };
  return { re: Math.abs(a.im) / (2 * root), im: a.im >= 0 ? root : -root };
}
