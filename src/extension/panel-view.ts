/** One panel: feeds its webview the results of one description, keeps the last good one, and does what is clicked in it. */
import * as vscode from 'vscode';
import type { AnalyseResult, FromPanel, ToPanel, WhatIfValue } from '../server/protocol.js';
import { guarded } from './boundary.js';
import { announceExport, saveExport } from './export.js';
import { panelHtml } from './panel-html.js';
import { WhatIfAsker } from './panel-what-if.js';
import { applyWriteBack } from './panel-write-back.js';
import { reveal } from './places.js';
import type { Server } from './server.js';
import type { Simulations } from './simulations.js';

export interface PanelEnvironment {
  readonly extensionUri: vscode.Uri;
  readonly server: Server;
  readonly simulations: Simulations;
  readonly log: vscode.LogOutputChannel;
}

type Report = Extract<AnalyseResult, { kind: 'report' }>;

/** A result of a text without errors, with the time of day when it came. */
interface Good {
  readonly result: Report;
  readonly since: string;
}

/** Commands that the buttons of an empty or stale panel run. */
const commands = {
  newDescription: 'headroom.newDescription',
  openFile: 'workbench.action.files.openFile',
  problems: 'workbench.actions.view.problems',
} as const;

export class PanelView {
  private scenario: string | undefined;
  private overrides: readonly WhatIfValue[] = [];
  private ready = false;
  /** Something changed while nobody looked. */
  private behind = false;
  private gone = false;
  private request: vscode.CancellationTokenSource | undefined;
  /** By scenario, '' for none. */
  private readonly good = new Map<string, Good>();
  private stale = false;
  private focusPart: string | undefined;
  private readonly whatIf: WhatIfAsker;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly environment: PanelEnvironment,
    public uri: vscode.Uri | undefined,
    public pinned: boolean,
    onDispose: () => void,
  ) {
    const { extensionUri, log, server } = environment;
    this.whatIf = new WhatIfAsker(
      (params, token) => server.analyse(params, token),
      (overrides, result) => this.post({ kind: 'whatIf', overrides, result }),
    );
    const root = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
    panel.iconPath = {
      light: vscode.Uri.joinPath(extensionUri, 'media', 'arch-light.svg'),
      dark: vscode.Uri.joinPath(extensionUri, 'media', 'arch-dark.svg'),
    };
    panel.webview.onDidReceiveMessage((message: FromPanel) =>
      guarded(vscode.l10n.t('Headroom could not do what was asked in its panel.'), log, () => this.receive(message)),
    );
    panel.onDidChangeViewState(() => {
      if (panel.visible && this.behind) void this.refresh();
    });
    panel.onDidDispose(() => {
      this.gone = true;
      this.takeBack();
      onDispose();
    });
    this.retitle();
    panel.webview.html = panelHtml(panel.webview, root);
  }

  /** Shows another description, or the same again. */
  show(uri: vscode.Uri): void {
    if (uri.toString() !== this.uri?.toString()) {
      this.scenario = undefined;
      this.overrides = [];
      this.good.clear();
      this.takeBack();
    }
    this.uri = uri;
    this.retitle();
    void this.refresh();
  }

  /** The text, the server or what is shown has changed: asks again; a later call overtakes an earlier one. */
  async refresh(): Promise<void> {
    if (!this.ready) return;
    // A hidden webview is gone; it asks again when it is shown.
    this.behind = !this.panel.visible;
    if (this.behind) return;
    this.takeBack();
    const { uri, scenario } = this;
    if (!uri) return this.post({ kind: 'empty' });
    const source = new vscode.CancellationTokenSource();
    this.request = source;
    await guarded(vscode.l10n.t('Headroom could not analyse the description.'), this.environment.log, async () => {
      await this.post({ kind: 'busy' });
      const question = { uri: uri.toString(), ...(scenario !== undefined && { scenario }) };
      // What is there first is shown first.
      const quick = await this.ask({ ...question, detail: 'quick' }, source.token);
      if (source.token.isCancellationRequested) return;
      await this.deliver(uri, scenario, quick);
      const complete = quick.kind === 'failed' || quick.report.complete;
      if (!complete) {
        const full = await this.ask(question, source.token);
        if (source.token.isCancellationRequested) return;
        await this.deliver(uri, scenario, full);
      }
      await this.tryValues(true);
    });
  }

  /** Shows the simulation of a scenario, picking that scenario. */
  async showSimulation(scenario: string | undefined): Promise<void> {
    if (scenario === this.scenario) return this.tellSimulation();
    this.scenario = scenario;
    await this.refresh();
  }

  /** Tells the panel of the simulation of what it shows. */
  async tellSimulation(): Promise<void> {
    if (!this.ready || !this.uri || !this.panel.visible) return;
    await this.post({
      kind: 'simulation',
      state: this.environment.simulations.state(this.uri.toString(), this.scenario),
    });
  }

  /** Tells the panel where the cursor stands. */
  select(uri: vscode.Uri, position: vscode.Position): void {
    if (!this.ready || !this.panel.visible) return;
    const at = { uri: uri.toString(), line: position.line, column: position.character };
    void this.post({ kind: 'select', at });
  }

  /** The keyboard to the what-if control of a workload or node type. */
  focusWhatIf(part: string): void {
    this.focusPart = part;
    this.panel.reveal(undefined, false);
    if (this.ready) void this.sendFocus();
  }

  private async sendFocus(): Promise<void> {
    const part = this.focusPart;
    this.focusPart = undefined;
    if (part !== undefined) await this.post({ kind: 'focusWhatIf', part });
  }

  private takeBack(): void {
    this.request?.cancel();
    this.request = undefined;
    this.whatIf.stop();
  }

  private retitle(): void {
    const name = this.uri && nameOf(this.uri);
    const pinned = name && this.pinned;
    this.panel.title = pinned
      ? vscode.l10n.t('Headroom: {0} (pinned)', name)
      : name
        ? vscode.l10n.t('Headroom: {0}', name)
        : 'Headroom';
  }

  private async receive(message: FromPanel): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.ready = true;
        if (message.scenario !== undefined) this.scenario = message.scenario;
        this.overrides = message.overrides ?? [];
        await this.post({ kind: 'pinned', pinned: this.pinned });
        await this.refresh();
        this.selectVisible();
        return this.sendFocus();
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
      case 'pin':
        return this.pin(message.pinned);
      case 'whatIf':
        this.overrides = message.overrides;
        return this.tryValues(message.settled);
      case 'writeBack':
        return this.writeBack(message.overrides);
      case 'simulate': {
        const { uri, scenario, overrides } = this;
        if (uri) await vscode.commands.executeCommand('headroom.simulate', uri, { scenario, overrides });
        return;
      }
      case 'run':
        return void (await vscode.commands.executeCommand(commands[message.command]));
    }
  }

  private async pin(pinned: boolean): Promise<void> {
    this.pinned = pinned;
    this.retitle();
    await this.post({ kind: 'pinned', pinned });
    const active = vscode.window.activeTextEditor?.document;
    if (!pinned && active?.languageId === 'arch' && active.uri.toString() !== this.uri?.toString())
      this.show(active.uri);
  }

  /** Asks for the what-if values, unless the shown result is not that of the text that they would be tried on. */
  private async tryValues(settled: boolean): Promise<void> {
    const { uri, scenario, overrides } = this;
    if (!uri || overrides.length === 0 || this.stale) return this.whatIf.stop();
    const question = { uri: uri.toString(), ...(scenario !== undefined && { scenario }) };
    await this.whatIf.want({ question, overrides, settled });
  }

  private async writeBack(overrides: readonly WhatIfValue[]): Promise<void> {
    const { uri, scenario } = this;
    if (!uri || overrides.length === 0) return;
    const written = await applyWriteBack(this.environment.server, {
      uri: uri.toString(),
      overrides,
      ...(scenario !== undefined && { scenario }),
    });
    if (written) await this.post({ kind: 'wroteBack', ...written });
  }

  /** Sends the report of a second scenario. */
  private async compare(scenario: string | undefined): Promise<void> {
    const { uri } = this;
    if (!uri) return;
    const chosen = scenario !== undefined && { scenario };
    const source = new vscode.CancellationTokenSource();
    const result = await this.ask({ uri: uri.toString(), ...chosen }, source.token);
    if (this.uri === uri) await this.post({ kind: 'compared', ...chosen, result });
  }

  /** A failure to ask is a result too: the panel says it in place of the figures. */
  private async ask(params: Parameters<Server['analyse']>[0], token: vscode.CancellationToken): Promise<AnalyseResult> {
    try {
      return await this.environment.server.analyse(params, token);
    } catch (error) {
      if (token.isCancellationRequested) return { kind: 'failed', message: '' };
      this.environment.log.error(error instanceof Error ? error : String(error));
      const reason = error instanceof Error ? error.message : String(error);
      return { kind: 'failed', message: vscode.l10n.t('The description could not be analysed: {0}', reason) };
    }
  }

  /** Shows a result, or the last good one where the text has errors now. */
  private async deliver(uri: vscode.Uri, scenario: string | undefined, result: AnalyseResult): Promise<void> {
    const key = scenario ?? '';
    const good = this.good.get(key);
    const errors = result.kind === 'report' ? result.errors : 0;
    this.stale = errors > 0 && good !== undefined;
    const show = { kind: 'show', title: nameOf(uri), uri: uri.toString() } as const;
    if (errors > 0 && good) {
      const freshness = { kind: 'stale', errors, since: good.since } as const;
      return this.post({ ...show, result: good.result, freshness });
    }
    // Also its quick part: a complete result of an older text would be the last but one.
    if (result.kind === 'report' && errors === 0) {
      const time = new Date().toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' });
      this.good.set(key, { result, since: time });
    }
    await this.post({ ...show, result, freshness: { kind: 'current' } });
    await this.tellSimulation();
  }

  private selectVisible(): void {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === this.uri?.toString(),
    );
    if (editor) this.select(editor.document.uri, editor.selection.active);
  }

  private async post(message: ToPanel): Promise<void> {
    if (!this.gone) await this.panel.webview.postMessage(message);
  }
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}
