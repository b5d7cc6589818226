/** Something that is not ours: up or in an outage, with a limit on its rate. */
import type { External } from '../../model/system.js';
import { Sampler } from '../random/sampler.js';
import type { Stream } from '../random/stream.js';
import { TokenBucket } from './bucket.js';

export class ExternalState {
  up = true;
  readonly bucket: TokenBucket | undefined;
  /** seconds of an outage and between two; undefined where there is none */
  readonly outage: { readonly down: Sampler; readonly up: Sampler } | undefined;
  /** chance that a call fails on its own; where no outage is described */ readonly failure: number;

  constructor(
    readonly index: number,
    readonly declared: External,
    readonly stream: Stream,
  ) {
    const { availability, outage, limit } = declared;
    const up = availability.value;
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

  /** Whether a call fails for its own reasons. */
  fails(): boolean {
    return !this.up || (this.failure > 0 && this.stream.uniform() < this.failure);
  }
}
