/** What the layers know of a system at an iterate: callers at work, pools, flows. */
import { SeenRates } from './background.js';
import type { LayeredModel } from './model.js';
import { KeptNetwork, type Network } from './network.js';
import type { PoolLaw } from './pool.js';
import { type FullPool, type FullPools, fullPoolsOf } from './saturation.js';
import type { Body, Caller, Station, Structure } from './structure.js';

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
export type Node = {
  readonly caller: Caller;
  readonly uses: readonly Use[];
  /** executions per second, all copies */ rate: number;
  delay: number;
  delayVariance: number;
  mixing: number;
  /** pools: seconds that an execution holds its worker, from the times of its entries */ held: number;
  /** factor on the demand at pools, where calls are shorter than what else comes there */ shrink: number;
  /** factor on the demand at cores, where second phases run beside it */ quicker: number;
  /** by use: seconds per call that a thread waits for the rest of its own last request */ readonly own: Float64Array;
  network: Network | undefined;
  /** by use: rates of the station as seen from here */ readonly seen: readonly SeenRates[];
  readonly kept: KeptNetwork;
  /** by use: law of this copy's threads at a copy of the station; their mean */ laws: Float64Array[];
  readonly present: Float64Array;
  /** mean number at the station over the mean work there, s per unit */ readonly perUnit: Float64Array;
  /** X(k), k = 0 .. population, for pools */ throughput: Float64Array;
};
export type Pool = {
  law: PoolLaw;
  /** V: half of one plus the squared cv of what makes its requests wait */ variability: number;
  /** q, and its last step */ queued: number;
  secant: { readonly q: number; readonly found: number } | undefined;
  wait: number;
  hold: number;
  /** squared cv of departures, as far as it is not in the rates below */ departures: number;
};

/** Flow to a station: the open part, and each caller with a bounded number of threads. */
type Feed = {
  open: number;
  finite: { readonly node: Node; readonly use: number; readonly flow: number }[];
  flow: number;
  present: number;
  threads: number;
};

/** What a further solution may start from. */
export type Iterate = {
  readonly throughput: Float64Array;
  readonly present: readonly Float64Array[];
  readonly perUnit: readonly Float64Array[];
  readonly queued: Float64Array;
  readonly holds: Float64Array;
  /** seconds that are its unit of time */ readonly unit: number;
};

export type ApproximateOptions = {
  /** relative change of all outputs at which the iteration ends, > 0 */ readonly tolerance: number;
  readonly mostIterations: number;
  readonly start?: Iterate | undefined;
  /** states up to which a busy pool is followed by its chain; 0: never */ readonly chainStates: number;
  /** chains that are known already */ readonly fullPools: FullPools;
};

/** The system at the present iterate. */
export class Layers {
  readonly nodes: Node[];
  readonly pools: (Pool | undefined)[];
  readonly entryRates: Float64Array;
  readonly service: Float64Array;
  readonly hold: Float64Array;
  readonly throughput: Float64Array;
  readonly response: Float64Array;
  /** mean seconds at a station, per unit of work, of requests that no threads bound */
  readonly openTime: Float64Array;
  feeds: Feed[] = [];
  origins: Map<number, number>[] = [];
  /** laws that a station shared by several callers has are mixed into these: rates with the residual of busy threads */
  readonly bases: Float64Array[];
  /** by task: pools whose rates are known from their chain */
  readonly full: readonly (FullPool | undefined)[];
  /** by caller: threads of a copy that can be busy at once */ readonly threads: Float64Array;
  /** by station: seconds per call, or per unit of work, that all wait beyond what their laws say (`excess.ts`) */
  readonly extra: Float64Array;
  relaxation = 1;
  iterations = 0;

  constructor(
    readonly model: LayeredModel,
    readonly structure: Structure,
    readonly options: ApproximateOptions,
  ) {
    const { stations, callers } = structure;
    this.entryRates = new Float64Array(model.entries.length);
    this.service = new Float64Array(model.entries.length);
    this.hold = new Float64Array(model.entries.length);
    this.throughput = new Float64Array(model.classes.length);
    this.response = new Float64Array(model.classes.length);
    this.openTime = new Float64Array(stations.length).fill(1);
    this.extra = new Float64Array(stations.length);
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
        held: 0,
        shrink: 1,
        quicker: 1,
        own: new Float64Array(uses.length),
        network: undefined,
        seen: uses.map(() => new SeenRates()),
        kept: new KeptNetwork(),
        laws: uses.map(() => Float64Array.of(1)),
        present: new Float64Array(uses.length),
        perUnit: new Float64Array(uses.length).fill(1),
        throughput: Float64Array.of(0, 1),
      };
    });
    this.full = options.chainStates > 0 ? fullPoolsOf(model, structure, options.chainStates, options.fullPools) : [];
    this.threads = this.busyThreads();
  }

  private usesOf(caller: Caller): Use[] {
    const { stations } = this.structure;
    const found = new Set<number>();
    for (const body of this.bodiesOf(caller)) for (const visit of body?.visits ?? []) found.add(visit.station);
    return [...found].map((s) => ({ station: stations[s]!, amount: 0, held: 0, variance: 0, service: 0, hold: 0 }));
  }

  bodiesOf(caller: Caller): readonly (Body | undefined)[] {
    const { first, second, classes, entriesOf } = this.structure;
    if (caller.kind === 'class') return [classes[caller.of]];
    return entriesOf[caller.of]!.flatMap((e) => [first[e], second[e]]);
  }

  /**
   * A pool has no more requests than its callers have threads, where they wait for it, and needs no more workers than that; but those at
   * second phases nobody waits for.
   */
  private busyThreads(): Float64Array {
    const { order, poolOf, callers, second } = this.structure;
    const threads = Float64Array.from(callers, ({ population }) => population);
    const { stations } = this.structure;
    const come = new Float64Array(stations.length);
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
    // Nobody waits where no more can come than there are workers: a first guess would add up over the tiers.
    for (const { index, of, servers } of stations) {
      const pool = this.pools[index];
      if (pool && come[index]! <= servers && !late.has(of)) pool.queued = 0;
    }
    return threads;
  }

  nodeOf(station: Station): Node {
    return this.nodes[this.callerOf.get(station.of)!]!;
  }

  get callerOf(): ReadonlyMap<number, number> {
    this.callerIndex ??= new Map(
      this.structure.callers.flatMap(({ kind, of, index }) => (kind === 'pool' ? [[of, index] as const] : [])),
    );
    return this.callerIndex;
  }
  private callerIndex: Map<number, number> | undefined;
}
