/**
 * Layered systems of any size, by layers (Rolia and Sevcik 1995; Franks et al. 2009): the threads of each pool are the customers of what
 * it calls and the servers of who calls it. Callees first, each pool gets its rates X(k) for k busy threads from the closed network of
 * these threads; callers first, each gets the law of its busy threads. Systems in which each pool has one caller and all load is open
 * or of one closed class need one pass; others are iterated with under-relaxation.
 */
import { solveClass, solvePool } from './callers.js';
import { FULL_TOLERANCE, SETTLED, spreadExcess } from './excess.js';
import {
  fullPool,
  fullProcessor,
  type LayeredPoint,
  type Overload,
  outputName,
  outputs,
  point,
  state,
} from './figures.js';
import { flows } from './flows.js';
import { type ApproximateOptions, type Iterate, Layers } from './layers.js';
import type { LayeredModel } from './model.js';
import { placeOpen, placePool } from './placement.js';
import type { Structure } from './structure.js';
import { classResponse, services } from './times.js';

export type ApproximateOutcome =
  | { readonly kind: 'solved'; readonly point: LayeredPoint; readonly iterations: number; readonly state: Iterate }
  | { readonly kind: 'overloaded'; readonly place: Overload }
  | { readonly kind: 'diverged'; readonly why: string; readonly iterations: number };

/** @param structure of the same model */
export function solveApproximately(
  model: LayeredModel,
  structure: Structure,
  options: ApproximateOptions,
): ApproximateOutcome {
  const layers = new Layers(model, structure, options);
  begin(layers, options.start);
  return run(layers);
}

function run(layers: Layers): ApproximateOutcome {
  const full = fullProcessor(layers);
  if (full) return { kind: 'overloaded', place: full };
  const { tolerance, mostIterations } = layers.options;
  const several = coupled(layers);
  let change = Infinity;
  let moving = '';
  let over = false;
  while (layers.iterations < mostIterations) {
    layers.iterations++;
    const { iterations } = layers;
    layers.relaxation = iterations < (several ? 3 : 30) ? 1 : iterations < 60 ? 0.7 : iterations < 120 ? 0.4 : 0.15;
    const before = outputs(layers);
    over = iterate(layers);
    const after = outputs(layers);
    change = 0;
    after.forEach((value, i) => {
      const scale = Math.max(Math.abs(value), Math.abs(before[i]!), 1e-300);
      const own = Math.abs(value - before[i]!) / scale;
      if (own > change && Math.max(value, before[i]!) > 1e-15) {
        change = own;
        moving = outputName(layers, i);
      }
    });
    if (change < tolerance && iterations > (over ? SETTLED : 1)) break;
  }
  const { iterations } = layers;
  const overload = fullPool(layers);
  if (overload) return { kind: 'overloaded', place: overload };
  if (!(change < (over ? Math.max(tolerance, FULL_TOLERANCE) : tolerance)))
    return {
      kind: 'diverged',
      iterations,
      why: `${moving} still changes by ${(100 * change).toPrecision(2)} % after ${iterations} iterations`,
    };
  return { kind: 'solved', iterations, point: point(layers), state: state(layers) };
}

function begin(layers: Layers, start: Iterate | undefined): void {
  services(layers);
  layers.model.classes.forEach((item, c) => {
    if (item.kind === 'open') layers.throughput[c] = item.rate;
    else {
      const response = classResponse(layers, c);
      const cycle = item.think + response;
      layers.throughput[c] = item.users === 0 ? 0 : 0.5 * (item.users / Math.max(cycle, 1e-300));
      // No more than the processors can carry.
      layers.structure.visits[c]!.forEach((visits, e) => {
        const entry = layers.model.entries[e]!;
        const { cores, replicas = 1 } = layers.model.processors[layers.model.tasks[entry.task]!.processor]!;
        const work = visits * (entry.first.demand + (entry.second?.demand ?? 0));
        if (work > 0) layers.throughput[c] = Math.min(layers.throughput[c]!, (0.7 * cores * replicas) / work);
      });
    }
  });
  if (!start || start.present.length !== layers.nodes.length) return;
  start.throughput.forEach((value, c) => {
    if (layers.model.classes[c]?.kind === 'closed') layers.throughput[c] = value;
  });
  start.holds.forEach((value, s) => {
    const pool = layers.pools[s];
    if (pool) {
      pool.hold = value;
      pool.queued = start.queued[s]!;
    }
  });
  layers.nodes.forEach((node, i) => {
    if (start.present[i]!.length !== node.uses.length) return;
    node.present.set(start.present[i]!);
    node.perUnit.set(start.perUnit[i]!);
  });
}

/** True where a caller's rates depend on what others do, so that one pass is not enough. */
function coupled(layers: Layers): boolean {
  const callersAt = new Map<number, number>();
  for (const node of layers.nodes) {
    if (node.caller.kind === 'class' && node.caller.population === Infinity) continue;
    for (const { station } of node.uses)
      callersAt.set(station.index, (callersAt.get(station.index) ?? 0) + node.caller.copies);
  }
  const closed = layers.model.classes.filter((item) => item.kind === 'closed' && item.users > 0).length;
  const open = layers.model.classes.some((item) => item.kind === 'open' && item.rate > 0);
  return [...callersAt.values()].some((count) => count > 1) || closed > 1 || (closed > 0 && open);
}

function iterate(layers: Layers): boolean {
  const { order } = layers.structure;
  flows(layers);
  const over = spreadExcess(layers);
  for (const c of order) solvePool(layers, layers.nodes[c]!);
  for (const node of layers.nodes) if (node.caller.kind === 'class') solveClass(layers, node);
  for (let i = order.length - 1; i >= 0; i--) placePool(layers, layers.nodes[order[i]!]!);
  placeOpen(layers);
  services(layers);
  for (const node of layers.nodes)
    if (node.caller.kind === 'class') layers.response[node.caller.of] = classResponse(layers, node.caller.of);
  return over;
}
