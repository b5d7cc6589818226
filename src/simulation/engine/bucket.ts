/** Token bucket: `rate` tokens per second, at most `burst` of them. Full at the start. */
export class TokenBucket {
  private tokens: number;
  private last = 0;

  /** @param rate per second, > 0; @param burst >= 1 */
  constructor(
    private rate: number,
    private burst: number,
  ) {
    this.tokens = burst;
  }

  /** Takes a token where there is one. */
  take(now: number): boolean {
    this.fill(now);
    // What rounding leaves missing of a whole token is not missing.
    if (this.tokens < 1 - 1e-9) return false;
    this.tokens = Math.max(0, this.tokens - 1);
    return true;
  }

  setRate(rate: number, now: number): void {
    this.fill(now);
    this.rate = rate;
  }

  setBurst(burst: number, now: number): void {
    this.fill(now);
    this.burst = burst;
    this.tokens = Math.min(this.tokens, burst);
  }

  /** Seconds until there is a token, >= 0. */
  wait(now: number): number {
    this.fill(now);
    return this.tokens >= 1 - 1e-9 ? 0 : (1 - this.tokens) / this.rate;
  }

  private fill(now: number): void {
    this.tokens = Math.min(this.burst, this.tokens + (now - this.last) * this.rate);
    this.last = now;
  }
}
