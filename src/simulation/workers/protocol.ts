/** The wire between a pool and its workers. A worker has one description and one replication at a time. */
import type { System } from '../../model/system.js';
import type { Replication, RunOptions } from '../result.js';

/** Pool -> worker. */
export type ToWorker =
  /** First, once: what is to be simulated. */
  | { readonly kind: 'system'; readonly system: System }
  /** Run one replication; sent again only after its answer. Whoever cancels ends the worker. */
  | { readonly kind: 'run'; readonly options: RunOptions };

/** Worker -> pool. */
export type FromWorker =
  /** The script has been loaded. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly replication: Replication }
  /** The engine has thrown: a defect. */
  | { readonly kind: 'failed'; readonly message: string };

/** What a pool hears of a worker. */
export type WorkerEvents = {
  readonly message: (message: FromWorker) => void;
  /** It has ended, or could not be started; may be told more than once. */ readonly gone: (why: string) => void;
};
export type WorkerLink = { readonly post: (message: ToWorker) => void; readonly end: () => void };
/** Starts a worker, wherever the host has them. May throw. */
export type StartWorker = (events: WorkerEvents) => WorkerLink;
