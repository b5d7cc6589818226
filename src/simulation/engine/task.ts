/**
 * One thread of control: a client waiting for its request, a request at a node, or a branch of one. Tasks are reused: who keeps a pointer to
 * a task that may have ended clears it, or compares `join`.
 */
import type { Consumer } from './channel.js';
import type { Cpu } from './cpu.js';
import type { Line } from './line.js';
import type { Load } from './load.js';
import type { NodeState, Replica } from './node.js';
import type { CallSite, SiteState } from './site.js';

/** Where a task is, so that it can be stopped there. */
export const AT_WORK = 0;
/** on its way to a node, or held where nobody answers */ export const TRAVELLING = 1;
/** in a line in front of a node, a connection pool */ export const IN_LINE = 2;
export const AT_CPU = 3;
/** a delay, or a pause before a retry */ export const PAUSING = 4;
/** waits for a reply */ export const CALLING = 5;
/** waits for branches */ export const JOINING = 6;
/** at a node that is down */ export const HANGING = 7;
export const ENDED = 8;

export const NO_EVENT = -1;

export class Task {
  /** the request that this is, or is a branch of */ root: Task = this;
  state = ENDED;
  pc = 0;
  /** event that ends the present state */ event = NO_EVENT;
  /** changes whenever it is released: tells a task from a later one in the same object */ serial = 0;
  /** in the list of those that go on at the present time */ ready = false;

  // ---- of a request (its root)
  workload = 0;
  operation = -1;
  node: NodeState | undefined;
  replica: Replica | undefined;
  /** who waits for the reply: a task, or where nothing can happen on the way to a client of it, its load */
  caller: Task | undefined;
  client: Load | undefined;
  /** when it came to the node; of a client: when it sent first */ since = 0;
  /** when it got its slot */ started = 0;
  deadline = Infinity;
  holdsSlot = false;
  replied = false;
  /** has ended; its branches may still run */ over = false;
  /** answers its caller when it has been accepted */ acknowledges = false;
  /** its caller has given it up */ abandoned = false;
  /** live branches */ branches: Task | undefined;
  live = 0;
  /** seconds of other work before its body (deduplication) */ before = 0;
  /** the consumer of a channel that it works for */ consumer: Consumer | undefined;
  /** of a client: event at its deadline */ expiry = NO_EVENT;

  // ---- of a branch
  parent: Task | undefined;
  /** number of the join that it belongs to; as a parent: of the join that it waits in, 0 for none */ join = 0;
  waitsFor = 0;
  needed = 0;
  running = 0;
  /** stop the other branches when enough have ended */ stopRest = false;
  sibling: Task | undefined;
  elder: Task | undefined;

  // ---- loops: rounds left, by nesting
  readonly rounds: number[] = [];

  // ---- a call that it makes
  site: CallSite | undefined;
  siteState: SiteState | undefined;
  /** 0 for the first try */ attempt = 0;
  callee: Task | undefined;
  timer = NO_EVENT;
  /** a reply on its way */ reply = NO_EVENT;
  /** 0, or 1 + kind of the error on its way */ outcome = 0;
  /** seconds that a reply travels */ back = 0;
  holdsConnection = false;

  // ---- in a line
  line: Line | undefined;
  next: Task | undefined;
  previous: Task | undefined;
  /** order of service in the line: 0 is first */ rank = 0;

  // ---- at a processor
  cpu: Cpu | undefined;
  /** virtual time of the processor at which its burst ends */ finish = 0;
  place = -1;
  demand = 0;
}

/** Ended tasks are used again. */
export class Tasks {
  private readonly free: Task[] = [];
  /** every task there is, ended ones among them */ readonly all: Task[] = [];
  inUse = 0;

  take(): Task {
    this.inUse++;
    const task = this.free.pop() ?? this.another();
    task.root = task;
    task.state = AT_WORK;
    return task;
  }

  private another(): Task {
    const task = new Task();
    this.all.push(task);
    return task;
  }

  /** Resets what `take` and its users do not set. */
  release(task: Task): void {
    this.inUse--;
    task.state = ENDED;
    task.event = NO_EVENT;
    task.serial++;
    task.waitsFor = 0;
    task.node = undefined;
    task.callee = undefined;
    task.siteState = undefined;
    task.consumer = undefined;
    task.caller = undefined;
    task.client = undefined;
    task.deadline = Infinity;
    task.replied = false;
    task.over = false;
    task.abandoned = false;
    task.acknowledges = false;
    // One that is still listed is used again only when it has been struck off.
    if (!task.ready) this.free.push(task);
  }

  /** @returns whether a listed task is to go on; an ended one is struck off */
  strike(task: Task): boolean {
    task.ready = false;
    if (task.state !== ENDED) return true;
    this.free.push(task);
    return false;
  }
}
