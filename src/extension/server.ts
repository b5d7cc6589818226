/** The server as commands, panel and views see it: questions wait until it runs, and it is started again when it stops. */
import * as vscode from 'vscode';
import {
  type AnalyseParams,
  type AnalyseResult,
  analyseRequest,
  type CompareParams,
  type CompareResult,
  compareRequest,
  type ReportChangedParams,
  type SimulateParams,
  type SimulateResult,
  type SimulationProgressParams,
  type SummaryResult,
  simulateRequest,
  summaryRequest,
  type WriteBackParams,
  type WriteBackResult,
  writeBackRequest,
} from '../server/protocol.js';
import type { ClientEvents } from './client.js';
import { crashLimit, crashWindow, RestartPolicy } from './supervision.js';

/** What commands, panel and views may ask. A description that is not open is opened for the question. */
export interface Server {
  analyse(params: AnalyseParams, token?: vscode.CancellationToken): Promise<AnalyseResult>;
  summary(params: AnalyseParams, token?: vscode.CancellationToken): Promise<SummaryResult>;
  writeBack(params: WriteBackParams): Promise<WriteBackResult>;
  compare(params: CompareParams, token?: vscode.CancellationToken): Promise<CompareResult>;
  /** Cancelled, it is answered with what has been measured. */
  simulate(params: SimulateParams, token?: vscode.CancellationToken): Promise<SimulateResult>;
  readonly onSimulationProgress: vscode.Event<SimulationProgressParams>;
  readonly onReportChanged: vscode.Event<ReportChangedParams>;
  /** The server runs, for the first time or again: what it was asked before is forgotten. */
  readonly onDidStart: vscode.Event<void>;
  /** Ends the server and starts another one. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** A running server. */
interface Running {
  sendRequest<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R>;
  dispose(): Promise<void>;
}

/** Begins to start the server and returns at once, so that activation does not wait for it. */
export function startServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Server {
  return new SupervisedServer(log, async (events) => (await import('./client.js')).startClient(context, log, events));
}

class SupervisedServer implements Server {
  private readonly changed = new vscode.EventEmitter<ReportChangedParams>();
  private readonly started = new vscode.EventEmitter<void>();
  private readonly progressed = new vscode.EventEmitter<SimulationProgressParams>();
  readonly onSimulationProgress = this.progressed.event;
  readonly onReportChanged = this.changed.event;
  readonly onDidStart = this.started.event;
  private readonly policy = new RestartPolicy();
  /** Counts starts, so that what an older server still says is not taken for the present one's word. */
  private generation = 0;
  private running: Promise<Running>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;

  constructor(
    private readonly log: vscode.LogOutputChannel,
    private readonly connect: (events: ClientEvents) => Promise<Running>,
  ) {
    this.running = this.start(0);
  }

  analyse(params: AnalyseParams, token?: vscode.CancellationToken): Promise<AnalyseResult> {
    return this.ask(analyseRequest, params, token);
  }

  summary(params: AnalyseParams, token?: vscode.CancellationToken): Promise<SummaryResult> {
    return this.ask(summaryRequest, params, token);
  }

  writeBack(params: WriteBackParams): Promise<WriteBackResult> {
    return this.ask(writeBackRequest, params);
  }

  compare(params: CompareParams, token?: vscode.CancellationToken): Promise<CompareResult> {
    return this.ask(compareRequest, params, token);
  }

  simulate(params: SimulateParams, token?: vscode.CancellationToken): Promise<SimulateResult> {
    return this.ask(simulateRequest, params, token);
  }

  async restart(): Promise<void> {
    const former = this.running;
    this.generation++;
    clearTimeout(this.timer);
    this.policy.reset();
    this.running = former
      .then((client) => client.dispose())
      .catch(() => undefined)
      .then(() => this.start(0));
    await this.running;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.generation++;
    clearTimeout(this.timer);
    this.changed.dispose();
    this.started.dispose();
    this.progressed.dispose();
    await this.running.then((client) => client.dispose()).catch(() => undefined);
  }

  /** Asks the running server; where that one stops over it, once more the next one. */
  private async ask<R>(method: string, params: { readonly uri: string }, token?: vscode.CancellationToken): Promise<R> {
    await ensureOpen(vscode.Uri.parse(params.uri));
    for (let attempt = 1; ; attempt++) {
      const client = await this.running;
      const { generation } = this;
      try {
        return await client.sendRequest<R>(method, params, token);
      } catch (error) {
        if (token?.isCancellationRequested) throw new vscode.CancellationError();
        // The end of a process is heard shortly after its questions have failed.
        if (generation === this.generation) await new Promise((resolve) => setTimeout(resolve, 50));
        if (generation === this.generation || attempt > 1 || this.disposed) throw error;
      }
    }
  }

  /** Resolves with the running server; rejects only where the server is given up. */
  private start(delay: number): Promise<Running> {
    const generation = ++this.generation;
    const pause = new Promise<void>((resolve) => {
      this.timer = setTimeout(resolve, delay);
    });
    const begun = pause.then(() => this.connect(this.eventsOf(generation)));
    const running = begun.then(
      (client) => {
        if (generation === this.generation) this.started.fire();
        return client;
      },
      (error: unknown) => {
        this.log.error('The language server did not start.', String(error));
        if (generation === this.generation) this.stopped();
        return generation === this.generation ? Promise.reject(error) : this.running;
      },
    );
    // Whoever asks hears of it; nobody may be asking.
    running.catch(() => undefined);
    return running;
  }

  private eventsOf(generation: number): ClientEvents {
    return {
      onReport: (params) => {
        if (generation === this.generation) this.changed.fire(params);
      },
      onSimulationProgress: (params) => {
        if (generation === this.generation) this.progressed.fire(params);
      },
      onClosed: () => {
        if (generation === this.generation) this.stopped();
      },
    };
  }

  private stopped(): void {
    if (this.disposed) return;
    const decision = this.policy.crashed(Date.now());
    if (decision.kind === 'restart') {
      this.log.warn(`The language server has stopped and is started again in ${decision.delay} ms.`);
      this.running = this.start(decision.delay);
      return;
    }
    this.generation++;
    const minutes = crashWindow / 60_000;
    const message = vscode.l10n.t(
      'The Headroom language server stopped {0} times within {1} minutes and is not started again.',
      crashLimit + 1,
      minutes,
    );
    this.running = Promise.reject(new Error(message));
    this.running.catch(() => undefined);
    void this.offerRestart(message);
  }

  private async offerRestart(message: string): Promise<void> {
    const restart = vscode.l10n.t('Restart');
    const showLog = vscode.l10n.t('Show Log');
    const choice = await vscode.window.showErrorMessage(message, restart, showLog);
    if (choice === restart) await this.restart();
    if (choice === showLog) this.log.show();
  }
}

/** The server analyses open files only. */
async function ensureOpen(uri: vscode.Uri): Promise<void> {
  // An untitled file that is gone would be made anew by opening it.
  if (uri.scheme !== 'untitled') await vscode.workspace.openTextDocument(uri);
}
