/** Each caller with its threads as a closed network over what it calls: rates of pools, throughput of closed classes. */
import { type Background, isEmpty, othersLaw, seenRates } from './background.js';
import { background } from './flows.js';
import type { Layers, Node, Pool } from './layers.js';
import { type Network, type NetworkStation, solveNetwork } from './network.js';
import { residualFactor } from './pool.js';
import { saturationWeight } from './saturation.js';
import type { Station } from './structure.js';
import { manyUsers } from './users.js';

/** Users of a class up to which their network is convolved. */
const CONVOLVED = 300;

/** Rates of a station as one copy of the caller finds it, the others averaged out. */
function seenStation(layers: Layers, node: Node, u: number, population: number): NetworkStation {
  const use = node.uses[u]!;
  const { station } = use;
  const demand = use.held / station.copies;
  const around = background(layers, node, u);
  const rates = node.seen[u]!.at(layers.bases[station.index]!, population, around);
  const less = overstatedWait(layers, station, around, rates[0]!);
  return {
    demand,
    rates: less === 0 ? rates : rates.map((rate, k) => (k + 1) / ((k + 1) / rate - less)),
    copies: station.copies,
  };
}

/**
 * A request that finds all workers busy waits for the rest of a service, V times what it is for exponential ones, and for those in front;
 * who comes later does not matter. In the product form of the numbers present that does, and where services vary more than exponential
 * ones the wait comes out too long. Seconds of it, for one thread of the caller.
 * @param seen rate with one own thread present, by the product form
 */
function overstatedWait(layers: Layers, station: Station, around: Background, seen: number): number {
  const pool = layers.pools[station.index];
  if (!pool || isEmpty(around) || pool.variability <= 1) return 0;
  const { throughput } = layers.nodeOf(station);
  const m = throughput.length - 1;
  const base = layers.bases[station.index]!;
  if (m < station.servers || base.length <= m) return 0;
  const plain = seenRates(throughput.subarray(1), 1, around)[0]!;
  let service = 0;
  let full = 0;
  let before = 0;
  othersLaw(base, around).forEach((p, i) => {
    service += (p * Math.min(m, i + 1)) / throughput[Math.min(m, i + 1)]!;
    if (i < m) return;
    full += p;
    before += p * (i - m);
  });
  const time = (residual: number): number => service + (full * residual + before) / throughput[m]!;
  return Math.max(0, 1 / seen - time(pool.variability) / (plain * time(1)));
}

/**
 * The closed network of a caller's threads. A call counts with the pool's mean time to the end; what the entries called differ from that
 * is added to the thread's time elsewhere, or taken from it.
 * @param think seconds between executions
 */
function networkOf(
  layers: Layers,
  node: Node,
  population: number,
  think = 0,
): { delay: number; stations: NetworkStation[] } {
  const { uses, perUnit } = node;
  let delay = think + node.delay;
  let atCores = 0;
  let atPools = 0;
  uses.forEach((use, u) => {
    const pool = layers.pools[use.station.index];
    if (use.held > 0 && pool) atPools += (use.held * perUnit[u]!) / node.shrink;
    else atCores += (use.held * perUnit[u]!) / node.quicker;
  });
  for (const { station, held } of uses) delay += held * layers.extra[station.index]!;
  const whole = delay + atCores + atPools;
  let gain = 0;
  uses.forEach((use, u) => {
    const pool = layers.pools[use.station.index];
    if (!pool || use.held <= 0 || pool.hold <= 0) return;
    // Against the times of all entries there, as the iterate has them: the pool's own mean comes later, and the gap would be fed back.
    const other = use.hold - use.held * layers.nodeOf(use.station).held;
    if (Math.abs(other) > 1e-9 * use.hold) {
      if (other > 0) delay += other;
      else gain -= other;
    }
    const early = overlap(layers, node, u, whole - (use.held * perUnit[u]!) / node.shrink);
    node.own[u] = (use.hold - use.service - early) / use.held;
    gain += early;
  });
  const fromDelay = Math.min(gain, delay);
  const fromCores = Math.min(gain - fromDelay, 0.95 * atCores);
  const rest = gain - fromDelay - fromCores;
  node.shrink = rest > 0 && atPools > 0 ? Math.max(0.05, 1 - rest / Math.max(atPools, rest)) : 1;
  node.quicker = fromCores > 0 ? 1 - fromCores / atCores : 1;
  const stations = uses.map((use, u): NetworkStation => {
    const station = seenStation(layers, node, u, population);
    const factor = layers.pools[use.station.index] ? node.shrink : node.quicker;
    return factor < 1 ? { ...station, demand: station.demand * factor } : station;
  });
  return { delay: delay - fromDelay, stations };
}

/**
 * Seconds per execution during which the second phases of the calls at a pool run beside what the caller does next. A thread that comes
 * back sooner than the worker is done meets its own request: with one worker it always waits for that (both times taken as exponential,
 * the shorter of them is z s / (z + s)), with several only where all are busy.
 * @param elsewhere seconds per execution that the thread is not at that pool
 */
function overlap(layers: Layers, node: Node, u: number, elsewhere: number): number {
  const use = node.uses[u]!;
  const late = use.hold - use.service;
  if (late <= 1e-9 * use.hold) return 0;
  const shorter = elsewhere > 0 ? (elsewhere * late) / (elsewhere + late) : 0;
  const free = use.station.servers > 1 ? 1 - layers.pools[use.station.index]!.law.full : 0;
  return shorter + (late - shorter) * free;
}

/** X(k) of a pool, and how random its departures are. */
export function solvePool(layers: Layers, node: Node): void {
  const station = layers.structure.poolOf[node.caller.of]!;
  const pool = layers.pools[station]!;
  if (node.rate <= 0) return;
  const population = layers.threads[node.caller.index]!;
  const { delay, stations } = networkOf(layers, node, population);
  const work = stations.some(({ demand }) => demand > 0);
  // Something that takes no time at all still takes a trillionth of a second.
  const network = node.kept.solve(population, work ? delay : Math.max(delay, 1e-12), stations);
  node.network = network;
  const known = layers.full[node.caller.of];
  const weight = known ? saturationWeight(known, pool.law.full) : 0;
  const chain = known?.throughput;
  node.throughput = chain ? network.throughput.map((x, k) => x + weight * (chain[k]! - x)) : network.throughput;
  const { throughput } = node;
  const last = throughput[population]!;
  layers.bases[station] = throughput.slice(1);
  measureVariability(layers, node, pool, network, stations);
  if (known && population === node.caller.population)
    pool.variability += weight * ((1 + known.dispersion) / 2 - pool.variability);
  if (population < node.caller.population) return;
  const factor = residualFactor(pool.queued, pool.variability);
  layers.bases[station] = Float64Array.from({ length: population + 1 }, (_, k) =>
    k < population - 1 ? throughput[k + 1]! : (last * factor) / (k < population ? 1 : Math.max(1e-9, pool.variability)),
  );
}

/**
 * How random the departures of the busy pool are. What makes requests wait in line at a callee is in the callee's rates already, as
 * residual of its busy threads: to that share the callee counts as exponential here.
 */
function measureVariability(
  layers: Layers,
  node: Node,
  pool: Pool,
  network: Network,
  stations: readonly NetworkStation[],
): void {
  const effects = network.effects();
  let felt = node.mixing;
  node.uses.forEach((use, u) => {
    if (use.amount <= 0) return;
    const callee = layers.pools[use.station.index];
    const noise = (each: number): number => (use.station.copies * (use.variance + each * use.amount)) / use.amount ** 2;
    if (!callee) {
      felt += effects[u]! * noise(0);
      return;
    }
    let queued = 0;
    const law = new Float64Array(network.population + 1);
    network.addLaw(network.grid.length - 1, u, 1, law);
    for (let j = use.station.servers + 1; j < law.length; j++) queued += law[j]!;
    // With others in line, a wait w per unit of service s that is zero or exponential with mean (1 + c²) s / 2 + w makes the squared
    // variation of both together (c² + w) / (1 + w), if c² is that of the service.
    const slowed = Math.max(1, layers.bases[use.station.index]![0]! / stations[u]!.rates[0]!);
    felt += effects[u]! * noise(1 + ((callee.departures - 1) * (1 - queued)) / slowed);
  });
  if (node.delay > 0) {
    felt += (effects[node.uses.length] ?? 0) * (node.delayVariance / node.delay ** 2);
  }
  pool.departures = felt;
  pool.variability = (1 + felt) / 2;
}

/** Throughput of a closed class, and where its users are. */
export function solveClass(layers: Layers, node: Node): void {
  const item = layers.model.classes[node.caller.of]!;
  if (item.kind === 'open' || item.users === 0) return;
  const { delay: think, stations } = networkOf(layers, node, Math.min(item.users, 2000), item.think);
  let throughput: number;
  if (item.users <= CONVOLVED) {
    const network = solveNetwork(item.users, Math.max(think, 1e-12), stations, true);
    throughput = network.throughput[item.users]!;
    node.laws = node.uses.map((_, u) => {
      const law = new Float64Array(item.users + 1);
      network.addLaw(0, u, 1, law);
      return law;
    });
  } else {
    const answer = manyUsers(item.users, Math.max(think, 1e-12), stations);
    throughput = answer.throughput;
    node.laws = node.uses.map((_, u) => answer.laws[u]!);
  }
  const before = layers.throughput[node.caller.of]!;
  layers.throughput[node.caller.of] = relaxed(layers, before, throughput);
  node.rate = layers.throughput[node.caller.of]!;
  settle(layers, node, throughput);
}

/** Means of the laws of a caller's threads. @param rate of the caller at which the laws hold, all copies */
export function settle(layers: Layers, node: Node, rate: number): void {
  node.uses.forEach((use, u) => {
    let mean = 0;
    node.laws[u]!.forEach((p, j) => {
      mean += p * j;
    });
    const work = ((rate / node.caller.copies) * use.held) / use.station.copies;
    node.present[u] = relaxed(layers, node.present[u]!, mean);
    node.perUnit[u] = relaxed(layers, node.perUnit[u]!, work > 0 ? mean / work : 1);
  });
}

/** A step towards the value found; all of it where nothing is held back, so that a first guess far away leaves no rounding behind. */
export function relaxed({ relaxation }: Layers, before: number, found: number): number {
  return relaxation === 1 ? found : before + relaxation * (found - before);
}
