/**
 * The threads of one pool (or the users of one class) as a closed network: its processor, its delays and the pools that it calls, each
 * a station with a rate for every number present. Solved for every number of busy threads by convolution (Buzen 1973), which gives the
 * pool's own rates X(k): the flow-equivalent server (Chandy, Herzog and Woo 1975), layer by layer.
 */

import { isSame } from './background.js';

export type NetworkStation = {
  /** visits, or work, per execution and copy */ readonly demand: number;
  /** completions of work per second with j of these threads present, j = 1 .. population, at a copy */
  readonly rates: Float64Array;
  /** equal copies */ readonly copies: number;
};

export type Network = {
  readonly population: number;
  /** executions per second with k threads busy, k = 0 .. population */ readonly throughput: Float64Array;
  /** numbers of busy threads that laws are known for, rising, the first 1 and the last the population */
  readonly grid: readonly number[];
  /** adds the law of the number at one copy of a station, given a place of the grid, times a weight to `sum` */
  readonly addLaw: (place: number, station: number, weight: number, sum: Float64Array) => void;
  /** by station, then the delay: mean squared effect on departures, all threads busy */ readonly effects: () => number[];
};

const one = Float64Array.of(1);

/** Weights of a station, f(j) the product of demand / rate; those with no demand have weight 1 at 0. */
function weights({ demand, rates }: NetworkStation, unit: number, most: number): Float64Array {
  if (demand === 0) return one;
  const f = new Float64Array(most + 1);
  f[0] = 1;
  for (let j = 1; j <= most; j++) f[j] = (f[j - 1]! * demand * unit) / rates[Math.min(j, rates.length) - 1]!;
  return f;
}

function convolve(a: Float64Array, b: Float64Array, most: number): Float64Array {
  if (a.length === 1) return b;
  if (b.length === 1) return a;
  const length = Math.min(most + 1, a.length + b.length - 1);
  const c = new Float64Array(length);
  for (let n = 0; n < length; n++) {
    let sum = 0;
    const last = Math.min(n, a.length - 1);
    for (let j = Math.max(0, n - b.length + 1); j <= last; j++) sum += a[j]! * b[n - j]!;
    c[n] = sum;
  }
  return c;
}

/** Copies of a station together. */
function power(f: Float64Array, copies: number, most: number): Float64Array {
  let result: Float64Array = one;
  let square = f;
  for (let n = copies; n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result = convolve(result, square, most);
    if (n > 1) square = convolve(square, square, most);
  }
  return result;
}

/** Products over all but one. */
function others(parts: readonly Float64Array[], most: number): Float64Array[] {
  const before: Float64Array[] = [one];
  for (const part of parts) before.push(convolve(before[before.length - 1]!, part, most));
  let after: Float64Array = one;
  const result: Float64Array[] = new Array(parts.length);
  for (let i = parts.length - 1; i >= 0; i--) {
    result[i] = convolve(before[i]!, after, most);
    after = convolve(after, parts[i]!, most);
  }
  return result;
}

const at = (a: Float64Array, i: number): number => (i < a.length ? a[i]! : 0);

/** Numbers of busy threads at which laws are kept: all up to 16, then eight to a doubling. */
export function gridOf(population: number): number[] {
  const grid: number[] = [];
  let k = 1;
  while (k < population) {
    grid.push(k);
    k += Math.max(1, 2 ** (Math.floor(Math.log2(k)) - 3));
  }
  grid.push(population);
  return grid;
}

/**
 * @param population threads, whole >= 1
 * @param delay seconds per execution, >= 0
 * @param only the one number of threads of interest; all where absent
 * Cost: population squared per station, times the copies' logarithm.
 */
export function solveNetwork(
  population: number,
  delay: number,
  stations: readonly NetworkStation[],
  only = false,
): Network {
  // Time in units in which the throughput is about one, so that products stay in range.
  let unit = 0;
  let total = delay;
  for (const { demand, rates, copies } of stations) {
    if (demand === 0) continue;
    unit = Math.max(unit, demand / rates[Math.min(population, rates.length) - 1]!);
    total += (demand * copies) / rates[0]!;
  }
  unit = 1 / Math.max(unit, total / population);
  const delays = delay > 0 ? new Float64Array(population + 1) : one;
  if (delay > 0) {
    delays[0] = 1;
    for (let k = 1; k <= population; k++) delays[k] = (delays[k - 1]! * delay * unit) / k;
  }
  const plain = stations.map((station) => weights(station, unit, population));
  const grouped = plain.map((f, s) => power(f, stations[s]!.copies, population));
  const rest = others([...grouped, delays], population);
  const all = convolve(rest[stations.length]!, delays, population);
  const throughput = new Float64Array(population + 1);
  for (let k = 1; k <= population; k++) throughput[k] = (unit * at(all, k - 1)) / at(all, k);
  const beside = stations.map(({ copies }, s) =>
    copies === 1 ? rest[s]! : convolve(power(plain[s]!, copies - 1, population), rest[s]!, population),
  );
  const grid = only ? [population] : gridOf(population);
  return {
    population,
    throughput,
    grid,
    addLaw: (place, station, weight, sum) => {
      addLaw(plain[station]!, beside[station]!, grid[place]!, weight, sum);
    },
    effects: () => {
      const rate = throughput[population]! / unit;
      const found = stations.map(({ demand, rates, copies }, s) => {
        if (demand === 0) return 0;
        const death = (j: number): number => rates[Math.min(j, rates.length) - 1]! / (demand * unit);
        return copies * effectOf(population, beside[s]!, death, plain[s]!, rate);
      });
      if (delay > 0) found.push(effectOf(population, rest[stations.length]!, (j) => j / (delay * unit), delays, rate));
      return found;
    },
  };
}

/** The last network, given again while what it is of stays the same. */
export class KeptNetwork {
  private network: Network | undefined;
  private population = 0;
  private delay = 0;
  private stations: readonly NetworkStation[] = [];

  solve(population: number, delay: number, stations: readonly NetworkStation[]): Network {
    const same =
      this.network !== undefined &&
      this.population === population &&
      isSame(this.delay, delay) &&
      this.stations.every(
        ({ demand, rates, copies }, s) =>
          isSame(demand, stations[s]!.demand) && rates === stations[s]!.rates && copies === stations[s]!.copies,
      );
    if (same) return this.network!;
    this.network = solveNetwork(population, delay, stations);
    this.population = population;
    this.delay = delay;
    this.stations = stations;
    return this.network;
  }
}

function addLaw(f: Float64Array, beside: Float64Array, k: number, weight: number, sum: Float64Array): void {
  const most = Math.min(k, f.length - 1);
  const least = Math.max(0, k - beside.length + 1);
  let total = 0;
  for (let j = least; j <= most; j++) total += f[j]! * beside[k - j]!;
  const factor = weight / total;
  for (let j = least; j <= most; j++) sum[j] = sum[j]! + factor * f[j]! * beside[k - j]!;
}

/**
 * Mean squared effect on departures of a delay at a station, all threads busy: the variance of the number of departures per departure
 * is the sum over stations of this times the squared cv of what they do. From Poisson's equation of the chain of the number at the
 * station against the flow-equivalent rest (martingale form; Asmussen 2003, I.7), as in `poolVariability`.
 */
function effectOf(
  population: number,
  beside: Float64Array,
  death: (j: number) => number,
  f: Float64Array,
  rate: number,
): number {
  const most = Math.min(population, f.length - 1);
  if (most === 0) return 0;
  if (beside.length === 1) return 1;
  const birth = (j: number): number => at(beside, population - j - 1) / at(beside, population - j);
  const p = new Float64Array(most + 1);
  let mode = 0;
  for (let j = 0; j <= most; j++) {
    p[j] = f[j]! * at(beside, population - j);
    if (p[j]! > p[mode]!) mode = j;
  }
  // Upwards below the mode and downwards above it: in each direction an error shrinks as the weights grow.
  let low = mode;
  while (low > 0 && p[low - 1]! > 1e-18 * p[mode]!) low--;
  let high = mode;
  while (high < most && p[high + 1]! > 1e-18 * p[mode]!) high++;
  const edges = new Float64Array(most + 1);
  for (let j = low; j < mode; j++) {
    const before = j === low ? 0.5 : edges[j - 1]!;
    edges[j] = j === 0 ? rate / birth(0) : (rate - death(j) * (1 - before)) / birth(j);
  }
  for (let j = high; j > mode; j--) {
    const after = j === high ? 0.5 : edges[j]!;
    edges[j - 1] = j === population ? 1 - rate / death(j) : 1 - (rate - birth(j) * after) / death(j);
  }
  let mass = 0;
  let effect = 0;
  for (let j = low; j < high; j++) {
    const w = p[j]! * birth(j);
    const e = Math.min(1, Math.max(0, edges[j]!));
    mass += w;
    effect += w * (1 - e) ** 2;
  }
  return mass > 0 ? effect / mass : 0;
}
