/** The Test Explorer: every objective in every scenario is a test; running it analyses the scenario. */
import * as vscode from 'vscode';
import { type AnalyseResult, overtakenMessage } from '../server/protocol.js';
import { findDescriptions, mentionsObjectives } from './discovery.js';
import type { Reports } from './reports.js';
import type { Server } from './server.js';
import { all, leavesOf, TestItems } from './test-items.js';
import { type Outcome, TestRunner } from './test-run.js';

const neverCancelled = new vscode.CancellationTokenSource().token;

/** A watcher that speaks within this time after a save speaks of that save, milliseconds. */
const echo = 3_000;

const runOnSaveSetting = 'test.runOnSave';

/** A description, a scenario of it, or one objective as written or in a scenario. */
interface Target {
  readonly uri: vscode.Uri;
  readonly scenario?: string | undefined;
  readonly objective?: string | undefined;
}

export class ObjectiveTests implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('headroom.objectives', vscode.l10n.t('Headroom'));
  private readonly items = new TestItems(this.controller);
  private readonly profile: vscode.TestRunProfile;
  private readonly runner: TestRunner;
  private readonly continuous = new Set<vscode.TestRunRequest>();
  /** When a file was saved here, by address. */
  private readonly saved = new Map<string, number>();
  private readonly disposables: vscode.Disposable[] = [];

  constructor(
    server: Server,
    private readonly reports: Reports,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const { controller, items } = this;
    this.runner = new TestRunner(controller, items, server, reports, (file) => this.resolve(file));
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
      this.runner,
      watcher,
      watcher.onDidCreate((uri) => this.noticed(uri)),
      watcher.onDidChange((uri) => {
        // What was saved here is known already.
        if (Date.now() - (this.saved.get(uri.toString()) ?? 0) > echo) this.changed(uri);
      }),
      watcher.onDidDelete((uri) => this.items.removeFile(uri)),
      reports.onDidChange((uri) => uri && void this.refresh(uri)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.isUntitled) this.items.removeFile(document.uri);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (document.languageId !== 'arch') return;
        // Not left to the watcher: virtual file systems and some hosts have none.
        this.saved.set(document.uri.toString(), Date.now());
        this.changed(document.uri);
        const on = vscode.workspace.getConfiguration('headroom', document.uri).get<boolean>(runOnSaveSetting, false);
        if (on) void this.runAffected(document.uri);
      }),
    );
  }

  dispose(): void {
    for (const item of this.disposables) item.dispose();
  }

  /** A run has ended, whoever began it. */
  get onDidRun(): vscode.Event<Outcome> {
    return this.runner.onDidRun;
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
  async run(target: Target, token: vscode.CancellationToken = neverCancelled): Promise<Outcome | undefined> {
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
    return this.runner.execute(request, token);
  }

  private async handle(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (!request.continuous) {
      await this.runner.execute(request, token);
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
    } else if (result.message !== overtakenMessage) file.error = result.message;
  }

  /** A file has changed on disk, by a save here or by somebody else. */
  private changed(uri: vscode.Uri): void {
    void this.noticed(uri);
    for (const request of this.continuous) {
      const affected = (request.include ?? all(this.controller.items)).filter((item) => this.items.depends(item, uri));
      if (affected.length > 0)
        void this.runner.execute(
          new vscode.TestRunRequest(affected, request.exclude, this.profile, true),
          neverCancelled,
        );
    }
  }

  private async runAffected(uri: vscode.Uri): Promise<void> {
    await this.noticed(uri);
    const affected = all(this.controller.items).filter((item) => this.items.depends(item, uri));
    if (affected.length > 0)
      await this.runner.execute(new vscode.TestRunRequest(affected, undefined, this.profile), neverCancelled);
  }
}
