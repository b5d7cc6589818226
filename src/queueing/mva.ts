/** Product-form networks with closed classes, open classes, or both: picks the method, and checks the laws on every answer. */
import { law, nonNegative, positiveOrInfinite, whole } from './check.js';
import { closedMulti, closedMultiCost, type MultiAnswer, type MultiStation } from './closedMulti.js';
import { closedSingle, closedSingleCost } from './closedSingle.js';
import { linearizer } from './linearizer.js';
import { pooledStation } from './pooledStation.js';

export type NetworkClass =
  | {
      readonly kind: 'closed' /** users, whole >= 0 */;
      readonly population: number /** seconds */;
      readonly think: number;
    }
  | { readonly kind: 'open' /** per second */; readonly rate: number };

export type Network = {
  readonly classes: readonly NetworkClass[];
  /** `demands`: seconds per request by class, visits included; `servers`: > 0, Infinity for a delay */
  readonly stations: readonly MultiStation[];
};

export type NetworkMethod = 'open' | 'convolution' | 'linearizer' | 'bard-schweitzer';

export type NetworkAnswer =
  | {
      readonly stable: true;
      readonly method: NetworkMethod;
      /** exact for product-form networks (exponential FIFO, or processor sharing with any demand) */ readonly exact: boolean;
      readonly classes: readonly {
        /** requests per second */ readonly throughput: number;
        /** seconds, without think time */ readonly response: number;
        /** seconds at each station */ readonly residence: readonly number[];
      }[];
      readonly stations: readonly {
        /** mean jobs */ readonly queue: number /** busy share, 0 for a delay */;
        readonly utilisation: number;
      }[];
    }
  | {
      readonly stable: false /** index */;
      readonly station: number /** open load over capacity */;
      readonly overload: number;
    };

/** Work up to which the exact methods are taken (some 5 ms). */
const SINGLE_BUDGET = 3e6;
const MULTI_BUDGET = 1e6;

/**
 * Solves a network. Closed classes: convolution (exact) while the work allows, else Linearizer on Seidmann's transformation. Open
 * classes inflate the demands of closed ones (Lazowska et al. 1984, exact for single servers).
 * @throws RangeError on an illegal argument; overload by the open classes is a value
 */
export function solveNetwork(network: Network): NetworkAnswer {
  check(network);
  const { classes, stations } = network;
  const open = stations.map(({ demands }) =>
    classes.reduce((load, c, r) => (c.kind === 'open' ? load + c.rate * demands[r]! : load), 0),
  );
  const loads = stations.map(({ servers }, i) => open[i]! / servers);
  const worst = loads.reduce((best, load, i) => (load > loads[best]! ? i : best), 0);
  if ((loads[worst] ?? 0) >= 1) return { stable: false, station: worst, overload: loads[worst]! };

  const closed = solveClosed(network, loads);
  const residence = classes.map((c, r) =>
    stations.map(({ servers, demands }, i) => {
      const demand = demands[r]!;
      if (demand === 0) return 0;
      if (c.kind === 'closed') return c.population === 0 ? demand / (1 - loads[i]!) : closed.residence[r]![i]!;
      if (servers === Infinity) return demand;
      return demand * openStretch(open[i]!, servers) + ((demand / servers) * closed.waiting[i]!) / (1 - loads[i]!);
    }),
  );
  const throughputs = classes.map((c, r) => (c.kind === 'open' ? c.rate : closed.throughputs[r]!));
  const answer = {
    stable: true as const,
    method: closed.method,
    exact: closed.exact,
    classes: classes.map((_, r) => ({
      throughput: throughputs[r]!,
      response: residence[r]!.reduce((a, b) => a + b, 0),
      residence: residence[r]!,
    })),
    stations: stations.map(({ servers, demands }, i) => ({
      queue: throughputs.reduce((a, x, r) => a + x * residence[r]![i]!, 0),
      utilisation: demands.reduce((u, d, r) => u + (throughputs[r]! * d) / servers, 0),
    })),
  };
  checkLaws(network, answer);
  return answer;
}

function check({ classes, stations }: Network): void {
  stations.forEach(({ servers, demands }, i) => {
    positiveOrInfinite(`stations[${i}].servers`, servers);
    if (demands.length !== classes.length) {
      throw new RangeError(`stations[${i}].demands must have length ${classes.length}, got ${demands.length}`);
    }
    demands.forEach((d, r) => {
      nonNegative(`stations[${i}].demands[${r}]`, d);
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
    if (total === 0) throw new RangeError(`classes[${r}] must have a think time or a demand > 0`);
  });
}

/** Stretch of a demand at c shared servers under an open load in erlangs below c: exact, M/M/c under processor sharing. */
function openStretch(load: number, servers: number): number {
  const alone = pooledStation({ arrivalRate: load, workers: Infinity, cores: servers, cpuDemand: 1, otherTime: 0 });
  return alone.stable ? alone.cpuStretch : Infinity;
}

type Closed = {
  readonly method: NetworkMethod;
  readonly exact: boolean;
  /** by class of the network; 0 for open classes */ readonly throughputs: number[];
  /** by class and station */ readonly residence: number[][];
  /** closed jobs that an open arrival queues behind, by station */ readonly waiting: number[];
};

function solveClosed({ classes, stations }: Network, loads: readonly number[]): Closed {
  const index = classes.flatMap((c, r) => (c.kind === 'closed' && c.population > 0 ? [r] : []));
  const throughputs = classes.map(() => 0);
  const residence = classes.map(() => stations.map(() => 0));
  if (index.length === 0) {
    return { method: 'open', exact: true, throughputs, residence, waiting: stations.map(() => 0) };
  }
  const users = index.map((r) => classes[r] as Extract<NetworkClass, { kind: 'closed' }>);
  const populations = users.map((u) => u.population);
  const thinks = users.map((u) => u.think);
  const inflated: MultiStation[] = stations.map(({ servers, demands }, i) => ({
    servers,
    demands: index.map((r) => demands[r]! / (1 - loads[i]!)),
  }));
  // open jobs at several servers are not a slower server: exact inflation needs one server
  const mixedMulti = stations.some(
    ({ servers, demands }) =>
      servers !== 1 &&
      servers !== Infinity &&
      classes.some((c, r) => c.kind === 'open' && demands[r]! > 0) &&
      index.some((r) => demands[r]! > 0),
  );
  let method: NetworkMethod = 'convolution';
  let answer: MultiAnswer | undefined;
  if (!mixedMulti && index.length === 1) {
    const single = inflated.map((s) => ({ servers: s.servers, demand: s.demands[0]! }));
    if (closedSingleCost(single, populations[0]!) <= SINGLE_BUDGET) {
      const { throughput, queues } = closedSingle(single, thinks[0]!, populations[0]!);
      answer = { throughputs: [throughput], queues: queues.map((q) => [q]) };
    }
  } else if (!mixedMulti && closedMultiCost(inflated, populations) <= MULTI_BUDGET) {
    answer = closedMulti(inflated, thinks, populations);
  }
  const exact = answer !== undefined;
  let waiting = answer?.queues.map((row) => row.reduce((a, b) => a + b, 0));
  if (!answer) {
    const seidmann = transform(stations, loads, index, thinks);
    const rough = linearizer(seidmann.centres, seidmann.delays, populations);
    method = rough.method;
    waiting = rough.queues.map((row) => row.reduce((a, b) => a + b, 0));
    answer = {
      throughputs: rough.throughputs,
      queues: rough.queues.map((row, i) => row.map((q, r) => q + seidmann.apart[i]![r]! * rough.throughputs[r]!)),
    };
  }
  index.forEach((r, at) => {
    const x = answer.throughputs[at]!;
    throughputs[r] = x;
    stations.forEach((_, i) => {
      residence[r]![i] = answer.queues[i]![at]! / x;
    });
  });
  return { method, exact, throughputs, residence, waiting: waiting! };
}

/** Seidmann's transformation: c servers as one of demand D/c and a delay D (c-1)/c; a delay station is all delay. */
function transform(
  stations: readonly MultiStation[],
  loads: readonly number[],
  index: readonly number[],
  thinks: readonly number[],
) {
  const apart = stations.map(({ servers, demands }) =>
    index.map((r) => (servers === Infinity ? demands[r]! : demands[r]! * Math.max(0, 1 - 1 / servers))),
  );
  const centres = stations.map(({ servers, demands }, i) => ({
    demands: index.map((r) => (servers === Infinity ? 0 : demands[r]! / servers / (1 - loads[i]!))),
  }));
  const delays = thinks.map((think, at) => apart.reduce((a, row) => a + row[at]!, think));
  return { apart, centres, delays };
}

/** Little's law, the utilisation law and the bounds. */
function checkLaws({ classes }: Network, answer: Extract<NetworkAnswer, { stable: true }>): void {
  classes.forEach((c, r) => {
    const { throughput, response } = answer.classes[r]!;
    law(Number.isFinite(throughput) && Number.isFinite(response), `class ${r} has a figure that is not finite`);
    if (c.kind === 'open') return;
    const gap = Math.abs(throughput * (response + c.think) - c.population);
    law(gap <= 1e-6 * c.population, `Little's law of class ${r} is off by ${gap}`);
  });
  answer.stations.forEach(({ utilisation }, i) => {
    law(utilisation <= 1 + 1e-9, `utilisation of station ${i} is ${utilisation}`);
  });
}
