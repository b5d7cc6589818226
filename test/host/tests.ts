/** Objectives as tests: what the Test Explorer lists, what a run says, when it runs by itself. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Activated } from '../../src/extension/extension.js';
import { activated, eventually, fileUri, find, open, revert } from './helpers.js';

type Outcome = Parameters<Parameters<Activated['tests']['onDidRun']>[0]>[0];

describe('objectives as tests', () => {
  let tests: Activated['tests'];
  before(async () => {
    ({ tests } = await activated());
  });

  it('lists each objective as written and in each scenario, at its line, with its margin', async () => {
    const document = await open('goals.arch');
    const file = await fileItem('goals.arch');
    assert.deepEqual(labels(file.children), ['buy p99 < 200 ms', 'buy mean < 50 ms', 'sale', 'rush']);
    const [p99, , sale] = items(file.children);
    assert.match(p99?.description ?? '', /^\+\d+/);
    await eventually(
      'the line of the objective',
      () => p99?.range?.start.line,
      (line) => line === find(document, 'objective buy').line,
    );
    assert.deepEqual(labels(sale!.children), ['buy p99 < 200 ms', 'buy mean < 50 ms']);
  });

  it('runs them all: met passes, missed fails', async () => {
    const outcome = await vscode.commands.executeCommand<Outcome>('headroom.testObjectives', fileUri('goals.arch'));
    // As written and in the sale the mean is missed, in the rush both are.
    assert.deepEqual(outcome, { passed: 2, failed: 4, errored: 0, skipped: 0 });
    const rush = items((await fileItem('goals.arch')).children).find((item) => item.label === 'rush');
    assert.match(items(rush!.children)[0]?.description ?? '', /^−/);
  });

  it('runs one scenario, and one objective', async () => {
    const uri = fileUri('goals.arch');
    assert.deepEqual(await tests.run({ uri, scenario: 'rush' }), { passed: 0, failed: 2, errored: 0, skipped: 0 });
    assert.deepEqual(await tests.run({ uri, objective: 'buy.p99' }), { passed: 1, failed: 0, errored: 0, skipped: 0 });
  });

  it('gives up what is left of a run that is cancelled', async () => {
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const outcome = await tests.run({ uri: fileUri('goals.arch') }, source.token);
    assert.deepEqual(outcome, { passed: 0, failed: 0, errored: 0, skipped: 6 });
  });

  it('says that there is nothing to test where no objective is declared', async () => {
    assert.equal(await tests.run({ uri: fileUri('overloaded.arch') }), undefined);
  });

  it('marks tests of a file with errors as errored', async () => {
    const document = await open('goals.arch');
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, document.positionAt(document.getText().length), '\nservice {\n');
      await vscode.workspace.applyEdit(edit);
      const outcome = await vscode.commands.executeCommand<Outcome>('headroom.testObjectives', document.uri);
      assert.equal(outcome.passed + outcome.failed, 0);
      assert.ok(outcome.errored > 0);
    } finally {
      await revert(document);
    }
  });

  it('finds the files of all folders when the Test Explorer asks', async () => {
    await vscode.commands.executeCommand('testing.refreshTests');
    await eventually(
      'files of both folders',
      () => items(tests.tests).map((item) => item.uri?.path.split('/').slice(-2).join('/')),
      (all) =>
        ['workspace/healthy.arch', 'workspace/goals.arch', 'second/second.arch'].every((one) => all.includes(one)),
    );
    // Nothing to test in them.
    assert.ok(!items(tests.tests).some((item) => /(base|shop|overloaded)\.arch$/.test(item.uri?.path ?? '')));
  });

  it('runs on save where the setting says so, also when an imported file is saved', async () => {
    const settings = vscode.workspace.getConfiguration('headroom');
    const ran: Outcome[] = [];
    const listener = tests.onDidRun((outcome) => ran.push(outcome));
    const document = await open('base.arch', 1);
    try {
      await open('second.arch', 1);
      await fileItem('second.arch');
      await settings.update('test.runOnSave', true, vscode.ConfigurationTarget.Workspace);
      await touch(document);
      await eventually(
        'a run of the importing file',
        () => ran,
        (all) => all.length > 0,
      );
      assert.deepEqual(ran[0], { passed: 1, failed: 0, errored: 0, skipped: 0 });
    } finally {
      await settings.update('test.runOnSave', undefined, vscode.ConfigurationTarget.Workspace);
      listener.dispose();
    }
    ran.length = 0;
    await touch(document);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(ran.length, 0);
  });

  it('repeats tests with each save while a continuous run is on', async () => {
    const ran: Outcome[] = [];
    const listener = tests.onDidRun((outcome) => ran.push(outcome));
    const document = await open('goals.arch');
    await fileItem('goals.arch');
    await vscode.commands.executeCommand('testing.startContinuousRun');
    try {
      let touched = 0;
      await eventually(
        'a run after a save',
        async () => {
          // The command may return before the run is on; a text that changes all the time is never analysed.
          if (Date.now() - touched > 4_000) {
            touched = Date.now();
            await touch(document);
          }
          return ran;
        },
        (all) => all.some((outcome) => outcome.failed >= 3 && outcome.passed > 0),
      );
    } finally {
      await vscode.commands.executeCommand('testing.stopContinuousRun');
      listener.dispose();
    }
  });

  async function fileItem(name: string): Promise<vscode.TestItem> {
    const found = await eventually(
      `the tests of ${name}`,
      () => items(tests.tests).find((item) => item.uri?.path.endsWith(`/${name}`)),
      (item) => item !== undefined && item.children.size > 0,
    );
    assert.ok(found);
    return found;
  }
});

function items(collection: vscode.TestItemCollection): vscode.TestItem[] {
  return Array.from(collection, ([, item]) => item);
}

function labels(collection: vscode.TestItemCollection): string[] {
  return items(collection).map((item) => item.label);
}

/** Changes a comment and saves. */
async function touch(document: vscode.TextDocument): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(document.getText().length), '// touched\n');
  await vscode.workspace.applyEdit(edit);
  await document.save();
}
