/** The status bar item: the worst objective of the active description; all of them in its tooltip. */
import * as vscode from 'vscode';
import { headroomText, marginText } from '../analysis/render/figures.js';
import { actualText, objectiveName, worstObjective } from '../analysis/render/objectives.js';
import type { Report } from '../analysis/report.js';
import type { ActiveDescription } from './active.js';
import { objectiveSpoken, verdictIcons, verdictWord } from './verdicts.js';

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('headroom.status', vscode.StatusBarAlignment.Left, 10);
  private readonly listener: vscode.Disposable;
  private shown = false;

  constructor(private readonly active: ActiveDescription) {
    this.item.name = vscode.l10n.t('Headroom: worst objective');
    this.listener = active.onDidChange(() => this.show());
    this.show();
  }

  /** What stands there now, or undefined where the item is hidden. */
  get text(): string | undefined {
    return this.shown ? this.item.text : undefined;
  }

  /** All objectives. */
  get tooltip(): string {
    const { tooltip } = this.item;
    return tooltip instanceof vscode.MarkdownString ? tooltip.value : (tooltip ?? '');
  }

  dispose(): void {
    this.listener.dispose();
    this.item.dispose();
  }

  private show(): void {
    const { state } = this.active;
    if (state.kind === 'none' || !this.active.inView) {
      this.shown = false;
      this.item.hide();
      return;
    }
    const view = viewOf(state);
    this.item.text = view.text;
    this.item.tooltip = view.tooltip;
    this.item.accessibilityInformation = { label: view.spoken };
    this.item.command = {
      command: 'headroom.openPanel',
      title: vscode.l10n.t('Open the panel'),
      arguments: [state.uri.toString()],
    };
    this.shown = true;
    this.item.show();
  }
}

interface View {
  readonly text: string;
  readonly spoken: string;
  readonly tooltip: vscode.MarkdownString;
}

type Shown = Exclude<ActiveDescription['state'], { kind: 'none' }>;

/** What the item says. */
function viewOf(state: Shown): View {
  const report = state.kind === 'shown' ? state.report : state.last;
  const tooltip = tooltipOf(state, report);
  const worst = report && worstObjective(report);
  if (state.kind === 'failed') {
    const text = vscode.l10n.t('$(warning) Headroom: no result');
    return { text, spoken: vscode.l10n.t('Headroom has no result: {0}', state.message), tooltip };
  }
  if (!worst) {
    if (state.kind === 'computing') {
      return { text: vscode.l10n.t('$(sync~spin) Headroom'), spoken: vscode.l10n.t('Headroom is computing'), tooltip };
    }
    if (state.errors > 0) {
      const spoken = vscode.l10n.t('The description has errors: {0}', state.errors);
      return { text: vscode.l10n.t('$(warning) Headroom: errors'), spoken, tooltip };
    }
    const spoken = vscode.l10n.t('The description declares no objective');
    return { text: vscode.l10n.t('$(pulse) No objectives'), spoken, tooltip };
  }
  const broken = state.kind === 'shown' && state.errors > 0;
  const icon = state.kind === 'computing' ? 'sync~spin' : broken ? 'warning' : verdictIcons[worst.verdict];
  const figures = worst.margin === undefined ? verdictWord(worst.verdict) : marginText(worst.margin);
  const text = vscode.l10n.t({
    message: '$({0}) {1} ({2})',
    args: [icon, objectiveName(worst), figures],
    comment: ['{0} is the name of an icon, {1} an objective, {2} its margin'],
  });
  return { text, spoken: objectiveSpoken(worst), tooltip };
}

function tooltipOf(state: Shown, report: Report | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  if (state.kind === 'failed') text.appendText(state.message).appendMarkdown('\n\n');
  if (state.kind === 'shown' && state.errors > 0) {
    const note = vscode.l10n.t(
      'Errors in the description: {0}. What is broken is left out of the figures.',
      state.errors,
    );
    text.appendText(note).appendMarkdown('\n\n');
  }
  if (!report) return text;
  if (report.objectives.length > 0) {
    const heads = [
      '',
      vscode.l10n.t('Objective'),
      vscode.l10n.t('Verdict'),
      vscode.l10n.t('Actual'),
      vscode.l10n.t('Margin'),
    ];
    row(text, heads.map(cell));
    text.appendMarkdown('|-|:-|:-|-:|-:|\n');
    for (const objective of report.objectives) {
      row(text, [
        `$(${verdictIcons[objective.verdict]})`,
        ...[
          objectiveName(objective),
          verdictWord(objective.verdict),
          actualText(objective),
          marginText(objective.margin),
        ].map(cell),
      ]);
    }
    text.appendMarkdown('\n');
  } else {
    const hint = vscode.l10n.t(
      'No objective is declared: say what the system must reach, such as {0}.',
      'p99 < 300 ms',
    );
    text.appendText(hint).appendMarkdown('\n\n');
  }
  const room = vscode.l10n.t('Headroom of the system: {0}', headroomText(report.headroom));
  text.appendText(room).appendMarkdown('\n\n');
  text.appendText(vscode.l10n.t('Click to open the panel.'));
  return text;
}

function row(text: vscode.MarkdownString, cells: readonly string[]): void {
  text.appendMarkdown(`|${cells.join('|')}|\n`);
}

/** Text of the user shown as it is within a table. */
function cell(text: string): string {
  return new vscode.MarkdownString().appendText(text).value.replace(/\|/g, '\\|');
}
