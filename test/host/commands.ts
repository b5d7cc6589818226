/** The extension itself: it starts on an *.arch file, and every command that the manifest names exists. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SimulationReport } from '../../src/analysis/simulating/report.js';
import { activated, diagnostics, eventually, extension, open, revert } from './helpers.js';

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

  it('simulates over workers; the result is stale after the next edit', async () => {
    const document = await open('healthy.arch');
    const report = (await vscode.commands.executeCommand('headroom.simulate', document.uri, {
      overrides: [{ path: 'browse.rate', value: '200 req/s' }],
    })) as SimulationReport | undefined;
    assert.equal(report?.ending.kind, 'precise');
    const [browse] = report.parts;
    const throughput = browse?.figures.find(({ metric }) => metric === 'throughput')?.simulated;
    assert.ok(throughput && throughput.low! < 200 && 200 < throughput.high!, JSON.stringify(throughput));
    const { simulations } = await activated();
    const state = () => simulations.state(document.uri.toString(), undefined);
    const first = state();
    assert.equal(first.kind === 'done' && first.stale, false);
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), '// changed\n');
      await vscode.workspace.applyEdit(edit);
      await eventually('a stale simulation', state, (now) => now.kind === 'done' && now.stale);
    } finally {
      await revert(document);
    }
  });

  it('goes to the bottleneck', async () => {
    const document = await open('healthy.arch');
    await vscode.commands.executeCommand('headroom.findBottleneck');
    const line = vscode.window.activeTextEditor?.selection.active.line;
    assert.match(document.lineAt(line ?? 0).text, /^frontend web/);
  });

  it('applies the size that is picked, one that was verified', async () => {
    const document = await open('overloaded.arch');
    try {
      const before = document.getText();
      const done = vscode.commands.executeCommand('headroom.sizeForObjective');
      await eventually(
        'a changed description',
        async () => {
          await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
          return document.getText();
        },
        (text) => text !== before,
      );
      await done;
      // 900 req/s x 10 ms = 9 busy cores: eight are too few.
      const [replicas = 0, cores = 0] = ['replicas', 'cores'].map((name) =>
        Number(new RegExp(`${name} (\\d+)`).exec(document.getText())?.[1]),
      );
      assert.ok(replicas * cores > 9, document.getText());
    } finally {
      await revert(document);
    }
  });

  it('opens the panel for what-if, from a lens, a line of the tree or the palette', async () => {
    const document = await open('healthy.arch');
    await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
    await vscode.commands.executeCommand('headroom.whatIf', document.uri.toString(), 'web');
    await eventually(
      'a webview tab',
      () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).map((tab) => tab.input),
      (inputs) => inputs.some((input) => input instanceof vscode.TabInputWebview),
    );
  });

  it('shows its log', async () => {
    await vscode.commands.executeCommand('headroom.showLog');
  });

  it('says where a problem comes from, with places that it is related to', async () => {
    const document = await open('overloaded.arch');
    const found = await eventually(
      'problems',
      () => diagnostics(document.uri),
      (all) => all.some((one) => (one.relatedInformation?.length ?? 0) > 0),
    );
    const related = found.flatMap((one) => one.relatedInformation ?? []);
    assert.ok(
      related.every((one) => one.message.length > 0 && one.location.uri.toString() === document.uri.toString()),
    );
  });
});
