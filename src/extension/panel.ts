/** The panel: hosts the webview, feeds it reports of one description, and reveals what is clicked in it. */
import * as vscode from 'vscode';
import type { FromPanel, ToPanel } from '../server/protocol.js';
import { guarded } from './boundary.js';
import { announceExport, saveExport } from './export.js';
import { panelHtml } from './panel-html.js';
import { reveal } from './places.js';
import type { Server } from './server.js';

const panelType = 'headroom.panel';

/** What the webview remembers for itself, as far as the host needs it after a reload of the window. */
interface RememberedState {
  readonly uri?: unknown;
}

export class PanelHost implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private uri: vscode.Uri | undefined;
  private scenario: string | undefined;
  private ready = false;
  private stale = false;
  private request: vscode.CancellationTokenSource | undefined;
  private readonly disposables: vscode.Disposable[] = [];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly server: Server,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.push(
      server.onReportChanged((change) => {
        // The quick part is followed by the whole one soon after; the panel shows the whole one.
        if (change.complete && change.uri === this.uri?.toString()) void this.refresh();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        const uri = editor?.document.languageId === 'arch' ? editor.document.uri : undefined;
        if (this.panel && uri && uri.toString() !== this.uri?.toString()) this.follow(uri);
      }),
      vscode.window.registerWebviewPanelSerializer(panelType, this),
    );
  }

  /** Opens the panel beside the editor, or shows the open one, for a description. */
  show(uri: vscode.Uri): void {
    if (!this.panel) {
      const panel = vscode.window.createWebviewPanel(
        panelType,
        'Headroom',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        {},
      );
      this.adopt(panel);
    } else {
      this.panel.reveal(undefined, true);
    }
    this.follow(uri);
  }

  /** Called by the editor after a reload of the window. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: RememberedState | undefined): Promise<void> {
    if (typeof state?.uri === 'string') this.uri = vscode.Uri.parse(state.uri);
    this.adopt(panel);
    // The server analyses open files only.
    if (this.uri) await guarded('open the description', this.log, () => vscode.workspace.openTextDocument(this.uri!));
  }

  dispose(): void {
    this.panel?.dispose();
    for (const item of this.disposables) item.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    this.ready = false;
    const root = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'media', 'arch-light.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'arch-dark.svg'),
    };
    panel.webview.onDidReceiveMessage((message: FromPanel) =>
      guarded('do that', this.log, () => this.receive(message)),
    );
    panel.onDidChangeViewState(() => {
      if (panel.visible && this.stale) void this.refresh();
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.request?.cancel();
      this.panel = undefined;
      this.ready = false;
    });
    panel.webview.html = panelHtml(panel.webview, root);
  }

  private follow(uri: vscode.Uri): void {
    if (uri.toString() !== this.uri?.toString()) this.scenario = undefined;
    this.uri = uri;
    if (this.panel) this.panel.title = `Headroom: ${nameOf(uri)}`;
    void this.refresh();
  }

  private async receive(message: FromPanel): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        if (message.scenario !== undefined) this.scenario = message.scenario;
        return this.refresh();
      case 'scenario':
        this.scenario = message.name;
        return this.refresh();
      case 'reveal': {
        const start = new vscode.Position(message.line, message.column);
        return reveal(vscode.Uri.parse(message.uri), new vscode.Range(start, start));
      }
      case 'compare':
        return this.compare(message.scenario);
      case 'export': {
        const saved = await saveExport(message.file, this.uri);
        if (saved) void announceExport(saved);
        return;
      }
    }
  }

  /** Sends the report of a second scenario. */
  private async compare(scenario: string | undefined): Promise<void> {
    const { panel, uri } = this;
    if (!panel || !uri) return;
    const chosen = scenario !== undefined && { scenario };
    const result = await this.server.analyse(
      { uri: uri.toString(), ...chosen },
      new vscode.CancellationTokenSource().token,
    );
    if (this.panel === panel && this.uri === uri) await this.post({ kind: 'compared', ...chosen, result });
  }

  /** Asks for the report and shows it; a later call overtakes an earlier one. */
  private async refresh(): Promise<void> {
    const { panel, uri } = this;
    if (!panel || !uri || !this.ready) return;
    // A hidden webview is gone; it asks again when it is shown.
    this.stale = !panel.visible;
    if (this.stale) return;
    this.request?.cancel();
    const request = new vscode.CancellationTokenSource();
    this.request = request;
    const scenario = this.scenario;
    await guarded('analyse the description', this.log, async () => {
      await this.post({ kind: 'busy' });
      const result = await this.server.analyse({ uri: uri.toString(), ...(scenario && { scenario }) }, request.token);
      if (request.token.isCancellationRequested || this.panel !== panel) return;
      await this.post({ kind: 'show', title: nameOf(uri), uri: uri.toString(), result });
    });
  }

  private async post(message: ToPanel): Promise<void> {
    await this.panel?.webview.postMessage(message);
  }
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}
