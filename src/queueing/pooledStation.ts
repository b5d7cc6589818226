/**
 * One replica of a node: a pool of workers held from start to end of a job, cores shared by those on the CPU, a queue in front.
 * The pool is replaced by its flow-equivalent server, the queue in front is a birth-death chain over it.
 */
import { nonNegative, positiveOrInfinite, whole } from './check.js';
import { FlowEquivalent } from './flowEquivalent.js';
import { type Moments, scale, waitMoments, zero } from './moments.js';
import { type ChainSums, poolChain } from './poolChain.js';
import { poolVariability } from './poolVariability.js';
import { mgcFactor } from './stations/gigc.js';
import { mg1 } from './stations/mg1.js';

export type PooledStationInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** slots, whole number >= 1; Infinity: no pool */ readonly workers: number;
  /** > 0, fractions allowed; Infinity: no contention for cores */ readonly cores: number;
  /** CPU seconds per job, >= 0 */ readonly cpuDemand: number;
  /** other seconds per job for which the slot is held (calls, delays), >= 0 */ readonly otherTime: number;
  /** waiting places, those in service not counted: whole number >= 0; default Infinity */ readonly queue?: number;
  /** coefficient of variation of the CPU demand of a job, >= 0; default 1 */ readonly cpuCv?: number;
  /** the same of the uncontended holding time (CPU and other); default: other time exponential */
  readonly holdCv?: number;
  /** squared coefficient of variation of the gaps between arrivals, >= 0; default 1 (Poisson) */ readonly arrivalCv2?: number;
};

export type PooledStationMethod =
  | 'idle'
  | 'M/M/inf'
  | 'M/M/c-PS'
  | 'M/G/1'
  | 'M/M/c'
  | 'M/M/c/K'
  | 'loss'
  | 'flow-equivalent'
  | 'M/G/c'
  | 'allen-cunneen';

export type PooledStation =
  | {
      readonly stable: true;
      readonly method: PooledStationMethod;
      /** true where the figures are exact for exponential times (or insensitive to them) and Poisson arrivals */
      readonly exact: boolean;
      /** jobs per second that the replica can complete, X(workers); may be Infinity */ readonly saturation: number;
      /** arrival rate over saturation; over 1 only with a bounded queue */ readonly load: number;
      /** busy share of the workers; 0 without a pool */ readonly utilisation: number;
      /** busy share of the cores; 0 without a limit of cores */ readonly coreUtilisation: number;
      /** probability that an admitted job waits for a slot */ readonly waitProbability: number;
      /** seconds, admitted jobs */ readonly meanWait: number;
      /** cumulants of the wait of admitted jobs */ readonly wait: Moments;
      /** mean seconds at the cores per job, sharing included */ readonly cpuResidence: number;
      /** cpuResidence / cpuDemand (1 where there is no demand) */ readonly cpuStretch: number;
      /** s^2, an approximation but for M/M/1-PS and no contention */ readonly cpuVariance: number;
      /** mean seconds for which a slot is held */ readonly residence: number;
      /** meanWait + residence */ readonly meanResponse: number;
      /** waiting jobs */ readonly meanQueue: number;
      /** jobs that hold a slot */ readonly meanBusy: number;
      /** share of arrivals turned away */ readonly lossProbability: number;
      /** jobs per second completed */ readonly throughput: number;
    }
  | {
      readonly stable: false;
      readonly saturation: number;
      /** arrival rate over saturation, >= 1 */ readonly overload: number;
    };

type Settings = Required<PooledStationInput>;

function settle(input: PooledStationInput): Settings {
  const { arrivalRate, workers, cores, cpuDemand, otherTime, queue = Infinity, cpuCv = 1, arrivalCv2 = 1 } = input;
  const total = cpuDemand + otherTime;
  const holdCv = input.holdCv ?? (total > 0 ? Math.hypot(cpuCv * (cpuDemand / total), otherTime / total) : 1);
  nonNegative('arrivalRate', arrivalRate);
  whole('workers', workers, 1, true);
  positiveOrInfinite('cores', cores);
  nonNegative('cpuDemand', cpuDemand);
  nonNegative('otherTime', otherTime);
  whole('queue', queue, 0, true);
  nonNegative('cpuCv', cpuCv);
  nonNegative('holdCv', holdCv);
  nonNegative('arrivalCv2', arrivalCv2);
  return { arrivalRate, workers, cores, cpuDemand, otherTime, queue, cpuCv, holdCv, arrivalCv2 };
}

/**
 * Stationary figures of a replica with a worker pool.
 *
 * Exact where the pool cannot matter to the sharing of cores (no other time, no CPU demand, no pool, one worker, no waiting place);
 * else the flow-equivalent server. The wait given a wait is exponential; its rate X(w) - arrival rate is divided by
 * (arrivalCv2 + V) / 2, with V the variance per departure of the saturated pool: exact in heavy traffic, and the factor of Allen and
 * Cunneen 1978 where cores do not contend (for a pool over shared cores without other time: Zhang and Zwart 2008). Poisson arrivals at
 * workers that do not contend are M/G/c by the interpolation of Kimura 1986; one worker is Pollaczek-Khinchine. Against exact chains the response errs by about 1 % (see the tests).
 * @throws RangeError on an illegal argument; overload is a value (`stable: false`), a bounded queue is always stable
 * Source: Chandy, Herzog, Woo 1975; Kleinrock 1975.
 */
export function pooledStation(input: PooledStationInput): PooledStation {
  const s = settle(input);
  if (s.cpuDemand + s.otherTime === 0) return idle(s);
  if (s.workers === Infinity) return unpooled(s);
  const chain = poolChain({
    arrivalRate: s.arrivalRate,
    flow: new FlowEquivalent(s.cpuDemand, s.otherTime, s.cores),
    workers: s.workers,
    queue: s.queue,
    spread: (rate) => variability(s, rate),
  });
  const { saturation } = chain;
  if (s.queue === Infinity && s.arrivalRate >= saturation) {
    return { stable: false, saturation, overload: s.arrivalRate / saturation };
  }
  const factor = variability(s, saturation);
  const stretch = burstyStretch(s, chain.stretch1, chain.stretch2, saturation);
  const inOrder = s.queue === Infinity ? openWait(s, chain, factor) : chain.wait;
  // contention that no place in the pool is left for is waiting in front of it
  const wait = inOrder.k1 > 0 ? scale(inOrder, 1 + (s.cpuDemand * stretch.rest) / inOrder.k1) : inOrder;
  const throughput = s.arrivalRate * chain.admitted;
  const cpuResidence = s.cpuDemand * stretch.first;
  const residence = cpuResidence + s.otherTime;
  return {
    stable: true,
    ...methodOf(s, factor),
    saturation,
    load: s.arrivalRate / saturation,
    utilisation: Math.min(1, (throughput * residence) / s.workers),
    coreUtilisation: Math.min(1, (throughput * s.cpuDemand) / s.cores),
    waitProbability: chain.waitProbability,
    meanWait: wait.k1,
    wait,
    cpuResidence,
    cpuStretch: stretch.first,
    cpuVariance: cpuVariance(s, (throughput * s.cpuDemand) / s.cores, stretch.first, stretch.second),
    residence,
    meanResponse: wait.k1 + residence,
    meanQueue: throughput * wait.k1,
    meanBusy: throughput * residence,
    lossProbability: chain.loss,
    throughput,
  };
}

/** (ca^2 + cs^2) / 2, cs^2 the variance per departure of the saturated pool; the squared cv of the holding time without contention. */
function variability(s: Settings, saturation: number): number {
  if (s.arrivalCv2 === 1 && isPlain(s)) return mgcFactor(s.arrivalRate / saturation, s.holdCv ** 2, s.workers);
  if (s.workers <= s.cores || s.otherTime === 0 || s.cpuDemand < 1e-9 * s.otherTime) {
    return (s.arrivalCv2 + s.holdCv ** 2) / 2;
  }
  const parts = poolVariability(s.cpuDemand, s.otherTime, s.cores, s.workers, saturation);
  const total = s.cpuDemand + s.otherTime;
  const other = Math.max(0, ((s.holdCv * total) ** 2 - (s.cpuCv * s.cpuDemand) ** 2) / s.otherTime ** 2);
  return (s.arrivalCv2 + parts.cores * s.cpuCv ** 2 + parts.other * other) / 2;
}

/**
 * Contention for cores under arrivals that are no Poisson stream. The number of jobs at exponential demands is that of a queue in order of
 * arrival, so what is beyond the time alone grows by the factor of Allen and Cunneen 1978, up to what a full pool has.
 * @returns first and second moment of the stretch, and the part of the first that does not fit into the pool
 */
function burstyStretch(
  s: Settings,
  stretch1: number,
  stretch2: number,
  saturation: number,
): { first: number; second: number; rest: number } {
  const alone = Math.max(1, 1 / s.cores);
  if (s.arrivalCv2 === 1 || !(stretch1 > alone)) return { first: stretch1, second: stretch2, rest: 0 };
  const longer = (s.arrivalCv2 + 1) / 2;
  const wanted = alone + (stretch1 - alone) * longer;
  const full = s.workers === Infinity ? Infinity : (s.workers / saturation - s.otherTime) / s.cpuDemand;
  const first = Math.min(wanted, Math.max(stretch1, full));
  const spread = Math.max(0, stretch2 - stretch1 ** 2) * ((first - alone) / (stretch1 - alone)) ** 2;
  return { first, second: first ** 2 + spread, rest: wanted - first };
}

/** A slot works for one job at a time, without contention: c servers, first come, first served. */
function isPlain(s: Settings): boolean {
  return s.workers <= s.cores || s.cpuDemand === 0;
}

function openWait(s: Settings, chain: ChainSums, factor: number): Moments {
  if (chain.waitProbability === 0 || factor === 0) return zero;
  if (s.workers === 1 && s.arrivalCv2 === 1) {
    const single = mg1(s.arrivalRate, 1 / chain.saturation, s.holdCv);
    if (single.stable) return single.wait;
  }
  return waitMoments(chain.waitProbability, (chain.saturation - s.arrivalRate) / factor);
}

function methodOf(s: Settings, factor: number): { method: PooledStationMethod; exact: boolean } {
  const poisson = s.arrivalCv2 === 1;
  const plain = s.otherTime === 0 || s.cpuDemand === 0;
  const bounded = s.queue !== Infinity;
  if (s.queue === 0 && poisson) return { method: 'loss', exact: true };
  if (!bounded && s.workers === 1 && poisson) return { method: s.holdCv === 1 ? 'M/M/c' : 'M/G/1', exact: true };
  if (!plain && s.workers > s.cores) return { method: 'flow-equivalent', exact: false };
  if (factor === 1 && poisson) return { method: bounded ? 'M/M/c/K' : 'M/M/c', exact: plain };
  return { method: !bounded && poisson && isPlain(s) ? 'M/G/c' : 'allen-cunneen', exact: false };
}

/**
 * Variance of the time at the cores. cv^2 = c^2 + (1 + c^2) v / (2 - rho), v the squared cv of the stretch that a job sees: for one
 * core without a pool v = rho and the formula is that of Coffman, Muntz and Trotter 1970; elsewhere an approximation.
 */
function cpuVariance(s: Settings, load: number, stretch1: number, stretch2: number): number {
  const mean = s.cpuDemand * stretch1;
  const v = Math.max(0, stretch2 / (stretch1 * stretch1) - 1);
  const c2 = s.cpuCv ** 2;
  return mean * mean * (c2 + ((1 + c2) * v) / (2 - Math.min(1, load)));
}

/** No pool: c cores shared by all jobs, then a delay; both parts exact, the mean insensitive to the law of the demand. */
function unpooled(s: Settings): PooledStation {
  const { arrivalRate, cpuDemand, otherTime, cores } = s;
  const free = cores === Infinity || cpuDemand === 0;
  const saturation = free ? Infinity : cores / cpuDemand;
  if (arrivalRate >= saturation) return { stable: false, saturation, overload: arrivalRate / saturation };
  let stretch1 = 1;
  let stretch2 = 1;
  if (!free) {
    const slots = Math.ceil(cores);
    const chain = poolChain({
      arrivalRate,
      flow: new FlowEquivalent(cpuDemand, 0, cores),
      workers: slots,
      queue: Infinity,
      spread: () => 1,
    });
    // a job that finds j others waiting shares the cores with slots + j; its stretch is (slots + j + 1) / c
    const rho = arrivalRate / saturation;
    const p = chain.waitProbability;
    const m1 = 1 / (1 - rho);
    const m2 = (1 + rho) / (1 - rho) ** 2;
    stretch1 = chain.stretch1 + p * ((slots + m1) / cores - slots / cores);
    stretch2 = chain.stretch2 + p * ((slots * slots + 2 * slots * m1 + m2) / cores ** 2 - (slots / cores) ** 2);
    ({ first: stretch1, second: stretch2 } = burstyStretch(s, stretch1, stretch2, saturation));
  }
  const cpuResidence = cpuDemand * stretch1;
  const residence = cpuResidence + otherTime;
  return {
    stable: true,
    method: free ? 'M/M/inf' : 'M/M/c-PS',
    exact: free || s.arrivalCv2 === 1,
    saturation,
    load: arrivalRate / saturation,
    utilisation: 0,
    coreUtilisation: free ? (arrivalRate * cpuDemand) / cores : arrivalRate / saturation,
    waitProbability: 0,
    meanWait: 0,
    wait: zero,
    cpuResidence,
    cpuStretch: stretch1,
    cpuVariance: cpuVariance(s, (arrivalRate * cpuDemand) / cores, stretch1, stretch2),
    residence,
    meanResponse: residence,
    meanQueue: 0,
    meanBusy: arrivalRate * residence,
    lossProbability: 0,
    throughput: arrivalRate,
  };
}

/** A job that takes no time. */
function idle(s: Settings): PooledStation {
  return {
    stable: true,
    method: 'idle',
    exact: true,
    saturation: Infinity,
    load: 0,
    utilisation: 0,
    coreUtilisation: 0,
    waitProbability: 0,
    meanWait: 0,
    wait: zero,
    cpuResidence: 0,
    cpuStretch: 1,
    cpuVariance: 0,
    residence: 0,
    meanResponse: 0,
    meanQueue: 0,
    meanBusy: 0,
    lossProbability: 0,
    throughput: s.arrivalRate,
  };
}
