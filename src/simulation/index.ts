/** The simulator: what `docs/semantics.md` says, executed. */

export { Run } from './engine/run.js';
export { Stream } from './random/stream.js';
export type * from './result.js';
export {
  Histogram,
  type HistogramData,
  meanOf,
  merge,
  noValues,
  percentileOf,
  shareAbove,
} from './statistics/histogram.js';
