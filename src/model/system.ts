/**
 * The System: what a description says, as immutable plain data. SI units throughout: seconds, bytes, per second,
 * probabilities in [0, 1], money per hour. It holds no behaviour and knows no other layer. Every value keeps the place
 * that it came from, so that each result can point back to its line.
 */

/** A place in a source file. Offsets are UTF-16 code units from the start; `line` and `column` count from 0. */
export interface SourceRange {
  readonly uri: string;
  readonly offset: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where a value comes from: written by the user, the language's default, or an override of the scenario. */
export type Origin = 'written' | 'default' | 'override';

/** A number with its unit resolved to SI and its provenance. */
export interface Quantity {
  readonly value: number;
  /** Set where a range `low .. likely .. high` was written; `value` is then the likely (or middle) one. */
  readonly low?: number;
  readonly high?: number;
  /** Text after `source`, or 'assumed'. */
  readonly source?: string;
  readonly origin: Origin;
  /** Absent for a default: nothing was written. */
  readonly at?: SourceRange;
}

export type DistributionFamily =
  | 'exponential'
  | 'deterministic'
  | 'uniform'
  | 'erlang'
  | 'gamma'
  | 'lognormal'
  | 'weibull'
  | 'pareto'
  | 'hyperexponential';

/** A non-negative random time with its mean (s) and coefficient of variation (dimensionless, 0 = deterministic). */
export interface Distribution {
  readonly family: DistributionFamily;
  readonly mean: Quantity;
  readonly cv: Quantity;
}

export interface Named {
  readonly name: string;
  /** The whole declaration. */
  readonly at: SourceRange;
  /** The name alone. */
  readonly nameAt: SourceRange;
}

// ---- places ------------------------------------------------------------------------------------------------------

export interface Failure {
  /** Mean up time, s. */
  readonly mtbf: Distribution;
  /** Repair time counted from detection, s. */
  readonly repair: Distribution;
  /** Time until a failure is noticed, s. */
  readonly detection: Distribution;
  /** Probability that failover works, in [0, 1]. */
  readonly coverage: Quantity;
  /** Repair crews shared by the group; absent = one per unit. */
  readonly crews?: Quantity;
  /** Share of failures that take down the whole group (beta factor), in [0, 1]. */
  readonly beta: Quantity;
  /** Before detection, requests hang until their timeout, or fail at once. */
  readonly undetected: 'hangs' | 'refuses';
  readonly at?: SourceRange;
}

/** A region, zone or host. `parent` is the qualified name of the place that contains it. */
export interface Place extends Named {
  readonly kind: 'region' | 'zone' | 'host';
  /** 'eu', 'eu.a' or 'big_host'. */
  readonly id: string;
  readonly parent?: string;
  readonly failure?: Failure;
  readonly cores?: Quantity;
  readonly memory?: Quantity;
  readonly disk?: Quantity;
  readonly bandwidth?: Quantity;
}

// ---- load --------------------------------------------------------------------------------------------------------

export interface ProfilePoint {
  readonly time: Quantity;
  readonly factor: Quantity;
}
export interface Profile extends Named {
  readonly points: readonly ProfilePoint[];
}

export type Load =
  | {
      readonly kind: 'open';
      /** Requests per second. */
      readonly rate: Quantity;
      /** Squared coefficient of variation of the gaps between arrivals. */
      readonly burstiness: Quantity;
      readonly profile?: string;
    }
  | { readonly kind: 'closed'; readonly users: Quantity; readonly think: Distribution; readonly profile?: string };

export interface Target {
  /** Qualified operation, 'web.page'. */
  readonly operation: string;
  /** Share of the requests, in [0, 1]; the shares of a workload sum to 1. */
  readonly share: Quantity;
  readonly at: SourceRange;
}

export interface Workload extends Named {
  readonly load: Load;
  readonly targets: readonly Target[];
  /** Higher is served first; default 0. */
  readonly priority: Quantity;
  readonly deadline?: Quantity;
  readonly timeout?: Quantity;
  readonly retry?: RetryPolicy;
  /** Growth of the load, per second (a share per time). */
  readonly growth?: Quantity;
}

// ---- node types --------------------------------------------------------------------------------------------------

export type FullPolicy = 'reject' | 'block' | 'drop_oldest' | 'drop';
export type BalancingPolicy = 'random' | 'round_robin' | 'least_loaded' | 'hash' | 'shared';

export interface QueueBound {
  /** Requests that may wait; absent = without bound. */
  readonly size?: Quantity;
  readonly policy: FullPolicy;
  /** CPU time of a rejection, s. */
  readonly rejectCost: Quantity;
  readonly at?: SourceRange;
}

export interface RateLimit {
  readonly rate: Quantity;
  readonly burst: Quantity;
  readonly total: boolean;
  readonly reject: boolean;
  readonly at: SourceRange;
}

export interface ConcurrencyLimit {
  readonly limit?: Quantity;
  readonly adaptive?: 'aimd' | 'vegas' | 'gradient';
  readonly minimum?: Quantity;
  readonly maximum?: Quantity;
  readonly total: boolean;
  readonly reject: boolean;
  readonly at: SourceRange;
}

export interface Autoscale {
  readonly target: Quantity;
  readonly minimum: Quantity;
  readonly maximum: Quantity;
  readonly period: Quantity;
  readonly step?: Quantity;
  readonly coldStart: Quantity;
  readonly cooldown: Quantity;
  readonly at: SourceRange;
}

/** Planned maintenance or rolling deployment. */
export interface PlannedWork {
  /** Mean time between two, s. */
  readonly every: Quantity;
  readonly batch: Quantity;
  /** Duration of one batch, s. */
  readonly duration: Quantity;
  /** Share that fails, in [0, 1]. */
  readonly failure: Quantity;
  /** Time to roll back a failed one, s. */
  readonly rollback: Quantity;
  readonly drain: Quantity;
  readonly at: SourceRange;
}

export interface StateItem extends Named {
  readonly sharing: 'nothing' | 'something' | 'everything';
  readonly quorum?: {
    readonly n: Quantity;
    readonly r: Quantity;
    readonly w: Quantity;
    readonly strong: boolean;
    readonly at: SourceRange;
  };
  readonly bytes?: Quantity;
  readonly records?: Quantity;
  readonly sessions?: Quantity;
  readonly copies: Quantity;
  readonly lag: Quantity;
  readonly writeRate?: Quantity;
}

export type NodeKind = 'frontend' | 'logic' | 'service' | 'store';

export interface NodeType extends Named {
  readonly kind: NodeKind;
  readonly replicas: Quantity;
  /** Ids of regions, zones or hosts over which the replicas are spread; empty = one unnamed place. */
  readonly places: readonly string[];
  /** Id of the host whose cores are shared. */
  readonly host?: string;
  readonly balancing: { readonly policy: BalancingPolicy; readonly skew: Quantity; readonly at?: SourceRange };
  /** Slots per replica; absent = without bound. */
  readonly workers?: Quantity;
  /** Cores per replica; absent = CPU never contended. */
  readonly cores?: Quantity;
  readonly speed: Quantity;
  readonly queue: QueueBound;
  readonly rateLimit?: RateLimit;
  readonly concurrencyLimit?: ConcurrencyLimit;
  readonly failure?: Failure;
  /** Highest utilisation that is considered healthy, in (0, 1]; default 0.8. */
  readonly utilisationLimit: Quantity;
  readonly memory?: Quantity;
  readonly disk?: Quantity;
  readonly bandwidth?: Quantity;
  /** Money per replica and hour. */
  readonly cost?: Quantity;
  readonly autoscale?: Autoscale;
  readonly maintenance?: PlannedWork;
  readonly deployment?: PlannedWork;
  readonly state: readonly StateItem[];
  readonly operations: readonly Operation[];
}

export interface External extends Named {
  readonly latency: Distribution;
  /** In [0, 1]. */
  readonly availability: Quantity;
  readonly outage?: Distribution;
  readonly limit?: Quantity;
  readonly operations: readonly Operation[];
}

export interface Channel extends Named {
  readonly kind: 'queue' | 'topic';
  readonly size?: Quantity;
  readonly policy: FullPolicy;
  readonly consumers: readonly {
    readonly operation: string;
    readonly concurrency?: Quantity;
    readonly batch: Quantity;
    readonly at: SourceRange;
  }[];
  readonly replicas: Quantity;
  readonly failure?: Failure;
  readonly retention?: Quantity;
  readonly partitions?: Quantity;
}

export interface Link {
  readonly from: string;
  readonly to: string;
  readonly at: SourceRange;
  readonly latency?: Distribution;
  readonly roundTrip: Quantity;
  readonly protocol:
    | 'tcp'
    | 'tls12'
    | 'tls13'
    | 'http1'
    | 'http2'
    | 'http3'
    | 'grpc'
    | 'udp'
    | 'amqp'
    | 'mqtt'
    | 'erlang';
  /** Round trips of the handshake per call; 0 for pooled connections. */
  readonly handshakes: Quantity;
  readonly perCall: boolean;
  readonly bandwidth?: Quantity;
  readonly loss: Quantity;
  readonly availability: Quantity;
}

export interface Cluster extends Named {
  readonly pattern: 'full_mesh' | 'groups' | 'ring' | 'hub' | 'client_server' | 'bus';
  readonly groupSize?: Quantity;
  readonly members: readonly string[];
  readonly tick?: Quantity;
  readonly heartbeat?: Quantity;
  readonly partitions?: Quantity;
  readonly gateways?: Quantity;
}

// ---- operations --------------------------------------------------------------------------------------------------

export interface Operation extends Named {
  /** 'web.page'. The implicit operation of an external or channel has the bare name of its owner. */
  readonly id: string;
  readonly owner: string;
  readonly idempotent: boolean;
  readonly cancellable: boolean;
  readonly effect?: 'reads' | 'writes';
  readonly steps: readonly Step[];
}

/** How often and for whom a step runs; all absent = once, always. */
export interface StepModifiers {
  readonly probability?: Quantity;
  readonly count?: Quantity;
  readonly geometric?: boolean;
  /** Per-workload replacement of the step's main quantity (demand or duration, s; probability of a call). */
  readonly forWorkload?: ReadonlyMap<string, Quantity>;
}

export interface RetryPolicy {
  /** Further attempts after the first. */
  readonly count: Quantity;
  readonly backoff: Quantity;
  readonly factor: Quantity;
  /** Share of the backoff that is random, in [0, 1]. */
  readonly jitter: Quantity;
  /** Share of first tries; absent = no budget. */
  readonly budget?: Quantity;
  readonly at: SourceRange;
}

export interface CallPolicy {
  readonly timeout?: Quantity;
  readonly retry?: RetryPolicy;
  readonly breaker?: {
    readonly threshold: Quantity;
    readonly window: Quantity;
    readonly open: Quantity;
    readonly at: SourceRange;
  };
  readonly recovery: 'at_most_once' | 'at_least_once' | 'exactly_once';
  readonly recoveryOrigin: Origin;
  readonly dedupLookup?: Quantity;
  readonly dedupWindow?: Quantity;
  readonly pool?: { readonly size: Quantity; readonly wait?: Quantity; readonly at: SourceRange };
  readonly bulkhead?: Quantity;
  readonly throttle?: Quantity;
  readonly requestSize?: Quantity;
  readonly replySize?: Quantity;
  readonly cancellable: boolean;
  readonly fallback?: { readonly steps: readonly Step[]; readonly at: SourceRange };
}

export type Step =
  | ({ readonly kind: 'cpu'; readonly demand: Distribution; readonly at: SourceRange } & StepModifiers)
  | ({ readonly kind: 'delay'; readonly duration: Distribution; readonly at: SourceRange } & StepModifiers)
  | ({
      readonly kind: 'call' | 'send';
      /** Operation id ('catalog.search'), or bare name of an external or channel. */
      readonly target: string;
      readonly targetAt: SourceRange;
      readonly policy: CallPolicy;
      readonly at: SourceRange;
    } & StepModifiers)
  | { readonly kind: 'parallel'; readonly branches: readonly Step[]; readonly at: SourceRange }
  | {
      readonly kind: 'first';
      readonly needed: Quantity;
      readonly total: Quantity;
      readonly cancellable: boolean;
      readonly branches: readonly Step[];
      readonly at: SourceRange;
    }
  | {
      readonly kind: 'branch';
      readonly probability: Quantity;
      readonly then: readonly Step[];
      readonly otherwise: readonly Step[];
      readonly at: SourceRange;
    }
  | {
      readonly kind: 'loop';
      readonly count: Quantity;
      readonly geometric: boolean;
      readonly steps: readonly Step[];
      readonly at: SourceRange;
    }
  /** The body runs on a miss. */
  | { readonly kind: 'cache'; readonly hit: Quantity; readonly miss: readonly Step[]; readonly at: SourceRange }
  | { readonly kind: 'reply'; readonly at: SourceRange }
  | ({
      readonly kind: 'state';
      readonly verb: 'read' | 'write';
      readonly state: string;
      readonly at: SourceRange;
    } & StepModifiers);

// ---- objectives, observation, scenarios ----------------------------------------------------------------------------

export type Comparison = '<' | '<=' | '>' | '>=';

export type Goal =
  | {
      readonly kind: 'bound';
      readonly metric: 'mean' | 'percentile' | 'throughput' | 'errors' | 'shed' | 'availability' | 'headroom' | 'cost';
      /** For percentiles: 0.99 for p99. */
      readonly percentile?: number;
      readonly comparison: Comparison;
      /** s, 1/s, share, or money per hour, by metric. */
      readonly bound: Quantity;
      readonly window?: Quantity;
      readonly at: SourceRange;
    }
  | {
      readonly kind: 'survives';
      readonly count: Quantity;
      readonly what: 'replicas' | 'zones' | 'regions' | 'hosts';
      readonly at: SourceRange;
    };

export interface Objective {
  /** Name of the workload; absent = all workloads together. */
  readonly workload?: string;
  readonly goals: readonly Goal[];
  readonly at: SourceRange;
}

export interface Alarm extends Named {
  readonly severity: 'critical' | 'major' | 'minor' | 'warning' | 'indeterminate';
  readonly comparison: Comparison;
  readonly bound: Quantity;
  readonly hold: Quantity;
  readonly action: 'page' | 'notify' | 'automate';
}
export interface Monitor extends Named {
  /** Dotted path of what is watched, e.g. 'web.queue'. */
  readonly watches: readonly string[];
  readonly poll: Quantity;
  readonly alarms: readonly Alarm[];
}

export type EventAction =
  | { readonly kind: 'fail' | 'restore'; readonly target: string; readonly count?: Quantity }
  | { readonly kind: 'slow'; readonly target: string; readonly factor: Quantity }
  | { readonly kind: 'partition'; readonly left: string; readonly right: string }
  | { readonly kind: 'set'; readonly path: string; readonly value: Quantity };
export interface TimelineEvent {
  readonly time: Quantity;
  readonly action: EventAction;
  readonly at: SourceRange;
}
export interface Scenario extends Named {
  readonly base?: string;
  readonly events: readonly TimelineEvent[];
}

/** Collections are in order of declaration; names are unique within each (later duplicates are left out and reported). */
export interface System {
  readonly name: string;
  readonly title?: string;
  readonly uri: string;
  readonly nameAt?: SourceRange;
  /** The scenario whose overrides are applied; absent = the description as it stands. */
  readonly scenario?: string;
  readonly places: readonly Place[];
  readonly profiles: readonly Profile[];
  readonly workloads: readonly Workload[];
  readonly nodes: readonly NodeType[];
  readonly externals: readonly External[];
  readonly channels: readonly Channel[];
  readonly links: readonly Link[];
  readonly clusters: readonly Cluster[];
  readonly objectives: readonly Objective[];
  readonly monitors: readonly Monitor[];
  readonly scenarios: readonly Scenario[];
}
