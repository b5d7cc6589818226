/** Saves what the panel exports: asks where to, and writes through the editor, so that it works without a local disk. */
import * as vscode from 'vscode';
import type { ExportFile } from '../server/protocol.js';

/** Ending and name of a format; a function, since texts are translated once the extension runs. */
function kindOf(format: ExportFile['format']): { readonly ending: string; readonly label: string } {
  switch (format) {
    case 'png':
      return { ending: 'png', label: vscode.l10n.t('PNG picture') };
    case 'svg':
      return { ending: 'svg', label: vscode.l10n.t('SVG picture') };
    case 'csv':
      return { ending: 'csv', label: vscode.l10n.t('CSV table') };
    case 'markdown':
      return { ending: 'md', label: vscode.l10n.t('Markdown report') };
  }
}

/**
 * Asks where to save and writes the file; pictures of a Markdown report go beside it, where its links look for them.
 *
 * @param near the description whose folder is proposed
 * @returns where it was saved, or undefined where the user changed their mind
 */
export async function saveExport(file: ExportFile, near: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const { ending, label } = kindOf(file.format);
  const folder = folderOf(near);
  const name = `${plainName(file.name)}.${ending}`;
  const target = await vscode.window.showSaveDialog({
    filters: { [label]: [ending] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (!target) return undefined;
  const content = file.format === 'png' ? bytes(file.data) : new TextEncoder().encode(file.data);
  await vscode.workspace.fs.writeFile(target, content);
  const home = vscode.Uri.joinPath(target, '..');
  for (const picture of file.pictures ?? []) {
    const path = picture.path.split('/').map(plainName);
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(home, ...path), bytes(picture.data));
  }
  return target;
}

/** Says that it is saved and opens it on request. */
export async function announceExport(target: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const name = target.path.split('/').at(-1) ?? target.path;
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('Saved {0}.', name), open);
  if (choice === open) await vscode.commands.executeCommand('vscode.open', target);
}

function folderOf(near: vscode.Uri | undefined): vscode.Uri | undefined {
  if (near && near.scheme !== 'untitled') return vscode.Uri.joinPath(near, '..');
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}

/** A name that stays in its folder, whatever a description is called. */
function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^\.+/, '') || 'export';
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
