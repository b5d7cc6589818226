/** Queueing kernels: pure functions over numbers, in seconds and jobs per second. */

export { queueLaw, waitOf } from './arrivalLaw.js';
export { type BirthDeath, type BirthDeathInput, birthDeath } from './birthDeath.js';
export { criticality } from './criticality.js';
export { type FitMethod, type Fitted, fitMoments } from './distribution.js';
export { erlangB, erlangC, serversForDelayProbability } from './erlang.js';
export { type Mg1, mg1, mm1ps } from './mg1.js';
export { type Mmc, type MmcInput, mmc } from './mmc.js';
export * from './moments.js';
export * from './networks/index.js';
export { maximum, orderStatistic } from './orderStatistic.js';
export {
  type PooledStation,
  type PooledStationInput,
  type PooledStationMethod,
  pooledStation,
} from './pooledStation.js';
