/**
 * Times in buckets of equal relative width, 128 to a doubling: bounded memory whatever the number of values, percentiles within 0.4 %
 * (after HdrHistogram, Tene 2012; the bucket is read from the bits of the double).
 */
import { level } from '../../queueing/check.js';

/** A histogram as plain data. */
export type HistogramData = {
  readonly count: number;
  /** seconds, and s^2 */ readonly sum: number;
  readonly sumOfSquares: number;
  readonly least: number;
  readonly most: number;
  /** values that are 0 or below the least bucket */ readonly zeros: number;
  /** index of the first bucket, and how many values each has from there */
  readonly first: number;
  readonly counts: readonly number[];
};

const PER_DOUBLING = 128;
/** 2^-40 s is about a picosecond, 2^40 s some thirty thousand years; beyond is counted in the last bucket. */
const LEAST_EXPONENT = -40;
const MOST_EXPONENT = 40;
const BUCKETS = (MOST_EXPONENT - LEAST_EXPONENT) * PER_DOUBLING;
/** Of the upper half of a double: the exponent's bias and 7 bits of the mantissa. */
const OFFSET = (1023 + LEAST_EXPONENT) * PER_DOUBLING;

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);
/** Which half of a double holds the exponent. */
const upper = ((): 0 | 1 => {
  double[0] = 1;
  return halves[1] !== 0 ? 1 : 0;
})();

/** Values are added; percentiles, mean and variance are asked. */
export class Histogram {
  private readonly counts = new Float64Array(BUCKETS);
  private total = 0;
  private zeros = 0;
  private sum = 0;
  private sumOfSquares = 0;
  private least = Infinity;
  private most = 0;

  /** @param value seconds, >= 0 */
  add(value: number): void {
    this.total++;
    this.sum += value;
    this.sumOfSquares += value * value;
    if (value > this.most) this.most = value;
    if (value < this.least) this.least = value;
    double[0] = value;
    const bucket = (halves[upper]! >>> 13) - OFFSET;
    if (bucket < 0) this.zeros++;
    else if (bucket < BUCKETS) this.counts[bucket]!++;
    else this.counts[BUCKETS - 1]!++;
  }

  clear(): void {
    this.counts.fill(0);
    this.total = this.zeros = this.sum = this.sumOfSquares = this.most = 0;
    this.least = Infinity;
  }

  data(): HistogramData {
    let first = 0;
    while (first < BUCKETS && this.counts[first] === 0) first++;
    let last = BUCKETS;
    while (last > first && this.counts[last - 1] === 0) last--;
    return {
      count: this.total,
      sum: this.sum,
      sumOfSquares: this.sumOfSquares,
      least: this.total > 0 ? this.least : 0,
      most: this.most,
      zeros: this.zeros,
      first: last > first ? first : 0,
      counts: Array.from(this.counts.subarray(first, last)),
    };
  }
}

/** No values. */
export const noValues: HistogramData = {
  count: 0,
  sum: 0,
  sumOfSquares: 0,
  least: 0,
  most: 0,
  zeros: 0,
  first: 0,
  counts: [],
};

/** All values of both. */
export function merge(a: HistogramData, b: HistogramData): HistogramData {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const empty = (data: HistogramData): boolean => data.counts.length === 0;
  const first = empty(a) ? b.first : empty(b) ? a.first : Math.min(a.first, b.first);
  const end = Math.max(first, a.first + a.counts.length, b.first + b.counts.length);
  const counts = new Array<number>(end - first).fill(0);
  for (const { first: from, counts: own } of [a, b])
    own.forEach((count, i) => {
      counts[from - first + i] = counts[from - first + i]! + count;
    });
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    sumOfSquares: a.sumOfSquares + b.sumOfSquares,
    least: Math.min(a.least, b.least),
    most: Math.max(a.most, b.most),
    zeros: a.zeros + b.zeros,
    first,
    counts,
  };
}

/** Mean in seconds; NaN without values. */
export function meanOf(data: HistogramData): number {
  return data.count > 0 ? data.sum / data.count : Number.NaN;
}

/**
 * Seconds that a share `p` in [0, 1) of the values does not exceed; within 0.4 %, linear within a bucket. NaN without values.
 * @throws RangeError for p outside
 */
export function percentileOf(data: HistogramData, p: number): number {
  level('p', p);
  if (data.count === 0) return Number.NaN;
  const wanted = p * data.count;
  let below = data.zeros;
  if (wanted < below) return Math.min(data.most, Math.max(0, data.least));
  for (let i = 0; i < data.counts.length; i++) {
    const count = data.counts[i]!;
    if (count > 0 && wanted < below + count) {
      const from = edgeOf(data.first + i);
      const to = edgeOf(data.first + i + 1);
      return Math.min(data.most, Math.max(data.least, from + ((wanted - below) / count) * (to - from)));
    }
    below += count;
  }
  return data.most;
}

/** Share of the values above `t` seconds, linear within a bucket. NaN without values. */
export function shareAbove(data: HistogramData, t: number): number {
  return data.count === 0 ? Number.NaN : countAbove(data)(t) / data.count;
}

/** How many values are above a number of seconds, linear within a bucket: for many questions to one histogram. */
export function countAbove({ count, first, counts }: HistogramData): (t: number) => number {
  const from = new Float64Array(counts.length + 1);
  for (let i = counts.length - 1; i >= 0; i--) from[i] = from[i + 1]! + counts[i]!;
  return (t) => {
    if (t < 0) return count;
    double[0] = t;
    const bucket = (halves[upper]! >>> 13) - OFFSET;
    const i = bucket - first;
    if (i < 0) return from[0]!;
    if (i >= counts.length) return 0;
    const low = edgeOf(bucket);
    return from[i + 1]! + (counts[i]! * (edgeOf(bucket + 1) - t)) / (edgeOf(bucket + 1) - low);
  };
}

/** Least value of a bucket, seconds. */
function edgeOf(bucket: number): number {
  const doubling = Math.floor(bucket / PER_DOUBLING);
  return 2 ** (LEAST_EXPONENT + doubling) * (1 + (bucket - doubling * PER_DOUBLING) / PER_DOUBLING);
}
