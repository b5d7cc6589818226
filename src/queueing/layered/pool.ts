/** The operating point of a bounded pool: how many of its workers are busy, how many requests wait. */

export type PoolLaw = {
  /** probabilities of 0 .. workers - 1 busy */ readonly below: Float64Array;
  /** that all are busy */ readonly full: number;
  /** mean number waiting */ readonly waiting: number;
  /** completions per second */ readonly flow: number;
  /** share that waits of the requests that come */ readonly waitProbability: number;
  /** probability of anyone waiting, given that all are busy: q */ readonly queued: number;
};

/**
 * Requests come as a Poisson stream: M/M/m-like with the rates X(k), the wait of those that wait multiplied by V.
 * @param throughput X(k) at 0 .. workers; the rate must be below the last
 */
export function openLaw(rate: number, throughput: Float64Array, variability: number): PoolLaw {
  const m = throughput.length - 1;
  const below = new Float64Array(m);
  let p = 1;
  let sum = 0;
  for (let k = 0; k < m; k++) {
    below[k] = p;
    sum += p;
    p *= rate / throughput[k + 1]!;
    if (p > 1e200) {
      for (let i = 0; i <= k; i++) below[i] = below[i]! * 1e-200;
      p *= 1e-200;
      sum *= 1e-200;
    }
  }
  const rho = rate / throughput[m]!;
  const full = p / (1 - rho);
  const total = sum + full;
  for (let k = 0; k < m; k++) below[k] = below[k]! / total;
  const share = full / total;
  const odds = (variability * rho) / (1 - rho);
  return { below, full: share, waiting: share * odds, flow: rate, waitProbability: share, queued: odds / (1 + odds) };
}

/**
 * From the law of the number present, which callers gave.
 * @param throughput X(k) at 0 .. workers
 */
export function lawOf(law: Float64Array, throughput: Float64Array, variability: number): PoolLaw {
  const workers = throughput.length - 1;
  const below = new Float64Array(workers);
  let flow = 0;
  let full = 0;
  let waiting = 0;
  law.forEach((p, l) => {
    flow += p * throughput[Math.min(l, workers)]!;
    if (l < workers) below[l] = p;
    else {
      full += p;
      waiting += p * (l - workers);
    }
  });
  const late = full - (law[workers] ?? 0);
  const queued = full > 0 ? late / full : 0;
  // Those that found all busy leave more than `workers` behind them when the next one ends.
  const ends = throughput[workers]! * residualFactor(queued, variability);
  return {
    below,
    full,
    waiting,
    flow,
    waitProbability: flow > 0 ? Math.min(1, (late * ends) / Math.max(1e-9, variability) / flow) : 0,
    queued,
  };
}

/** Weights of the places of a grid of busy numbers for the law of the busy number: linear between places. */
export function gridWeights({ below, full }: PoolLaw, grid: readonly number[]): Float64Array {
  const weights = new Float64Array(grid.length);
  const m = below.length;
  let place = 0;
  for (let k = 1; k < m; k++) {
    while (place + 1 < grid.length && grid[place + 1]! <= k) place++;
    const low = grid[place]!;
    const high = grid[place + 1] ?? low;
    const share = high > low ? (k - low) / (high - low) : 0;
    weights[place] = weights[place]! + below[k]! * (1 - share);
    if (share > 0) weights[place + 1] = weights[place + 1]! + below[k]! * share;
  }
  weights[grid.length - 1] = weights[grid.length - 1]! + full;
  return weights;
}

/** g: the factor on the rate of a full pool with nobody waiting, such that the utilisation law holds. */
export function residualFactor(queued: number, variability: number): number {
  return 1 / (1 - queued + queued / Math.max(1e-9, variability));
}
