/**
 * Concurrency limits that follow what they measure. `aimd`: one more per limit of good replies, a tenth less after a bad one (Chiu and Jain
 * 1989). `vegas`: holds the estimated queue limit x (1 - least / response) between 3 and 6 (Brakmo and Peterson 1995). `gradient`: limit x
 * least / response plus its square root (as Envoy's adaptive concurrency).
 */
export type AdaptiveLaw = 'aimd' | 'vegas' | 'gradient';

export class AdaptiveLimit {
  private value: number;
  private least = Infinity;
  private smooth = 0;

  /** @param minimum and maximum of the limit, 1 <= minimum <= maximum */
  constructor(
    private readonly law: AdaptiveLaw,
    private minimum: number,
    private maximum: number,
  ) {
    this.value = minimum;
  }

  get limit(): number {
    return Math.floor(this.value);
  }

  /** Sets the limit, or one end of its range; the other gives way. */
  set(what: 'all' | 'least' | 'most', value: number): void {
    if (what !== 'most') this.minimum = value;
    if (what !== 'least') this.maximum = value;
    if (what === 'least') this.maximum = Math.max(value, this.maximum);
    if (what === 'most') this.minimum = Math.min(value, this.minimum);
    this.value = Math.min(this.maximum, Math.max(this.minimum, this.value));
  }

  /** After each request. @param seconds from start to end; @param full the limit was in use when it started */
  record(seconds: number, good: boolean, full: boolean): void {
    const { law, value } = this;
    if (seconds > 0) this.least = Math.min(this.least, seconds);
    this.smooth = this.smooth === 0 ? seconds : this.smooth + 0.1 * (seconds - this.smooth);
    let next = value;
    if (!good) next = value * 0.9;
    else if (full && law === 'aimd') next = value + 1 / value;
    else if (full && seconds > 0) {
      const share = Math.min(1, this.least / Math.max(this.smooth, this.least));
      if (law === 'vegas') {
        const queued = value * (1 - share);
        next = queued < 3 ? value + 1 / value : queued > 6 ? value - 1 / value : value;
      } else next = value + (0.2 * (Math.max(0.5, share) * value + Math.sqrt(value) - value)) / value;
    }
    this.value = Math.min(this.maximum, Math.max(this.minimum, next));
  }
}
