/** Queueing kernels: pure functions over numbers, in seconds and jobs per second. */

export { type ApproximationError, approximationErrors } from './approximationErrors.js';
export { queueLaw, waitOf } from './arrivalLaw.js';
export { criticality } from './criticality.js';
export { type FitMethod, type Fitted, fitMoments } from './distribution.js';
export * from './distributions/index.js';
export { type LayeredError, layeredErrors } from './layered/accuracy.js';
export type { LayeredCall, LayeredClass, LayeredEntry, LayeredModel, LayeredPhase } from './layered/model.js';
export type { FullPools } from './layered/saturation.js';
export { type LayeredAnswer, type LayeredSolution, solveLayered } from './layered/solve.js';
export * from './moments.js';
export * from './networks/index.js';
export { invertEuler, invertGaver, invertTalbot, type Transform } from './numerics/inversion.js';
export { maximum, orderStatistic } from './orderStatistic.js';
export * from './paths/index.js';
export {
  type PooledStation,
  type PooledStationInput,
  type PooledStationMethod,
  pooledStation,
} from './pooledStation.js';
export {
  amdahl,
  type Estimate,
  fitScalability,
  type Measurement,
  type ScalabilityFit,
  scalabilityPeak,
  universalScalability,
} from './scalability.js';
export * from './stations/index.js';
