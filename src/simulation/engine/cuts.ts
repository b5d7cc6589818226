/** Partitions of the network: what is on one side does not reach what is on the other. */
import type { ChannelState } from './channel.js';
import type { ExternalState } from './external.js';
import type { NodeState, Replica } from './node.js';
import { Detection } from './outage.js';
import type { Run } from './run.js';
import { NO_EVENT, type Task } from './task.js';

type End = Replica | ExternalState | ChannelState;

type Cut = {
  readonly left: string;
  readonly right: string;
  readonly since: number;
  /** by node type: when its balancers know */ readonly known: Map<NodeState, number>;
};

export class Cuts {
  private cuts: Cut[] = [];
  private readonly detections = new Map<NodeState, Detection>();

  constructor(private readonly run: Run) {}

  /** Whether anything is cut off at present. */
  get active(): boolean {
    return this.cuts.length > 0;
  }

  begin(left: string, right: string): void {
    this.cuts.push({ left, right, since: this.run.now, known: new Map() });
  }

  /** Ends the partitions with this side. @returns whether there were any */
  end(side: string): boolean {
    const before = this.cuts.length;
    this.cuts = this.cuts.filter(({ left, right }) => left !== side && right !== side);
    if (this.cuts.length === before) return false;
    for (const channel of this.run.program.channels) this.run.messages.pump(channel);
    return true;
  }

  /** Clients and whoever is in no place reach all. */
  separates(a: End | undefined, b: End | undefined): boolean {
    return this.between(a, b) !== undefined;
  }

  /**
   * The replica that a request of a caller goes to: once the partition is noticed, one that can be reached.
   * @param picked by the balancer
   */
  redirect(caller: Replica | undefined, picked: Replica): Replica | undefined {
    const cut = this.between(caller, picked);
    if (!cut || this.run.now < this.knownAt(cut, picked.node)) return picked;
    const { node } = picked;
    return node.pick(node.rotation.filter((other) => !this.separates(caller, other)));
  }

  /** No answer comes: the caller waits for its timeout, or without one until the partition is noticed. */
  unanswered(caller: Task, callee: NodeState | undefined): void {
    const { run } = this;
    caller.callee = undefined;
    if (caller.timer !== NO_EVENT) return;
    const noticed = callee ? Math.max(0, ...this.cuts.map((cut) => this.knownAt(cut, callee) - run.now)) : 0;
    run.calls.failsIn(caller, noticed);
  }

  private between(a: End | undefined, b: End | undefined): Cut | undefined {
    if (!a || !b) return undefined;
    return this.cuts.find(
      ({ left, right }) =>
        (this.holds(left, a) && this.holds(right, b)) || (this.holds(right, a) && this.holds(left, b)),
    );
  }

  private holds(side: string, end: End): boolean {
    if (!('places' in end)) return end.declared.name === side;
    return end.node.declared.name === side || end.places.some((place) => this.run.system.places[place]!.id === side);
  }

  private knownAt(cut: Cut, node: NodeState): number {
    let known = cut.known.get(node);
    if (known === undefined) {
      let detection = this.detections.get(node);
      if (!detection) {
        const { name } = node.declared;
        detection = new Detection(this.run.failureData(name), this.run.program.stream(`${name}/partitions`));
        this.detections.set(node, detection);
      }
      known = cut.since + detection.sample();
      cut.known.set(node, known);
    }
    return known;
  }
}
