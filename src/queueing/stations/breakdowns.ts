/** M/M/c whose servers break down and are repaired. */
import { moderate, nonNegative, whole } from '../check.js';
import { solveVector } from '../numerics/linear.js';
import { checkQbdSize, levelLaw, levelMoments, solveQbd } from '../numerics/qbd.js';
import { checkCount, type JobsLaw, type Unstable } from './figures.js';

export type BreakdownInput = {
  /** per second, >= 0 */ readonly arrivalRate: number;
  /** per second and working server, 1e-100 to 1e100 */ readonly serviceRate: number;
  /** whole number, 1 to 200 */ readonly servers: number;
  /** breakdowns per second of each working server, busy or not, >= 0 */ readonly breakdownRate: number;
  /** repairs per second of each crew, 1e-100 to 1e100 */ readonly repairRate: number;
  /** repair crews, whole number >= 1; default one per server */ readonly crews?: number;
};

export type Breakdown =
  | (JobsLaw & {
      readonly stable: true;
      /** arrival rate over what the servers can do on average */ readonly load: number;
      /** share of the servers that work, mean */ readonly availability: number;
      readonly throughput: number;
      readonly meanJobs: number;
      readonly varianceJobs: number;
      /** seconds */ readonly meanResponse: number;
      /** P(n servers work), n = 0..servers */ readonly working: readonly number[];
    })
  | Unstable;

/**
 * The stationary queue; a job whose server breaks goes back to the queue and is resumed (with exponential service as good as new).
 * @throws RangeError on an illegal argument; overload is a value
 * Source: White and Christie 1958 (one server); Mitrani and Avi-Itzhak 1968; Neuts and Lucantoni 1979. Relative error about 1e-10.
 */
export function breakdowns(input: BreakdownInput): Breakdown {
  const { arrivalRate, serviceRate, servers, breakdownRate, repairRate, crews = servers } = input;
  nonNegative('arrivalRate', arrivalRate);
  moderate('serviceRate', serviceRate);
  whole('servers', servers, 1);
  if (servers > 200) throw new RangeError(`servers must be at most 200, got ${servers}`);
  nonNegative('breakdownRate', breakdownRate);
  moderate('repairRate', repairRate);
  whole('crews', crews, 1);
  checkQbdSize(servers + 1, servers + 1);
  const n = servers + 1;
  const matrix = (value: (from: number, to: number) => number): Float64Array[] =>
    Array.from({ length: n }, (_, u) => Float64Array.from({ length: n }, (_, w) => value(u, w)));
  const environment = matrix((u, w) =>
    w === u - 1 ? u * breakdownRate : w === u + 1 ? Math.min(servers - u, crews) * repairRate : 0,
  );
  // P(u work), a birth-death chain of its own
  const working = [1];
  for (let u = servers; u > 0; u--) {
    working.unshift((working[0]! * u * breakdownRate) / (Math.min(servers - u + 1, crews) * repairRate));
  }
  const total = working.reduce((a, b) => a + b, 0);
  const share = working.map((x) => x / total);
  const up = share.reduce((sum, p, u) => sum + u * p, 0);
  const load = arrivalRate / (up * serviceRate);
  if (load >= 1) return { stable: false, overload: load };
  if (arrivalRate === 0) {
    return {
      stable: true,
      load,
      availability: up / servers,
      throughput: 0,
      meanJobs: 0,
      varianceJobs: 0,
      meanResponse: responseAlone(environment, share, serviceRate),
      working: share,
      jobsProbability: (k) => (k === 0 ? 1 : 0),
      jobsTail: () => 0,
    };
  }
  const q = solveQbd({
    homogeneous: servers,
    up: () => matrix((u, w) => (u === w ? arrivalRate : 0)),
    local: () => environment,
    down: (level) => matrix((u, w) => (u === w ? Math.min(level, u) * serviceRate : 0)),
  });
  if (!q.stable) return q;
  const { mean, variance } = levelMoments(q);
  const law = levelLaw(q);
  return {
    stable: true,
    load,
    availability: up / servers,
    throughput: arrivalRate,
    meanJobs: mean,
    varianceJobs: variance,
    meanResponse: mean / arrivalRate,
    working: share,
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

/** The response of a job that is alone: served while at least one server works. */
function responseAlone(environment: readonly Float64Array[], share: readonly number[], serviceRate: number): number {
  const n = share.length;
  const m = environment.map((row, u) => {
    const out = row.reduce((a, b) => a + b, 0) + (u > 0 ? serviceRate : 0);
    return Float64Array.from({ length: n }, (_, w) => (u === w ? out : -row[w]!));
  });
  const times = solveVector(m, new Float64Array(n).fill(1));
  return share.reduce((sum, p, u) => sum + p * times[u]!, 0);
}
