/** Exact mean value analysis of several classes at single servers and delays. */
import { latticeSize } from './lattice.js';

export type ClosedAnswer = {
  /** by class, 1/s */ readonly throughputs: number[];
  /** mean jobs by station and class */ readonly queues: number[][];
};

/** The class with the largest population is the outermost loop, so that two of its layers are all that is kept. */
function ordered(populations: readonly number[]): number[] {
  return populations.map((_, r) => r).sort((a, b) => populations[a]! - populations[b]!);
}

/** Multiplications and additions, about. */
export function exactMvaCost(stations: number, populations: readonly number[]): number {
  return latticeSize(populations) * stations * populations.length * 2;
}

/** Bytes of working memory: two layers of the lattice, one number per station and point. */
export function exactMvaMemory(stations: number, populations: readonly number[]): number {
  const largest = Math.max(0, ...populations);
  return (latticeSize(populations) / (largest + 1)) * 2 * stations * 8;
}

/**
 * Exact throughputs and queue lengths by the recursion over all population vectors.
 * @param demands by station and class, seconds at a single server, >= 0
 * @param delays seconds per class spent without queueing, think time included
 * @param populations whole numbers >= 0
 * Source: Reiser and Lavenberg 1980, eqs. 3.1 to 3.3. Cost: see `exactMvaCost`; memory: see `exactMvaMemory`.
 */
export function exactMva(
  demands: readonly (readonly number[])[],
  delays: readonly number[],
  populations: readonly number[],
): ClosedAnswer {
  const m = demands.length;
  if (m === 0) return { throughputs: populations.map((n, r) => (n === 0 ? 0 : n / delays[r]!)), queues: [] };
  const order = ordered(populations);
  const classes = order.length;
  const sizes = Int32Array.from(order, (r) => populations[r]!);
  const think = Float64Array.from(order, (r) => delays[r]!);
  // by class, then station: the inner loop runs over stations
  const d = new Float64Array(classes * m);
  order.forEach((r, at) => {
    for (let i = 0; i < m; i++) d[at * m + i] = demands[i]![r]!;
  });
  const inner = Array.from(sizes.subarray(0, classes - 1));
  const layer = latticeSize(inner) * m;
  const strides = new Int32Array(classes);
  let stride = m;
  for (let at = 0; at < classes - 1; at++) {
    strides[at] = stride;
    stride *= sizes[at]! + 1;
  }
  let previous = new Float64Array(layer);
  let current = new Float64Array(layer);
  const counts = new Int32Array(classes);
  const residence = new Float64Array(m);
  const throughputs = new Float64Array(classes);
  const outer = sizes[classes - 1]!;
  for (let top = 0; top <= outer; top++) {
    counts.fill(0);
    counts[classes - 1] = top;
    for (let base = 0; base < layer; base += m) {
      for (let i = 0; i < m; i++) current[base + i] = 0;
      for (let at = 0; at < classes; at++) {
        const n = counts[at]!;
        if (n === 0) {
          throughputs[at] = 0;
          continue;
        }
        const from = at === classes - 1 ? previous : current;
        const less = at === classes - 1 ? base : base - strides[at]!;
        const row = at * m;
        let time = think[at]!;
        for (let i = 0; i < m; i++) {
          const r = d[row + i]! * (1 + from[less + i]!);
          residence[i] = r;
          time += r;
        }
        const x = n / time;
        throughputs[at] = x;
        for (let i = 0; i < m; i++) current[base + i] = current[base + i]! + x * residence[i]!;
      }
      for (let at = 0; at < classes - 1; at++) {
        if (counts[at]! < sizes[at]!) {
          counts[at] = counts[at]! + 1;
          break;
        }
        counts[at] = 0;
      }
    }
    if (top < outer) [previous, current] = [current, previous];
  }
  const answer: ClosedAnswer = {
    throughputs: populations.map(() => 0),
    queues: demands.map(() => populations.map(() => 0)),
  };
  const end = layer - m;
  order.forEach((r, at) => {
    const x = throughputs[at]!;
    answer.throughputs[r] = x;
    if (x === 0) return;
    const from = at === classes - 1 ? previous : current;
    const less = at === classes - 1 ? end : end - strides[at]!;
    for (let i = 0; i < m; i++) answer.queues[i]![r] = x * d[at * m + i]! * (1 + from[less + i]!);
  });
  return answer;
}
