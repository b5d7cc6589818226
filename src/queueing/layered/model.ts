/**
 * A layered system: tasks (pools of workers) over processors (shared cores), entries (operations) that call entries of other tasks,
 * and classes of load. A worker is held from the start to the end of an entry, waiting for replies included.
 */
import { nonNegative, positive, positiveOrInfinite, probability, whole } from '../check.js';

export type LayeredProcessor = {
  readonly name: string;
  /** cores per replica, > 0, fractions allowed; Infinity: never contended. Bursts share the cores (processor sharing). */
  readonly cores: number;
  /** equal copies, whole >= 1; default 1 */ readonly replicas?: number;
};

export type LayeredTask = {
  readonly name: string;
  /** index of the processor */ readonly processor: number;
  /** slots per replica, whole >= 1; Infinity: no bound. First come, first served. */ readonly workers: number;
  /** equal copies, each request goes to one at random; whole >= 1; default 1 */ readonly replicas?: number;
};

export type LayeredCall = {
  /** index of the called entry */ readonly entry: number;
  /** calls per execution of the phase, >= 0 */ readonly mean: number;
  /** asynchronous: the worker does not wait; default false */ readonly send?: boolean;
  /** share of the calls during which the worker waits for nothing else, in [0, 1]; default 1. Calls beside longer ones have 0. */
  readonly held?: number;
};

export type LayeredPhase = {
  /** seconds of CPU per execution at speed 1, >= 0 */ readonly demand: number;
  /** coefficient of variation of the demand, >= 0; default 1 */ readonly cv?: number;
  /** seconds of pure delay, >= 0; default 0 */ readonly delay?: number;
  /** its coefficient of variation, >= 0; default 1 */ readonly delayCv?: number;
  readonly calls?: readonly LayeredCall[];
};

export type LayeredEntry = {
  readonly name: string;
  /** index of the task */ readonly task: number;
  /** until the reply */ readonly first: LayeredPhase;
  /** after the reply, the worker still held */ readonly second?: LayeredPhase;
  /**
   * `deterministic` (default): the demand, the delay, then the calls in order, each so often as its mean says (a fraction: the floor,
   * or one more). `geometric`: slices of the demand, after each another call or the end, so that every number is geometric.
   */
  readonly law?: 'deterministic' | 'geometric';
};

export type LayeredClass = {
  readonly name: string;
  /** entries that requests go to, with their probabilities (together 1) */
  readonly targets: readonly { readonly entry: number; readonly share: number }[];
} & (
  | { readonly kind: 'open' /** Poisson arrivals per second, >= 0 */; readonly rate: number }
  | {
      readonly kind: 'closed';
      /** whole >= 0 */ readonly users: number;
      /** mean seconds between reply and next request, >= 0 */ readonly think: number;
    }
);

export type LayeredModel = {
  readonly processors: readonly LayeredProcessor[];
  readonly tasks: readonly LayeredTask[];
  readonly entries: readonly LayeredEntry[];
  readonly classes: readonly LayeredClass[];
};

/** Both phases of an entry. */
export function phasesOf(entry: LayeredEntry): readonly LayeredPhase[] {
  return entry.second ? [entry.first, entry.second] : [entry.first];
}

/** @throws RangeError where the model breaks a bound stated at its fields, naming the field */
export function checkModel(model: LayeredModel): void {
  const index = (name: string, value: number, length: number): void => {
    if (!(Number.isInteger(value) && value >= 0 && value < length))
      throw new RangeError(`${name} must be an index below ${length}, got ${value}`);
  };
  for (const { name, cores, replicas = 1 } of model.processors) {
    positiveOrInfinite(`cores of ${name}`, cores);
    whole(`replicas of ${name}`, replicas, 1);
  }
  for (const { name, processor, workers, replicas = 1 } of model.tasks) {
    index(`processor of ${name}`, processor, model.processors.length);
    whole(`workers of ${name}`, workers, 1, true);
    whole(`replicas of ${name}`, replicas, 1);
    const copies = model.processors[processor]!.replicas ?? 1;
    if (copies !== 1 && copies !== replicas)
      throw new RangeError(
        `replicas of ${name} must be those of its processor (${copies}) or share one, got ${replicas}`,
      );
  }
  for (const entry of model.entries) {
    index(`task of ${entry.name}`, entry.task, model.tasks.length);
    for (const { demand, cv = 1, delay = 0, delayCv = 1, calls = [] } of phasesOf(entry)) {
      nonNegative(`demand of ${entry.name}`, demand);
      nonNegative(`cv of ${entry.name}`, cv);
      nonNegative(`delay of ${entry.name}`, delay);
      nonNegative(`delayCv of ${entry.name}`, delayCv);
      for (const { entry: target, mean, held = 1 } of calls) {
        index(`a call of ${entry.name}`, target, model.entries.length);
        nonNegative(`mean calls of ${entry.name}`, mean);
        probability(`held of ${entry.name}`, held);
      }
    }
  }
  for (const item of model.classes) {
    let total = 0;
    for (const { entry, share } of item.targets) {
      index(`a target of ${item.name}`, entry, model.entries.length);
      probability(`share of ${item.name}`, share);
      total += share;
    }
    if (Math.abs(total - 1) > 1e-9) throw new RangeError(`shares of ${item.name} must add up to 1, got ${total}`);
    if (item.kind === 'open') nonNegative(`rate of ${item.name}`, item.rate);
    else {
      whole(`users of ${item.name}`, item.users, 0);
      if (item.think !== 0) positive(`think of ${item.name}`, item.think);
    }
  }
}
