/** Files that are on no disk, and workspaces of several folders. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeOf, diagnostics, eventually } from './helpers.js';
import { MemoryFiles } from './memory.js';

const base = (cpu: number) => `service ledger {\n  replicas 2\n  cores 4\n  op book { cpu ${cpu} ms }\n}\n`;
const shop = `import "base.arch"
import "locked.arch"
import "none.arch"
workload buy { open 50 req/s; calls till.pay }
frontend till {
  replicas 2
  cores 4
  op pay { cpu 5 ms; call ledger.book }
}
`;

describe('a virtual file system', () => {
  let files: MemoryFiles;
  before(() => {
    files = new MemoryFiles('headroom-memory');
  });
  after(() => files.dispose());

  it('is read through the editor: hints, imports, messages, changes', async () => {
    files.put('/w/base.arch', base(8));
    files.put('/w/locked.arch', '');
    files.put('/w/shop.arch', shop);
    const document = await vscode.workspace.openTextDocument(files.uri('/w/shop.arch'));
    await vscode.window.showTextDocument(document);
    const found = await eventually(
      'what is wrong with two imports',
      () => diagnostics(document.uri).filter((one) => codeOf(one).startsWith('import-')),
      (all) => all.length === 2,
    );
    assert.deepEqual(found.map((one) => `${one.range.start.line} ${codeOf(one)}`).sort(), [
      '1 import-unreadable',
      '2 import-not-found',
    ]);
    assert.match(found.map((one) => one.message).join('\n'), /no permission/);
    const hints = () =>
      vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        new vscode.Range(0, 0, document.lineCount, 0),
      );
    const textOf = (all: readonly vscode.InlayHint[]): string =>
      all
        .map((one) => (typeof one.label === 'string' ? one.label : one.label.map((part) => part.value).join('')))
        .join(' ');
    // 50 req/s x 5 ms over 8 cores; the response includes the imported service.
    const before = textOf(await eventually('hints', hints, (all) => textOf(all).includes('ρ 0.03')));
    files.put('/w/base.arch', base(80));
    await eventually('other times, since the imported file has changed', hints, (all) => textOf(all) !== before);
    files.put('/w/none.arch', '');
    await eventually(
      'the missing file found, once it is there',
      () => diagnostics(document.uri).map(codeOf),
      (codes) => codes.includes('import-unreadable') && !codes.includes('import-not-found'),
    );
  });

  it('may be a folder of the workspace beside local ones; names are found in all of them', async () => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folders.length >= 2, 'the suite runs in a workspace of several folders');
    files.put('/third/deep/one.arch', 'service in_third { op o { cpu 1 ms } }\n');
    const symbols = (query: string) =>
      vscode.commands.executeCommand<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', query);
    const schemes = (all: readonly vscode.SymbolInformation[]) => all.map((one) => one.location.uri.scheme);
    await eventually(
      'a name of the second folder',
      () => symbols('vault'),
      (all) => all.length > 0,
    );
    assert.ok((await symbols('ledger')).some((one) => one.location.uri.path.endsWith('/base.arch')));
    assert.ok(vscode.workspace.updateWorkspaceFolders(folders.length, 0, { uri: files.uri('/third') }));
    try {
      await eventually(
        'a name of the added folder',
        () => symbols('in_third'),
        (all) => schemes(all).includes(files.scheme),
      );
    } finally {
      vscode.workspace.updateWorkspaceFolders(folders.length, 1);
    }
    await eventually(
      'none of the removed folder',
      () => symbols('in_third'),
      (all) => all.length === 0,
    );
  });
});
