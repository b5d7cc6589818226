/** Settings are followed while the server runs; test.runOnSave has its test beside the other tests of the explorer. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open } from './helpers.js';

describe('settings', () => {
  /** Sets a value, runs, and takes it back. */
  async function having(key: string, value: unknown, run: () => Promise<void>): Promise<void> {
    const settings = vscode.workspace.getConfiguration('headroom');
    await settings.update(key, value, vscode.ConfigurationTarget.Workspace);
    try {
      await run();
    } finally {
      await settings.update(key, undefined, vscode.ConfigurationTarget.Workspace);
    }
  }

  it('hints.enabled takes the figures from the lines and brings them back', async () => {
    const document = await open('healthy.arch');
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = () =>
      vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, range);
    await eventually('figures', hints, (all) => all.length > 0);
    await having('hints.enabled', false, async () => {
      await eventually('no figures', hints, (all) => all.length === 0);
    });
    await eventually('figures again', hints, (all) => all.length > 0);
  });

  it('codeLens.enabled takes the lenses and brings them back', async () => {
    const document = await open('healthy.arch');
    const lenses = () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    const shown = await eventually('lenses', lenses, (all) => all.length > 0);
    const titles = shown.map((lens) => lens.command?.title);
    assert.ok(titles.includes('What if'), titles.join());
    await having('codeLens.enabled', false, async () => {
      await eventually('no lenses', lenses, (all) => all.length === 0);
    });
    await eventually('lenses again', lenses, (all) => all.length > 0);
  });

  it('analysis.budgetSeconds leads to a new analysis', async () => {
    await open('healthy.arch');
    // Whether a machine needs less than a second nobody can tell; that the figures are still there, one can.
    await having('analysis.budgetSeconds', 60, async () => {
      await vscode.commands.executeCommand('headroom.findBottleneck');
      assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /healthy\.arch$/);
    });
  });

  it('have the defaults that the manifest states', () => {
    const settings = vscode.workspace.getConfiguration('headroom');
    assert.deepEqual(
      ['hints.enabled', 'codeLens.enabled', 'test.runOnSave', 'analysis.budgetSeconds'].map((key) => settings.get(key)),
      [true, true, false, 15],
    );
  });
});
