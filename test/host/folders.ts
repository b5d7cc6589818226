/** Several folders, and files that were never saved. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, diagnostics, eventually, find, open } from './helpers.js';

describe('several folders', () => {
  it('are open', () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 2);
  });

  it('keep files of the same name apart: an import means the one beside the file', async () => {
    const document = await open('second.arch', 1);
    const { active } = await activated();
    const state = await eventually(
      'its report',
      () => active.state,
      (one) => one.kind === 'shown' && one.uri.toString() === document.uri.toString(),
    );
    assert.ok(state.kind === 'shown');
    assert.deepEqual(state.report.nodes.map((node) => node.name).sort(), ['desk', 'vault']);
    assert.equal(state.errors, 0);
    const place = find(document, 'vault.read', 1);
    const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      place,
    );
    const target = found[0] && ('targetUri' in found[0] ? found[0].targetUri : found[0].uri);
    assert.match(target?.path ?? '', /\/second\/base\.arch$/);
  });
});

describe('an untitled file', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('is made by the command for it, and is analysed, listed and tested like any other', async () => {
    const { active, status, tests } = await activated();
    await vscode.commands.executeCommand('headroom.newDescription');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    await eventually(
      'its report',
      () => active.state,
      (one) => one.kind === 'shown' && one.uri.toString() === document.uri.toString(),
    );
    assert.match(status.text ?? '', /^\$\(pass\) visitors/);
    assert.deepEqual(
      diagnostics(document.uri).filter((one) => one.severity === vscode.DiagnosticSeverity.Error),
      [],
    );
    const outcome = await tests.run({ uri: document.uri });
    assert.equal(outcome?.failed, 0);
    assert.equal(outcome?.errored, 0);
    assert.ok((outcome?.passed ?? 0) >= 3);
  });

  it('is made from an example', async () => {
    let asking = false;
    await eventually(
      'an untitled copy',
      async () => {
        if (!asking) {
          // Asked again where the list was closed before there was anything in it to accept.
          asking = true;
          void vscode.commands.executeCommand('headroom.openExample').then(() => {
            asking = false;
          });
        }
        // Takes what is offered first.
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return vscode.window.activeTextEditor?.document;
      },
      (document) => document?.isUntitled === true && /workload/.test(document.getText()),
    );
  });
});
