/**
 * Throughput X(n) of n jobs that circle between a processor-sharing station of c cores (demand D) and a delay Z: the
 * flow-equivalent server of a worker pool (Chandy, Herzog, Woo 1975), X(n) = G(n-1) / G(n).
 *
 * With q = D/(D+Z), G(n) = g(n) (D+Z)^n / n!, the convolution becomes g(n) = (n q / c) g(n-1) + E(1 - K/c)+ with K binomial(n, q):
 * all terms positive, constant work for each n, no overflow. Cores may be a fraction (rate min(k, c) / D).
 */

/** A probability that may start below the range of doubles: value = mantissa * e^-debt. */
class Scaled {
  private debt: number;
  private mantissa: number;

  constructor(logValue: number) {
    this.debt = logValue < -600 ? -logValue - 500 : 0;
    this.mantissa = Math.exp(logValue + this.debt);
  }

  multiply(factor: number): void {
    this.mantissa *= factor;
    if (this.debt > 0 && this.mantissa > 1e-100) {
      const paid = Math.min(this.debt, 200);
      this.debt -= paid;
      this.mantissa *= Math.exp(-paid);
    }
  }

  get value(): number {
    return this.debt > 0 ? 0 : this.mantissa;
  }
}

export class FlowEquivalent {
  /** jobs in the pool */ n = 0;
  /** X(n), jobs per second */ rate = 0;
  /** mean number of jobs at the cores given n */ atCores = 0;
  /** E(stretch), E(stretch^2) of the CPU time of a job that makes the population n; stretch = max(1, k / c) */
  stretch1 = 1;
  stretch2 = 1;
  /** set where the stretch is no longer of interest: it then keeps its last value */ quiet = false;

  private readonly demand: number;
  private readonly total: number;
  private readonly share: number;
  private readonly rest: number;
  private readonly whole: number;
  private readonly part: number;
  /** g(n), g(n)/g(n-1) */
  private g = 1;
  /** E(c - K_n)+, P(K_n < floor c), P(K_n = floor c - 1), P(K_n = floor c) */
  private idle: number;
  private below = 1;
  private edge: Scaled | undefined;
  private top: Scaled | undefined;
  private previousRate = 0;
  private previousAtCores = 0;

  constructor(
    demand: number,
    private readonly other: number,
    private readonly cores: number,
  ) {
    this.total = demand + other;
    // a demand below the last digit of the holding time cannot contend
    this.demand = demand < 1e-18 * this.total ? 0 : demand;
    this.share = this.demand / this.total;
    this.rest = other / this.total;
    this.whole = Math.floor(cores);
    this.part = cores === Infinity ? 0 : cores - this.whole;
    this.idle = cores;
    if (this.whole === 0) this.startContention();
  }

  /** Adds a job. */
  next(): void {
    this.previousRate = this.rate;
    this.previousAtCores = this.atCores;
    this.n++;
    const { n, total, cores, share, demand, other } = this;
    if (n <= this.whole || demand === 0) {
      this.rate = n / total;
      this.atCores = n * share;
      if (n === this.whole) this.startContention();
      return;
    }
    if (this.g < Infinity) {
      this.contend();
      const free = this.idle / cores;
      const growth = (n * share) / cores + free / this.g;
      this.rate = n / (total * growth);
      this.g *= growth;
    }
    this.atCores = Math.max(n * share, n - this.rate * other);
    if (!this.quiet) this.stretch();
  }

  /** X(n) for a greater n, where it follows without a walk: no contention up to there, or a throughput that no longer grows. */
  settled(n: number): number | undefined {
    if (n <= this.whole || this.demand === 0) return n / this.total;
    const grown = this.n > this.whole + 1 && this.rate - this.previousRate <= 1e-17 * this.rate;
    return grown ? this.rate : undefined;
  }

  private startContention(): void {
    const { whole, share, rest, cores } = this;
    this.idle = cores - whole * share;
    const logShare = Math.log(share);
    this.below = whole === 0 ? 0 : share === 1 ? 0 : -Math.expm1(whole * logShare);
    if (whole > 0 && rest > 0) this.edge = new Scaled(Math.log(whole) + (whole - 1) * logShare + Math.log(rest));
    if (this.part > 0) this.top = new Scaled(whole * logShare);
  }

  /** From K_(n-1) to K_n. */
  private contend(): void {
    const { n, share, rest, whole } = this;
    this.idle = Math.max(0, this.idle - share * (this.below + this.part * (this.top?.value ?? 0)));
    if (this.edge) {
      this.below = Math.max(0, this.below - share * this.edge.value);
      this.edge.multiply((n / (n - whole + 1)) * rest);
    }
    this.top?.multiply((n / (n - whole)) * rest);
  }

  /** Moments of the stretch, from P(k | n) = D X(n) / min(k, c) P(k-1 | n-1) and the factorial moments of the delay. */
  private stretch(): void {
    const { demand, other, cores, rate, atCores } = this;
    const used = demand * rate;
    const away = other * rate;
    const second = Math.max(atCores * atCores, away * (other * this.previousRate + 1 - away) + atCores * atCores);
    // E k (c - k)+ = c E k - E k min(k, c), and the recursion gives the last term
    const free = Math.max(0, cores * atCores - used * (1 + this.previousAtCores));
    this.stretch1 = Math.max(1, 1 / cores, atCores / used);
    this.stretch2 = Math.max(this.stretch1 ** 2, (second + free) / cores / used);
  }
}
