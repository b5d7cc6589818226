/** Bodies of operations as code. One class for all instructions, so that the interpreter's reads stay monomorphic. */
import type { CallSite } from '../engine/site.js';
import type { Sampler } from '../random/sampler.js';
import type { Stream } from '../random/stream.js';

/** work at the cores */ export const CPU = 0;
export const DELAY = 1;
export const CALL = 2;
export const SEND = 3;
/** starts branches and waits for `needed` of them */ export const SPLIT = 4;
export const END_BRANCH = 5;
/** goes on with probability `p`, else to `to` */ export const CHANCE = 6;
/** begins so many rounds, or goes to `to` */ export const LOOP = 7;
/** a round ends: back to `to` while rounds are left */ export const AGAIN = 8;
export const JUMP = 9;
export const REPLY = 10;
/** waits for the k-th fastest copy of a state */ export const STATE = 11;
export const END = 12;
/** rejected at a full queue */ export const TURN_AWAY = 13;

export class Instruction {
  constructor(readonly code: number) {}
  sampler: Sampler | undefined;
  /** by workload, where a `for` gives another value */ samplers: (Sampler | undefined)[] | undefined;
  site: CallSite | undefined;
  to = -1;
  p = 1;
  chances: (number | undefined)[] | undefined;
  stream: Stream | undefined;
  /** of a loop */ count = 0;
  geometric = false;
  level = 0;
  branches: number[] = [];
  needed = 0;
  cancellable = false;
  /** copies of a state, and how many an access must reach */ copies = 0;
}
