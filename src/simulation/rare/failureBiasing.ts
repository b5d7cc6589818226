/** Rare outages of components that fail and are repaired: five nines and far beyond, without waiting for them. */
import { level as checkLevel, positive } from '../../queueing/check.js';
import { studentQuantile } from '../../queueing/student.js';
import { Stream } from '../random/stream.js';
import { type Estimate, estimateOf, LEVEL } from '../statistics/interval.js';
import { checkRepairable, Moves, type Repairable } from './repairable.js';

/** Probability of a failure before the next repair in biased cycles: up and down alike, so that an outage that needs r failures is 1 in about r cycles. */
const BIAS = 0.5;
/** Share of cycles that are not biased. They give the mean length of a cycle, and bound the weights of the others. */
const PLAIN = 0.3;
/** Cycles before the first look; the number doubles until the next. */
const FIRST = 20_000;
/** Cycles with an outage below which nothing is said. */
const LEAST_SEEN = 30;

export type RareOptions = {
  /** whole number */ readonly seed: number;
  /** half width over value, > 0; default 0.05 */ readonly precision?: number;
  /** in (0, 1); default 0.95 */ readonly level?: number;
  /** moves that may be simulated; default 50 million */ readonly budget?: number;
};

export type RareOutage = {
  /** share of time down; value NaN where too few outages were met to say */ readonly unavailability: Estimate;
  /** seconds from all working to the first outage */ readonly timeToFailure: Estimate;
  /** precise: as asked. budget: used up before. unseen: too few outages in the whole budget, or cycles without end. */
  readonly ending: 'precise' | 'budget' | 'unseen';
  readonly cycles: number;
};

/**
 * Unavailability and mean time to the first outage, by simulation of cycles between states in which all work. In most cycles failures are made likely and
 * alike (balanced failure biasing: relative error bounded however rare they are), until the system is down, after which all goes its usual way; each counts
 * with its likelihood ratio. The rest are not biased; as both kinds are weighed as one mixture, no weight exceeds 1/0.3, so that a system that is not rare, or
 * has long repairs, is no worse off than by plain simulation. Times in states are replaced by their means.
 * Not for systems that hardly ever have all components working: their cycles have no end, and the answer is `unseen`.
 * @throws RangeError on an illegal argument
 * Sources: Shahabuddin 1994 (balanced failure biasing, bounded relative error); Goyal et al. 1992 (measure-specific dynamic importance sampling, eq. for
 * ratios); Hordijk, Iglehart and Schassberger 1976 (discrete time); Hesterberg 1995, Owen and Zhou 2000 (mixtures that bound the weights).
 */
export function rareOutage(model: Repairable, options: RareOptions): RareOutage {
  const { seed, precision = 0.05, level = LEVEL, budget = 5e7 } = options;
  checkRepairable(model);
  positive('precision', precision);
  checkLevel('level', level);
  positive('budget', budget);
  const run = new Cycles(model, new Stream(seed, 0, 'rare outages'), budget);
  for (let target = FIRST; ; target *= 2) {
    while (run.cycles < target && run.cycle());
    const spent = run.cycles < target;
    const seen = run.seen >= LEAST_SEEN;
    const { unavailability, timeToFailure } = run.estimates(level);
    const precise = seen && unavailability.halfWidth <= precision * unavailability.value;
    if (!precise && !spent) continue;
    if (seen) return { unavailability, timeToFailure, ending: precise ? 'precise' : 'budget', cycles: run.cycles };
    const unknown = (most: number): Estimate => ({
      ...estimateOf(Number.NaN, 0, most, run.cycles, level),
      low: 0,
      high: most,
      halfWidth: most,
    });
    return { unavailability: unknown(1), timeToFailure: unknown(Infinity), ending: 'unseen', cycles: run.cycles };
  }
}

/** Sums over cycles of one kind, of pairs (x, y): for the variance of a ratio. */
class Sums {
  n = 0;
  x = 0;
  y = 0;
  xx = 0;
  xy = 0;
  yy = 0;

  add(x: number, y: number): void {
    this.n++;
    this.x += x;
    this.y += y;
    this.xx += x * x;
    this.xy += x * y;
    this.yy += y * y;
  }

  /** Variance of the mean of x - r y. */
  error2(r: number): number {
    const mean = (this.x - r * this.y) / this.n;
    const second = (this.xx - 2 * r * this.xy + r * r * this.yy) / this.n;
    return Math.max(0, second - mean * mean) / Math.max(1, this.n - 1);
  }
}

class Cycles {
  cycles = 0;
  /** with an outage */ seen = 0;
  private moved = 0;
  /** x: weighted time down, y: length of the cycle */ private readonly plainDown = new Sums();
  private readonly biasedDown = new Sums();
  /** x: time to the outage or the end, y: weight of the outage */ private readonly plainFirst = new Sums();
  private readonly biasedFirst = new Sums();
  private readonly moves: Moves;

  constructor(
    private readonly model: Repairable,
    private readonly stream: Stream,
    private readonly budget: number,
  ) {
    this.moves = new Moves(model);
  }

  /** One more; false when the budget does not hold it. */
  cycle(): boolean {
    // the two kinds take turns in a fixed pattern, so that their shares are exact
    const plain = Math.floor((this.cycles + 1) * PLAIN) > Math.floor(this.cycles * PLAIN);
    const { moves } = this;
    const failed = this.model.components.map(() => 0);
    let broken = false;
    /** probability of the way so far in a biased cycle over that in a plain one */ let ratio = 1;
    let weight = 1;
    let [time, down, until, hit] = [0, 0, 0, 0];
    do {
      if (this.moved++ >= this.budget) return false;
      moves.read(failed);
      const out = moves.failureRate + moves.repairRate;
      if (out === 0) return this.never();
      const stay = 1 / out;
      time += stay;
      if (this.model.down(failed)) {
        if (!broken) {
          broken = true;
          weight = 1 / (PLAIN + (1 - PLAIN) * ratio);
          hit = weight;
        }
        down += stay * weight;
      } else if (!broken) until += stay;
      const biased = !plain && !broken;
      const move = biased ? this.biased() : this.usual();
      if (!broken) ratio *= this.likelihood(move);
      moves.take(move, failed);
    } while (failed.some((f) => f > 0));
    this.cycles++;
    if (broken) this.seen++;
    (plain ? this.plainDown : this.biasedDown).add(down, time);
    (plain ? this.plainFirst : this.biasedFirst).add(until, hit);
    return true;
  }

  /** Nothing can fail: no cycle ends. */
  private never(): boolean {
    this.moved = Infinity;
    return false;
  }

  private usual(): number {
    const { rates, failureRate, repairRate } = this.moves;
    return this.pick(this.stream.uniform() * (failureRate + repairRate), 0, rates.length);
  }

  private biased(): number {
    const { moves, stream } = this;
    const { rates, failures, repairRate, types, causes } = moves;
    const repairs = types + causes;
    if (failures > 0 && (repairRate === 0 || stream.uniform() < BIAS)) {
      let left = stream.below(failures);
      for (let i = 0; i < repairs; i++) if (rates[i]! > 0 && left-- === 0) return i;
    }
    return this.pick(stream.uniform() * repairRate, repairs, rates.length);
  }

  /** The move at which the rates add up to `at`. */
  private pick(at: number, from: number, to: number): number {
    const { rates } = this.moves;
    let left = at;
    let last = from;
    for (let i = from; i < to; i++) {
      if (rates[i] === 0) continue;
      last = i;
      left -= rates[i]!;
      if (left < 0) break;
    }
    return last;
  }

  /** Probability of a move in a biased cycle over that in a plain one. */
  private likelihood(move: number): number {
    const { rates, failures, failureRate, repairRate, types, causes } = this.moves;
    const usual = rates[move]! / (failureRate + repairRate);
    if (move < types + causes) return (repairRate === 0 ? 1 : BIAS) / failures / usual;
    return (failures === 0 ? 1 : 1 - BIAS) * (rates[move]! / repairRate / usual);
  }

  estimates(level: number): { unavailability: Estimate; timeToFailure: Estimate } {
    const { plainDown, biasedDown, plainFirst, biasedFirst, cycles } = this;
    const q = studentQuantile((1 + level) / 2, 1000);
    const a = plainDown.n / cycles;
    const b = biasedDown.n / cycles;
    const length = plainDown.y / plainDown.n;
    const value = (plainDown.x + biasedDown.x) / cycles / length;
    // of a x - value y in plain cycles, b x in biased ones
    const variance = (a * a * plainDown.error2(value / a) + b * b * biasedDown.error2(0)) / (length * length);
    const half = q * Math.sqrt(variance);
    const unavailability = estimateOf(value, value - half, value + half, cycles, level, { least: 0, most: 1 });
    const outage = (plainFirst.y + biasedFirst.y) / cycles;
    const first = plainFirst.x / plainFirst.n / outage;
    // relative, of 1 over the probability: the interval of the logarithm does not leave the positive side
    const up = plainFirst.error2(a * first);
    const alone = b * b * errorOfY(biasedFirst) * first * first;
    const spread = Math.exp((q * Math.sqrt(up + alone)) / outage / first);
    const timeToFailure = estimateOf(first, first / spread, first * spread, cycles, level, { least: 0 });
    return { unavailability, timeToFailure };
  }
}

function errorOfY({ n, y, yy }: Sums): number {
  return Math.max(0, yy / n - (y / n) ** 2) / Math.max(1, n - 1);
}
