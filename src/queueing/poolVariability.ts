/**
 * How random the departures of a saturated pool are: w jobs that circle between c shared cores and a delay. The asymptotic variance
 * of their count splits into a part from the cores and a part from the delay, each in proportion to its squared cv.
 *
 * Jobs at the cores are a birth-death chain (births (w-k)/Z, deaths min(k,c)/D); with h the solution of Poisson's equation and
 * e(k) = h(k+1) - h(k), the variance per departure is the mean of e^2 (delay) + (1-e)^2 (cores) over the edges of the chain
 * (martingale form; Asmussen 2003, I.7). One worker gives the squared cv of its holding time, as it must.
 */

export type PoolVariability = { readonly cores: number; readonly other: number };

/** Weight, relative to the most likely state, below which states are left out. */
const NEGLIGIBLE = 1e-18;

/**
 * @param demand seconds at the cores per job, > 0
 * @param other seconds of delay per job, > 0
 * @param cores > 0
 * @param workers whole number >= 1
 * @param rate throughput of the saturated pool, X(workers)
 * Cost O(root of workers) to O(workers).
 */
export function poolVariability(
  demand: number,
  other: number,
  cores: number,
  workers: number,
  rate: number,
): PoolVariability {
  const birth = (k: number): number => (workers - k) / other;
  const death = (k: number): number => Math.min(k, cores) / demand;
  const free = ((workers + 1) * demand) / (demand + other);
  const likely = free <= cores ? free : workers + 1 - (cores * other) / demand;
  const mode = Math.min(workers, Math.max(0, Math.floor(likely)));

  // below the mode e is followed upwards, above it downwards: in each direction an error shrinks as the weights grow
  let low = mode;
  for (let p = 1; low > 0 && p > NEGLIGIBLE; low--) p *= death(low) / birth(low - 1);
  let high = mode;
  for (let p = 1; high < workers && p > NEGLIGIBLE; high++) p *= birth(high) / death(high + 1);
  const edges = new Float64Array(high - low);
  for (let k = low; k < mode; k++) {
    const before = k === low ? 0.5 : edges[k - 1 - low]!;
    edges[k - low] = (rate - death(k) * (1 - before)) / birth(k);
  }
  for (let k = high; k > mode; k--) {
    const after = k === high ? 0.5 : edges[k - low]!;
    edges[k - 1 - low] = 1 - (rate - birth(k) * after) / death(k);
  }
  let mass = 0;
  let fromCores = 0;
  let fromOther = 0;
  const add = (k: number, weight: number): void => {
    const e = edges[k - low]!;
    mass += weight;
    fromOther += weight * e * e;
    fromCores += weight * (1 - e) ** 2;
  };
  for (let k = mode, p = 1; k > low; k--) {
    add(k - 1, p * death(k));
    p *= death(k) / birth(k - 1);
  }
  for (let k = mode, p = 1; k < high; k++) {
    add(k, p * birth(k));
    p *= birth(k) / death(k + 1);
  }
  return { cores: fromCores / mass, other: fromOther / mass };
}
