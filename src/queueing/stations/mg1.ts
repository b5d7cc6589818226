/** One server, Poisson arrivals, general service, first come first served: Pollaczek and Khinchine. */
import { nonNegative } from '../check.js';
import { type Distribution, residualComplement } from '../distributions/distribution.js';
import { lawOfMeanCv } from '../distributions/fit.js';
import { transformLogTail } from '../distributions/transformTail.js';
import { type Family, type Moments, repeatGeometric, waitMoments, zero } from '../moments.js';
import { add, type Complex, complex, divide, multiply, ONE, subtract, times } from '../numerics/complex.js';
import { root } from '../numerics/root.js';
import { jobsFromResponse } from './countLaw.js';
import {
  type Figures,
  type JobsLaw,
  type ResponseLaw,
  responseLaw,
  type Unstable,
  type WaitLaw,
  waitLaw,
} from './figures.js';
import { md1 } from './mdc.js';

export type Mg1 =
  | (Figures &
      WaitLaw &
      ResponseLaw &
      JobsLaw & {
        /** cumulants of the wait: exact mean and variance, third cumulant exact given the family of the service time */
        readonly wait: Moments;
      })
  | Unstable;

/** Percentiles of inverted transforms are as good as that. */
const INVERTED = 1e-11;

/** Raw moments of orders 2 to 4 of a service time of mean 1, after the families of `fromMeanCv`. */
function rawMoments(cv: number, family: Family): readonly [number, number, number] {
  const c2 = cv * cv;
  if (family === 'lognormal') return [1 + c2, (1 + c2) ** 3, (1 + c2) ** 6];
  if (cv <= 1 || family === 'gamma') {
    return [1 + c2, (1 + c2) * (1 + 2 * c2), (1 + c2) * (1 + 2 * c2) * (1 + 3 * c2)];
  }
  const q = 1 / (2 * (c2 + 1));
  // sums of 1/p, 1/p^2, 1/p^3 over both branches, given p1 + p2 = 1 and p1 p2 = q
  return [1 / q / 2, 0.75 * ((1 - 2 * q) / q ** 2), 1.5 * ((1 - 3 * q) / q ** 3)];
}

/**
 * M/G/1, first come first served.
 * @param arrivalRate per second, >= 0
 * @param service the distribution of the service time, or its mean in seconds, >= 0
 * @param cv coefficient of variation of the service time, >= 0; only with a mean
 * @param family distribution behind `cv`; matters to the variance of the wait and beyond, not to its mean
 * @throws RangeError on an illegal argument; overload is a value
 *
 * Moments exact. Tails and percentiles by inversion of the transform with the contour through the saddle point: relative error about 1e-9 of any
 * tail where the service has exponential moments; for heavy tails (lognormal, Pareto, Weibull of shape below 1) the error is absolute, about
 * 1e-11; a fixed service time is M/D/1, exact. For services with kinks (uniform, histogram) about 1e-6, with atoms (samples) about 1e-3.
 * Source: Pollaczek 1930, Khinchine 1932; Kleinrock 1975, eq. 5.105 to 5.111; Abate, Choudhury and Whitt 1994.
 */
export function mg1(arrivalRate: number, service: number | Distribution, cv = 1, family: Family = 'default'): Mg1 {
  nonNegative('arrivalRate', arrivalRate);
  const law =
    typeof service === 'number'
      ? lawOfMeanCv(service, cv, family === 'hyperexponential' ? 'default' : family)
      : service;
  const { mean } = law;
  const utilisation = arrivalRate * mean;
  if (!(utilisation < 1)) return { stable: false, overload: utilisation };
  const wait = typeof service === 'number' ? mg1Wait(utilisation, mean, cv, family) : waitFrom(utilisation, law);
  const meanWait = wait.shift + wait.k1;
  const figures: Figures = {
    stable: true,
    utilisation,
    throughput: arrivalRate,
    lossProbability: 0,
    delayProbability: utilisation,
    meanWait,
    varianceWait: wait.k2,
    meanResponse: meanWait + mean,
    varianceResponse: wait.k2 + law.variance,
    meanQueue: arrivalRate * meanWait,
    meanJobs: arrivalRate * (meanWait + mean),
  };
  if (law.name === 'deterministic') {
    // without service nobody waits and nobody is there
    const fixed = md1({ arrivalRate: mean > 0 ? arrivalRate : 0, serviceTime: mean > 0 ? mean : 1e-300 });
    if (fixed.stable) return { ...fixed, ...figures, wait };
  }
  const t = transforms(arrivalRate, law, utilisation);
  const scale = meanWait > 0 && meanWait < Infinity ? meanWait / utilisation : mean || 1;
  return {
    ...figures,
    wait,
    ...waitLaw(t.waitLog, scale, INVERTED),
    ...responseLaw(t.responseLog, scale + mean, INVERTED),
    ...jobsFromResponse(
      arrivalRate,
      (s) => subtract(ONE, t.responseComplement(s)),
      t.decay,
      (x) => Math.exp(t.responseLog(x)),
    ),
  };
}

/** The cumulants of the wait from the moments of the service. */
function waitFrom(utilisation: number, law: Distribution): Moments {
  if (utilisation === 0) return zero;
  const { mean } = law;
  const [r1, r2, r3] = [2, 3, 4].map((n) => law.moment(n) / (n * mean)) as [number, number, number];
  if (!Number.isFinite(r1)) return { shift: 0, k1: Infinity, k2: Infinity, k3: Infinity };
  const residual: Moments = {
    shift: 0,
    k1: r1,
    k2: Number.isFinite(r2) ? r2 - r1 * r1 : Infinity,
    k3: Number.isFinite(r3) ? r3 - 3 * r1 * r2 + 2 * r1 ** 3 : Infinity,
  };
  return repeatGeometric(residual, utilisation / (1 - utilisation));
}

/** The transforms of wait and response, and the rate at which their tails fall. */
function transforms(arrivalRate: number, law: Distribution, utilisation: number) {
  const young = residualComplement(law);
  const idle = 1 - utilisation;
  /** 1 - rho R(s) = (1 - rho) + rho (1 - R(s)) */
  const divisor = (y: Complex): Complex => ({ re: idle + utilisation * y.re, im: utilisation * y.im });
  const waitTransform = (s: Complex): Complex => divide(complex(idle), divisor(young(s)));
  const waitComplement = (s: Complex): Complex => {
    const y = young(s);
    return divide(times(y, utilisation), divisor(y));
  };
  const responseComplement = (s: Complex): Complex =>
    add(waitComplement(s), multiply(waitTransform(s), law.lstComplement(s)));
  const decay = arrivalRate === 0 ? law.abscissa : decayRate(law, young, utilisation);
  const meanWait = (utilisation / idle) * (law.moment(2) / (2 * law.mean));
  const waitLog = transformLogTail(waitComplement, { abscissa: decay, mean: 0 });
  const responseLog = transformLogTail(responseComplement, { abscissa: decay, mean: meanWait + law.mean });
  return {
    decay,
    responseComplement,
    waitLog: (t: number): number => (utilisation === 0 ? -Infinity : t === 0 ? Math.log(utilisation) : waitLog(t)),
    responseLog: arrivalRate === 0 ? law.logTail : (t: number): number => (t < law.least ? 0 : responseLog(t)),
  };
}

/** theta with rho E(e^(theta residual)) = 1, or the abscissa where the service ends first (0 for heavy tails). */
function decayRate(law: Distribution, young: (s: Complex) => Complex, utilisation: number): number {
  if (!(law.abscissa > 0)) return 0;
  const idle = 1 - utilisation;
  // rho (R(-theta) - 1) against 1 - rho
  const f = (theta: number): number => {
    const value = -utilisation * young(complex(-theta)).re;
    return value > 0 && value < Infinity ? Math.log(value / idle) : value === 0 ? -700 : 700;
  };
  const most = law.abscissa * (1 - 1e-12);
  let high = Math.min(most, ((1 - utilisation) * 2 * law.mean) / law.moment(2));
  while (f(high) < 0 && high < most) high = Math.min(most, 2 * high);
  if (f(high) < 0) return law.abscissa;
  let low = high / 8;
  while (f(low) > 0) low /= 8;
  return root(f, low, high, 1e-15);
}

/** The same in closed form for a service time of given mean and cv. */
function mg1Wait(utilisation: number, mean: number, cv: number, family: Family): Moments {
  if (utilisation === 0) return zero;
  if (cv === 1 && family !== 'lognormal') return waitMoments(utilisation, (1 - utilisation) / mean);
  const [m2, m3, m4] = rawMoments(cv, family);
  const r1 = m2 / 2;
  const r2 = m3 / 3;
  const r3 = m4 / 4;
  const residual: Moments = {
    shift: 0,
    k1: r1 * mean,
    k2: (r2 - r1 * r1) * mean ** 2,
    k3: (r3 - 3 * r1 * r2 + 2 * r1 ** 3) * mean ** 3,
  };
  return repeatGeometric(residual, utilisation / (1 - utilisation));
}
