/** A workload at run time: when its next request comes. */
import type { Distribution, Workload } from '../../model/system.js';
import type { CompiledWorkload } from '../program/compile.js';
import { Sampler } from '../random/sampler.js';
import type { Stream } from '../random/stream.js';
import { Requests } from './counts.js';
import type { EventList } from './events.js';
import { ARRIVAL, THOUGHT } from './kinds.js';
import { NO_EVENT } from './task.js';

/** The family that stands for a coefficient of variation where none is named. */
function familyOf(cv: number): Distribution['family'] {
  if (cv === 0) return 'deterministic';
  return cv < 1 ? 'gamma' : cv === 1 ? 'exponential' : 'hyperexponential';
}

export class Load {
  readonly requests = new Requests();
  /** of open load: gaps with mean 1, in numbers of expected arrivals */ private gaps: Sampler | undefined;
  private think: Sampler | undefined;
  private arrival = NO_EVENT;
  private nextAt = 0;
  /** requests per second, or users: as it stands, and with the factor of the profile */ private base = 0;
  private level = 0;
  private factor = 1;
  /** users at work or thinking */ private users = 0;
  deadline: number;

  constructor(
    readonly index: number,
    readonly declared: Workload,
    readonly compiled: CompiledWorkload,
    private readonly events: EventList<object>,
    private readonly stream: Stream,
  ) {
    this.deadline = declared.deadline?.value ?? Infinity;
    if (declared.load.kind === 'open') {
      const cv = Math.sqrt(declared.load.burstiness.value);
      this.gaps = Sampler.ofMeanCv(stream, familyOf(cv), 1, cv);
    } else this.think = Sampler.of(stream, declared.load.think);
  }

  get isOpen(): boolean {
    return this.gaps !== undefined;
  }

  /** From now on so many requests per second, or users. The expected arrivals until the next one are kept. */
  setBase(base: number, now: number): void {
    this.base = base;
    this.setLevel(base * this.factor, now);
  }

  /** Gaps between arrivals vary so much, from the next one on. */
  setBurstiness(burstiness: number): void {
    const cv = Math.sqrt(burstiness);
    this.gaps = Sampler.ofMeanCv(this.stream, familyOf(cv), 1, cv);
  }

  /** Mean seconds of thought, from the next one on. */
  setThink(mean: number): void {
    const { load } = this.declared;
    if (load.kind === 'closed')
      this.think = Sampler.ofMeanCv(this.stream, load.think.family, mean, load.think.cv.value);
  }

  /** From now on so many times the load, until it changes again. */
  setFactor(factor: number, now: number): void {
    this.factor = factor;
    this.setLevel(this.base * factor, now);
  }

  private setLevel(level: number, now: number): void {
    if (!this.gaps) {
      this.level = Math.round(level);
      while (this.users < this.level) {
        this.users++;
        this.thinks(now);
      }
      return;
    }
    const left = this.arrival === NO_EVENT ? -1 : (this.nextAt - now) * this.level;
    if (this.arrival !== NO_EVENT) this.events.cancel(this.arrival);
    this.arrival = NO_EVENT;
    this.level = level;
    if (level > 0 && this.compiled.entries.length > 0) this.plan(now, left >= 0 ? left : this.gaps.sample());
  }

  /** The next request of open load. */
  next(now: number): void {
    this.plan(now, this.gaps!.sample());
  }

  private plan(now: number, gap: number): void {
    this.nextAt = now + gap / this.level;
    this.arrival = this.events.schedule(this.nextAt, ARRIVAL, this);
  }

  /** A user has its reply and thinks, or leaves where there are too many. */
  thinks(now: number): void {
    if (this.users > this.level) this.users--;
    else this.events.schedule(now + this.think!.sample(), THOUGHT, this);
  }

  /** Whether a user who has thought goes on; one too many leaves. */
  stays(): boolean {
    if (this.users <= this.level) return true;
    this.users--;
    return false;
  }

  /** Which of the targets a request goes to. */
  entry(): number {
    const { entries, shares, stream } = this.compiled;
    if (entries.length === 1) return 0;
    const u = stream.uniform();
    let i = 0;
    while (i < entries.length - 1 && u >= shares[i]!) i++;
    return i;
  }
}
