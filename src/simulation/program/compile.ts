/** From the System to what a replication executes: nodes, externals and channels with their state, operations as code. */

import { placesOfReplica } from '../../model/spread.js';
import type { CallPolicy, Distribution, Operation, Step, System } from '../../model/system.js';
import { AdaptiveLimit } from '../engine/adaptiveLimit.js';
import { TokenBucket } from '../engine/bucket.js';
import { ChannelState, Consumer, Fifo, type Message } from '../engine/channel.js';
import { Cpu } from '../engine/cpu.js';
import type { EventList } from '../engine/events.js';
import { ExternalState } from '../engine/external.js';
import { Line } from '../engine/line.js';
import { LinkState } from '../engine/link.js';
import { NodeState, Replica } from '../engine/node.js';
import { CallSite, type CallTarget } from '../engine/site.js';
import { Sampler } from '../random/sampler.js';
import { Stream } from '../random/stream.js';
import {
  AGAIN,
  CALL,
  CHANCE,
  CPU,
  DELAY,
  END,
  END_BRANCH,
  Instruction,
  JUMP,
  LOOP,
  REPLY,
  SEND,
  SPLIT,
  STATE,
  TURN_AWAY,
} from './instruction.js';

export type CompiledOperation = {
  readonly id: string;
  /** index of the node type */ readonly node: number;
  readonly entry: number;
  readonly cancellable: boolean;
};
export type CompiledWorkload = {
  /** by target: cumulative shares and what is called */ readonly shares: Float64Array;
  readonly entries: readonly number[];
  /** by target: index of the operation where a request goes straight to its node (no network, timeout or deadline); else -1 */
  readonly direct: readonly number[];
  readonly stream: Stream;
};
export type Program = {
  readonly system: System;
  readonly code: readonly Instruction[];
  readonly operations: readonly CompiledOperation[];
  readonly nodes: readonly NodeState[];
  readonly externals: readonly ExternalState[];
  readonly channels: readonly ChannelState[];
  readonly workloads: readonly CompiledWorkload[];
  /** classes of priority: the line's rank of each workload */ readonly ranks: Int32Array;
  readonly rankCount: number;
  /** where a request goes on that has cost something to reject */ readonly turnAway: number;
  readonly stream: (source: string) => Stream;
  /** processors of hosts that node types share */ readonly hosts: ReadonlyMap<string, Cpu>;
  /** what sets a value of a step, call or latency, by its path; only of those that the scenario sets */
  readonly settings: ReadonlyMap<string, readonly Setter[]>;
};
export type Setter = (value: number, now: number) => void;

export type CompileOptions = {
  readonly seed: number;
  readonly replication: number;
  readonly events: EventList<object>;
  /** kind of the event of a processor */ readonly cpuEvent: number;
};

/** @returns the program of one replication. Calls of what is not declared are left out, as in the analysis. */
export function compileProgram(system: System, options: CompileOptions): Program {
  return new Compiler(system, options).program();
}

class Compiler {
  private readonly code: Instruction[] = [];
  private readonly operations: CompiledOperation[] = [];
  private readonly operationIndex = new Map<string, number>();
  private readonly nodes: NodeState[];
  private readonly externals: ExternalState[];
  private readonly channels: ChannelState[];
  private readonly externalOf = new Map<string, { external: ExternalState; operation: Operation | undefined }>();
  /** events of the scenario that is applied change things while they run */ private readonly eventful: boolean;
  private readonly wanted = new Set<string>();
  private readonly settings = new Map<string, Setter[]>();
  private readonly ranks: Int32Array;
  private readonly rankCount: number;
  private readonly workloadIndex: Map<string, number>;
  /** how often each source has been named, so that equal steps differ */ private readonly named = new Map<
    string,
    number
  >();

  constructor(
    private readonly system: System,
    private readonly options: CompileOptions,
  ) {
    this.eventful = system.scenarios.some(({ name, events }) => name === system.scenario && events.length > 0);
    const scenario = system.scenarios.find(({ name }) => name === system.scenario);
    for (const { action } of scenario?.events ?? []) if (action.kind === 'set') this.wanted.add(action.path);
    this.workloadIndex = new Map(system.workloads.map(({ name }, index) => [name, index]));
    const levels = [...new Set(system.workloads.map(({ priority }) => priority.value))].sort((a, b) => b - a);
    this.rankCount = Math.max(1, levels.length);
    this.ranks = Int32Array.from(system.workloads, ({ priority }) => levels.indexOf(priority.value));
    this.nodes = system.nodes.map((_, index) => this.nodeOf(index));
    this.externals = system.externals.map((declared, index) => {
      const external = new ExternalState(index, declared, this.stream(declared.name));
      this.externalOf.set(declared.name, { external, operation: undefined });
      for (const operation of declared.operations) this.externalOf.set(operation.id, { external, operation });
      return external;
    });
    this.channels = system.channels.map((declared, index) => new ChannelState(index, declared));
  }

  program(): Program {
    this.system.nodes.forEach(({ operations }, node) => {
      for (const { id, cancellable } of operations) {
        this.operationIndex.set(id, this.operations.length);
        this.operations.push({ id, node, entry: 0, cancellable });
      }
    });
    this.system.nodes.forEach(({ operations }, node) => {
      for (const operation of operations) {
        const index = this.operationIndex.get(operation.id)!;
        const body = new Body(this, operation, node);
        this.operations[index] = { ...this.operations[index]!, entry: body.emit(operation.steps) };
      }
    });
    for (const channel of this.channels) this.consumersOf(channel);
    const turnAway = this.next;
    this.add(TURN_AWAY);
    const workloads = this.system.workloads.map((_, index) => this.workload(index));
    return {
      system: this.system,
      code: this.code,
      operations: this.operations,
      nodes: this.nodes,
      externals: this.externals,
      channels: this.channels,
      workloads,
      ranks: this.ranks,
      rankCount: this.rankCount,
      turnAway,
      stream: (source) => this.stream(source),
      hosts: this.hosts,
      settings: this.settings,
    };
  }

  stream(source: string): Stream {
    const count = this.named.get(source) ?? 0;
    this.named.set(source, count + 1);
    const { seed, replication } = this.options;
    return new Stream(seed, replication, count === 0 ? source : `${source}#${count}`);
  }

  /** Whether an event of the scenario sets the value at a path. */
  wants(path: string): boolean {
    return this.wanted.has(path);
  }

  settable(path: string, apply: Setter): void {
    if (!this.wanted.has(path)) return;
    const known = this.settings.get(path);
    if (known) known.push(apply);
    else this.settings.set(path, [apply]);
  }

  add(code: number): Instruction {
    const instruction = new Instruction(code);
    this.code.push(instruction);
    return instruction;
  }

  get next(): number {
    return this.code.length;
  }

  private nodeOf(index: number): NodeState {
    const declared = this.system.nodes[index]!;
    const { workers, cores, queue, balancing, rateLimit, concurrencyLimit } = declared;
    const shared = balancing.policy === 'shared';
    const replicas = Math.max(0, Math.round(declared.replicas.value));
    const slots = workers?.value ?? Infinity;
    const room = queue.size?.value ?? Infinity;
    const host = this.system.places.find(({ id, kind }) => kind === 'host' && id === declared.host);
    const width = host?.cores?.value ?? cores?.value;
    const own = !host?.cores;
    const mayMeet =
      host !== undefined ||
      slots > (cores?.value ?? Infinity) ||
      queue.rejectCost.value > 0 ||
      declared.operations.some(({ steps }) => branches(steps));
    // Events of a scenario may slow it down in the middle of a burst.
    const contended = this.eventful || (width !== undefined && (mayMeet || width < 1));
    const line = new Line(this.rankCount);
    const outside = new Line(this.rankCount);
    const bucketOf = (): TokenBucket | undefined =>
      rateLimit && new TokenBucket(rateLimit.rate.value, Math.max(1, rateLimit.burst.value));
    const limitOf = (): AdaptiveLimit | undefined => (concurrencyLimit ? this.limitOf(index) : undefined);
    const bucket = bucketOf();
    const limit = limitOf();
    const places = placesOfReplica(this.system, declared);
    const make = (r: number): Replica => {
      const lines = shared ? [line, outside] : [new Line(this.rankCount), new Line(this.rankCount)];
      const replica = new Replica(node, r, lines[0]!, lines[1]!);
      replica.ofHost = !own;
      if (contended) replica.cpu = own ? this.cpu(width ?? Infinity) : this.cpuOfHost(host!.id, width!);
      replica.bucket = rateLimit?.total ? bucket : bucketOf();
      replica.limit = concurrencyLimit?.total ? limit : limitOf();
      replica.places = places(r);
      return replica;
    };
    const node: NodeState = new NodeState(
      index,
      declared,
      slots,
      shared ? room * Math.max(1, replicas) : room,
      room,
      shared,
      this.stream(`${declared.name}/balancing`),
      make,
    );
    for (let r = 0; r < replicas; r++) node.replicas.push(make(r));
    node.rotation = [...node.replicas];
    node.levels.up = replicas;
    return node;
  }

  private limitOf(index: number): AdaptiveLimit {
    const { limit, adaptive, minimum, maximum } = this.system.nodes[index]!.concurrencyLimit!;
    const least = Math.max(1, minimum?.value ?? limit?.value ?? 1);
    return adaptive
      ? new AdaptiveLimit(adaptive, least, Math.max(least, maximum?.value ?? limit?.value ?? 1000))
      : new AdaptiveLimit('aimd', limit?.value ?? Infinity, limit?.value ?? Infinity);
  }

  private readonly hosts = new Map<string, Cpu>();
  private cpuOfHost(id: string, cores: number): Cpu {
    const known = this.hosts.get(id) ?? this.cpu(cores);
    this.hosts.set(id, known);
    return known;
  }
  private cpu(cores: number): Cpu {
    return new Cpu(this.options.events, this.options.cpuEvent, cores);
  }

  private consumersOf(channel: ChannelState): void {
    for (const { operation, concurrency, batch } of channel.declared.consumers) {
      const index = this.operationIndex.get(operation);
      if (index === undefined) continue;
      const node = this.nodes[this.operations[index]!.node]!;
      // Without a number of its own a consumer takes as many as it has slots for.
      const slots = concurrency?.value ?? node.workers * node.replicas.length;
      const line = channel.declared.kind === 'queue' ? channel.consumers[0]?.messages : undefined;
      const messages: Fifo<Message> = line ?? new Fifo();
      const taken = Math.max(1, Math.round(batch.value));
      channel.consumers.push(new Consumer(channel, node, index, slots, taken, messages, !concurrency));
    }
  }

  private workload(index: number): CompiledWorkload {
    const declared = this.system.workloads[index]!;
    const entries: number[] = [];
    const direct: number[] = [];
    const shares: number[] = [];
    let total = 0;
    for (const { operation, share } of declared.targets) {
      const { timeout, retry } = declared;
      const policy = { ...(timeout && { timeout }), ...(retry && { retry }) };
      const site = this.site(declared.name, operation, policy, declared.name);
      if (!site) continue;
      total += share.value;
      shares.push(total);
      entries.push(this.next);
      const { target } = site;
      const straight =
        !site.network &&
        !site.link &&
        site.plain &&
        site.timeout === Infinity &&
        site.retries === 0 &&
        !declared.deadline &&
        !['timeout', 'deadline', 'retry'].some((name) => this.wants(`${declared.name}.${name}`));
      direct.push(straight && target.kind === 'node' ? target.operation : -1);
      this.add(CALL).site = site;
      this.add(END);
    }
    return {
      shares: Float64Array.from(shares, (share) => share / total),
      entries,
      direct,
      stream: this.stream(`${declared.name}/mix`),
    };
  }

  /**
   * @param owner who calls: a node type or a workload; @param path of the call's settings
   * @param caller name of the operation or workload
   */
  site(
    owner: string,
    operation: string,
    policy: Partial<CallPolicy>,
    path: string,
    caller = owner,
  ): CallSite | undefined {
    const name = `${caller} > ${operation}`;
    const target = this.target(operation, name);
    if (!target) return undefined;
    const to = operation.split('.')[0]!;
    const network = this.network(owner, to, policy, name);
    const site = new CallSite(
      name,
      target,
      policy,
      network,
      this.stream(`${name}/chance`),
      this.linkOf(owner, to, name),
      this.rankCount,
    );
    this.callSettings(site, policy, path, (sizes) => {
      site.network = this.network(owner, to, sizes, name);
    });
    return site;
  }

  /** @param resize sets the network time for other sizes */
  private callSettings(
    site: CallSite,
    policy: Partial<CallPolicy>,
    path: string,
    resize: (sizes: Partial<CallPolicy>) => void,
  ): void {
    for (const name of ['timeout', 'backoff', 'poolWait', 'pool', 'bulkhead', 'throttle', 'budget'] as const) {
      // What is remembered from call to call is there only where it was declared.
      if ((name === 'pool' || name === 'bulkhead') && site[name] === Infinity) continue;
      if ((name === 'throttle' && site.throttle === 0) || (name === 'budget' && site.budget === Infinity)) continue;
      if (name === 'poolWait' && site.pool === Infinity) continue;
      this.settable(`${path}.${name === 'poolWait' ? 'pool.wait' : name}`, (value) => {
        site[name] = value;
      });
    }
    this.settable(`${path}.backoff.factor`, (value) => {
      site.factor = value;
    });
    this.settable(`${path}.backoff.jitter`, (value) => {
      site.jitter = value;
    });
    if (policy.recovery !== 'at_most_once' || policy.recoveryOrigin !== 'written')
      this.settable(`${path}.retry`, (value) => {
        site.retries = value;
      });
    const { breaker } = site;
    if (breaker) {
      this.settable(`${path}.breaker`, (value) => {
        breaker.threshold = value;
      });
      this.settable(`${path}.breaker.open`, (value) => {
        breaker.open = value;
      });
    }
    let sizes = policy;
    for (const [name, key] of [
      ['size', 'requestSize'],
      ['answer', 'replySize'],
    ] as const)
      this.settable(`${path}.${name}`, (value) => {
        sizes = { ...sizes, [key]: { value, origin: 'override' } };
        resize(sizes);
      });
  }

  private target(operation: string, name: string): CallTarget | undefined {
    const index = this.operationIndex.get(operation);
    if (index !== undefined) return { kind: 'node', node: this.nodes[this.operations[index]!.node]!, operation: index };
    const found = this.externalOf.get(operation);
    if (found) {
      const { external, operation: own } = found;
      const step = own?.steps.find(({ kind }) => kind === 'delay');
      const latency = step?.kind === 'delay' ? step.duration : external.declared.latency;
      const stream = this.stream(`${name}/latency`);
      const made = { kind: 'external' as const, external, latency: Sampler.of(stream, latency) };
      const path = step ? `${operation}.delay` : `${external.declared.name}.latency`;
      this.settable(path, (value) => {
        made.latency = withMean(stream, latency, value, 1);
      });
      return made;
    }
    const channel = this.channels.find(({ declared }) => declared.name === operation);
    return channel && { kind: 'channel', channel };
  }

  private linkOf(from: string, to: string, name: string): LinkState | undefined {
    const link = this.system.links.find((item) => item.from === from && item.to === to);
    return link && !LinkState.isSure(link) ? new LinkState(link, this.stream(`${name}/link`)) : undefined;
  }

  /** Time on the link of a call, there and back; undefined where it costs none. */
  private network(from: string, to: string, policy: Partial<CallPolicy>, name: string): Sampler | undefined {
    const link = this.system.links.find((item) => item.from === from && item.to === to);
    if (!link) return undefined;
    const bytes = (policy.requestSize?.value ?? 0) + (policy.replySize?.value ?? 0);
    const transfer = link.bandwidth && link.bandwidth.value > 0 ? bytes / link.bandwidth.value : 0;
    const handshakes = (link.roundTrip.value + (link.latency?.mean.value ?? 0)) * link.handshakes.value;
    const fixed = link.roundTrip.value + handshakes + transfer;
    const stream = this.stream(`${name}/network`);
    const sampler = link.latency
      ? Sampler.of(stream, link.latency).plus(fixed)
      : Sampler.ofMeanCv(stream, 'deterministic', fixed, 0);
    return sampler.nothing ? undefined : sampler;
  }

  /** Time between two copies of a state. */
  between(owner: string, source: string): Sampler | undefined {
    return this.network(owner, owner, {}, source);
  }

  /** By workload, where a `for` gives another mean. */
  samplers(
    source: string,
    distribution: Distribution,
    factor: number,
    own: ReadonlyMap<string, { readonly value: number }> | undefined,
  ) {
    const stream = this.stream(source);
    const sampler = Sampler.of(stream, distribution, factor);
    if (!own) return { sampler, samplers: undefined };
    const samplers = this.byWorkload(own, (mean) =>
      Sampler.ofMeanCv(stream, distribution.family, mean * factor, distribution.cv.value),
    );
    return { sampler, samplers };
  }

  byWorkload<T>(own: ReadonlyMap<string, { readonly value: number }>, make: (value: number) => T): (T | undefined)[] {
    const found: (T | undefined)[] = this.system.workloads.map(() => undefined);
    for (const [name, { value }] of own) {
      const index = this.workloadIndex.get(name);
      if (index !== undefined) found[index] = make(value);
    }
    return found;
  }

  nodeAt(index: number): NodeState {
    return this.nodes[index]!;
  }
}

/** The distribution with what is written as its mean replaced: of a uniform one, its lower end. */
function withMean(stream: Stream, { family, mean, cv }: Distribution, value: number, factor: number): Sampler {
  if (family !== 'uniform') return Sampler.ofMeanCv(stream, family, value * factor, cv.value);
  const high = Math.max(value, mean.value * (1 + cv.value * Math.sqrt(3)));
  const middle = (value + high) / 2;
  const spread = middle === 0 ? 0 : (high - value) / Math.sqrt(12) / middle;
  return Sampler.ofMeanCv(stream, family, middle * factor, spread);
}

/** Several bursts of one execution may run at once. */
function branches(steps: readonly Step[]): boolean {
  return steps.some((step) => {
    switch (step.kind) {
      case 'parallel':
      case 'first':
        return true;
      case 'branch':
        return branches(step.then) || branches(step.otherwise);
      case 'loop':
        return branches(step.steps);
      case 'cache':
        return branches(step.miss);
      case 'call':
      case 'send':
        return branches(step.policy.fallback?.steps ?? []);
      default:
        return false;
    }
  });
}

/** Where scenarios find the settings of a call: by whom it calls. */
const callPath = ({ id }: Operation, target: string): string => `${id}.${target.split('.')[0]}`;

/** Emits the code of one operation. */
class Body {
  private depth = 0;
  private readonly later: (() => void)[] = [];

  constructor(
    private readonly compiler: Compiler,
    private readonly operation: Operation,
    private readonly node: number,
  ) {}

  /** @returns where it begins */
  emit(steps: readonly Step[]): number {
    const entry = this.compiler.next;
    this.sequence(steps);
    this.compiler.add(END);
    // Fallbacks stand out of line; they may add further ones.
    while (this.later.length > 0) this.later.shift()!();
    return entry;
  }

  private sequence(steps: readonly Step[]): void {
    for (const step of steps) this.step(step);
  }

  private step(step: Step): void {
    const { compiler, operation } = this;
    switch (step.kind) {
      case 'cpu':
      case 'delay':
        this.modified(step, `${operation.id}.${step.kind}`, undefined, () => {
          const cpu = step.kind === 'cpu';
          const instruction = compiler.add(cpu ? CPU : DELAY);
          const speed = cpu ? this.declared.speed.value : 1;
          const source = `${operation.id}/${step.kind}`;
          const time = cpu ? step.demand : step.duration;
          Object.assign(instruction, compiler.samplers(source, time, 1 / speed, step.forWorkload));
          compiler.settable(`${operation.id}.${step.kind}`, (value) => {
            instruction.sampler = withMean(instruction.sampler!.stream, time, value, 1 / speed);
          });
        });
        return;
      case 'call':
      case 'send':
        this.modified(step, callPath(operation, step.target), step.forWorkload, () => this.call(step));
        return;
      case 'parallel':
        this.split(step.branches, step.branches.length, false);
        return;
      case 'first': {
        const total = Math.max(1, Math.round(step.total.value));
        if (step.branches.length === 0) return;
        const all = Array.from({ length: total }, (_, i) => step.branches[i % step.branches.length]!);
        this.split(all, Math.min(total, Math.max(1, Math.round(step.needed.value))), step.cancellable);
        return;
      }
      case 'branch':
        this.chance(
          step.probability.value,
          undefined,
          'with',
          () => this.sequence(step.then),
          () => this.sequence(step.otherwise),
        );
        return;
      case 'loop':
        this.loop(step.count.value, step.geometric, () => this.sequence(step.steps));
        return;
      case 'cache': {
        const missed = this.chance(1 - step.hit.value, undefined, 'cache', () => this.sequence(step.miss));
        compiler.settable(`${operation.id}.hit`, (value) => {
          missed.p = 1 - value;
        });
        return;
      }
      case 'reply':
        compiler.add(REPLY);
        return;
      case 'state':
        this.modified(step, `${operation.id}.${step.state}`, undefined, () => this.state(step));
    }
  }

  private get declared() {
    return this.compiler.nodeAt(this.node).declared;
  }

  /** `with p`, `times n`, and `for` of a call's probability, around a step. */
  private modified(
    step: Extract<Step, { readonly probability?: unknown; readonly kind: 'cpu' | 'delay' | 'call' | 'send' | 'state' }>,
    path: string,
    chances: ReadonlyMap<string, { readonly value: number }> | undefined,
    emit: () => void,
  ): void {
    const { compiler } = this;
    const [often, likely] = [`${path}.times`, `${path}.with`];
    const repeated = (): void => {
      const count = step.count?.value ?? 1;
      if (count === 1 && !(step.count && step.geometric) && !compiler.wants(often)) {
        emit();
        return;
      }
      const loop = this.loop(count, step.geometric === true, emit);
      compiler.settable(often, (value) => {
        loop.count = value;
      });
    };
    const p = step.probability?.value ?? 1;
    if (p === 1 && !chances && !compiler.wants(likely)) {
      repeated();
      return;
    }
    const chance = this.chance(p, chances, step.kind, repeated);
    compiler.settable(likely, (value) => {
      chance.p = value;
    });
  }

  private chance(
    p: number,
    own: ReadonlyMap<string, { readonly value: number }> | undefined,
    what: string,
    then: () => void,
    otherwise?: () => void,
  ): Instruction {
    const { compiler } = this;
    const instruction = compiler.add(CHANCE);
    instruction.p = p;
    if (own) instruction.chances = compiler.byWorkload(own, (value) => value);
    instruction.stream = compiler.stream(`${this.operation.id}/${what}/chance`);
    then();
    if (!otherwise) {
      instruction.to = compiler.next;
      return instruction;
    }
    const jump = compiler.add(JUMP);
    instruction.to = compiler.next;
    otherwise();
    jump.to = compiler.next;
    return instruction;
  }

  private loop(count: number, geometric: boolean, emit: () => void): Instruction {
    const { compiler } = this;
    const begin = compiler.add(LOOP);
    begin.count = count;
    begin.geometric = geometric;
    begin.level = this.depth++;
    begin.stream = compiler.stream(`${this.operation.id}/times`);
    const start = compiler.next;
    emit();
    this.depth--;
    const end = compiler.add(AGAIN);
    end.level = begin.level;
    end.to = start;
    begin.to = compiler.next;
    return begin;
  }

  private split(steps: readonly Step[], needed: number, cancellable: boolean): void {
    const { compiler } = this;
    if (steps.length === 0) return;
    const split = compiler.add(SPLIT);
    split.needed = needed;
    split.cancellable = cancellable;
    const { depth } = this;
    // A branch counts its own rounds.
    this.depth = 0;
    for (const step of steps) {
      split.branches.push(compiler.next);
      this.step(step);
      compiler.add(END_BRANCH);
    }
    this.depth = depth;
    split.to = compiler.next;
  }

  private call(step: Extract<Step, { readonly kind: 'call' | 'send' }>): void {
    const { compiler, operation } = this;
    const site = compiler.site(
      this.declared.name,
      step.target,
      step.policy,
      callPath(operation, step.target),
      operation.id,
    );
    if (!site) return;
    compiler.add(step.kind === 'call' ? CALL : SEND).site = site;
    const { fallback } = step.policy;
    if (!fallback) return;
    const after = compiler.next;
    if (fallback.steps.length === 0) {
      site.fallback = after;
      return;
    }
    const { depth } = this;
    this.later.push(() => {
      this.depth = depth;
      site.fallback = compiler.next;
      this.sequence(fallback.steps);
      compiler.add(JUMP).to = after;
      this.depth = 0;
    });
  }

  private state(step: Extract<Step, { readonly kind: 'state' }>): void {
    const { compiler, operation } = this;
    const name = step.state.split('.').pop()!;
    const state = this.declared.state.find((item) => item.name === name);
    if (!state?.quorum) return;
    const instruction = compiler.add(STATE);
    instruction.copies = Math.round(state.quorum.n.value);
    instruction.needed = Math.round(step.verb === 'read' ? state.quorum.r.value : state.quorum.w.value);
    instruction.stream = compiler.stream(`${operation.id}/${step.verb} ${name}/copies`);
    instruction.sampler = compiler.between(this.declared.name, `${operation.id}/${step.verb} ${name}`);
  }
}
