/** 'Compare with Last Commit': the analysis of the description at the last commit beside that of the present text. */
import * as vscode from 'vscode';
import { type LastCommit, lastCommit } from './git.js';
import type { Server } from './server.js';

const scheme = 'headroom-compare';

/** Shows the texts of comparisons as read-only documents, and forgets them when they are closed. */
export class Comparisons implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registrations: readonly vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.registrations = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument((document) => this.texts.delete(document.uri.toString())),
      this.changed,
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return (
      this.texts.get(uri.toString()) ??
      vscode.l10n.t('This comparison is over: run "Headroom: Compare with Last Commit" again.')
    );
  }

  dispose(): void {
    for (const item of this.registrations) item.dispose();
  }

  /** The command. */
  async compareWithCommit(uri: vscode.Uri): Promise<void> {
    const commit = await lastCommit(uri);
    if ('reason' in commit) return void vscode.window.showWarningMessage(commit.reason);
    const result = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Comparing with {0}', commit.name),
        cancellable: true,
      },
      (_, token) => this.compare(uri, commit, token),
    );
    if (!result) return void vscode.window.showWarningMessage(vscode.l10n.t('The file is not in the last commit.'));
    if (result.kind !== 'comparison')
      return void (result.kind === 'failed' && vscode.window.showWarningMessage(result.message));
    const { before, after } = result.texts;
    if (before === after)
      return void vscode.window.showInformationMessage(
        vscode.l10n.t('Nothing that the analysis tells has changed since {0}.', commit.name),
      );
    const left = this.put(uri, 'before', before);
    const right = this.put(uri, 'after', after);
    const name = uri.path.split('/').at(-1) ?? uri.path;
    const title = vscode.l10n.t('{0}: analysis at {1} and now', name, commit.name);
    await vscode.commands.executeCommand('vscode.diff', left, right, title);
    const message =
      result.errors.before + result.errors.after > 0
        ? vscode.l10n.t(
            'Since {0}: {1}. A version has mistakes in its text; only its healthy part was compared.',
            commit.name,
            result.summary,
          )
        : vscode.l10n.t('Since {0}: {1}.', commit.name, result.summary);
    // Not awaited: the message stays until it is closed.
    if (result.worse) void vscode.window.showWarningMessage(message);
    else void vscode.window.showInformationMessage(message);
  }

  /** Gathers the texts of the last commit, imported files too, and asks the server; undefined where the file is not in it. */
  private async compare(uri: vscode.Uri, commit: LastCommit, token: vscode.CancellationToken) {
    const text = await commit.text(uri);
    if (text === undefined) return undefined;
    const files: Record<string, string> = { [uri.toString()]: text };
    const asked = new Set<string>();
    for (let more = true; more; ) {
      const probe = await this.server.compare({ uri: uri.toString(), files, probe: true }, token);
      if (probe.kind !== 'wanted') return probe;
      more = false;
      for (const wanted of probe.uris) {
        if (asked.has(wanted)) continue;
        asked.add(wanted);
        const earlier = await commit.text(vscode.Uri.parse(wanted));
        if (earlier === undefined) continue;
        files[wanted] = earlier;
        more = true;
      }
    }
    return this.server.compare({ uri: uri.toString(), files }, token);
  }

  private put(uri: vscode.Uri, side: 'before' | 'after', text: string): vscode.Uri {
    const name = uri.path.split('/').at(-1) ?? 'description.arch';
    const shown = vscode.Uri.from({ scheme, path: `/${side}/${name}.md`, query: uri.toString() });
    this.texts.set(shown.toString(), text);
    this.changed.fire(shown);
    return shown;
  }
}
