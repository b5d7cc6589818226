/** The events of the scenario that is applied, at their times from the start of the run. */
import type { EventAction } from '../../model/system.js';
import { Cuts } from './cuts.js';
import type { NodeState, Replica } from './node.js';
import { Detection, Outage } from './outage.js';
import type { Run } from './run.js';
import { set } from './settings.js';

export class Timeline {
  readonly cuts: Cuts;
  /** what is held down, by the name that the event gave */ private readonly outages = new Map<string, Outage[]>();
  /** factors on times, by name */ private readonly slow = new Map<string, number>();

  constructor(private readonly run: Run) {
    this.cuts = new Cuts(run);
    const scenario = run.system.scenarios.find(({ name }) => name === run.system.scenario);
    for (const { time, action } of scenario?.events ?? []) run.at(time.value, () => this.act(action));
  }

  private act(action: EventAction): void {
    const { run } = this;
    switch (action.kind) {
      case 'fail': {
        const some = action.count ? ` replicas ${action.count.value}` : '';
        run.mark('event', action.target, `fail${some}`);
        this.fail(action.target, action.count?.value ?? Infinity);
        return;
      }
      case 'restore':
        run.mark('event', action.target, 'restore');
        this.restore(action.target);
        return;
      case 'slow':
        run.mark('event', action.target, `slow by ${action.factor.value}`);
        this.slow.set(action.target, action.factor.value);
        this.pace(action.target);
        return;
      case 'partition':
        run.mark('event', action.left, `partition from ${action.right}`);
        this.cuts.begin(action.left, action.right);
        return;
      case 'set':
        run.mark('event', action.path, `set to ${action.value.value}`);
        if (!set(run, action.path, action.value.value))
          run.mark('event', action.path, 'cannot change while it runs: left as it is');
    }
  }

  /** Whether the value at a path can change while the system runs. Sets it: for a run that is thrown away. */
  canSet(path: string, value: number): boolean {
    return set(this.run, path, value);
  }

  private fail(target: string, count: number): void {
    const { run } = this;
    const held = this.outages.get(target) ?? [];
    this.outages.set(target, held);
    const external = run.program.externals.find(({ declared }) => declared.name === target);
    if (external) {
      external.held = true;
      run.mark('failed', target);
      return;
    }
    const channel = run.program.channels.find(({ declared }) => declared.name === target);
    if (channel) {
      run.messages.takeDown(channel, 'event');
      run.mark('failed', target);
      return;
    }
    const place = run.system.places.find(({ id }) => id === target);
    for (const node of run.program.nodes) {
      const replicas = this.within(target, node)
        .filter(({ up }) => up)
        .slice(0, count);
      if (replicas.length === 0) continue;
      const detail = count === Infinity ? '' : `replicas ${count}`;
      const outage = new Outage(
        run,
        replicas,
        this.detectionOf(place?.failure ? place.id : node.declared.name),
        node.declared.name,
        detail,
      );
      outage.detect();
      held.push(outage);
    }
  }

  private restore(target: string): void {
    const { run } = this;
    for (const outage of this.outages.get(target) ?? []) outage.end();
    this.outages.delete(target);
    for (const external of run.program.externals)
      if (external.declared.name === target && external.held) {
        external.held = false;
        run.mark('restored', target);
      }
    for (const channel of run.program.channels)
      if (channel.declared.name === target && channel.down.has('event')) {
        run.messages.bringUp(channel, 'event');
        run.mark('restored', target);
      }
    if (this.slow.delete(target)) this.pace(target);
    if (this.cuts.end(target)) run.mark('restored', target, 'network');
  }

  /** Replicas of a node type that an event at this name meets. */
  private within(target: string, node: NodeState): Replica[] {
    const { places } = this.run.system;
    const present = node.replicas.filter(({ retired }) => !retired);
    if (node.declared.name === target) return present;
    const place = places.findIndex(({ id }) => id === target);
    return place < 0 ? [] : present.filter((replica) => replica.places.includes(place));
  }

  /** Sets the pace of all that an event at this name meets: factors of a node type and of its places multiply. */
  pace(target: string): void {
    const { run } = this;
    for (const external of run.program.externals)
      if (external.declared.name === target) external.slow = this.slow.get(target) ?? 1;
    for (const node of run.program.nodes) for (const replica of this.within(target, node)) this.paceOf(replica);
  }

  /** How much longer times are at a replica now. */
  private paceOf(replica: Replica): void {
    const { run, slow } = this;
    let ofPlaces = 1;
    for (const place of replica.places) ofPlaces *= slow.get(run.system.places[place]!.id) ?? 1;
    const own = slow.get(replica.node.declared.name) ?? 1;
    replica.slow = own * ofPlaces;
    const { cpu } = replica;
    if (!cpu) replica.work = replica.slow / replica.faster;
    else if (replica.ofHost) {
      // A host runs on for its other node types; their bursts tell who is slow.
      replica.work = own / replica.faster;
      cpu.setSpeed(1 / ofPlaces, run.now);
    } else cpu.setSpeed(replica.faster / replica.slow, run.now);
  }

  private readonly detections = new Map<string, Detection>();
  /** @param name of the place or node type whose failures are noticed in that way */
  private detectionOf(name: string): Detection {
    let found = this.detections.get(name);
    if (!found) {
      found = new Detection(this.run.failureData(name), this.run.program.stream(`${name}/events`));
      this.detections.set(name, found);
    }
    return found;
  }
}
