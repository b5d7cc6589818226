/**
 * The list of future events: a heap of four children on typed arrays, earliest first, events of the same time in the order in which they
 * were scheduled. An event is known by a slot, so that it can be cancelled at once: timeouts that never come true leave nothing behind.
 */
export class EventList<T> {
  private times = new Float64Array(64);
  private orders = new Float64Array(64);
  private slots = new Int32Array(64);
  /** by slot: its place in the heap, or the next free slot */ private where = new Int32Array(64);
  private kinds = new Uint8Array(64);
  private readonly targets: (T | undefined)[] = [];
  private size = 0;
  private free = -1;
  private used = 0;
  private order = 0;
  /** the root has been taken and nothing put in its place yet */ private vacant = false;

  /** of the event taken last */
  time = 0;
  kind = 0;
  target: T | undefined;

  get pending(): number {
    return this.vacant ? this.size - 1 : this.size;
  }

  /** @returns the slot, valid until the event is taken or cancelled */
  schedule(time: number, kind: number, target: T): number {
    let slot = this.free;
    if (slot >= 0) this.free = this.where[slot]!;
    else {
      slot = this.used++;
      if (slot >= this.where.length) this.grow();
    }
    this.kinds[slot] = kind;
    this.targets[slot] = target;
    const order = this.order++;
    if (this.vacant) {
      this.vacant = false;
      this.sink(0, time, order, slot);
    } else this.rise(this.size++, time, order, slot);
    return slot;
  }

  cancel(slot: number): void {
    this.settle();
    const place = this.where[slot]!;
    this.release(slot);
    const last = --this.size;
    if (place === last) return;
    const time = this.times[last]!;
    const order = this.orders[last]!;
    const moved = this.slots[last]!;
    if (place > 0 && this.before(time, order, (place - 1) >> 2)) this.rise(place, time, order, moved);
    else this.sink(place, time, order, moved);
  }

  /** Takes the earliest event into `time`, `kind` and `target`. @returns false where there is none */
  take(): boolean {
    this.settle();
    if (this.size === 0) return false;
    const slot = this.slots[0]!;
    this.time = this.times[0]!;
    this.kind = this.kinds[slot]!;
    this.target = this.targets[slot];
    this.release(slot);
    this.vacant = true;
    return true;
  }

  private release(slot: number): void {
    this.targets[slot] = undefined;
    this.where[slot] = this.free;
    this.free = slot;
  }

  /** Fills the vacant root with the last event. */
  private settle(): void {
    if (!this.vacant) return;
    this.vacant = false;
    const last = --this.size;
    if (last > 0) this.sink(0, this.times[last]!, this.orders[last]!, this.slots[last]!);
  }

  private before(time: number, order: number, place: number): boolean {
    const other = this.times[place]!;
    return time < other || (time === other && order < this.orders[place]!);
  }

  private put(place: number, time: number, order: number, slot: number): void {
    this.times[place] = time;
    this.orders[place] = order;
    this.slots[place] = slot;
    this.where[slot] = place;
  }

  private rise(from: number, time: number, order: number, slot: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      if (!this.before(time, order, parent)) break;
      this.put(place, this.times[parent]!, this.orders[parent]!, this.slots[parent]!);
      place = parent;
    }
    this.put(place, time, order, slot);
  }

  private sink(from: number, time: number, order: number, slot: number): void {
    const { times, orders, size } = this;
    let place = from;
    for (;;) {
      const first = 4 * place + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++) {
        const t = times[child]!;
        const leastTime = times[least]!;
        if (t < leastTime || (t === leastTime && orders[child]! < orders[least]!)) least = child;
      }
      if (this.before(time, order, least)) break;
      this.put(place, times[least]!, orders[least]!, this.slots[least]!);
      place = least;
    }
    this.put(place, time, order, slot);
  }

  private grow(): void {
    const length = 2 * this.where.length;
    const larger = <A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A => {
      to.set(from);
      return to;
    };
    this.times = larger(this.times, new Float64Array(length));
    this.orders = larger(this.orders, new Float64Array(length));
    this.slots = larger(this.slots, new Int32Array(length));
    this.where = larger(this.where, new Int32Array(length));
    this.kinds = larger(this.kinds, new Uint8Array(length));
  }
}
