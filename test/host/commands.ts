/** The extension itself: it starts on an *.arch file, and every command that the manifest names exists. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, extension, open } from './helpers.js';

describe('the extension', () => {
  it('starts when an *.arch file is opened', async () => {
    const document = await open('healthy.arch');
    assert.equal(document.languageId, 'arch');
    await eventually(
      'activation',
      () => extension().isActive,
      (active) => active,
    );
  });

  it('registers every command that its manifest contributes', async () => {
    const contributed: string[] = extension().packageJSON.contributes.commands.map(
      (one: { command: string }) => one.command,
    );
    assert.ok(contributed.length >= 3, `contributes ${contributed}`);
    const known = await vscode.commands.getCommands(true);
    assert.deepEqual(
      contributed.filter((command) => !known.includes(command)),
      [],
    );
  });

  it('opens its panel beside the editor', async () => {
    await open('healthy.arch');
    await vscode.commands.executeCommand('headroom.openPanel');
    await eventually(
      'a webview tab',
      () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map((tab) => tab.input),
      (inputs) => inputs.some((input) => input instanceof vscode.TabInputWebview),
    );
  });
});
