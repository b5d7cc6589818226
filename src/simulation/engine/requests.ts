/** Requests at nodes: arrival, regulators, lines, slots, and their end. */
import { EXPIRED, FAILED, REJECTED, SHED } from './counts.js';
import { TOKEN } from './kinds.js';
import type { NodeState, Replica } from './node.js';
import type { Run } from './run.js';
import { AT_CPU, CALLING, HANGING, IN_LINE, NO_EVENT, PAUSING, type Task, TRAVELLING } from './task.js';

export class Requests {
  constructor(private readonly run: Run) {}

  /** A request comes to its node. */
  arrive(task: Task): void {
    const { run } = this;
    const { now } = run;
    task.event = NO_EVENT;
    task.since = now;
    run.operations[task.operation]!.arrived++;
    const node = task.node!;
    let replica = node.pick();
    // Replicas that take their work themselves take none while they are down.
    const { consumer } = task;
    if (consumer && !(replica && run.messages.reaches(consumer.channel, replica)))
      replica = node.pick(node.rotation.filter((other) => run.messages.reaches(consumer.channel, other))) ?? replica;
    else if (replica && !replica.up && node.shared)
      replica = node.pick(node.rotation.filter(({ up }) => up)) ?? replica;
    if (run.cuts.active && replica && task.caller) {
      const from = task.caller.root.replica;
      replica = run.cuts.redirect(from, replica);
      if (replica && run.cuts.separates(from, replica)) {
        this.vanish(task, replica);
        return;
      }
    }
    task.replica = replica;
    if (!replica) {
      this.end(task, FAILED);
      return;
    }
    if (!replica.up && !node.shared) this.meetDead(task, replica);
    else this.admit(task, replica);
  }

  /** A request that does not arrive: who sent it hears nothing, or sees at once that it is not accepted. */
  private vanish(task: Task, to: Replica): void {
    const caller = task.caller!;
    task.replica = undefined;
    if (task.acknowledges) {
      this.end(task, FAILED);
      return;
    }
    task.caller = undefined;
    this.lose(task);
    this.run.cuts.unanswered(caller, to.node);
  }

  /** A request at a replica that is down hangs, or fails at once where the connection breaks or the failure is known. */
  private meetDead(task: Task, replica: Replica): void {
    if (replica.breaks || task.acknowledges || !(task.caller || task.client)) {
      this.end(task, FAILED);
      return;
    }
    task.state = HANGING;
    replica.hanging.add(task);
  }

  private admit(task: Task, replica: Replica): void {
    const { node } = replica;
    const { rateLimit, concurrencyLimit, queue } = node.declared;
    const { now } = this.run;
    if (concurrencyLimit?.reject && this.admitted(replica) >= replica.limit!.limit) {
      this.end(task, SHED);
      return;
    }
    if (rateLimit?.reject && !replica.bucket!.take(now)) {
      this.end(task, SHED);
      return;
    }
    if (replica.line.size === 0 && replica.outside.size === 0 && this.hasSlot(replica) && this.mayStart(replica)) {
      this.start(task, replica);
      return;
    }
    if (replica.line.size < node.room) {
      this.wait(task, replica);
      return;
    }
    switch (queue.policy) {
      case 'block':
        task.state = IN_LINE;
        replica.outside.add(task);
        node.levels.touch(now);
        node.levels.waiting++;
        if (replica.bucket) this.serveAll(node);
        return;
      case 'drop_oldest': {
        const oldest = replica.line.victim();
        if (!oldest) break;
        replica.line.remove(oldest);
        node.levels.touch(now);
        node.levels.waiting--;
        this.wait(task, replica);
        this.end(oldest, REJECTED);
        return;
      }
    }
    const cost = node.rejectCost;
    if (cost > 0) {
      task.pc = this.run.program.turnAway;
      this.run.bodies.burst(task, cost / node.declared.speed.value);
    } else this.end(task, REJECTED);
  }

  private wait(task: Task, replica: Replica): void {
    task.state = IN_LINE;
    replica.line.add(task);
    const { levels } = replica.node;
    levels.touch(this.run.now);
    levels.waiting++;
    if (task.acknowledges) this.acknowledge(task);
    // A token may be all that it waits for.
    if (!replica.bucket) return;
    if (replica.node.shared) this.serveAll(replica.node);
    else if (this.hasSlot(replica)) this.serve(replica);
  }

  /** Any replica may have a token or a slot for those in a line of all. */
  serveAll({ replicas, shared }: NodeState): void {
    if (shared) for (const replica of replicas) this.serve(replica);
  }

  /** Requests that a concurrency limit counts: at work and in line. */
  private admitted(replica: Replica): number {
    const { node } = replica;
    return node.declared.concurrencyLimit!.total
      ? node.levels.busy + node.levels.waiting
      : replica.busy + (node.shared ? 0 : replica.line.size);
  }

  private hasSlot(replica: Replica): boolean {
    const { node } = replica;
    // One that drains works off its own line.
    if (replica.busy >= node.workers || !replica.up || (replica.draining && node.shared)) return false;
    const { concurrencyLimit } = node.declared;
    if (!concurrencyLimit || concurrencyLimit.reject) return true;
    return (concurrencyLimit.total ? node.levels.busy : replica.busy) < replica.limit!.limit;
  }

  /** Takes a token where one is needed; where there is none, comes back when there is. */
  private mayStart(replica: Replica): boolean {
    const { rateLimit } = replica.node.declared;
    if (!rateLimit || rateLimit.reject) return true;
    const { now } = this.run;
    if (replica.bucket!.take(now)) return true;
    if (replica.tokenEvent === NO_EVENT)
      replica.tokenEvent = this.run.events.schedule(now + replica.bucket!.wait(now), TOKEN, replica);
    return false;
  }

  /** The rate of its tokens has changed. */
  newTokens(replica: Replica): void {
    if (replica.tokenEvent === NO_EVENT) return;
    this.run.events.cancel(replica.tokenEvent);
    replica.tokenEvent = NO_EVENT;
  }

  /** Gives free slots to those in line. */
  serve(replica: Replica): void {
    // A request that ends at once would serve the line again from within.
    if ((replica.line.size === 0 && replica.outside.size === 0) || replica.serving) return;
    replica.serving = true;
    const { node, line, outside } = replica;
    for (;;) {
      // Where nobody may wait inside, those outside are served.
      const task = line.first() ?? outside.first();
      if (!task || !this.hasSlot(replica)) break;
      const { now } = this.run;
      if (task.deadline > now && !this.mayStart(replica)) break;
      task.line!.remove(task);
      node.levels.touch(now);
      node.levels.waiting--;
      this.letIn(replica);
      if (task.deadline <= now) this.end(task, EXPIRED);
      else this.start(task, replica);
    }
    replica.serving = false;
    if (outside.size > 0) this.letIn(replica);
  }

  /** Those outside of a full line that blocks come in. */
  private letIn({ line, outside, node }: Replica): void {
    while (outside.size > 0 && line.size < node.room) {
      const task = outside.first()!;
      outside.remove(task);
      line.add(task);
      if (task.acknowledges) this.acknowledge(task);
    }
  }

  private start(task: Task, replica: Replica): void {
    const { run } = this;
    const { node } = replica;
    task.replica = replica;
    replica.busy++;
    const { levels } = node;
    levels.touch(run.now);
    levels.busy++;
    if (replica.busy === node.workers) levels.full++;
    task.holdsSlot = true;
    task.started = run.now;
    run.operations[task.operation]!.started++;
    if (task.acknowledges) this.acknowledge(task);
    if (task.before > 0) run.bodies.pause(task, task.before);
    else run.bodies.proceed(task);
  }

  /** The sender of accepted work goes on. */
  private acknowledge(task: Task): void {
    const { caller } = task;
    task.acknowledges = false;
    task.caller = undefined;
    if (caller) this.run.calls.answered(caller, -1);
  }

  leaveSlot(task: Task, good: boolean): void {
    const { now } = this.run;
    const replica = task.replica!;
    const { node } = replica;
    task.holdsSlot = false;
    const { levels } = node;
    levels.touch(now);
    if (replica.busy === node.workers) levels.full--;
    replica.busy--;
    levels.busy--;
    if (task.abandoned) node.wasted += now - task.started;
    const { concurrencyLimit } = node.declared;
    if (concurrencyLimit?.adaptive)
      replica.limit!.record(now - task.started, good, replica.busy + 1 >= replica.limit!.limit);
    if (concurrencyLimit?.total && !concurrencyLimit.reject) for (const other of node.replicas) this.serve(other);
    else this.serve(replica);
    if (replica.whenIdle) this.checkIdle(replica);
  }

  /** One that drains may have worked off what it had. */
  checkIdle(replica: Replica): void {
    const { whenIdle, busy, node, line, outside } = replica;
    if (!whenIdle || busy > 0 || (!node.shared && line.size + outside.size > 0)) return;
    replica.whenIdle = undefined;
    this.run.at(this.run.now, whenIdle);
  }

  /** Answers the caller. @param error kind, or -1 */
  reply(task: Task, error: number): void {
    if (task.replied) return;
    task.replied = true;
    const { run } = this;
    const operation = run.operations[task.operation]!;
    if (error >= 0) operation.errors[error]!++;
    else {
      operation.succeeded++;
      if (task.abandoned) operation.wasted++;
      else operation.response.add(run.now - task.since);
    }
    const { caller, client } = task;
    if (client) run.answer(client, task.since, error);
    else if (caller) {
      task.caller = undefined;
      if (run.cuts.active && run.cuts.separates(caller.root.replica, task.replica))
        run.cuts.unanswered(caller, task.node);
      else run.calls.answered(caller, error);
    }
  }

  /** The end of a request at a node, or of a client. @param error kind, or -1 */
  end(task: Task, error: number): void {
    const { run } = this;
    if (!task.node) {
      run.clientEnds(task, error);
      return;
    }
    const { consumer } = task;
    if (task.holdsSlot) this.leaveSlot(task, error < 0);
    this.reply(task, error);
    task.waitsFor = 0;
    if (task.live > 0) task.over = true;
    else run.tasks.release(task);
    if (consumer) run.messages.consumed(consumer);
  }

  /** Ends a request that nobody waits for any more, at once, with all that it does. */
  cancel(task: Task): void {
    const { consumer } = task;
    while (task.branches) {
      const branch = task.branches;
      this.halt(branch);
      this.run.bodies.forget(branch);
    }
    this.halt(task);
    if (task.holdsSlot) this.leaveSlot(task, false);
    this.run.tasks.release(task);
    if (consumer) this.run.messages.consumed(consumer);
  }

  /** Ends a request that gets no answer. */
  lose(task: Task): void {
    const { consumer } = task;
    if (!task.replied) this.run.operations[task.operation]!.errors[FAILED]!++;
    this.halt(task);
    this.run.tasks.release(task);
    if (consumer) this.run.messages.consumed(consumer);
  }

  /** Takes a task away from where it is. */
  halt(task: Task): void {
    const { run } = this;
    const { events, now } = run;
    const { node, replica } = task.root;
    task.waitsFor = 0;
    switch (task.state) {
      case IN_LINE:
        if (task.siteState) run.calls.leavePool(task);
        else this.leaveLine(task, node!);
        return;
      case AT_CPU:
        node!.levels.touch(now);
        node!.levels.bursts--;
        if (task.cpu) node!.work -= task.cpu.remove(task, now);
        else {
          node!.work -= task.finish - now;
          events.cancel(task.event);
        }
        return;
      case PAUSING:
      case TRAVELLING:
        if (task.event !== NO_EVENT) events.cancel(task.event);
        task.event = NO_EVENT;
        return;
      case CALLING:
        run.calls.giveUp(task);
        return;
      case HANGING:
        replica!.hanging.delete(task);
    }
  }

  private leaveLine(task: Task, node: NodeState): void {
    const { replica } = task;
    task.line!.remove(task);
    node.levels.touch(this.run.now);
    node.levels.waiting--;
    this.letIn(replica!);
    if (replica!.whenIdle) this.checkIdle(replica!);
  }
}
