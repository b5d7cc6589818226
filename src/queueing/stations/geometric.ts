/** Finite geometric sums whose ratio may be on either side of 1, in constant time. */

/** ln of sum_{i=0}^{n-1} e^(i d), n >= 0 (Infinity allowed for d < 0). */
export function logGeometricSum(n: number, d: number): number {
  if (n === 0) return -Infinity;
  if (d === 0) return Math.log(n);
  if (d < 0) return Math.log(Math.expm1(n * d) / Math.expm1(d));
  // from the top: e^((n-1) d) times the sum with -d
  return (n - 1) * d + Math.log(Math.expm1(-n * d) / Math.expm1(-d));
}

export type GeometricSums = {
  /** ln of the largest weight */ readonly logTop: number;
  /** sums of w, w (i+1), w (i+1)(i+2) over i, in units of the largest weight */
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
};

/** Weights w_i = e^(i d), i = 0..n-1: their sum and the sums with (i+1) and (i+1)(i+2). */
export function geometricSums(n: number, d: number): GeometricSums {
  if (n === 0) return { logTop: 0, s0: 0, s1: 0, s2: 0 };
  const down = -Math.abs(d);
  const a0 = falling(n, down, 1);
  const a1 = falling(n, down, 2);
  const a2 = 2 * falling(n, down, 3);
  if (d <= 0) return { logTop: 0, s0: a0, s1: a1, s2: a2 };
  // i + 1 = n - k, k counted from the top
  return {
    logTop: (n - 1) * d,
    s0: a0,
    s1: (n + 1) * a0 - a1,
    s2: (n + 1) * (n + 2) * a0 - 2 * (n + 2) * a1 + a2,
  };
}

/**
 * sum_{i=0}^{n-1} C(i + m - 1, m - 1) x^i, x = e^down <= 1: P(at least m successes in n + m - 1 trials) / (1 - x)^m, by whichever side of
 * the binomial law does not cancel.
 */
function falling(n: number, down: number, m: number): number {
  const e = -Math.expm1(down);
  const trials = n + m - 1;
  if (n * e > 1) {
    // 1 - P(fewer than m)
    let term = Math.exp(trials * down);
    let fewer = term;
    for (let k = 1; k < m; k++) {
      term *= (((trials - k + 1) / k) * e) / Math.exp(down);
      fewer += term;
    }
    return (1 - (Number.isFinite(fewer) ? fewer : 0)) / e ** m;
  }
  // C(trials, m) x^(trials - m) (1 + ...), terms k = m, m + 1, ...
  let term = Math.exp((trials - m) * down);
  for (let k = 1; k <= m; k++) term *= (trials - k + 1) / k;
  let sum = 0;
  for (let k = m; k <= trials; k++) {
    sum += term;
    term *= (((trials - k) / (k + 1)) * e) / Math.exp(down);
    if (term < 1e-18 * sum) break;
  }
  return sum;
}
