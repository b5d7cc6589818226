/**
 * Failures as they come: replicas on their own, whole groups by a common cause, places with all in them. Each alternates between up and
 * down: up time, detection, repair by a crew. Causes do not wait for each other; a replica is up when none holds it down.
 */
import type { Failure } from '../../model/system.js';
import { Sampler } from '../random/sampler.js';
import type { NodeState, Replica } from './node.js';
import { Detection, Outage } from './outage.js';
import type { Run } from './run.js';

export class Failures {
  private readonly groups = new Map<NodeState, Group>();
  /** places that are down */ private readonly lost = new Map<number, Outage>();

  constructor(private readonly run: Run) {
    for (const node of run.program.nodes) {
      const { failure, name } = node.declared;
      if (!failure || node.replicas.length === 0) continue;
      const group = new Group(run, failure, name);
      this.groups.set(node, group);
      for (const replica of node.replicas) group.own(replica);
      if (group.beta > 0) group.common(node);
    }
    run.system.places.forEach((place, index) => {
      if (place.failure) this.place(index, place.id, place.failure);
    });
  }

  /** A replica that is new. */
  add(replica: Replica): void {
    this.groups.get(replica.node)?.own(replica);
    for (const [place, outage] of this.lost) if (replica.places.includes(place)) outage.include(replica);
  }

  private place(index: number, id: string, failure: Failure): void {
    const { run } = this;
    const cause = new Cause(run, failure, id, 1, new Crews(failure));
    const inside = (): Replica[] =>
      run.program.nodes.flatMap(({ replicas }) => replicas.filter(({ places }) => places.includes(index)));
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
  readonly beta: number;
  private readonly crews: Crews;

  constructor(
    private readonly run: Run,
    private readonly failure: Failure,
    private readonly name: string,
  ) {
    this.beta = failure.beta.value;
    this.crews = new Crews(failure);
  }

  /** Failures of one replica alone: all but the share with a common cause (beta factor, Fleming 1975). */
  own(replica: Replica): void {
    const { run, name } = this;
    const share = replica.node.replicas.length > 1 ? 1 - this.beta : 1;
    if (share <= 0) return;
    const source = `${name}/failures/${replica.index}`;
    const cause = new Cause(run, this.failure, source, share, this.crews);
    cause.begin(() => new Outage(run, [replica], cause.detection, name, `replica ${replica.index + 1}`));
  }

  /** Failures of all replicas together: noticed once, repaired as one. */
  common(node: NodeState): void {
    if (node.replicas.length < 2) return;
    const { run, name } = this;
    const cause = new Cause(run, this.failure, `${name}/failures/all`, this.beta, this.crews);
    cause.begin(() => new Outage(run, [...node.replicas], cause.detection, name, 'all replicas'));
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

class Cause {
  readonly detection: Detection;
  private readonly up: Sampler;
  private readonly repair: Sampler;

  /** @param share of the failures that are of this cause, in (0, 1] */
  constructor(
    private readonly run: Run,
    failure: Failure,
    source: string,
    share: number,
    private readonly crews: Crews,
  ) {
    const stream = run.program.stream(source);
    this.up = Sampler.of(stream, failure.mtbf, 1 / share);
    this.repair = Sampler.of(stream, failure.repair);
    this.detection = new Detection(failure, stream);
  }

  /** Up, down, and so on. */
  begin(fail: () => Outage, repaired?: () => void): void {
    const { run, crews } = this;
    run.at(run.now + this.up.sample(), () => {
      const outage = fail();
      outage.detect(() =>
        crews.take(() => {
          run.at(run.now + this.repair.sample(), () => {
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
