/** Roots of a function of one variable, and the quantile of a tail. */

/**
 * A root of f between a and b, where f changes its sign (Brent 1973, zeroin).
 * @param relative tolerance of the root
 */
export function root(f: (x: number) => number, from: number, to: number, relative = 4e-16): number {
  let a = from;
  let b = to;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) throw new Error(`internal error: no change of sign between ${from} and ${to}`);
  let c = a;
  let fc = fa;
  let d = b - a;
  let e = d;
  for (let step = 0; step < 300; step++) {
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
      d = b - a;
      e = d;
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const tolerance = 2 * relative * Math.abs(b) + 5e-324;
    const m = (c - b) / 2;
    if (Math.abs(m) <= tolerance || fb === 0) return b;
    if (Math.abs(e) >= tolerance && Math.abs(fa) > Math.abs(fb)) {
      const s = fb / fa;
      let p = 2 * m * s;
      let q = 1 - s;
      if (a !== c) {
        const t = fa / fc;
        const r = fb / fc;
        p = s * (2 * m * t * (t - r) - (b - a) * (r - 1));
        q = (t - 1) * (r - 1) * (s - 1);
      }
      if (p > 0) q = -q;
      p = Math.abs(p);
      if (2 * p < Math.min(3 * m * q - Math.abs(tolerance * q), Math.abs(e * q))) {
        e = d;
        d = p / q;
      } else {
        d = m;
        e = m;
      }
    } else {
      d = m;
      e = m;
    }
    a = b;
    fa = fb;
    b += Math.abs(d) > tolerance ? d : m > 0 ? tolerance : -tolerance;
    fb = f(b);
  }
  return b;
}

/**
 * The least t >= least with logTail(t) <= target, for a log tail that falls to -Infinity, nearly straight for the laws here.
 * @param target ln of the tail probability, <= 0
 * @param guess a first distance from `least`, of any order of magnitude
 */
export function logTailRoot(
  logTail: (t: number) => number,
  target: number,
  guess: number,
  least = 0,
  relative = 1e-15,
): number {
  if (logTail(least) <= target) return least;
  const gap = (x: number): number => Math.max(-1e6, logTail(least + x) - target);
  let low = 0;
  let high = guess > 0 && guess < Infinity ? guess : 1;
  while (gap(high) > 0) {
    low = high;
    high *= 2;
    if (high === Infinity) return Infinity;
  }
  if (low === 0) {
    while (high > 1e-300 && gap(high / 16) <= 0) high /= 16;
    low = high / 16;
    if (high <= 1e-300) return least;
  }
  return least + root(gap, low, high, relative);
}

/** The same for a tail; q in (0, 1]. */
export function tailRoot(tail: (t: number) => number, q: number, guess: number, least = 0): number {
  return logTailRoot((t) => Math.log(tail(t)), Math.log(q), guess, least);
}
