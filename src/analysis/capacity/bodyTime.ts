/** The time that a compiled body takes, from the time on CPU and the responses of what it calls. */
import { maximum, orderStatistic } from '../../queueing/index.js';
import { type Expr, eachOnce } from '../flow/bodies.js';
import { add, type Moments, meanOf, mix, scale, times, zero } from '../flow/moments.js';

/** Why there is no time: a node type that is overloaded, or that has no replica left (overload 0). */
export interface Cause {
  readonly node: number;
  readonly overload: number;
}
export type Timed = { readonly time: Moments } | { readonly cause: Cause };

/**
 * Time of a body. Steps in sequence add (independence of their times assumed), branches mix, `parallel` is the maximum and
 * `first k of n` the k-th order statistic of the branches' fitted distributions.
 * @param cpuFactor time on CPU per second of demand, >= 1
 * @param responses response per variant index; absent = not computed yet (a cycle), counted as 0
 */
export function bodyTime(expr: Expr, cpuFactor: number, responses: readonly (Timed | undefined)[]): Timed {
  let cause: Cause | undefined;
  const walk = (e: Expr): Moments => {
    switch (e.kind) {
      case 'cpu':
        return scale(e.demand, cpuFactor);
      case 'time':
        return e.time;
      case 'call': {
        const response = responses[e.variant];
        if (!response) return e.network;
        if ('cause' in response) {
          cause ??= response.cause;
          return zero;
        }
        return add(e.network, response.time);
      }
      case 'seq': {
        let total = zero;
        for (const item of e.items) total = add(total, walk(item));
        return total;
      }
      case 'mix': {
        const a = e.p > 0 ? walk(e.a) : zero;
        return mix(e.p, a, e.p < 1 ? walk(e.b) : zero);
      }
      case 'times':
        return e.count > 0 ? times(walk(e.body), e.count, e.geometric) : zero;
      case 'race': {
        const branches = eachOnce(e.branches, walk);
        if (cause || branches.length === 0) return zero;
        if (branches.every((branch) => meanOf(branch) === 0)) return zero;
        return e.needed >= branches.length ? maximum(branches) : orderStatistic(e.needed, branches);
      }
    }
  };
  const time = walk(expr);
  return cause ? { cause } : { time };
}
