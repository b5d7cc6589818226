/**
 * The points at which transforms are evaluated. All laws of a path are inverted at the same times, four to the octave, so that the
 * transform of a callee is evaluated once for all its callers; between them ln(-ln tail) over ln t is interpolated, which is a straight
 * line for exponential and Weibull laws.
 */

export type Contour = {
  readonly count: number;
  /** s t of each point */ readonly re: Float64Array;
  readonly im: Float64Array;
  /** tail = one - sum of re F * a + im F * b */ readonly a: Float64Array;
  readonly b: Float64Array;
  readonly one: number;
};

/**
 * Abate and Whitt 2006, sect. 5: the Euler algorithm in the unified framework, 2 m + 1 points, some 0.6 m digits of the scale of the tail.
 */
function contour(m: number): Contour {
  const count = 2 * m + 1;
  const [re, im, a, b] = [0, 1, 2, 3].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const euler = new Float64Array(count).fill(1);
  euler[0] = 0.5;
  euler[2 * m] = 2 ** -m;
  for (let k = 1, binomial = 2 ** -m; k < m; k++) {
    binomial *= (m - k + 1) / k;
    euler[2 * m - k] = euler[2 * m - k + 1]! + binomial;
  }
  const x = (m * Math.LN10) / 3;
  let one = 0;
  for (let k = 0; k < count; k++) {
    const y = Math.PI * k;
    const size = 10 ** (m / 3) * (k % 2 === 0 ? euler[k]! : -euler[k]!);
    re[k] = x;
    im[k] = y;
    // the real part of F / (x + iy)
    a[k] = (size * x) / (x * x + y * y);
    b[k] = (size * y) / (x * x + y * y);
    one += a[k]!;
  }
  return { count, re, im, a, b, one };
}

/** For tails down to some 1e-3, and for smaller ones. */
export const COARSE = contour(7);
export const FINE = contour(14);

/** Tails below this are found by the fine contour. */
export const SMALL = 2e-3;
/** Below this inversion says nothing. */
export const LEAST = 1e-7;

/** Times per octave. */
export const PER_OCTAVE = 4;
export const timeAt = (j: number): number => 2 ** (j / PER_OCTAVE);
export const indexOf = (t: number): number => Math.log2(t) * PER_OCTAVE;
