/** Reports of descriptions as they are written, without scenario: asked of the server once, for all who show them. */
import * as vscode from 'vscode';
import type { AnalyseResult } from '../server/protocol.js';
import type { Server } from './server.js';

export class Reports implements vscode.Disposable {
  private readonly held = new Map<string, Promise<AnalyseResult>>();
  private readonly disposables: vscode.Disposable[] = [];
  private readonly changed = new vscode.EventEmitter<vscode.Uri | undefined>();
  /** A description has a new report, or each of them has (undefined). */
  readonly onDidChange = this.changed.event;

  constructor(private readonly server: Server) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.arch');
    const forget = (): void => this.held.clear();
    this.disposables.push(
      this.changed,
      watcher,
      watcher.onDidCreate(forget),
      watcher.onDidChange(forget),
      watcher.onDidDelete(forget),
      vscode.workspace.onDidCloseTextDocument((document) => this.held.delete(document.uri.toString())),
      // What was answered before an edit, here or in an imported file, is not asked for again.
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document.languageId === 'arch' && event.contentChanges.length > 0) this.held.clear();
      }),
      server.onReportChanged((change) => {
        if (!change.complete) return;
        this.held.delete(change.uri);
        this.changed.fire(vscode.Uri.parse(change.uri));
      }),
      server.onDidStart(() => {
        this.held.clear();
        this.changed.fire(undefined);
      }),
    );
  }

  /** The whole report of the present text, once it is there. */
  get(uri: vscode.Uri): Promise<AnalyseResult> {
    const key = uri.toString();
    const held = this.held.get(key);
    if (held) return held;
    const asked = this.server.analyse({ uri: key });
    this.held.set(key, asked);
    const forget = (): void => {
      if (this.held.get(key) === asked) this.held.delete(key);
    };
    asked.then((result) => {
      if (result.kind === 'failed') forget();
    }, forget);
    return asked;
  }

  dispose(): void {
    for (const item of this.disposables) item.dispose();
  }
}
