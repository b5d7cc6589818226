/** Bounds of closed systems: asymptotic and balanced-job, one class and several. They cost next to nothing and hold for product-form networks. */
import { nonNegative, positiveOrInfinite, whole } from '../check.js';

export type BoundStation = {
  /** seconds per request, visits included, >= 0 */ readonly demand: number;
  /** > 0; Infinity: a delay */ readonly servers: number;
};

export type Interval = { readonly low: number; readonly high: number };

export type AsymptoticBounds = {
  /** throughput that no population exceeds, 1/s; Infinity where nothing queues */ readonly maximumThroughput: number;
  /** population at which the two bounds meet (N*); Infinity where nothing queues */ readonly saturationPopulation: number;
  /** index of the station that saturates first; -1 where none does */ readonly bottleneck: number;
  /** upper bound of the throughput with n users */ throughput(n: number): number;
  /** lower bound of the response time with n users, seconds */ response(n: number): number;
};

/**
 * Bounds X(n) <= min(n / (D + Z), min servers/demand) and R(n) >= max(D, n / Xmax - Z).
 * @param stations demand and servers of each station
 * @param think seconds between reply and next request, >= 0
 * @throws RangeError on an illegal argument
 * Source: Denning and Buzen 1978; Muntz and Wong 1974.
 */
export function asymptoticBounds(stations: readonly BoundStation[], think = 0): AsymptoticBounds {
  nonNegative('think', think);
  let total = 0;
  let maximum = Infinity;
  let bottleneck = -1;
  stations.forEach(({ demand, servers }, i) => {
    nonNegative(`stations[${i}].demand`, demand);
    positiveOrInfinite(`stations[${i}].servers`, servers);
    total += demand;
    const limit = demand === 0 ? Infinity : servers / demand;
    if (limit < maximum) {
      maximum = limit;
      bottleneck = i;
    }
  });
  return {
    maximumThroughput: maximum,
    saturationPopulation: maximum === Infinity ? Infinity : maximum * (total + think),
    bottleneck,
    throughput(n) {
      nonNegative('n', n);
      return n === 0 ? 0 : Math.min(n / (total + think), maximum);
    },
    response(n) {
      nonNegative('n', n);
      return Math.max(total, maximum === Infinity ? 0 : n / maximum - think);
    },
  };
}

/**
 * Bounds of throughput and response time of one class, tighter than the asymptotic ones: the system lies between two balanced ones.
 * Stations with several servers take part in the asymptotic bounds only.
 * @param think seconds, >= 0
 * @param population whole number >= 1
 * @throws RangeError on an illegal argument
 * Source: Zahorjan, Sevcik, Eager and Galler 1982; with think time as in Lazowska et al. 1984, table 5.2.
 */
export function balancedJobBounds(
  stations: readonly BoundStation[],
  think: number,
  population: number,
): { readonly throughput: Interval; readonly response: Interval } {
  const asymptotic = asymptoticBounds(stations, think);
  whole('population', population, 1);
  let delay = think;
  let total = 0;
  let greatest = 0;
  let queueing = 0;
  let plain = true;
  for (const { demand, servers } of stations) {
    if (servers === Infinity) delay += demand;
    else if (demand > 0) {
      total += demand;
      queueing++;
      // below one server the work itself is slower
      if (servers < 1) total += demand * (1 / servers - 1);
      greatest = Math.max(greatest, demand / servers);
      if (servers !== 1) plain = false;
    }
  }
  const n = population;
  let low = n / (delay + total + (n - 1) * greatest);
  let high = asymptotic.throughput(n);
  if (plain && queueing > 0) {
    low = n / (delay + total + ((n - 1) * greatest) / (1 + delay / (n * total)));
    const mean = total / queueing;
    high = Math.min(high, n / (delay + total + ((n - 1) * mean) / (1 + delay / total)));
  }
  // next to a very long think time the response is lost in rounding
  const fastest = Math.max(0, n / high - think);
  return { throughput: { low, high }, response: { low: fastest, high: Math.max(fastest, n / low - think) } };
}

/**
 * Bounds of the throughput of each class. Below: all other users stand before a request at its slowest station. Above: alone, and what the
 * others leave of each station when they run at their lower bounds.
 * @param stations demands by class
 * @param thinks seconds by class, >= 0
 * @param populations whole numbers >= 0
 * @returns throughput by class, 1/s
 * @throws RangeError on an illegal argument
 * Source: composite bounds of Kerola 1986, over the asymptotic bounds of Muntz and Wong 1974.
 */
export function multiClassBounds(
  stations: readonly { readonly servers: number; readonly demands: readonly number[] }[],
  thinks: readonly number[],
  populations: readonly number[],
): Interval[] {
  const users = populations.reduce((a, b) => a + b, 0);
  const lows = populations.map((n, r) => {
    whole(`populations[${r}]`, n, 0);
    nonNegative(`thinks[${r}]`, thinks[r]!);
    if (n === 0) return 0;
    let time = thinks[r]!;
    let worst = 0;
    stations.forEach(({ servers, demands }, i) => {
      positiveOrInfinite(`stations[${i}].servers`, servers);
      nonNegative(`stations[${i}].demands[${r}]`, demands[r]!);
      time += demands[r]! / Math.min(1, servers);
      worst = Math.max(worst, demands[r]! / servers);
    });
    return n / (time + (users - 1) * worst);
  });
  return populations.map((n, r) => {
    if (n === 0) return { low: 0, high: 0 };
    let time = thinks[r]!;
    let high = Infinity;
    for (const { servers, demands } of stations) {
      time += demands[r]! / Math.min(1, servers);
      if (demands[r] === 0 || servers === Infinity) continue;
      const others = demands.reduce((sum, d, s) => (s === r ? sum : sum + d * lows[s]!), 0);
      high = Math.min(high, Math.max(0, servers - others) / demands[r]!);
    }
    return { low: lows[r]!, high: Math.min(high, n / time) };
  });
}
