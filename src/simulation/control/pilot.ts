/** Pilot runs: how long to warm up and to observe, or that the system does not settle. */
import type { Replication, RunOptions } from '../result.js';
import { sum } from '../statistics/interval.js';
import { settling } from '../statistics/warmUp.js';
import { type Verdict, verdictOf } from '../verdict.js';

/** Pilots of a round: enough to average over, and to tell chance from trend. */
export const PILOTS = 5;
/** Numbers of pilots are far from those of the replications that count. */
const FIRST_PILOT = 2 ** 40;
/** Seconds of the first round; each next round is 4 times as long. */
const FIRST = 0.1;
const LONGER = 4;
/** A round tells the memory of the system if it is this many times as long, and if the round before has found nearly as much: runs that are too short find too little. */
const MEMORIES = 50;
const STEADY = 1.5;
/** If the budget ends before, this many must do. */
const LEAST_MEMORIES = 10;
/** Times the memory to leave out: after 5 what is left of the empty start is below 1 % of the mean (M/M/1); twice that, as pilots may find half of the memory. */
const WARM = 10;
/** Times the memory to observe: totals over 50 are near enough to normal for the intervals, see the coverage tests; twice that for the same reason. */
const OBSERVE = 100;
/** Requests beyond the percentile that a replication should see, and how far it may be lengthened for them. */
const BEYOND = 20;
const MOST_LONGER = 10;
/** Requests in a round, all pilots together: of each workload, and in all. */
const LEAST_REQUESTS = 100;
const LEAST_TOTAL = 3000;
/** Rounds one after the other that find the same rate of growth: 2 where something waits more and more, else more, as slow work may just fill up. */
const SAME = { waiting: 2, inProgress: 4 };
/** A description in which nothing happens in so many seconds has nothing to wait for. */
const FOREVER = 1e10;

/** Seconds to leave out and to count of each replication. */
export type Window = { readonly warmUp: number; readonly duration: number };

export type Piloted =
  | { readonly kind: 'window'; readonly window: Window /** events a second of simulated time */; readonly cost: number }
  | { readonly kind: 'overloaded'; readonly verdict: Verdict }
  /** not known yet */
  | { readonly kind: 'longer' };

export type PilotOptions = {
  readonly seed: number;
  /** longest mean time in the description, seconds */ readonly scale: number;
  /** seconds that a replication observes at least */ readonly least: number;
  /** percentile that is to be known, in [0, 1); 0 for none */ readonly percentile: number;
  readonly most?: number | undefined;
};

/** Rounds of pilots, each judged with what the rounds before have shown. */
export class Pilots {
  private duration = FIRST;
  private round = 0;
  private alike = 0;
  private lastRate = 0;
  /** of the last round */ private cost = 0;
  private warmUp: number | undefined;
  private memory = 0;
  private rates: number[] = [];
  /** of the last round */ verdict: Verdict = { kind: 'settles' };

  constructor(private readonly options: PilotOptions) {}

  /** The next round. */
  list(): RunOptions[] {
    const { seed, most } = this.options;
    return Array.from({ length: PILOTS }, (_, i) => ({
      seed,
      replication: FIRST_PILOT + this.round * PILOTS + i,
      warmUp: 0,
      duration: this.duration,
      ...(most === undefined ? {} : { most }),
    }));
  }

  /** Events that the next round will cost, as far as known. */
  expected(): number {
    return this.cost * this.duration * PILOTS;
  }

  /** @param runs of the round, all of them, in order */
  judge(runs: readonly Replication[]): Piloted {
    const duration = this.duration;
    this.cost = sum(runs.map(({ events }) => events)) / sum(runs.map(({ warmUp, observed }) => warmUp + observed));
    const verdict = verdictOf(runs);
    this.verdict = verdict;
    if (verdict.kind === 'grows') {
      const same = verdict.rate > 0.6 * this.lastRate && verdict.rate < 1.6 * this.lastRate;
      this.alike = same ? this.alike + 1 : 1;
      this.lastRate = verdict.rate;
      const enough = verdict.places.some(({ of }) => of !== 'workload') ? SAME.waiting : SAME.inProgress;
      if (verdict.overflow || (this.alike >= enough && duration >= 10 * this.options.scale))
        return { kind: 'overloaded', verdict };
    } else this.alike = 0;
    const requests = runs[0]!.workloads.map((_, w) =>
      sum(runs.map((r) => r.workloads[w]!.succeeded + sum(r.workloads[w]!.errors))),
    );
    this.rates = runs[0]!.workloads.map(
      (_, w) => sum(runs.map((r) => r.workloads[w]!.succeeded)) / (PILOTS * duration),
    );
    const { warmUp, memory } = settling(runs.map(({ series }) => series));
    this.warmUp = verdict.kind === 'grows' ? undefined : warmUp;
    // found as far as the width of the intervals lets, in runs that are long enough anyway
    const coarse = memory <= 2 * runs[0]!.series.interval;
    const steady = coarse || memory <= STEADY * this.memory;
    this.memory = memory;
    const seen =
      duration >= 10 * this.options.scale &&
      requests.every((count, w) => count >= LEAST_REQUESTS || runs.every((r) => r.workloads[w]!.sent === 0)) &&
      sum(requests) >= LEAST_TOTAL;
    const idle = duration >= FOREVER && requests.every((count) => count === 0);
    const settled = this.warmUp !== undefined && steady && duration >= MEMORIES * memory;
    if (idle || (seen && settled)) return this.window();
    this.duration *= LONGER;
    this.round++;
    return { kind: 'longer' };
  }

  /** When no more rounds can be afforded: what the last one gives, if it is of any use. */
  atLast(): Piloted | undefined {
    const duration = this.duration / LONGER;
    return this.warmUp !== undefined && duration >= LEAST_MEMORIES * this.memory ? this.window() : undefined;
  }

  private window(): Piloted {
    const { percentile, least } = this.options;
    const base = Math.max(OBSERVE * this.memory, least, 10 * this.options.scale);
    const beyond = Math.max(
      0,
      ...this.rates.filter((rate) => rate > 0).map((rate) => BEYOND / ((1 - percentile) * rate)),
    );
    const duration = Math.max(base, Math.min(beyond, MOST_LONGER * base));
    return {
      kind: 'window',
      window: { warmUp: Math.max(this.warmUp ?? 0, WARM * this.memory), duration },
      cost: this.cost,
    };
  }

  /** Shortest time to observe with any meaning, seconds. */
  shortest(): number {
    return LEAST_MEMORIES * this.memory;
  }
}
