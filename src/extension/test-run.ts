/** Runs of tests: one analysis answers all objectives of a scenario of a file. */
import * as vscode from 'vscode';
import { type AnalyseResult, overtakenMessage } from '../server/protocol.js';
import type { Reports } from './reports.js';
import type { Server } from './server.js';
import { all, describe, leavesOf, messageOf, type Subject, type TestItems } from './test-items.js';

/** How many tests ended how. */
export interface Outcome {
  passed: number;
  failed: number;
  /** Not computable, or the description has errors. */
  errored: number;
  /** The run was cancelled, or an edit overtook it. */
  skipped: number;
}

/** The objectives of one scenario of one file: one analysis answers them all. */
interface Batch {
  readonly uri: string;
  readonly scenario: string | undefined;
  readonly tests: { readonly item: vscode.TestItem; readonly objective: string }[];
}

export class TestRunner implements vscode.Disposable {
  private readonly ended = new vscode.EventEmitter<Outcome>();
  /** A run has ended, whoever began it. */
  readonly onDidRun = this.ended.event;

  /** @param resolve finds the tests of a file */
  constructor(
    private readonly controller: vscode.TestController,
    private readonly items: TestItems,
    private readonly server: Server,
    private readonly reports: Reports,
    private readonly resolve: (file: vscode.TestItem) => Promise<void>,
  ) {}

  dispose(): void {
    this.ended.dispose();
  }

  /** Runs what a request asks for; the outcome is told to listeners as well. */
  async execute(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<Outcome> {
    const outcome: Outcome = { passed: 0, failed: 0, errored: 0, skipped: 0 };
    const run = this.controller.createTestRun(request);
    const cancelled = new vscode.CancellationTokenSource();
    const links = [token, run.token].map((one) => one.onCancellationRequested(() => cancelled.cancel()));
    // One that was cancelled before tells so a moment later only.
    if (token.isCancellationRequested) cancelled.cancel();
    try {
      const batches = await this.batches(request, run);
      for (const { tests } of batches) for (const { item } of tests) run.enqueued(item);
      for (const batch of batches) await this.runBatch(batch, run, cancelled.token, outcome);
    } finally {
      for (const link of links) link.dispose();
      cancelled.dispose();
      run.end();
      this.ended.fire(outcome);
    }
    return outcome;
  }

  /** What is to be run, by file and scenario; files that were never opened are read first. */
  private async batches(request: vscode.TestRunRequest, run: vscode.TestRun): Promise<Batch[]> {
    const batches = new Map<string, Batch>();
    const excluded = new Set(request.exclude);
    for (const item of request.include ?? all(this.controller.items)) {
      if (this.items.subject(item)?.kind === 'file' && item.children.size === 0) {
        await this.resolve(item);
        if (item.error) run.errored(item, new vscode.TestMessage(String(item.error)));
      }
      for (const leaf of leavesOf(item, excluded)) {
        const subject = this.items.subject(leaf);
        if (subject?.kind !== 'objective') continue;
        const batch = batchOf(batches, subject);
        if (!batch.tests.some((test) => test.item === leaf)) {
          batch.tests.push({ item: leaf, objective: subject.objective });
        }
      }
    }
    return [...batches.values()];
  }

  /** Undefined where the run was cancelled. */
  private async analyse(
    uri: string,
    scenario: string | undefined,
    token: vscode.CancellationToken,
  ): Promise<AnalyseResult | undefined> {
    const asked =
      scenario === undefined ? this.reports.get(vscode.Uri.parse(uri)) : this.server.analyse({ uri, scenario }, token);
    try {
      return await Promise.race([asked, cancellation(token)]);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  private async runBatch(
    batch: Batch,
    run: vscode.TestRun,
    token: vscode.CancellationToken,
    outcome: Outcome,
  ): Promise<void> {
    const { uri, scenario, tests } = batch;
    const skip = (): void => {
      for (const { item } of tests) run.skipped(item);
      outcome.skipped += tests.length;
    };
    if (token.isCancellationRequested) return skip();
    for (const { item } of tests) run.started(item);
    const result = await this.analyse(uri, scenario, token);
    if (!result || (result.kind === 'failed' && result.message === overtakenMessage)) return skip();
    const failure = failureOf(result, uri);
    for (const { item, objective } of tests) {
      const found = result.kind === 'report' ? result.report.objectives.find((one) => one.id === objective) : undefined;
      if (found) describe(item, found);
      if (found?.verdict === 'met' && !failure) {
        run.passed(item);
        outcome.passed++;
      } else if (found?.verdict === 'missed' && !failure) {
        run.failed(item, messageOf(found));
        outcome.failed++;
      } else {
        const gone = (): vscode.TestMessage => new vscode.TestMessage(vscode.l10n.t('The objective is gone.'));
        run.errored(item, failure ?? (found ? messageOf(found) : gone()));
        outcome.errored++;
      }
    }
  }
}

/** Resolves when a run is cancelled: what others wait for as well is not given up with it. */
function cancellation(token: vscode.CancellationToken): Promise<undefined> {
  return new Promise((resolve) => token.onCancellationRequested(() => resolve(undefined)));
}

/** Why a whole analysis says nothing about its objectives: it failed, or the description has errors. */
function failureOf(result: AnalyseResult, uri: string): vscode.TestMessage | undefined {
  if (result.kind === 'failed') return new vscode.TestMessage(result.message);
  if (result.errors === 0) return undefined;
  const place = vscode.Uri.parse(uri);
  const first = vscode.languages
    .getDiagnostics(place)
    .filter((item) => item.severity === vscode.DiagnosticSeverity.Error)
    .sort((a, b) => a.range.start.compareTo(b.range.start))[0];
  if (!first) return new vscode.TestMessage(vscode.l10n.t('Errors in the description: {0}.', result.errors));
  const message = new vscode.TestMessage(
    vscode.l10n.t(
      'Errors in the description: {0}. The first is in line {1}: {2}',
      result.errors,
      first.range.start.line + 1,
      first.message,
    ),
  );
  message.location = new vscode.Location(place, first.range);
  return message;
}

function batchOf(batches: Map<string, Batch>, subject: Extract<Subject, { kind: 'objective' }>): Batch {
  const key = JSON.stringify([subject.uri, subject.scenario]);
  const held = batches.get(key);
  if (held) return held;
  const batch: Batch = { uri: subject.uri, scenario: subject.scenario, tests: [] };
  batches.set(key, batch);
  return batch;
}
