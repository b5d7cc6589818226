/**
 * Reads LQN XML (`.lqnx`): processors, tasks and entries. What the layered solver cannot say is refused at its place; what does not
 * change the figures is passed over, with a note where a person would look for it. The table of both stands in docs/cli.md.
 */
import { attribute, ImportError, parseXml, type XmlElement } from '../xml.js';
import { readActivity, readGraph } from './activities.js';
import type { LqnActivity, LqnDocument, LqnEntry, LqnForward, LqnProcessor, LqnTask, Stored } from './document.js';
import { Values } from './values.js';

/** Elements that hold results, experiments or the layout of an editor: they change nothing. */
const passedOver =
  /^(result|results|mva)-|^(service-time-distribution|histogram-bin|solver-params|run-control|plot-control|parameters|lqx|results|convergence)$|-collection$/;

const sharing = new Set(['ps', 'cfs', 'rand', 'ps-hol', 'ps-pp', 'pp', 'pri', 'hol']);
const byPriority = new Set(['pp', 'pri', 'hol', 'ps-hol', 'ps-pp']);

class Reader {
  readonly notes = new Set<string>();
  readonly processors: LqnProcessor[] = [];
  readonly tasks: LqnTask[] = [];
  private readonly names = { processor: new Set<string>(), task: new Set<string>(), entry: new Set<string>() };

  constructor(private readonly values: Values) {}

  processor(element: XmlElement): void {
    const { at } = element;
    const name = this.name(element, 'processor');
    const scheduling = (element.attributes.get('scheduling') ?? 'fcfs').toLowerCase();
    const cores = this.values.multiplicity(element, 'multiplicity', `the multiplicity of processor ${name}`);
    if (scheduling !== 'fcfs' && scheduling !== 'inf' && !sharing.has(scheduling)) {
      throw new ImportError(`the scheduling ${scheduling} of processor ${name} is not known`, at);
    }
    const speed = this.values.number(element, 'speed-factor', `the speed of processor ${name}`, 1);
    if (speed < 1e-12) throw new ImportError(`the speed of processor ${name} must be above 0`, at);
    const index = this.processors.push({
      name,
      cores: scheduling === 'inf' ? Infinity : cores,
      speed,
      replicas: this.replicas(element, `processor ${name}`),
      sharing: sharing.has(scheduling),
      stored: stored(element, 'result-processor'),
      at,
    });
    const taskElements: XmlElement[] = [];
    for (const child of element.children) {
      if (child.name === 'task') taskElements.push(child);
      else if (child.name === 'group') {
        throw new ImportError(
          `the group ${child.attributes.get('name') ?? ''} of processor ${name} is not supported: shares of a processor cannot be told; give each group a processor of its own, with speed-factor for its share`,
          child.at,
        );
      } else pass(child, element);
    }
    if (byPriority.has(scheduling)) {
      alike(taskElements, `processor ${name} is scheduled by priority (${scheduling})`);
    }
    for (const task of taskElements) this.task(task, index - 1);
  }

  private task(element: XmlElement, processor: number): void {
    const { at, attributes } = element;
    const name = this.name(element, 'task');
    const scheduling = (attributes.get('scheduling') ?? 'fcfs').toLowerCase();
    const reference = scheduling === 'ref';
    if (!['ref', 'fcfs', 'inf', 'pri', 'hol', 'rand'].includes(scheduling)) {
      throw new ImportError(
        `the scheduling ${scheduling} of task ${name} is not supported; what is: ref, fcfs, inf, and pri or hol with equal priorities`,
        at,
      );
    }
    const entryElements = element.children.filter((child) => child.name === 'entry');
    if (scheduling === 'pri' || scheduling === 'hol') {
      alike(entryElements, `task ${name} is scheduled by priority (${scheduling})`);
    }
    if (this.values.number(element, 'queue-length', `the queue length of ${name}`, 0) > 0) {
      throw new ImportError(`task ${name} has a bounded queue: not supported, queues are taken as unbounded`, at);
    }
    if (attributes.has('initially')) {
      throw new ImportError(`task ${name} has tokens (initially): semaphores are not supported`, at);
    }
    const multiplicity = this.values.multiplicity(element, 'multiplicity', `the multiplicity of task ${name}`);
    const think = this.values.number(element, 'think-time', `the think time of ${name}`, 0);
    if (think > 0 && !reference) {
      throw new ImportError(
        `task ${name} has a think time and is not a reference task; state it at its activities`,
        at,
      );
    }
    if (reference && multiplicity === Infinity) {
      throw new ImportError(`reference task ${name} needs a number of customers, not infinity`, at);
    }
    const fan = { 'fan-out': new Map<string, number>(), 'fan-in': new Map<string, number>() };
    let graph: LqnTask['graph'];
    for (const child of element.children) {
      if (child.name === 'fan-out' || child.name === 'fan-in') {
        const other = attribute(child, child.name === 'fan-out' ? 'dest' : 'source');
        const value = this.values.multiplicity(child, 'value', `the ${child.name} of ${name}`);
        if (value === Infinity) throw new ImportError(`the ${child.name} of ${name} must be finite`, child.at);
        fan[child.name].set(other, value);
      } else if (child.name === 'task-activities') {
        if (graph) throw new ImportError(`<task-activities> of ${name} stands twice`, child.at);
        graph = readGraph(child, this.values, (text) => this.notes.add(text));
      } else if (child.name === 'service') {
        throw new ImportError(`the service of task ${name} (sub-models, slots) is not supported`, child.at);
      } else if (child.name !== 'entry') pass(child, element);
    }
    const entries = entryElements.map((child) => this.entry(child, graph?.bound, name));
    if (entries.length === 0) throw new ImportError(`task ${name} has no entries`, at);
    if (reference && entries.length > 1) {
      throw new ImportError(
        `reference task ${name} has several entries; give it one that calls the others, or a task for each`,
        entryElements[1]!.at,
      );
    }
    for (const bound of graph?.bound.keys() ?? []) {
      if (!entries.some((entry) => entry.name === bound && !entry.phases)) {
        throw new ImportError(
          `an activity of ${name} is bound to ${bound}, which is no entry of type NONE of the task`,
          at,
        );
      }
    }
    this.tasks.push({
      name,
      processor,
      reference,
      multiplicity: scheduling === 'inf' ? Infinity : multiplicity,
      think,
      replicas: this.replicas(element, `task ${name}`),
      entries,
      graph,
      fanOut: fan['fan-out'],
      fanIn: fan['fan-in'],
      stored: stored(element, 'result-task'),
      at,
    });
  }

  private entry(element: XmlElement, bound: ReadonlyMap<string, string> | undefined, task: string): LqnEntry {
    const { at, attributes } = element;
    const name = this.name(element, 'entry');
    for (const lock of ['semaphore', 'rwlock']) {
      if (attributes.has(lock)) throw new ImportError(`entry ${name} is a ${lock}: locks are not supported`, at);
    }
    const type = attribute(element, 'type').toUpperCase();
    if (!['PH1PH2', 'NONE', 'GRAPH'].includes(type)) {
      throw new ImportError(`the type ${type} of entry ${name} is not supported; what is: PH1PH2, NONE, GRAPH`, at);
    }
    const forwards: LqnForward[] = [];
    const phases: (LqnActivity | undefined)[] = [undefined, undefined, undefined];
    for (const child of element.children) {
      if (child.name === 'forwarding') {
        const dest = attribute(child, 'dest');
        for (const inner of child.children) pass(inner, child);
        forwards.push({
          dest,
          p: this.values.number(child, 'prob', `a forwarding probability of ${name}`, 1),
          at: child.at,
        });
      } else if (child.name === 'entry-phase-activities') {
        for (const activity of child.children) {
          if (activity.name !== 'activity') throw unknown(activity, child);
          const phase = this.values.number(activity, 'phase', `a phase of ${name}`);
          if (phase !== 1 && phase !== 2 && phase !== 3) {
            throw new ImportError(`a phase of ${name} must be 1, 2 or 3, not ${phase}`, activity.at);
          }
          if (phases[phase - 1]) throw new ImportError(`phase ${phase} of ${name} stands twice`, activity.at);
          phases[phase - 1] = readActivity(activity, this.values, (text) => this.notes.add(text));
        }
      } else if (child.name === 'entry-activity-graph') {
        throw new ImportError(
          `entry ${name} has an activity graph of its own; write it as <task-activities> of task ${task}, bound by bound-to-entry`,
          child.at,
        );
      } else pass(child, element);
    }
    if (forwards.reduce((sum, { p }) => sum + p, 0) > 1 + 1e-9) {
      throw new ImportError(`the forwarding probabilities of ${name} add up to more than 1`, at);
    }
    if (type !== 'PH1PH2' && !bound?.has(name)) {
      throw new ImportError(`no activity of task ${task} is bound to entry ${name}`, at);
    }
    return {
      name,
      open: this.values.number(element, 'open-arrival-rate', `the open arrival rate of ${name}`, 0),
      forwards,
      phases: type === 'PH1PH2' ? phases : undefined,
      stored: stored(element, 'result-entry'),
      at,
    };
  }

  private name(element: XmlElement, kind: 'processor' | 'task' | 'entry'): string {
    const name = attribute(element, 'name');
    if (this.names[kind].has(name)) throw new ImportError(`the ${kind} ${name} stands twice`, element.at);
    this.names[kind].add(name);
    return name;
  }

  private replicas(element: XmlElement, what: string): number {
    const value = this.values.multiplicity(element, 'replication', `the replication of ${what}`);
    if (value === Infinity) throw new ImportError(`the replication of ${what} must be finite`, element.at);
    return value;
  }
}

/** @throws ImportError where elements have unlike priorities */
function alike(elements: readonly XmlElement[], why: string): void {
  const first = elements[0]?.attributes.get('priority') ?? '0';
  const other = elements.find((element) => (element.attributes.get('priority') ?? '0').trim() !== first.trim());
  if (other) {
    throw new ImportError(`${why} and the priorities differ: not supported; with equal ones it is solved`, other.at);
  }
}

function stored(element: XmlElement, name: string): Stored {
  const found = new Map<string, number>();
  const result = element.children.find((child) => child.name === name);
  for (const [key, text] of result?.attributes ?? []) {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) found.set(key, value);
  }
  return found;
}

function unknown(child: XmlElement, parent: XmlElement): ImportError {
  return new ImportError(`<${child.name}> in <${parent.name}> is not supported`, child.at);
}

/** @throws ImportError at an element that could change the figures */
function pass(child: XmlElement, parent: XmlElement): void {
  if (!passedOver.test(child.name)) throw unknown(child, parent);
}

/**
 * @param text of a `.lqnx` file
 * @throws ImportError with the place of the first thing that is wrong or not supported
 */
export function readLqn(text: string): LqnDocument {
  const root = parseXml(text);
  if (root.name !== 'lqn-model') {
    throw new ImportError(`the root of an LQN model is <lqn-model>, not <${root.name}>`, root.at);
  }
  const reader = new Reader(new Values(root));
  for (const child of root.children) {
    if (child.name === 'processor') reader.processor(child);
    else if (child.name === 'slot') throw new ImportError('slots (sub-models) are not supported', child.at);
    else pass(child, root);
  }
  if (reader.tasks.length === 0) throw new ImportError('a model needs at least one processor with a task', root.at);
  if (root.children.some(({ name }) => name === 'lqx' || name === 'parameters')) {
    reader.notes.add(
      'the experiments of the file (LQX, SPEX) are not run: the model is solved once, with its constants',
    );
  }
  return { processors: reader.processors, tasks: reader.tasks, notes: [...reader.notes] };
}
