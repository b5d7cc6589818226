/** Replicas that are down for a reason: from the crash over its detection to the repair. */
import type { Failure } from '../../model/system.js';
import { Sampler } from '../random/sampler.js';
import type { Stream } from '../random/stream.js';
import { crash, failHanging } from './crash.js';
import type { Replica } from './node.js';
import type { Run } from './run.js';
import { NO_EVENT } from './task.js';

/** Failure data of a node type, place or channel; an event of a scenario may change them. */
export type FailureData = { failure: Failure };

/** Where no failure data are declared: noticed at once. */
const zero = { value: 0, origin: 'default' } as const;
const none = { family: 'deterministic', mean: zero, cv: zero } as const;
export const noticedAtOnce: Failure = {
  mtbf: none,
  repair: none,
  detection: none,
  coverage: { value: 1, origin: 'default' },
  beta: zero,
  undetected: 'hangs',
};

/** How failures of a kind are noticed. */
export class Detection {
  constructor(
    private readonly of: FailureData,
    private readonly stream: Stream,
  ) {}
  get refuses(): boolean {
    return this.of.failure.undetected === 'refuses';
  }
  /** seconds */
  sample(): number {
    return Sampler.of(this.stream, this.of.failure.detection).sample();
  }
  /** Whether requests go elsewhere once it is known. */
  covered(): boolean {
    const { value } = this.of.failure.coverage;
    return value >= 1 || this.stream.uniform() < value;
  }
}

export class Outage {
  private known = false;
  private leaves = false;
  private event = NO_EVENT;

  /** Takes the replicas down. @param where and @param detail for the marks */
  constructor(
    private readonly run: Run,
    private readonly replicas: Replica[],
    private readonly detection: Detection,
    private readonly where: string,
    private readonly detail: string,
  ) {
    for (const replica of replicas) this.hold(replica);
    crash(run, new Set(replicas));
    for (const { node } of replicas) {
      run.requests.serveAll(node);
      run.messages.look(node);
    }
    run.mark('failed', where, detail);
  }

  /** Waits for its detection, then for what follows. */
  detect(then?: () => void): void {
    const { run } = this;
    this.event = run.at(run.now + this.detection.sample(), () => {
      this.event = NO_EVENT;
      this.known = true;
      this.leaves = this.detection.covered();
      run.mark('detected', this.where, this.leaves ? this.detail : `${this.detail}, no failover`);
      for (const replica of this.replicas) this.know(replica);
      then?.();
    });
  }

  /** A replica that is added where this outage holds. */
  include(replica: Replica): void {
    this.replicas.push(replica);
    this.hold(replica);
    if (this.known) this.know(replica);
  }

  end(): void {
    const { run, replicas } = this;
    if (this.event !== NO_EVENT) run.events.cancel(this.event);
    run.mark('restored', this.where, this.detail);
    for (const replica of replicas) {
      if (this.known && this.leaves) replica.node.setOut(replica, false);
      // It has forgotten those that hang, noticed or not.
      failHanging(run, replica);
      if (--replica.down === 0) {
        replica.breaks = false;
        replica.node.setUp(replica, true, run.now);
      }
    }
    for (const replica of replicas) {
      run.requests.serve(replica);
      run.messages.look(replica.node);
    }
  }

  private hold(replica: Replica): void {
    if (replica.down++ === 0) replica.breaks = this.detection.refuses;
    replica.node.setUp(replica, false, this.run.now);
  }

  private know(replica: Replica): void {
    if (this.leaves) replica.node.setOut(replica, true);
    replica.breaks = true;
    failHanging(this.run, replica);
  }
}
