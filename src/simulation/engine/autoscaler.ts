/**
 * Autoscaling: at the end of each period, as many replicas as would have met the target with the load of that period. Utilisation is that of
 * slots or cores, whichever is higher. After a change it pauses for the cooldown.
 */
import type { Autoscale } from '../../model/system.js';
import type { NodeState } from './node.js';
import type { Run } from './run.js';

export class Autoscaler {
  /** the change before holds until then */ private pause = 0;
  private busy = 0;
  private work = 0;

  constructor(
    private readonly run: Run,
    private readonly node: NodeState,
    /** an event of the scenario may change it */ public settings: Autoscale,
  ) {
    this.plan();
  }

  private plan(): void {
    const { run } = this;
    run.at(run.now + this.settings.period.value, () => {
      this.decide();
      this.plan();
    });
  }

  private decide(): void {
    const { run, node, settings } = this;
    const { levels, declared } = node;
    levels.touch(run.now);
    const period = settings.period.value;
    const busy = (levels.busyArea - this.busy) / period;
    const work = (node.work - this.work) / period;
    this.busy = levels.busyArea;
    this.work = node.work;
    // Without slots or cores there is nothing to measure.
    if (run.now < this.pause || (node.workers === Infinity && node.cores === Infinity)) return;
    // Replicas that would be used in full.
    const { cores } = node;
    const used = Math.max(busy / node.workers, work / cores);
    const wanted = Math.ceil(used / settings.target.value - 1e-9);
    const { size } = run.scaleOf(node);
    const step = settings.step?.value ?? Infinity;
    const least = Math.round(settings.minimum.value);
    const most = Math.max(least, Math.round(settings.maximum.value));
    const next = Math.min(size + step, Math.max(size - step, Math.min(most, Math.max(least, wanted))));
    if (next === size) return;
    this.pause = run.now + settings.cooldown.value;
    run.mark('scaled', declared.name, `${size} -> ${next}`);
    run.scaleOf(node).to(next, settings.coldStart.value);
  }
}
