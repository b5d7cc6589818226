/** What the host suites share: files of the workspace, and waiting for what the extension computes. */
import * as vscode from 'vscode';
import type { Activated } from '../../src/extension/extension.js';

/** The extension's id, `publisher.name` of the manifest. */
export const extensionId = 'headroom.headroom';

/** The extension, by id or, while its name is not final, by the language that it contributes. */
export function extension(): vscode.Extension<unknown> {
  const found =
    vscode.extensions.getExtension(extensionId) ??
    vscode.extensions.all.find((one) => one.packageJSON?.publisher === 'headroom');
  if (!found) {
    throw new Error(`No extension ${extensionId} among ${vscode.extensions.all.length}`);
  }
  return found;
}

/** The running extension's own parts. */
export async function activated(): Promise<Activated> {
  return (await extension().activate()) as Activated;
}

export function fileUri(name: string, index = 0): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[index];
  if (!folder) {
    throw new Error('No folder is open');
  }
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Opens a file of the first folder, or of another one. */
export async function open(name: string, index = 0): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(fileUri(name, index));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The place just behind the start of a text in a document. */
export function find(document: vscode.TextDocument, text: string, inside = 0): vscode.Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) {
    throw new Error(`No "${text}" in ${document.uri.path}`);
  }
  return document.positionAt(offset + inside);
}

/** Asks until the answer satisfies; else fails with what was asked for and the last answer. */
export async function eventually<T>(
  what: string,
  ask: () => T | PromiseLike<T>,
  good: (value: T) => boolean,
  limit = 25_000,
): Promise<T> {
  const until = Date.now() + limit;
  let last: T | undefined;
  for (;;) {
    last = await ask();
    if (good(last)) {
      return last;
    }
    if (Date.now() > until) {
      throw new Error(`${what}: not within ${limit / 1000} s, last ${JSON.stringify(last)?.slice(0, 1500)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Headroom's own diagnostics of a file. */
export function diagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'headroom');
}

export function codeOf(diagnostic: vscode.Diagnostic): string {
  const { code } = diagnostic;
  return String(typeof code === 'object' ? code.value : (code ?? ''));
}

/** Puts a document back to what stands on disk. */
export async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}
