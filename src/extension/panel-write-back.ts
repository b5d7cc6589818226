/** Writes what-if values into the description: one change that one undo takes back. */
import * as vscode from 'vscode';
import type { WriteBackParams, WriteBackResult } from '../server/protocol.js';
import { toRange } from './places.js';
import type { Server } from './server.js';

type Written = Pick<Extract<WriteBackResult, { kind: 'changes' }>, 'refused' | 'notes'>;

/**
 * Asks the server for the edits and applies them.
 *
 * @returns what was refused and what to say, or undefined where nothing was changed; the user has been told why then
 */
export async function applyWriteBack(server: Server, params: WriteBackParams): Promise<Written | undefined> {
  const versions = new Map(vscode.workspace.textDocuments.map((item) => [item.uri.toString(), item.version]));
  const result = await server.writeBack(params);
  if (result.kind === 'failed') return warn(result.message);
  const edit = new vscode.WorkspaceEdit();
  for (const change of result.changes) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(change.at.uri));
    const version = versions.get(document.uri.toString());
    if (version !== undefined && version !== document.version) {
      return warn(vscode.l10n.t('The description has changed meanwhile; write back again.'));
    }
    edit.replace(document.uri, toRange(change.at), change.newText);
  }
  if (!(await vscode.workspace.applyEdit(edit))) return warn(vscode.l10n.t('The editor refused the change.'));
  return { refused: result.refused, notes: result.notes };
}

function warn(message: string): undefined {
  void vscode.window.showWarningMessage(message);
  return undefined;
}
