/** Flows of requests to every station, and what a caller finds there beside its own threads. */
import type { Background } from './background.js';
import type { Layers, Node } from './layers.js';
import type { Body } from './structure.js';

/** Rates of entries, what each caller brings to each station, and the mix of each pool's executions. */
export function flows(layers: Layers): void {
  const { stations, visits, first, second, classes, entriesOf } = layers.structure;
  layers.entryRates.fill(0);
  visits.forEach((counts, c) => {
    const rate = layers.throughput[c]!;
    if (rate > 0)
      for (let e = 0; e < counts.length; e++) layers.entryRates[e] = layers.entryRates[e]! + rate * counts[e]!;
  });
  layers.feeds = stations.map(() => ({ open: 0, finite: [], flow: 0, present: 0, threads: 0 }));
  for (const node of layers.nodes) {
    const { caller, uses } = node;
    const byStation = new Map(uses.map((use) => [use.station.index, use]));
    for (const use of uses) {
      use.amount = 0;
      use.held = 0;
      use.variance = 0;
      use.service = 0;
      use.hold = 0;
    }
    node.delay = 0;
    node.delayVariance = 0;
    const put = (body: Body | undefined, weight: number): void => {
      if (!body || weight === 0) return;
      node.delay += weight * body.delay;
      node.delayVariance += weight * body.delayVariance;
      for (const visit of body.visits) {
        const use = byStation.get(visit.station)!;
        use.amount += weight * visit.amount;
        use.held += weight * visit.held;
        use.variance += weight * visit.variance;
        if (visit.entry < 0) continue;
        use.service += weight * visit.held * layers.service[visit.entry]!;
        use.hold += weight * visit.held * layers.hold[visit.entry]!;
      }
    };
    node.mixing = 0;
    if (caller.kind === 'class') {
      node.rate = layers.throughput[caller.of]!;
      put(classes[caller.of], 1);
    } else {
      let rate = 0;
      for (const e of entriesOf[caller.of]!) rate += layers.entryRates[e]!;
      node.rate = rate;
      let mean = 0;
      let square = 0;
      for (const e of rate > 0 ? entriesOf[caller.of]! : []) {
        const weight = layers.entryRates[e]! / rate;
        put(first[e], weight);
        put(second[e], weight);
        mean += weight * layers.hold[e]!;
        square += weight * layers.hold[e]! ** 2;
      }
      node.held = mean;
      node.mixing = mean > 0 ? Math.max(0, square / (mean * mean) - 1) : 0;
    }
    uses.forEach((use, u) => {
      const feed = layers.feeds[use.station.index]!;
      const held = caller.population === Infinity ? 0 : node.rate * use.held;
      feed.open += node.rate * use.amount - held;
      if (held <= 0) return;
      feed.finite.push({ node, use: u, flow: held });
      feed.flow += held;
      feed.present += node.present[u]! * caller.copies * use.station.copies;
      feed.threads += caller.copies * layers.threads[caller.index]!;
    });
  }
  traceOrigins(layers);
}

/** For each caller, the share of its executions that few threads upstream cause: those cannot compete with themselves. */
function traceOrigins(layers: Layers): void {
  const { order, poolOf } = layers.structure;
  layers.origins = layers.nodes.map(({ caller }) => new Map([[caller.index, 1]]));
  if (layers.nodes.length > 300) return;
  for (let i = order.length - 1; i >= 0; i--) {
    const node = layers.nodes[order[i]!]!;
    const feed = layers.feeds[poolOf[node.caller.of]!]!;
    const total = feed.open + feed.flow;
    if (total <= 0) continue;
    const own = layers.origins[node.caller.index]!;
    for (const { node: from, flow } of feed.finite) {
      for (const [ancestor, share] of layers.origins[from.caller.index]!) {
        const { copies, population } = layers.nodes[ancestor]!.caller;
        if (ancestor === node.caller.index || copies * population > 100) continue;
        own.set(ancestor, (own.get(ancestor) ?? 0) + (flow / total) * share);
      }
    }
  }
}

/** Share of a competitor's flow that the caller's own thread cannot meet, because the same upstream thread causes both. */
function interlock(layers: Layers, own: Node, other: Node): number {
  let most = 0;
  const theirs = layers.origins[other.caller.index]!;
  for (const [ancestor, share] of layers.origins[own.caller.index]!) {
    const common = theirs.get(ancestor);
    if (common === undefined) continue;
    const { copies, population } = layers.nodes[ancestor]!.caller;
    most = Math.max(most, (share * common) / (copies * population));
  }
  return Math.min(1, most);
}

/** What a copy of the caller finds at a copy of the station beside its own threads. */
export function background(layers: Layers, node: Node, u: number): Background {
  const { station } = node.uses[u]!;
  const feed = layers.feeds[station.index]!;
  const { copies } = station;
  let flow = 0;
  let present = 0;
  let threads = 0;
  if (feed.finite.length <= 60) {
    for (const { node: other, use, flow: theirs } of feed.finite) {
      const { caller } = other;
      const count = other === node ? caller.copies - 1 : caller.copies;
      if (count <= 0) continue;
      const left = other === node ? 1 : 1 - interlock(layers, node, other);
      flow += (left * theirs * count) / caller.copies / copies;
      present += left * other.present[use]! * count;
      threads += count * layers.threads[caller.index]!;
    }
  } else {
    const mine = (node.rate * node.uses[u]!.held) / node.caller.copies;
    flow = (feed.flow - mine) / copies;
    present = feed.present / copies - node.present[u]!;
    threads = feed.threads - layers.threads[node.caller.index]!;
  }
  const away = Math.max(threads - present, 0.02 * threads);
  const open = feed.open > 1e-12 * feed.flow ? feed.open / copies : 0;
  return { open, threads, each: away > 0 && flow > 1e-12 * feed.flow ? flow / away : 0 };
}
