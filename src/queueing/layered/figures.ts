/** What comes out of the layers: figures, overloads, what a further solution may start from. */
import type { Iterate, Layers } from './layers.js';

export type LayeredPoint = {
  readonly rates: Float64Array;
  /** by class, 1/s */ readonly throughput: Float64Array;
  /** by class, s */ readonly response: Float64Array;
  /** by entry: seconds until the reply and to the end, without the wait for a worker */
  readonly service: Float64Array;
  readonly hold: Float64Array;
  /** by task; undefined where there is no bound */ readonly pools: readonly (PoolFigures | undefined)[];
  /** by task: seconds at the cores per second of demand */ readonly stretch: Float64Array;
};
type PoolFigures = {
  readonly wait: number;
  readonly waitProbability: number;
  /** over all replicas */ readonly waiting: number;
  readonly busy: number;
  /** executions per second that all workers busy would complete, all replicas */ readonly capacity: number;
};

export type Overload = { readonly kind: 'task' | 'processor'; readonly index: number; readonly factor: number };

export function outputs(layers: Layers): number[] {
  return [
    ...layers.throughput,
    ...layers.response,
    ...layers.pools.map((pool) => pool?.wait ?? 0),
    ...layers.pools.map((pool) => pool?.hold ?? 0),
  ];
}

export function outputName(layers: Layers, i: number): string {
  const classes = layers.throughput.length;
  if (i < classes) return `the throughput of ${layers.model.classes[i]!.name}`;
  if (i < 2 * classes) return `the response of ${layers.model.classes[i - classes]!.name}`;
  const s = (i - 2 * classes) % layers.pools.length;
  const what = i - 2 * classes < layers.pools.length ? 'wait' : 'holding time';
  return `the ${what} at ${layers.model.tasks[layers.structure.stations[s]!.of]!.name}`;
}

/** A processor that the open classes alone fill (utilisation law). */
export function fullProcessor(layers: Layers): Overload | undefined {
  let worst: Overload | undefined;
  layers.model.processors.forEach(({ cores, replicas = 1 }, index) => {
    let load = 0;
    layers.model.entries.forEach((entry, e) => {
      if (layers.model.tasks[entry.task]!.processor !== index) return;
      const demand = entry.first.demand + (entry.second?.demand ?? 0);
      layers.model.classes.forEach((item, c) => {
        if (item.kind === 'open') load += item.rate * layers.structure.visits[c]![e]! * demand;
      });
    });
    const factor = load / (cores * replicas);
    if (factor >= 1 && factor > (worst?.factor ?? 0)) worst = { kind: 'processor', index, factor };
  });
  return worst;
}

/** A pool that open requests come to faster than all its workers busy can complete. */
export function fullPool(layers: Layers): Overload | undefined {
  let worst: Overload | undefined;
  for (const station of layers.structure.stations) {
    if (station.kind !== 'pool') continue;
    const feed = layers.feeds[station.index]!;
    const { throughput, rate } = layers.nodeOf(station);
    if (rate <= 0 || feed.open <= 0) continue;
    const factor = feed.open / station.copies / throughput[throughput.length - 1]!;
    if (factor >= 1 - 1e-9 && factor > (worst?.factor ?? 0))
      worst = { kind: 'task', index: station.of, factor: Math.max(1, factor) };
  }
  return worst;
}

export function point(layers: Layers): LayeredPoint {
  const { poolOf } = layers.structure;
  const stretch = new Float64Array(layers.model.tasks.length).fill(1);
  layers.model.tasks.forEach(({ processor, workers }, t) => {
    const station = layers.structure.processorOf[processor]!;
    if (station < 0) return;
    if (workers === Infinity) {
      // Of all that come to the processor: who calls a task without bound meets its cores directly.
      const { open, flow, finite } = layers.feeds[station]!;
      const { copies } = layers.structure.stations[station]!;
      let present = open * layers.openTime[station]!;
      for (const item of finite) present += item.node.present[item.use]! * item.node.caller.copies * copies;
      if (open + flow > 0) stretch[t] = present / (open + flow);
      return;
    }
    const node = layers.nodes[layers.callerOf.get(t)!]!;
    const use = node.uses.findIndex((item) => item.station.index === station);
    if (use >= 0 && node.rate > 0) stretch[t] = node.perUnit[use]!;
  });
  return {
    rates: layers.entryRates.slice(),
    throughput: layers.throughput.slice(),
    response: layers.response.slice(),
    service: layers.service.slice(),
    hold: layers.hold.slice(),
    stretch,
    pools: layers.model.tasks.map((task, t) => {
      const s = poolOf[t]!;
      const pool = layers.pools[s];
      if (s < 0 || !pool) return undefined;
      const { copies } = layers.structure.stations[s]!;
      const node = layers.nodes[layers.callerOf.get(t)!]!;
      return {
        wait: pool.wait,
        waitProbability: pool.law.waitProbability,
        waiting: node.rate * pool.wait,
        busy: node.rate * pool.hold,
        capacity: node.rate > 0 ? copies * node.throughput[node.throughput.length - 1]! : task.workers,
      };
    }),
  };
}

export function state(layers: Layers): Iterate {
  return {
    throughput: layers.throughput.slice(),
    present: layers.nodes.map(({ present }) => present.slice()),
    perUnit: layers.nodes.map(({ perUnit }) => perUnit.slice()),
    queued: Float64Array.from(layers.pools, (pool) => pool?.queued ?? 0),
    holds: Float64Array.from(layers.pools, (pool) => pool?.hold ?? 0),
    unit: 1,
  };
}
