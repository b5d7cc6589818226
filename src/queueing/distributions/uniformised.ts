/** The tail of a time to absorption, by uniformisation. */
import { logFront } from '../gamma.js';
import { type Matrix, sumOf, timesMatrix } from '../numerics/linear.js';

/** Values of the survival sequence that are kept; 8 bytes each. */
const KEPT = 1_400_000;
/** Numbers that are worked on for one sequence: some tenths of a second. */
const MOST_WORK = 3e7;
/** Fewest values, whatever they cost. */
const LEAST_KEPT = 5000;

/**
 * ln P(absorption after t) for initial probabilities alpha and a generator T: a Poisson mixture of P(alive after k steps); positive terms
 * only. Beyond the kept steps, and once the survival falls geometrically, it is continued as such.
 * Source: Jensen 1953; Grassmann 1977.
 */
export function uniformisedLogTail(alpha: Float64Array, t: Matrix): (time: number) => number {
  const q = Math.max(...t.map((row, i) => -row[i]!));
  const step = t.map((row, i) => row.map((x, j) => Math.max(0, x / q + (i === j ? 1 : 0))));
  let v = alpha.slice();
  return survivalMixture(
    q,
    sumOf(alpha),
    () => {
      v = timesMatrix(v, step) as Float64Array<ArrayBuffer>;
      const size = sumOf(v);
      if (size > 0) v = v.map((x) => x / size) as Float64Array<ArrayBuffer>;
      return size;
    },
    t.length ** 2,
  );
}

/**
 * ln of sum_k poisson(k; q t) S(k).
 * @param q rate of the steps, per second
 * @param first S(0)
 * @param next ratio S(k + 1) / S(k), called for k = 0, 1, ... in order
 * @param width numbers that one call works on
 */
export function survivalMixture(q: number, first: number, next: () => number, width = 1): (time: number) => number {
  const kept = width === 1 ? KEPT : Math.max(LEAST_KEPT, MOST_WORK / (width + 100));
  // logarithms, as S falls below the range of doubles
  const logs: number[] = [Math.log(first)];
  let ratio = 1;
  let steady = 0;
  let settled = false;
  const at = (k: number): number => {
    while (logs.length <= k && !settled) {
      const now = logs.length === 1 ? next() / first : next();
      steady = Math.abs(now - ratio) <= 2e-16 * now ? steady + 1 : 0;
      ratio = now;
      if (now <= 0) {
        settled = true;
        ratio = 0;
        break;
      }
      logs.push(logs.at(-1)! + Math.log(now));
      settled = (steady > 200 && logs.length > 1000) || logs.length > kept;
    }
    if (k < logs.length) return logs[k]!;
    return ratio === 0 ? -Infinity : logs.at(-1)! + (k - logs.length + 1) * Math.log(ratio);
  };
  return (time) => {
    if (time <= 0) return logs[0]!;
    const mean = q * time;
    if (mean > 1e5) {
      // all of the weight may lie where the survival falls geometrically: the sum is then S(K) r^-K e^-(1 - r) mean
      at(Math.min(mean, kept) + 1);
      if (settled && ratio === 0) return -Infinity;
      if (mean === Infinity) return -Infinity;
      // half of a Poisson mean above some thousands is forty deviations below it
      if (settled && (ratio * mean) / 2 > logs.length + 3200)
        return logs.at(-1)! - (logs.length - 1) * Math.log(ratio) - (1 - ratio) * mean;
      // the few steps that can be survived are over: less than e^(-mean / 2)
      if (mean > 1e12) return -Infinity;
    }
    // terms rise while ln S(k+1) - ln S(k) + ln(mean / (k + 1)) > 0: start at the peak of the product and go both ways
    const term = (k: number): number => at(k) + (mean > 0 ? logFront(k, mean) : k === 0 ? 0 : -Infinity);
    let low = 0;
    let high = Math.ceil(mean);
    const slope = (k: number): number => at(k + 1) - at(k) + Math.log(mean / (k + 1));
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (slope(middle) > 0) low = middle;
      else high = middle;
    }
    if (term(low) > term(high)) high = low;
    const peak = term(high);
    if (peak === -Infinity) return logs[0]! === -Infinity ? -Infinity : sumFrom(0, term);
    let total = 1;
    for (let k = high + 1; ; k++) {
      const part = Math.exp(term(k) - peak);
      total += part;
      if (part < 1e-17 * total) break;
    }
    for (let k = high - 1; k >= 0; k--) {
      const part = Math.exp(term(k) - peak);
      total += part;
      if (part < 1e-17 * total) break;
    }
    return peak + Math.log(total);
  };
}

/** ln of the sum of the first terms, where the survival ends after finitely many steps. */
function sumFrom(first: number, term: (k: number) => number): number {
  let top = -Infinity;
  let k = first;
  const logs: number[] = [];
  for (; k < 1e6; k++) {
    const log = term(k);
    if (log === -Infinity && logs.length > 0) break;
    logs.push(log);
    top = Math.max(top, log);
  }
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0));
}
