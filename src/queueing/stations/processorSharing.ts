/** Processor sharing: one server that divides itself among its jobs. */
import { nonNegative, positive } from '../check.js';
import type { Distribution } from '../distributions/index.js';
import { survivalMixture } from '../distributions/uniformised.js';
import { integrate, integrateTail } from '../numerics/quadrature.js';
import { checkCount, type ResponseLaw, responseLaw, type Unstable } from './figures.js';
import { mg1 } from './mg1.js';

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

export type Mg1Ps =
  | {
      readonly stable: true;
      readonly utilisation: number;
      readonly throughput: number;
      /** seconds; insensitive to the distribution of the demand */ readonly meanResponse: number;
      /** s^2; depends on the distribution */ readonly varianceResponse: number;
      readonly meanJobs: number;
      /** mean response of a job of the given demand in seconds: demand / (1 - rho) */ meanResponseOf(
        demand: number,
      ): number;
      /** P(n jobs): geometric, insensitive */ jobsProbability(n: number): number;
      /** P(more than n jobs) */ jobsTail(n: number): number;
    }
  | Unstable;

/**
 * M/G/1 under processor sharing.
 * @param arrivalRate per second, >= 0
 * @param demand distribution of the service demand, mean > 0
 * @throws RangeError on an illegal argument; overload is a value
 * Mean and jobs exact; the variance integrates the wait of the same queue under FIFO (relative error about 1e-7; Infinity where the demand has no
 * variance).
 * Source: Kleinrock 1976, ch. 4; Yashkov 1983; Zwart and Boxma 2000 (variance).
 */
export function mg1ps(arrivalRate: number, demand: Distribution): Mg1Ps {
  nonNegative('arrivalRate', arrivalRate);
  const utilisation = arrivalRate * demand.mean;
  if (!(utilisation < 1)) return { stable: false, overload: utilisation };
  const idle = 1 - utilisation;
  const meanResponse = demand.mean / idle;
  let variance: number | undefined;
  return {
    stable: true,
    utilisation,
    throughput: arrivalRate,
    meanResponse,
    get varianceResponse() {
      variance ??= responseVariance(arrivalRate, demand, idle);
      return variance;
    },
    meanJobs: utilisation / idle,
    meanResponseOf(x) {
      nonNegative('demand', x);
      return x / idle;
    },
    jobsProbability(n) {
      checkCount(n);
      return idle * utilisation ** n;
    },
    jobsTail(n) {
      checkCount(n);
      return utilisation ** (n + 1);
    },
  };
}

/** (Var(B) + 2 int W(y) E((B - y)+) dy) / (1 - rho)^2, W the tail of the FIFO wait. */
function responseVariance(arrivalRate: number, demand: Distribution, idle: number): number {
  if (demand.variance === Infinity) return Infinity;
  const fifo = mg1(arrivalRate, demand);
  if (!fifo.stable) return Infinity;
  const { mean, least } = demand;
  /** E((B - y)+) */
  const excess = (y: number): number => {
    if (y < least) return mean - y;
    return integrateTail((x) => demand.tail(x), y, mean / 4, 1e-10);
  };
  const f = (y: number): number => fifo.waitTail(y) * excess(y);
  const cut = least > 0 ? least : mean / 4;
  // below the last digit of the variance where hardly anything comes
  const sum = arrivalRate * mean < 1e-15 ? 0 : integrate(f, 0, cut, 1e-7) + integrateTail(f, cut, mean / 2, 1e-7);
  return (demand.variance + 2 * sum) / idle ** 2;
}

/** More other jobs than this are not followed: utilisations above some 0.997. */
const MOST_OTHERS = 20_000;

/**
 * The law of the response in M/M/1 under processor sharing.
 * @param arrivalRate per second, >= 0
 * @param serviceRate per second, > 0
 * @throws RangeError on an illegal argument, in overload, or where more than 20 000 other jobs carry weight (utilisation above 0.997)
 * By uniformisation of the tagged job and its companions: positive terms, relative error about 1e-9.
 * Source: Coffman, Muntz and Trotter 1970 (the law); Sericola, Guillemin and Boyer 2005 (uniformisation).
 */
export function mm1psLaw(arrivalRate: number, serviceRate: number): ResponseLaw {
  nonNegative('arrivalRate', arrivalRate);
  positive('serviceRate', serviceRate);
  const rho = arrivalRate / serviceRate;
  if (!(rho < 1)) throw new RangeError(`arrivalRate must be below serviceRate ${serviceRate}, got ${arrivalRate}`);
  const others = rho === 0 ? 0 : Math.ceil(60 / -Math.log(rho)) + 40;
  if (others > MOST_OTHERS)
    throw new RangeError(`${others} other jobs carry weight, at most ${MOST_OTHERS} are followed`);
  const up = arrivalRate / (arrivalRate + serviceRate);
  const down = serviceRate / (arrivalRate + serviceRate);
  let v = Float64Array.from({ length: others + 1 }, (_, n) => (1 - rho) * rho ** n);
  const logTail = survivalMixture(
    arrivalRate + serviceRate,
    1,
    () => {
      const next = new Float64Array(others + 1);
      let size = 0;
      for (let n = 0; n <= others; n++) {
        const stay = n === others ? v[n]! * up : 0;
        const above = n < others ? v[n + 1]! * down * ((n + 1) / (n + 2)) : 0;
        next[n] = (n > 0 ? v[n - 1]! * up : 0) + above + stay;
        size += next[n]!;
      }
      v = next.map((x) => x / size);
      return size;
    },
    others,
  );
  return responseLaw(logTail, 1 / (serviceRate - arrivalRate));
}
