/** Times of entries and responses of classes, from the times at stations. */
import type { Layers, Node } from './layers.js';
import type { Body } from './structure.js';

/** Times of entries of bounded pools, callees first. */
export function services(layers: Layers): void {
  const { first, second, entryOrder, poolOf } = layers.structure;
  for (const e of entryOrder) {
    const { task } = layers.model.entries[e]!;
    if (poolOf[task]! < 0) continue;
    const node = layers.nodes[layers.callerOf.get(task)!]!;
    layers.service[e] = bodyTime(layers, first[e]!, node);
    layers.hold[e] = layers.service[e]! + (second[e] ? bodyTime(layers, second[e]!, node) : 0);
    const factor = stretchOf(layers, node);
    layers.service[e] = layers.service[e]! * factor;
    layers.hold[e] = layers.hold[e]! * factor;
  }
}

/** Where a pool's rates are those of its chain, the times of its entries add up to what the workers are held. */
function stretchOf(layers: Layers, node: Node): number {
  if (!layers.full[node.caller.of] || node.rate <= 0) return 1;
  const { hold } = layers.pools[layers.structure.poolOf[node.caller.of]!]!;
  if (hold <= 0) return 1;
  const { first, second } = layers.structure;
  let mean = 0;
  for (const e of layers.structure.entriesOf[node.caller.of]!) {
    if (layers.entryRates[e] === 0) continue;
    const both = bodyTime(layers, first[e]!, node) + (second[e] ? bodyTime(layers, second[e]!, node) : 0);
    mean += (layers.entryRates[e]! / node.rate) * both;
  }
  return mean > 0 ? hold / mean : 1;
}

function bodyTime(layers: Layers, body: Body, node: Node): number {
  let time = body.delay;
  const open = node.caller.population === Infinity;
  for (const { station, entry, held } of body.visits) {
    if (held === 0) continue;
    time += held * layers.extra[station]!;
    const use = open ? -1 : node.uses.findIndex((item) => item.station.index === station);
    if (entry < 0) time += held * (open ? layers.openTime[station]! : node.perUnit[use]! / node.quicker);
    else {
      // What the caller's own threads wait: they do not meet themselves.
      const pool = layers.pools[station]!;
      const wait =
        pool.hold === 0
          ? 0
          : open
            ? layers.openTime[station]! - pool.hold
            : node.perUnit[use]! / node.shrink - pool.hold + node.own[use]!;
      // Times of entries add up to those of the pool but for the places between those of the grid.
      const { held: mean } = layers.nodeOf(layers.structure.stations[station]!);
      const gap = !open && pool.hold > 0 && mean > 0 ? pool.hold - mean : 0;
      // Users' times are those by which their throughput was found (Little's law).
      const least = node.caller.kind === 'class' && !open ? wait : Math.max(0, wait);
      time += held * (least + layers.service[entry]! + gap);
    }
  }
  return time;
}

export function classResponse(layers: Layers, c: number): number {
  return bodyTime(layers, layers.structure.classes[c]!, layers.nodes[c]!);
}
