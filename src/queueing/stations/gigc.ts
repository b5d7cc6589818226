/** GI/G/c from two moments of gaps and service: the established approximations of the mean wait. */
import { nonNegative, positive, whole } from '../check.js';
import { type Figures, type Unstable, type WaitLaw, waitLaw } from './figures.js';
import { mmc } from './mmc.js';

export type GigcInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** squared coefficient of variation of the gaps between arrivals, >= 0; 1 is Poisson */ readonly arrivalCv2: number;
  /** seconds, > 0 */ readonly serviceTime: number;
  /** squared coefficient of variation of the service time, >= 0 */ readonly serviceCv2: number;
  /** whole number >= 1 */ readonly servers: number;
};

export type GigcMethod = 'kingman' | 'allen-cunneen' | 'kraemer-langenbach-belz' | 'kimura' | 'whitt';

export type Gigc = (Figures & WaitLaw & { readonly method: GigcMethod }) | Unstable;

/**
 * Mean wait and the figures that follow from it; the wait of those that wait is taken as exponential, and as many wait as in M/M/c.
 *
 * - `kingman`: rho / (1 - rho) (ca2 + cs2) / 2 service times, over c; only for heavy traffic (Kingman 1961).
 * - `allen-cunneen`: that factor on M/M/c (Allen and Cunneen 1978).
 * - `kraemer-langenbach-belz`: with their correction for few or regular arrivals (1976).
 * - `kimura`: interpolation between D/M/c, M/D/c and M/M/c (1986), the first two after Cosmetatos 1975 as given by Whitt 1993; for Poisson
 *   arrivals at any variability of the service, the best one there.
 * - `whitt`: 1993, eq. 2.24; the default. All but the first are exact for M/M/c, the second to fourth also for M/G/1.
 * The errors of each, measured on exact chains, are in `approximationErrors`.
 * @throws RangeError on an illegal argument; overload is a value
 */
export function gigc(input: GigcInput, method: GigcMethod = 'whitt'): Gigc {
  const { arrivalRate, arrivalCv2, serviceTime, serviceCv2, servers } = input;
  nonNegative('arrivalRate', arrivalRate);
  nonNegative('arrivalCv2', arrivalCv2);
  positive('serviceTime', serviceTime);
  nonNegative('serviceCv2', serviceCv2);
  whole('servers', servers, 1);
  const base = mmc({ arrivalRate, serviceRate: 1 / serviceTime, servers });
  if (!base.stable) return base;
  const rho = base.utilisation;
  const half = (arrivalCv2 + serviceCv2) / 2;
  const factor = rho === 0 ? half : half * correction(method, rho, arrivalCv2, serviceCv2, servers);
  const meanWait =
    rho === 0 || factor === 0
      ? 0
      : method === 'kingman'
        ? (factor * (serviceTime / servers) * rho) / (1 - rho)
        : base.meanWait * factor;
  const delayProbability = meanWait === 0 ? 0 : base.delayProbability;
  const given = delayProbability === 0 ? 0 : meanWait / delayProbability;
  const serviceVariance = (Math.sqrt(serviceCv2) * serviceTime) ** 2;
  const varianceWait = delayProbability === 0 ? 0 : delayProbability * (2 - delayProbability) * given ** 2;
  return {
    stable: true,
    method,
    utilisation: rho,
    throughput: arrivalRate,
    lossProbability: 0,
    delayProbability,
    meanWait,
    varianceWait,
    meanResponse: meanWait + serviceTime,
    varianceResponse: varianceWait + serviceVariance,
    meanQueue: arrivalRate * meanWait,
    meanJobs: arrivalRate * (meanWait + serviceTime),
    ...waitLaw((t) => (given === 0 ? -Infinity : Math.log(delayProbability) - t / given), given || serviceTime),
  };
}

/** By how much M/D/c waits longer than half of M/M/c. Source: Cosmetatos 1975, bounded as by Whitt 1993, eq. 2.19. */
function cosmetatos(rho: number, c: number): number {
  if (c === 1 || rho >= 1) return 0;
  return Math.min(0.24, ((1 - rho) * (c - 1) * (Math.sqrt(4 + 5 * c) - 2)) / (16 * c * rho));
}

/**
 * Mean wait of M/G/c over that of M/M/c: the harmonic interpolation of M/D/c and M/M/c, exact for one server and for exponential times.
 * @param rho utilisation, >= 0 @param cs2 squared coefficient of variation of the service time, >= 0 @param c servers, >= 1
 * Source: Kimura 1986.
 */
export function mgcFactor(rho: number, cs2: number, c: number): number {
  const phi1 = 1 + cosmetatos(rho, c);
  // (1 + cs2) / (2 (1 - cs2) / phi1 + 2 cs2) without a difference
  return ((1 + cs2) * phi1) / (2 * (1 + cs2 * (phi1 - 1)));
}

/** The factor on (ca2 + cs2) / 2. */
function correction(method: GigcMethod, rho: number, ca2: number, cs2: number, c: number): number {
  if (method === 'kingman' || method === 'allen-cunneen' || ca2 + cs2 === 0) return 1;
  if (method === 'kraemer-langenbach-belz') {
    return ca2 <= 1
      ? Math.exp((-2 * (1 - rho) * (1 - ca2) ** 2) / (3 * rho * (ca2 + cs2)))
      : Math.exp((-(1 - rho) * (ca2 - 1)) / (ca2 + 4 * cs2));
  }
  if (method === 'kimura' && ca2 === 1) return (2 * mgcFactor(rho, cs2, c)) / (1 + cs2);
  // Cosmetatos: M/D/c is phi1 / 2 of M/M/c, D/M/c phi3 / 2
  const gamma = cosmetatos(rho, c);
  const phi1 = 1 + gamma;
  const phi3 = (1 - 4 * gamma) * Math.exp((-2 * (1 - rho)) / (3 * rho));
  if (method === 'kimura') {
    const parts = (1 - ca2) / (phi3 / 2) + (1 - cs2) / (phi1 / 2) + 2 * (ca2 + cs2 - 1);
    // interpolation between less variable cases; beyond them the plain factor
    return ca2 <= 1 && cs2 <= 1 && parts > 0 ? 2 / parts : 1;
  }
  const phi4 = Math.min(1, (phi1 + phi3) / 2);
  const middle = (ca2 + cs2) / 2;
  const psi = middle >= 1 ? 1 : phi4 ** (2 * (1 - middle));
  if (ca2 >= cs2) {
    const d = 4 * ca2 - 3 * cs2;
    return d === 0 ? psi : ((4 * (ca2 - cs2)) / d) * phi1 + (cs2 / d) * psi;
  }
  const d = 2 * ca2 + 2 * cs2;
  return ((cs2 - ca2) / d) * phi3 + ((cs2 + 3 * ca2) / d) * psi;
}

/**
 * Kingman's bound of the mean wait in GI/G/1: lambda (variance of gaps + variance of service) / (2 (1 - rho)).
 * @returns seconds; Infinity where the server is overloaded
 * Source: Kingman 1962.
 */
export function kingmanBound({ arrivalRate, arrivalCv2, serviceTime, serviceCv2 }: Omit<GigcInput, 'servers'>): number {
  nonNegative('arrivalRate', arrivalRate);
  nonNegative('arrivalCv2', arrivalCv2);
  positive('serviceTime', serviceTime);
  nonNegative('serviceCv2', serviceCv2);
  const rho = arrivalRate * serviceTime;
  if (rho >= 1) return Infinity;
  if (arrivalRate === 0) return 0;
  return (arrivalCv2 / arrivalRate + rho * serviceTime * serviceCv2) / (2 * (1 - rho));
}
