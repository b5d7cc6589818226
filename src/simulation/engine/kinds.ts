/** Kinds of events, with what their target is. */

/** a request of open load: its Load */ export const ARRIVAL = 0;
/** a user has thought: its Load */ export const THOUGHT = 1;
/** the next burst ends: a Cpu */ export const CPU_END = 2;
/** a burst that meets no other ends: its Task */ export const BURST_END = 3;
/** a delay or a pause ends: its Task */ export const PAUSE_END = 4;
/** a request is at its node: its Task */ export const ARRIVE = 5;
/** the caller gives an attempt up: its Task */ export const TIMEOUT = 6;
/** a reply is there: the Task that called */ export const REPLIED = 7;
/** the deadline of a client: its Task */ export const EXPIRY = 8;
/** a token has come: a Replica */ export const TOKEN = 9;
/** waited too long for a connection: its Task */ export const NO_CONNECTION = 10;
/** the pause before a retry ends: its Task */ export const AGAIN = 11;
/** anything rare: an Action */ export const ACTION = 12;

export type Action = { readonly act: (now: number) => void };
