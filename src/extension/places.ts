/** Places of a report in the editor. */
import * as vscode from 'vscode';
import type { Report } from '../analysis/report.js';

type Place = Report['nodes'][number]['at'];

export function toRange(at: Place): vscode.Range {
  return new vscode.Range(at.line, at.column, at.endLine, at.endColumn);
}

/**
 * Shows a place and selects it, in the column where the file is open already.
 *
 * @param preserveFocus true where the user is walking through a list and stays there
 */
export async function reveal(uri: vscode.Uri, range: vscode.Range, preserveFocus = false): Promise<void> {
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
  const column = open?.viewColumn ?? columnOfTab(uri) ?? vscode.ViewColumn.One;
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { viewColumn: column, preserveFocus });
  const valid = document.validateRange(range);
  editor.selection = new vscode.Selection(valid.start, valid.start);
  editor.revealRange(valid, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function columnOfTab(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const holds = (tab: vscode.Tab): boolean =>
    tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri.toString();
  return vscode.window.tabGroups.all.find((group) => group.tabs.some(holds))?.viewColumn;
}

/** The description that a command is about: its argument (address, or something that has one), or the one in view. */
export function subject(argument: unknown): vscode.Uri | undefined {
  if (typeof argument === 'string') return vscode.Uri.parse(argument);
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'object' && argument !== null && 'uri' in argument) {
    const { uri } = argument;
    if (typeof uri === 'string' || uri instanceof vscode.Uri) return subject(uri);
  }
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'arch') return document.uri;
  return vscode.window.visibleTextEditors.find((editor) => editor.document.languageId === 'arch')?.document.uri;
}
