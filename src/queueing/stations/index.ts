/** Single stations: exact unless the kernel says otherwise. */
export { type BirthDeath, type BirthDeathInput, birthDeath } from './birthDeath.js';
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
export { type Gm1, gm1 } from './gm1.js';
export { type Mdc, type MdcInput, md1, mdc } from './mdc.js';
export { type Mg1, mg1 } from './mg1.js';
export { type Mmc, type MmcInput, mm1, mmc, mminf } from './mmc.js';
export { type Mmck, type MmckInput, mm1k, mmck } from './mmck.js';
export { mm1ps } from './processorSharing.js';
