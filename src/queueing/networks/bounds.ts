/** Asymptotic bounds of a closed system with one class of users. */
import { nonNegative, positiveOrInfinite } from '../check.js';

export type BoundStation = {
  /** seconds per request, visits included, >= 0 */ readonly demand: number;
  /** > 0; Infinity: a delay */ readonly servers: number;
};

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
