/**
 * Visit ratios: how often each operation is executed per request of a workload. They solve the traffic equations
 * v = e + Pᵀ v (Jackson 1957; forced flow law, Denning and Buzen 1978), with P the expected calls per execution.
 */
import type { Compiled } from './bodies.js';
import { components } from './graph.js';

/** Visits of long chains that call twice at each step leave the range of doubles; this is hopeless already. */
const MOST = 1e200;

export interface Flow {
  /** Components of the call graph, callers first. */
  readonly order: readonly (readonly number[])[];
  /** Operations of a cycle whose gain reaches 1: every request would cause endless work. */
  readonly runaway: readonly number[];
  /** True where some calls form a cycle. */
  readonly cyclic: boolean;
}

/** Order of computation of the call graph; found once per system. */
export function flowOf(compiled: Compiled): Flow {
  const { variants } = compiled;
  const found = components(variants.length, (vertex) => variants[vertex]!.edges.map((edge) => edge.target));
  const order = found.reverse();
  const runaway: number[] = [];
  let cyclic = false;
  for (const component of order) {
    const self = component.length > 1 || variants[component[0]!]!.edges.some((edge) => edge.target === component[0]);
    if (!self) continue;
    cyclic = true;
    const values = new Float64Array(variants.length);
    for (const vertex of component) values[vertex] = 1;
    if (!solveComponent(compiled, component, values, undefined)) runaway.push(...component);
  }
  return { order, runaway, cyclic };
}

/**
 * Visits of every variant per unit of entry flow.
 * @param entry external arrivals per variant (any unit); overwritten by a copy, not changed.
 * @param carried share in [0, 1] of the executions of a variant that are carried out (not rejected); default all.
 * @returns offered executions per variant, in the unit of `entry`.
 */
export function solveFlow(compiled: Compiled, flow: Flow, entry: Float64Array, carried?: Float64Array): Float64Array {
  const visits = Float64Array.from(entry);
  const { variants } = compiled;
  const runaway = new Set(flow.runaway);
  for (const component of flow.order) {
    const first = component[0]!;
    const single = component.length === 1 && !variants[first]!.edges.some((edge) => edge.target === first);
    // A cycle without end has no flow: its members keep what enters from outside, and the finding says so.
    if (!single && !runaway.has(first)) solveComponent(compiled, component, visits, carried);
    const inside = single ? undefined : new Set(component);
    for (const vertex of component) {
      const flowOut = visits[vertex]! * (carried?.[vertex] ?? 1);
      if (flowOut === 0) continue;
      for (const edge of variants[vertex]!.edges) {
        if (!inside?.has(edge.target))
          visits[edge.target] = Math.min(MOST, visits[edge.target]! + flowOut * edge.count);
      }
    }
  }
  return visits;
}

/**
 * Solves one cycle in place. Small ones by elimination: I - P is an M-matrix, so all pivots are positive exactly if the gain
 * is below 1 and no pivoting is needed (Berman and Plemmons 1994, ch. 6); large ones by Gauss-Seidel.
 */
function solveComponent(
  compiled: Compiled,
  component: readonly number[],
  values: Float64Array,
  carried: Float64Array | undefined,
): boolean {
  const size = component.length;
  const position = new Map(component.map((vertex, index) => [vertex, index]));
  if (size > 300) return iterate(compiled, component, position, values, carried);
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  const right = new Float64Array(size);
  component.forEach((vertex, index) => {
    matrix[index]![index] = matrix[index]![index]! + 1;
    right[index] = values[vertex]!;
    for (const edge of compiled.variants[vertex]!.edges) {
      const target = position.get(edge.target);
      if (target === undefined) continue;
      const row = matrix[target]!;
      row[index] = row[index]! - edge.count * (carried?.[vertex] ?? 1);
    }
  });
  for (let k = 0; k < size; k++) {
    const pivot = matrix[k]![k]!;
    if (!(pivot > 1e-12)) return false;
    for (let i = k + 1; i < size; i++) {
      const factor = matrix[i]![k]! / pivot;
      if (factor === 0) continue;
      for (let j = k; j < size; j++) matrix[i]![j] = matrix[i]![j]! - factor * matrix[k]![j]!;
      right[i] = right[i]! - factor * right[k]!;
    }
  }
  for (let k = size - 1; k >= 0; k--) {
    let sum = right[k]!;
    for (let j = k + 1; j < size; j++) sum -= matrix[k]![j]! * right[j]!;
    right[k] = sum / matrix[k]![k]!;
  }
  component.forEach((vertex, index) => {
    values[vertex] = Math.max(0, right[index]!);
  });
  return true;
}

function iterate(
  compiled: Compiled,
  component: readonly number[],
  position: ReadonlyMap<number, number>,
  values: Float64Array,
  carried: Float64Array | undefined,
): boolean {
  const incoming: { readonly from: number; readonly count: number }[][] = component.map(() => []);
  for (const vertex of component) {
    for (const edge of compiled.variants[vertex]!.edges) {
      const target = position.get(edge.target);
      if (target !== undefined) incoming[target]!.push({ from: vertex, count: edge.count * (carried?.[vertex] ?? 1) });
    }
  }
  const base = component.map((vertex) => values[vertex]!);
  let scale = 0;
  for (const value of base) scale += value;
  if (scale === 0) return true;
  for (let round = 0; round < 5000; round++) {
    let change = 0;
    let total = 0;
    component.forEach((vertex, index) => {
      let next = base[index]!;
      let self = 0;
      for (const { from, count } of incoming[index]!) {
        if (from === vertex) self += count;
        else next += values[from]! * count;
      }
      next = self < 1 ? next / (1 - self) : Number.POSITIVE_INFINITY;
      change += Math.abs(next - values[vertex]!);
      values[vertex] = next;
      total += next;
    });
    if (!(total < scale * 1e9)) break;
    if (change <= 1e-13 * total) return true;
  }
  component.forEach((vertex, index) => {
    values[vertex] = base[index]!;
  });
  return false;
}
