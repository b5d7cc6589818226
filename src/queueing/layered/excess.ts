/**
 * The utilisation law where several callers share a station. Each caller is solved with the others as it finds them on the average, and
 * near saturation all of them together may ask for more than there is, above all where their services are unlike. What is too much, all
 * wait for alike (first come, first served; at cores, per unit of work): the wait at which the station is just full, as in the bounds of
 * closed networks (Denning and Buzen 1978; the multiplier of the capacity in Kelly 1991).
 */
import type { Layers } from './layers.js';

/** Iterations before the first step: what is too much in the beginning is that of a first guess. */
export const SETTLED = 8;
/** Change per iteration at which figures count as settled in the end, where a station is just full: wait and excess stand for each other. */
export const FULL_TOLERANCE = 1e-4;

/** One step of each station's wait towards the one at which its load is no more than it has. @returns whether any station has such a wait */
export function spreadExcess(layers: Layers): boolean {
  let any = false;
  for (const { index, kind, copies, servers, of } of layers.structure.stations) {
    const { finite, flow, open } = layers.feeds[index]!;
    const before = layers.extra[index]!;
    if (finite.length < 2 || flow <= 0) continue;
    let load = (flow + open) / (copies * servers);
    if (kind === 'pool') {
      const node = layers.nodes[layers.callerOf.get(of)!]!;
      load = (node.rate * node.held) / (copies * servers);
    }
    if (load <= 1 && before === 0) continue;
    any = true;
    if (layers.iterations < SETTLED) continue;
    // Newton's step: a caller's threads go round once per threads / flow seconds (Little's law), which the wait is a part of.
    let slope = 0;
    for (const { node, use, flow: own } of finite) {
      const { held, hold } = node.uses[use]!;
      const each = kind === 'pool' ? hold / held : 1;
      slope += (own * own * each) / (node.caller.copies * layers.threads[node.caller.index]!);
    }
    const step = slope > 0 ? ((load - 1) * copies * servers) / slope : 0;
    layers.extra[index] = Math.max(0, before + 1.3 * layers.relaxation * step);
  }
  return any;
}
