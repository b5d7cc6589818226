/**
 * Failures as they come: replicas on their own, whole groups by a common cause, places with all in them. Each alternates between up and
 * down: up time, detection, repair by a crew. Causes do not wait for each other; a replica is up when none holds it down.
 */
import type { Failure } from '../../model/system.js';
import { Sampler } from '../random/sampler.js';
import type { Stream } from '../random/stream.js';
import type { ChannelState } from './channel.js';
import type { NodeState, Replica } from './node.js';
import { Detection, type FailureData, Outage } from './outage.js';
import type { Run } from './run.js';

export class Failures {
  private readonly groups = new Map<NodeState, Group>();
  /** places that are down */ private readonly lost = new Map<number, Outage>();

  constructor(private readonly run: Run) {
    for (const node of run.program.nodes) {
      const { failure, name } = node.declared;
      if (!failure) continue;
      const group = new Group(run, run.failureData(name), node);
      this.groups.set(node, group);
      for (const replica of node.replicas) group.own(replica);
      group.common();
    }
    run.system.places.forEach((place, index) => {
      if (place.failure) this.place(index, place.id, place.failure);
    });
    for (const channel of run.program.channels) {
      const { failure, name, replicas } = channel.declared;
      if (!failure) continue;
      const data = run.failureData(name);
      const crews = new Crews(failure);
      for (let r = 0; r < Math.max(1, Math.round(replicas.value)); r++) {
        const cause = new Cause(run, data, `${name}/failures/${r}`, 1, crews);
        cause.begin(() => new ChannelOutage(run, channel, cause.detection, r));
      }
    }
  }

  /** A replica that is added. @param fresh it was not there before */
  add(replica: Replica, fresh: boolean): void {
    if (fresh) this.groups.get(replica.node)?.own(replica);
    for (const [place, outage] of this.lost) if (replica.places.includes(place)) outage.include(replica);
  }

  private place(index: number, id: string, failure: Failure): void {
    const { run } = this;
    const cause = new Cause(run, run.failureData(id), id, 1, new Crews(failure));
    const inside = (): Replica[] =>
      run.program.nodes.flatMap(({ replicas }) =>
        replicas.filter(({ places, retired }) => !retired && places.includes(index)),
      );
    cause.begin(
      () => {
        const outage = new Outage(run, inside(), cause.detection, id, '');
        this.lost.set(index, outage);
        return outage;
      },
      () => this.lost.delete(index),
    );
  }
}

/** What fails of one node type. */
class Group {
  private readonly crews: Crews;

  constructor(
    private readonly run: Run,
    private readonly data: FailureData,
    private readonly node: NodeState,
  ) {
    this.crews = new Crews(data.failure);
  }

  /** Share of the failures that takes all replicas; one replica alone has no such share. */
  private get beta(): number {
    return this.node.replicas.length > 1 ? this.data.failure.beta.value : 0;
  }

  /** Failures of one replica alone: all but the share with a common cause (beta factor, Fleming 1975). */
  own(replica: Replica): void {
    const { run, beta } = this;
    if (beta >= 1) return;
    const { name } = this.node.declared;
    const cause = new Cause(run, this.data, `${name}/failures/${replica.index}`, 1 - beta, this.crews);
    cause.begin(() =>
      replica.retired ? undefined : new Outage(run, [replica], cause.detection, name, `replica ${replica.index + 1}`),
    );
  }

  /** Failures of all replicas together: noticed once, repaired as one. */
  common(): void {
    const { run, beta, node } = this;
    if (beta <= 0) return;
    const { name } = node.declared;
    const cause = new Cause(run, this.data, `${name}/failures/all`, beta, this.crews);
    cause.begin(() => {
      const present = node.replicas.filter(({ retired }) => !retired);
      return new Outage(run, present, cause.detection, name, 'all replicas');
    });
  }
}

/** Repairs that run at a time; others wait in the order of their detection. */
class Crews {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor({ crews }: Failure) {
    this.free = crews?.value ?? Infinity;
  }
  take(work: () => void): void {
    if (this.free > 0) {
      this.free--;
      work();
    } else this.waiting.push(work);
  }
  leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free++;
  }
}

interface Repaired {
  detect(then: () => void): void;
  end(): void;
}

class Cause {
  readonly detection: Detection;
  private readonly stream: Stream;

  /** @param share of the failures that are of this cause, in (0, 1] */
  constructor(
    private readonly run: Run,
    private readonly data: FailureData,
    source: string,
    private readonly share: number,
    private readonly crews: Crews,
  ) {
    this.stream = run.program.stream(source);
    this.detection = new Detection(data, this.stream);
  }

  /** Up, down, and so on. @param fail gives nothing where there is nothing to fail */
  begin(fail: () => Repaired | undefined, repaired?: () => void): void {
    const { run, crews, data, stream, share } = this;
    run.at(run.now + Sampler.of(stream, data.failure.mtbf, 1 / share).sample(), () => {
      const outage = fail();
      if (!outage) {
        this.begin(fail, repaired);
        return;
      }
      outage.detect(() =>
        crews.take(() => {
          run.at(run.now + Sampler.of(stream, data.failure.repair).sample(), () => {
            outage.end();
            repaired?.();
            crews.leave();
            this.begin(fail, repaired);
          });
        }),
      );
    });
  }
}

/** One replica of a channel is down. */
class ChannelOutage implements Repaired {
  constructor(
    private readonly run: Run,
    private readonly channel: ChannelState,
    private readonly detection: Detection,
    private readonly replica: number,
  ) {
    run.mark('failed', channel.declared.name, `replica ${replica + 1}`);
    run.messages.takeDown(channel, replica);
  }

  detect(then: () => void): void {
    const { run } = this;
    run.at(run.now + this.detection.sample(), () => {
      run.mark('detected', this.channel.declared.name, `replica ${this.replica + 1}`);
      then();
    });
  }

  end(): void {
    this.run.mark('restored', this.channel.declared.name, `replica ${this.replica + 1}`);
    this.run.messages.bringUp(this.channel, this.replica);
  }
}
