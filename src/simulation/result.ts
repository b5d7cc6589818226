/** What one replication counts: plain data that a worker can post. Times in seconds, rates per second. */
import type { HistogramData } from './statistics/histogram.js';

/** Why a request did not succeed: `rejected` at a full queue, `shed` by a regulator, `failed` with what it needed, `expired` at its deadline. */
export const errorKinds = ['rejected', 'shed', 'timedOut', 'failed', 'expired'] as const;
export type ErrorKind = (typeof errorKinds)[number];
/** By place in `errorKinds`. */
export type ErrorCounts = readonly number[];

export type WorkloadCount = {
  readonly name: string;
  /** requests sent, tries of the client apart */ readonly sent: number;
  readonly succeeded: number;
  readonly errors: ErrorCounts;
  /** seconds from first send to reply, of those that succeeded */ readonly response: HistogramData;
};

export type OperationCount = {
  /** 'web.page' */ readonly name: string;
  /** requests that came, started, and ended well; further tries of a call count again */
  readonly arrived: number;
  readonly started: number;
  readonly succeeded: number;
  readonly errors: ErrorCounts;
  /** ended well when nobody waited any more */ readonly wasted: number;
  /** seconds from arrival at the node to the reply */ readonly response: HistogramData;
};

export type NodeCount = {
  readonly name: string;
  /** means over time, all replicas together */
  readonly busy: number;
  readonly waiting: number;
  readonly bursts: number;
  /** busy cores */ readonly cores: number;
  /** share of time with a replica of its slots all busy, mean over replicas; 0 without a bound */
  readonly full: number;
  /** replicas that were up */ readonly up: number;
  /** seconds of slots spent on replies that nobody waited for, per second */ readonly wasted: number;
};

export type ChannelCount = {
  readonly name: string;
  readonly sent: number;
  readonly refused: number;
  readonly dropped: number;
  readonly delivered: number;
  /** mean messages that wait */ readonly waiting: number;
};

/** Equal intervals of time from the start, warm-up included; each array has one number per interval. */
export type Series = {
  readonly interval: number;
  readonly workloads: readonly {
    readonly sent: readonly number[];
    readonly succeeded: readonly number[];
    /** by kind */ readonly errors: readonly (readonly number[])[];
    /** mean seconds of those that succeeded in the interval; NaN where none did */
    readonly response: readonly number[];
    /** in progress at the end of the interval */ readonly inProgress: readonly number[];
  }[];
  readonly nodes: readonly {
    /** means over the interval */ readonly waiting: readonly number[];
    readonly busy: readonly number[];
    readonly up: readonly number[];
  }[];
  readonly channels: readonly { readonly waiting: readonly number[] }[];
};

/** What happened when: marks on the time line. */
export type Mark = {
  readonly time: number;
  readonly what: 'event' | 'failed' | 'detected' | 'restored' | 'scaled' | 'opened' | 'closed' | 'deployed';
  /** the node type, place or call */ readonly where: string;
  readonly detail: string;
};

/** Why a replication ended. */
export type Ending =
  | { readonly kind: 'complete' }
  | { readonly kind: 'cancelled' }
  /** more requests in progress than memory is allowed for: the load is over what can be served */
  | { readonly kind: 'overflow'; readonly inProgress: number }
  /** events without end at one moment, s: users who neither think nor wait, calls in a circle that take no time */
  | { readonly kind: 'standstill'; readonly time: number };

export type Replication = {
  readonly seed: number;
  readonly replication: number;
  /** seconds simulated before counting began, and while counting */ readonly warmUp: number;
  readonly observed: number;
  readonly events: number;
  readonly ending: Ending;
  readonly workloads: readonly WorkloadCount[];
  readonly operations: readonly OperationCount[];
  readonly nodes: readonly NodeCount[];
  readonly channels: readonly ChannelCount[];
  readonly series: Series;
  /** at most some thousand; those that did not fit are counted */ readonly marks: readonly Mark[];
  readonly marksLeftOut: number;
};

/** What to run. */
export type RunOptions = {
  /** whole number; the same seed and description give the same result everywhere */ readonly seed: number;
  /** whole >= 0: independent of every other number */ readonly replication: number;
  /** seconds that are not counted, >= 0 */ readonly warmUp: number;
  /** seconds that are counted, > 0 */ readonly duration: number;
  /** number of intervals of the series, whole >= 1; default 200 */ readonly intervals?: number;
  /** replicas, places and channels fail by themselves, and planned work takes place; default no */ readonly failures?: boolean;
  /** time of the profiles at which the run begins, s, >= 0; default 0 */ readonly start?: number;
  /** requests in progress at which an overloaded run ends; default 2,000,000 */ readonly most?: number;
};
