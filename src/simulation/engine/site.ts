/** A call in the text, and what each calling replica remembers of it: connections, retry budget, breaker, throttle. */
import type { CallPolicy } from '../../model/system.js';
import type { Sampler } from '../random/sampler.js';
import type { Stream } from '../random/stream.js';
import type { ChannelState } from './channel.js';
import type { ExternalState } from './external.js';
import { Line } from './line.js';
import type { LinkState } from './link.js';
import type { NodeState } from './node.js';

export type CallTarget =
  | { readonly kind: 'node'; readonly node: NodeState /** index of the operation */; readonly operation: number }
  | {
      readonly kind: 'external';
      readonly external: ExternalState /** of its own operation, or its latency */;
      readonly latency: Sampler;
    }
  | { readonly kind: 'channel'; readonly channel: ChannelState };

/** Retries that a budget may save up. */
export const BUDGET_CAPACITY = 10;

export class CallSite {
  timeout: number;
  retries: number;
  backoff: number;
  factor: number;
  jitter: number;
  /** retries per first try; Infinity without a budget */ budget: number;
  readonly cancellable: boolean;
  /** seconds at the callee before its body (exactly once) */ readonly lookup: number;
  /** seconds until a connection is there; Infinity: as long as it takes */ poolWait: number;
  pool: number;
  bulkhead: number;
  /** 0 without */ throttle: number;
  /** neither pool nor bulkhead, throttle, breaker or budget: nothing to remember */ readonly plain: boolean;
  readonly breaker: { threshold: number; open: number; readonly window: number } | undefined;
  /** by calling replica */ private readonly states: SiteState[] = [];

  constructor(
    /** 'web.page > catalog.search' */ readonly name: string,
    readonly target: CallTarget,
    policy: Partial<CallPolicy>,
    /** seconds on the network per attempt, there and back; undefined for none */ public network: Sampler | undefined,
    /** chance of pauses and shedding */ readonly stream: Stream,
    /** a network on which something may go wrong */ readonly link: LinkState | undefined,
    /** classes of priority */ private readonly ranks: number,
    /** where an error goes on; -1: it fails who calls */ public fallback = -1,
  ) {
    const { timeout, retry, pool, bulkhead, throttle, breaker } = policy;
    this.timeout = timeout?.value ?? Infinity;
    this.retries =
      policy.recovery === 'at_most_once' && policy.recoveryOrigin === 'written' ? 0 : (retry?.count.value ?? 0);
    this.backoff = retry?.backoff.value ?? 0;
    this.factor = retry?.factor.value ?? 1;
    this.jitter = retry?.jitter.value ?? 0;
    this.budget = retry?.budget?.value ?? Infinity;
    this.cancellable = policy.cancellable === true;
    this.lookup = policy.recovery === 'exactly_once' ? (policy.dedupLookup?.value ?? 0) : 0;
    this.pool = pool?.size.value ?? Infinity;
    this.poolWait = pool?.wait?.value ?? Infinity;
    this.bulkhead = bulkhead?.value ?? Infinity;
    this.throttle = throttle?.value ?? 0;
    this.breaker = breaker && {
      threshold: breaker.threshold.value,
      window: breaker.window.value,
      open: breaker.open.value,
    };
    this.plain = !pool && !bulkhead && !throttle && !breaker && !retry?.budget;
  }

  /** What a calling replica remembers of it. */
  stateOf(replica: number): SiteState {
    let state = this.states[replica];
    if (!state) {
      state = new SiteState(this, this.pool < Infinity ? new Line(this.ranks) : undefined);
      this.states[replica] = state;
    }
    return state;
  }

  /** What all calling replicas remember. */
  known(): readonly SiteState[] {
    return this.states.filter((state) => state !== undefined);
  }

  /** Seconds before the try with this number, from 1. */
  pause(attempt: number): number {
    const whole = this.backoff * this.factor ** (attempt - 1);
    return this.jitter > 0 ? whole * (1 - this.jitter * this.stream.uniform()) : whole;
  }
}

/** Attempts that a breaker or throttle looks back on are forgotten in so many steps of its window. */
const STEPS = 10;
/** A breaker that has seen fewer attempts in its window stays closed. */
const LEAST_SEEN = 10;
/** Window of the client throttle, s (Beyer et al. 2016, chapter 21: two minutes). */
const THROTTLE_WINDOW = 120;

export class SiteState {
  tokens = BUDGET_CAPACITY;
  inProgress = 0;
  connections = 0;
  line: Line | undefined;
  breaker: Breaker | undefined;
  private readonly seen: SlidingCount | undefined;

  constructor(
    private readonly site: CallSite,
    line: Line | undefined,
  ) {
    this.line = line;
    if (site.breaker) this.breaker = new Breaker(site.breaker);
    if (site.throttle > 0) this.seen = new SlidingCount(THROTTLE_WINDOW);
  }

  /** Client throttle: turns away with probability (attempts - K accepts) / (attempts + 1) (Beyer et al. 2016, eq. 21.1). */
  throttled(now: number): boolean {
    const { seen, site } = this;
    if (!seen) return false;
    seen.advance(now);
    const p = (seen.all - site.throttle * seen.good) / (seen.all + 1);
    const shed = p > 0 && site.stream.uniform() < p;
    if (shed) seen.add(false);
    return shed;
  }

  /** An attempt has ended. @param accepted it was not turned away at the callee */
  record(task: object, now: number, good: boolean, accepted: boolean): void {
    this.breaker?.record(task, now, good);
    if (this.seen) {
      this.seen.advance(now);
      this.seen.add(accepted);
    }
  }
}

/** Counts over a sliding window, in steps. */
class SlidingCount {
  all = 0;
  good = 0;
  private readonly alls = new Float64Array(STEPS);
  private readonly goods = new Float64Array(STEPS);
  private step = 0;

  constructor(private readonly window: number) {}

  advance(now: number): void {
    const step = Math.floor((now / this.window) * STEPS);
    for (let missed = Math.min(STEPS, step - this.step); missed > 0; missed--) {
      const at = (step - missed + 1) % STEPS;
      this.all -= this.alls[at]!;
      this.good -= this.goods[at]!;
      this.alls[at] = this.goods[at] = 0;
    }
    this.step = step;
  }

  add(good: boolean): void {
    const at = this.step % STEPS;
    this.all++;
    this.alls[at]!++;
    if (!good) return;
    this.good++;
    this.goods[at]!++;
  }

  clear(): void {
    this.alls.fill(0);
    this.goods.fill(0);
    this.all = this.good = 0;
  }
}

/** Closed; open for a time when too large a share of its window failed; then one trial decides (Nygard 2007). */
export class Breaker {
  private opened = -Infinity;
  /** who makes the trial */ private trial: object | undefined;
  private isOpen = false;
  private readonly seen: SlidingCount;

  constructor(
    /** of the call: an event of a scenario may change it */
    private readonly of: { readonly threshold: number; readonly window: number; readonly open: number },
  ) {
    this.seen = new SlidingCount(of.window);
  }

  /** @param task whose attempt it is */
  allows(task: object, now: number): boolean {
    if (!this.isOpen) return true;
    if (now < this.opened + this.of.open || this.trial) return false;
    this.trial = task;
    return true;
  }

  /** As `allows`, without taking the trial. */
  mayAllow(now: number): boolean {
    return !this.isOpen || (now >= this.opened + this.of.open && !this.trial);
  }

  record(task: object, now: number, good: boolean): void {
    if (this.isOpen) {
      // Attempts from before it opened do not decide.
      if (this.trial !== task) return;
      this.trial = undefined;
      if (good) {
        this.isOpen = false;
        this.seen.clear();
      } else this.opened = now;
      return;
    }
    this.seen.advance(now);
    this.seen.add(good);
    if (!good && this.seen.all >= LEAST_SEEN && this.seen.all - this.seen.good >= this.of.threshold * this.seen.all) {
      this.isOpen = true;
      this.opened = now;
    }
  }

  /** A trial that ended without a verdict: its caller was stopped, or had no connection. */
  forgetTrial(task: object): void {
    if (this.trial === task) this.trial = undefined;
  }
}
