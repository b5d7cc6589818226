/**
 * An LQN document as a layered model. Replicas are written out. What an entry of the layered model cannot say in one phase (activities
 * in sequence, loops, forwarding, phases that call by different laws) becomes entries of its own in an unbounded task beside it: they
 * take no worker and no time, so that the meaning stays the same.
 */
import type { LayeredCall, LayeredModel, LayeredPhase } from '../../queueing/index.js';
import { ImportError, type XmlPlace } from '../xml.js';
import type { LqnActivity, LqnDocument, LqnEntry, LqnTask } from './document.js';
import { type Step, splitAtReply, stepsOf } from './graph.js';
import type { Parallel } from './parallel.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type MutableEntry = Mutable<LayeredModel['entries'][number]>;

export type Lowered = {
  readonly model: LayeredModel;
  /** first replica of each processor, task and entry, by name: indices in the model */
  readonly processors: ReadonlyMap<string, number>;
  readonly tasks: ReadonlyMap<string, number>;
  readonly entries: ReadonlyMap<string, number>;
  /** class of the first replica of each reference task */
  readonly classes: ReadonlyMap<string, number>;
  /** class of the first replica of each open entry */
  readonly open: ReadonlyMap<string, number>;
  /** forks whose branches run at the same time, inner ones first */
  readonly parallels: readonly Parallel[];
  /** what the layered model says a little differently */
  readonly approximations: readonly string[];
};

/** Tasks and entries after writing out replicas, beyond which a model is refused. */
const mostTasks = 5000;

/** Calls of one kind that a phase makes one after the other. */
const mostDeterministic = 1000;

class Lowering {
  readonly processors: LayeredModel['processors'][number][] = [];
  readonly tasks: LayeredModel['tasks'][number][] = [];
  readonly entries: MutableEntry[] = [];
  readonly classes: LayeredModel['classes'][number][] = [];
  readonly approximations = new Set<string>();
  readonly parallels: Parallel[] = [];
  readonly firstTask = new Map<string, number>();
  readonly firstEntry = new Map<string, number>();
  readonly openClass = new Map<string, number>();
  readonly closedClass = new Map<string, number>();
  readonly firstProcessor: number[] = [];
  private readonly owner = new Map<string, { readonly task: LqnTask; readonly entry: LqnEntry }>();
  /** unbounded task beside a task, by the index of the latter */
  private readonly beside = new Map<number, number>();
  /** entry that forwards, by the entry of the task itself */
  private readonly forwarding = new Map<number, number>();
  private idle: number | undefined;

  constructor(readonly document: LqnDocument) {
    let size = 0;
    for (const task of document.tasks) {
      size += task.replicas * (task.entries.length + (task.graph?.activities.size ?? 0));
      if (size > mostTasks) {
        throw new ImportError(
          `with its replicas the model has more than ${mostTasks} entries and activities; replicas are written out one by one`,
          task.at,
        );
      }
      for (const entry of task.entries) this.owner.set(entry.name, { task, entry });
    }
    let copies = 0;
    for (const { replicas, at } of document.processors) {
      copies += replicas;
      if (copies > mostTasks)
        throw new ImportError(`with its replicas the model has more than ${mostTasks} processors`, at);
    }
  }

  run(): void {
    for (const { name, cores, replicas } of this.document.processors) {
      this.firstProcessor.push(this.processors.length);
      for (let k = 0; k < replicas; k++) this.processors.push({ name, cores });
    }
    for (const task of this.document.tasks) this.declare(task);
    for (const task of this.document.tasks) {
      for (const [e, entry] of task.entries.entries()) {
        for (let k = 0; k < task.replicas; k++) this.define(task, entry, k, this.instance(task, e, k));
      }
    }
    for (const task of this.document.tasks) this.load(task);
    this.refuseCycles();
    this.fixInstant();
  }

  /**
   * A geometric number of calls that take no time, without a slice between them, would be any number in no time at all: a chain without
   * end. They are made a fixed number of times instead.
   */
  private fixInstant(): void {
    const known: (boolean | undefined)[] = [];
    const instantPhase = ({ demand, delay = 0, calls = [] }: LayeredPhase, law: LayeredLaw): boolean =>
      demand === 0 &&
      delay === 0 &&
      calls.every((call) => call.send || law === 'geometric' || call.mean < 1 || instant(call.entry));
    const instant = (e: number): boolean => {
      const { first, law } = this.entries[e]!;
      known[e] ??= instantPhase(first, law);
      return known[e]!;
    };
    for (const entry of this.entries) {
      if (entry.law !== 'geometric') continue;
      const phases = entry.second ? [entry.first, entry.second] : [entry.first];
      const endless = phases.some(
        ({ demand, calls = [] }) => demand === 0 && calls.some((call) => call.send || instant(call.entry)),
      );
      if (!endless) continue;
      if (phases.some(({ calls = [] }) => calls.some(({ mean }) => mean > mostDeterministic))) {
        const at = this.owner.get(entry.name)?.entry.at ?? this.document.tasks[0]!.at;
        throw new ImportError(
          `${entry.name} makes more than ${mostDeterministic} calls in no time; give it a demand`,
          at,
        );
      }
      entry.law = 'deterministic';
      this.approximations.add(
        `${entry.name} has no demand between calls that take no time: their number is taken as fixed, not geometric`,
      );
    }
  }

  /** Makes room for a task and its entries, all replicas. */
  private declare(task: LqnTask): void {
    const processor = this.document.processors[task.processor]!;
    if (task.replicas % processor.replicas !== 0) {
      throw new ImportError(
        `task ${task.name} has ${task.replicas} replicas on ${processor.replicas} of processor ${processor.name}: not a multiple`,
        task.at,
      );
    }
    this.firstTask.set(task.name, this.tasks.length);
    for (let k = 0; k < task.replicas; k++) {
      const copy = Math.floor((k * processor.replicas) / task.replicas);
      this.tasks.push({
        name: task.name,
        processor: this.firstProcessor[task.processor]! + copy,
        workers: task.reference ? Infinity : task.multiplicity,
      });
    }
    for (const entry of task.entries) {
      this.firstEntry.set(entry.name, this.entries.length);
      for (let k = 0; k < task.replicas; k++) {
        this.entries.push({ name: entry.name, task: this.firstTask.get(task.name)! + k, first: { demand: 0 } });
      }
    }
  }

  private instance(task: LqnTask, e: number, k: number): number {
    return this.firstEntry.get(task.entries[e]!.name)! + k;
  }

  private define(task: LqnTask, entry: LqnEntry, k: number, index: number): void {
    const { first, second } = this.bodyOf(task, entry);
    const context = { task, k, index };
    const a = this.phase(first, context);
    const b = this.phase(second, context);
    const law = a.law ?? b.law;
    const target = this.entries[index]!;
    target.first = a.phase;
    if (second.length > 0) {
      // Both phases of an entry call by one law; the second is put in an entry of its own where its law is another.
      target.second =
        b.law === undefined || b.law === law
          ? b.phase
          : { demand: 0, calls: [{ entry: this.extra(context, `${entry.name} (second)`, b), mean: 1 }] };
    }
    if (law !== undefined) target.law = law;
  }

  /** Steps until the reply and after it. */
  private bodyOf(
    task: LqnTask,
    entry: LqnEntry,
  ): { readonly first: readonly Step[]; readonly second: readonly Step[] } {
    let first: readonly Step[];
    let second: readonly Step[] = [];
    if (entry.phases) {
      const steps = entry.phases.map((activity): Step[] => (activity ? [{ kind: 'activity', activity }] : []));
      first = steps[0]!;
      second = [...steps[1]!, ...steps[2]!];
    } else {
      first = stepsOf(task.graph!, entry.name, entry.at);
      const replies = task.graph!.replies.get(entry.name);
      if (replies) {
        const split = splitAtReply(first, replies, entry.name);
        if (!split) throw new ImportError(`entry ${entry.name} does not reach the activity that replies`, entry.at);
        ({ first, second } = split);
        if (split.branched && second.length > 0 && !task.reference) {
          this.approximations.add(
            `entry ${entry.name} replies in each of several branches: what follows the reply is drawn anew, means stay the same`,
          );
        }
      }
    }
    // Nobody waits for a customer: its cycle is all phases and then the think time.
    return task.reference ? { first: [...first, ...second], second: [] } : { first, second };
  }

  /** One phase of an entry that takes these steps. */
  private phase(steps: readonly Step[], context: Context): Body {
    const [only] = steps;
    if (steps.length === 1 && only?.kind === 'activity') return this.activity(only.activity, context);
    if (steps.length === 1 && only?.kind === 'loop') return this.loop(only, context);
    const calls = steps.flatMap((item) => this.calls(item, context));
    return { phase: { demand: 0, calls }, law: calls.length > 0 ? 'deterministic' : undefined };
  }

  private calls(item: Step, context: Context): LayeredCall[] {
    switch (item.kind) {
      case 'activity': {
        const { demand, think, calls, name } = item.activity;
        if (demand === 0 && think === 0 && calls.length === 0) return [];
        return [{ entry: this.extra(context, name, this.activity(item.activity, context)), mean: 1 }];
      }
      case 'or': {
        if (item.branches.length > 1) {
          this.approximations.add(
            'branches of an OR fork are taken or not independently of each other: means of counts are exact, their variance is not',
          );
        }
        return item.branches.flatMap(({ p, steps }) => this.group(steps, p, context));
      }
      case 'loop': {
        const body = this.loop(item, context);
        if (!body.phase.calls?.length) return [];
        return [{ entry: this.extra(context, 'loop', body), mean: 1 }];
      }
      case 'and': {
        const branches = item.branches.flatMap((steps) => this.group(steps, 1, context));
        if (branches.length < 2) return branches;
        const entry = this.extra(context, 'fork', { phase: { demand: 0, calls: branches }, law: 'deterministic' });
        this.parallels.push({
          entry,
          branches: branches.map((call) => call.entry),
          task: this.firstTask.get(context.task.name)! + context.k,
          owner: context.index,
          threads: context.task.multiplicity,
        });
        return [{ entry, mean: 1 }];
      }
    }
  }

  /** A call of an entry that takes these steps; none where they take no time. */
  private group(steps: readonly Step[], mean: number, context: Context): LayeredCall[] {
    const body = this.phase(steps, context);
    if (body.phase.demand === 0 && !body.phase.delay && !body.phase.calls?.length) return [];
    const [only] = body.phase.calls ?? [];
    // An entry that does nothing but call one other once is that other.
    if (
      body.law === 'deterministic' &&
      body.phase.calls?.length === 1 &&
      only!.mean === 1 &&
      this.isExtra(only!.entry)
    ) {
      return [{ entry: only!.entry, mean }];
    }
    return [{ entry: this.extra(context, 'branch', body), mean }];
  }

  private isExtra(entry: number): boolean {
    return [...this.beside.values()].includes(this.entries[entry]!.task);
  }

  private loop(item: Extract<Step, { kind: 'loop' }>, context: Context): Body {
    const calls = item.bodies.flatMap(({ count, steps }) => this.group(steps, count, context));
    return { phase: { demand: 0, calls }, law: calls.length > 0 ? 'geometric' : undefined };
  }

  private activity(activity: LqnActivity, { task, k }: Context): Body {
    const { order, cvsq, think } = activity;
    const calls = activity.calls.flatMap((call): LayeredCall[] => {
      if (call.mean === 0) return [];
      const targets = this.targets(task, k, call.dest, call.at);
      return targets.map((entry) => ({
        entry: this.forwarder(entry),
        mean: call.mean,
        ...(call.send && { send: true }),
      }));
    });
    const total = calls.reduce((sum, { mean }) => sum + mean, 0);
    const deterministic = order === 'deterministic';
    const many = deterministic ? activity.calls.find(({ mean }) => mean > mostDeterministic) : undefined;
    if (many) {
      throw new ImportError(
        `${activity.name} makes more than ${mostDeterministic} calls one by one; with call-order STOCHASTIC they are a random number`,
        many.at,
      );
    }
    if (deterministic && calls.some(({ mean }) => !Number.isInteger(mean))) {
      this.approximations.add(
        'fractional numbers of deterministic calls are the number below, or one more with that chance',
      );
    }
    if (deterministic && total > 0 && activity.demand > 0) {
      this.approximations.add(
        'in phases of deterministic calls the demand comes before the calls, not in slices between them',
      );
    }
    // The cv of the file is that of a slice; with a fixed number of slices their sum varies less.
    const cv = Math.sqrt(deterministic ? cvsq / (1 + total) : cvsq);
    const demand = activity.demand / this.document.processors[task.processor]!.speed;
    return {
      phase: { demand, cv, ...(think > 0 && { delay: think }), ...(calls.length > 0 && { calls }) },
      law: calls.length === 0 ? undefined : deterministic ? 'deterministic' : 'geometric',
    };
  }

  /** An entry of the unbounded task beside the task of the context. */
  private extra({ task, k }: Context, name: string, { phase, law }: Body): number {
    const own = this.firstTask.get(task.name)! + k;
    let beside = this.beside.get(own);
    if (beside === undefined) {
      beside = this.tasks.push({ name: task.name, processor: this.tasks[own]!.processor, workers: Infinity }) - 1;
      this.beside.set(own, beside);
    }
    return this.entries.push({ name, task: beside, first: phase, ...(law && { law }) }) - 1;
  }

  /** Replicas that replica k of a task calls, one call to each. */
  private targets(task: LqnTask, k: number, dest: string, at: XmlPlace): number[] {
    const found = this.owner.get(dest);
    if (!found) throw new ImportError(`there is no entry ${dest}`, at);
    const { task: callee } = found;
    if (callee.reference)
      throw new ImportError(`${dest} belongs to the reference task ${callee.name} and cannot be called`, at);
    if (callee === task) throw new ImportError(`task ${task.name} calls itself, at ${dest}`, at);
    const [from, to] = [task.replicas, callee.replicas];
    const [stated, fanIn] = [task.fanOut.get(callee.name), callee.fanIn.get(task.name)];
    const fanOut = stated ?? (fanIn === undefined ? 1 : (fanIn * to) / from);
    const back = fanIn ?? (stated === undefined ? 1 : (stated * from) / to);
    if (!Number.isInteger(fanOut) || !Number.isInteger(back) || fanOut > to || from * fanOut !== to * back) {
      throw new ImportError(
        `${from} replicas of ${task.name} call ${to} of ${callee.name}, and fan-out and fan-in do not fit: replicas times fan-out must be replicas of the callee times fan-in`,
        at,
      );
    }
    const first = this.firstEntry.get(dest)!;
    return Array.from({ length: fanOut }, (_, j) => first + ((k * fanOut + j) % to));
  }

  /** What to call instead of an entry that forwards: the entry, then with its chance those that it forwards to. */
  private forwarder(index: number, path: ReadonlySet<number> = new Set()): number {
    const { task, entry } = this.owner.get(this.entries[index]!.name)!;
    if (entry.forwards.every(({ p }) => p === 0)) return index;
    const known = this.forwarding.get(index);
    if (known !== undefined) return known;
    if (path.has(index)) throw new ImportError(`requests to ${entry.name} are forwarded in a circle`, entry.at);
    const k = index - this.firstEntry.get(entry.name)!;
    const calls: LayeredCall[] = [{ entry: index, mean: 1 }];
    for (const { dest, p, at } of entry.forwards) {
      if (p === 0) continue;
      const targets = this.targets(task, k, dest, at);
      if (targets.length > 1) throw new ImportError(`${entry.name} forwards to several replicas: not supported`, at);
      calls.push({ entry: this.forwarder(targets[0]!, new Set([...path, index])), mean: p });
    }
    if (calls.length > 2) {
      this.approximations.add(
        `entry ${entry.name} forwards to one of several: they are drawn independently of each other, means stay the same`,
      );
    }
    if (this.idle === undefined) {
      const processor = this.processors.push({ name: '', cores: Infinity }) - 1;
      this.idle = this.tasks.push({ name: '', processor, workers: Infinity }) - 1;
    }
    const made =
      this.entries.push({ name: entry.name, task: this.idle, first: { demand: 0, calls }, law: 'deterministic' }) - 1;
    this.forwarding.set(index, made);
    return made;
  }

  /** Customers and open arrivals. */
  private load(task: LqnTask): void {
    for (const [e, entry] of task.entries.entries()) {
      if (task.reference && entry.open > 0) {
        throw new ImportError(`reference task ${task.name} cannot have open arrivals`, entry.at);
      }
      if (task.reference && entry.forwards.length > 0) {
        throw new ImportError(`reference task ${task.name} has no caller whose request it could forward`, entry.at);
      }
      for (let k = 0; k < task.replicas; k++) {
        const index = this.instance(task, e, k);
        const name = task.reference ? task.name : entry.name;
        if (task.reference) {
          if (k === 0) this.closedClass.set(task.name, this.classes.length);
          const { multiplicity: users, think } = task;
          this.classes.push({ name, targets: [{ entry: index, share: 1 }], kind: 'closed', users, think });
        } else if (entry.open > 0) {
          if (k === 0) this.openClass.set(entry.name, this.classes.length);
          const targets = [{ entry: this.forwarder(index), share: 1 }];
          this.classes.push({ name, targets, kind: 'open', rate: entry.open });
        }
      }
    }
    if (this.classes.length > 0 || task !== this.document.tasks.at(-1)) return;
    throw new ImportError(
      'nothing sends requests: there is no reference task and no open arrival',
      this.document.tasks[0]!.at,
    );
  }

  /** Refuses calls in a circle, and customers whose cycle takes no time. */
  private refuseCycles(): void {
    const state: ('open' | 'done' | undefined)[] = [];
    const time: number[] = [];
    const placeOf = (e: number): XmlPlace =>
      this.owner.get(this.entries[e]!.name)?.entry.at ?? this.document.tasks[0]!.at;
    const phases = (e: number): LayeredPhase[] => {
      const { first, second } = this.entries[e]!;
      return second ? [first, second] : [first];
    };
    for (const root of this.entries.keys()) {
      const stack = [root];
      while (stack.length > 0) {
        const e = stack.at(-1)!;
        if (state[e] === 'done') {
          stack.pop();
          continue;
        }
        const targets = phases(e).flatMap(({ calls = [] }) => calls.map((call) => call.entry));
        if (state[e] === undefined) {
          state[e] = 'open';
          for (const target of targets) {
            if (state[target] === 'open') {
              const name = this.entries[target]!.name;
              throw new ImportError(
                `calls from ${name} come back to ${name}: calls in a circle are not supported`,
                placeOf(target),
              );
            }
            if (state[target] === undefined) stack.push(target);
          }
          continue;
        }
        state[e] = 'done';
        stack.pop();
        const { demand, delay = 0, calls = [] } = this.entries[e]!.first;
        time[e] =
          demand + delay + calls.reduce((sum, call) => sum + (call.send ? 0 : call.mean * time[call.entry]!), 0);
      }
    }
    for (const item of this.classes) {
      if (item.kind === 'closed' && item.think === 0 && time[item.targets[0]!.entry] === 0) {
        throw new ImportError(
          `a cycle of reference task ${item.name} takes no time: its throughput would be without bound; give it a demand or a think time`,
          placeOf(item.targets[0]!.entry),
        );
      }
    }
  }
}

type Body = { readonly phase: LayeredPhase; readonly law: 'deterministic' | 'geometric' | undefined };
type LayeredLaw = MutableEntry['law'];
type Context = { readonly task: LqnTask; readonly k: number; readonly index: number };

/** @throws ImportError where the document does not fit together, or says what a layered model cannot */
export function lower(document: LqnDocument): Lowered {
  const lowering = new Lowering(document);
  lowering.run();
  const { processors, tasks, entries, classes } = lowering;
  return {
    model: { processors, tasks, entries, classes },
    processors: new Map(document.processors.map(({ name }, i) => [name, lowering.firstProcessor[i]!])),
    tasks: lowering.firstTask,
    entries: lowering.firstEntry,
    classes: lowering.closedClass,
    open: lowering.openClass,
    parallels: lowering.parallels,
    approximations: [...lowering.approximations],
  };
}
