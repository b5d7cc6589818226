/** Servers that are switched off when idle and need time to start again (cold start). */
import { moderate, nonNegative, whole } from '../check.js';
import { residualComplement } from '../distributions/distribution.js';
import type { Distribution } from '../distributions/index.js';
import { transformLogTail } from '../distributions/transformTail.js';
import { add, type Complex, multiply, ONE, subtract, times } from '../numerics/complex.js';
import { sumOf } from '../numerics/linear.js';
import { checkQbdSize, levelLaw, levelMoments, solveQbd } from '../numerics/qbd.js';
import { checkCount, type JobsLaw, type Unstable, type WaitLaw, waitLaw } from './figures.js';

export type SetupInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** per second and server, 1e-100 to 1e100 */ readonly serviceRate: number;
  /** whole number, 1 to 200 */ readonly servers: number;
  /** 1 / mean set-up time, per second, 1e-100 to 1e100 */ readonly setupRate: number;
};

export type Setup =
  | (JobsLaw & {
      readonly stable: true;
      /** busy share of the servers */ readonly utilisation: number;
      /** servers that start up, mean */ readonly meanStarting: number;
      readonly throughput: number;
      readonly meanJobs: number;
      readonly varianceJobs: number;
      /** seconds */ readonly meanWait: number;
      /** seconds */ readonly meanResponse: number;
    })
  | Unstable;

/**
 * M/M/c with exponential set-up times: a server without a job is switched off at once; every waiting job starts a server as long as there are
 * any off, and a server whose job has been taken by another is switched off while it starts.
 * @throws RangeError on an illegal argument; overload is a value
 * Source: Gandhi, Doroudi, Harchol-Balter and Scheller-Wolf 2013; solved as a quasi birth-death chain. Relative error about 1e-10.
 */
export function mmcSetup({ arrivalRate, serviceRate, servers, setupRate }: SetupInput): Setup {
  nonNegative('arrivalRate', arrivalRate);
  moderate('serviceRate', serviceRate);
  whole('servers', servers, 1);
  if (servers > 200) throw new RangeError(`servers must be at most 200, got ${servers}`);
  moderate('setupRate', setupRate);
  const drain = servers * serviceRate;
  if (arrivalRate >= drain) return { stable: false, overload: arrivalRate / drain };
  if (arrivalRate === 0) {
    return {
      stable: true,
      utilisation: 0,
      meanStarting: 0,
      throughput: 0,
      meanJobs: 0,
      varianceJobs: 0,
      meanWait: 1 / setupRate,
      meanResponse: 1 / setupRate + 1 / serviceRate,
      jobsProbability: (k) => (k === 0 ? 1 : 0),
      jobsTail: () => 0,
    };
  }
  checkQbdSize(servers + 1, servers + 1);
  /** phases of level n: servers that work, 0..min(n, servers) */
  const phases = (n: number): number => Math.min(n, servers) + 1;
  const matrix = (from: number, to: number, value: (i: number, j: number) => number): Float64Array[] =>
    Array.from({ length: from }, (_, i) => Float64Array.from({ length: to }, (_, j) => value(i, j)));
  const q = solveQbd({
    homogeneous: servers,
    up: (n) => matrix(phases(n), phases(n + 1), (i, j) => (i === j ? arrivalRate : 0)),
    local: (n) => matrix(phases(n), phases(n), (i, j) => (j === i + 1 ? (Math.min(n, servers) - i) * setupRate : 0)),
    // the last job of a server takes it off when nobody waits
    down: (n) => matrix(phases(n), phases(n - 1), (i, j) => (j === Math.min(i, n - 1) ? i * serviceRate : 0)),
  });
  if (!q.stable) return q;
  const { mean, variance } = levelMoments(q);
  const law = levelLaw(q);
  const load = arrivalRate / serviceRate;
  // servers asked for, less those that work
  let asked = servers * sumOf(q.beyond);
  for (let n = 1; n < servers; n++) asked += n * sumOf(q.levels[n]!);
  const meanResponse = mean / arrivalRate;
  return {
    stable: true,
    utilisation: load / servers,
    meanStarting: Math.max(0, asked - load),
    throughput: arrivalRate,
    meanJobs: mean,
    varianceJobs: variance,
    meanWait: meanResponse - 1 / serviceRate,
    meanResponse,
    jobsProbability(k) {
      checkCount(k);
      return law.probability(k);
    },
    jobsTail(k) {
      checkCount(k);
      return law.tail(k);
    },
  };
}

export type Mg1Setup =
  | (WaitLaw & {
      readonly stable: true;
      readonly utilisation: number;
      readonly throughput: number;
      /** seconds */ readonly meanWait: number;
      /** s^2 */ readonly varianceWait: number;
      /** seconds */ readonly meanResponse: number;
      readonly meanJobs: number;
    })
  | Unstable;

/**
 * M/G/1 whose server is switched off when idle; the first job of a busy period waits for a set-up of any distribution.
 *
 * The wait is that of M/G/1 plus, independently, the whole set-up with probability 1 / (1 + lambda E(U)), else its residual.
 * @param arrivalRate per second, >= 0
 * @throws RangeError on an illegal argument; overload is a value
 * Source: Welch 1964; Doshi 1985 (decomposition). Mean and variance exact, tails by inversion (error about 1e-11).
 */
export function mg1Setup(arrivalRate: number, service: Distribution, setup: Distribution): Mg1Setup {
  nonNegative('arrivalRate', arrivalRate);
  if (service.mean > 0) moderate('service.mean', service.mean);
  if (setup.mean > 0) moderate('setup.mean', setup.mean);
  const utilisation = arrivalRate * service.mean;
  if (!(utilisation < 1)) return { stable: false, overload: utilisation };
  const idle = 1 - utilisation;
  const b2 = service.moment(2);
  const plain = (arrivalRate * b2) / (2 * idle);
  const plainVariance = plain ** 2 + (arrivalRate * service.moment(3)) / (3 * idle);
  const first = 1 / (1 + arrivalRate * setup.mean);
  // residual: moments m2 / (2 m1), m3 / (3 m1)
  const extra = setup.mean === 0 ? 0 : first * (setup.mean + (arrivalRate * setup.moment(2)) / 2);
  const extra2 = setup.mean === 0 ? 0 : first * (setup.moment(2) + (arrivalRate * setup.moment(3)) / 3);
  const young = residualComplement(service);
  const youngSetup = residualComplement(setup);
  const complement = (s: Complex): Complex => {
    const y = young(s);
    const divisor = { re: idle + utilisation * y.re, im: utilisation * y.im };
    const w = times(y, utilisation);
    const size = divisor.re ** 2 + divisor.im ** 2;
    const wait = {
      re: (w.re * divisor.re + w.im * divisor.im) / size,
      im: (w.im * divisor.re - w.re * divisor.im) / size,
    };
    const x = add(times(setup.lstComplement(s), first), times(youngSetup(s), 1 - first));
    return add(wait, multiply(subtract(ONE, wait), x));
  };
  const meanWait = plain + extra;
  return {
    stable: true,
    utilisation,
    throughput: arrivalRate,
    meanWait,
    varianceWait: plainVariance + Math.max(0, extra2 - extra ** 2),
    meanResponse: meanWait + service.mean,
    meanJobs: arrivalRate * (meanWait + service.mean),
    ...waitLaw(transformLogTail(complement, { abscissa: 0, mean: meanWait }), meanWait || 1, 1e-11),
  };
}
