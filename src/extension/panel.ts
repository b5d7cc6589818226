/** The panels: one follows the active description, each pinned one stays with its own; all come back after a reload. */
import * as vscode from 'vscode';
import { guarded } from './boundary.js';
import { type PanelEnvironment, PanelView } from './panel-view.js';
import type { Server } from './server.js';
import type { Simulations } from './simulations.js';

const panelType = 'headroom.panel';

/** Milliseconds without a further move of the cursor until the panel marks what it stands on. */
const cursorRest = 80;

/** What the webview remembers for itself, as far as the host needs it after a reload of the window. */
interface RememberedState {
  readonly uri?: unknown;
  readonly pinned?: unknown;
}

export class PanelHost implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly views = new Set<PanelView>();
  private readonly environment: PanelEnvironment;
  private readonly disposables: vscode.Disposable[];
  private cursor: ReturnType<typeof setTimeout> | undefined;

  constructor(extensionUri: vscode.Uri, server: Server, simulations: Simulations, log: vscode.LogOutputChannel) {
    this.environment = { extensionUri, server, simulations, log };
    this.disposables = [
      simulations.onDidChange((uri) => {
        for (const view of this.views) if (view.uri?.toString() === uri) void view.tellSimulation();
      }),
      server.onReportChanged(({ uri }) => {
        for (const view of this.views) if (view.uri?.toString() === uri) void view.refresh();
      }),
      server.onDidStart(() => {
        for (const view of this.views) void view.refresh();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor?.document.languageId === 'arch') this.follow(editor.document.uri);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document.languageId !== 'arch') return;
        clearTimeout(this.cursor);
        this.cursor = setTimeout(() => this.select(textEditor), cursorRest);
      }),
      vscode.window.registerWebviewPanelSerializer(panelType, this),
    ];
  }

  /**
   * Shows the panel of a description: the pinned one where there is one, else the one that follows, else a new one.
   *
   * @param uri undefined where no description is open; the panel then says how to get one
   */
  show(uri: vscode.Uri | undefined): PanelView {
    const views = [...this.views];
    const open =
      views.find((view) => view.pinned && uri && view.uri?.toString() === uri.toString()) ??
      views.find((view) => !view.pinned);
    if (open) {
      open.panel.reveal(undefined, true);
      if (uri) open.show(uri);
      return open;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    return this.adopt(vscode.window.createWebviewPanel(panelType, 'Headroom', column, {}), uri, false);
  }

  /** Shows the panel of a description with the keyboard on the what-if control of a workload or node type. */
  openWhatIf(uri: vscode.Uri, part: string): void {
    this.show(uri).focusWhatIf(part);
  }

  /** Called by the editor after a reload of the window. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: RememberedState | undefined): Promise<void> {
    const uri = typeof state?.uri === 'string' ? vscode.Uri.parse(state.uri) : undefined;
    await guarded(vscode.l10n.t('Headroom could not restore its panel.'), this.environment.log, () =>
      this.adopt(panel, uri, state?.pinned === true),
    );
  }

  dispose(): void {
    clearTimeout(this.cursor);
    for (const item of this.disposables) item.dispose();
    for (const view of [...this.views]) view.panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, uri: vscode.Uri | undefined, pinned: boolean): PanelView {
    const view: PanelView = new PanelView(panel, this.environment, uri, pinned, () => this.views.delete(view));
    this.views.add(view);
    return view;
  }

  private follow(uri: vscode.Uri): void {
    for (const view of this.views) if (!view.pinned && view.uri?.toString() !== uri.toString()) view.show(uri);
  }

  private select(editor: vscode.TextEditor): void {
    for (const view of this.views) view.select(editor.document.uri, editor.selection.active);
  }
}
