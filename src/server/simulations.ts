/** Simulations that clients ask for: over workers where the host has them, with progress, cancelled with what there is. */
import type { LangiumDocument } from 'langium';
import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { SimulationProgress } from '../analysis/simulating/report.js';
import { simulate } from '../analysis/simulating/simulate.js';
import { WorkerPool } from '../simulation/workers/pool.js';
import type { StartWorker } from '../simulation/workers/protocol.js';
import type { Log } from './boundary.js';
import type { Engine } from './engine.js';
import {
  type InitializationOptions,
  type SimulateParams,
  type SimulateResult,
  type SimulationProgressParams,
  simulationProgressNotification,
} from './protocol.js';

/** The workers of a host. */
export interface Simulators {
  /** Undefined where it has none: then this thread simulates, in slices. */
  readonly start: StartWorker | undefined;
  /** At once, at least 1. */
  readonly count: number;
}

/** Relative half width of the intervals of the mean responses. */
const PRECISION = 0.02;
/** Milliseconds between two messages of progress. */
const EVERY = 150;

export class Simulations {
  /** What the client has said at the start. */ options: InitializationOptions = {};

  constructor(
    private readonly connection: Connection,
    private readonly engine: Engine,
    private readonly log: Log,
    private readonly simulators: (options: InitializationOptions) => Simulators = () => ({
      start: undefined,
      count: 1,
    }),
  ) {}

  async run(document: LangiumDocument, params: SimulateParams, token: CancellationToken): Promise<SimulateResult> {
    const { scenario, overrides, run } = params;
    const read = this.engine.system(document, { scenario, overrides });
    if (read.kind === 'failed') return read;
    if (read.system.workloads.length === 0)
      return { kind: 'failed', message: 'There is no workload, so nothing would happen.' };
    const stop = new AbortController();
    const listening = token.onCancellationRequested(() => stop.abort());
    if (token.isCancellationRequested) stop.abort();
    const { start, count } = this.simulators(this.options);
    let pool: WorkerPool | undefined;
    try {
      const report = await simulate(
        read.system,
        (system) => {
          pool = new WorkerPool(system, start);
          return pool;
        },
        { precision: PRECISION, parallel: count, signal: stop.signal, onProgress: this.teller(run) },
      );
      return { kind: 'simulation', report };
    } finally {
      listening.dispose();
      if (pool?.refused !== undefined && start) this.log(`simulated without workers: ${pool.refused}`);
    }
  }

  private teller(run: number): (progress: SimulationProgress) => void {
    let last = 0;
    return (progress) => {
      if (performance.now() - last < EVERY) return;
      last = performance.now();
      const params: SimulationProgressParams = { run, progress, asked: PRECISION };
      void this.connection.sendNotification(simulationProgressNotification, params);
    };
  }
}
