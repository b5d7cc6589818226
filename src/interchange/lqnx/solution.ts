/** Solves an LQN model and lays out its figures as LQN solvers do: by processor, task and entry. */
import {
  type LayeredAnswer,
  type LayeredModel,
  type LayeredSolution,
  layeredErrors,
  solveLayered,
} from '../../queueing/index.js';
import type { ModelFormat, Solution, SolutionTable } from '../solution.js';
import { compare, comparisonTable } from './comparison.js';
import type { LqnActivity, LqnDocument, LqnTask } from './document.js';
import { type Lowered, lower } from './lower.js';
import { solveParallel } from './parallel.js';
import { readLqn } from './read.js';
import { entryTimes, infeasible } from './times.js';

/** States up to which the chain of the whole system is tried: a second or two. Each takes time by the depth of the calls. */
const mostStates = (model: LayeredModel): number =>
  Math.round(Math.min(20_000, Math.max(2000, 400_000 / model.entries.length)));

export const lqnFormat: ModelFormat = {
  extensions: ['.lqnx', '.lqxo'],
  title: 'LQN XML model',
  solve: (text) => solveLqn(text),
};

/**
 * @param states up to which the chain of the whole system is solved
 * @throws ImportError where the model cannot be read
 */
export function solveLqn(text: string, states?: number): Solution {
  const document = readLqn(text);
  const lowered = lower(document);
  const { model } = lowered;
  const forks = lowered.parallels.length > 0;
  const answer = feasible(
    model,
    forks ? solveParallel(model, lowered.parallels) : solveLayered(model, { states: states ?? mostStates(model) }),
  );
  const approximations = [...lowered.approximations, ...shared(document), ...stages(document, answer)];
  if (forks) approximations.unshift(parallelNote);
  const notes = [...approximations, ...replicated(document), ...document.notes];
  if (answer.kind !== 'solved') return failed(answer, notes);
  const exact = answer.method === 'exact';
  if (!exact) notes.unshift(layersNote(model));
  const figures = figuresOf(document, lowered, answer);
  const differences = compare(document, figures);
  return {
    format: 'lqn',
    method: exact
      ? `Markov chain of the whole system, ${answer.size} states`
      : 'method of layers (Rolia and Sevcik 1995; Franks et al. 2009)',
    exact: exact && approximations.length === 0,
    notes,
    tables: [...tables(figures), ...(differences.length > 0 ? [comparisonTable(differences)] : [])],
    data: {
      stable: true,
      ...(exact ? { states: answer.size } : { iterations: answer.size }),
      ...figures,
      ...(answer.bottleneck && { bottleneck: bottleneckOf(answer.bottleneck) }),
      ...(differences.length > 0 && { comparison: differences }),
    },
  };
}

/** An answer that breaks the utilisation law is none. */
function feasible(model: LayeredModel, answer: LayeredAnswer): LayeredAnswer {
  if (answer.kind !== 'solved') return answer;
  const over = infeasible(model, answer);
  if (over === undefined) return answer;
  const early = model.entries.some(({ second }) => second) ? '; second phases are the usual cause' : '';
  return {
    kind: 'unsolved',
    why: `the chain of the system is too large, and the layers end with ${over}${early}`,
  };
}

const parallelNote =
  'branches in parallel: the time until the last one ends is that of independent branches with fitted laws; within 2 % on the simulated systems that were tried';

/** How far layers were off on measured systems of the same kind: those drawn after the solver was frozen where there are such. */
function layersNote(model: LayeredModel): string {
  const open = model.classes.some(({ kind }) => kind === 'open');
  const closed = model.classes.some(({ kind }) => kind === 'closed');
  const early = model.entries.some(({ second }) => second);
  const kinds = early ? ['an early reply'] : open && closed ? ['mixed load'] : open ? ['open load'] : ['closed load'];
  const rows = layeredErrors.filter(
    ({ set, systems }) => set !== 'grid' && set !== 'unlike' && kinds.some((kind) => systems.startsWith(kind)),
  );
  const fresh = rows.filter(({ set }) => set === 'fresh');
  const [, nine] = (fresh.length > 0 ? fresh : rows)
    .map(({ response }) => response)
    .reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0, 0]);
  return `by layers: response times of measured systems with ${kinds[0]} were within ${Number((100 * nine).toPrecision(2))} % for 9 in 10 (docs/accuracy.md)`;
}

function failed(answer: Exclude<LayeredAnswer, LayeredSolution>, notes: readonly string[]): Solution {
  const common = { format: 'lqn', exact: answer.kind === 'overloaded', notes, tables: [] };
  if (answer.kind === 'unsolved') {
    return {
      ...common,
      method: 'none',
      unstable: `no solution: ${answer.why}`,
      data: { stable: false, why: answer.why },
    };
  }
  const { place, factor } = answer;
  const what = place.kind === 'cores' ? 'processor' : 'task';
  return {
    ...common,
    method: 'utilisation law',
    unstable: `the requests that nobody waits for load ${what} ${place.name} with ${Number(factor.toPrecision(4))} times its capacity: there is no steady state`,
    data: { stable: false, [what]: place.name, overload: factor },
  };
}

const bottleneckOf = ({ kind, name, utilisation }: NonNullable<LayeredSolution['bottleneck']>): object => ({
  kind: kind === 'cores' ? 'processor' : 'task',
  name,
  utilisation,
});

/** Processors served first come, first served, where that differs from the processor sharing that is solved. */
function shared({ processors, tasks }: LqnDocument): string[] {
  const found: string[] = [];
  for (const [p, { name, cores, replicas, sharing }] of processors.entries()) {
    if (cores === Infinity || sharing) continue;
    let threads = 0;
    const slices = new Set<number>();
    let varied = false;
    for (const task of tasks) {
      if (task.processor !== p) continue;
      threads += (task.multiplicity * task.replicas) / replicas;
      for (const { demand, cvsq, calls } of activitiesOf(task)) {
        if (demand === 0) continue;
        slices.add(Number((demand / (1 + calls.reduce((sum, { mean }) => sum + mean, 0))).toPrecision(9)));
        varied ||= cvsq !== 1;
      }
      // branches of an AND fork are threads of their own
      if (task.graph?.precedences.some(({ post }) => post.kind === 'and')) threads += 1;
    }
    if (threads > cores && (slices.size > 1 || varied)) found.push(name);
  }
  if (found.length === 0) return [];
  return [
    `first come, first served is solved as processor sharing, which differs where demands between calls are not exponential with one mean: processor ${list(found)}`,
  ];
}

/** Times of little variation, which a chain only has as 40 stages. */
function stages({ tasks }: LqnDocument, answer: LayeredAnswer): string[] {
  if (answer.kind !== 'solved' || answer.method !== 'exact') return [];
  const sharp = tasks.some((task) => activitiesOf(task).some(({ demand, cvsq }) => demand > 0 && cvsq < 1 / 40));
  return sharp ? ['demands with less variation than 40 exponential stages (cvsq 0.025) are taken as that many'] : [];
}

function replicated({ processors, tasks }: LqnDocument): string[] {
  const found = [...processors, ...tasks].filter(({ replicas }) => replicas > 1).map(({ name }) => name);
  return found.length > 0
    ? [`figures of what is replicated are those of one replica: ${list([...new Set(found)])}`]
    : [];
}

const list = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');

function activitiesOf(task: LqnTask): readonly LqnActivity[] {
  const phases = task.entries.flatMap((entry) => (entry.phases ?? []).flatMap((phase) => (phase ? [phase] : [])));
  return [...phases, ...(task.graph?.activities.values() ?? [])];
}

export type LqnFigures = {
  readonly processors: readonly {
    readonly name: string;
    /** absent: a delay */ readonly cores?: number;
    /** mean busy cores */ readonly busy: number;
    readonly utilisation?: number;
  }[];
  readonly tasks: readonly {
    readonly name: string;
    readonly processor: string;
    /** threads, or customers of a reference task; absent: no bound */ readonly multiplicity?: number;
    readonly reference: boolean;
    readonly throughput: number;
    /** mean busy threads */ readonly busy: number;
    readonly utilisation?: number;
    /** requests that wait for a thread, and seconds per request */ readonly waiting?: number;
    readonly wait?: number;
    /** mean busy cores */ readonly processorBusy: number;
  }[];
  readonly entries: readonly {
    readonly name: string;
    readonly task: string;
    readonly throughput: number;
    /** seconds until the reply, and from there to the end */
    readonly phase1: number;
    readonly phase2: number;
    readonly busy: number;
    readonly processorBusy: number;
    /** seconds from an open arrival to its reply, the wait for a thread included */ readonly openResponse?: number;
  }[];
};

function figuresOf(document: LqnDocument, lowered: Lowered, answer: LayeredSolution): LqnFigures {
  const processorTimes = processorTime(lowered);
  const times = entryTimes(lowered.model, answer);
  const processors = document.processors.map(({ name, cores }) => {
    const { busy, utilisation } = answer.processors[lowered.processors.get(name)!]!;
    return { name, ...(cores !== Infinity && { cores, utilisation }), busy };
  });
  const entries = document.tasks.flatMap((task) =>
    task.entries.map((entry) => {
      const index = lowered.entries.get(entry.name)!;
      const { throughput } = answer.entries[index]!;
      // A cycle of customers is all that their entry does.
      const cycle = lowered.classes.get(task.name);
      const { service, after } =
        cycle === undefined ? times[index]! : { service: answer.classes[cycle]!.response, after: 0 };
      const open = lowered.open.get(entry.name);
      return {
        name: entry.name,
        task: task.name,
        throughput,
        phase1: service,
        phase2: after,
        busy: throughput * (service + after),
        processorBusy: throughput * processorTimes[index]!,
        ...(open !== undefined && { openResponse: answer.classes[open]!.response }),
      };
    }),
  );
  const tasks = document.tasks.map((task) => {
    const own = answer.tasks[lowered.tasks.get(task.name)!]!;
    const mine = entries.filter((entry) => entry.task === task.name);
    const sum = (of: (entry: LqnFigures['entries'][number]) => number): number => mine.reduce((s, e) => s + of(e), 0);
    const busy = sum((entry) => entry.busy);
    const bounded = !task.reference && task.multiplicity !== Infinity;
    return {
      name: task.name,
      processor: document.processors[task.processor]!.name,
      ...(task.multiplicity !== Infinity && { multiplicity: task.multiplicity }),
      reference: task.reference,
      throughput: sum((entry) => entry.throughput),
      busy,
      ...(bounded && { utilisation: Math.min(1, busy / task.multiplicity), waiting: own.waiting, wait: own.wait }),
      processorBusy: sum((entry) => entry.processorBusy),
    };
  });
  return { processors, tasks, entries };
}

/** Seconds at its own processor per execution of an entry, with what stands beside it. */
function processorTime({ model }: Lowered): readonly number[] {
  const beside = (from: number, to: number): boolean =>
    model.tasks[from]!.name === model.tasks[to]!.name && model.tasks[from]!.processor === model.tasks[to]!.processor;
  const known: (number | undefined)[] = [];
  const of = (e: number): number => {
    const before = known[e];
    if (before !== undefined) return before;
    const { first, second, task } = model.entries[e]!;
    let time = 0;
    for (const { demand, calls = [] } of second ? [first, second] : [first]) {
      time += demand;
      for (const call of calls) if (beside(task, model.entries[call.entry]!.task)) time += call.mean * of(call.entry);
    }
    known[e] = time;
    return time;
  };
  return model.entries.map((_, e) => of(e));
}

function tables({ processors, tasks, entries }: LqnFigures): SolutionTable[] {
  return [
    {
      title: 'Processors',
      columns: ['processor', 'cores', 'busy', 'utilisation'],
      rows: processors.map(({ name, cores, busy, utilisation }) => [
        name,
        cores ?? 'no bound',
        busy,
        utilisation ?? '',
      ]),
    },
    {
      title: 'Tasks',
      columns: ['task', 'processor', 'threads', 'throughput', 'busy', 'utilisation', 'waiting', 'wait'],
      rows: tasks.map((task) => [
        task.name,
        task.processor,
        task.reference ? `${task.multiplicity} customers` : (task.multiplicity ?? 'no bound'),
        task.throughput,
        task.busy,
        task.utilisation ?? '',
        task.waiting ?? '',
        task.wait ?? '',
      ]),
    },
    {
      title: 'Entries',
      columns: ['entry', 'task', 'throughput', 'phase 1', 'phase 2', 'busy', 'open response'],
      rows: entries.map((e) => [e.name, e.task, e.throughput, e.phase1, e.phase2, e.busy, e.openResponse ?? '']),
    },
  ];
}
