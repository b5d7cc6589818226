/** Search for the greatest load at which something holds: bracketing and bisection over the whole analysis, never extrapolation. */
import { decisiveStates, operate, type Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { type Check, endless } from './budget.js';

/**
 * Why something does not hold at a point; undefined where it holds.
 * @param all the points of all states of the day at the same growth; without profiles that one point
 */
export type Watch = (point: Point, all: () => readonly Point[]) => string | undefined;

export type Growth =
  | {
      readonly kind: 'found';
      /** Greatest factor on the load at which everything holds; below 1 where something is missed now; Infinity without limit. */
      readonly factor: number;
      /** What breaks first beyond it. */
      readonly reason: string | undefined;
    }
  /** It does not hold even at a thousandth of the load. */
  | { readonly kind: 'never'; readonly reason: string };

/** Growth beyond this is taken as without limit. */
export const mostGrowth = 2 ** 20;

/** Operating points of one plan under growing load of some workloads; what several questions ask of is computed once. */
export class LoadSearch {
  private readonly points = new Map<string, Point>();

  /** @param scaled indices of the workloads that grow */
  constructor(
    readonly plan: Plan,
    readonly scaled: readonly number[],
    readonly replicas?: readonly number[],
    private readonly check: Check = endless,
  ) {}

  /** The operating point at a factor > 0 on the load of the growing workloads, in a state of the day (the busiest). */
  at(factor: number, state?: number): Point {
    const key = `${factor} ${state ?? ''}`;
    let point = this.points.get(key);
    if (!point) {
      this.check();
      const set = new Set(this.scaled);
      const factors = this.plan.system.workloads.map((_, index) => (set.has(index) ? factor : 1));
      point = operate(this.plan, { factors, replicas: this.replicas, state });
      this.points.set(key, point);
    }
    return point;
  }

  /** The points of all states of the day. */
  all(factor: number): readonly Point[] {
    return this.plan.day ? this.plan.day.states.map((_, state) => this.at(factor, state)) : [this.at(factor)];
  }

  /**
   * The greatest factor at which `watch` finds nothing, in every state of the day that decides.
   * @param tolerance relative, > 0
   */
  greatest(watch: Watch, tolerance = 1e-4): Growth {
    let reason: string | undefined;
    const ok = (factor: number): boolean => {
      for (const state of decisiveStates(this.plan)) {
        const broken = watch(this.at(factor, state), () => this.all(factor));
        if (broken === undefined) continue;
        reason = broken;
        return false;
      }
      return true;
    };
    let low: number;
    let high: number;
    if (ok(1)) {
      low = 1;
      high = 1.25;
      while (ok(high)) {
        low = high;
        high = high < 2 ? 2 : high * 2;
        if (high > mostGrowth) return { kind: 'found', factor: Number.POSITIVE_INFINITY, reason: undefined };
      }
    } else {
      high = 1;
      low = 0.5;
      while (!ok(low)) {
        high = low;
        low /= 2;
        if (low < 1e-3) return { kind: 'never', reason: reason ?? 'an objective is missed' };
      }
    }
    while (high - low > tolerance * low) {
      const middle = (low + high) / 2;
      if (ok(middle)) low = middle;
      else high = middle;
    }
    return { kind: 'found', factor: low, reason };
  }
}
