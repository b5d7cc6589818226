/** What the controller is asked, what it says meanwhile, and what it answers. */
import { level as checkLevel, nonNegative, positive, positiveOrInfinite, whole } from '../../queueing/check.js';
import type { Replication, Series } from '../result.js';
import type { Estimates, NodeSize } from '../statistics/estimate.js';
import { LEVEL } from '../statistics/interval.js';
import type { Verdict } from '../verdict.js';
import type { Window } from './pilot.js';

export type ControlOptions = {
  /** whole number */ readonly seed: number;
  /** asked of every workload: half width of the interval over the value, > 0; for the mean response and the percentile `precise` */
  readonly precision: number;
  /** in [0, 1): a percentile that must be precise too; 0 (default) for the mean alone */ readonly precise?: number;
  /** of the intervals, in (0, 1); default 0.95 */ readonly level?: number;
  /** that are estimated; default as `estimate` */ readonly percentiles?: readonly number[];
  readonly sizes?: readonly NodeSize[];
  /** replications at once, whole number >= 1; has no influence on the result */ readonly parallel: number;
  /** what may be spent: events (default 100 million) and seconds by the clock (default no bound; where it ends the run, the result depends on the machine) */
  readonly budget?: { readonly events?: number; readonly seconds?: number };
  /** exactly so many, whatever the precision and the events; whole number >= 1 */ readonly replications?: number;
  /** fixed, as for a drill on a time line: no pilots and no verdict, the figures are those of this window */ readonly window?: Window;
  /** seconds: the longest mean time in the description (service, latency, timeout, think time); pilots are at least 10 times as long. Default 1 */
  readonly scale?: number;
  /** seconds that each replication observes at least, so that slow events (failures) are seen; default 0 */ readonly least?: number;
  /** requests in progress at which an overloaded run ends */ readonly most?: number;
  /** keeps what has been finished */ readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** clock, milliseconds; default `performance.now` */ readonly now?: () => number;
};

export type Progress = {
  readonly phase: 'pilot' | 'measuring';
  /** share of the work done, in [0, 1]; never falls */ readonly share: number;
  /** finished that count */ readonly replications: number;
  readonly events: number;
  /** worst half width over value at the last look; Infinity before the first */ readonly precision: number;
  /** by the clock; undefined during the pilots */ readonly secondsLeft: number | undefined;
};

/** Why it ended. */
export type ControlEnding =
  /** as precise as asked */
  | { readonly kind: 'precise' }
  /** there are as many replications as asked */
  | { readonly kind: 'replications' }
  /** events or seconds are used up */
  | { readonly kind: 'budget' }
  | { readonly kind: 'cancelled' }
  /** a replication could not be run */
  | { readonly kind: 'failed'; readonly message: string }
  /** there is no steady state: what grows, and how fast */
  | { readonly kind: 'overloaded'; readonly verdict: Verdict }
  /** the budget ended before pilots showed a steady state, or growth that goes on: what they have shown so far */
  | { readonly kind: 'unsettled'; readonly verdict: Verdict };

export type Outcome = {
  readonly ending: ControlEnding;
  /** undefined where nothing was finished that may count */ readonly estimates: Estimates | undefined;
  /** worst half width over value; Infinity without estimates */ readonly precision: number;
  readonly window: Window | undefined;
  readonly replications: number;
  /** pilots included */ readonly events: number;
  /** mean over the first replications, from the empty start on; where only pilots were run, theirs */ readonly series:
    | Series
    | undefined;
  /** for differences of scenarios: replications, or groups of as many each */ readonly groups: readonly Replication[];
};

/** @throws RangeError naming the option and its bound */
export function checkOptions({
  seed,
  precision,
  precise = 0,
  level = LEVEL,
  parallel,
  budget,
  window,
  scale,
  least,
  replications,
}: ControlOptions): void {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, got ${seed}`);
  positive('precision', precision);
  checkLevel('precise', precise);
  checkLevel('level', level);
  whole('parallel', parallel, 1);
  if (replications !== undefined) whole('replications', replications, 1);
  if (budget?.events !== undefined) positiveOrInfinite('budget.events', budget.events);
  if (budget?.seconds !== undefined) positiveOrInfinite('budget.seconds', budget.seconds);
  if (window) {
    nonNegative('window.warmUp', window.warmUp);
    positive('window.duration', window.duration);
  }
  if (scale !== undefined) positive('scale', scale);
  if (least !== undefined) nonNegative('least', least);
}
