/** A waiting line: by rank, first come first served within. */
import type { Task } from './task.js';

export class Line {
  size = 0;
  private readonly heads: (Task | undefined)[];
  private readonly tails: (Task | undefined)[];
  /** a rank below which nobody waits */ private least = 0;

  /** @param ranks how many classes there are, >= 1 */
  constructor(private readonly ranks: number) {
    this.heads = new Array(ranks).fill(undefined);
    this.tails = new Array(ranks).fill(undefined);
  }

  add(task: Task): void {
    const { rank } = task;
    const last = this.tails[rank];
    task.line = this;
    task.previous = last;
    task.next = undefined;
    if (last) last.next = task;
    else this.heads[rank] = task;
    this.tails[rank] = task;
    if (rank < this.least) this.least = rank;
    this.size++;
  }

  /** The one that is served next; undefined where nobody waits. */
  first(): Task | undefined {
    if (this.size === 0) return undefined;
    while (!this.heads[this.least]) this.least++;
    return this.heads[this.least];
  }

  /** The one that has waited longest of those that are served last. */
  victim(): Task | undefined {
    for (let rank = this.ranks - 1; rank >= 0; rank--) if (this.heads[rank]) return this.heads[rank];
    return undefined;
  }

  remove(task: Task): void {
    const { next, previous, rank } = task;
    if (previous) previous.next = next;
    else this.heads[rank] = next;
    if (next) next.previous = previous;
    else this.tails[rank] = previous;
    task.line = undefined;
    task.next = undefined;
    task.previous = undefined;
    this.size--;
    if (this.size === 0) this.least = 0;
  }
}
