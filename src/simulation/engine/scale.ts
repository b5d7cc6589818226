/** Replicas that come and go: added cold, drained before they leave. */
import type { NodeState, Replica } from './node.js';
import type { Run } from './run.js';
import { NO_EVENT } from './task.js';

/** Takes a replica out of service once it has worked off what it has. */
export function drain(run: Run, replica: Replica, then: () => void): void {
  replica.draining = true;
  replica.node.setOut(replica, true);
  replica.whenIdle = then;
  run.requests.serveAll(replica.node);
  run.requests.checkIdle(replica);
}

/** Holds a replica down, for one reason more, without a failure: it does nothing any more. */
export function hold(run: Run, replica: Replica): void {
  replica.down++;
  replica.node.setUp(replica, false, run.now);
}

/** The end of `drain` and `hold`. */
export function resume(run: Run, replica: Replica): void {
  const { node } = replica;
  replica.draining = false;
  node.setOut(replica, false);
  if (--replica.down === 0) node.setUp(replica, true, run.now);
  run.requests.serve(replica);
  run.messages.look(node);
}

/** The replicas of a node type that are meant to be there. */
export class Scale {
  /** added and not warm yet, with the events at which they are */
  private readonly cold: { readonly replica: Replica; event: number }[] = [];
  private readonly retired: Replica[] = [];
  /** in service, or on their way there */ size: number;

  constructor(
    private readonly run: Run,
    private readonly node: NodeState,
  ) {
    this.size = node.replicas.length;
  }

  /** @param size whole, >= 0; @param coldStart seconds until a new replica takes requests */
  to(size: number, coldStart: number): void {
    while (this.size < size) this.add(coldStart);
    while (this.size > size) this.remove();
    this.run.messages.resize(this.node);
  }

  private add(coldStart: number): void {
    const { run, node } = this;
    const known = this.retired.pop();
    const replica = known ?? node.make(node.replicas.length);
    if (!known) {
      // As one that is retired.
      replica.down = replica.out = 1;
      replica.up = false;
      node.replicas.push(replica);
    }
    replica.retired = false;
    run.failures?.add(replica, known === undefined);
    this.size++;
    this.fit();
    if (coldStart <= 0) {
      resume(run, replica);
      return;
    }
    const item = { replica, event: NO_EVENT };
    item.event = run.at(run.now + coldStart, () => {
      this.cold.splice(this.cold.indexOf(item), 1);
      resume(run, replica);
    });
    this.cold.push(item);
  }

  private remove(): void {
    const { run, node } = this;
    this.size--;
    const young = this.cold.pop();
    if (young) {
      run.events.cancel(young.event);
      young.replica.retired = true;
      this.left(young.replica);
      return;
    }
    const there = node.replicas.filter(({ retired }) => !retired);
    const leaving = there.findLast(({ draining }) => !draining) ?? there.at(-1)!;
    leaving.retired = true;
    // Planned work that has taken it out does not bring it back.
    if (leaving.draining) return;
    drain(run, leaving, () => {
      hold(run, leaving);
      this.left(leaving);
    });
  }

  /** A replica has left: held down, and out of the rotation. */
  left(replica: Replica): void {
    this.retired.push(replica);
    this.fit();
  }

  /** One line for all is as long as those of all replicas. */
  private fit(): void {
    const { node } = this;
    if (node.shared) node.room = node.roomOfOne * Math.max(1, this.size);
  }
}
