/**
 * A node type as stations: the replicas by their balancing policy, each a pool of workers over shared cores. This is the one place
 * that turns declarations into calls of the queueing kernels.
 */

import type { BalancingPolicy } from '../../model/system.js';
import { fromMeanCv, type PooledStation, pooledStation } from '../../queueing/index.js';
import { cvOf, type Moments, meanOf, mix, zero } from '../flow/moments.js';

export interface StationInput {
  /** Requests per second over all replicas. */
  readonly rate: number;
  readonly replicas: number;
  /** Slots per replica; Infinity = without bound. */
  readonly workers: number;
  /** Cores per replica; Infinity = never contended. May be a fraction (a CPU quota). */
  readonly cores: number;
  /** CPU seconds per request. */
  readonly demand: Moments;
  /** Time that a slot is held without any waiting for CPU. */
  readonly hold: Moments;
  readonly policy: BalancingPolicy;
  readonly skew: number;
  /** Squared coefficient of variation of the gaps between arrivals. */
  readonly bursts: number;
  /** Requests that may wait per replica before others are turned away; absent = no bound. */
  readonly queue: number | undefined;
}

export interface Station {
  readonly stable: boolean;
  /** Offered load over capacity; 0 where there is no load. */
  readonly overload: number;
  /** Wait for a slot, s. */
  readonly wait: Moments;
  /** Time on CPU per second of demand, >= 1. */
  readonly cpuFactor: number;
  /** What sharing the cores adds to the variance (s²) and third cumulant (s³) of a mean request, beyond the factor. */
  readonly cpuSpread: Moments;
  /** Busy share of the cores and of the slots, in [0, 1]. */
  readonly cpuUtilisation: number;
  readonly workerUtilisation: number;
  /** Waiting requests over all replicas. */
  readonly queueLength: number;
  /** Share of the requests turned away. */
  readonly loss: number;
  /** Greatest rate over all replicas, 1/s; Infinity where nothing bounds it. */
  readonly capacity: number;
  /** Kernel that gave the figures. */
  readonly method: string;
  readonly exact: boolean;
}

const inf = Number.POSITIVE_INFINITY;

/** Remembers the last answers of one node type: searches change few node types at a time. */
export class StationMemo {
  private readonly inputs: StationInput[] = [];
  private readonly answers: Station[] = [];
  private next = 0;

  solve(input: StationInput): Station {
    for (let i = 0; i < this.inputs.length; i++) if (same(this.inputs[i]!, input)) return this.answers[i]!;
    const answer = solveStation(input);
    this.inputs[this.next] = input;
    this.answers[this.next] = answer;
    this.next = (this.next + 1) % 3;
    return answer;
  }
}

/** The declared parts of the input never change within a plan. */
function same(a: StationInput, b: StationInput): boolean {
  return (
    a.rate === b.rate &&
    a.replicas === b.replicas &&
    a.bursts === b.bursts &&
    equal(a.hold, b.hold) &&
    equal(a.demand, b.demand)
  );
}

const equal = (a: Moments, b: Moments): boolean =>
  a.shift === b.shift && a.k1 === b.k1 && a.k2 === b.k2 && a.k3 === b.k3;

/** Solves the stations of one node type. */
export function solveStation(input: StationInput): Station {
  const { rate, replicas, policy } = input;
  const skew = Math.max(1, input.skew);
  if (policy === 'hash' && replicas > 1 && skew > 1) return skewed(input, Math.min(1, skew / replicas));
  const demand = meanOf(input.demand);
  const hold = Math.max(meanOf(input.hold), demand);
  // `least_loaded` is taken as one pooled queue, which is what joining the shortest queue approaches.
  const pooled = policy === 'shared' || policy === 'least_loaded';
  const copies = pooled ? 1 : replicas;
  const merged = pooled ? replicas : 1;
  if (replicas <= 0) return blocked(0, rate > 0);
  const arrivalRate = rate / copies;
  // A cycle of calls whose waits grow without end: slots are held for ever.
  if (!(hold < 1e12) && rate > 0)
    return blocked(Math.min(1e6, Math.max(1, (arrivalRate * 1e12) / input.workers || 1)), true);
  const workers = input.workers * merged;
  const cores = input.cores * merged;
  // `round_robin` gives each replica every n-th arrival: gaps are sums of n (Erlang-n for Poisson arrivals).
  // Picked at random, each replica gets a thinned stream: of n, with an n-th of the excess over Poisson.
  const arrivalCv2 = policy === 'round_robin' ? input.bursts / replicas : 1 + (input.bursts - 1) / copies;
  const common = {
    arrivalRate,
    cores,
    cpuDemand: demand,
    otherTime: hold - demand > 1e-12 * hold ? hold - demand : 0,
    cpuCv: cvOf(input.demand),
    holdCv: cvOf(input.hold),
    arrivalCv2,
  };
  const bounded = input.queue === undefined ? inf : Math.max(0, Math.round(input.queue * merged));
  let result: PooledStation | undefined;
  let slots = 0;
  let saturation = 0;
  if (workers !== inf && workers > 8 && common.cpuDemand > 0) {
    // A pool that is full with probability below 1e-7 need not be walked slot by slot: jobs at the cores have a geometric tail
    // with ratio rho, those elsewhere are Poisson.
    const rho = cores === inf ? 0 : (arrivalRate * demand) / cores;
    const away = arrivalRate * (hold + (cores === inf ? 0 : demand));
    const reach =
      away + 7 * Math.sqrt(away) + 10 + (cores === inf ? 0 : Math.ceil(cores)) + (rho > 0 ? -16 / Math.log(rho) : 0);
    const open = rho < 1 && workers > reach ? pooledStation({ ...common, workers: inf }) : undefined;
    if (open?.stable) {
      result = open;
      slots = open.meanBusy / workers;
      saturation = Math.min(open.saturation, workers / hold);
    }
  }
  if (!result) {
    result = pooledStation({ ...common, workers, ...(bounded === inf || workers === inf ? {} : { queue: bounded }) });
    saturation = result.saturation;
    if (result.stable) slots = result.utilisation;
  }
  const capacity = copies * saturation;
  // Beyond the kernels' range of numbers there is no figure, and none is made up.
  if (result.stable && !Number.isFinite(result.cpuResidence + result.cpuVariance + result.wait.k1 + result.wait.k3)) {
    return {
      ...blocked(Math.max(1, Math.min(1e6, result.load || 1)), true),
      capacity: Number.isFinite(capacity) ? capacity : 0,
    };
  }
  if (!result.stable) {
    return {
      ...blocked(result.overload, true),
      cpuUtilisation: cores === inf ? 0 : (arrivalRate * demand) / cores,
      workerUtilisation: workers === inf ? 0 : (arrivalRate * hold) / workers,
      capacity,
    };
  }
  const target =
    demand > 0 ? fromMeanCv(result.cpuResidence, Math.sqrt(result.cpuVariance) / result.cpuResidence) : zero;
  const f = result.cpuStretch;
  return {
    stable: true,
    overload: Number.isFinite(result.load) ? result.load : 0,
    // Below a trillionth nothing can be seen or measured, and rounding would be all that is left.
    wait: result.meanWait > 1e-12 * (hold + result.meanWait) ? result.wait : zero,
    cpuFactor: f,
    cpuSpread: {
      shift: 0,
      k1: 0,
      k2: Math.max(0, target.k2 - f * f * input.demand.k2),
      k3: Math.max(0, target.k3 - f ** 3 * input.demand.k3),
    },
    cpuUtilisation: result.coreUtilisation,
    workerUtilisation: slots,
    queueLength: result.meanWait > 1e-12 * (hold + result.meanWait) ? copies * result.meanQueue : 0,
    loss: result.lossProbability > 1e-12 ? result.lossProbability : 0,
    capacity,
    method: result.method,
    // A pooled queue of replicas is M/M/c only where each slot has a core of its own.
    exact:
      result.exact &&
      policy !== 'least_loaded' &&
      policy !== 'round_robin' &&
      policy !== 'hash' &&
      !(merged > 1 && workers > cores && cores !== inf),
  };
}

/**
 * `hash` with a skew: the fullest replica gets `share` of the requests, the others equal parts of the rest. Times are means over
 * requests, so that each replica counts by its share; utilisations and the overload are those of the fullest.
 */
function skewed(input: StationInput, share: number): Station {
  const others = input.replicas - 1;
  const full = solveStation({ ...input, policy: 'random', replicas: 1, rate: input.rate * share });
  const capacity = full.capacity / share;
  if (!full.stable || share === 1) return { ...full, capacity, exact: false };
  const rest = solveStation({ ...input, policy: 'random', replicas: others, rate: input.rate * (1 - share) });
  // Waits and sharing are those of requests that are let in.
  const a = share * (1 - full.loss);
  const b = (1 - share) * (1 - rest.loss);
  const w = a + b > 0 ? a / (a + b) : share;
  const weigh = (x: number, y: number): number => w * x + (1 - w) * y;
  const cpuFactor = weigh(full.cpuFactor, rest.cpuFactor);
  const mean = meanOf(input.demand);
  const gap = w * (1 - w) * (mean * (full.cpuFactor - rest.cpuFactor)) ** 2;
  return {
    ...full,
    wait: mix(w, full.wait, rest.wait),
    cpuFactor,
    cpuSpread: {
      shift: 0,
      k1: 0,
      k2: weigh(full.cpuSpread.k2, rest.cpuSpread.k2) + gap,
      k3: weigh(full.cpuSpread.k3, rest.cpuSpread.k3),
    },
    queueLength: full.queueLength + rest.queueLength,
    loss: share * full.loss + (1 - share) * rest.loss,
    capacity,
    exact: false,
  };
}

function blocked(overload: number, loaded: boolean): Station {
  return {
    stable: !loaded,
    overload,
    wait: zero,
    cpuFactor: 1,
    cpuSpread: zero,
    cpuUtilisation: 0,
    workerUtilisation: 0,
    queueLength: 0,
    loss: 0,
    capacity: 0,
    method: 'idle',
    exact: true,
  };
}

/**
 * Slow-down of CPU bursts on a host whose cores several node types share: one processor-sharing station at the summed load.
 * @param load CPU seconds per second, >= 0; @param cores > 0
 * @returns factor >= 1, or Infinity where the summed load reaches the cores.
 */
export function hostFactor(load: number, cores: number): number {
  if (load >= cores) return inf;
  if (load === 0) return 1;
  const result = pooledStation({ arrivalRate: load, workers: inf, cores, cpuDemand: 1, otherTime: 0 });
  return result.stable ? result.cpuStretch : inf;
}
