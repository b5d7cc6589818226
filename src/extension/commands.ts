/** The commands, except for the panel's. Each is one function; extension.ts registers them. */
import * as vscode from 'vscode';
import type { Bottleneck, Report } from '../analysis/report.js';
import { reveal, toRange } from './places.js';
import type { Server } from './server.js';
import { template } from './template.js';

/** Tells that a command needs a description. */
export function askForDescription(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('Open an architecture description (*.arch) first.'));
}

/** Prints the report and shows the problems. */
export async function analyse(server: Server, output: vscode.OutputChannel, uri: vscode.Uri): Promise<void> {
  const result = await busy((token) => server.summary({ uri: uri.toString() }, token));
  output.clear();
  output.append(result.text);
  output.show(true);
  if (result.errors > 0) await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** Reveals the node type that saturates first and says when. */
export async function findBottleneck(server: Server, uri: vscode.Uri): Promise<void> {
  const report = await reportOf(server, uri);
  if (!report) return;
  const [first, second] = report.bottlenecks;
  if (!first) {
    const nothing = vscode.l10n.t('Nothing saturates: no node type has a limit that load reaches.');
    return void vscode.window.showInformationMessage(nothing);
  }
  await reveal(vscode.Uri.parse(first.at.uri), toRange(first.at));
  // Not awaited: the message stays until it is closed.
  void vscode.window.showInformationMessage(bottleneckMessage(first, second));
}

function bottleneckMessage(first: Bottleneck, second: Bottleneck | undefined): string {
  const { node } = first;
  const times = factor(first.saturationFactor);
  const now = percent(first.utilisation);
  const said = {
    cores: vscode.l10n.t(
      '{0} saturates first: its cores are full at {1} times the present load ({2} used now).',
      node,
      times,
      now,
    ),
    workers: vscode.l10n.t(
      '{0} saturates first: its workers are full at {1} times the present load ({2} used now).',
      node,
      times,
      now,
    ),
    limit: vscode.l10n.t(
      '{0} saturates first: its limit is reached at {1} times the present load ({2} used now).',
      node,
      times,
      now,
    ),
  }[first.resource];
  if (!second) return said;
  return `${said} ${vscode.l10n.t('Next is {0}, at {1} times the load.', second.node, factor(second.saturationFactor))}`;
}

/** Lets the user pick one of the sizes that the analysis found and verified, and applies it. */
export async function sizeForObjective(server: Server, uri: vscode.Uri): Promise<void> {
  const report = await reportOf(server, uri);
  if (!report) return;
  const fixes = report.findings.flatMap((finding) =>
    finding.fixes
      .filter((fix) => fix.verified)
      .map((fix) => ({
        label: fix.title,
        description: vscode.l10n.t('line {0}, verified', finding.at.line + 1),
        detail: finding.message,
        fix,
      })),
  );
  if (fixes.length === 0) return void vscode.window.showInformationMessage(nothingToSize(report));
  const versions = new Map(
    vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document.version]),
  );
  const picked = await vscode.window.showQuickPick(fixes, {
    title: vscode.l10n.t('Size for objective'),
    placeHolder: vscode.l10n.t('Each of these was analysed: the problem is gone after it'),
    matchOnDetail: true,
  });
  if (!picked) return;
  const edit = new vscode.WorkspaceEdit();
  for (const change of picked.fix.changes) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(change.at.uri));
    const version = versions.get(document.uri.toString());
    if (version !== undefined && version !== document.version) {
      const again = vscode.l10n.t('The description has changed meanwhile; ask again.');
      return void vscode.window.showWarningMessage(again);
    }
    edit.replace(document.uri, toRange(change.at), change.newText);
  }
  if (!(await vscode.workspace.applyEdit(edit)))
    void vscode.window.showWarningMessage(vscode.l10n.t('The editor refused the change.'));
}

function nothingToSize(report: Report): string {
  const count = (verdict: string): number =>
    report.objectives.filter((objective) => objective.verdict === verdict).length;
  const unknown = count('unknown');
  if (report.objectives.length === 0) {
    return vscode.l10n.t(
      'No objective is declared: say what the system must reach, such as {0}.',
      'objective browse { p99 < 300 ms }',
    );
  }
  if (count('missed') > 0) return vscode.l10n.t('No single change was found that meets the missed objectives.');
  if (unknown > 0) {
    return vscode.l10n.t('Nothing to size: no objective is missed. Objectives that cannot be computed: {0}.', unknown);
  }
  return vscode.l10n.t('Nothing to size: no objective is missed.');
}

/** Opens an untitled description that can be computed at once. */
export async function newDescription(): Promise<void> {
  await showUntitled(template);
}

/** Lets the user pick one of the examples that ship, and opens a copy of it. */
export async function openExample(extensionUri: vscode.Uri): Promise<void> {
  const folder = vscode.Uri.joinPath(extensionUri, 'examples');
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const files = entries.flatMap(([name, type]) => (type === vscode.FileType.File ? [name] : [])).sort();
  const examples = await Promise.all(
    files.map(async (name) => {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));
      return { label: name, detail: aboutOf(text), text };
    }),
  );
  const picked = await vscode.window.showQuickPick(examples, {
    title: vscode.l10n.t('Open an example'),
    placeHolder: vscode.l10n.t('A copy is opened that you can change as you like'),
    matchOnDetail: true,
  });
  if (picked) await showUntitled(picked.text);
}

/** What the comment at the top of a file says, or its system's name. */
function aboutOf(text: string): string {
  const comment = /^(?:\/\/.*\n)+/.exec(text)?.[0].replace(/^\/\/ ?/gm, '') ?? '';
  const sentence = /^.*?[.:](?=\s|$)/s.exec(comment)?.[0] ?? comment;
  return sentence.replace(/\s+/g, ' ').trim() || (/^system.*$/m.exec(text)?.[0] ?? '');
}

async function showUntitled(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'arch', content });
  await vscode.window.showTextDocument(document);
}

async function reportOf(server: Server, uri: vscode.Uri): Promise<Report | undefined> {
  const result = await busy((token) => server.analyse({ uri: uri.toString() }, token));
  if (result.kind === 'report') return result.report;
  void vscode.window.showWarningMessage(result.message);
  return undefined;
}

function busy<T>(work: (token: vscode.CancellationToken) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Analysing'), cancellable: true },
    (_, token) => work(token),
  );
}

function factor(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
