/** Replications in bounded memory: when there are many, neighbours count as one longer replication. */
import type { Replication } from '../result.js';
import { mergeReplications } from '../statistics/together.js';

/** Groups from which on pairs are made: 40 at least stay, enough for any interval. */
const MOST = 80;

/** Independent groups of equally many replications each, in the order of their numbers. */
export class Groups {
  private groups: Replication[] = [];
  private size = 1;
  private pending: Replication[] = [];
  private count = 0;

  /** Replications that a group holds: batches are multiples of it. */
  get groupSize(): number {
    return this.size;
  }

  /** Replications in all. */
  get runs(): number {
    return this.count;
  }

  /** What the statistics are made of; what does not fill a group yet (after a stop only) belongs to the last one. */
  get all(): readonly Replication[] {
    if (this.pending.length === 0) return this.groups;
    const [last, ...before] = [...this.groups].reverse();
    return last === undefined ? this.pending : [...before.reverse(), this.pending.reduce(mergeReplications, last)];
  }

  add(replication: Replication): void {
    this.count++;
    this.pending.push(replication);
    if (this.pending.length < this.size) return;
    this.groups.push(this.pending.reduce(mergeReplications));
    this.pending = [];
    if (this.groups.length < MOST) return;
    this.groups = this.groups.flatMap((group, i) =>
      i % 2 === 0 ? [mergeReplications(group, this.groups[i + 1]!)] : [],
    );
    this.size *= 2;
  }
}
