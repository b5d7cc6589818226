/** What one execution of an operation adds to the response that waits for it: seconds of its own, and calls with their weight. */
import { criticality } from '../../queueing/index.js';
import { bodyTime } from '../capacity/bodyTime.js';
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { type Expr, eachOnce, type Variant } from '../flow/bodies.js';
import { type Moments, meanOf, zero } from '../flow/moments.js';
import type { BreakdownPart } from '../report.js';

/** Seconds at a part of the system; `index` in the System's list of that kind. */
export interface Piece {
  readonly owner: 'node' | 'external' | 'channel';
  readonly index: number;
  readonly part: BreakdownPart['part'];
  readonly seconds: number;
  /** Name at the other end of a link. */
  readonly caller?: string;
}

export interface Shares {
  readonly pieces: readonly Piece[];
  /** Calls that are waited for, by variant, in expectation per execution. */
  readonly calls: readonly { readonly target: number; readonly weight: number }[];
  /** True where branches run in parallel. */
  readonly parallel: boolean;
}

/** The shares of one operation at an operating point; nothing where something that it waits for has no time. */
export function sharesOf(plan: Plan, point: Point, variant: Variant): Shares {
  const response = point.responses[variant.index];
  if (!response || 'cause' in response) return { pieces: [], calls: [], parallel: false };
  const state = point.nodes[variant.node]!;
  const caller = plan.nodes[variant.node]!.name;
  const pieces: Piece[] = [];
  const calls: { target: number; weight: number }[] = [];
  let parallel = false;
  const piece = (part: Piece['part'], seconds: number): void => {
    pieces.push({ owner: 'node', index: variant.node, part, seconds });
  };
  const timeOf = (expr: Expr): Moments => {
    const timed = bodyTime(expr, state.cpuFactor, point.responses);
    return 'time' in timed ? timed.time : zero;
  };
  const walk = (expr: Expr, weight: number): void => {
    if (weight <= 0) return;
    switch (expr.kind) {
      case 'cpu': {
        const demand = weight * meanOf(expr.demand);
        piece('cpu', demand);
        piece('contention', demand * (state.cpuFactor - 1));
        return;
      }
      case 'time': {
        const seconds = weight * meanOf(expr.time);
        if (!expr.spent) {
          piece('delay', seconds);
          return;
        }
        const { kind: owner, index, network } = expr.spent;
        pieces.push({ owner, index, part: 'network', seconds: weight * network, caller });
        if (owner === 'external')
          pieces.push({ owner, index, part: 'external', seconds: seconds - weight * network, caller });
        return;
      }
      case 'call': {
        const { node } = plan.compiled.variants[expr.variant]!;
        pieces.push({ owner: 'node', index: node, part: 'network', seconds: weight * meanOf(expr.network), caller });
        calls.push({ target: expr.variant, weight });
        return;
      }
      case 'seq':
        for (const item of expr.items) walk(item, weight);
        return;
      case 'mix':
        walk(expr.a, weight * expr.p);
        walk(expr.b, weight * (1 - expr.p));
        return;
      case 'times':
        walk(expr.body, weight * expr.count);
        return;
      case 'race':
        race(expr, weight);
    }
  };
  /** Where the k-th of n comes before the mean of those that count (`first k of n`), all of them shrink alike. */
  const race = (expr: Expr & { kind: 'race' }, weight: number): void => {
    const times = eachOnce(expr.branches, timeOf);
    if (times.every((time) => meanOf(time) === 0)) return;
    parallel ||= times.length > 1;
    const total = meanOf(timeOf(expr));
    const chances = criticality(Math.min(expr.needed, times.length), times);
    const counted = times.reduce((sum, time, i) => sum + chances[i]! * meanOf(time), 0);
    const shrink = counted > total ? total / counted : 1;
    const each = new Map<Expr, number>();
    expr.branches.forEach((branch, i) => {
      each.set(branch, (each.get(branch) ?? 0) + chances[i]!);
    });
    for (const [branch, chance] of each) walk(branch, weight * chance * shrink);
    piece('synchronisation', weight * (total - counted * shrink));
  };
  piece('queue', meanOf(state.waits?.get(variant.index) ?? state.station.wait));
  walk(variant.first, 1);
  return { pieces, calls, parallel };
}
