/** Percentiles of a response time, or of the mixture of a workload's targets. */
import { type Fitted, fitMoments } from '../../queueing/index.js';
import type { Moments } from '../flow/moments.js';

export interface Part {
  readonly weight: number;
  readonly time: Moments;
}

/** A function from p in [0, 1) to seconds. One part: the fitted distribution; several: the mixture, by bisection. */
export function percentileOf(parts: readonly Part[]): (p: number) => number {
  const used = parts.filter((part) => part.weight > 0);
  const total = used.reduce((sum, part) => sum + part.weight, 0);
  const laws = used.map((part): { weight: number; law: Fitted } => ({
    weight: part.weight / total,
    law: fitMoments(part.time),
  }));
  if (laws.length === 0) return () => 0;
  if (laws.length === 1) return (p) => laws[0]!.law.percentile(p);
  return (p) => {
    const each = laws.map(({ law }) => law.percentile(p));
    let low = Math.min(...each);
    let high = Math.max(...each);
    const above = (t: number): boolean => laws.reduce((sum, { weight, law }) => sum + weight * law.tail(t), 0) > 1 - p;
    for (let step = 0; step < 60 && high - low > 1e-10 * high; step++) {
      const middle = (low + high) / 2;
      if (above(middle)) low = middle;
      else high = middle;
    }
    return high;
  };
}
