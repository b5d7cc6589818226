/** Several classes of jobs that each hold a number of units of one pool, without a queue. */
import { nonNegative, whole } from '../check.js';

export type MultiRateClass = {
  /** offered load in erlangs (arrival rate times mean holding time), 0 to 1e100 over the width */ readonly load: number;
  /** units held by each job, whole number >= 1 */ readonly width: number;
};

export type MultiRate = {
  /** share of the arrivals of each class that find too few free units */ readonly lossProbability: readonly number[];
  /** units in use, mean */ readonly meanUnits: number;
  /** units in use over capacity */ readonly utilisation: number;
  /** P(n units in use) */ unitsProbability(n: number): number;
};

const MOST = 1e7;

/**
 * Loss of several classes with Poisson arrivals on shared units; holding times of any distribution (insensitive).
 * @param capacity units, whole number 0 to 1e7 (80 MB)
 * @throws RangeError on an illegal argument
 * Source: Kaufman 1981; Roberts 1981: n q(n) = sum of load_k width_k q(n - width_k). Positive terms: relative error about 1e-12.
 */
export function multiRateLoss(capacity: number, classes: readonly MultiRateClass[]): MultiRate {
  whole('capacity', capacity, 0);
  if (capacity > MOST) throw new RangeError(`capacity must be at most ${MOST}, got ${capacity}`);
  classes.forEach(({ load, width }, k) => {
    nonNegative(`classes[${k}].load`, load);
    if (load * width > 1e100) throw new RangeError(`classes[${k}].load must be at most 1e100 / width, got ${load}`);
    whole(`classes[${k}].width`, width, 1);
  });
  const q = new Float64Array(capacity + 1);
  q[0] = 1;
  let total = 1;
  for (let n = 1; n <= capacity; n++) {
    let sum = 0;
    for (const { load, width } of classes) if (width <= n) sum += load * width * q[n - width]!;
    q[n] = sum / n;
    total += q[n]!;
    if (total > 1e150) {
      for (let k = 0; k <= n; k++) q[k] = q[k]! * 1e-150;
      total *= 1e-150;
    }
  }
  let meanUnits = 0;
  for (let n = 0; n <= capacity; n++) {
    q[n] = q[n]! / total;
    meanUnits += n * q[n]!;
  }
  return {
    lossProbability: classes.map(({ width }) => {
      let sum = 0;
      for (let n = Math.max(0, capacity - width + 1); n <= capacity; n++) sum += q[n]!;
      return Math.min(1, sum);
    }),
    meanUnits,
    utilisation: capacity === 0 ? 0 : meanUnits / capacity,
    unitsProbability: (n) => q[n] ?? 0,
  };
}
