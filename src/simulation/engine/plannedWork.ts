/**
 * Planned maintenance and rolling deployments: batch after batch leaves the rotation, works off what it has, is out for the duration, and
 * comes back. A deployment that fails is rolled back: its batch stays out for that time, and the batches after it are left alone.
 */
import type { PlannedWork } from '../../model/system.js';
import type { Stream } from '../random/stream.js';
import { crash } from './crash.js';
import type { NodeState, Replica } from './node.js';
import type { Run } from './run.js';
import { drain, hold, resume } from './scale.js';
import { NO_EVENT } from './task.js';

export class Planned {
  private readonly stream: Stream;

  constructor(
    private readonly run: Run,
    readonly node: NodeState,
    readonly what: 'maintenance' | 'deployment',
    /** an event of the scenario may change it */ public work: PlannedWork,
  ) {
    this.stream = run.program.stream(`${node.declared.name}/${what}`);
    // It is as likely to begin at one time as at another.
    this.plan(this.stream.uniform());
  }

  private plan(share: number): void {
    const { run } = this;
    const { every } = this.work;
    if (!(every.value > 0)) return;
    run.at(run.now + share * every.value, () => {
      this.mark(`${this.what} begins`);
      const present = this.node.replicas.filter(({ retired }) => !retired);
      const begun = run.now;
      this.next(present, () => {
        this.mark(`${this.what} ends`);
        // The next one begins at its time, or when this one has taken longer.
        this.plan(Math.max(0, 1 - (run.now - begun) / every.value));
      });
    });
  }

  /** @param left replicas that have not been their turn */
  private next(left: readonly Replica[], end: () => void): void {
    const { run, work } = this;
    const batch = Math.max(1, Math.round(work.batch.value));
    // Who has been taken out of service meanwhile is left out.
    const now = left.filter(({ retired, draining }) => !retired && !draining);
    const out = now.slice(0, batch);
    if (out.length === 0) {
      end();
      return;
    }
    let waiting = out.length;
    for (const replica of out)
      this.empty(replica, () => {
        if (--waiting > 0) return;
        const failed = work.failure.value > 0 && this.stream.uniform() < work.failure.value;
        const time = work.duration.value + (failed ? work.rollback.value : 0);
        run.at(run.now + time, () => {
          if (failed) this.mark('rolled back');
          for (const one of out) {
            if (one.retired) run.scaleOf(this.node).left(one);
            else resume(run, one);
          }
          if (failed) end();
          else this.next(now.slice(batch), end);
        });
      });
  }

  /** Lets a replica end what it has: as long as that takes, or as long as the description allows. */
  private empty(replica: Replica, then: () => void): void {
    const { run } = this;
    const { drain: limit } = this.work;
    let event = NO_EVENT;
    drain(run, replica, () => {
      if (event !== NO_EVENT) run.events.cancel(event);
      hold(run, replica);
      then();
    });
    if (limit.origin === 'default') return;
    event = run.at(run.now + limit.value, () => {
      replica.whenIdle = undefined;
      hold(run, replica);
      // What still runs is cut off: its callers see that at once.
      const { breaks } = replica;
      replica.breaks = true;
      crash(run, new Set([replica]));
      replica.breaks = breaks;
      then();
    });
  }

  private mark(detail: string): void {
    this.run.mark('deployed', this.node.declared.name, detail);
  }
}
