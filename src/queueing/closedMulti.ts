/** Closed network with several classes: exact convolution over the lattice of populations, in logarithms. */

export type MultiStation = {
  /** > 0; Infinity: a delay */ readonly servers: number;
  /** seconds per request, by class */ readonly demands: readonly number[];
};

export type MultiAnswer = {
  /** by class, 1/s */ readonly throughputs: number[];
  /** mean jobs by station and class */ readonly queues: number[][];
};

/** Points of the lattice times terms per point, summed over the convolutions. */
export function closedMultiCost(stations: readonly MultiStation[], populations: readonly number[]): number {
  const size = populations.reduce((a, n) => a * (n + 1), 1);
  let one = 0;
  let many = 0;
  for (const s of stations) {
    if (s.servers === Infinity) continue;
    one += size * (populations.length + Math.min(size, s.servers ** populations.length));
    if (s.servers !== 1) many++;
  }
  return one * (1 + many);
}

/** The lattice 0..N of population vectors, numbered so that n - k has number(n) - number(k). */
type Lattice = { readonly size: number; readonly strides: number[]; readonly coordinates: Int32Array[] };

function lattice(populations: readonly number[]): Lattice {
  const strides: number[] = [];
  let size = 1;
  for (const n of populations) {
    strides.push(size);
    size *= n + 1;
  }
  const coordinates = populations.map((n, r) =>
    Int32Array.from({ length: size }, (_, i) => Math.floor(i / strides[r]!) % (n + 1)),
  );
  return { size, strides, coordinates };
}

/**
 * Exact throughputs and queue lengths.
 * @param thinks seconds per class, >= 0
 * @param populations whole numbers >= 0
 * Source: Reiser and Kobayashi 1975; the multi-server term as in `closedSingle`.
 */
export function closedMulti(
  stations: readonly MultiStation[],
  thinks: readonly number[],
  populations: readonly number[],
): MultiAnswer {
  const grid = lattice(populations);
  const delays = thinks.map((think, r) =>
    stations.reduce((a, s) => (s.servers === Infinity ? a + s.demands[r]! : a), think),
  );
  const queueing = stations.filter((s) => s.servers !== Infinity && s.demands.some((d) => d > 0));
  const without = (left: MultiStation | undefined): Float64Array => {
    let logs = delayLogs(grid, delays);
    for (const s of queueing) if (s !== left) logs = convolve(grid, logs, s);
    return logs;
  };
  const full = without(undefined);
  const last = grid.size - 1;
  const throughput = (i: number, r: number): number =>
    grid.coordinates[r]![i]! > 0 ? Math.exp(full[i - grid.strides[r]!]! - full[i]!) : 0;
  const throughputs = populations.map((_, r) => throughput(last, r));
  const queues = stations.map((s) => {
    if (s.servers === Infinity) return s.demands.map((d, r) => d * throughputs[r]!);
    if (!queueing.includes(s)) return s.demands.map(() => 0);
    return s.servers === 1 ? singleServer(grid, s, throughput) : multiServer(grid, s, without(s), full[last]!);
  });
  return { throughputs, queues };
}

function delayLogs({ size, coordinates }: Lattice, delays: readonly number[]): Float64Array {
  const logs = new Float64Array(size);
  delays.forEach((delay, r) => {
    const table = [0];
    for (let n = 1; n <= Math.max(...coordinates[r]!.subarray(size - 1)); n++) {
      table.push(table[n - 1]! + Math.log(delay / n));
    }
    for (let i = 0; i < size; i++) logs[i] = logs[i]! + table[coordinates[r]![i]!]!;
  });
  return logs;
}

/** Vectors k with 1 <= |k| < limit: number in the lattice and ln of prod D^k / k!. */
function vectors({ size, coordinates }: Lattice, demands: readonly number[], limit: number) {
  const found: { index: number; total: number; log: number }[] = [];
  for (let i = 1; i < size; i++) {
    let total = 0;
    let log = 0;
    for (let r = 0; r < demands.length; r++) {
      const k = coordinates[r]![i]!;
      total += k;
      for (let j = 1; j <= k; j++) log += Math.log(demands[r]! / j);
    }
    if (total < limit && log > -Infinity) found.push({ index: i, total, log });
  }
  return found;
}

function fits({ coordinates }: Lattice, k: number, n: number): boolean {
  return coordinates.every((c) => c[k]! <= c[n]!);
}

function convolve(grid: Lattice, old: Float64Array, { servers, demands }: MultiStation): Float64Array {
  const next = new Float64Array(grid.size);
  const steps = vectors(grid, demands, servers).map((v) => ({ ...v, log: v.log + Math.log(1 - v.total / servers) }));
  const logDemands = demands.map((d) => Math.log(d / servers));
  const terms: number[] = [];
  for (let i = 0; i < grid.size; i++) {
    terms.length = 0;
    terms.push(old[i]!);
    grid.strides.forEach((stride, r) => {
      if (grid.coordinates[r]![i]! > 0) terms.push(logDemands[r]! + next[i - stride]!);
    });
    for (const step of steps) {
      if (step.index > i) break;
      if (fits(grid, step.index, i)) terms.push(step.log + old[i - step.index]!);
    }
    next[i] = logSum(terms);
  }
  return next;
}

function logSum(terms: readonly number[]): number {
  let top = -Infinity;
  for (const t of terms) if (t > top) top = t;
  if (top === -Infinity) return top;
  let sum = 0;
  for (const t of terms) sum += Math.exp(t - top);
  return top + Math.log(sum);
}

/** Arrival theorem on every point of the lattice. */
function singleServer(
  grid: Lattice,
  { demands }: MultiStation,
  throughput: (i: number, r: number) => number,
): number[] {
  const totals = new Float64Array(grid.size);
  let queues = demands.map(() => 0);
  for (let i = 1; i < grid.size; i++) {
    queues = demands.map((d, r) =>
      grid.coordinates[r]![i]! > 0 && d > 0 ? d * throughput(i, r) * (1 + totals[i - grid.strides[r]!]!) : 0,
    );
    totals[i] = queues.reduce((a, b) => a + b, 0);
  }
  return queues;
}

/** Means of the law p(k) = F(k) G'(N-k) / G(N). */
function multiServer(grid: Lattice, { servers, demands }: MultiStation, others: Float64Array, logG: number): number[] {
  const last = grid.size - 1;
  const queues = demands.map(() => 0);
  const orders = [0];
  for (const { index, total, log } of vectors(grid, demands, Infinity)) {
    // ln of |k|! / prod over j of min(j, c)
    while (orders.length <= total) {
      const j = orders.length;
      orders.push(orders[j - 1]! + Math.log(j / Math.min(j, servers)));
    }
    const p = Math.exp(log + orders[total]! + others[last - index]! - logG);
    for (let r = 0; r < demands.length; r++) queues[r] = queues[r]! + p * grid.coordinates[r]![index]!;
  }
  return queues;
}
