/**
 * Closed network with one class: exact convolution (Buzen 1973) in the ratios X(n) = G(n-1) / G(n), with multi-server stations.
 *
 * A station of c servers and demand D turns G into H by H(n) = (D/c) H(n-1) + sum over k < c of (D^k/k!) (1 - k/c) G(n-k). All terms
 * are positive, so that no digits are lost at any load; load-dependent MVA subtracts and fails with many servers.
 */

export type SingleStation = {
  /** seconds per request */ readonly demand: number;
  /** > 0; Infinity: a delay */ readonly servers: number;
};

export type SingleAnswer = {
  /** 1/s */ readonly throughput: number;
  /** mean jobs at each station */ readonly queues: number[];
};

const BIG = 1e200;

/** Operations that `closedSingle` would take, about. */
export function closedSingleCost(stations: readonly SingleStation[], population: number): number {
  const queueing = stations.filter((s) => s.demand > 0 && s.servers < Infinity);
  const many = queueing.filter((s) => s.servers !== 1);
  const widths = many.reduce((a, s) => a + Math.min(s.servers, population), 0);
  return population * (queueing.length + widths * Math.max(1, many.length));
}

/**
 * Exact throughput and queue lengths.
 * @param think seconds, >= 0
 * @param population whole number >= 1; something must take time
 */
export function closedSingle(stations: readonly SingleStation[], think: number, population: number): SingleAnswer {
  let delay = think;
  for (const s of stations) if (s.servers === Infinity) delay += s.demand;
  let base: Rates = delay > 0 ? Float64Array.from({ length: population + 1 }, (_, n) => n / delay) : undefined;
  const many: SingleStation[] = [];
  for (const s of stations) {
    if (s.demand === 0 || s.servers === Infinity) continue;
    if (s.servers === 1) base = convolve(base, s, population);
    else many.push(s);
  }
  let rates = base;
  for (const s of many) rates = convolve(rates, s, population);
  const throughput = rates![population]!;
  const queues = stations.map((s) => {
    if (s.demand === 0) return 0;
    if (s.servers === Infinity) return throughput * s.demand;
    if (s.servers === 1) return singleServerQueue(rates!, s.demand, population);
    let others = base;
    for (const other of many) if (other !== s) others = convolve(others, other, population);
    return multiServerQueue(others, s, population);
  });
  return { throughput, queues };
}

/** X(0..N) of a network; undefined for a network without stations. */
type Rates = Float64Array | undefined;

/** X(0..population) of the network with one station more. */
export function convolve(old: Rates, station: SingleStation, population: number): Float64Array {
  const { demand, servers } = station;
  const next = new Float64Array(population + 1);
  if (!old) {
    for (let n = 1; n <= population; n++) next[n] = Math.min(n, servers) / demand;
    return next;
  }
  // h = H(n) / G(n) and the sum, each as mantissa * BIG^exponent
  let h = 1;
  let hExponent = 0;
  for (let n = 1; n <= population; n++) {
    let term = 1;
    let sum = 1;
    let exponent = 0;
    for (let k = 1; k < servers && k <= n; k++) {
      const ratio = (demand / k) * ((servers - k) / (servers - k + 1)) * old[n - k + 1]!;
      term *= ratio;
      sum += term;
      // the ratios fall with k: X(n) rises with n
      if (ratio < 0.9 && term < 1e-18 * sum) break;
      if (sum > BIG) {
        term /= BIG;
        sum /= BIG;
        exponent++;
      }
    }
    const fresh = (sum / h) * (exponent === hExponent ? 1 : BIG ** (exponent - hExponent));
    const growth = (demand / servers) * old[n]! + fresh;
    next[n] = old[n]! / growth;
    h *= growth;
    while (h > BIG && h < Infinity) {
      h /= BIG;
      hExponent++;
    }
  }
  return next;
}

/** Reiser and Lavenberg 1980: Q(n) = D X(n) (1 + Q(n-1)). */
function singleServerQueue(rates: Float64Array, demand: number, population: number): number {
  let queue = 0;
  for (let n = 1; n <= population; n++) queue = demand * rates[n]! * (1 + queue);
  return queue;
}

/** Mean of the law p(k) ~ F(k) G'(N-k), G' of the network without the station. */
function multiServerQueue(others: Rates, { demand, servers }: SingleStation, population: number): number {
  if (!others) return population;
  let weight = 1;
  let mass = 1;
  let mean = 0;
  for (let k = 1; k <= population; k++) {
    weight *= (demand / Math.min(k, servers)) * others[population - k + 1]!;
    mass += weight;
    mean += k * weight;
    if (weight > BIG) {
      weight /= BIG;
      mass /= BIG;
      mean /= BIG;
    }
  }
  return mean / mass;
}
