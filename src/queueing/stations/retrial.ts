/** M/M/c without a queue whose blocked jobs try again after an exponential time: the retrial queue. */
import { moderate, nonNegative, whole } from '../check.js';
import type { Unstable } from './figures.js';

export type RetrialInput = {
  /** new jobs per second, >= 0 */ readonly arrivalRate: number;
  /** per second and server, 1e-100 to 1e100 */ readonly serviceRate: number;
  /** whole number, 1 to 10 000 */ readonly servers: number;
  /** retries per second of each job in orbit, 1e-100 to 1e100 */ readonly retryRate: number;
};

export type Retrial =
  | {
      readonly stable: true;
      readonly utilisation: number;
      readonly throughput: number;
      /** share of first tries that find all servers busy */ readonly blockingProbability: number;
      /** tries per second, retries included */ readonly attempts: number;
      /** jobs that wait to retry */ readonly meanOrbit: number;
      readonly varianceOrbit: number;
      /** seconds in orbit, all jobs */ readonly meanWait: number;
      /** seconds */ readonly meanResponse: number;
      readonly meanJobs: number;
      /** P(n jobs in orbit) */ orbitProbability(n: number): number;
    }
  | Unstable;

const MOST_CELLS = 2e7;
/** Cells that a level costs beside its own states. */
const LEVEL_COST = 20;

/**
 * The stationary M/M/c retrial queue, by a chain cut where the orbit has a probability below 1e-15.
 *
 * Orbits grow only from states with all servers busy, so each level is the one below times a single row, found by a tridiagonal elimination of
 * positive terms; the scale follows from the flow over the cut between the levels.
 * @throws RangeError on an illegal argument, or where the chain needs more than 2e7 cells (160 MB); overload is a value
 * Source: Falin and Templeton 1997; Artalejo and Gomez-Corral 2008, ch. 2; Gaver, Jacobs, Latouche 1984.
 */
export function retrialQueue({ arrivalRate, serviceRate, servers, retryRate }: RetrialInput): Retrial {
  nonNegative('arrivalRate', arrivalRate);
  moderate('serviceRate', serviceRate);
  whole('servers', servers, 1);
  if (servers > 10_000) throw new RangeError(`servers must be at most 10000, got ${servers}`);
  moderate('retryRate', retryRate);
  const drain = servers * serviceRate;
  if (arrivalRate >= drain) return { stable: false, overload: arrivalRate / drain };
  if (arrivalRate === 0) return empty(serviceRate);
  // the orbit is longer than the queue of M/M/c, which falls with the load
  const least = -30 / Math.log(arrivalRate / drain);
  for (let levels = Math.max(64, Math.ceil(least)); ; levels *= 2) {
    if (levels * (servers + LEVEL_COST) > MOST_CELLS) {
      throw new RangeError(
        `the chain needs more than ${Math.floor(MOST_CELLS / (servers + LEVEL_COST))} levels of ${servers + 1} states, which is the most that is solved`,
      );
    }
    const answer = solve(arrivalRate, serviceRate, servers, retryRate, levels);
    if (answer.last < 1e-15) return answer.result;
  }
}

function empty(mu: number): Retrial {
  return {
    stable: true,
    utilisation: 0,
    throughput: 0,
    blockingProbability: 0,
    attempts: 0,
    meanOrbit: 0,
    varianceOrbit: 0,
    meanWait: 0,
    meanResponse: 1 / mu,
    meanJobs: 0,
    orbitProbability: (n) => (n === 0 ? 1 : 0),
  };
}

function solve(lambda: number, mu: number, c: number, theta: number, levels: number) {
  // rows[j]: level j in units of the state (c busy, j - 1 in orbit)
  const rows: Float64Array[] = new Array(levels + 1);
  let above: Float64Array | undefined;
  for (let j = levels; j >= 0; j--) {
    const x = level(lambda, mu, c, theta, j, above);
    if (j > 0) {
      let out = 0;
      for (let i = 0; i < c; i++) out += x[i]! * j * theta;
      const scale = lambda / out;
      rows[j] = x.map((value) => value * scale) as Float64Array<ArrayBuffer>;
    } else rows[0] = x;
    above = rows[j];
  }
  const orbit = new Float64Array(levels + 1);
  let unit = 1;
  let total = 0;
  let busy = 0;
  let blocked = 0;
  for (let j = 0; j <= levels; j++) {
    const row = rows[j]!;
    let sum = 0;
    for (let i = 0; i <= c; i++) {
      sum += row[i]!;
      busy += i * row[i]! * unit;
    }
    blocked += row[c]! * unit;
    orbit[j] = sum * unit;
    total += orbit[j]!;
    unit *= row[c]!;
  }
  let mean = 0;
  let second = 0;
  orbit.forEach((x, j) => {
    orbit[j] = x / total;
    mean += j * orbit[j]!;
    second += j * j * orbit[j]!;
  });
  const meanWait = lambda > 0 ? mean / lambda : 0;
  const result = {
    stable: true as const,
    utilisation: busy / total / c,
    throughput: lambda,
    blockingProbability: blocked / total,
    attempts: lambda + theta * mean,
    meanOrbit: mean,
    varianceOrbit: Math.max(0, second - mean * mean),
    meanWait,
    meanResponse: meanWait + 1 / mu,
    meanJobs: mean + busy / total,
    orbitProbability: (n: number): number => orbit[n] ?? 0,
  };
  return { result, last: orbit[levels]! };
}

/**
 * The states 0..c of level j in units of its state c: (lambda + i mu + j theta) x_i = lambda x_(i-1) + (i + 1) mu x_(i+1) + what comes down.
 * Elimination upwards: x_i = f_i x_(i+1) + g_i, all positive.
 */
function level(lambda: number, mu: number, c: number, theta: number, j: number, above?: Float64Array): Float64Array {
  const f = new Float64Array(c);
  const g = new Float64Array(c);
  // divisor lambda + h, h without subtraction
  let h = j * theta;
  for (let i = 0; i < c; i++) {
    if (i > 0) h = j * theta + i * mu * (h / (lambda + h));
    const inflow = (i > 0 ? lambda * g[i - 1]! : 0) + (i > 0 && above ? above[i - 1]! * (j + 1) * theta : 0);
    f[i] = ((i + 1) * mu) / (lambda + h);
    g[i] = inflow / (lambda + h);
  }
  const x = new Float64Array(c + 1);
  x[c] = 1;
  for (let i = c - 1; i >= 0; i--) x[i] = f[i]! * x[i + 1]! + g[i]!;
  return x;
}
