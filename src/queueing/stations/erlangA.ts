/** M/M/c+G: jobs that leave the queue when their patience ends. Exponential patience is Erlang A. */
import { moderate, nonNegative, whole } from '../check.js';
import { type Distribution, exponentialLaw } from '../distributions/index.js';
import { integrate, integrateTail } from '../numerics/quadrature.js';
import { erlangB } from './erlang.js';
import { waitLaw } from './figures.js';

export type AbandonmentInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** per second and server, 1e-100 to 1e100 */ readonly serviceRate: number;
  /** whole number >= 1 */ readonly servers: number;
  /** rate of leaving of each waiting job, per second, 1e-100 to 1e100 (Erlang A); or the distribution of the patience */
  readonly patience: number | Distribution;
};

export type Abandonment = {
  readonly stable: true;
  /** busy share of the servers */ readonly utilisation: number;
  /** jobs served per second */ readonly throughput: number;
  /** share of arrivals that leave unserved */ readonly abandonProbability: number;
  /** share of arrivals that find all servers busy */ readonly delayProbability: number;
  /** seconds, all arrivals, those that leave included */ readonly meanWait: number;
  /** seconds, of those that are served */ readonly meanWaitServed: number;
  /** seconds, of those that leave */ readonly meanWaitAbandoned: number;
  /** seconds at the station, of those that are served */ readonly meanResponse: number;
  /** waiting jobs */ readonly meanQueue: number;
  readonly meanJobs: number;
  /** P(wait > t), all arrivals */ waitTail(t: number): number;
  /** P(wait <= t), all arrivals */ waitCdf(t: number): number;
  /** seconds not exceeded with probability p in [0, 1), all arrivals */ waitPercentile(p: number): number;
  /** P(served after a wait of at most t) per arrival: the service level */ servedWithin(t: number): number;
  /** P(the wait that a job of endless patience would have > t) */ offeredWaitTail(t: number): number;
};

/**
 * The stationary queue with abandonment; a steady state exists at any load when patience is finite.
 * @throws RangeError on an illegal argument
 * Source: Baccelli and Hebuterne 1981; Zeltyn and Mandelbaum 2005 (integrals of the offered wait); Garnett, Mandelbaum and Reiman 2002.
 * Integrals of positive functions: relative error about 1e-11. Constant memory, time O(root of the load).
 */
export function erlangA({ arrivalRate, serviceRate, servers, patience }: AbandonmentInput): Abandonment {
  nonNegative('arrivalRate', arrivalRate);
  moderate('serviceRate', serviceRate);
  whole('servers', servers, 1);
  if (typeof patience === 'number') moderate('patience', patience);
  const law = typeof patience === 'number' ? exponentialLaw(1 / patience) : patience;
  const drain = servers * serviceRate;
  const load = arrivalRate / serviceRate;
  /** H(x) = integral of P(patience > u) over [0, x], and lambda H(x) - c mu x as one figure that does not cancel at small x */
  const { held, exponent } = offered(arrivalRate, drain, patience, law);
  // the mode of the density lambda exp(exponent(x)): where lambda P(patience > x) = c mu
  const mode = arrivalRate > drain ? law.tailQuantile(drain / arrivalRate) : 0;
  const top = exponent(mode);
  const slope = Math.abs(drain - arrivalRate) + 1e-3 * drain;
  const width =
    Math.min(1 / slope, mode > 0 ? mode : Infinity, Math.sqrt(law.mean / (arrivalRate + drain))) || 1 / drain;
  const kernel = (x: number): number => Math.exp(exponent(x) - top);
  const from = (t: number, f: (x: number) => number): number => {
    let sum = 0;
    let at = t;
    // up to the mode by panels that narrow towards it, then doubling
    if (mode > t) {
      sum += integrate(f, Math.max(t, mode - 40 * width), mode, 1e-13);
      let edge = mode - 40 * width;
      let span = 40 * width;
      while (edge > t) {
        const next = Math.max(t, edge - span);
        const part = integrate(f, next, edge, 1e-13);
        sum += part;
        if (part < 1e-18 * sum) break;
        edge = next;
        span *= 2;
      }
      at = mode;
    }
    return sum + integrateTail(f, at, width);
  };
  const all = from(0, kernel);
  // P(offered wait = 0) : P(> 0) = E : lambda J, E = 1/B(c-1, a); scaled by e^top
  const b = load === 0 ? 0 : erlangB(servers - 1, load);
  const idle = b === 0 ? Infinity : Math.exp(-top) / b;
  const total = idle + arrivalRate * all;
  const share = (x: number): number => (idle === Infinity ? 0 : (arrivalRate * x) / total);
  const delayProbability = share(all);
  const meanWait = share(from(0, (x) => held(x) * kernel(x)));
  const abandonProbability =
    typeof patience === 'number' ? patience * meanWait : share(from(0, (x) => law.cdf(x) * kernel(x)));
  const meanServedPart = share(from(0, (x) => x * law.tail(x) * kernel(x)));
  const served = typeof patience === 'number' ? 1 - abandonProbability : 1 - abandonProbability;
  const offeredTail = (t: number): number => share(from(t, kernel));
  const throughput = arrivalRate * served;
  const meanQueue = arrivalRate * meanWait;
  const meanWaitServed = meanServedPart / served;
  return {
    stable: true,
    utilisation: throughput / drain,
    throughput,
    abandonProbability,
    delayProbability,
    meanWait,
    meanWaitServed,
    meanWaitAbandoned: abandonProbability > 0 ? Math.max(0, meanWait - meanServedPart) / abandonProbability : 0,
    meanResponse: meanWaitServed + 1 / serviceRate,
    meanQueue,
    meanJobs: meanQueue + throughput / serviceRate,
    ...waitLaw((t) => Math.log(offeredTail(t)) + law.logTail(t), meanWait > 0 ? meanWait : 1 / drain),
    servedWithin(t) {
      nonNegative('t', t);
      return Math.max(0, served - share(from(t, (x) => law.tail(x) * kernel(x))));
    },
    offeredWaitTail(t) {
      nonNegative('t', t);
      return offeredTail(t);
    },
  };
}

function offered(arrivalRate: number, drain: number, patience: number | Distribution, law: Distribution) {
  if (typeof patience === 'number') {
    const held = (x: number): number => -Math.expm1(-patience * x) / patience;
    return { held, exponent: (x: number): number => arrivalRate * held(x) - drain * x };
  }
  // H by panels from known points, so that repeated calls are cheap
  const step = (law.mean < Infinity ? law.mean : 1) / 16;
  const sums = [0];
  const held = (x: number): number => {
    const index = Math.min(Math.floor(x / step), 100_000);
    while (sums.length <= index) {
      const i = sums.length - 1;
      sums.push(sums[i]! + integrate((u) => law.tail(u), i * step, (i + 1) * step, 1e-13));
    }
    return sums[index]! + integrate((u) => law.tail(u), index * step, x, 1e-12);
  };
  return { held, exponent: (x: number): number => arrivalRate * held(x) - drain * x };
}
