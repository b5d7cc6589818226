/**
 * The report of a simulation: plain, serialisable data, every number finite. Each simulated figure stands with its interval beside the figure
 * that the analysis computes. Times in seconds, rates per second, shares in [0, 1].
 */
import type { SourceRange } from '../../model/system.js';
import type { Figure, Method } from '../report.js';

export const simulationVersion = 1;

/** What is measured. Percentiles, mean and rates of a workload are those of its requests from first send to final reply. */
export type Metric =
  | 'throughput'
  | 'mean'
  | 'p50'
  | 'p90'
  | 'p95'
  | 'p99'
  | 'p99.9'
  | 'errors'
  | 'rejected'
  | 'shed'
  | 'timed out'
  | 'failed'
  | 'expired'
  | 'wasted'
  | 'availability'
  | 'arrivals'
  | 'workers busy'
  | 'cores busy'
  | 'waiting'
  | 'replicas up'
  | 'refused'
  | 'dropped'
  | 'delivered';

export interface Interval {
  readonly value: number;
  /** Absent where nothing bounds it on that side. */
  readonly low?: number;
  readonly high?: number;
}

/**
 * How the computed figure lies to the simulated one: `inside` the interval; outside, but by no more than its method `states`; outside, and its
 * method states no error in numbers (`unstated`); further off than both (`beyond`): one of the two is wrong. The intervals are widened so that all
 * comparisons of a report together are wrong by chance in 5 % of reports.
 */
export type Agreement = 'inside' | 'stated' | 'unstated' | 'beyond';

export type Computed =
  | {
      readonly kind: 'value';
      readonly value: number;
      /** Id in `methods`. */
      readonly method: string;
      /** Largest relative error that the method states in numbers, for figures of this kind; 0 for an exact one. */
      readonly stated?: number;
      readonly agreement: Agreement;
    }
  | { readonly kind: 'unstable' | 'unknown'; readonly reason: string };

export interface SimulatedFigure {
  readonly metric: Metric;
  readonly unit: Figure['unit'];
  /** Absent where nothing of the kind has been seen. */
  readonly simulated?: Interval;
  /** Absent where the analysis has no such figure. */
  readonly computed?: Computed;
}

export interface SimulatedPart {
  readonly of: 'workload' | 'operation' | 'node' | 'channel';
  /** 'browse', 'web.page', 'web'. */
  readonly name: string;
  readonly at: SourceRange;
  readonly figures: readonly SimulatedFigure[];
}

/** Something that grows without end: requests or messages a second. */
export interface SimulatedGrowth {
  readonly of: 'workload' | 'node' | 'channel';
  readonly name: string;
  readonly rate: number;
}

/** Why it ended. */
export type SimulationEnding =
  | { readonly kind: 'precise' }
  /** As many replications as asked, or events, or time are used up. */
  | { readonly kind: 'replications' }
  | { readonly kind: 'budget' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }
  /** There is no steady state: requests and messages a second that come and do not leave, and where they gather, fastest first. */
  | { readonly kind: 'overloaded'; readonly rate: number; readonly places: readonly SimulatedGrowth[] }
  /** The budget ended before it was known whether there is a steady state. */
  | { readonly kind: 'unsettled' };

export interface SimulationOptionsUsed {
  readonly seed: number;
  readonly precision: number;
  readonly level: number;
  readonly failures: boolean;
  readonly events: number;
  readonly seconds?: number;
  readonly replications?: number;
}

/** A moment on the time line, seconds from its start. */
export interface TimeMark {
  readonly time: number;
  readonly what: 'event' | 'failed' | 'detected' | 'restored' | 'scaled' | 'opened' | 'closed' | 'deployed';
  readonly where: string;
  readonly detail: string;
}

/** Means over the replications, one number per interval from the start on; null where nothing was seen. */
export interface TimeLine {
  /** Seconds that each number stands for. */
  readonly interval: number;
  /** Seconds that were left out of the figures; the time line shows them. */
  readonly warmUp: number;
  readonly workloads: readonly {
    readonly name: string;
    /** Per second. */
    readonly arrivals: readonly number[];
    readonly goodput: readonly number[];
    /** Per second by kind; kinds that never came are left out. */
    readonly errors: readonly { readonly kind: Metric; readonly rates: readonly number[] }[];
    /** Mean seconds of those that succeeded. */
    readonly response: readonly (number | null)[];
    /** Requests. */
    readonly inProgress: readonly number[];
  }[];
  readonly nodes: readonly {
    readonly name: string;
    readonly waiting: readonly number[];
    readonly busy: readonly number[];
    readonly up: readonly number[];
  }[];
  readonly channels: readonly { readonly name: string; readonly waiting: readonly number[] }[];
  /** Of the first replication. */
  readonly marks: readonly TimeMark[];
  readonly marksLeftOut: number;
  /**
   * How long after the last event of the scenario the requests in progress were back at most where they had been before the first one.
   * `seconds` is absent where they were not until the end. Absent without events, or where the first one comes at once.
   */
  readonly drain?: { readonly from: number; readonly level: number; readonly seconds?: number };
}

export interface SimulationReport {
  readonly version: typeof simulationVersion;
  readonly system: string;
  readonly uri: string;
  readonly scenario?: string;
  readonly options: SimulationOptionsUsed;
  readonly ending: SimulationEnding;
  /** Largest half width over value of the mean responses; absent where nothing was measured. */
  readonly precision?: number;
  readonly replications: number;
  /** Simulated events, pilots included. */
  readonly events: number;
  /** Seconds of each replication: left out at its start, and counted after. */
  readonly warmUp?: number;
  readonly observed?: number;
  readonly parts: readonly SimulatedPart[];
  /** Of the computed figures. */
  readonly methods: Readonly<Record<string, Method>>;
  /** Figures that lie `beyond`. */
  readonly disagreements: number;
  /** What the description says and was not executed, or was executed otherwise than said; a sentence each. */
  readonly notes: readonly string[];
  /** Where the scenario has events on the time line, and where something grows. */
  readonly timeLine?: TimeLine;
}

export interface SimulationProgress {
  /** 'measuring' once it is known how long to warm up and to observe. */
  readonly phase: 'pilot' | 'measuring';
  /** Of the work, in [0, 1]; never falls. */
  readonly share: number;
  readonly replications: number;
  readonly events: number;
  /** Absent before the first look. */
  readonly precision?: number;
  readonly secondsLeft?: number;
}
