/** Single stations: exact unless the kernel says otherwise. */
export { type BirthDeath, type BirthDeathInput, birthDeath } from './birthDeath.js';
export { type BoundedAbandonment, type BoundedAbandonmentInput, erlangABounded } from './boundedAbandonment.js';
export { type Breakdown, type BreakdownInput, breakdowns } from './breakdowns.js';
export { type Bulk, type BulkInput, bulkArrivals } from './bulk.js';
export { type Cache, type CacheInput, cache, ttlCache, zipf } from './caches.js';
export { type Codel, type CodelInput, codel } from './codel.js';
export {
  erlangB,
  erlangC,
  loadForDelayProbability,
  loadForLoss,
  realServersForLoss,
  serversForDelayProbability,
  serversForLoss,
} from './erlang.js';
export { type Abandonment, type AbandonmentInput, erlangA } from './erlangA.js';
export type { Figures, JobsLaw, ResponseLaw, Unstable, WaitLaw } from './figures.js';
export { engset, type FiniteSource, type FiniteSourceInput, finiteSource } from './finiteSource.js';
export { type Backlog, type FluidBacklog, fluidBacklog } from './fluidBacklog.js';
export { type Gigc, type GigcInput, type GigcMethod, gigc, kingmanBound } from './gigc.js';
export { type Gm1, gm1 } from './gm1.js';
export { type InfiniteServer, mginf, mginfTransient } from './infiniteServer.js';
export { type Balancing, type BalancingInput, type BalancingPolicy, loadBalancing } from './loadBalancing.js';
export { type ArrivalMap, type MapMc, type MapMcInput, mapMc, mmpp } from './map.js';
export { type MapPh1, mapPh1 } from './mapPh1.js';
export { type Mdc, type MdcInput, md1, mdc } from './mdc.js';
export { type Mg1, mg1 } from './mg1.js';
export { type Mmc, type MmcInput, mm1, mmc, mminf } from './mmc.js';
export { type Mmck, type MmckInput, mm1k, mmck } from './mmck.js';
export { type MultiRate, type MultiRateClass, multiRateLoss } from './multiRate.js';
export {
  type MmcPriorityClass,
  type MmcPriorityInput,
  mmcNonPreemptive,
  mmcPreemptive,
} from './multiServerPriorities.js';
export {
  mg1NonPreemptive,
  mg1Preemptive,
  type PriorityAnswer,
  type PriorityClass,
  type PriorityFigures,
} from './priorities.js';
export { priorityWaits } from './priorityWaits.js';
export { type Mg1Ps, mg1ps, mm1ps, mm1psLaw } from './processorSharing.js';
export {
  type PointwiseStationary,
  type ProfileInput,
  pointwiseStationary,
  type RateStep,
  type TimeVarying,
  timeVaryingMmck,
} from './profile.js';
export { type Retrial, type RetrialInput, retrialQueue } from './retrial.js';
export { type Mg1Setup, mg1Setup, mmcSetup, type Setup, type SetupInput } from './setup.js';
export {
  type SizingInput,
  serversForMeanResponse,
  serversForMeanWait,
  serversForResponsePercentile,
  serversForWaitPercentile,
} from './sizing.js';
export { type StateDependent, type StateDependentInput, stateDependent } from './stateDependent.js';
export {
  type TransientInput,
  type TransientQueue,
  type TransientQueueInput,
  transientBirthDeath,
  transientMmck,
} from './transient.js';
