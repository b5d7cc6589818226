/** Reliability kernels: pure functions over probabilities and seconds, in unavailability. */
export { Bdd, type TooLarge } from './bdd.js';
export { atLeastFailed, kOfN } from './binomial.js';
export {
  betaFactor,
  downtimeMinutesPerYear,
  nines,
  type ReplicaTimes,
  type ReplicaUnavailability,
  replicaUnavailability,
} from './replica.js';
export { type CompiledStructure, compileStructure, type Structure, type StructureFigures } from './structure.js';
