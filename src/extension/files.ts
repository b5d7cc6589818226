/** Reads files for the server, wherever they are: in a virtual workspace, on a remote, in the storage of a browser. */
import * as vscode from 'vscode';
import type { FileParams, FileResult } from '../server/protocol.js';

/** Larger files are not descriptions; what is read travels as one message. */
const LARGEST = 8_000_000;

/** Answers the server's `fileRequest`. */
export async function answerFile(params: FileParams, token: vscode.CancellationToken): Promise<FileResult> {
  try {
    return await look(vscode.Uri.parse(params.uri, true), params.want, token);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return { kind: 'missing' };
    const code = error instanceof vscode.FileSystemError ? error.code : 'Unknown';
    return { kind: 'failed', code, message: error instanceof Error ? error.message : String(error) };
  }
}

async function look(uri: vscode.Uri, want: FileParams['want'], token: vscode.CancellationToken): Promise<FileResult> {
  const { fs } = vscode.workspace;
  if (want === 'entries') {
    const entries = await fs.readDirectory(uri);
    return {
      kind: 'entries',
      entries: entries
        .map(([name, type]) => ({ name, folder: isFolder(type), linked: (type & vscode.FileType.SymbolicLink) !== 0 }))
        .filter(({ folder, linked }) => !(folder && linked))
        .map(({ name, folder }) => ({ name, folder })),
    };
  }
  if (want === 'kind') return { kind: isFolder((await fs.stat(uri)).type) ? 'folder' : 'file' };
  const bytes = await fs.readFile(uri);
  if (token.isCancellationRequested) return { kind: 'failed', code: 'Cancelled', message: 'nobody waits for it' };
  if (bytes.byteLength > LARGEST)
    return { kind: 'failed', code: 'TooLarge', message: `it is too large (${bytes.byteLength} bytes)` };
  return { kind: 'text', text: await vscode.workspace.decode(bytes, { uri }) };
}

function isFolder(type: vscode.FileType): boolean {
  return (type & vscode.FileType.Directory) !== 0;
}
