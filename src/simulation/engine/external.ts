/** Something that is not ours: up or in an outage, with a limit on its rate. */
import type { External } from '../../model/system.js';
import { Sampler } from '../random/sampler.js';
import type { Stream } from '../random/stream.js';
import { TokenBucket } from './bucket.js';

export class ExternalState {
  up = true;
  /** held down by an event of a scenario */ held = false;
  /** latency takes so many times as long */ slow = 1;
  readonly bucket: TokenBucket | undefined;
  /** seconds of an outage and between two; undefined where there is none */
  outage: { readonly down: Sampler; readonly up: Sampler } | undefined;
  /** chance that a call fails on its own; where no outage is described */ private failure: number;
  /** share of time that it works, and mean seconds of an outage */ private share: number;
  private mean: number;

  constructor(
    readonly index: number,
    readonly declared: External,
    readonly stream: Stream,
  ) {
    const { availability, outage, limit } = declared;
    const up = availability.value;
    this.share = up;
    this.mean = outage?.mean.value ?? 0;
    // A second's worth of calls may come at once.
    if (limit && limit.value > 0) this.bucket = new TokenBucket(limit.value, Math.max(1, limit.value));
    const lasts = outage && up < 1 && up > 0 && outage.mean.value > 0;
    this.outage = lasts
      ? {
          down: Sampler.of(stream, outage),
          up: Sampler.ofMeanCv(stream, 'exponential', (outage.mean.value * up) / (1 - up), 1),
        }
      : undefined;
    this.failure = lasts ? 0 : 1 - up;
  }

  /** Outages, and the times between them, are of this kind from the next one on; without outages calls fail by chance. */
  setAvailability(share: number): void {
    this.share = share;
    if (this.outage) this.renew();
    else this.failure = 1 - share;
  }

  /** @returns whether there are outages */
  setOutage(mean: number): boolean {
    this.mean = mean;
    if (this.outage) this.renew();
    return this.outage !== undefined;
  }

  private renew(): void {
    const { stream, share, mean, declared } = this;
    // Always up is an outage that never comes, always down one that never ends.
    this.outage = {
      down:
        share <= 0
          ? Sampler.ofMeanCv(stream, 'deterministic', Infinity, 0)
          : Sampler.of(stream, { ...declared.outage!, mean: { ...declared.outage!.mean, value: mean } }),
      up:
        share >= 1
          ? Sampler.ofMeanCv(stream, 'deterministic', Infinity, 0)
          : Sampler.ofMeanCv(stream, 'exponential', share <= 0 ? 0 : (mean * share) / (1 - share), 1),
    };
  }

  /** Whether a call fails for its own reasons. */
  fails(): boolean {
    return !this.up || this.held || (this.failure > 0 && this.stream.uniform() < this.failure);
  }
}
