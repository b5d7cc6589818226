/** A queue or topic: messages wait for consumers. Of a queue one consumer takes each message, of a topic every one. */
import type { Channel } from '../../model/system.js';
import { Level } from './levels.js';
import type { NodeState } from './node.js';
import type { Task } from './task.js';

export class Consumer {
  inProgress = 0;
  constructor(
    readonly channel: ChannelState,
    readonly node: NodeState,
    readonly operation: number,
    /** executions at a time; 0: as many as there are slots */ public concurrency: number,
    /** messages that one execution takes at most */ public batch: number,
    /** what waits for it; of a queue the same for all its consumers */ readonly messages: Fifo<Message>,
    /** as many executions as there are slots */ public allSlots: boolean,
  ) {}
}

export type Message = {
  readonly workload: number;
  /** who waits until there is room, and its serial at that time */
  readonly sender: Task | undefined;
  readonly serial: number;
};

/** First in, first out, in constant time and bounded memory. */
export class Fifo<T> {
  private items: T[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }
  add(item: T): void {
    this.items.push(item);
  }
  take(): T | undefined {
    if (this.head === this.items.length) return undefined;
    const item = this.items[this.head++]!;
    if (this.head > 64 && 2 * this.head > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}

export class ChannelState {
  readonly replicas: number;
  readonly consumers: Consumer[] = [];
  turn = 0;
  sent = 0;
  refused = 0;
  dropped = 0;
  delivered = 0;
  readonly waiting = new Level();
  /** senders that wait for room, each with what it sends */ readonly blocked: Fifo<Message> = new Fifo();
  size: number;
  /** what is down of it: numbers of replicas, or an event */ readonly down = new Set<number | 'event'>();

  /** Takes and gives messages: by one of its replicas, unless an event holds it down. */
  get up(): boolean {
    return this.down.size === 0 || (!this.down.has('event') && this.down.size < this.replicas);
  }

  constructor(
    readonly index: number,
    readonly declared: Channel,
  ) {
    this.replicas = Math.max(1, Math.round(declared.replicas.value));
    this.size = declared.size?.value ?? Infinity;
  }
}
