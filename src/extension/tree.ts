/** The Architecture view: the active description as a tree with figures and marks. A click goes to the line. */
import * as vscode from 'vscode';
import { worstObjective } from '../analysis/render/objectives.js';
import type { Report } from '../analysis/report.js';
import type { ActiveDescription, ActiveState } from './active.js';
import { reveal, toRange } from './places.js';
import type { Server } from './server.js';
import { objectiveParts, type Part, partsOf } from './tree-parts.js';
import { verdictIcon } from './verdicts.js';

export const treeViewId = 'headroom.architecture';

/** Goes to the line of a part; not contributed, since it needs one. */
export const revealCommand = '_headroom.revealPart';

export class ArchitectureTree implements vscode.Disposable, vscode.TreeDataProvider<Part> {
  private readonly view: vscode.TreeView<Part>;
  private readonly changed = new vscode.EventEmitter<Part | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly disposables: vscode.Disposable[] = [];
  private report: Report | undefined;
  /** Objectives of scenarios, computed when a scenario is opened; forgotten with the report. */
  private scenarios = new Map<string, Promise<readonly Part[]>>();
  private readonly verdicts = new Map<string, Part['verdict']>();
  private asking = new vscode.CancellationTokenSource();

  constructor(
    active: ActiveDescription,
    private readonly server: Server,
  ) {
    this.view = vscode.window.createTreeView(treeViewId, { treeDataProvider: this, showCollapseAll: true });
    this.disposables.push(
      this.view,
      this.changed,
      active.onDidChange((state) => this.show(state)),
    );
    this.show(active.state);
  }

  /** What stands above the lines: a hint about errors, or nothing. */
  get message(): string {
    return this.view.message ?? '';
  }

  /** Number of missed objectives at the icon of the view. */
  get badge(): number {
    return this.view.badge?.value ?? 0;
  }

  dispose(): void {
    this.asking.cancel();
    for (const item of this.disposables) item.dispose();
  }

  getChildren(part?: Part): vscode.ProviderResult<Part[]> {
    if (!part) return this.report ? partsOf(this.report) : [];
    return part.kind === 'scenario' ? this.scenarioParts(part).then((parts) => [...parts]) : [...part.children];
  }

  getTreeItem(part: Part): vscode.TreeItem {
    const item = new vscode.TreeItem(part.label, collapsible(part));
    const verdict = part.verdict ?? this.verdicts.get(part.id);
    item.id = part.id;
    item.contextValue = `headroom.${part.kind}`;
    if (part.description !== undefined) item.description = part.description;
    if (part.spoken !== undefined) {
      item.tooltip = part.spoken;
      item.accessibilityInformation = { label: part.spoken };
    }
    if (verdict) item.iconPath = verdictIcon(verdict);
    else if (part.icon) item.iconPath = new vscode.ThemeIcon(part.icon);
    if (part.at || part.kind === 'scenario') {
      item.command = { command: revealCommand, title: vscode.l10n.t('Go to Line'), arguments: [part] };
    }
    return item;
  }

  /** Goes to the line of a part and leaves the focus where it is. */
  async reveal(part: Part): Promise<void> {
    if (part.at) return reveal(vscode.Uri.parse(part.at.uri), toRange(part.at), true);
    const place = part.scenario === undefined ? undefined : await placeOfScenario(part.uri, part.scenario);
    if (place) await reveal(place.uri, place.range, true);
  }

  private show(state: ActiveState): void {
    // What is shown stays until there is something newer: a tree that blinks cannot be read.
    if (state.kind === 'computing') return;
    const report = state.kind === 'none' ? undefined : state.kind === 'shown' ? state.report : state.last;
    this.view.message = messageOf(state) ?? '';
    this.view.description = state.kind === 'none' ? '' : nameOf(state.uri);
    if (report === this.report) return;
    this.report = report;
    this.scenarios.clear();
    this.verdicts.clear();
    this.asking.cancel();
    this.asking = new vscode.CancellationTokenSource();
    const missed = report?.objectives.filter((objective) => objective.verdict === 'missed').length ?? 0;
    this.view.badge =
      missed > 0 ? { value: missed, tooltip: vscode.l10n.t('Missed objectives: {0}', missed) } : undefined;
    this.changed.fire(undefined);
  }

  private scenarioParts(part: Part): Promise<readonly Part[]> {
    const held = this.scenarios.get(part.id);
    if (held) return held;
    const asked = this.askScenario(part, this.asking.token);
    this.scenarios.set(part.id, asked);
    return asked;
  }

  private async askScenario(part: Part, token: vscode.CancellationToken): Promise<readonly Part[]> {
    try {
      const result = await this.server.analyse(
        { uri: part.uri, ...(part.scenario === undefined ? {} : { scenario: part.scenario }) },
        token,
      );
      if (token.isCancellationRequested) return [];
      if (result.kind === 'failed') return [notePart(part, result.message)];
      const { objectives } = result.report;
      if (objectives.length === 0) return [notePart(part, vscode.l10n.t('No objective is declared.'))];
      this.verdicts.set(part.id, worstObjective(result.report)?.verdict);
      // The mark of the scenario is known now.
      setTimeout(() => this.changed.fire(part), 0);
      return objectiveParts(objectives, part.uri, part.scenario);
    } catch (error) {
      if (token.isCancellationRequested) return [];
      return [notePart(part, error instanceof Error ? error.message : String(error))];
    }
  }
}

function collapsible(part: Part): vscode.TreeItemCollapsibleState {
  if (part.kind === 'scenario') return vscode.TreeItemCollapsibleState.Collapsed;
  if (part.children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return part.kind === 'group' ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function notePart(under: Part, label: string): Part {
  return { kind: 'group', id: `${under.id}#note`, uri: under.uri, label, icon: 'info', children: [] };
}

function messageOf(state: ActiveState): string | undefined {
  switch (state.kind) {
    case 'none':
    case 'computing':
      return undefined;
    case 'failed':
      return state.message;
    case 'shown':
      return state.errors > 0
        ? vscode.l10n.t('Errors in the description: {0}. What is broken is left out of the figures.', state.errors)
        : undefined;
  }
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}

/** Where a scenario is declared: in the description, or in a file that it imports. */
async function placeOfScenario(uri: string, name: string): Promise<vscode.Location | undefined> {
  const own = vscode.Uri.parse(uri);
  const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    own,
  );
  const found = symbols
    ?.flatMap((symbol) => [symbol, ...symbol.children])
    .find((symbol) => symbol.name === name && symbol.detail === 'scenario');
  if (found) return new vscode.Location(own, found.selectionRange);
  const others = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    name,
  );
  return others?.find((symbol) => symbol.name === name && symbol.kind === vscode.SymbolKind.Function)?.location;
}
