/** The commands, except for the panel. Each is one function; extension.ts registers them. */
import * as vscode from 'vscode';
import type { Report } from '../analysis/report.js';
import { reveal, subject, toRange } from './places.js';
import type { Server } from './server.js';
import { template } from './template.js';

const noDescription = 'Open an architecture description (*.arch) first.';

/** Prints the report and shows the problems. */
export async function analyse(server: Server, output: vscode.OutputChannel, argument: unknown): Promise<void> {
  const uri = subject(argument);
  if (!uri) return void vscode.window.showInformationMessage(noDescription);
  const result = await busy('Analysing', (token) => server.summary({ uri: uri.toString() }, token));
  output.clear();
  output.append(result.text);
  output.show(true);
  if (result.errors > 0) await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** Reveals the node type that saturates first and says when. */
export async function findBottleneck(server: Server, argument: unknown): Promise<void> {
  const report = await reportOf(server, argument);
  if (!report) return;
  const first = report.bottlenecks[0];
  if (!first)
    return void vscode.window.showInformationMessage('Nothing saturates: no node type has a limit that load reaches.');
  await reveal(vscode.Uri.parse(first.at.uri), toRange(first.at));
  const others = report.bottlenecks.slice(1, 3).map((next) => `${next.node} at ${factor(next.saturationFactor)}`);
  const next = others.length > 0 ? ` Next: ${others.join(', ')}.` : '';
  const now = `${percent(first.utilisation)} used now`;
  const message = `${first.node} saturates first: its ${first.resource} are full at ${factor(first.saturationFactor)} the present load (${now}).${next}`;
  // Not awaited: the message stays until it is closed.
  void vscode.window.showInformationMessage(message);
}

/** Lets the user pick one of the sizes that the analysis found and verified, and applies it. */
export async function sizeForObjective(server: Server, argument: unknown): Promise<void> {
  const uri = subject(argument);
  const report = await reportOf(server, argument);
  if (!uri || !report) return;
  const fixes = report.findings.flatMap((finding) =>
    finding.fixes
      .filter((fix) => fix.verified)
      .map((fix) => ({ label: fix.title, detail: finding.message, fix, line: finding.at.line })),
  );
  if (fixes.length === 0) {
    const count = (verdict: string): number =>
      report.objectives.filter((objective) => objective.verdict === verdict).length;
    const unknown = count('unknown') > 0 ? ` ${count('unknown')} cannot be computed.` : '';
    const message =
      report.objectives.length === 0
        ? 'No objective is declared: say what the system must reach, such as objective browse { p99 < 300 ms }.'
        : count('missed') === 0
          ? `Nothing to size: no objective is missed.${unknown}`
          : `No single change was found that meets the missed objectives.${unknown}`;
    return void vscode.window.showInformationMessage(message);
  }
  const versions = new Map(
    vscode.workspace.textDocuments.map((document) => [document.uri.toString(), document.version]),
  );
  const picked = await vscode.window.showQuickPick(
    fixes.map((item) => ({ ...item, description: `line ${item.line + 1}, verified` })),
    {
      title: 'Size for objective',
      placeHolder: 'Each of these was analysed: the problem is gone after it',
      matchOnDetail: true,
    },
  );
  if (!picked) return;
  const edit = new vscode.WorkspaceEdit();
  for (const change of picked.fix.changes) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(change.at.uri));
    const version = versions.get(document.uri.toString());
    if (version !== undefined && version !== document.version) {
      return void vscode.window.showWarningMessage('The description has changed meanwhile; ask again.');
    }
    edit.replace(document.uri, toRange(change.at), change.newText);
  }
  if (!(await vscode.workspace.applyEdit(edit)))
    void vscode.window.showWarningMessage('The editor refused the change.');
}

/** Opens an untitled description that can be computed at once. */
export async function newDescription(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'arch', content: template });
  await vscode.window.showTextDocument(document);
}

async function reportOf(server: Server, argument: unknown): Promise<Report | undefined> {
  const uri = subject(argument);
  if (!uri) {
    void vscode.window.showInformationMessage(noDescription);
    return undefined;
  }
  const result = await busy('Analysing', (token) => server.analyse({ uri: uri.toString() }, token));
  if (result.kind === 'report') return result.report;
  void vscode.window.showWarningMessage(result.message);
  return undefined;
}

function busy<T>(title: string, work: (token: vscode.CancellationToken) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title, cancellable: true },
    (_, token) => work(token),
  );
}

function factor(value: number): string {
  return `${Number(value.toPrecision(3))} times`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
