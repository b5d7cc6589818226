/** Layered systems: exactly by their Markov chain where it is small, by layers otherwise. Which of both is part of the answer. */
import { type ApproximateOutcome, solveApproximately } from './approximate.js';
import { type ExactAnswer, type ExactOutcome, solveExactly } from './exact.js';
import type { LayeredPoint } from './figures.js';
import { brokenLaw } from './laws.js';
import type { ApproximateOptions, Iterate } from './layers.js';
import { checkModel, type LayeredModel, phasesOf } from './model.js';
import type { FullPools } from './saturation.js';
import { type Structure, type StructureFound, structureOf } from './structure.js';
import { inUnit, unitOf } from './units.js';

export type LayeredOptions = {
  /** default `auto`: the chain where it has at most `states` states, else layers */
  readonly method?: 'auto' | 'exact' | 'layers';
  /** whole >= 1, default 2000; `exact` alone: 200,000. Memory about 300 bytes a state. */ readonly states?: number;
  /** relative change of every output per iteration at which layers end, > 0; default 1e-7 */ readonly tolerance?: number;
  /** whole >= 2, default 300 */ readonly iterations?: number;
  /** where to begin: `iterate` of the answer for a like model */ readonly start?: Iterate | undefined;
  /** whole >= 0, default 200: the rates of a busy pool are those of the chain of its threads up to so many states; 0: never */
  readonly chainStates?: number;
  /** Keeps those rates from one call to the next. */ readonly fullPools?: FullPools;
};

export type LayeredResource = {
  readonly kind: 'workers' | 'cores';
  /** index of the task or of the processor */ readonly index: number;
  readonly name: string;
  /** busy share, in [0, 1] */ readonly utilisation: number;
};

export type LayeredSolution = {
  readonly kind: 'solved';
  readonly method: 'exact' | 'layers';
  /** states of the chain; iterations of the layers */ readonly size: number;
  readonly classes: readonly {
    /** requests per second */ readonly throughput: number;
    /** seconds from request to reply */ readonly response: number;
  }[];
  readonly entries: readonly {
    /** executions per second */ readonly throughput: number;
    /** seconds from the start to the reply, and to the end; 0 where nothing comes */ readonly service: number;
    readonly hold: number;
  }[];
  readonly tasks: readonly {
    readonly throughput: number;
    /** busy workers, all replicas, and their share; 0 without a bound */ readonly busy: number;
    readonly utilisation: number;
    /** requests waiting for a worker, all replicas */ readonly waiting: number;
    /** seconds until a worker is free, mean over all requests; the share of requests that wait at all where known */
    readonly wait: number;
    readonly waitProbability: number | undefined;
    /** seconds at the cores per second of demand, where known */ readonly stretch: number | undefined;
    /** executions per second with all workers busy, where known; Infinity without a bound */
    readonly capacity: number | undefined;
  }[];
  readonly processors: readonly {
    /** busy cores, all replicas */ readonly busy: number;
    readonly utilisation: number;
  }[];
  /**
   * What limits the system: full cores, or a pool of workers that are held while cores and the pools below have room. Of resources that
   * are nearly as full as the fullest, the one at the end of the calls.
   */
  readonly bottleneck: LayeredResource | undefined;
  readonly iterate: Iterate | undefined;
};

export type LayeredAnswer =
  | LayeredSolution
  /** no steady state: open load over what a resource can serve, by `factor` >= 1 */
  | { readonly kind: 'overloaded'; readonly place: Omit<LayeredResource, 'utilisation'>; readonly factor: number }
  /** no answer, and why */
  | { readonly kind: 'unsolved'; readonly why: string };

/**
 * Steady state of a layered system. Every answer keeps the laws that hold in any steady state (`laws.ts`); what breaks one is not given.
 * Times below 1e-100 of the longest one count as none.
 * @throws RangeError on a model or an option outside its bounds
 * Source: Rolia and Sevcik 1995; Franks et al. 2009; see `approximate.ts` and `chain.ts`.
 */
export function solveLayered(model: LayeredModel, options: LayeredOptions = {}): LayeredAnswer {
  checkModel(model);
  const settings = checkedOptions(options);
  const unit = unitOf(model);
  const start = settings.start?.unit === unit ? settings.start : undefined;
  const scaled = inUnit(model, unit);
  const found = structureOf(scaled);
  const answer = solveIn(scaled, found, { ...settings, start });
  if (answer.kind !== 'solved') return answer;
  const solution = inSeconds(answer, unit);
  const order = found.ok ? found.structure.entryOrder : undefined;
  const broken = brokenLaw(model, order, solution, Math.max(1e-3, 10 * settings.tolerance));
  if (broken !== undefined)
    return { kind: 'unsolved', why: `the ${solution.method === 'exact' ? 'chain' : 'layers'} ended where ${broken}` };
  const tasks = solution.tasks.map((task, t) => {
    const { workers, replicas = 1 } = model.tasks[t]!;
    return { ...task, busy: Math.min(task.busy, workers * replicas) };
  });
  return { ...solution, tasks, bottleneck: bottleneckOf(model, solution) };
}

type Settings = ApproximateOptions & Required<Pick<LayeredOptions, 'method' | 'states' | 'tolerance'>>;

function checkedOptions(options: LayeredOptions): Settings {
  const { method = 'auto', tolerance = 1e-7, iterations = 300, chainStates = 200, fullPools = new Map() } = options;
  const states = options.states ?? (method === 'exact' ? 200_000 : 2000);
  if (!(states >= 1)) throw new RangeError(`states must be >= 1, got ${states}`);
  if (!(tolerance > 0)) throw new RangeError(`tolerance must be > 0, got ${tolerance}`);
  if (!(iterations >= 2)) throw new RangeError(`iterations must be >= 2, got ${iterations}`);
  return { method, states, tolerance, mostIterations: iterations, start: options.start, chainStates, fullPools };
}

type Unchecked = Omit<LayeredSolution, 'bottleneck'>;

function solveIn(
  model: LayeredModel,
  found: StructureFound,
  settings: Settings,
): Unchecked | Exclude<LayeredAnswer, LayeredSolution> {
  const { method, states } = settings;
  if (!found.ok && method === 'layers') return { kind: 'unsolved', why: found.why };
  let layers: ApproximateOutcome | undefined;
  if (found.ok && method !== 'exact') {
    layers = solveApproximately(model, found.structure, settings);
    if (method === 'layers' || roughStates(model, layers) > states) return fromLayers(model, found.structure, layers);
    // An overload follows from laws that hold exactly, but for pools: their chain would not end either.
    if (layers.kind === 'overloaded') return fromLayers(model, found.structure, layers);
  }
  const exact = solveExactly(model, states);
  if (exact.kind === 'solved') return fromChain(model, exact);
  if (layers && found.ok) return fromLayers(model, found.structure, layers);
  if (!found.ok && method !== 'exact') return { kind: 'unsolved', why: found.why };
  return { kind: 'unsolved', why: whyNot(exact, states) };
}

function whyNot(exact: Exclude<ExactOutcome, { readonly kind: 'solved' }>, states: number): string {
  if (exact.kind === 'outside') return exact.why;
  return exact.kind === 'too-large'
    ? `its chain has more than ${states} states`
    : `the iteration over its chain did not settle (residual ${exact.residual.toExponential(1)})`;
}

/** Figures of a model whose unit of time is so many seconds. */
function inSeconds(solution: Unchecked, unit: number): Unchecked {
  const { iterate } = solution;
  if (unit === 1) return solution;
  return {
    ...solution,
    classes: solution.classes.map(({ throughput, response }) => ({
      throughput: throughput / unit,
      response: response * unit,
    })),
    entries: solution.entries.map(({ throughput, service, hold }) => ({
      throughput: throughput / unit,
      service: service * unit,
      hold: hold * unit,
    })),
    tasks: solution.tasks.map((task) => ({
      ...task,
      throughput: task.throughput / unit,
      wait: task.wait * unit,
      capacity: task.capacity === undefined ? undefined : task.capacity / unit,
    })),
    iterate: iterate && { ...iterate, unit },
  };
}

/** A lower bound of the number of states, so that hopeless searches are not begun. */
function roughStates(model: LayeredModel, layers: ApproximateOutcome): number {
  let states = 1;
  for (const item of model.classes) {
    if (item.kind === 'closed') states *= item.users + 1;
    else if (item.rate > 0) {
      const response = layers.kind === 'solved' ? layers.point.response[model.classes.indexOf(item)]! : 0;
      // A tail as that of one server: about 16 times the mean number.
      states *= Math.max(24, 16 * item.rate * response);
    }
  }
  return states;
}

function fromLayers(
  model: LayeredModel,
  structure: Structure,
  outcome: ApproximateOutcome,
): ReturnType<typeof solveIn> {
  if (outcome.kind === 'diverged') return { kind: 'unsolved', why: outcome.why };
  if (outcome.kind === 'overloaded') {
    const { kind, index, factor } = outcome.place;
    const resource = kind === 'task' ? ('workers' as const) : ('cores' as const);
    const { name } = (kind === 'task' ? model.tasks : model.processors)[index]!;
    return { kind: 'overloaded', place: { kind: resource, index, name }, factor };
  }
  const { point } = outcome;
  const tasks = taskFigures(model, structure, point);
  const entries = model.entries.map((_, e) => ({
    throughput: point.rates[e]!,
    service: point.rates[e]! > 0 ? point.service[e]! : 0,
    hold: point.rates[e]! > 0 ? point.hold[e]! : 0,
  }));
  return {
    kind: 'solved',
    method: 'layers',
    size: outcome.iterations,
    classes: model.classes.map((_, c) => ({ throughput: point.throughput[c]!, response: point.response[c]! })),
    entries,
    tasks,
    processors: processorFigures(model, point.rates),
    iterate: outcome.state,
  };
}

function taskFigures(model: LayeredModel, structure: Structure, point: LayeredPoint): LayeredSolution['tasks'] {
  return model.tasks.map(({ workers, replicas = 1 }, t) => {
    const pool = point.pools[t];
    let throughput = 0;
    for (const e of structure.entriesOf[t]!) throughput += point.rates[e]!;
    const contended = structure.processorOf[model.tasks[t]!.processor]! >= 0;
    return {
      throughput,
      busy: pool?.busy ?? 0,
      utilisation: pool ? Math.min(1, pool.busy / (workers * replicas)) : 0,
      waiting: pool?.waiting ?? 0,
      wait: pool?.wait ?? 0,
      waitProbability: pool ? pool.waitProbability : 0,
      stretch: contended ? point.stretch[t]! : 1,
      capacity: pool ? pool.capacity : Infinity,
    };
  });
}

function processorFigures(model: LayeredModel, rates: ArrayLike<number>): LayeredSolution['processors'] {
  return model.processors.map(({ cores, replicas = 1 }, p) => {
    let busy = 0;
    model.entries.forEach((entry, e) => {
      if (model.tasks[entry.task]!.processor !== p) return;
      for (const { demand } of phasesOf(entry)) busy += rates[e]! * demand;
    });
    return { busy, utilisation: Math.min(1, busy / (cores * replicas)) };
  });
}

function fromChain(model: LayeredModel, exact: ExactAnswer): Unchecked {
  const throughputs = entryThroughputs(model, exact);
  const rates = model.entries.map((_, e) => throughputs[e]!);
  return {
    kind: 'solved',
    method: 'exact',
    size: exact.states,
    classes: exact.classes,
    entries: exact.entries.map(({ serving, holding }, e) => ({
      throughput: rates[e]!,
      service: rates[e]! > 0 ? serving / rates[e]! : 0,
      hold: rates[e]! > 0 ? holding / rates[e]! : 0,
    })),
    tasks: model.tasks.map(({ workers, replicas = 1 }, t) => {
      const { busy, waiting } = exact.tasks[t]!;
      let throughput = 0;
      model.entries.forEach((entry, e) => {
        if (entry.task === t) throughput += rates[e]!;
      });
      return {
        throughput,
        busy: workers === Infinity ? 0 : busy,
        utilisation: workers === Infinity ? 0 : busy / (workers * replicas),
        waiting,
        wait: throughput > 0 ? waiting / throughput : 0,
        waitProbability: undefined,
        stretch: undefined,
        capacity: workers === Infinity ? Infinity : undefined,
      };
    }),
    processors: exact.processors.map(({ cores: busy }, p) => ({
      busy,
      utilisation: Math.min(1, busy / (model.processors[p]!.cores * (model.processors[p]!.replicas ?? 1))),
    })),
    iterate: undefined,
  };
}

/** Executions per second, from the throughput of the classes (forced flow law). */
function entryThroughputs(model: LayeredModel, exact: ExactAnswer): Float64Array {
  const rates = new Float64Array(model.entries.length);
  // Cyclic calls converge like their gain; chains need as many rounds as they are deep.
  const base = new Float64Array(model.entries.length);
  model.classes.forEach(({ targets }, c) => {
    for (const { entry, share } of targets) base[entry] = base[entry]! + share * exact.classes[c]!.throughput;
  });
  for (let round = 0; round < 10_000; round++) {
    const next = base.slice();
    model.entries.forEach((entry, e) => {
      for (const { calls = [] } of phasesOf(entry))
        for (const call of calls) next[call.entry] = next[call.entry]! + rates[e]! * call.mean;
    });
    let change = 0;
    next.forEach((value, e) => {
      change = Math.max(change, Math.abs(value - rates[e]!));
      rates[e] = value;
    });
    if (change === 0) break;
  }
  return rates;
}

/** Share of the fullest resource's utilisation from which one below it counts as full too. */
const NEARLY = 0.9;

function bottleneckOf(
  model: LayeredModel,
  { tasks, processors }: Pick<LayeredSolution, 'tasks' | 'processors'>,
): LayeredResource | undefined {
  const ofTask = (index: number): LayeredResource => ({
    kind: 'workers',
    index,
    name: model.tasks[index]!.name,
    utilisation: tasks[index]!.utilisation,
  });
  const ofProcessor = (index: number): LayeredResource => ({
    kind: 'cores',
    index,
    name: model.processors[index]!.name,
    utilisation: processors[index]!.utilisation,
  });
  let worst: LayeredResource | undefined;
  for (const item of [...model.processors.map((_, p) => ofProcessor(p)), ...model.tasks.map((_, t) => ofTask(t))])
    if (item.utilisation > (worst?.utilisation ?? 0)) worst = item;
  const passed = new Set<number>();
  while (worst && worst.kind === 'workers' && !passed.has(worst.index)) {
    const { index, utilisation } = worst;
    passed.add(index);
    const below: LayeredResource[] = [ofProcessor(model.tasks[index]!.processor)];
    for (const entry of model.entries) {
      if (entry.task !== index) continue;
      for (const { calls = [] } of phasesOf(entry))
        for (const call of calls) if (!call.send && call.mean > 0) below.push(ofTask(model.entries[call.entry]!.task));
    }
    const fullest = below.reduce((a, b) => (b.utilisation > a.utilisation ? b : a));
    if (fullest.utilisation < NEARLY * utilisation) break;
    worst = fullest;
  }
  return worst;
}
