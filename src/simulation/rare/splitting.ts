/** Rare states of queues (overflows, long delays), by splitting runs that come near them. */
import { level as checkLevel, positive, whole } from '../../queueing/check.js';
import { Stream } from '../random/stream.js';
import { type Estimate, LEVEL, meanInterval, sum } from '../statistics/interval.js';

/** A model that can be copied in the midst of its run. */
export type Splittable = {
  /** an independent copy of the state; both go on with chances of their own */ clone(): Splittable;
  /** goes on to the next event; returns the time (or the number of customers) that the state before it has lasted, >= 0 */
  step(stream: Stream): number;
  /** how near the rare state is, in the state as it is now */ level(): number;
};

export type SplittingOptions = {
  /** whole number */ readonly seed: number;
  /** rising; the last is the rare one: its share of time is asked. Each should be met at about a fifth to a tenth of the one before. */
  readonly levels: readonly number[];
  /** time to leave out at the start, >= 0, and to count of each independent run, > 0: long against the memory of the system */
  readonly warmUp: number;
  readonly duration: number;
  /** half width over value, > 0; default 0.1 */ readonly precision?: number;
  /** in (0, 1); default 0.95 */ readonly confidence?: number;
  /** steps of all copies, pilot included; default 50 million */ readonly budget?: number;
};

export type RareShare = {
  /** share of time with the last level reached or exceeded; NaN where it was never met */ readonly share: Estimate;
  /** copies made at each level but the last */ readonly factors: readonly number[];
  readonly ending: 'precise' | 'budget' | 'unseen';
  readonly steps: number;
};

/** Runs before the first look, and how many more the next look has. */
const FIRST = 20;
const MORE = 1.5;
/** Copies per level beyond which levels are too far apart. */
const MOST_COPIES = 100;
/** Share of the budget for the choice of the numbers of copies. */
const PILOT_SHARE = 0.1;

/**
 * Share of time that a model in steady state spends at a level it hardly ever reaches. A run that rises to a level is copied; copies die when they fall below the
 * level where they were made, the run itself goes on (RESTART). So each level is met about as often as the first, and time at the last one counts by
 * one over the product of the numbers of copies: without bias, whatever these are. They are chosen by pilots, level by level. The interval is that of independent
 * runs. It is only as good as the level is a measure of nearness: where the rare state is reached in ways in which the level rises late, use more runs.
 * @param start the model at its start; it is cloned and not changed
 * @throws RangeError on an illegal argument
 * Sources: Villen-Altamirano and Villen-Altamirano 1991 and 2002 (RESTART, unbiased, number of copies); Garvels 2000 (choice of levels).
 */
export function rareShare(start: Splittable, options: SplittingOptions): RareShare {
  const { seed, levels, warmUp, duration, precision = 0.1, confidence = LEVEL, budget = 5e7 } = options;
  if (levels.length === 0 || levels.some((level, i) => !(level > (levels[i - 1] ?? -Infinity))))
    throw new RangeError('levels must rise and be at least one');
  if (!(warmUp >= 0 && warmUp < Infinity)) throw new RangeError(`warmUp must be finite and >= 0, got ${warmUp}`);
  positive('duration', duration);
  positive('precision', precision);
  checkLevel('confidence', confidence);
  whole('budget', budget, 1);
  const runner = new Runner(start, levels, warmUp, duration, budget);
  const factors = runner.choose(new Stream(seed, 0, 'pilot of splitting'), budget * PILOT_SHARE);
  const shares: number[] = [];
  for (let target = FIRST; ; target = Math.ceil(target * MORE)) {
    while (shares.length < target) {
      const share = runner.run(factors, new Stream(seed, shares.length, 'splitting'), budget)?.at(-1);
      if (share === undefined) break;
      shares.push(share);
    }
    const spent = shares.length < target;
    const seen = sum(shares) > 0;
    const share = meanInterval(shares, confidence, { least: 0, most: 1 });
    const precise = seen && shares.length >= FIRST && share.halfWidth <= precision * share.value;
    if (!precise && !spent) continue;
    const { steps } = runner;
    if (seen) return { share, factors, ending: precise ? 'precise' : 'budget', steps };
    return { share: { ...share, value: Number.NaN, low: 0, high: 1, halfWidth: 1 }, factors, ending: 'unseen', steps };
  }
}

/** A copy: it dies below the level with the number `born`; `at` is the number of the level that it has reached. */
type Copy = { readonly model: Splittable; readonly born: number; at: number; left: number };

class Runner {
  steps = 0;

  constructor(
    private readonly start: Splittable,
    private readonly levels: readonly number[],
    private readonly warmUp: number,
    private readonly duration: number,
    private readonly budget: number,
  ) {}

  /** Numbers of copies, from the share of each level in the one before: each level's from what the copies at those before it show. */
  choose(stream: Stream, budget: number): number[] {
    const factors: number[] = this.levels.slice(1).map(() => 1);
    for (let i = 0; i < factors.length; i++) {
      let [here, next] = [0, 0];
      // until the next level was met in several runs, or the pilot's share of this level is spent
      const until = Math.min(this.budget, this.steps + budget / factors.length);
      for (let met = 0; met < 5; ) {
        const shares = this.run(factors, stream, until);
        if (!shares) break;
        here += shares[i]!;
        next += shares[i + 1]!;
        if (shares[i + 1]! > 0) met++;
      }
      factors[i] = here > 0 ? Math.max(1, Math.min(MOST_COPIES, Math.round(here / next))) : 1;
    }
    return factors;
  }

  /** One run with all its copies: the share of time of each level; undefined where the budget does not hold it. */
  run(factors: readonly number[], stream: Stream, budget: number): number[] | undefined {
    const { levels } = this;
    const main = this.start.clone();
    for (let passed = 0; passed < this.warmUp; ) {
      if (this.steps++ >= budget) return undefined;
      passed += main.step(stream);
    }
    /** time at each level, all copies, each by its weight */ const times = levels.map(() => 0);
    /** of a copy that has reached the level with that number; -1 is below all */
    const weights = [1, ...factors.map((_, i) => factors.slice(0, i + 1).reduce((w, f) => w / f, 1))];
    const copies: Copy[] = [{ model: main, born: -1, at: -1, left: this.duration }];
    // as the main run is at a level already it has been copied on the way there
    this.rise(copies[0]!, copies, factors);
    for (let copy = copies.pop(); copy; copy = copies.pop()) {
      while (copy.left > 0) {
        if (this.steps++ >= budget) return undefined;
        const passed = Math.min(copy.left, copy.model.step(stream));
        copy.left -= passed;
        // split at levels 0..at: the last level makes no copies
        const weight = copy.at < 0 ? 1 : weights[Math.min(copy.at + 1, factors.length)]!;
        for (let i = 0; i <= copy.at; i++) times[i]! += passed * weight;
        const level = copy.model.level();
        while (copy.at >= 0 && level < levels[copy.at]!) copy.at--;
        if (copy.at < copy.born) break;
        this.rise(copy, copies, factors);
      }
    }
    return times.map((time) => time / this.duration);
  }

  /** Makes the copies of all levels that a copy has risen to; each of them splits at those above. */
  private rise(copy: Copy, copies: Copy[], factors: readonly number[]): void {
    const level = copy.model.level();
    while (copy.at + 1 < this.levels.length && level >= this.levels[copy.at + 1]!) {
      copy.at++;
      const more = (factors[copy.at] ?? 1) - 1;
      for (let k = 0; k < more; k++) {
        const born: Copy = { model: copy.model.clone(), born: copy.at, at: copy.at, left: copy.left };
        copies.push(born);
        this.rise(born, copies, factors);
      }
    }
  }
}
