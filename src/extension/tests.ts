/** The Test Explorer: every objective in every scenario is a test; running it analyses the scenario. */
import * as vscode from 'vscode';
import type { AnalyseResult } from '../server/protocol.js';
import { findDescriptions, mentionsObjectives } from './discovery.js';
import type { Reports } from './reports.js';
import type { Server } from './server.js';
import { describe, messageOf, type Subject, TestItems } from './test-items.js';

const neverCancelled = new vscode.CancellationTokenSource().token;

const runOnSaveSetting = 'test.runOnSave';

/** How many tests ended how. */
export interface Outcome {
  passed: number;
  failed: number;
  /** Not computable, or the description has errors. */
  errored: number;
  /** The run was cancelled. */
  skipped: number;
}

/** The objectives of one scenario of one file: one analysis answers them all. */
interface Batch {
  readonly uri: string;
  readonly scenario: string | undefined;
  readonly tests: { readonly item: vscode.TestItem; readonly objective: string }[];
}

export class ObjectiveTests implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('headroom.objectives', vscode.l10n.t('Headroom'));
  private readonly items = new TestItems(this.controller);
  private readonly profile: vscode.TestRunProfile;
  private readonly ended = new vscode.EventEmitter<Outcome>();
  /** A run has ended, whoever began it. */
  readonly onDidRun = this.ended.event;
  private readonly continuous = new Set<vscode.TestRunRequest>();
  private readonly disposables: vscode.Disposable[] = [];

  constructor(
    private readonly server: Server,
    private readonly reports: Reports,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.profile = this.controller.createRunProfile(
      vscode.l10n.t('Analyse'),
      vscode.TestRunProfileKind.Run,
      (request, token) => this.handle(request, token),
      true,
      undefined,
      true,
    );
    this.controller.resolveHandler = (item) => this.resolve(item);
    this.controller.refreshHandler = (token) => this.discover(token);
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.arch');
    this.disposables.push(
      this.profile,
      this.controller,
      this.ended,
      watcher,
      watcher.onDidCreate((uri) => this.noticed(uri)),
      watcher.onDidChange((uri) => this.changed(uri)),
      watcher.onDidDelete((uri) => this.items.removeFile(uri)),
      reports.onDidChange((uri) => uri && void this.refresh(uri)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.isUntitled) this.items.removeFile(document.uri);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (document.languageId !== 'arch') return;
        const on = vscode.workspace.getConfiguration('headroom', document.uri).get<boolean>(runOnSaveSetting, false);
        if (on) void this.runAffected(document.uri);
      }),
    );
  }

  dispose(): void {
    for (const item of this.disposables) item.dispose();
  }

  /** The tests that are known by now. */
  get tests(): vscode.TestItemCollection {
    return this.controller.items;
  }

  /**
   * Runs the tests of a description, a scenario of it or one objective, and shows them.
   *
   * @returns undefined where there is none
   */
  async run(target: {
    readonly uri: vscode.Uri;
    readonly scenario?: string;
    readonly objective?: string;
  }): Promise<Outcome | undefined> {
    const file = this.items.ensureFile(target.uri);
    await this.resolve(file);
    const wanted = leavesOf(file).filter((item) => {
      const subject = this.items.subject(item);
      if (subject?.kind !== 'objective') return false;
      if (target.objective !== undefined)
        return subject.objective === target.objective && subject.scenario === target.scenario;
      return target.scenario === undefined || subject.scenario === target.scenario;
    });
    if (wanted.length === 0) {
      const message = file.error
        ? vscode.l10n.t('The objectives could not be found: {0}', String(file.error))
        : vscode.l10n.t('No objective is declared: there is nothing to test.');
      void vscode.window.showInformationMessage(message);
      return undefined;
    }
    const whole = target.scenario === undefined && target.objective === undefined;
    const request = new vscode.TestRunRequest(whole ? [file] : wanted, undefined, this.profile);
    await vscode.commands.executeCommand('vscode.revealTestInExplorer', wanted[0]);
    return this.execute(request, neverCancelled);
  }

  private async handle(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (!request.continuous) {
      await this.execute(request, token);
      return;
    }
    this.continuous.add(request);
    token.onCancellationRequested(() => this.continuous.delete(request));
  }

  /** Fills in what is below an item, or the files where there is none. */
  private async resolve(item: vscode.TestItem | undefined): Promise<void> {
    if (!item) return this.discover(neverCancelled);
    const uri = item.uri;
    if (this.items.subject(item)?.kind !== 'file' || !uri) return;
    item.busy = true;
    try {
      this.apply(item, await this.reports.get(uri));
    } catch (error) {
      item.error = error instanceof Error ? error.message : String(error);
    } finally {
      item.busy = false;
    }
  }

  private async discover(token: vscode.CancellationToken): Promise<void> {
    for (const uri of await findDescriptions(token)) {
      if (token.isCancellationRequested) return;
      await this.noticed(uri);
    }
  }

  private async noticed(uri: vscode.Uri): Promise<void> {
    if (await mentionsObjectives(uri)) this.items.ensureFile(uri);
  }

  /** An open description has a new report: its tests follow, and their results are old. */
  private async refresh(uri: vscode.Uri): Promise<void> {
    if (!(this.items.file(uri) || (await mentionsObjectives(uri)))) return;
    try {
      const result = await this.reports.get(uri);
      const file = this.items.ensureFile(uri);
      this.apply(file, result);
      this.controller.invalidateTestResults(file);
    } catch (error) {
      this.log.warn(`The tests of ${uri.toString()} could not be found.`, String(error));
    }
  }

  private apply(file: vscode.TestItem, result: AnalyseResult): void {
    if (result.kind === 'report') {
      file.error = undefined;
      this.items.update(file, result.report);
      // A file that only others import has nothing to test.
      if (file.children.size === 0) this.items.removeFile(vscode.Uri.parse(file.id));
    } else if (result.message !== 'cancelled') file.error = result.message;
  }

  /** A file has changed on disk, by a save here or by somebody else. */
  private changed(uri: vscode.Uri): void {
    void this.noticed(uri);
    for (const request of this.continuous) {
      const affected = (request.include ?? all(this.controller.items)).filter((item) => this.items.depends(item, uri));
      if (affected.length > 0)
        void this.execute(new vscode.TestRunRequest(affected, request.exclude, this.profile), neverCancelled);
    }
  }

  private async runAffected(uri: vscode.Uri): Promise<void> {
    await this.noticed(uri);
    const affected = all(this.controller.items).filter((item) => this.items.depends(item, uri));
    if (affected.length > 0)
      await this.execute(new vscode.TestRunRequest(affected, undefined, this.profile), neverCancelled);
  }

  private async execute(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<Outcome> {
    const outcome: Outcome = { passed: 0, failed: 0, errored: 0, skipped: 0 };
    const run = this.controller.createTestRun(request);
    const cancelled = new vscode.CancellationTokenSource();
    const links = [token, run.token].map((one) => one.onCancellationRequested(() => cancelled.cancel()));
    try {
      const batches = await this.batches(request, run);
      for (const { tests } of batches) for (const { item } of tests) run.enqueued(item);
      for (const batch of batches) await this.runBatch(batch, run, cancelled.token, outcome);
    } finally {
      for (const link of links) link.dispose();
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
    if (!result) return skip();
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

function all(items: vscode.TestItemCollection): vscode.TestItem[] {
  return Array.from(items, ([, item]) => item);
}

/** The tests at or below an item. */
function leavesOf(item: vscode.TestItem, excluded: ReadonlySet<vscode.TestItem> = new Set()): vscode.TestItem[] {
  if (excluded.has(item)) return [];
  return item.children.size === 0 ? [item] : all(item.children).flatMap((child) => leavesOf(child, excluded));
}
