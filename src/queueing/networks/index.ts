/** Networks of stations. */

export { type Blocking, type Line, type LineAnswer, solveLine } from './blocking.js';
export {
  type AsymptoticBounds,
  asymptoticBounds,
  type BoundStation,
  balancedJobBounds,
  type Interval,
  multiClassBounds,
} from './bounds.js';
export {
  type ClosedForkJoin,
  closedForkJoin,
  expectedMaximum,
  type ForkJoin,
  forkJoin,
  harmonic,
  splitMerge,
} from './forkJoin.js';
export { type QueueLengthLaw, queueLengthLaw } from './marginals.js';
export type { Network, NetworkClass, NetworkStation } from './model.js';
export { type QnaAnswer, type QnaFigures, type QnaStation, qna } from './qna.js';
export {
  type Discipline,
  type RoutedAnswer,
  type RoutedFigures,
  type RoutedNetwork,
  type RoutedStation,
  solveRouted,
} from './routed.js';
export { type Chain, type Place, type Route, Routing } from './routing.js';
export { type NetworkAnswer, type NetworkMethod, type NetworkOptions, solveNetwork } from './solve.js';
