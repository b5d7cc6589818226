/** 'Compare with Last Commit' against a real Git repository: of the workspace itself, made by the test. */
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually, fileUri } from './helpers.js';

const folder = (): string => fileUri('compared').fsPath;

/** Git as it is on any machine: no settings of its user or of the system. */
function git(...args: string[]): void {
  execFileSync('git', args, {
    cwd: folder(),
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    stdio: 'pipe',
  });
}
const commit = (): void => {
  git('add', '.');
  git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '-q', '-m', 'first');
};
const shop = (cpu: number): string => `import "peak.arch"
workload browse { open peak; calls web.page }
frontend web { replicas 2; cores 2; op page { cpu ${cpu} ms } }
objective browse { p99 < 100 ms; headroom >= 50 % }
`;

/** Texts of the open comparison, earlier side first. */
function sides(): string[] {
  const inputs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).map((tab) => tab.input);
  const diff = inputs.find(
    (input): input is vscode.TabInputTextDiff =>
      input instanceof vscode.TabInputTextDiff && input.original.scheme === 'headroom-compare',
  );
  if (!diff) return [];
  return [diff.original, diff.modified].map(
    (uri) =>
      vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.getText() ?? '',
  );
}

describe('compare with the last commit', () => {
  before(async () => {
    await vscode.workspace.fs.createDirectory(fileUri('compared'));
    writeFileSync(join(folder(), 'shop.arch'), shop(8));
    writeFileSync(join(folder(), 'peak.arch'), 'param peak = 200 req/s\n');
    git('init', '-q');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(folder(), { recursive: true, force: true, maxRetries: 3 });
  });

  it('opens no view where there is no commit yet', async () => {
    await vscode.window.showTextDocument(fileUri('compared/shop.arch'));
    await vscode.commands.executeCommand('headroom.compareWithCommit');
    assert.deepEqual(sides(), []);
  });

  it('shows the analysis at the commit beside that of the present text, imports as they were', async () => {
    commit();
    writeFileSync(join(folder(), 'peak.arch'), 'param peak = 300 req/s\n');
    const document = await vscode.workspace.openTextDocument(fileUri('compared/shop.arch'));
    const editor = await vscode.window.showTextDocument(document);
    // An edit that is not saved counts too.
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    await editor.edit((edit) => edit.replace(whole, shop(10)));
    await eventually(
      'the comparison',
      async () => {
        await vscode.window.showTextDocument(document);
        await vscode.commands.executeCommand('headroom.compareWithCommit', document.uri);
        return sides();
      },
      ([before, after]) =>
        before?.includes('- load: 200 req/s') === true &&
        before.includes('- ρ cores: 0.40') &&
        after?.includes('- load: 300 req/s') === true &&
        after.includes('- ρ cores: 0.75'),
    );
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
