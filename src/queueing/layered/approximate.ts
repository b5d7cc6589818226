/**
 * Layered systems of any size, by layers (Rolia and Sevcik 1995; Franks et al. 2009): the threads of each pool are the customers of what
 * it calls and the servers of who calls it. Callees first, each pool gets its rates X(k) for k busy threads from the closed network of
 * these threads; callers first, each gets the law of its busy threads. Systems in which each pool has one caller and all load is open
 * or of one closed class need one pass; others are iterated with under-relaxation.
 */
import { type Background, seenRates, totalLaw } from './background.js';
import type { LayeredModel } from './model.js';
import { type Network, type NetworkStation, solveNetwork } from './network.js';
import { gridWeights, lawOf, openLaw, type PoolLaw, residualFactor } from './pool.js';
import { type FullPool, type FullPools, fullPoolsOf, saturationWeight } from './saturation.js';
import type { Body, Caller, Station, Structure } from './structure.js';
import { manyUsers } from './users.js';

/** Users of a class, or threads of a pool, up to which their network is convolved. */
const CONVOLVED = 300;
/** A pool that open requests overload at an iterate is taken as this full. */
const NEARLY_FULL = 1 - 1e-5;

/** What a caller does at a station, per execution and copy. */
type Use = {
  readonly station: Station;
  /** all work or calls, and those that the thread waits for */ amount: number;
  held: number;
  /** of amount, per execution */ variance: number;
  /** of what it calls there, per execution: time until the replies, and to the ends */ service: number;
  hold: number;
};
/** One caller at work, at the present iterate. */
type Node = {
  readonly caller: Caller;
  readonly uses: readonly Use[];
  /** executions per second, all copies */ rate: number;
  delay: number;
  delayVariance: number;
  mixing: number;
  /** factor on the demand at pools, where calls are shorter than what else comes there */ shrink: number;
  /** factor on the demand at cores, where second phases run beside it */ quicker: number;
  /** by use: seconds per call that a thread waits for the rest of its own last request */ readonly own: Float64Array;
  network: Network | undefined;
  /** by use: law of this copy's threads at a copy of the station; their mean */ laws: Float64Array[];
  readonly present: Float64Array;
  /** mean number at the station over the mean work there, s per unit */ readonly perUnit: Float64Array;
  /** X(k), k = 0 .. population, for pools */ throughput: Float64Array;
};
type Pool = {
  law: PoolLaw;
  /** V: half of one plus the squared cv of what makes its requests wait */ variability: number;
  /** q, and its last step */ queued: number;
  secant: { readonly q: number; readonly found: number } | undefined;
  wait: number;
  hold: number;
  /** squared cv of departures, as far as it is not in the rates below */ departures: number;
};

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
export type PoolFigures = {
  readonly wait: number;
  readonly waitProbability: number;
  /** over all replicas */ readonly waiting: number;
  readonly busy: number;
  /** executions per second that all workers busy would complete, all replicas */ readonly capacity: number;
};

export type ApproximateOutcome =
  | { readonly kind: 'solved'; readonly point: LayeredPoint; readonly iterations: number; readonly state: Iterate }
  | { readonly kind: 'overloaded'; readonly place: Overload }
  | { readonly kind: 'diverged'; readonly why: string; readonly iterations: number };
export type Overload = { readonly kind: 'task' | 'processor'; readonly index: number; readonly factor: number };

/** What a further solution may start from. */
export type Iterate = {
  readonly throughput: Float64Array;
  readonly present: readonly Float64Array[];
  readonly perUnit: readonly Float64Array[];
  readonly queued: Float64Array;
  readonly holds: Float64Array;
};

export type ApproximateOptions = {
  /** relative change of all outputs at which the iteration ends, > 0 */ readonly tolerance: number;
  readonly mostIterations: number;
  readonly start?: Iterate | undefined;
  /** states up to which a busy pool is followed by its chain; 0: never */ readonly chainStates: number;
  /** chains that are known already */ readonly fullPools: FullPools;
};

/** @param structure of the same model */
export function solveApproximately(
  model: LayeredModel,
  structure: Structure,
  options: ApproximateOptions,
): ApproximateOutcome {
  return new Layers(model, structure, options).run();
}

/** Flow to a station: the open part, and each caller with a bounded number of threads. */
type Feed = {
  open: number;
  finite: { readonly node: Node; readonly use: number; readonly flow: number }[];
  flow: number;
  present: number;
  threads: number;
};

class Layers {
  private readonly nodes: Node[];
  private readonly pools: (Pool | undefined)[];
  private readonly entryRates: Float64Array;
  private readonly service: Float64Array;
  private readonly hold: Float64Array;
  private readonly throughput: Float64Array;
  private readonly response: Float64Array;
  /** mean seconds at a station, per unit of work, of requests that no threads bound */
  private readonly openTime: Float64Array;
  private feeds: Feed[] = [];
  private origins: Map<number, number>[] = [];
  /** laws that a station shared by several callers has are mixed into these: rates with the residual of busy threads */
  private readonly bases: Float64Array[];
  /** by task: pools whose rates are known from their chain */
  private readonly full: readonly (FullPool | undefined)[];
  /** by caller: threads of a copy that can be busy at once */ private readonly threads: Float64Array;
  private relaxation = 1;
  private iterations = 0;

  constructor(
    private readonly model: LayeredModel,
    private readonly structure: Structure,
    private readonly options: ApproximateOptions,
  ) {
    const { stations, callers } = structure;
    this.entryRates = new Float64Array(model.entries.length);
    this.service = new Float64Array(model.entries.length);
    this.hold = new Float64Array(model.entries.length);
    this.throughput = new Float64Array(model.classes.length);
    this.response = new Float64Array(model.classes.length);
    this.openTime = new Float64Array(stations.length).fill(1);
    this.bases = stations.map(({ kind, servers }) =>
      kind === 'processor'
        ? Float64Array.from({ length: Math.max(1, Math.ceil(servers)) }, (_, l) => Math.min(l + 1, servers))
        : Float64Array.of(1),
    );
    this.pools = stations.map(({ kind }) =>
      kind === 'pool'
        ? {
            law: { below: new Float64Array(0), full: 0, waiting: 0, flow: 0, waitProbability: 0, queued: 0.5 },
            variability: 1,
            queued: 0.5,
            secant: undefined,
            wait: 0,
            hold: 0,
            departures: 1,
          }
        : undefined,
    );
    this.nodes = callers.map((caller) => {
      const uses = this.usesOf(caller);
      return {
        caller,
        uses,
        rate: 0,
        delay: 0,
        delayVariance: 0,
        mixing: 0,
        shrink: 1,
        quicker: 1,
        own: new Float64Array(uses.length),
        network: undefined,
        laws: uses.map(() => Float64Array.of(1)),
        present: new Float64Array(uses.length),
        perUnit: new Float64Array(uses.length).fill(1),
        throughput: Float64Array.of(0, 1),
      };
    });
    this.full = options.chainStates > 0 ? fullPoolsOf(model, structure, options.chainStates, options.fullPools) : [];
    this.threads = this.busyThreads();
    this.begin(options.start);
  }

  run(): ApproximateOutcome {
    const full = this.fullProcessor();
    if (full) return { kind: 'overloaded', place: full };
    const { tolerance, mostIterations } = this.options;
    const coupled = this.coupled();
    let change = Infinity;
    let moving = '';
    const seen: number[] = [];
    while (this.iterations < mostIterations) {
      this.iterations++;
      const { iterations } = this;
      this.relaxation = iterations < (coupled ? 3 : 30) ? 1 : iterations < 60 ? 0.7 : iterations < 120 ? 0.4 : 0.15;
      const before = this.outputs();
      this.iterate();
      const after = this.outputs();
      change = 0;
      after.forEach((value, i) => {
        const scale = Math.max(Math.abs(value), Math.abs(before[i]!), 1e-300);
        const own = Math.abs(value - before[i]!) / scale;
        if (own > change && Math.max(value, before[i]!) > 1e-15) {
          change = own;
          moving = this.outputName(i);
        }
      });
      seen.push(change);
      if (change < tolerance && iterations > 1) break;
    }
    const { iterations } = this;
    const overload = this.fullPool();
    if (overload) return { kind: 'overloaded', place: overload };
    if (!(change < tolerance))
      return {
        kind: 'diverged',
        iterations,
        why: `${moving} still changes by ${(100 * change).toPrecision(2)} % after ${iterations} iterations`,
      };
    return { kind: 'solved', iterations, point: this.point(), state: this.state() };
  }

  // ---- set-up

  private usesOf(caller: Caller): Use[] {
    const { stations } = this.structure;
    const found = new Set<number>();
    for (const body of this.bodiesOf(caller)) for (const visit of body?.visits ?? []) found.add(visit.station);
    return [...found].map((s) => ({ station: stations[s]!, amount: 0, held: 0, variance: 0, service: 0, hold: 0 }));
  }

  private bodiesOf(caller: Caller): readonly (Body | undefined)[] {
    const { first, second, classes } = this.structure;
    if (caller.kind === 'class') return [classes[caller.of]];
    return this.model.entries.flatMap((entry, e) => (entry.task === caller.of ? [first[e], second[e]] : []));
  }

  /**
   * A pool has no more requests than its callers have threads, where they wait for it, and needs no more workers than that; but those at
   * second phases nobody waits for.
   */
  private busyThreads(): Float64Array {
    const { order, poolOf, callers, second } = this.structure;
    const threads = Float64Array.from(callers, ({ population }) => population);
    const come = new Float64Array(this.structure.stations.length);
    const late = new Set(this.model.entries.flatMap(({ task }, e) => (second[e] ? [task] : [])));
    const send = (node: Node): void => {
      const bodies = this.bodiesOf(node.caller).flatMap((body) => body?.visits ?? []);
      for (const { station, amount, held } of bodies) if (held < amount * (1 - 1e-12)) come[station] = Infinity;
      for (const { station } of node.uses)
        come[station.index] = come[station.index]! + node.caller.copies * threads[node.caller.index]!;
    };
    for (const node of this.nodes) if (node.caller.kind === 'class') send(node);
    for (let i = order.length - 1; i >= 0; i--) {
      const { caller } = this.nodes[order[i]!]!;
      if (!late.has(caller.of))
        threads[caller.index] = Math.max(1, Math.min(caller.population, come[poolOf[caller.of]!]!));
      send(this.nodes[order[i]!]!);
    }
    return threads;
  }

  private begin(start: Iterate | undefined): void {
    this.services();
    this.model.classes.forEach((item, c) => {
      if (item.kind === 'open') this.throughput[c] = item.rate;
      else {
        const response = this.classResponse(c);
        const cycle = item.think + response;
        this.throughput[c] = item.users === 0 ? 0 : 0.5 * (item.users / Math.max(cycle, 1e-300));
        // No more than the processors can carry.
        this.structure.visits[c]!.forEach((visits, e) => {
          const entry = this.model.entries[e]!;
          const { cores, replicas = 1 } = this.model.processors[this.model.tasks[entry.task]!.processor]!;
          const work = visits * (entry.first.demand + (entry.second?.demand ?? 0));
          if (work > 0) this.throughput[c] = Math.min(this.throughput[c]!, (0.7 * cores * replicas) / work);
        });
      }
    });
    if (!start || start.present.length !== this.nodes.length) return;
    start.throughput.forEach((value, c) => {
      if (this.model.classes[c]?.kind === 'closed') this.throughput[c] = value;
    });
    start.holds.forEach((value, s) => {
      const pool = this.pools[s];
      if (pool) {
        pool.hold = value;
        pool.queued = start.queued[s]!;
      }
    });
    this.nodes.forEach((node, i) => {
      if (start.present[i]!.length !== node.uses.length) return;
      node.present.set(start.present[i]!);
      node.perUnit.set(start.perUnit[i]!);
    });
  }

  /** True where a caller's rates depend on what others do, so that one pass is not enough. */
  private coupled(): boolean {
    const callersAt = new Map<number, number>();
    for (const node of this.nodes) {
      if (node.caller.kind === 'class' && node.caller.population === Infinity) continue;
      for (const { station } of node.uses)
        callersAt.set(station.index, (callersAt.get(station.index) ?? 0) + node.caller.copies);
    }
    const closed = this.model.classes.filter((item) => item.kind === 'closed' && item.users > 0).length;
    const open = this.model.classes.some((item) => item.kind === 'open' && item.rate > 0);
    return [...callersAt.values()].some((count) => count > 1) || closed > 1 || (closed > 0 && open);
  }

  // ---- one iteration

  private iterate(): void {
    const { order } = this.structure;
    this.flows();
    for (const c of order) this.solvePool(this.nodes[c]!);
    for (const node of this.nodes) if (node.caller.kind === 'class') this.solveClass(node);
    for (let i = order.length - 1; i >= 0; i--) this.placePool(this.nodes[order[i]!]!);
    this.placeOpen();
    this.services();
    for (const node of this.nodes)
      if (node.caller.kind === 'class') this.response[node.caller.of] = this.classResponse(node.caller.of);
  }

  /** Rates of entries, what each caller brings to each station, and the mix of each pool's executions. */
  private flows(): void {
    const { entries } = this.model;
    const { stations, visits, first, second, classes } = this.structure;
    this.entryRates.fill(0);
    visits.forEach((counts, c) => {
      const rate = this.throughput[c]!;
      if (rate > 0)
        for (let e = 0; e < counts.length; e++) this.entryRates[e] = this.entryRates[e]! + rate * counts[e]!;
    });
    this.feeds = stations.map(() => ({ open: 0, finite: [], flow: 0, present: 0, threads: 0 }));
    for (const node of this.nodes) {
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
          use.service += weight * visit.held * this.service[visit.entry]!;
          use.hold += weight * visit.held * this.hold[visit.entry]!;
        }
      };
      node.mixing = 0;
      if (caller.kind === 'class') {
        node.rate = this.throughput[caller.of]!;
        put(classes[caller.of], 1);
      } else {
        let rate = 0;
        for (const [e, entry] of entries.entries()) if (entry.task === caller.of) rate += this.entryRates[e]!;
        node.rate = rate;
        let mean = 0;
        let square = 0;
        for (const [e, entry] of entries.entries()) {
          if (entry.task !== caller.of || rate === 0) continue;
          const weight = this.entryRates[e]! / rate;
          put(first[e], weight);
          put(second[e], weight);
          mean += weight * this.hold[e]!;
          square += weight * this.hold[e]! ** 2;
        }
        node.mixing = mean > 0 ? Math.max(0, square / (mean * mean) - 1) : 0;
      }
      uses.forEach((use, u) => {
        const feed = this.feeds[use.station.index]!;
        const held = caller.population === Infinity ? 0 : node.rate * use.held;
        feed.open += node.rate * use.amount - held;
        if (held <= 0) return;
        feed.finite.push({ node, use: u, flow: held });
        feed.flow += held;
        feed.present += node.present[u]! * caller.copies * use.station.copies;
        feed.threads += caller.copies * this.threads[caller.index]!;
      });
    }
    this.traceOrigins();
  }

  /** For each caller, the share of its executions that few threads upstream cause: those cannot compete with themselves. */
  private traceOrigins(): void {
    const { order, poolOf } = this.structure;
    this.origins = this.nodes.map(({ caller }) => new Map([[caller.index, 1]]));
    if (this.nodes.length > 300) return;
    for (let i = order.length - 1; i >= 0; i--) {
      const node = this.nodes[order[i]!]!;
      const feed = this.feeds[poolOf[node.caller.of]!]!;
      const total = feed.open + feed.flow;
      if (total <= 0) continue;
      const own = this.origins[node.caller.index]!;
      for (const { node: from, flow } of feed.finite) {
        for (const [ancestor, share] of this.origins[from.caller.index]!) {
          const { copies, population } = this.nodes[ancestor]!.caller;
          if (ancestor === node.caller.index || copies * population > 100) continue;
          own.set(ancestor, (own.get(ancestor) ?? 0) + (flow / total) * share);
        }
      }
    }
  }

  /** Share of a competitor's flow that the caller's own thread cannot meet, because the same upstream thread causes both. */
  private interlock(own: Node, other: Node): number {
    let most = 0;
    const theirs = this.origins[other.caller.index]!;
    for (const [ancestor, share] of this.origins[own.caller.index]!) {
      const common = theirs.get(ancestor);
      if (common === undefined) continue;
      const { copies, population } = this.nodes[ancestor]!.caller;
      most = Math.max(most, (share * common) / (copies * population));
    }
    return Math.min(1, most);
  }

  /** What a copy of the caller finds at a copy of the station beside its own threads. */
  private background(node: Node, u: number): Background {
    const { station } = node.uses[u]!;
    const feed = this.feeds[station.index]!;
    const { copies } = station;
    let flow = 0;
    let present = 0;
    let threads = 0;
    if (feed.finite.length <= 60) {
      for (const { node: other, use, flow: theirs } of feed.finite) {
        const { caller } = other;
        const count = other === node ? caller.copies - 1 : caller.copies;
        if (count <= 0) continue;
        const left = other === node ? 1 : 1 - this.interlock(node, other);
        flow += (left * theirs * count) / caller.copies / copies;
        present += left * other.present[use]! * count;
        threads += count * this.threads[caller.index]!;
      }
    } else {
      const mine = (node.rate * node.uses[u]!.held) / node.caller.copies;
      flow = (feed.flow - mine) / copies;
      present = feed.present / copies - node.present[u]!;
      threads = feed.threads - this.threads[node.caller.index]!;
    }
    const away = Math.max(threads - present, 0.02 * threads);
    const open = feed.open > 1e-12 * feed.flow ? feed.open / copies : 0;
    return { open, threads, each: away > 0 && flow > 1e-12 * feed.flow ? flow / away : 0 };
  }

  /** Rates of a station as one copy of the caller finds it, the others averaged out. */
  private seenStation(node: Node, u: number, population: number): NetworkStation {
    const use = node.uses[u]!;
    const { station } = use;
    const demand = use.held / station.copies;
    const background = this.background(node, u);
    return { demand, rates: seenRates(this.bases[station.index]!, population, background), copies: station.copies };
  }

  private nodeOf(station: Station): Node {
    return this.nodes[this.callerOf.get(station.of)!]!;
  }

  private get callerOf(): ReadonlyMap<number, number> {
    this.callerIndex ??= new Map(
      this.structure.callers.flatMap(({ kind, of, index }) => (kind === 'pool' ? [[of, index] as const] : [])),
    );
    return this.callerIndex;
  }
  private callerIndex: Map<number, number> | undefined;

  /**
   * The closed network of a caller's threads. A call counts with the pool's mean time to the end; what the entries called differ from that
   * is added to the thread's time elsewhere, or taken from it.
   * @param think seconds between executions
   */
  private networkOf(node: Node, population: number, think = 0): { delay: number; stations: NetworkStation[] } {
    const { uses, perUnit } = node;
    let delay = think + node.delay;
    let atCores = 0;
    let atPools = 0;
    uses.forEach((use, u) => {
      const pool = this.pools[use.station.index];
      if (use.held > 0 && pool) atPools += use.held * perUnit[u]!;
      else atCores += (use.held * perUnit[u]!) / node.quicker;
    });
    const whole = delay + atCores + atPools;
    let gain = 0;
    uses.forEach((use, u) => {
      const pool = this.pools[use.station.index];
      if (!pool || use.held <= 0 || pool.hold <= 0) return;
      const other = use.hold - use.held * pool.hold;
      if (Math.abs(other) > 1e-9 * use.hold) {
        if (other > 0) delay += other;
        else gain -= other;
      }
      const early = this.overlap(node, u, whole - use.held * perUnit[u]!);
      node.own[u] = (use.hold - use.service - early) / use.held;
      gain += early;
    });
    const fromDelay = Math.min(gain, delay);
    const fromCores = Math.min(gain - fromDelay, 0.95 * atCores);
    const rest = gain - fromDelay - fromCores;
    node.shrink = rest > 0 && atPools > 0 ? Math.max(0.05, 1 - rest / Math.max(atPools, rest)) : 1;
    node.quicker = fromCores > 0 ? 1 - fromCores / atCores : 1;
    const stations = uses.map((use, u): NetworkStation => {
      const station = this.seenStation(node, u, population);
      const factor = this.pools[use.station.index] ? node.shrink : node.quicker;
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
  private overlap(node: Node, u: number, elsewhere: number): number {
    const use = node.uses[u]!;
    const late = use.hold - use.service;
    if (late <= 1e-9 * use.hold) return 0;
    const shorter = elsewhere > 0 ? (elsewhere * late) / (elsewhere + late) : 0;
    const free = use.station.servers > 1 ? 1 - this.pools[use.station.index]!.law.full : 0;
    return shorter + (late - shorter) * free;
  }

  /** X(k) of a pool, and how random its departures are. */
  private solvePool(node: Node): void {
    const station = this.structure.poolOf[node.caller.of]!;
    const pool = this.pools[station]!;
    if (node.rate <= 0) return;
    const population = this.threads[node.caller.index]!;
    const { delay, stations } = this.networkOf(node, population);
    const work = stations.some(({ demand }) => demand > 0);
    // Something that takes no time at all still takes a trillionth of a second.
    const network = solveNetwork(population, work ? delay : Math.max(delay, 1e-12), stations);
    node.network = network;
    const known = this.full[node.caller.of];
    const weight = known ? saturationWeight(known, pool.law.full) : 0;
    const chain = known?.throughput;
    node.throughput = chain ? network.throughput.map((x, k) => x + weight * (chain[k]! - x)) : network.throughput;
    const { throughput } = node;
    const last = throughput[population]!;
    this.bases[station] = throughput.slice(1);
    this.measureVariability(node, pool, network, stations);
    if (known && population === node.caller.population)
      pool.variability += weight * ((1 + known.dispersion) / 2 - pool.variability);
    if (population < node.caller.population) return;
    const factor = residualFactor(pool.queued, pool.variability);
    this.bases[station] = Float64Array.from({ length: population + 1 }, (_, k) =>
      k < population - 1
        ? throughput[k + 1]!
        : (last * factor) / (k < population ? 1 : Math.max(1e-9, pool.variability)),
    );
  }

  /**
   * How random the departures of the busy pool are. What makes requests wait in line at a callee is in the callee's rates already, as
   * residual of its busy threads: to that share the callee counts as exponential here.
   */
  private measureVariability(node: Node, pool: Pool, network: Network, stations: readonly NetworkStation[]): void {
    const effects = network.effects();
    let felt = node.mixing;
    node.uses.forEach((use, u) => {
      if (use.amount <= 0) return;
      const callee = this.pools[use.station.index];
      const noise = (each: number): number =>
        (use.station.copies * (use.variance + each * use.amount)) / use.amount ** 2;
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
      const slowed = Math.max(1, this.bases[use.station.index]![0]! / stations[u]!.rates[0]!);
      felt += effects[u]! * noise(1 + ((callee.departures - 1) * (1 - queued)) / slowed);
    });
    if (node.delay > 0) {
      felt += (effects[node.uses.length] ?? 0) * (node.delayVariance / node.delay ** 2);
    }
    pool.departures = felt;
    pool.variability = (1 + felt) / 2;
  }

  /** Throughput of a closed class, and where its users are. */
  private solveClass(node: Node): void {
    const item = this.model.classes[node.caller.of]!;
    if (item.kind === 'open' || item.users === 0) return;
    const { delay: think, stations } = this.networkOf(node, Math.min(item.users, 2000), item.think);
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
    const before = this.throughput[node.caller.of]!;
    this.throughput[node.caller.of] = before + this.relaxation * (throughput - before);
    node.rate = this.throughput[node.caller.of]!;
    this.settle(node, throughput);
  }

  /** Means of the laws of a caller's threads. @param rate of the caller at which the laws hold, all copies */
  private settle(node: Node, rate: number): void {
    node.uses.forEach((use, u) => {
      let mean = 0;
      node.laws[u]!.forEach((p, j) => {
        mean += p * j;
      });
      const work = ((rate / node.caller.copies) * use.held) / use.station.copies;
      node.present[u] = node.present[u]! + this.relaxation * (mean - node.present[u]!);
      const perUnit = work > 0 ? mean / work : 1;
      node.perUnit[u] = node.perUnit[u]! + this.relaxation * (perUnit - node.perUnit[u]!);
    });
  }

  /** Law of the number at one copy of a station, from the callers whose threads are bounded. */
  private lawFromCallers(s: number): Float64Array {
    const feed = this.feeds[s]!;
    const total: number[] = [];
    for (const { node, use, flow } of feed.finite) {
      const law = totalLaw(this.bases[s]!, node.laws[use]!, this.background(node, use));
      law.forEach((p, l) => {
        total[l] = (total[l] ?? 0) + (p * flow) / feed.flow;
      });
    }
    return Float64Array.from({ length: total.length }, (_, l) => total[l] ?? 0);
  }

  /** Operating point of a pool, then where its own threads are. */
  private placePool(node: Node): void {
    const s = this.structure.poolOf[node.caller.of]!;
    const station = this.structure.stations[s]!;
    const feed = this.feeds[s]!;
    const pool = this.pools[s]!;
    if (node.rate <= 0 || !node.network) return;
    const rate = node.rate / station.copies;
    const most = node.throughput[node.throughput.length - 1]!;
    pool.law =
      feed.finite.length > 0
        ? lawOf(this.lawFromCallers(s), node.throughput, pool.variability)
        : openLaw(Math.min(rate, most * NEARLY_FULL), node.throughput, pool.variability);
    const { below, full, waiting, flow, queued } = pool.law;
    if (flow <= 0) return;
    const busy = below.reduce((sum, p, k) => sum + p * k, full * below.length);
    // A secant step: q depends on itself, steeply where services vary much.
    const before = pool.secant;
    const slope = before && before.q !== pool.queued ? (queued - before.found) / (pool.queued - before.q) : Number.NaN;
    // Where several pools' steps disturb each other, the slope for one server is the safer one.
    const guess =
      Number.isFinite(slope) && this.iterations <= 12 ? slope : (busy / below.length) * (1 - pool.variability);
    pool.secant = { q: pool.queued, found: queued };
    const step = (this.relaxation * (queued - pool.queued)) / (1 - Math.min(0.9, Math.max(-20, guess)));
    pool.queued = Math.min(1, Math.max(0, pool.queued + step));
    pool.wait += this.relaxation * (waiting / flow - pool.wait);
    pool.hold += (pool.hold > 0 ? this.relaxation : 1) * (busy / flow - pool.hold);
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
    this.settle(node, flow * station.copies);
  }

  /** Time at stations of requests that no threads bound: what is there without those of the callers with bounded ones. */
  private placeOpen(): void {
    for (const station of this.structure.stations) {
      const feed = this.feeds[station.index]!;
      if (feed.open <= 0) continue;
      const rate = feed.open / station.copies;
      const pool = this.pools[station.index];
      const least = pool ? pool.hold : 1 / Math.min(1, station.servers);
      let mean: number;
      if (feed.finite.length > 0) {
        const all = this.lawFromCallers(station.index).reduce((sum, p, l) => sum + p * l, 0);
        const theirs = feed.finite.reduce((sum, { node, use }) => sum + node.present[use]! * node.caller.copies, 0);
        mean = Math.max(rate * least, all - theirs);
      } else if (pool) mean = rate * (pool.wait + pool.hold);
      else {
        const rates = this.bases[station.index]!;
        const throughput = Float64Array.from({ length: rates.length + 1 }, (_, l) => (l === 0 ? 0 : rates[l - 1]!));
        const { below, full, waiting } = openLaw(Math.min(rate, station.servers * NEARLY_FULL), throughput, 1);
        mean = below.reduce((sum, p, k) => sum + p * k, full * below.length) + waiting;
      }
      const before = this.openTime[station.index]!;
      this.openTime[station.index] = before + this.relaxation * (mean / rate - before);
    }
  }

  /** Times of entries of bounded pools, callees first. */
  private services(): void {
    const { first, second, entryOrder, poolOf } = this.structure;
    for (const e of entryOrder) {
      const { task } = this.model.entries[e]!;
      if (poolOf[task]! < 0) continue;
      const node = this.nodes[this.callerOf.get(task)!]!;
      this.service[e] = this.bodyTime(first[e]!, node);
      this.hold[e] = this.service[e]! + (second[e] ? this.bodyTime(second[e]!, node) : 0);
      const factor = this.stretchOf(node);
      this.service[e] = this.service[e]! * factor;
      this.hold[e] = this.hold[e]! * factor;
    }
  }

  /** Where a pool's rates are those of its chain, the times of its entries add up to what the workers are held. */
  private stretchOf(node: Node): number {
    if (!this.full[node.caller.of] || node.rate <= 0) return 1;
    const { hold } = this.pools[this.structure.poolOf[node.caller.of]!]!;
    if (hold <= 0) return 1;
    const { first, second } = this.structure;
    let mean = 0;
    for (const [e, entry] of this.model.entries.entries()) {
      if (entry.task !== node.caller.of || this.entryRates[e] === 0) continue;
      const both = this.bodyTime(first[e]!, node) + (second[e] ? this.bodyTime(second[e]!, node) : 0);
      mean += (this.entryRates[e]! / node.rate) * both;
    }
    return mean > 0 ? hold / mean : 1;
  }

  private bodyTime(body: Body, node: Node): number {
    let time = body.delay;
    const open = node.caller.population === Infinity;
    for (const { station, entry, held } of body.visits) {
      if (held === 0) continue;
      const use = open ? -1 : node.uses.findIndex((item) => item.station.index === station);
      if (entry < 0) time += held * (open ? this.openTime[station]! : node.perUnit[use]! / node.quicker);
      else {
        // What the caller's own threads wait: they do not meet themselves.
        const pool = this.pools[station]!;
        const wait =
          pool.hold === 0
            ? 0
            : open
              ? this.openTime[station]! - pool.hold
              : node.perUnit[use]! / node.shrink - pool.hold + node.own[use]!;
        time += held * (Math.max(0, wait) + this.service[entry]!);
      }
    }
    return time;
  }

  private classResponse(c: number): number {
    return this.bodyTime(this.structure.classes[c]!, this.nodes[c]!);
  }

  // ---- results

  private outputs(): number[] {
    return [
      ...this.throughput,
      ...this.response,
      ...this.pools.map((pool) => pool?.wait ?? 0),
      ...this.pools.map((pool) => pool?.hold ?? 0),
    ];
  }

  private outputName(i: number): string {
    const classes = this.throughput.length;
    if (i < classes) return `the throughput of ${this.model.classes[i]!.name}`;
    if (i < 2 * classes) return `the response of ${this.model.classes[i - classes]!.name}`;
    const s = (i - 2 * classes) % this.pools.length;
    const what = i - 2 * classes < this.pools.length ? 'wait' : 'holding time';
    return `the ${what} at ${this.model.tasks[this.structure.stations[s]!.of]!.name}`;
  }

  /** A processor that the open classes alone fill (utilisation law). */
  private fullProcessor(): Overload | undefined {
    let worst: Overload | undefined;
    this.model.processors.forEach(({ cores, replicas = 1 }, index) => {
      let load = 0;
      this.model.entries.forEach((entry, e) => {
        if (this.model.tasks[entry.task]!.processor !== index) return;
        const demand = entry.first.demand + (entry.second?.demand ?? 0);
        this.model.classes.forEach((item, c) => {
          if (item.kind === 'open') load += item.rate * this.structure.visits[c]![e]! * demand;
        });
      });
      const factor = load / (cores * replicas);
      if (factor >= 1 && factor > (worst?.factor ?? 0)) worst = { kind: 'processor', index, factor };
    });
    return worst;
  }

  /** A pool that open requests come to faster than all its workers busy can complete. */
  private fullPool(): Overload | undefined {
    let worst: Overload | undefined;
    for (const station of this.structure.stations) {
      if (station.kind !== 'pool') continue;
      const feed = this.feeds[station.index]!;
      const { throughput, rate } = this.nodeOf(station);
      if (rate <= 0 || feed.open <= 0) continue;
      const factor = feed.open / station.copies / throughput[throughput.length - 1]!;
      if (factor >= 1 - 1e-9 && factor > (worst?.factor ?? 0))
        worst = { kind: 'task', index: station.of, factor: Math.max(1, factor) };
    }
    return worst;
  }

  private point(): LayeredPoint {
    const { poolOf } = this.structure;
    const stretch = new Float64Array(this.model.tasks.length).fill(1);
    this.model.tasks.forEach(({ processor, workers }, t) => {
      const station = this.structure.processorOf[processor]!;
      if (station < 0) return;
      if (workers === Infinity) {
        // Of all that come to the processor: who calls a task without bound meets its cores directly.
        const { open, flow, finite } = this.feeds[station]!;
        const { copies } = this.structure.stations[station]!;
        let present = open * this.openTime[station]!;
        for (const item of finite) present += item.node.present[item.use]! * item.node.caller.copies * copies;
        if (open + flow > 0) stretch[t] = present / (open + flow);
        return;
      }
      const node = this.nodes[this.callerOf.get(t)!]!;
      const use = node.uses.findIndex((item) => item.station.index === station);
      if (use >= 0 && node.rate > 0) stretch[t] = node.perUnit[use]!;
    });
    return {
      rates: this.entryRates.slice(),
      throughput: this.throughput.slice(),
      response: this.response.slice(),
      service: this.service.slice(),
      hold: this.hold.slice(),
      stretch,
      pools: this.model.tasks.map((task, t) => {
        const s = poolOf[t]!;
        const pool = this.pools[s];
        if (s < 0 || !pool) return undefined;
        const { copies } = this.structure.stations[s]!;
        const node = this.nodes[this.callerOf.get(t)!]!;
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

  private state(): Iterate {
    return {
      throughput: this.throughput.slice(),
      present: this.nodes.map(({ present }) => present.slice()),
      perUnit: this.nodes.map(({ perUnit }) => perUnit.slice()),
      queued: Float64Array.from(this.pools, (pool) => pool?.queued ?? 0),
      holds: Float64Array.from(this.pools, (pool) => pool?.hold ?? 0),
    };
  }
}
