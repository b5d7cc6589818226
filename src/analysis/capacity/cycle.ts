/**
 * Operations that call each other in a circle: their responses are a fixed point x = G(x) of sweeps over the cycle. Plain sweeps
 * converge with the gain of the cycle, which may be as close to 1 as a description likes. Sequential bodies are linear in the
 * cumulants of what they call, with the expected counts A, so each sweep is followed by x + (I - A)⁻¹ (G(x) - x). Where waits grow
 * with the times that slots are held, G' >= A, and the steps rise to the least fixed point without passing it (monotone Newton:
 * Ortega and Rheinboldt 1970, 13.3; Etessami and Yannakakis 2009).
 */
import type { Expr, Variant } from '../flow/bodies.js';
import { type Moments, meanOf } from '../flow/moments.js';
import type { Timed } from './bodyTime.js';

export interface Cycle {
  /** Indexes of the variants of its node types. */
  readonly variants: readonly number[];
  /** (I - A)⁻¹; undefined where the gain reaches 1 (no request ends), or the cycle is too large to invert. */
  readonly inverse: readonly Float64Array[] | undefined;
}

/** Greatest number of operations whose matrix is inverted. */
const mostInverted = 200;

/** @param variants all of the compiled description; @param members indexes of those in the cycle */
export function cycleOf(variants: readonly Variant[], members: readonly number[]): Cycle {
  const size = members.length;
  if (size > mostInverted) return { variants: members, inverse: undefined };
  const position = new Map(members.map((vertex, index) => [vertex, index]));
  const matrix = members.map((vertex, row) => {
    const line = new Float64Array(2 * size);
    const count = (expr: Expr, weight: number): void => {
      switch (expr.kind) {
        case 'call': {
          const column = position.get(expr.variant);
          if (column !== undefined) line[column] = line[column]! - weight;
          return;
        }
        case 'seq':
          for (const item of expr.items) count(item, weight);
          return;
        case 'mix':
          count(expr.a, weight * expr.p);
          count(expr.b, weight * (1 - expr.p));
          return;
        case 'times':
          count(expr.body, weight * expr.count);
          return;
        default:
          // A branch of a race counts less than its call: left out, A stays below G'.
          return;
      }
    };
    count(variants[vertex]!.first, 1);
    line[row] = line[row]! + 1;
    line[size + row] = 1;
    return line;
  });
  // I - A is an M-matrix: all pivots are positive exactly if the gain is below 1 (Berman and Plemmons 1994, ch. 6).
  for (let k = 0; k < size; k++) {
    const pivot = matrix[k]![k]!;
    if (!(pivot > 1e-12)) return { variants: members, inverse: undefined };
    const row = matrix[k]!;
    for (let j = k; j < 2 * size; j++) row[j] = row[j]! / pivot;
    for (let i = 0; i < size; i++) {
      const factor = matrix[i]![k]!;
      if (i === k || factor === 0) continue;
      const other = matrix[i]!;
      for (let j = k; j < 2 * size; j++) other[j] = other[j]! - factor * row[j]!;
    }
  }
  return { variants: members, inverse: matrix.map((line) => line.slice(size)) };
}

/**
 * The step that follows a sweep. Changes `after`.
 *
 * @param before responses by variant that the sweep started from; @param after those that it gave
 */
export function leap(
  { variants, inverse }: Cycle,
  before: readonly (Timed | undefined)[],
  after: (Timed | undefined)[],
): void {
  if (!inverse) return;
  const from = variants.map((vertex) => timeOf(before[vertex]));
  const to = variants.map((vertex) => timeOf(after[vertex]));
  variants.forEach((vertex, row) => {
    const start = from[row];
    const end = to[row];
    if (!start || !end) return;
    let mean = meanOf(start);
    let k2 = start.k2;
    let k3 = start.k3;
    const line = inverse[row]!;
    to.forEach((moments, column) => {
      const old = from[column];
      const weight = line[column]!;
      if (!moments || !old || weight === 0) return;
      mean += weight * (meanOf(moments) - meanOf(old));
      k2 += weight * (moments.k2 - old.k2);
      k3 += weight * (moments.k3 - old.k3);
    });
    after[vertex] = {
      time: { shift: end.shift, k1: Math.max(0, mean - end.shift), k2: Math.max(0, k2), k3: Math.max(0, k3) },
    };
  });
}

/** Greatest relative change of a cumulant between two states; 1 where a time came or went. */
export function distance(
  { variants }: Cycle,
  before: readonly (Timed | undefined)[],
  after: readonly (Timed | undefined)[],
): number {
  let most = 0;
  for (const vertex of variants) {
    const a = timeOf(before[vertex]);
    const b = timeOf(after[vertex]);
    if (!a || !b) most = Math.max(most, a === b ? 0 : 1);
    else most = Math.max(most, apart(meanOf(a), meanOf(b)), apart(a.k2, b.k2), apart(a.k3, b.k3));
  }
  return most;
}

const apart = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)));

function timeOf(timed: Timed | undefined): Moments | undefined {
  return timed && 'time' in timed ? timed.time : undefined;
}
