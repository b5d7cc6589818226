/** What a product-form network is, and how fast its stations work. */
import { nonNegative, positive, positiveOrInfinite, whole } from '../check.js';

export type NetworkClass =
  | {
      readonly kind: 'closed';
      /** users, whole, >= 0 */ readonly population: number;
      /** seconds between a reply and the next request, >= 0 */ readonly think: number;
    }
  | { readonly kind: 'open' /** requests per second, >= 0 */; readonly rate: number };

export type NetworkStation = {
  /** > 0; Infinity: a delay. A fraction c works at speed min(n, c) with n jobs. */ readonly servers: number;
  /** seconds of service per request at one server, by class, visits included, >= 0 */
  readonly demands: readonly number[];
  /**
   * Load dependence, instead of servers: `speeds[n - 1]` > 0 is the speed with n jobs, relative to the speed for which the demands
   * are stated; the last one holds for all greater n. `servers` must be 1.
   */
  readonly speeds?: readonly number[];
};

export type Network = {
  readonly classes: readonly NetworkClass[];
  readonly stations: readonly NetworkStation[];
};

/** Cycle below which throughput would leave the range of doubles, s. */
const SHORTEST = 1e-100;
/** The same on the other side. */
const LONGEST = 1e100;

/** @throws RangeError that names argument and bound */
export function checkNetwork({ classes, stations }: Network): void {
  stations.forEach((station, i) => {
    const { servers, demands, speeds } = station;
    positiveOrInfinite(`stations[${i}].servers`, servers);
    if (demands.length !== classes.length) {
      throw new RangeError(`stations[${i}].demands must have length ${classes.length}, got ${demands.length}`);
    }
    demands.forEach((d, r) => {
      nonNegative(`stations[${i}].demands[${r}]`, d);
    });
    if (!speeds) return;
    if (servers !== 1) throw new RangeError(`stations[${i}].servers must be 1 with speeds, got ${servers}`);
    if (speeds.length === 0) throw new RangeError(`stations[${i}].speeds must not be empty`);
    speeds.forEach((speed, n) => {
      positive(`stations[${i}].speeds[${n}]`, speed);
    });
  });
  classes.forEach((c, r) => {
    if (c.kind === 'open') {
      nonNegative(`classes[${r}].rate`, c.rate);
      return;
    }
    whole(`classes[${r}].population`, c.population, 0);
    nonNegative(`classes[${r}].think`, c.think);
    const total = stations.reduce((a, s) => a + s.demands[r]!, c.think);
    if (!(total <= LONGEST)) {
      throw new RangeError(`classes[${r}] must take at most ${LONGEST} s without waiting, got ${total}`);
    }
    if (!(total >= SHORTEST)) {
      throw new RangeError(`classes[${r}] must have a think time or demands of ${SHORTEST} s or more, got ${total}`);
    }
  });
}

/** A station that takes one job at a time at constant speed. */
export function isSingleServer({ servers, speeds }: NetworkStation): boolean {
  return servers === 1 && (speeds === undefined || speeds.every((speed) => speed === 1));
}

export function isDelay({ servers }: NetworkStation): boolean {
  return servers === Infinity;
}

/** How fast a station works: `speeds[n - 1]` with n jobs up to `speeds.length`, `top` with more. */
export type Speeds = {
  readonly speeds: Float64Array;
  /** greatest speed, reached for good after the last of `speeds` */ readonly top: number;
  /** speeds never fall with more jobs */ readonly rising: boolean;
};

/** The speeds that matter with up to `population` jobs. `speeds` ends with the last n at which the speed differs from the top. */
export function speedsOf({ servers, speeds }: NetworkStation, population: number): Speeds {
  if (!speeds) {
    const length = Math.min(population, Math.max(0, Math.ceil(servers) - 1));
    return { speeds: Float64Array.from({ length }, (_, n) => Math.min(n + 1, servers)), top: servers, rising: true };
  }
  const at = (n: number): number => speeds[Math.min(n, speeds.length) - 1]!;
  const most = Math.max(1, population);
  let top = 0;
  let rising = true;
  for (let n = 1; n <= Math.min(most, speeds.length); n++) {
    top = Math.max(top, at(n));
    if (n > 1 && at(n) < at(n - 1)) rising = false;
  }
  let length = most;
  if (at(most) === top) {
    length = Math.min(most, speeds.length);
    while (length > 0 && at(length) === top) length--;
  }
  return { speeds: Float64Array.from({ length }, (_, n) => at(n + 1)), top, rising };
}

/** Speed with n >= 1 jobs. */
export function speedAt({ servers, speeds }: NetworkStation, n: number): number {
  return speeds ? speeds[Math.min(n, speeds.length) - 1]! : Math.min(n, servers);
}

/** Greatest speed with up to `population` jobs; what the utilisation is a share of. */
export function capacityOf(station: NetworkStation, population: number): number {
  return station.speeds ? speedsOf(station, population).top : station.servers;
}
