/** G/M/1: renewal arrivals, exponential service, one server, first come first served. */
import { positive } from '../check.js';
import type { Distribution } from '../distributions/index.js';
import { complex } from '../numerics/complex.js';
import { root } from '../numerics/root.js';
import {
  checkCount,
  type Figures,
  type JobsLaw,
  type ResponseLaw,
  responseLaw,
  type Unstable,
  type WaitLaw,
  waitLaw,
} from './figures.js';

export type Gm1 =
  | (Figures &
      WaitLaw &
      ResponseLaw &
      JobsLaw & { /** P(an arrival waits), the root of sigma = A(mu (1 - sigma)) */ readonly sigma: number })
  | Unstable;

/**
 * The stationary G/M/1 queue: an arrival finds a geometric number of jobs, so wait and response are exponential but for the atom at 0.
 * @param interarrival distribution of the gaps, mean > 0
 * @param serviceRate per second, > 0
 * @throws RangeError on an illegal argument; overload is a value
 * Source: Kleinrock 1975, sec. 6.4. Relative error about 1e-12 (1e-10 where the transform is integrated: lognormal, Weibull, Pareto).
 */
export function gm1({ interarrival, serviceRate }: { interarrival: Distribution; serviceRate: number }): Gm1 {
  positive('serviceRate', serviceRate);
  positive('interarrival.mean', interarrival.mean);
  const arrivalRate = 1 / interarrival.mean;
  const utilisation = arrivalRate / serviceRate;
  if (utilisation >= 1) return { stable: false, overload: utilisation };
  const gap = gapOf(interarrival, serviceRate);
  const sigma = 1 - gap;
  const rate = serviceRate * gap;
  const meanWait = sigma / rate;
  const varianceWait = (sigma * (2 - sigma)) / rate ** 2;
  const meanQueue = arrivalRate * meanWait;
  const logSigma = Math.log1p(-gap);
  return {
    stable: true,
    sigma,
    utilisation,
    throughput: arrivalRate,
    lossProbability: 0,
    delayProbability: sigma,
    meanWait,
    varianceWait,
    meanResponse: 1 / rate,
    varianceResponse: 1 / rate ** 2,
    meanQueue,
    meanJobs: utilisation / gap,
    ...waitLaw((t) => logSigma - rate * t, 1 / rate),
    ...responseLaw((t) => -rate * t, 1 / rate),
    jobsProbability(n) {
      checkCount(n);
      return n === 0 ? 1 - utilisation : utilisation * gap * sigma ** (n - 1);
    },
    jobsTail(n) {
      checkCount(n);
      return utilisation * sigma ** n;
    },
  };
}

/** x = 1 - sigma in (0, 1]: x = 1 - A(mu x), away from the root at 0. */
function gapOf(interarrival: Distribution, serviceRate: number): number {
  // 1 - A(mu x) - x is positive between 0 and the root, negative above
  const f = (x: number): number => interarrival.lstComplement(complex(serviceRate * x)).re / x - 1;
  let low = 0.5;
  while (low > 1e-300 && f(low) <= 0) low /= 2;
  return f(1) >= 0 ? 1 : root(f, low, Math.min(1, 2 * low), 1e-16);
}
