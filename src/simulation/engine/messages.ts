/** Queues and topics between senders and consumers. */
import type { ChannelState, Consumer, Message } from './channel.js';
import { FAILED, REJECTED } from './counts.js';
import type { NodeState, Replica } from './node.js';
import type { Run } from './run.js';
import { type Task, TRAVELLING } from './task.js';

export class Messages {
  constructor(private readonly run: Run) {}

  /** A task puts a message; it is answered when the message is in, or is refused. */
  put(channel: ChannelState, task: Task): void {
    const { run } = this;
    channel.sent++;
    if (!channel.up || (run.cuts.active && run.cuts.separates(task.root.replica, channel))) {
      channel.refused++;
      run.calls.answered(task, FAILED);
      return;
    }
    const message: Message = { workload: task.root.workload, sender: task, serial: task.serial };
    if (this.hasRoom(channel)) {
      this.enter(channel, message);
      run.calls.answered(task, -1);
      this.pump(channel);
      return;
    }
    switch (channel.declared.policy) {
      case 'block':
        channel.blocked.add(message);
        return;
      case 'reject':
        channel.refused++;
        run.calls.answered(task, REJECTED);
        return;
      case 'drop_oldest':
        for (const { messages } of this.lines(channel))
          if (messages.size >= channel.size) {
            if (messages.take()) channel.waiting.add(-1, run.now);
            channel.dropped++;
          }
        if (channel.size > 0) this.enter(channel, message);
        run.calls.answered(task, -1);
        return;
      case 'drop':
        channel.dropped++;
        run.calls.answered(task, -1);
    }
  }

  /** A consumer has ended an execution. */
  consumed(consumer: Consumer): void {
    consumer.inProgress--;
    this.pump(consumer.channel);
  }

  /** Consumers of a node type may take messages again. */
  look(node: NodeState): void {
    for (const channel of this.run.program.channels)
      if (channel.consumers.some((consumer) => consumer.node === node)) this.pump(channel);
  }

  /** Whether a consumer takes a message now: one of its replicas runs, is in the rotation, and is not cut off. */
  private isFree({ node, channel, inProgress, concurrency }: Consumer): boolean {
    return inProgress < concurrency && node.rotation.some((replica) => this.reaches(channel, replica));
  }

  reaches(channel: ChannelState, replica: Replica): boolean {
    const { cuts } = this.run;
    return replica.up && !(cuts.active && cuts.separates(channel, replica));
  }

  /** The number of replicas of a node type has changed: so have the slots of its consumers. */
  resize(node: NodeState): void {
    const { run } = this;
    for (const { consumers } of run.program.channels)
      for (const consumer of consumers)
        if (consumer.node === node && consumer.allSlots)
          consumer.concurrency = node.workers * node.replicas.filter(({ retired }) => !retired).length;
    this.look(node);
  }

  /** @param what of the channel: a replica, or all by an event */
  takeDown(channel: ChannelState, what: number | 'event'): void {
    channel.down.add(what);
    if (channel.up) return;
    // Senders that wait for room see the connection break.
    for (let message = channel.blocked.take(); message; message = channel.blocked.take())
      if (message.sender!.serial === message.serial) this.run.calls.answered(message.sender!, FAILED);
  }

  bringUp(channel: ChannelState, what: number | 'event'): void {
    channel.down.delete(what);
    this.pump(channel);
  }

  /** The lines of a channel: one of a queue, one for each consumer of a topic. */
  private lines({ declared, consumers }: ChannelState): readonly Consumer[] {
    return declared.kind === 'queue' ? consumers.slice(0, 1) : consumers;
  }

  private hasRoom(channel: ChannelState): boolean {
    const { size, consumers } = channel;
    if (size > 0) return this.lines(channel).every(({ messages }) => messages.size < size);
    // A channel that holds nothing hands over to consumers that are free.
    return this.lines(channel).every(
      ({ messages }) => messages.size === 0 && consumers.some((one) => one.messages === messages && this.isFree(one)),
    );
  }

  private enter(channel: ChannelState, message: Message): void {
    const lines = this.lines(channel);
    for (const { messages } of lines) messages.add(message);
    channel.waiting.add(lines.length, this.run.now);
  }

  /** Messages go to consumers that are free; then senders that wait come in. */
  pump(channel: ChannelState): void {
    if (!channel.up) return;
    const { consumers, blocked } = channel;
    for (;;) {
      const n = consumers.length;
      let given = false;
      for (let i = 0; i < n; i++) {
        channel.turn = (channel.turn + 1) % n;
        const consumer = consumers[channel.turn]!;
        if (consumer.messages.size > 0 && this.isFree(consumer)) {
          this.give(consumer);
          given = true;
        }
      }
      let entered = false;
      while (blocked.size > 0 && this.hasRoom(channel)) {
        const message = blocked.take()!;
        // Who has given up meanwhile sends nothing.
        if (message.sender!.serial !== message.serial) continue;
        this.enter(channel, message);
        this.run.calls.answered(message.sender!, -1);
        entered = true;
      }
      if (!given && !entered) return;
    }
  }

  private give(consumer: Consumer): void {
    const { run } = this;
    const { channel, operation } = consumer;
    const first = consumer.messages.take()!;
    let taken = 1;
    while (taken < consumer.batch && consumer.messages.take()) taken++;
    channel.waiting.add(-taken, run.now);
    channel.delivered += taken;
    consumer.inProgress++;
    const request = run.tasks.take();
    request.workload = first.workload;
    request.rank = run.program.ranks[first.workload]!;
    request.operation = operation;
    request.node = consumer.node;
    request.pc = run.program.operations[operation]!.entry;
    request.consumer = consumer;
    request.state = TRAVELLING;
    run.makeReady(request);
  }
}
