/** Times of entries, those of unbounded tasks included, and whether the answer keeps the laws that every answer keeps. */
import type { LayeredModel, LayeredPhase, LayeredSolution } from '../../queueing/index.js';

export type EntryTime = {
  /** seconds until the reply */ readonly service: number;
  /** seconds after it */ readonly after: number;
};

/**
 * By entry. What the solver gives for bounded tasks stands; for others it is what they do, with the waits of the tasks that they call as
 * all callers see them.
 */
export function entryTimes(model: LayeredModel, { entries, tasks }: LayeredSolution): readonly EntryTime[] {
  const known: (EntryTime | undefined)[] = [];
  const phase = ({ demand, delay = 0, calls = [] }: LayeredPhase, task: number): number => {
    let time = demand * (tasks[task]!.stretch ?? 1) + delay;
    for (const { entry, mean, send, held = 1 } of calls) {
      if (!send) time += mean * held * (tasks[model.entries[entry]!.task]!.wait + of(entry).service);
    }
    return time;
  };
  const of = (e: number): EntryTime => {
    const before = known[e];
    if (before) return before;
    const { first, second, task } = model.entries[e]!;
    const { throughput, service, hold } = entries[e]!;
    const found =
      hold > 0 || throughput === 0 || model.tasks[task]!.workers !== Infinity
        ? { service, after: Math.max(0, hold - service) }
        : { service: phase(first, task), after: second ? phase(second, task) : 0 };
    known[e] = found;
    return found;
  };
  return model.entries.map((_, e) => of(e));
}

/** Relative excess of a busy resource over what it has, beyond which an answer is none. */
const tolerated = 0.01;

/**
 * Figures are finite, and nothing is busier than it can be (the utilisation law).
 *
 * @returns what breaks a law, completing "the layers end with ...", or undefined
 */
export function infeasible(model: LayeredModel, solution: LayeredSolution): string | undefined {
  const { processors, tasks, entries, classes } = solution;
  for (const { throughput, response } of classes) {
    if (!Number.isFinite(throughput) || !Number.isFinite(response)) return 'figures that are not finite';
  }
  for (const [e, { throughput, hold }] of entries.entries()) {
    const { wait } = tasks[model.entries[e]!.task]!;
    if (!Number.isFinite(throughput + hold + wait)) return 'figures that are not finite';
  }
  for (const [p, { name, cores, replicas = 1 }] of model.processors.entries()) {
    if (processors[p]!.busy > cores * replicas * (1 + tolerated)) return `processor ${name} busier than it can be`;
  }
  for (const [t, { name, workers, replicas = 1 }] of model.tasks.entries()) {
    if (tasks[t]!.busy > workers * replicas * (1 + tolerated)) return `task ${name} busier than it can be`;
  }
  return undefined;
}
