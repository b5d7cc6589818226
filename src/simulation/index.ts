/** The simulator: what `docs/semantics.md` says, executed. */

export type { Execute } from './control/execution.js';
export type { ControlEnding, ControlOptions, Outcome, Progress } from './control/options.js';
export type { Window } from './control/pilot.js';
export { control } from './control.js';
export { Run } from './engine/run.js';
export { notSimulated } from './limits.js';
export { Stream } from './random/stream.js';
export { type RareOptions, type RareOutage, rareOutage } from './rare/failureBiasing.js';
export type { ComponentType, Repairable } from './rare/repairable.js';
export { type RareShare, rareShare, type Splittable, type SplittingOptions } from './rare/splitting.js';
export type * from './result.js';
export { errorKinds } from './result.js';
export {
  type ChannelEstimate,
  defaultPercentiles,
  type EstimateOptions,
  type Estimates,
  estimate,
  type NodeEstimate,
  type NodeSize,
  type OperationEstimate,
  type Outcomes,
  type PercentileEstimate,
  type WorkloadEstimate,
} from './statistics/estimate.js';
export {
  Histogram,
  type HistogramData,
  meanOf,
  merge,
  noValues,
  percentileOf,
  shareAbove,
} from './statistics/histogram.js';
export { type Estimate, meanInterval, ratioInterval } from './statistics/interval.js';
export { type Difference, type Figure, figures, pairedDifference } from './statistics/paired.js';
export { percentileInterval } from './statistics/percentile.js';
export { rateInterval, shareInterval } from './statistics/share.js';
export { meanSeries, mergeReplications } from './statistics/together.js';
export { correlationTime, mser5, type Settling, settling } from './statistics/warmUp.js';
export { type Growth, type Verdict, verdictOf } from './verdict.js';
