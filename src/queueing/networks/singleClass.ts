/**
 * Closed network with one class: exact convolution (Buzen 1973) in the ratios X(n) = G(n-1) / G(n).
 *
 * A station of demand D and speeds s(n) with top speed a turns G into H by H(n) = (D/a) H(n-1) + sum over k of F(k) (1 - s(k)/a)
 * G(n-k), F(k) = F(k-1) D/s(k): as many terms as the speed has levels below its top. All terms are positive, so that no digits are
 * lost at any load; load-dependent mean value analysis subtracts, and fails with many servers.
 */
import { type NetworkStation, type Speeds, speedAt, speedsOf } from './model.js';

export type SingleStation = {
  /** seconds per request */ readonly demand: number;
  /** > 0; Infinity: a delay */ readonly servers: number;
  /** load dependence, as in `NetworkStation` */ readonly speeds?: readonly number[] | undefined;
};

export type SingleAnswer = {
  /** 1/s */ readonly throughput: number;
  /** mean jobs at each station */ readonly queues: number[];
  /** X(0..population), 1/s */ readonly rates: Float64Array;
};

const BIG = 1e200;

/** The same as a station of a network with this one class. */
function station({ demand, servers, speeds }: SingleStation): NetworkStation {
  return speeds ? { demands: [demand], servers, speeds } : { demands: [demand], servers };
}

const simple = ({ servers, speeds }: SingleStation): boolean => servers === 1 && !speeds;

/** Operations that `closedSingle` takes, about. Memory: (stations + 2) vectors of population + 1 numbers. */
export function closedSingleCost(stations: readonly SingleStation[], population: number): number {
  const queueing = stations.filter((s) => s.demand > 0 && s.servers < Infinity);
  const many = queueing.filter((s) => !simple(s));
  const widths = many.reduce((a, s) => a + 1 + speedsOf(station(s), population).speeds.length, 0);
  return population * (queueing.length + widths * Math.max(1, distinct(many)));
}

function distinct(stations: readonly SingleStation[]): number {
  return new Set(stations.map(keyOf)).size;
}

function keyOf({ demand, servers, speeds }: SingleStation): string {
  return `${demand};${servers};${speeds?.join(' ') ?? ''}`;
}

/**
 * Exact throughput and queue lengths.
 * @param think seconds, >= 0
 * @param population whole number >= 1; something must take time
 * Cost: see `closedSingleCost`; memory a few vectors of population + 1 numbers.
 */
export function closedSingle(stations: readonly SingleStation[], think: number, population: number): SingleAnswer {
  let base = delayRates(stations, think, population);
  const many: SingleStation[] = [];
  for (const s of stations) {
    if (s.demand === 0 || s.servers === Infinity) continue;
    if (simple(s)) base = convolve(base, s, population);
    else many.push(s);
  }
  let rates = base;
  for (const s of many) rates = convolve(rates, s, population);
  const throughput = rates![population]!;
  const known = new Map<string, number>();
  const queues = stations.map((s) => {
    if (s.demand === 0) return 0;
    if (s.servers === Infinity) return throughput * s.demand;
    const key = keyOf(s);
    let queue = known.get(key);
    if (queue === undefined) {
      if (simple(s)) queue = singleServerQueue(rates!, s.demand, population);
      else {
        let others = base;
        for (const other of many) if (other !== s) others = convolve(others, other, population);
        queue = multiServerQueue(others, s, population);
      }
      known.set(key, queue);
    }
    return queue;
  });
  return { throughput, queues, rates: rates! };
}

/** X(0..N) of a network; undefined for a network without stations. */
export type Rates = Float64Array | undefined;

/** X(n) = n / Z of all that only delays. */
export function delayRates(stations: readonly SingleStation[], think: number, population: number): Rates {
  let delay = think;
  for (const s of stations) if (s.servers === Infinity) delay += s.demand;
  return delay > 0 ? Float64Array.from({ length: population + 1 }, (_, n) => n / delay) : undefined;
}

/** X(0..population) of the network with one station more. */
export function convolve(old: Rates, added: SingleStation, population: number): Float64Array {
  const { demand } = added;
  const like = station(added);
  const next = new Float64Array(population + 1);
  if (!old) {
    for (let n = 1; n <= population; n++) next[n] = speedAt(like, n) / demand;
    return next;
  }
  const speeds = speedsOf(like, population);
  const scale = { h: 1, exponent: 0 };
  for (let n = 1; n <= population; n++) {
    const growth = (demand / speeds.top) * old[n]! + fresh(old, demand, speeds, n, scale);
    next[n] = old[n]! / growth;
    scale.h *= growth;
    while (scale.h > BIG && scale.h < Infinity) {
      scale.h /= BIG;
      scale.exponent++;
    }
    while (scale.h < 1 / BIG && scale.exponent > 0) {
      scale.h *= BIG;
      scale.exponent--;
    }
  }
  return next;
}

/** Sum over k of F(k) (1 - s(k)/a) G(n-k), over H(n-1)/G(n-1) G(n); that quotient is h BIG^exponent. */
function fresh(
  old: Float64Array,
  demand: number,
  { speeds, top, rising }: Speeds,
  n: number,
  scale: { readonly h: number; readonly exponent: number },
): number {
  // F(k) G(n-k) / G(n) = term * BIG^(lift + exponent); sum * BIG^exponent
  let term = 1;
  let lift = 0;
  let sum = 1;
  let exponent = 0;
  const last = Math.min(n, speeds.length);
  for (let k = 1; k <= last; k++) {
    const ratio = (demand / speeds[k - 1]!) * old[n - k + 1]!;
    term *= ratio;
    const weighed = term * (1 - speeds[k - 1]! / top);
    if (lift === 0) sum += weighed;
    // the ratios fall with k where all speeds rise: X(n) rises with n
    if (rising && ratio < 0.9 && lift === 0 && term < 1e-18 * sum) break;
    if (term > BIG) {
      term /= BIG;
      if (lift < 0) lift++;
      else {
        sum /= BIG;
        exponent++;
      }
    } else if (term < 1 / BIG && !rising) {
      term *= BIG;
      lift--;
    }
  }
  const gap = exponent - scale.exponent;
  return gap === 0 ? sum / scale.h : (sum / scale.h) * BIG ** gap;
}

/** Reiser and Lavenberg 1980: Q(n) = D X(n) (1 + Q(n-1)). */
function singleServerQueue(rates: Float64Array, demand: number, population: number): number {
  let queue = 0;
  for (let n = 1; n <= population; n++) queue = demand * rates[n]! * (1 + queue);
  return queue;
}

/** Mean of the law p(k) ~ F(k) G'(N-k), G' of the network without the station. */
function multiServerQueue(others: Rates, added: SingleStation, population: number): number {
  if (!others) return population;
  const like = station(added);
  if (added.speeds) return mean(stationLaw(others, added, population));
  let weight = 1;
  let mass = 1;
  let total = 0;
  for (let k = 1; k <= population; k++) {
    weight *= (added.demand / speedAt(like, k)) * others[population - k + 1]!;
    mass += weight;
    total += k * weight;
    if (weight > BIG) {
      weight /= BIG;
      mass /= BIG;
      total /= BIG;
    }
  }
  return total / mass;
}

/**
 * Law of the number of jobs at a station in a network whose other stations have the ratios `others`: p(k) ~ F(k) G'(N-k)
 * (Buzen 1973), in logarithms.
 * @returns P(k) for k = 0..population
 */
export function stationLaw(others: Rates, added: SingleStation, population: number): Float64Array {
  const law = new Float64Array(population + 1);
  if (!others) {
    law[population] = 1;
    return law;
  }
  const like = station(added);
  let top = 0;
  for (let k = 1; k <= population; k++) {
    law[k] = law[k - 1]! + Math.log((added.demand / speedAt(like, k)) * others[population - k + 1]!);
    top = Math.max(top, law[k]!);
  }
  let mass = 0;
  for (let k = 0; k <= population; k++) {
    law[k] = Math.exp(law[k]! - top);
    mass += law[k]!;
  }
  return law.map((value) => value / mass);
}

/** Mean of a law over 0, 1, 2, ... */
export function mean(law: Float64Array): number {
  return law.reduce((sum, p, k) => sum + p * k, 0);
}
