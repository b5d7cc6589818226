/** Which of several independent times is the one that an order statistic waits for. */
import { whole } from './check.js';
import { type Fitted, fitMoments } from './distribution.js';
import type { Moments } from './moments.js';

/** Gauss-Legendre nodes and weights on [-1, 1], 4 points, positive half. */
const NODES = [0.3399810435848563, 0.8611363115940526];
const WEIGHTS = [0.6521451548625461, 0.3478548451374538];

/** Levels that cut [0, 1]: a branch that is seldom the last one is so in its tail. */
const LEVELS = [0.1, 0.5, 0.9, 0.99, 0.999, 0.99999];

/** Most further cuts where another time starts. */
const MOST_STARTS = 12;

/**
 * For each of n independent times the probability that it is the k-th smallest: with k = n the last one, on which all wait. It is
 * also the derivative of the expected k-th smallest by a delay added to that time (the criticality index of a path in a
 * stochastic network: Van Slyke 1963; Bowman 1995).
 * @param k whole number in 1..n
 * @param parts n >= 1 times; equal ones share alike, fixed ones that tie too
 * @returns n probabilities in [0, 1] that add up to 1
 * @throws RangeError on an illegal argument
 * The law of each time is the fit of its moments; the integral over its quantiles is by panels (error about 1e-4).
 */
export function criticality(k: number, parts: readonly Moments[]): number[] {
  whole('k', k, 1);
  if (k > parts.length) throw new RangeError(`k must be at most the number of parts ${parts.length}, got ${k}`);
  if (parts.length === 1) return [1];
  const groups = new Map<string, { law: Fitted; count: number; share: number }>();
  const keys = parts.map((part) => `${part.shift} ${part.k1} ${part.k2} ${part.k3}`);
  keys.forEach((key, index) => {
    const known = groups.get(key);
    if (known) known.count++;
    else groups.set(key, { law: fitMoments(parts[index]!), count: 1, share: 0 });
  });
  const list = [...groups.values()];
  let total = 0;
  for (const own of list) {
    own.share = chance(own, list, k, parts.length);
    total += own.share * own.count;
  }
  // Fixed times that tie are all the k-th; and what no panel met (never, but for rounding) is shared by all.
  return keys.map((key) => (total > 0 ? groups.get(key)!.share / total : 1 / parts.length));
}

type Group = { readonly law: Fitted; readonly count: number };

/** E(P(exactly k - 1 of the others are over by T)) over the law of one time T of the group. */
function chance(own: Group, groups: readonly Group[], k: number, n: number): number {
  if (own.law.method === 'deterministic') return others(own, groups, k, n, own.law.percentile(0));
  const cuts = new Set([0, 1, ...LEVELS]);
  for (const group of groups.slice(0, MOST_STARTS)) {
    // A start, and the step of a fixed time, is a kink of the integrand.
    const at = own.law.cdf(group.law.tailQuantile(1));
    if (at > 0 && at < 1 - 1e-9) cuts.add(at);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  let sum = 0;
  for (let i = 1; i < sorted.length; i++) {
    const half = (sorted[i]! - sorted[i - 1]!) / 2;
    const middle = (sorted[i]! + sorted[i - 1]!) / 2;
    for (let j = 0; j < 4; j++) {
      const u = middle + half * (j < 2 ? -NODES[j]! : NODES[j - 2]!);
      sum += half * WEIGHTS[j % 2]! * others(own, groups, k, n, own.law.percentile(u));
    }
  }
  return sum;
}

/** P(exactly k - 1 of the other n - 1 times are at most t); for k = n a product, else the Poisson binomial. */
function others(own: Group, groups: readonly Group[], k: number, n: number, t: number): number {
  if (k === n) {
    let log = 0;
    for (const group of groups) log += (group === own ? group.count - 1 : group.count) * Math.log1p(-group.law.tail(t));
    return Math.exp(log) || 0;
  }
  // Of times that tie with a fixed one, half count as before it: which one is the k-th is then a toss-up.
  const over = new Float64Array(k);
  over[0] = 1;
  for (const group of groups) {
    const tied = group.law.method === 'deterministic' && group.law.percentile(0) === t;
    const late = tied ? 0.5 : group.law.tail(t);
    for (let copy = group === own ? 1 : 0; copy < group.count; copy++) {
      for (let j = k - 1; j > 0; j--) over[j] = over[j]! * late + over[j - 1]! * (1 - late);
      over[0] = over[0]! * late;
    }
  }
  return over[k - 1]!;
}
