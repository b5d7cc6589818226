/** Descriptions in the workspace. */
import * as vscode from 'vscode';

/** More files than this are not listed; nobody reads such a list. */
const mostFiles = 500;
/** Folders that are looked into where the editor has no search of its own. */
const mostFolders = 2_000;
const skipped = /^(?:\.|node_modules$)/;

/** Addresses of the descriptions in all folders of the workspace, at most 500. */
export async function findDescriptions(token: vscode.CancellationToken): Promise<vscode.Uri[]> {
  const found = await search(token);
  // Not every host has a search (virtual file systems, trimmed servers); each has folders.
  return found.length > 0 ? found : walk(token);
}

async function search(token: vscode.CancellationToken): Promise<vscode.Uri[]> {
  try {
    return await vscode.workspace.findFiles('**/*.arch', '**/node_modules/**', mostFiles, token);
  } catch {
    return [];
  }
}

async function walk(token: vscode.CancellationToken): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  const queue = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
  for (let count = 0; count < mostFolders && found.length < mostFiles; count++) {
    const folder = queue.shift();
    if (!folder || token.isCancellationRequested) break;
    for (const [name, type] of await entries(folder)) {
      const uri = vscode.Uri.joinPath(folder, name);
      if (type === vscode.FileType.Directory && !skipped.test(name)) queue.push(uri);
      if (type & vscode.FileType.File && name.endsWith('.arch') && found.length < mostFiles) found.push(uri);
    }
  }
  return found;
}

async function entries(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    // Not readable, or gone meanwhile: it has nothing to list.
    return [];
  }
}

/** True where a file that is not open speaks of objectives at all; cheaper than to analyse it. */
export async function mentionsObjectives(uri: vscode.Uri): Promise<boolean> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const text = open?.getText() ?? (await read(uri));
  return /\bobjective\b/.test(text);
}

async function read(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return '';
  }
}
