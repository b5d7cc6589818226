/**
 * Cores that bursts share: up to as many bursts as cores run at full speed, more share equally (egalitarian processor sharing). Bursts end in
 * the order of a virtual time that runs as fast as each burst is served, so that a change of their number costs a logarithm.
 */
import type { EventList } from './events.js';
import { NO_EVENT, type Task } from './task.js';

export class Cpu {
  private virtual = 0;
  private last = 0;
  /** seconds of work per second and burst */ private rate = 0;
  private readonly heap: Task[] = [];
  private event = NO_EVENT;
  /** multiplies the speed; 1 unless slowed down */ private speed = 1;

  /**
   * @param cores > 0, fractions allowed
   * @param kind of the event at which `end` is to be called
   */
  constructor(
    private readonly events: EventList<object>,
    private readonly kind: number,
    private cores: number,
  ) {}

  get bursts(): number {
    return this.heap.length;
  }

  /** @param demand seconds of one core, >= 0 */
  add(task: Task, demand: number, now: number): void {
    this.advance(now);
    task.cpu = this;
    task.finish = this.virtual + demand;
    this.rise(this.heap.length, task);
    this.plan(now);
  }

  /** Seconds of work that a burst has left. */
  left(task: Task, now: number): number {
    return Math.max(0, task.finish - this.virtual - (now - this.last) * this.rate);
  }

  /** Stops a burst before its end. @returns seconds of work that it had left */
  remove(task: Task, now: number): number {
    this.advance(now);
    const left = Math.max(0, task.finish - this.virtual);
    this.take(task.place);
    this.plan(now);
    return left;
  }

  /** At the event: the burst that ends now. */
  end(now: number): Task {
    this.event = NO_EVENT;
    const task = this.heap[0]!;
    this.last = now;
    this.virtual = task.finish;
    this.take(0);
    // An idle processor begins anew, so that virtual time keeps its digits.
    if (this.heap.length === 0) this.virtual = 0;
    this.plan(now);
    return task;
  }

  setSpeed(speed: number, now: number): void {
    this.advance(now);
    this.speed = speed;
    this.plan(now);
  }

  setCores(cores: number, now: number): void {
    this.advance(now);
    this.cores = cores;
    this.plan(now);
  }

  private advance(now: number): void {
    this.virtual += (now - this.last) * this.rate;
    this.last = now;
  }

  private plan(now: number): void {
    const n = this.heap.length;
    if (this.event !== NO_EVENT) this.events.cancel(this.event);
    this.event = NO_EVENT;
    if (n === 0) {
      this.rate = 0;
      return;
    }
    this.rate = this.speed * Math.min(1, this.cores / n);
    if (this.rate <= 0) return;
    const wait = Math.max(0, (this.heap[0]!.finish - this.virtual) / this.rate);
    this.event = this.events.schedule(now + wait, this.kind, this);
  }

  private take(place: number): void {
    const { heap } = this;
    const task = heap[place]!;
    task.cpu = undefined;
    const last = heap.pop()!;
    if (last === task) return;
    if (place > 0 && last.finish < heap[(place - 1) >> 1]!.finish) this.rise(place, last);
    else this.sink(place, last);
  }

  private rise(from: number, task: Task): void {
    const { heap } = this;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const other = heap[parent]!;
      if (other.finish <= task.finish) break;
      heap[place] = other;
      other.place = place;
      place = parent;
    }
    heap[place] = task;
    task.place = place;
  }

  private sink(from: number, task: Task): void {
    const { heap } = this;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.finish < heap[child]!.finish) child++;
      const other = heap[child]!;
      if (task.finish <= other.finish) break;
      heap[place] = other;
      other.place = place;
      place = child;
    }
    heap[place] = task;
    task.place = place;
  }
}
