/** Integrals over time of numbers that change in steps. */

/** One number. */
export class Level {
  private value = 0;
  private last = 0;
  private integral = 0;

  add(step: number, now: number): void {
    this.integral += this.value * (now - this.last);
    this.last = now;
    this.value += step;
  }
  /** from the start of the run */
  area(now: number): number {
    return this.integral + this.value * (now - this.last);
  }
}

/** The numbers of a node type, all replicas together. Call `touch` before a change; the integrals then hold up to now. */
export class Levels {
  /** slots in use */ busy = 0;
  waiting = 0;
  bursts = 0;
  /** replicas with all slots in use */ full = 0;
  /** replicas that run */ up = 0;
  busyArea = 0;
  waitingArea = 0;
  burstsArea = 0;
  fullArea = 0;
  upArea = 0;
  private last = 0;

  touch(now: number): void {
    // Most changes come several at a time.
    if (now === this.last) return;
    const time = now - this.last;
    this.last = now;
    this.busyArea += this.busy * time;
    this.waitingArea += this.waiting * time;
    this.burstsArea += this.bursts * time;
    this.fullArea += this.full * time;
    this.upArea += this.up * time;
  }
}
