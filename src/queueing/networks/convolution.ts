/**
 * Closed network with several classes and stations of any speed: exact convolution over the lattice of populations.
 *
 * A station with speeds s(m) and top speed a turns G into H. With A_0 = G and A_m(n) = sum over r of D_r A_(m-1)(n - e_r) / s(m), the
 * part of H with m jobs at the station, H(n) = sum over r of (D_r/a) H(n - e_r) + sum over m of (1 - s(m)/a) A_m(n): as many passes over
 * the lattice as the speed has levels below its top. All terms are positive. Values are kept as mantissa times B^exponent, since
 * normalising constants leave the range of doubles.
 */
import type { ClosedAnswer } from './exactMva.js';
import { advance, type Lattice, latticeOf, latticeSize } from './lattice.js';
import { isDelay, type NetworkStation, speedAt, speedsOf } from './model.js';

/** One number per point of the lattice, value = mantissa * BASE^exponent, mantissa 0 or in [1/BASE, BASE). */
type Field = { readonly m: Float64Array; readonly e: Int32Array };

const BASE = 2 ** 400;

/** Operations that `convolution` takes, about. */
export function convolutionCost(stations: readonly NetworkStation[], populations: readonly number[]): number {
  const size = latticeSize(populations);
  const total = populations.reduce((a, b) => a + b, 0);
  const passes = stations
    .filter((s) => !isDelay(s))
    .map((s) => ({ passes: 1 + speedsOf(s, total).speeds.length, key: keyOf(s) }));
  const once = passes.reduce((a, s) => a + s.passes, 0);
  const many = new Set(passes.filter((s) => s.passes > 1).map((s) => s.key)).size;
  return size * populations.length * 4 * (once * (1 + many) + 2 * passes.length);
}

/** Bytes of working memory: five fields of the lattice and one per distinct station. */
export function convolutionMemory(populations: readonly number[]): number {
  return latticeSize(populations) * 12 * 6;
}

function keyOf({ servers, demands, speeds }: NetworkStation): string {
  return `${demands.join(' ')};${servers};${speeds?.join(' ') ?? ''}`;
}

/**
 * Exact throughputs and queue lengths.
 * @param thinks seconds per class, >= 0
 * @param populations whole numbers >= 0
 * Source: Reiser and Kobayashi 1975; the recursion over levels is ours.
 */
export function convolution(
  stations: readonly NetworkStation[],
  thinks: readonly number[],
  populations: readonly number[],
): ClosedAnswer {
  const grid = latticeOf(populations);
  const total = populations.reduce((a, b) => a + b, 0);
  const queueing = stations.filter((s) => !isDelay(s) && s.demands.some((d) => d > 0));
  const many = queueing.filter((s) => speedsOf(s, total).speeds.length > 0);
  let base = delayField(grid, delaysOf(stations, thinks));
  for (const s of queueing) if (!many.includes(s)) base = add(grid, base, s, total);
  let full = base;
  for (const s of many) full = add(grid, full, s, total);
  const last = grid.size - 1;
  const throughputs = populations.map((n, r) => (n > 0 ? ratio(full, last - grid.strides[r]!, last) : 0));
  const known = new Map<string, number[]>();
  const queues = stations.map((s) => {
    if (isDelay(s)) return s.demands.map((d, r) => d * throughputs[r]!);
    if (!queueing.includes(s)) return s.demands.map(() => 0);
    const key = keyOf(s);
    let queue = known.get(key);
    if (!queue) {
      let others = base;
      if (many.includes(s)) for (const other of many) if (other !== s) others = add(grid, others, other, total);
      queue = stationQueues(grid, s, full, many.includes(s) ? others : full, total);
      known.set(key, queue);
    }
    return queue;
  });
  return { throughputs, queues };
}

/**
 * Law of the total number of jobs at one station.
 * @param at index of a station that is no delay
 * @returns P(k) for k = 0..all users
 */
export function convolutionLaw(
  stations: readonly NetworkStation[],
  at: number,
  thinks: readonly number[],
  populations: readonly number[],
): Float64Array {
  const grid = latticeOf(populations);
  const total = populations.reduce((a, b) => a + b, 0);
  const station = stations[at]!;
  let others = delayField(grid, delaysOf(stations, thinks));
  stations.forEach((s, i) => {
    if (i !== at && !isDelay(s) && s.demands.some((d) => d > 0)) others = add(grid, others, s, total);
  });
  const last = grid.size - 1;
  const law = new Float64Array(total + 1);
  const logs = new Float64Array(total + 1).fill(Number.NEGATIVE_INFINITY);
  let part = others;
  for (let k = 0; k <= total; k++) {
    if (k > 0) part = level(grid, part, station.demands, speedAt(station, k));
    if (part.m[last]! > 0) logs[k] = Math.log(part.m[last]!) + part.e[last]! * Math.log(BASE);
  }
  const top = Math.max(...logs);
  let mass = 0;
  for (let k = 0; k <= total; k++) mass += law[k] = Math.exp(logs[k]! - top);
  return law.map((p) => p / mass);
}

function delaysOf(stations: readonly NetworkStation[], thinks: readonly number[]): number[] {
  return thinks.map((think, r) => stations.reduce((a, s) => (isDelay(s) ? a + s.demands[r]! : a), think));
}

function field(size: number): Field {
  return { m: new Float64Array(size), e: new Int32Array(size) };
}

/** G of the delays alone: product over classes of Z^n / n!. */
function delayField(grid: Lattice, delays: readonly number[]): Field {
  const { populations, size } = grid;
  const base = Math.log(BASE);
  const logs = populations.map((n, r) => {
    const table = new Float64Array(n + 1);
    for (let k = 1; k <= n; k++) table[k] = table[k - 1]! + Math.log(delays[r]! / k);
    return table;
  });
  const out = field(size);
  const counts = new Int32Array(populations.length);
  for (let i = 0; i < size; i++) {
    let log = 0;
    for (let r = 0; r < counts.length; r++) log += logs[r]![counts[r]!]!;
    if (log > Number.NEGATIVE_INFINITY) {
      out.e[i] = Math.round(log / base);
      out.m[i] = Math.exp(log - out.e[i]! * base);
    }
    advance(counts, populations);
  }
  return out;
}

/** value(i) / value(j) */
function ratio(f: Field, i: number, j: number): number {
  return (f.m[i]! / f.m[j]!) * power(f.e[i]! - f.e[j]!);
}

function power(exponent: number): number {
  return exponent === 0 ? 1 : exponent < -1 ? 0 : BASE ** exponent;
}

/** A running sum in the same form. */
class Sum {
  m = 0;
  e = 0;

  add(m: number, e: number): void {
    if (m === 0) return;
    if (this.m === 0) {
      this.m = m;
      this.e = e;
    } else if (e === this.e) this.m += m;
    else if (e < this.e) this.m += m * power(e - this.e);
    else {
      this.m = m + this.m * power(this.e - e);
      this.e = e;
    }
  }

  store(into: Field, i: number): void {
    let { m, e } = this;
    if (m !== 0) {
      while (m >= 2 ** 200) {
        m /= BASE;
        e++;
      }
      while (m < 2 ** -200) {
        m *= BASE;
        e--;
      }
    }
    into.m[i] = m;
    into.e[i] = e;
  }
}

/** A_m from A_(m-1). */
function level(grid: Lattice, part: Field, demands: readonly number[], speed: number): Field {
  const { populations, size, strides } = grid;
  const next = field(size);
  const counts = new Int32Array(populations.length);
  const sum = new Sum();
  for (let i = 0; i < size; i++) {
    sum.m = 0;
    for (let r = 0; r < counts.length; r++) {
      if (counts[r] === 0) continue;
      const from = i - strides[r]!;
      sum.add((demands[r]! / speed) * part.m[from]!, part.e[from]!);
    }
    sum.store(next, i);
    advance(counts, populations);
  }
  return next;
}

/** G with a station more. */
function add(grid: Lattice, old: Field, station: NetworkStation, total: number): Field {
  const { demands } = station;
  const { speeds, top } = speedsOf(station, total);
  const base = { m: old.m.slice(), e: old.e.slice() };
  let part = old;
  for (let m = 1; m <= speeds.length; m++) {
    part = level(grid, part, demands, speeds[m - 1]!);
    accumulate(base, part, 1 - speeds[m - 1]! / top);
  }
  return recur(grid, base, demands, top);
}

function accumulate(into: Field, part: Field, factor: number): void {
  const sum = new Sum();
  for (let i = 0; i < into.m.length; i++) {
    if (part.m[i] === 0) continue;
    sum.m = into.m[i]!;
    sum.e = into.e[i]!;
    sum.add(part.m[i]! * factor, part.e[i]!);
    sum.store(into, i);
  }
}

/** y(n) = x(n) + sum over r of (D_r/a) y(n - e_r), in place. */
function recur(grid: Lattice, x: Field, demands: readonly number[], top: number): Field {
  const { populations, size, strides } = grid;
  const counts = new Int32Array(populations.length);
  const sum = new Sum();
  for (let i = 0; i < size; i++) {
    sum.m = x.m[i]!;
    sum.e = x.e[i]!;
    for (let r = 0; r < counts.length; r++) {
      if (counts[r] === 0) continue;
      const from = i - strides[r]!;
      sum.add((demands[r]! / top) * x.m[from]!, x.e[from]!);
    }
    sum.store(x, i);
    advance(counts, populations);
  }
  return x;
}

/**
 * Mean jobs by class: Q_r(N) G(N) = D_r sum over m of (m/s(m)) A_(m-1)(N - e_r), the sum over the levels at top speed taken as
 * (U + G)(N - e_r) / a with U = sum over m of m A_m by the recursion of H.
 */
function stationQueues(grid: Lattice, station: NetworkStation, full: Field, others: Field, total: number): number[] {
  const { populations, size, strides } = grid;
  const { demands } = station;
  const { speeds, top } = speedsOf(station, total);
  const last = size - 1;
  // x(n) = sum over r of (D_r/a) G(n - e_r) + sum over m of (1 - s(m)/a) m A_m(n)
  const x = level(grid, full, demands, top);
  const extra = populations.map(() => new Sum());
  let part = others;
  for (let m = 1; m <= speeds.length; m++) {
    const s = speeds[m - 1]!;
    populations.forEach((n, r) => {
      if (n === 0) return;
      const at = last - strides[r]!;
      extra[r]!.add(m * (1 / s - 1 / top) * part.m[at]!, part.e[at]!);
    });
    part = level(grid, part, demands, s);
    accumulate(x, part, (1 - s / top) * m);
  }
  const u = recur(grid, x, demands, top);
  return populations.map((n, r) => {
    if (n === 0) return 0;
    const at = last - strides[r]!;
    const sum = extra[r]!;
    sum.add(u.m[at]! / top, u.e[at]!);
    sum.add(full.m[at]! / top, full.e[at]!);
    return demands[r]! * (sum.m / full.m[last]!) * power(sum.e - full.e[last]!);
  });
}
