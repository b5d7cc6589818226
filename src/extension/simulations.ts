/** Simulations: run with a notification that shows how far they are, kept for the panels until the text changes. */
import * as vscode from 'vscode';
import { endingText, progressText } from '../analysis/render/simulation.js';
import type { SimulationReport } from '../analysis/simulating/report.js';
import type { SimulationState, WhatIfValue } from '../server/protocol.js';
import type { Server } from './server.js';

/** Simulations that are kept, the latest ones. */
const most = 20;

export interface SimulationQuestion {
  readonly uri: string;
  readonly scenario?: string | undefined;
  readonly overrides?: readonly WhatIfValue[] | undefined;
}

export class Simulations implements vscode.Disposable {
  private readonly states = new Map<string, SimulationState>();
  private readonly changed = new vscode.EventEmitter<string>();
  /** With the address of the description whose simulation has changed. */
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private readonly progress = new Map<number, (text: string) => void>();
  private runs = 0;

  constructor(private readonly server: Server) {
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.age(document.uri.toString());
      }),
      server.onSimulationProgress(({ run, progress, asked }) =>
        this.progress.get(run)?.(progressText(progress, asked)),
      ),
    ];
  }

  /** What there is for a description under a scenario. */
  state(uri: string, scenario: string | undefined): SimulationState {
    return this.states.get(keyOf(uri, scenario)) ?? { kind: 'none' };
  }

  /** @returns the report, undefined where there is none */
  async run({ uri, scenario, overrides = [] }: SimulationQuestion): Promise<SimulationReport | undefined> {
    if (this.state(uri, scenario).kind === 'running') return undefined;
    const run = ++this.runs;
    const put = (state: SimulationState): void => this.put(uri, scenario, state);
    put({ kind: 'running', text: vscode.l10n.t('Starting') });
    let changed = false;
    const watching = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      changed ||= contentChanges.length > 0 && document.languageId === 'arch';
    });
    try {
      const result = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Simulating'),
          cancellable: true,
        },
        (notification, token) => {
          let share = 0;
          this.progress.set(run, (text) => {
            const now = Number(/^(\d+) %/.exec(text)?.[1] ?? 0);
            notification.report({ message: text, increment: Math.max(0, now - share) });
            share = Math.max(share, now);
            put({ kind: 'running', text });
          });
          return this.server.simulate(
            { uri, run, ...(scenario !== undefined && { scenario }), ...(overrides.length > 0 && { overrides }) },
            token,
          );
        },
      );
      if (result.kind === 'failed') {
        put({ kind: 'failed', message: result.message });
        void vscode.window.showWarningMessage(result.message);
        return undefined;
      }
      put({ kind: 'done', report: result.report, stale: changed, values: overrides });
      const { kind } = result.report.ending;
      if (kind === 'overloaded' || kind === 'failed') {
        void vscode.window.showWarningMessage(endingText(result.report.ending));
      }
      return result.report;
    } catch (error) {
      put({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      watching.dispose();
      this.progress.delete(run);
    }
  }

  dispose(): void {
    for (const item of this.subscriptions) item.dispose();
  }

  private put(uri: string, scenario: string | undefined, state: SimulationState): void {
    const key = keyOf(uri, scenario);
    this.states.delete(key);
    this.states.set(key, state);
    for (const old of this.states.keys()) {
      if (this.states.size <= most) break;
      this.states.delete(old);
    }
    this.changed.fire(uri);
  }

  /** The text of a file has changed: what was made of it is no longer that of the present text. */
  private age(uri: string): void {
    for (const [key, state] of this.states) {
      if (state.kind !== 'done' || state.stale) continue;
      const { report } = state;
      if (report.uri !== uri && !report.parts.some(({ at }) => at.uri === uri)) continue;
      this.states.set(key, { ...state, stale: true });
      this.changed.fire(report.uri);
    }
  }
}

function keyOf(uri: string, scenario: string | undefined): string {
  return JSON.stringify([uri, scenario ?? null]);
}
