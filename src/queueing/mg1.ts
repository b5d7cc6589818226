/** One server and Poisson arrivals with general service: Pollaczek-Khinchine (FIFO) and processor sharing. */
import { nonNegative } from './check.js';
import { type Family, type Moments, meanOf, repeatGeometric, waitMoments, zero } from './moments.js';

export type Mg1 =
  | {
      readonly stable: true;
      readonly utilisation: number;
      /** seconds */ readonly meanWait: number;
      /** seconds */ readonly meanResponse: number;
      /** waiting jobs */ readonly meanQueue: number;
      /** exact mean and variance; third cumulant exact given the family of the service time */ readonly wait: Moments;
    }
  | { readonly stable: false; readonly overload: number };

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
 * @param mean service time in seconds, >= 0
 * @param cv coefficient of variation of the service time, >= 0
 * @param family distribution behind `cv`; matters to the variance of the wait and beyond, not to its mean
 * @throws RangeError on an illegal argument
 * Source: Pollaczek 1930, Khinchine 1932; the wait as a geometric sum of residual services (Kleinrock 1975, eq. 5.111).
 */
export function mg1(arrivalRate: number, mean: number, cv = 1, family: Family = 'default'): Mg1 {
  nonNegative('arrivalRate', arrivalRate);
  nonNegative('mean', mean);
  nonNegative('cv', cv);
  const utilisation = arrivalRate * mean;
  if (utilisation >= 1) return { stable: false, overload: utilisation };
  const wait = mg1Wait(utilisation, mean, cv, family);
  const meanWait = meanOf(wait);
  return {
    stable: true,
    utilisation,
    meanWait,
    meanResponse: meanWait + mean,
    meanQueue: arrivalRate * meanWait,
    wait,
  };
}

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

/**
 * Sojourn in an M/M/1 queue under processor sharing; the mean holds for every service distribution (insensitivity).
 * @param utilisation in [0, 1)
 * @param mean service demand in seconds, >= 0
 * @returns mean (s), variance (s^2) and squared coefficient of variation (2 + rho) / (2 - rho)
 * @throws RangeError on an illegal argument
 * Source: Coffman, Muntz, Trotter 1970.
 */
export function mm1ps(utilisation: number, mean: number): { mean: number; variance: number; cv2: number } {
  if (!(utilisation >= 0 && utilisation < 1)) {
    throw new RangeError(`utilisation must be in [0, 1), got ${utilisation}`);
  }
  nonNegative('mean', mean);
  const response = mean / (1 - utilisation);
  const cv2 = (2 + utilisation) / (2 - utilisation);
  return { mean: response, variance: cv2 * response ** 2, cv2 };
}
