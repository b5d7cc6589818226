/** One replication: events in the order of their times, from the start to the end of what is observed. */
import type { System } from '../../model/system.js';
import { compileProgram, type Program } from '../program/compile.js';
import type { Ending, Mark, Replication, RunOptions } from '../result.js';
import { Autoscaler } from './autoscaler.js';
import { Bodies } from './bodies.js';
import { Calls } from './calls.js';
import { EXPIRED, OperationState } from './counts.js';
import type { Cpu } from './cpu.js';
import type { Cuts } from './cuts.js';
import { EventList } from './events.js';
import { Failures } from './failures.js';
import {
  ACTION,
  type Action,
  AGAIN,
  ARRIVAL,
  ARRIVE,
  BURST_END,
  CPU_END,
  EXPIRY,
  NO_CONNECTION,
  PAUSE_END,
  REPLIED,
  THOUGHT,
  TIMEOUT,
  TOKEN,
} from './kinds.js';
import { Load } from './load.js';
import { Messages } from './messages.js';
import type { NodeState, Replica } from './node.js';
import { type FailureData, noticedAtOnce } from './outage.js';
import { beginOutages } from './outages.js';
import { Planned } from './plannedWork.js';
import { beginProfiles } from './profiles.js';
import { Recorder } from './recorder.js';
import { Requests } from './requests.js';
import { Scale } from './scale.js';
import { AT_WORK, CALLING, NO_EVENT, type Task, Tasks, TRAVELLING } from './task.js';
import { Timeline } from './timeline.js';

/** Requests in progress at which an overloaded run ends, unless the options say otherwise. */
const MOST = 2_000_000;
/** Steps at one moment after which time counts as standing still: so many, and so many for each request and event that there is. */
const STILL = { steps: 1_200_000, each: 100 } as const;

export class Run {
  now = 0;
  count = 0;
  readonly events = new EventList<object>();
  readonly tasks = new Tasks();
  readonly program: Program;
  readonly operations: readonly OperationState[];
  readonly loads: readonly Load[];
  readonly bodies: Bodies;
  readonly calls: Calls;
  readonly requests: Requests;
  readonly messages: Messages;
  readonly autoscalers = new Map<NodeState, Autoscaler>();
  readonly planned: Planned[] = [];
  private readonly failing = new Map<string, FailureData>();
  private readonly scales = new Map<NodeState, Scale>();
  readonly timeline: Timeline;
  readonly cuts: Cuts;
  /** undefined where nothing fails by itself */ readonly failures: Failures | undefined;
  private readonly recorder: Recorder;
  /** the list of ready tasks, as far as `listed` */ private readonly ready: Task[] = [];
  private listed = 0;
  private ending: Ending | undefined;
  private readonly most: number;
  /** steps since time has moved on */ private steps = 0;

  /** @throws RangeError on options outside their ranges */
  constructor(
    readonly system: System,
    readonly options: RunOptions,
  ) {
    const { seed, replication, warmUp, duration, most = MOST } = options;
    if (!(warmUp >= 0 && warmUp < Infinity)) throw new RangeError(`warmUp must be finite and >= 0, got ${warmUp}`);
    if (!(duration > 0 && duration < Infinity))
      throw new RangeError(`duration must be finite and > 0, got ${duration}`);
    this.most = most;
    this.program = compileProgram(system, { seed, replication, events: this.events, cpuEvent: CPU_END });
    this.operations = this.program.operations.map(() => new OperationState());
    this.bodies = new Bodies(this);
    this.calls = new Calls(this);
    this.requests = new Requests(this);
    this.messages = new Messages(this);
    this.loads = system.workloads.map((declared, index) => {
      const stream = this.program.stream(`${declared.name}/arrivals`);
      return new Load(index, declared, this.program.workloads[index]!, this.events, stream);
    });
    this.recorder = new Recorder(this);
    beginOutages(this);
    beginProfiles(this);
    this.timeline = new Timeline(this);
    this.cuts = this.timeline.cuts;
    this.failures = options.failures ? new Failures(this) : undefined;
    for (const node of this.program.nodes) {
      const { autoscale, maintenance, deployment } = node.declared;
      if (autoscale) this.autoscalers.set(node, new Autoscaler(this, node, autoscale));
      if (!options.failures) continue;
      if (maintenance) this.planned.push(new Planned(this, node, 'maintenance', maintenance));
      if (deployment) this.planned.push(new Planned(this, node, 'deployment', deployment));
    }
    for (const load of this.loads) {
      const { declared } = load;
      load.setBase(declared.load.kind === 'open' ? declared.load.rate.value : declared.load.users.value, 0);
    }
  }

  /**
   * Handles events until the run ends or so many have been handled.
   * @returns whether it has ended
   */
  advance(events: number): boolean {
    const end = this.count + events;
    while (this.count < end && !this.ending) {
      if (!this.events.take()) throw new Error('internal error: the end of the run is missing');
      this.count++;
      if (this.events.time > this.now) {
        this.now = this.events.time;
        this.steps = 0;
      } else if (this.standsStill()) break;
      this.handle(this.events.kind, this.events.target!);
      if (this.listed > 0) this.drain();
      if (this.tasks.inUse > this.most) this.finish({ kind: 'overflow', inProgress: this.tasks.inUse });
    }
    return this.ending !== undefined;
  }

  /** What has been counted up to now. */
  result(): Replication {
    return this.recorder.result(this.ending ?? { kind: 'cancelled' });
  }

  finish(ending: Ending): void {
    this.ending ??= ending;
  }

  /** Something rare at a time. */
  at(time: number, act: (now: number) => void): number {
    return this.events.schedule(time, ACTION, { act } satisfies Action);
  }

  /** The number of replicas of a node type, to change it. */
  scaleOf(node: NodeState): Scale {
    let scale = this.scales.get(node);
    if (!scale) {
      scale = new Scale(this, node);
      this.scales.set(node, scale);
    }
    return scale;
  }

  /** Failure data of a node type, place or channel, as they are now. */
  failureData(name: string): FailureData {
    let data = this.failing.get(name);
    if (!data) {
      const { nodes, places, channels } = this.system;
      const found =
        nodes.find((item) => item.name === name) ??
        places.find(({ id }) => id === name) ??
        channels.find((item) => item.name === name);
      data = { failure: found?.failure ?? noticedAtOnce };
      this.failing.set(name, data);
    }
    return data;
  }

  mark(what: Mark['what'], where: string, detail = ''): void {
    this.recorder.mark({ time: this.now, what, where, detail });
  }

  /** Counts a step that takes no time. @returns whether there are so many that the run ends */
  standsStill(): boolean {
    const { tasks, events, now } = this;
    if (++this.steps < STILL.steps || this.steps < STILL.steps + STILL.each * (tasks.inUse + events.pending))
      return false;
    this.finish({ kind: 'standstill', time: now });
    return true;
  }

  /** Lets a task go on at the present time, after what is being done. */
  makeReady(task: Task): void {
    task.ready = true;
    this.ready[this.listed++] = task;
  }

  private drain(): void {
    const { ready } = this;
    // Tasks that are made ready meanwhile are added at the end.
    for (let i = 0; i < this.listed; i++) {
      const task = ready[i]!;
      if (!this.tasks.strike(task)) continue;
      if (this.tasks.inUse > this.most) this.finish({ kind: 'overflow', inProgress: this.tasks.inUse });
      if (this.ending || this.standsStill()) break;
      if (task.state === TRAVELLING) this.requests.arrive(task);
      else if (task.state === CALLING) this.calls.replied(task);
      else if (task.state === AT_WORK) this.bodies.proceed(task);
    }
    this.listed = 0;
  }

  private handle(kind: number, target: object): void {
    switch (kind) {
      case ARRIVAL: {
        const load = target as Load;
        load.next(this.now);
        this.send(load);
        return;
      }
      case CPU_END:
        this.bodies.endBurst((target as Cpu).end(this.now));
        return;
      case BURST_END:
        this.bodies.endBurst(target as Task);
        return;
      case PAUSE_END:
        this.bodies.proceed(target as Task);
        return;
      case ARRIVE:
        this.requests.arrive(target as Task);
        return;
      case REPLIED:
        this.calls.replied(target as Task);
        return;
      case TIMEOUT:
        this.calls.timedOut(target as Task);
        return;
      case THOUGHT:
        if ((target as Load).stays()) this.send(target as Load);
        return;
      case AGAIN:
        this.calls.attempt(target as Task);
        return;
      case EXPIRY: {
        const client = target as Task;
        client.expiry = NO_EVENT;
        this.requests.halt(client);
        this.clientEnds(client, EXPIRED);
        return;
      }
      case TOKEN: {
        const replica = target as Replica;
        replica.tokenEvent = NO_EVENT;
        this.requests.serve(replica);
        return;
      }
      case NO_CONNECTION:
        this.calls.noConnection(target as Task);
        return;
      case ACTION:
        (target as Action).act(this.now);
    }
  }

  /** A client sends a request. */
  private send(load: Load): void {
    const { requests } = load;
    requests.sent++;
    requests.inProgress++;
    const client = this.tasks.take();
    client.workload = load.index;
    const entry = load.entry();
    const operation = load.compiled.direct[entry]!;
    if (operation >= 0) {
      const { entry: pc, node } = this.program.operations[operation]!;
      client.client = load;
      client.rank = this.program.ranks[load.index]!;
      client.operation = operation;
      client.node = this.program.nodes[node];
      client.pc = pc;
      this.requests.arrive(client);
      return;
    }
    client.operation = -1;
    client.since = this.now;
    client.pc = load.compiled.entries[entry]!;
    if (load.deadline < Infinity) {
      client.deadline = this.now + load.deadline;
      client.expiry = this.events.schedule(client.deadline, EXPIRY, client);
    }
    this.bodies.proceed(client);
  }

  /** A client has its answer. @param error kind, or -1 */
  clientEnds(client: Task, error: number): void {
    if (client.expiry !== NO_EVENT) {
      this.events.cancel(client.expiry);
      client.expiry = NO_EVENT;
    }
    const { workload, since } = client;
    this.tasks.release(client);
    this.answer(this.loads[workload]!, since, error);
  }

  /** @param since when the client sent its request; @param error kind, or -1 */
  answer(load: Load, since: number, error: number): void {
    const { requests } = load;
    requests.inProgress--;
    if (error >= 0) requests.errors[error]!++;
    else {
      const response = this.now - since;
      requests.succeeded++;
      requests.totalResponse += response;
      requests.response.add(response);
    }
    if (!load.isOpen) load.thinks(this.now);
  }
}
