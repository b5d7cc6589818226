/**
 * The report of an analysis: plain, serialisable data. Every view (hint, hover, panel, command line, SARIF) is a
 * rendering of it; no view computes. Times in seconds, rates per second, shares in [0, 1], money per hour.
 */
import type { SourceRange } from '../model/system.js';

export const reportVersion = 1;

/** How a figure was obtained. One entry per method, shared by reference id. */
export interface Method {
  readonly id: string;
  /** 'M/M/c queue', 'pooled station (flow-equivalent server)'. */
  readonly name: string;
  /** Author, year, where. */
  readonly reference: string;
  readonly quality: 'exact' | 'approximate' | 'simulated';
  /** Known error of an approximation, measured, as text: 'within 5 % on …'. */
  readonly error?: string;
}

/** A number with everything a reader needs to trust it. */
export interface Figure {
  readonly value: number;
  readonly unit: 's' | '1/s' | 'share' | 'erlang' | 'requests' | 'replicas' | 'money/h' | 'min/year' | 'factor';
  /** Id in Report.methods. */
  readonly method: string;
  readonly assumptions: readonly string[];
  /** Inputs that decided it, with their place; `defaulted` where the user wrote nothing, `assumed` where marked so. */
  readonly inputs: readonly FigureInput[];
  /** The formula in words and symbols with numbers put in, one line. */
  readonly formula?: string;
}
export interface FigureInput {
  readonly name: string;
  /** Rendered with unit, '8 ms'. */
  readonly text: string;
  readonly defaulted: boolean;
  readonly assumed: boolean;
  readonly at?: SourceRange;
}

/** A figure, or the reason why there is none. 'unstable' carries by how much the load exceeds capacity. */
export type Result =
  | ({ readonly kind: 'value' } & Figure)
  | { readonly kind: 'unstable'; readonly overload: number; readonly node: string; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface OperationReport {
  readonly id: string;
  readonly at: SourceRange;
  /** Calls per second from all workloads. */
  readonly rate: number;
  readonly mean: Result;
  readonly p50: Result;
  readonly p90: Result;
  readonly p95: Result;
  readonly p99: Result;
}

export interface NodeReport {
  readonly name: string;
  readonly kind: string;
  readonly at: SourceRange;
  readonly nameAt: SourceRange;
  readonly replicas: number;
  /** Requests per second, over all replicas. */
  readonly arrivalRate: number;
  /** CPU seconds per second over all replicas (erlangs). */
  readonly offeredCpu: number;
  readonly cpuUtilisation: Result;
  readonly workerUtilisation: Result;
  /** The larger of both, with the resource that it belongs to. */
  readonly utilisation: Result;
  readonly binding: 'cores' | 'workers' | 'limit' | 'none';
  /** Waiting requests over all replicas (mean). */
  readonly queueLength: Result;
  readonly meanWait: Result;
  /** Largest request rate of this node type at the present mix, 1/s. */
  readonly capacity: Result;
  /** Share of requests turned away by a full queue. */
  readonly loss: Result;
  /** Availability of enough replicas for the present load (k of n). */
  readonly availability: Result;
  /** Replicas that the load needs (k). */
  readonly neededReplicas: number | undefined;
  /** Replicas by the place (id) that they run in; `place` absent where none is declared. */
  readonly spread: readonly { readonly place: string | undefined; readonly replicas: number }[];
  readonly operations: readonly OperationReport[];
}

/** A flow between two parts of the system, all workloads together; one per pair and kind, also where its rate is 0. */
export interface EdgeReport {
  /** Names of node types, externals and channels; 'load' goes from a workload. */
  readonly from: string;
  readonly to: string;
  readonly kind: 'load' | 'call' | 'send';
  /** 1/s; where something is overloaded, what is offered. */
  readonly rate: number;
  /** The first step, target or consumer of the description that causes it. */
  readonly at: SourceRange;
}

export interface PlaceReport {
  /** 'eu.a'; what `NodeReport.spread` and `parent` name. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'region' | 'zone' | 'host';
  /** Id of the place that contains it. */
  readonly parent: string | undefined;
  readonly at: SourceRange;
}

export interface ChannelReport {
  readonly name: string;
  readonly kind: 'queue' | 'topic';
  readonly at: SourceRange;
  /** Messages per second that are sent to it. */
  readonly rate: number;
}

/** One part of a mean response time. `owner` names a node type, external or channel; network time belongs to what is called. */
export interface BreakdownPart {
  readonly owner: string;
  /**
   * 'queue': wait for a slot; 'cpu': demand; 'contention': time at the cores beyond the demand; 'delay': declared delays;
   * 'network': links; 'external': latency of an external; 'synchronisation': wait of parallel branches for each other.
   */
  readonly part: 'queue' | 'cpu' | 'contention' | 'delay' | 'network' | 'external' | 'synchronisation';
  readonly seconds: number;
  readonly at: SourceRange | undefined;
}

/**
 * Where the mean response of a workload goes; the seconds of the parts add up to `total`, the mean response. Work done in
 * parallel counts as far as it is on the critical path; how is a method of its own.
 */
export type Breakdown =
  | {
      readonly kind: 'parts';
      readonly total: number;
      /** Id in Report.methods. */
      readonly method: string;
      readonly assumptions: readonly string[];
      /** Largest first. */
      readonly parts: readonly BreakdownPart[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface WorkloadReport {
  readonly name: string;
  readonly at: SourceRange;
  readonly nameAt: SourceRange;
  readonly kind: 'open' | 'closed';
  /** Offered rate (open) or users (closed). */
  readonly offered: number;
  readonly throughput: Result;
  readonly mean: Result;
  readonly p50: Result;
  readonly p90: Result;
  readonly p95: Result;
  readonly p99: Result;
  readonly errorShare: Result;
  /** How much this workload alone may grow before the first of its objectives breaks, share (0.3 = 30 %). */
  readonly headroom: Result;
  readonly availability: Result;
  /** Availability as 'something is up', without the capacity condition. */
  readonly plainAvailability: Result;
  readonly downtime: Result;
  readonly nines: number | undefined;
  readonly downtimeCauses: readonly {
    readonly name: string;
    readonly minutesPerYear: number;
    readonly at?: SourceRange;
  }[];
  readonly singlePointsOfFailure: readonly { readonly name: string; readonly at?: SourceRange }[];
  readonly breakdown: Breakdown;
}

export type Verdict = 'met' | 'missed' | 'unknown';
export interface ObjectiveReport {
  /** Stable id, 'browse.p99', 'browse.survives.zones'. */
  readonly id: string;
  readonly workload: string | undefined;
  /** 'p99 < 300 ms'. */
  readonly text: string;
  readonly verdict: Verdict;
  readonly actual: Result;
  readonly bound: number;
  /** Positive = room left, relative to the bound; undefined where unknown. */
  readonly margin: number | undefined;
  /** How much the load may grow until this objective breaks, share; undefined where load does not decide it. */
  readonly headroom?: Result | undefined;
  readonly reason: string | undefined;
  /** Where loads have profiles: the times that it was judged at, the worst ones. 'from 20:00 to 24:00'. */
  readonly when?: string | undefined;
  readonly at: SourceRange;
}

export interface Bottleneck {
  readonly node: string;
  readonly resource: 'cores' | 'workers' | 'limit';
  readonly utilisation: number;
  /** Factor on all workloads at which it saturates. */
  readonly saturationFactor: number;
  /** Total request rate of the open workloads there, 1/s. */
  readonly saturationRate: number;
  readonly at: SourceRange;
}

/** Points of the throughput-latency curve of one workload, all workloads scaled together. */
export interface Curve {
  readonly workload: string;
  readonly points: readonly {
    readonly factor: number;
    readonly throughput: number;
    readonly mean: number;
    readonly p95: number;
    readonly p99: number;
  }[];
  readonly present: number;
  readonly knee: number | undefined;
  readonly saturation: number | undefined;
  readonly objectives: readonly { readonly text: string; readonly metric: string; readonly bound: number }[];
}

/**
 * Loads with profiles: what holds over the day (or the longer period after which all profiles repeat). A state is a load of its own,
 * that may come back in several intervals.
 */
export interface DayReport {
  /** seconds */ readonly period: number;
  /** The state that the figures of the rest of the report are for. */
  readonly busiest: number;
  /** In order of time, without gaps; seconds from the start of the period. */
  readonly intervals: readonly { readonly from: number; readonly to: number; readonly state: number }[];
  readonly states: readonly DayStateReport[];
  /** Figures over the whole period, weighed by requests. */
  readonly workloads: readonly DayWorkloadReport[];
  /** What piles up in front of overloaded node types, and when it is gone: a fluid queue, right within some root of the requests. */
  readonly backlogs: readonly DayBacklog[];
}
export interface DayBacklog {
  readonly node: string;
  /** Seconds from the start of the period; `to` may lie past its end, and is absent where the backlog grows from period to period. */
  readonly from: number;
  readonly to?: number;
  readonly peakAt?: number;
  /** At its peak. */
  readonly requests?: number;
  readonly longestWait?: number;
}
export interface DayStateReport {
  /** Of the time, in (0, 1]. */
  readonly share: number;
  /** In the order of the report. Without times where the workload has none: something that it needs is overloaded. */
  readonly workloads: readonly {
    readonly name: string;
    readonly factor: number;
    /** Rate (open), 1/s, or users (closed). */
    readonly offered: number;
    readonly throughput?: number;
    readonly mean?: number;
    readonly p95?: number;
    readonly p99?: number;
    readonly errorShare?: number;
  }[];
  readonly nodes: readonly {
    readonly name: string;
    /** The larger of cores and workers, in [0, 1]; absent where it is overloaded or waits for what is. */
    readonly utilisation?: number;
    /** Offered over what it can serve, >= 1; absent where it is not overloaded itself. */
    readonly overload?: number;
  }[];
}
export interface DayWorkloadReport {
  readonly name: string;
  readonly throughput: Result;
  readonly mean: Result;
  readonly p95: Result;
  readonly p99: Result;
  readonly errorShare: Result;
}

export interface TextChange {
  readonly at: SourceRange;
  readonly newText: string;
}
export interface Fix {
  readonly title: string;
  readonly changes: readonly TextChange[];
  /** True where the changed system was analysed again and the finding was gone. */
  readonly verified: boolean;
}
/** A diagnostic of the analysis; its code stands in the registry of findings. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  readonly at: SourceRange;
  readonly related: readonly { readonly message: string; readonly at: SourceRange }[];
  readonly fixes: readonly Fix[];
}

export interface Report {
  readonly version: typeof reportVersion;
  readonly system: string;
  readonly uri: string;
  readonly scenario: string | undefined;
  readonly scenarios: readonly string[];
  readonly methods: Readonly<Record<string, Method>>;
  readonly nodes: readonly NodeReport[];
  readonly externals: readonly {
    readonly name: string;
    readonly at: SourceRange;
    readonly rate: number;
    readonly limit: number | undefined;
  }[];
  readonly channels: readonly ChannelReport[];
  readonly edges: readonly EdgeReport[];
  readonly places: readonly PlaceReport[];
  readonly workloads: readonly WorkloadReport[];
  readonly objectives: readonly ObjectiveReport[];
  readonly bottlenecks: readonly Bottleneck[];
  /** Headroom of the system: all workloads scaled together. */
  readonly headroom: Result;
  readonly curves: readonly Curve[];
  /** Absent where no load changes over time; with many states of the load, it comes with the slow parts. */
  readonly day?: DayReport | undefined;
  readonly findings: readonly Finding[];
  /** False while the slow parts (curve, headroom search, survives, fixes) are still to come. */
  readonly complete: boolean;
}
