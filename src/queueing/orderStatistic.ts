/** The k-th smallest of several independent times (maximum, first k of n, quorum), by integrating fitted distributions. */
import { whole } from './check.js';
import { type Fitted, fitMoments } from './distribution.js';
import { deterministic, type Moments, zero } from './moments.js';

/** Gauss-Legendre nodes and weights on [-1, 1], 8 points, positive half. */
const NODES = [0.18343464249564981, 0.525532409916329, 0.7966664774136267, 0.9602898564975363];
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

/** Tail levels that cut the line into panels in which a distribution function is smooth. */
const LEVELS = [0.999, 0.9, 0.6, 0.3, 0.1, 1e-2, 1e-4, 1e-7, 1e-10];

/** The latest of independent times: all branches of a parallel step. */
export function maximum(parts: readonly Moments[]): Moments {
  return parts.length === 0 ? zero : orderStatistic(parts.length, parts);
}

/**
 * The k-th smallest of n independent times, in shift and three cumulants.
 * @param k whole number in 1..n
 * @param parts n >= 1 times, unlike ones allowed
 * @throws RangeError on an illegal argument
 * Source: David and Nagaraja 2003; the law of each part is the fit of its moments, the integral is by panels (error about 1e-9).
 */
export function orderStatistic(k: number, parts: readonly Moments[]): Moments {
  whole('k', k, 1);
  if (k > parts.length) throw new RangeError(`k must be at most the number of parts ${parts.length}, got ${k}`);
  if (parts.length === 1) return parts[0]!;
  const groups = group(parts);
  const starts = groups
    .flatMap((g) => Array.from({ length: g.count }, () => g.law.tailQuantile(1)))
    .sort((a, b) => a - b);
  const start = starts[k - 1]!;
  const cuts = breakpoints(groups, start);
  if (cuts.length < 2) return deterministic(start);
  return integrate(cuts, start, (t) => tailOfOrder(k, groups, t));
}

/** Cuts inside, about. */
const CUTS = 14;

type Group = { readonly law: Fitted; readonly count: number };

function group(parts: readonly Moments[]): Group[] {
  const counts = new Map<string, { law: Fitted; count: number }>();
  for (const part of parts) {
    const key = `${part.shift} ${part.k1} ${part.k2} ${part.k3}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { law: fitMoments(part), count: 1 });
  }
  return [...counts.values()];
}

/** Panels: every start of a part is a cut, as its distribution function has a kink there; the other cuts are thinned. */
function breakpoints(groups: readonly Group[], start: number): number[] {
  const kinks = new Set([start]);
  const inner: number[] = [];
  let end = start;
  for (const { law, count } of groups) {
    kinks.add(law.tailQuantile(1));
    end = Math.max(end, law.tailQuantile(1e-14 / count));
  }
  kinks.add(end);
  // many parts share their panels: a few of them place the cuts
  const step = Math.max(1, Math.floor(groups.length / 4));
  for (let g = 0; g < groups.length; g += step) {
    const { law, count } = groups[g]!;
    for (const at of LEVELS) {
      inner.push(law.tailQuantile(at));
      if (count > 2) inner.push(law.tailQuantile(at / count));
    }
  }
  inner.sort((a, b) => a - b);
  const stride = Math.max(1, Math.round(inner.length / CUTS));
  for (let i = 0; i < inner.length; i += stride) kinks.add(inner[i]!);
  const least = 1e-12 * end;
  const cuts: number[] = [];
  for (const cut of [...kinks].sort((a, b) => a - b)) {
    if (cut !== start && !(cut > start && cut <= end && cut - cuts.at(-1)! > least)) continue;
    // a wide step may hide a change of scale (a rare slow branch): cut it in proportion
    const before = (cuts.at(-1) ?? start) - start;
    if (before > 0 && cut - start > 5 * before) {
      const pieces = Math.ceil(Math.log((cut - start) / before) / Math.log(5));
      const factor = ((cut - start) / before) ** (1 / pieces);
      for (let i = 1; i < pieces; i++) cuts.push(start + before * factor ** i);
    }
    cuts.push(cut);
  }
  return cuts;
}

/** P(k-th smallest > t) = P(fewer than k parts are over by t); for k = n by the product, else by the Poisson binomial. */
function tailOfOrder(k: number, groups: readonly Group[], t: number): number {
  let total = 0;
  for (const g of groups) total += g.count;
  if (k === total) {
    let log = 0;
    for (const g of groups) log += g.count * Math.log1p(-g.law.tail(t));
    return -Math.expm1(log);
  }
  // over[j] = P(j of the parts are over), j < k
  const over = new Float64Array(k);
  over[0] = 1;
  for (const g of groups) {
    const late = g.law.tail(t);
    const early = 1 - late;
    for (let copy = 0; copy < g.count; copy++) {
      for (let j = k - 1; j > 0; j--) over[j] = over[j]! * late + over[j - 1]! * early;
      over[0] = over[0]! * late;
    }
  }
  return over.reduce((a, b) => a + b, 0);
}

/** Moments from the tail S: E(X-c)^r = r int_c (t-c)^(r-1) S - (-1)^r r int^c (c-t)^(r-1) (1-S), c a cut near the mean. */
function integrate(cuts: readonly number[], start: number, tail: (t: number) => number): Moments {
  const at: number[] = [];
  const weight: number[] = [];
  const value: number[] = [];
  let mean = start;
  for (let i = 1; i < cuts.length; i++) {
    const half = (cuts[i]! - cuts[i - 1]!) / 2;
    const middle = (cuts[i]! + cuts[i - 1]!) / 2;
    for (let j = 0; j < 8; j++) {
      const t = middle + half * (j < 4 ? -NODES[j]! : NODES[j - 4]!);
      const w = half * WEIGHTS[j % 4]!;
      const s = tail(t);
      at.push(t);
      weight.push(w);
      value.push(s);
      mean += w * s;
    }
  }
  const centre = cuts.reduce((best, cut) => (Math.abs(cut - mean) < Math.abs(best - mean) ? cut : best));
  let m2 = 0;
  let m3 = 0;
  for (let i = 0; i < at.length; i++) {
    const d = at[i]! - centre;
    const s = value[i]!;
    if (d > 0) {
      m2 += 2 * weight[i]! * d * s;
      m3 += 3 * weight[i]! * d * d * s;
    } else {
      m2 -= 2 * weight[i]! * d * (1 - s);
      m3 -= 3 * weight[i]! * d * d * (1 - s);
    }
  }
  const shift = mean - centre;
  const k2 = Math.max(0, m2 - shift * shift);
  return { shift: start, k1: mean - start, k2, k3: m3 - 3 * shift * k2 - shift ** 3 };
}
