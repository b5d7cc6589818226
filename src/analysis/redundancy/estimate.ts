/**
 * Probability that a request fails, from what each component does alone: P = 1 - prod(1 - q v), with q the probability that a component is
 * down and v the probability that a request fails when only it is. It counts the most probable states exactly (Li and Silvester 1984)
 * and takes states with several failures as if the visits were independent; how far that can be off is computed with it.
 */

import type { SuccessTable } from '../flow/success.js';
import type { Diagram } from './diagram.js';
import type { EventOf } from './structure.js';

export interface Estimate {
  readonly events: readonly EventOf[];
  readonly diagram: Diagram;
  /** Whether the figure is never too good (visits are positively associated; Esary, Proschan and Walkup 1967). */
  readonly pessimistic: boolean;
}

/**
 * The estimates of several targets.
 * @returns per target; the cost is one pass over the callers of each component
 */
export function estimatesOf(table: SuccessTable, targets: readonly string[]): Estimate[] {
  const needed = targets.map((target) => table.needs(target));
  const alone = new Map<number, readonly number[]>();
  for (const part of new Set(needed.flat())) alone.set(part, table.failing(targets, [part]));
  return targets.map((target, t): Estimate => {
    // What no request visits makes no difference; what only matters with others (a fallback) does.
    const parts = table.isVisits(target) ? needed[t]!.filter((part) => alone.get(part)![t]! > 0) : needed[t]!;
    const v = Float64Array.from(parts, (part) => alone.get(part)![t]!);
    return {
      events: parts.map((part) => table.components[part]!),
      diagram: diagramOf(table, target, parts, v),
      pessimistic: table.onlyAdds(target),
    };
  });
}

function diagramOf(table: SuccessTable, target: string, parts: readonly number[], v: Float64Array): Diagram {
  const visits = table.isVisits(target);
  /*
   * With a set F down, a request fails with f(F), the estimate takes 1 - prod(1 - v). Both lie between the largest v of F and 1, and for
   * visits both are at most the sum of the v. So a pair i, j counts at most q_i q_j sqrt(w_i w_j), w = 1 - v or min(v, 1 - v).
   */
  const root = Float64Array.from(v, (value) => Math.sqrt(visits ? Math.min(value, 1 - value) : 1 - value));
  const bases = new Map<string, number>();
  return {
    evaluate(q) {
      const down = parts.filter((_, i) => q[i]! >= 1);
      let base = 0;
      if (down.length > 0) {
        const key = down.join(' ');
        const known = bases.get(key);
        base = known ?? table.failing([target], down)[0]!;
        bases.set(key, base);
      }
      let log = 0;
      let spread = 0;
      let further = 0;
      for (let i = 0; i < parts.length; i++) {
        if (q[i]! >= 1) continue;
        log += Math.log1p(-q[i]! * v[i]!);
        spread += q[i]! * root[i]!;
        further += visits ? q[i]! * v[i]! : q[i]!;
      }
      const others = Math.exp(log);
      const up = (1 - base) * others;
      const birnbaum = Float64Array.from(parts, (_, i) => {
        if (q[i]! >= 1) return down.length === 1 ? others * base : 0;
        const loss = q[i]! * v[i]!;
        return loss >= 1 ? 0 : (v[i]! * up) / (1 - loss);
      });
      // With something down already, one more failure is not counted exactly either.
      const error = down.length > 0 ? Math.min(1 - base, further) : (spread * spread) / 2;
      return { probability: base - (1 - base) * Math.expm1(log), birnbaum, error };
    },
  };
}
