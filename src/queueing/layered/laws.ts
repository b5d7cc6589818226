/**
 * The last look at an answer: laws that no steady state breaks, whatever the distributions (Denning and Buzen 1978; Muntz and Wong 1974,
 * asymptotic bounds). What breaks one is no answer, however well the iteration settled.
 */
import { type LayeredModel, phasesOf } from './model.js';
import type { LayeredSolution } from './solve.js';

/** Relative slack: figures of an iteration are as good as its tolerance. */
const SLACK = 1e-3;
/** The same for busy workers, which layers know from their mean times: the rest of the figures is not touched by that. */
const WORKERS = 0.02;
/** The same for a response without contention: layers add it up from times of several callers. */
const ALONE = 0.01;

/**
 * @param order entries, callees first; undefined where calls go in a cycle: then the times without contention are not known
 * @param slack relative, >= 0
 * @returns which law is broken, by what; undefined where all hold
 */
export function brokenLaw(
  model: LayeredModel,
  order: readonly number[] | undefined,
  solution: Omit<LayeredSolution, 'bottleneck'>,
  slack = SLACK,
): string | undefined {
  return notNumbers(model, solution) ?? overfull(model, solution, slack) ?? brokenBound(model, order, solution, slack);
}

function notNumbers(model: LayeredModel, { classes, tasks, processors }: Omit<LayeredSolution, 'bottleneck'>) {
  const bad = (...values: readonly number[]): boolean => values.some((value) => !(value >= 0 && value < Infinity));
  for (const [c, { throughput, response }] of classes.entries())
    if (bad(throughput, response)) return `the figures of ${model.classes[c]!.name} are beyond the range of numbers`;
  for (const [t, { busy, waiting, wait }] of tasks.entries())
    if (bad(busy, waiting, wait)) return `the figures of ${model.tasks[t]!.name} are beyond the range of numbers`;
  for (const [p, { busy }] of processors.entries())
    if (bad(busy)) return `the figures of ${model.processors[p]!.name} are beyond the range of numbers`;
  return undefined;
}

/** Utilisation law: nothing is busier than it is large. */
function overfull(
  model: LayeredModel,
  { tasks, processors }: Omit<LayeredSolution, 'bottleneck'>,
  slack: number,
): string | undefined {
  for (const [t, { workers, replicas = 1, name }] of model.tasks.entries()) {
    const { busy } = tasks[t]!;
    if (busy > workers * replicas * (1 + Math.max(slack, WORKERS)))
      return `${busy.toPrecision(3)} workers of ${name} would be busy, of ${workers * replicas}`;
  }
  for (const [p, { cores, replicas = 1, name }] of model.processors.entries()) {
    const { busy } = processors[p]!;
    if (busy > cores * replicas * (1 + slack))
      return `${busy.toPrecision(3)} cores of ${name} would be busy, of ${cores * replicas}`;
  }
  return undefined;
}

/** Little's law and the asymptotic bounds. */
function brokenBound(
  model: LayeredModel,
  order: readonly number[] | undefined,
  { classes, entries }: Omit<LayeredSolution, 'bottleneck'>,
  slack: number,
): string | undefined {
  const least = order && aloneTimes(model, order);
  let longest = 0;
  for (const [c, item] of model.classes.entries()) {
    if (item.kind === 'closed') longest = Math.max(longest, item.think);
    longest = Math.max(longest, classes[c]!.response);
  }
  // Seconds of work that are done per second.
  let work = 0;
  model.entries.forEach((entry, e) => {
    const { cores } = model.processors[model.tasks[entry.task]!.processor]!;
    for (const { demand, delay = 0 } of phasesOf(entry))
      work += entries[e]!.throughput * (demand / Math.min(1, cores) + delay);
  });
  for (const [c, item] of model.classes.entries()) {
    const { throughput, response } = classes[c]!;
    if (throughput === 0 && (item.kind === 'open' ? item.rate === 0 : item.users === 0)) continue;
    if (least) {
      let alone = 0;
      for (const { entry, share } of item.targets) alone += share * least[entry]!;
      if (response < alone * (1 - Math.max(slack, ALONE)) - 1e-12 * longest)
        return `${item.name} would be answered in ${response.toPrecision(3)} s, which is less than its work alone takes (${alone.toPrecision(3)} s)`;
    }
    if (item.kind === 'open') continue;
    const inside = throughput * (response + item.think);
    if (Math.abs(inside - item.users) > slack * item.users)
      return `${item.name} would have ${inside.toPrecision(6)} users, not ${item.users} (Little's law)`;
    // Unless all its users think, something is worked on: a worker is held by work, or by a call that another one works on.
    const present = 1 - (throughput * item.think) / item.users;
    if (work < present - slack)
      return `requests of ${item.name} would be present ${(100 * present).toPrecision(3)} % of the time, but work is done in ${(100 * work).toPrecision(3)} % of it`;
  }
  return undefined;
}

/** By entry: seconds until the reply where nobody else is there. */
function aloneTimes(model: LayeredModel, order: readonly number[]): Float64Array {
  const times = new Float64Array(model.entries.length);
  for (const e of order) {
    const { task, first } = model.entries[e]!;
    const { cores } = model.processors[model.tasks[task]!.processor]!;
    let time = first.demand / Math.min(1, cores) + (first.delay ?? 0);
    for (const { entry, mean, held = 1, send } of first.calls ?? []) if (!send) time += mean * held * times[entry]!;
    times[e] = time;
  }
  return times;
}
