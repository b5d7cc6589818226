/** Product-form networks with closed classes, open classes, or both: picks the method by size, and checks the laws on every answer. */
import { pooledStation } from '../pooledStation.js';
import { type ApproximateMethod, approximate, approximateCost, type MultiServerMethod } from './approximate.js';
import { convolution, convolutionCost, convolutionMemory } from './convolution.js';
import { type ClosedAnswer, exactMva, exactMvaCost, exactMvaMemory } from './exactMva.js';
import { checkLaws } from './laws.js';
import { SpeedLoss } from './loadDependence.js';
import { closedLaw } from './marginals.js';
import { speedsBesideOpen } from './mixed.js';
import {
  capacityOf,
  checkNetwork,
  isDelay,
  isSingleServer,
  type Network,
  type NetworkClass,
  type NetworkStation,
  speedAt,
} from './model.js';
import { closedSingle, closedSingleCost } from './singleClass.js';

/**
 * `open`: closed forms. `mva`: exact recursion over all populations. `convolution`: exact, by normalising constants. The others are
 * approximate.
 */
export type NetworkMethod = 'open' | 'mva' | 'convolution' | ApproximateMethod;

export type NetworkOptions = {
  /** operations that an exact method may take; default 2e8, about a second */ readonly work?: number;
  /** bytes that an exact method may take; default 1e8 */ readonly memory?: number;
  /** `exact` is refused where it does not fit; default `auto`: exact where it fits, else Linearizer, else Bard-Schweitzer */
  readonly method?: 'auto' | 'exact' | ApproximateMethod;
  /** for several servers in an approximate method; default `conway` */ readonly multiServer?: MultiServerMethod;
};

export type NetworkAnswer =
  | {
      readonly stable: true;
      readonly method: NetworkMethod;
      /** how several servers were approximated, where they were */ readonly multiServer: MultiServerMethod | undefined;
      /**
       * exact for product-form networks: processor sharing with any demand, or first come, first served with exponential services that are
       * alike for all classes. Where these differ by class, a class was off by -82 to +154 % in response on measured stations;
       * `solveLayered` is closer.
       */
      readonly exact: boolean;
      /** false where an approximate method did not reach its fixed point */ readonly converged: boolean;
      readonly classes: readonly {
        /** requests per second */ readonly throughput: number;
        /** seconds, without think time */ readonly response: number;
        /** seconds at each station */ readonly residence: readonly number[];
      }[];
      readonly stations: readonly {
        /** mean jobs */ readonly queue: number;
        /** load over greatest speed: the busy share of the servers; 0 for a delay */ readonly utilisation: number;
      }[];
    }
  | {
      readonly stable: false;
      /** index */ readonly station: number;
      /** open load over capacity */ readonly overload: number;
    };

/** @throws RangeError where an exact answer was asked for and its cost or memory is over the bound */
function refuse(cost: number, memory: number, options: Required<NetworkOptions>): never {
  throw new RangeError(
    `an exact solution takes ${cost.toExponential(1)} operations and ${memory.toExponential(1)} bytes; ` +
      `options.work and options.memory allow ${options.work.toExponential(1)} and ${options.memory.toExponential(1)}`,
  );
}

/**
 * Solves a network. Closed classes: exactly while work and memory allow, else approximately; the answer names the method. A station that
 * open classes use is slower for closed ones, exactly so at any number of servers (`mixed.ts`).
 * @throws RangeError on an illegal argument; overload by the open classes is a value
 */
export function solveNetwork(network: Network, options: NetworkOptions = {}): NetworkAnswer {
  checkNetwork(network);
  const full: Required<NetworkOptions> = { work: 2e8, memory: 1e8, method: 'auto', multiServer: 'conway', ...options };
  const { classes, stations } = network;
  const open = stations.map(({ demands }) =>
    classes.reduce((load, c, r) => (c.kind === 'open' ? load + c.rate * demands[r]! : load), 0),
  );
  const loads = stations.map((s, i) => open[i]! / (s.speeds ? s.speeds.at(-1)! : s.servers));
  const worst = loads.reduce((best, load, i) => (load > loads[best]! ? i : best), 0);
  if ((loads[worst] ?? 0) >= 1) return { stable: false, station: worst, overload: loads[worst]! };

  const closed = solveClosed(network, open, loads, full);
  const residence = classes.map((c, r) =>
    stations.map((s, i) => {
      const demand = s.demands[r]!;
      if (demand === 0) return 0;
      if (c.kind === 'closed' && c.population > 0) return closed.residence[r]![i]!;
      return isDelay(s) ? demand : demand * closed.stretch[i]!;
    }),
  );
  const throughputs = classes.map((c, r) => (c.kind === 'open' ? c.rate : closed.throughputs[r]!));
  const total = classes.reduce((a, c) => (c.kind === 'closed' ? a + c.population : a), 0);
  const answer = {
    stable: true as const,
    method: closed.method,
    multiServer: closed.multiServer,
    exact: closed.exact,
    converged: closed.converged,
    classes: classes.map((_, r) => ({
      throughput: throughputs[r]!,
      response: residence[r]!.reduce((a, b) => a + b, 0),
      residence: residence[r]!,
    })),
    stations: stations.map((s, i) => ({
      queue: throughputs.reduce((a, x, r) => a + x * residence[r]![i]!, 0),
      utilisation: s.demands.reduce((u, d, r) => u + throughputs[r]! * d, 0) / greatestSpeed(s, open[i]!, total),
    })),
  };
  checkLaws(network, answer);
  return answer;
}

/** What utilisation is a share of. */
function greatestSpeed(station: NetworkStation, openLoad: number, users: number): number {
  return capacityOf(station, openLoad > 0 ? Infinity : Math.max(1, users));
}

/** Mean time of an arrival over its demand, where closed jobs are absent: exact under processor sharing. */
function openStretch(station: NetworkStation, load: number): number {
  if (station.speeds) return 1 / speedsBesideOpen(station.speeds, load, 0)[0]!;
  const { servers } = station;
  if (load === 0) return 1 / Math.min(1, servers);
  const alone = pooledStation({ arrivalRate: load, workers: Infinity, cores: servers, cpuDemand: 1, otherTime: 0 });
  return alone.stable ? alone.cpuStretch : Infinity;
}

/** Of a cycle. */
const NEGLIGIBLE = 1e-30;

type Closed = {
  readonly method: NetworkMethod;
  readonly multiServer: MultiServerMethod | undefined;
  readonly exact: boolean;
  readonly converged: boolean;
  /** by class of the network; 0 for open classes */ readonly throughputs: number[];
  /** by class and station */ readonly residence: number[][];
  /** time of an open arrival over its demand, by station */ readonly stretch: number[];
};

function solveClosed(
  { classes, stations }: Network,
  open: readonly number[],
  loads: readonly number[],
  options: Required<NetworkOptions>,
): Closed {
  const index = classes.flatMap((c, r) => (c.kind === 'closed' && c.population > 0 ? [r] : []));
  const throughputs = classes.map(() => 0);
  const residence = classes.map(() => stations.map(() => 0));
  if (index.length === 0) {
    const only = { method: 'open', multiServer: undefined, exact: true, converged: true } as const;
    return { ...only, throughputs, residence, stretch: stations.map((s, i) => openStretch(s, open[i]!)) };
  }
  const users = index.map((r) => classes[r] as Extract<NetworkClass, { kind: 'closed' }>);
  const populations = users.map((u) => u.population);
  const declared = users.map((u) => u.think);
  const total = populations.reduce((a, b) => a + b, 0);
  const cycles = index.map((r, at) => stations.reduce((a, s) => a + s.demands[r]!, declared[at]!));
  const thinks = declared.map((think, at) => (think < NEGLIGIBLE * cycles[at]! ? 0 : think));
  const seen = stations.map((s, i): NetworkStation => {
    // a demand below the last digits of the cycle cannot contend, and would leave the range of doubles
    const demands = index.map((r, at) => (s.demands[r]! < NEGLIGIBLE * cycles[at]! ? 0 : s.demands[r]!));
    if (isDelay(s)) return { servers: Infinity, demands };
    if (isSingleServer(s)) return { servers: 1, demands: demands.map((d) => d / (1 - loads[i]!)) };
    if (open[i] === 0 || demands.every((d) => d === 0)) return { ...s, demands };
    return { servers: 1, demands, speeds: speedsBesideOpen(levelsOf(s), open[i]!, total) };
  });
  const answer = solveUsers(seen, thinks, populations, options);
  index.forEach((r, at) => {
    const x = answer.throughputs[at]!;
    throughputs[r] = x;
    stations.forEach((_, i) => {
      residence[r]![i] = seen[i]!.demands[at]! > 0 ? answer.queues[i]![at]! / x : stations[i]!.demands[r]!;
    });
  });
  const { method, converged } = answer;
  const exact = method === 'mva' || method === 'convolution';
  const some = classes.some((c) => c.kind === 'open' || c.population === 0);
  const stretch = stations.map((s, i) => {
    if (!some || isDelay(s)) return 1;
    if (seen[i]!.demands.every((d) => d === 0)) return openStretch(s, open[i]!);
    const queue = answer.queues[i]!.reduce((a, b) => a + b, 0);
    if (isSingleServer(s)) return (1 + queue) / (1 - loads[i]!);
    if (!exact) {
      const loss = new SpeedLoss(seen[i]!, total);
      const load = seen[i]!.demands.reduce((a, d, at) => a + d * answer.throughputs[at]!, 0);
      return (1 + queue) / loss.top + loss.at(load);
    }
    const law = closedLaw(seen, i, thinks, populations, Infinity);
    return law.reduce((sum, p, k) => sum + (p * (k + 1)) / speedAt(seen[i]!, k + 1), 0);
  });
  return { method, multiServer: answer.multiServer, exact, converged, throughputs, residence, stretch };
}

/** Speeds with 1, 2, ... jobs up to the last that differs. */
function levelsOf({ servers, speeds }: NetworkStation): readonly number[] {
  return speeds ?? Array.from({ length: Math.ceil(servers) }, (_, n) => Math.min(n + 1, servers));
}

/** An operation of Linearizer takes some five times as long as one of the exact methods. */
const LINEARIZER = 0.2;

type Users = ClosedAnswer & Pick<Closed, 'method' | 'multiServer' | 'converged'>;

/** Closed classes only: the choice by size. */
function solveUsers(
  stations: readonly NetworkStation[],
  thinks: readonly number[],
  populations: readonly number[],
  options: Required<NetworkOptions>,
): Users {
  const queueing = stations.filter((s) => !isDelay(s));
  const several = queueing.some((s) => !isSingleServer(s));
  if (options.method === 'auto' || options.method === 'exact') {
    const exact = solveExactly(stations, thinks, populations, several, options);
    if (exact) return exact;
  }
  const cost = approximateCost(queueing.length, populations.length);
  const method =
    options.method === 'auto' || options.method === 'exact'
      ? cost <= LINEARIZER * options.work
        ? 'linearizer'
        : 'bard-schweitzer'
      : options.method;
  const answer = approximate(stations, thinks, populations, method, options.multiServer);
  return { ...answer, multiServer: several ? answer.multiServer : undefined };
}

function solveExactly(
  stations: readonly NetworkStation[],
  thinks: readonly number[],
  populations: readonly number[],
  several: boolean,
  options: Required<NetworkOptions>,
): Users | undefined {
  const fits = (cost: number, memory: number): boolean => {
    if (cost <= options.work && memory <= options.memory) return true;
    if (options.method === 'exact') refuse(cost, memory, options);
    return false;
  };
  const named = (method: 'mva' | 'convolution', answer: ClosedAnswer): Users => ({
    ...answer,
    method,
    multiServer: undefined,
    converged: true,
  });
  if (populations.length === 1) {
    const n = populations[0]!;
    const single = stations.map(({ servers, demands, speeds }) => ({ servers, demand: demands[0]!, speeds }));
    if (!fits(closedSingleCost(single, n), 8 * n * 8)) return undefined;
    const { throughput, queues } = closedSingle(single, thinks[0]!, n);
    return named('convolution', { throughputs: [throughput], queues: queues.map((q) => [q]) });
  }
  if (several) {
    if (!fits(convolutionCost(stations, populations), convolutionMemory(populations))) return undefined;
    return named('convolution', convolution(stations, thinks, populations));
  }
  const queueing = stations.flatMap((s, i) => (isDelay(s) ? [] : [i]));
  if (!fits(exactMvaCost(queueing.length, populations), exactMvaMemory(queueing.length, populations))) return undefined;
  const delays = thinks.map((think, r) => stations.reduce((a, s) => (isDelay(s) ? a + s.demands[r]! : a), think));
  const inner = exactMva(
    queueing.map((i) => stations[i]!.demands),
    delays,
    populations,
  );
  const queues = stations.map(({ demands }) => demands.map((d, r) => d * inner.throughputs[r]!));
  queueing.forEach((i, at) => {
    queues[i] = inner.queues[at]!;
  });
  return named('mva', { throughputs: inner.throughputs, queues });
}
