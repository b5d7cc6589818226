/** Replications over workers: each has one at a time; one that dies is replaced when the next replication comes. */
import type { System } from '../../model/system.js';
import type { Execute } from '../control/execution.js';
import type { Replication, RunOptions } from '../result.js';
import type { FromWorker, StartWorker, WorkerLink } from './protocol.js';
import { inSlices } from './slices.js';

/** Milliseconds in which a worker must have loaded its script. */
const PATIENCE = 20_000;

type Job = { readonly resolve: (replication: Replication) => void; readonly reject: (why: Error) => void };

/**
 * Workers of one system, started as they are needed: as many as replications are asked for at once. Which worker runs a replication has no influence on it. Where none can
 * be started, replications run in this thread; `refused` tells why.
 */
export class WorkerPool {
  private readonly idle: PoolWorker[] = [];
  private readonly all = new Set<PoolWorker>();
  private readonly here: Execute;
  private everReady = false;
  private ended = false;
  /** Why there are no workers, if so. */ refused: string | undefined;

  /** @param start of the host; undefined where it has no workers */
  constructor(
    private readonly system: System,
    private readonly start: StartWorker | undefined,
  ) {
    this.here = inSlices(system);
    if (!start) this.refused = 'this host has no workers';
  }

  /** Rejects when the worker dies, and when it is cancelled: then the worker is ended, whatever it is doing. */
  readonly execute: Execute = async (options, signal) => {
    if (this.ended) throw new Error('the pool has ended');
    if (this.refused !== undefined) return this.here(options, signal);
    const worker = this.idle.pop() ?? (await this.started());
    if (!worker) return this.here(options, signal);
    const cancel = (): void => worker.end('cancelled');
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    try {
      const replication = await worker.run(options);
      if (this.ended) worker.end('the pool has ended');
      else this.idle.push(worker);
      return replication;
    } catch (error) {
      worker.end('failed');
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };

  /** Ends all workers. */
  end(): void {
    this.ended = true;
    for (const worker of this.all) worker.end('the pool has ended');
    this.idle.length = 0;
  }

  /** A worker that is ready; undefined where the host refuses them. @throws where one has died that others have not */
  private async started(): Promise<PoolWorker | undefined> {
    let worker: PoolWorker | undefined;
    try {
      worker = new PoolWorker(this.start!, () => this.forget(worker));
      this.all.add(worker);
      worker.post({ kind: 'system', system: this.system });
      await worker.ready;
      this.everReady = true;
      return worker;
    } catch (error) {
      worker?.end('did not start');
      if (this.everReady || this.ended) throw error;
      this.refused ??= error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  private forget(worker: PoolWorker | undefined): void {
    if (!worker) return;
    this.all.delete(worker);
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
  }
}

class PoolWorker {
  readonly ready: Promise<void>;
  private readonly link: WorkerLink;
  private job: Job | undefined;
  private dead: Error | undefined;
  private becomeReady: () => void = () => undefined;
  private refuse: (why: Error) => void = () => undefined;

  /** @throws where the host starts none */
  constructor(
    start: StartWorker,
    private readonly onGone: () => void,
  ) {
    this.ready = new Promise((resolve, reject) => {
      const late = setTimeout(() => this.gone('it was not ready in time'), PATIENCE);
      this.becomeReady = () => {
        clearTimeout(late);
        resolve();
      };
      this.refuse = (why) => {
        clearTimeout(late);
        reject(why);
      };
    });
    // Who waits for it hears of it; nobody may be waiting.
    this.ready.catch(() => undefined);
    try {
      this.link = start({ message: (message) => this.hear(message), gone: (why) => this.gone(why) });
    } catch (error) {
      this.becomeReady();
      throw error;
    }
  }

  get post(): WorkerLink['post'] {
    return this.link.post;
  }

  run(options: RunOptions): Promise<Replication> {
    return new Promise((resolve, reject) => {
      if (this.dead) return reject(this.dead);
      this.job = { resolve, reject };
      this.link.post({ kind: 'run', options });
    });
  }

  end(why: string): void {
    if (this.dead) return;
    this.gone(why);
    this.link.end();
  }

  private hear(message: FromWorker): void {
    if (message.kind === 'ready') {
      this.becomeReady();
      return;
    }
    const { job } = this;
    this.job = undefined;
    if (message.kind === 'done') job?.resolve(message.replication);
    else job?.reject(new Error(message.message));
  }

  private gone(why: string): void {
    if (this.dead) return;
    this.dead = new Error(`a worker of the simulation has ended: ${why}`);
    this.refuse(this.dead);
    this.job?.reject(this.dead);
    this.job = undefined;
    this.onGone();
  }
}
