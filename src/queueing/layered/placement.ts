/** How many requests are at each pool and station, callers first. */
import { totalLaw } from './background.js';
import { relaxed, settle } from './callers.js';
import { background } from './flows.js';
import type { Layers, Node } from './layers.js';
import { gridWeights, lawOf, openLaw } from './pool.js';

/** A pool that open requests overload at an iterate is taken as this full. */
const NEARLY_FULL = 1 - 1e-5;

/** Law of the number at one copy of a station, from the callers whose threads are bounded. */
function lawFromCallers(layers: Layers, s: number): Float64Array {
  const feed = layers.feeds[s]!;
  let total = new Float64Array(0);
  for (const { node, use, flow } of feed.finite) {
    const law = totalLaw(layers.bases[s]!, node.laws[use]!, background(layers, node, use));
    if (law.length > total.length) {
      const longer = new Float64Array(law.length);
      longer.set(total);
      total = longer;
    }
    const share = flow / feed.flow;
    for (let l = 0; l < law.length; l++) total[l] = total[l]! + law[l]! * share;
  }
  return total;
}

/** Operating point of a pool, then where its own threads are. */
export function placePool(layers: Layers, node: Node): void {
  const s = layers.structure.poolOf[node.caller.of]!;
  const station = layers.structure.stations[s]!;
  const feed = layers.feeds[s]!;
  const pool = layers.pools[s]!;
  if (node.rate <= 0 || !node.network) return;
  const rate = node.rate / station.copies;
  const most = node.throughput[node.throughput.length - 1]!;
  pool.law =
    feed.finite.length > 0
      ? lawOf(lawFromCallers(layers, s), node.throughput, pool.variability)
      : openLaw(Math.min(rate, most * NEARLY_FULL), node.throughput, pool.variability);
  const { below, full, waiting, flow, queued } = pool.law;
  if (flow <= 0) return;
  const busy = below.reduce((sum, p, k) => sum + p * k, full * below.length);
  // A secant step: q depends on itself, steeply where services vary much.
  const before = pool.secant;
  const slope = before && before.q !== pool.queued ? (queued - before.found) / (pool.queued - before.q) : Number.NaN;
  // Where several pools' steps disturb each other, the slope for one server is the safer one.
  const guess =
    Number.isFinite(slope) && layers.iterations <= 12 ? slope : (busy / below.length) * (1 - pool.variability);
  pool.secant = { q: pool.queued, found: queued };
  const step = (layers.relaxation * (queued - pool.queued)) / (1 - Math.min(0.9, Math.max(-20, guess)));
  pool.queued = Math.min(1, Math.max(0, pool.queued + step));
  pool.wait = relaxed(layers, pool.wait, waiting / flow);
  pool.hold = pool.hold > 0 ? relaxed(layers, pool.hold, busy / flow) : busy / flow;
  const { network } = node;
  const weights = gridWeights(pool.law, network.grid);
  let busyShare = 0;
  for (const weight of weights) busyShare += weight;
  node.laws = node.uses.map((_, u) => {
    const law = new Float64Array(network.population + 1);
    law[0] = Math.max(0, 1 - busyShare);
    for (let place = 0; place < weights.length; place++)
      if (weights[place]! > 1e-13) network.addLaw(place, u, weights[place]!, law);
    return law;
  });
  settle(layers, node, flow * station.copies);
}

/** Time at stations of requests that no threads bound: what is there without those of the callers with bounded ones. */
export function placeOpen(layers: Layers): void {
  for (const station of layers.structure.stations) {
    const feed = layers.feeds[station.index]!;
    if (feed.open <= 0) continue;
    const rate = feed.open / station.copies;
    const pool = layers.pools[station.index];
    const least = pool ? pool.hold : 1 / Math.min(1, station.servers);
    let mean: number;
    if (feed.finite.length > 0) {
      const all = lawFromCallers(layers, station.index).reduce((sum, p, l) => sum + p * l, 0);
      const theirs = feed.finite.reduce((sum, { node, use }) => sum + node.present[use]! * node.caller.copies, 0);
      mean = Math.max(rate * least, all - theirs);
    } else if (pool) mean = rate * (pool.wait + pool.hold);
    else {
      const rates = layers.bases[station.index]!;
      const throughput = Float64Array.from({ length: rates.length + 1 }, (_, l) => (l === 0 ? 0 : rates[l - 1]!));
      const { below, full, waiting } = openLaw(Math.min(rate, station.servers * NEARLY_FULL), throughput, 1);
      mean = below.reduce((sum, p, k) => sum + p * k, full * below.length) + waiting;
    }
    layers.openTime[station.index] = relaxed(layers, layers.openTime[station.index]!, mean / rate);
  }
}
