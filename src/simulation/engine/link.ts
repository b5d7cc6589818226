/** What may go wrong on the network: a link that is down for a call, packets that are lost. */
import type { Link } from '../../model/system.js';
import type { Stream } from '../random/stream.js';

/** Seconds until a packet that was lost is sent again, doubled each time (RFC 6298: at least 1 s). */
const AGAIN_AFTER = 1;
/** Times that a packet is sent before the connection is given up (RFC 9293 asks for at least 100 s: eight times, 255 s). */
const MOST_SENDS = 8;

export class LinkState {
  private readonly loss: number;
  private readonly available: number;
  private readonly sendsAgain: boolean;

  constructor(
    link: Link,
    private readonly stream: Stream,
  ) {
    this.loss = link.loss.value;
    this.available = link.availability.value;
    this.sendsAgain = link.protocol !== 'udp';
  }

  /** Nothing of it ever goes wrong. */
  static isSure({ loss, availability }: Link): boolean {
    return loss.value === 0 && availability.value === 1;
  }

  /** Whether it works for a call. */
  works(): boolean {
    return this.available === 1 || this.stream.uniform() < this.available;
  }

  /** Further seconds that a packet is on its way; Infinity where it does not arrive. */
  delay(): number {
    const { loss, stream, sendsAgain } = this;
    if (loss === 0 || stream.uniform() >= loss) return 0;
    if (!sendsAgain) return Infinity;
    let delay = 0;
    for (let sent = 1; sent < MOST_SENDS; sent++) {
      delay += AGAIN_AFTER * 2 ** (sent - 1);
      if (stream.uniform() >= loss) return delay;
    }
    return Infinity;
  }
}
