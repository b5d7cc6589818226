/** The status bar shows the worst objective of the description that is being edited. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, eventually, open, revert } from './helpers.js';

describe('the status bar', () => {
  it('names the worst objective with its margin, and all of them in its tooltip', async () => {
    const { status } = await activated();
    await open('goals.arch');
    const text = await eventually(
      'the missed objective',
      () => status.text,
      (shown) => /mean < 50 ms/.test(shown ?? ''),
    );
    assert.match(text ?? '', /^\$\(error\) buy mean < 50 ms \(−\d+ %\)$/);
    assert.match(status.tooltip, /p99/);
    assert.match(status.tooltip, /missed/);
    assert.doesNotMatch(status.tooltip, /NaN|Infinity|undefined/);
  });

  it('follows the file, and keeps what it shows while another view has the focus', async () => {
    const { status, active } = await activated();
    await open('healthy.arch');
    await eventually(
      'the objective of the other file',
      () => status.text,
      (shown) => /^\$\(pass\) browse p99/.test(shown ?? ''),
    );
    await vscode.commands.executeCommand('workbench.view.explorer');
    assert.match(status.text ?? '', /browse p99/);
    assert.match(active.uri?.path ?? '', /healthy\.arch$/);
  });

  it('says that there is no objective, and that the text has errors', async () => {
    const { status } = await activated();
    await open('overloaded.arch');
    await eventually(
      'no objective',
      () => status.text,
      (shown) => shown === '$(pulse) No objectives',
    );
    const document = await open('healthy.arch');
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, document.positionAt(document.getText().length), '\nservice {\n');
      await vscode.workspace.applyEdit(edit);
      await eventually(
        'a warning',
        () => status.text,
        (shown) => /^\$\(warning\) browse p99/.test(shown ?? ''),
      );
      assert.match(status.tooltip, /Errors&nbsp;in&nbsp;the&nbsp;description|Errors in the description/);
    } finally {
      await revert(document);
    }
    await eventually(
      'the mark again',
      () => status.text,
      (shown) => /^\$\(pass\)/.test(shown ?? ''),
    );
  });

  it('is hidden while something else is edited', async () => {
    const { status } = await activated();
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'notes' });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.window.showTextDocument(document);
    await eventually(
      'nothing shown',
      () => status.text,
      (shown) => shown === undefined,
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
