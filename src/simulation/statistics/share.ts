/** Shares of requests, however rare: no interval of width zero where an event was not seen. */
import { logGamma } from '../../queueing/gamma.js';
import { studentQuantile } from '../../queueing/student.js';
import { type Estimate, estimateOf, LEVEL, ratioInterval, sum } from './interval.js';

/** Events (and non-events) per replication from which totals are summed and averaged like any other figure. */
const ENOUGH = 3;

/**
 * Share of trials that are events. Many of both: ratio with jackknife. Few: the exact binomial limits, for as many independent trials as the scatter
 * between replications says that they are worth. None at all: the limit is 3.7 over the number of trials (the rule of three at 95 % on both
 * sides; it takes trials as independent, as nothing shows otherwise).
 * @param events whole numbers >= 0 and @param trials whole numbers >= events, one of each per replication
 * Sources: Clopper and Pearson 1934; Korn and Graubard 1998 (effective number of trials); Hanley and Lippman-Hand 1983 (rule of three).
 */
export function shareInterval(events: readonly number[], trials: readonly number[], level = LEVEL): Estimate {
  const n = events.length;
  const x = sum(events);
  const all = sum(trials);
  if (all === 0) return estimateOf(Number.NaN, Number.NaN, Number.NaN, n, level);
  if (n > 1 && Math.min(x, all - x) >= ENOUGH * n) return ratioInterval(events, trials, level, { least: 0, most: 1 });
  const p = x / all;
  const effective = n > 1 ? effectiveTrials(events, trials, p, all, level) : all;
  const hits = p * effective;
  const tail = (1 - level) / 2;
  const low = x === 0 ? 0 : betaQuantile(tail, hits, effective - hits + 1);
  const high = x === all ? 1 : betaQuantile(1 - tail, hits + 1, effective - hits);
  return estimateOf(p, low, high, n, level, { least: 0, most: 1 });
}

function effectiveTrials(
  events: readonly number[],
  trials: readonly number[],
  p: number,
  all: number,
  level: number,
): number {
  if (p === 0 || p === 1) return all;
  const n = events.length;
  const residuals = events.reduce((total, x, i) => total + (x - p * trials[i]!) ** 2, 0);
  const variance = ((n / (n - 1)) * residuals) / (all * all);
  if (variance === 0) return all;
  const freedom = studentQuantile((1 + level) / 2, Math.min(1000, Math.max(1, Math.round(all) - 1)));
  const scatter = studentQuantile((1 + level) / 2, n - 1);
  return Math.min(all, ((p * (1 - p)) / variance) * (freedom / scatter) ** 2);
}

/** Events a unit of time: with none seen, at most 3.7 over the time, as for shares. */
export function rateInterval(counts: readonly number[], times: readonly number[], level = LEVEL): Estimate {
  const interval = ratioInterval(counts, times, level, { least: 0 });
  if (sum(counts) > 0 || !(sum(times) > 0)) return interval;
  return estimateOf(0, 0, -Math.log((1 - level) / 2) / sum(times), counts.length, level);
}

/** Quantile of the beta distribution, by bisection. @param q in (0, 1); @param a > 0; @param b > 0 */
export function betaQuantile(q: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    // over many powers of ten first, then within one
    const middle = high > 4 * Math.max(low, 1e-300) ? Math.sqrt(Math.max(low, 1e-300) * high) : (low + high) / 2;
    if (betaBelow(middle, a, b) < q) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(B <= x) of the beta distribution. Source: DLMF 8.17.22, continued fraction by Lentz's method (Thompson and Barnett 1986). */
export function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(1 - x, b, a);
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) - (logGamma(a) + logGamma(b) - logGamma(a + b)) - Math.log(a),
  );
  const tiny = 1e-300;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let c = 1;
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return Math.min(1, front * fraction);

  function guard(value: number): number {
    return Math.abs(value) < tiny ? tiny : value;
  }
}
