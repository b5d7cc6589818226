/** Tails of sums and mixtures of two exponentials without cancellation, and the inversion of a log tail. */

/** (e^x - 1) / x, continuous at 0. */
export function expm1Ratio(x: number): number {
  return x === 0 ? 1 : Math.expm1(x) / x;
}

/** ln(1 - e^x) for x <= 0. */
export function log1mexp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/**
 * Solves logTail(t) = target for t >= 0, for a tail that falls from 1 to 0.
 * Newton's steps on the log tail (nearly a straight line for every distribution here) inside a bracket.
 * @param target ln of the tail probability, <= 0
 * @param guess a first value > 0 of the right order
 */
export function invertLogTail(
  logTail: (t: number) => number,
  hazard: (t: number) => number,
  target: number,
  guess: number,
): number {
  if (target >= 0) return 0;
  let low = 0;
  let high = Infinity;
  let t = guess > 0 && guess < Infinity ? guess : 1;
  for (let step = 0; step < 200; step++) {
    const gap = logTail(t) - target;
    if (Math.abs(gap) <= -2e-15 * target) return t;
    if (gap > 0) low = t;
    else high = t;
    let next = t + gap / hazard(t);
    if (!(next > low && next < high)) next = high === Infinity ? 2 * t : low === 0 ? high / 2 ** 10 : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-14 * t || (high - low <= 4e-16 * high && high < Infinity)) return next;
    t = next;
  }
  return t;
}
