/** A node type at run time: its replicas, their lines, slots and cores, and what is measured there. */
import type { NodeType } from '../../model/system.js';
import type { Stream } from '../random/stream.js';
import type { AdaptiveLimit } from './adaptiveLimit.js';
import type { TokenBucket } from './bucket.js';
import type { Cpu } from './cpu.js';
import { Levels } from './levels.js';
import type { Line } from './line.js';
import type { Task } from './task.js';

export class Replica {
  busy = 0;
  /** runs; a replica that does not answers nobody */ up = true;
  /** causes that hold it down, and reasons for which it gets no requests */ down = 0;
  out = 0;
  /** while it is down, what is sent to it fails at once and does not hang */ breaks = false;
  /** its line is being served */ serving = false;
  /** taken out of service: drains, or has left */ retired = false;
  /** what happens when it has worked off what it has */ whenIdle: (() => void) | undefined;
  /** times take so many times as long here; bursts, where its processor does not tell */ slow = 1;
  work = 1;
  /** speed now over declared speed */ faster = 1;
  /** its cores are those of a host that it shares */ ofHost = false;
  /** works off what it has and takes nothing new */ draining = false;
  /** indices of the places that it needs */ places: readonly number[] = [];
  /** requests that wait, and those that wait outside of a full queue that blocks */
  line: Line;
  outside: Line;
  cpu: Cpu | undefined;
  bucket: TokenBucket | undefined;
  limit: AdaptiveLimit | undefined;
  /** event at which the next token comes */ tokenEvent = -1;
  /** requests that came while it was down and nobody knew */ readonly hanging = new Set<Task>();

  constructor(
    readonly node: NodeState,
    readonly index: number,
    line: Line,
    outside: Line,
  ) {
    this.line = line;
    this.outside = outside;
  }
}

export class NodeState {
  readonly replicas: Replica[] = [];
  /** those that get requests */ rotation: Replica[] = [];
  turn = 0;
  cores: number;
  /** seconds of one core */ rejectCost: number;
  skew: number;

  readonly levels = new Levels();
  /** seconds of cores used, of slots held for nobody */ work = 0;
  wasted = 0;

  constructor(
    readonly index: number,
    readonly declared: NodeType,
    /** slots per replica; Infinity without a bound */ public workers: number,
    /** requests that may wait in a line */ public room: number,
    /** the same, of one replica */ public roomOfOne: number,
    readonly shared: boolean,
    /** picks replicas */ readonly stream: Stream,
    /** a further replica */ readonly make: (index: number) => Replica,
  ) {
    this.cores = declared.cores?.value ?? Infinity;
    this.rejectCost = declared.queue.rejectCost.value;
    this.skew = declared.balancing.skew.value;
  }

  setWorkers(workers: number, now: number): void {
    this.levels.touch(now);
    this.workers = workers;
    this.levels.full = this.replicas.filter(({ busy }) => busy >= workers).length;
  }

  setUp(replica: Replica, up: boolean, now: number): void {
    if (replica.up === up) return;
    replica.up = up;
    this.levels.touch(now);
    this.levels.up += up ? 1 : -1;
  }

  /** Takes a replica out of the rotation, for one reason more or less. */
  setOut(replica: Replica, out: boolean): void {
    replica.out += out ? 1 : -1;
    this.rotation = this.replicas.filter((item) => item.out === 0);
  }

  /** The replica that a request goes to; undefined where none is known to be up. */
  pick(rotation: readonly Replica[] = this.rotation): Replica | undefined {
    const n = rotation.length;
    if (n <= 1) return rotation[0];
    const { policy } = this.declared.balancing;
    switch (policy) {
      case 'round_robin': {
        this.turn = (this.turn + 1) % n;
        return rotation[this.turn];
      }
      case 'least_loaded':
      case 'shared':
        return this.leastLoaded(rotation);
      case 'hash': {
        const hot = Math.min(1, this.skew / n);
        const u = this.stream.uniform();
        return u < hot ? rotation[0] : rotation[1 + Math.min(n - 2, Math.floor(((u - hot) / (1 - hot)) * (n - 1)))];
      }
      default:
        return rotation[this.stream.below(n)];
    }
  }

  /** Fewest requests at it, chance among equals. */
  private leastLoaded(rotation: readonly Replica[]): Replica | undefined {
    let least = Infinity;
    let equal = 0;
    let found: Replica | undefined;
    for (const replica of rotation) {
      const load = replica.busy + replica.hanging.size + (this.shared ? 0 : replica.line.size + replica.outside.size);
      if (load < least) {
        least = load;
        equal = 1;
        found = replica;
      } else if (load === least) {
        equal++;
        if (this.stream.uniform() * equal < 1) found = replica;
      }
    }
    return found;
  }
}
