/** Runs replications side by side, each again whose executor died, and gives them back in the order of their numbers. */
import type { Replication, RunOptions } from '../result.js';

/**
 * Runs one replication, wherever (a worker, this thread). Rejects when what ran it has died; the same options give the same replication again.
 * When the signal is aborted it may end early (`ending.kind` 'cancelled') or reject.
 */
export type Execute = (options: RunOptions, signal: AbortSignal) => Promise<Replication>;

/** Times that a replication is run again after its executor died. */
const AGAIN = 3;

/** A replication that could not be run. */
export class ReplicationFailed extends Error {
  constructor(replication: number, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`replication ${replication} could not be run in ${AGAIN + 1} tries: ${why}`, { cause });
    this.name = 'ReplicationFailed';
  }
}

/**
 * Runs all of a list, at most `parallel` at once, started in their order, and delivers them in their order as soon as may be. So what is done with them does not
 * depend on `parallel` nor on which ends first, as long as nobody stops it and no executor fails for good; what is finished out of order
 * then is delivered at the end, still in order.
 * @param parallel whole number >= 1
 * @param onDone after each, in any order; returns false to start no more
 * @returns why it could not run all, if so
 */
export async function runAll(
  list: readonly RunOptions[],
  execute: Execute,
  parallel: number,
  signal: AbortSignal,
  deliver: (replication: Replication) => void,
  onDone: (replication: Replication) => boolean,
): Promise<ReplicationFailed | undefined> {
  const waiting = new Map<number, Replication>();
  let delivered = 0;
  let next = 0;
  let going = true;
  let failure: ReplicationFailed | undefined;
  const finish = (place: number, result: Replication): void => {
    waiting.set(place, result);
    for (let one = waiting.get(delivered); one; one = waiting.get(delivered)) {
      waiting.delete(delivered++);
      deliver(one);
    }
    if (!onDone(result)) going = false;
  };
  const runOne = async (place: number): Promise<void> => {
    const options = list[place]!;
    for (let tries = 0; !signal.aborted; tries++) {
      try {
        const result = await execute(options, signal);
        if (result.ending.kind !== 'cancelled') finish(place, result);
        return;
      } catch (error) {
        if (tries < AGAIN || signal.aborted) continue;
        failure ??= new ReplicationFailed(options.replication, error);
        going = false;
        return;
      }
    }
  };
  const work = async (): Promise<void> => {
    while (going && !signal.aborted && next < list.length) await runOne(next++);
  };
  await Promise.all(Array.from({ length: Math.min(parallel, list.length) }, work));
  for (const place of [...waiting.keys()].sort((a, b) => a - b)) deliver(waiting.get(place)!);
  return failure;
}
