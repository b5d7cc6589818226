/** The Architecture view: what it lists, how it is marked, where a click goes. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Activated } from '../../src/extension/extension.js';
import { activated, eventually, open, revert } from './helpers.js';

type Tree = Activated['tree'];
type Part = Parameters<Tree['getTreeItem']>[0];

describe('the Architecture view', () => {
  let tree: Tree;
  before(async () => {
    ({ tree } = await activated());
  });

  it('lists objectives, workloads, node types, external dependencies and scenarios of the active file', async () => {
    await open('goals.arch');
    const groups = await shown(tree, 'goals.arch');
    assert.deepEqual(
      groups.map((part) => part.label),
      ['Objectives', 'Workloads', 'Node Types', 'External Dependencies', 'Scenarios'],
    );
    const nodes = await children(tree, groups[2]);
    assert.equal(nodes[0]?.label, 'till');
    assert.match(nodes[0]?.description ?? '', /^ρ 0\.\d+ (cores|workers) · replicas 2$/);
    assert.match((await children(tree, nodes[0]))[0]?.label ?? '', /^pay$/);
    assert.match((await children(tree, groups[3]))[0]?.description ?? '', /200 req\/s of at most 300 req\/s/);
  });

  it('marks objectives by shape, colour and word', async () => {
    await open('goals.arch');
    const [objectives] = await shown(tree, 'goals.arch');
    const items = (await children(tree, objectives)).map((part) => tree.getTreeItem(part));
    assert.deepEqual(
      items.map((item) => (item.iconPath as vscode.ThemeIcon).id),
      ['pass', 'error'],
    );
    assert.match(String(items[0]?.description), /ms, \+/);
    assert.match(items[0]?.accessibilityInformation?.label ?? '', /is met/);
    assert.match(items[1]?.accessibilityInformation?.label ?? '', /is missed/);
    assert.equal(tree.badge, 1);
  });

  it('computes a scenario when it is opened, and marks it by its worst objective', async () => {
    await open('goals.arch');
    const groups = await shown(tree, 'goals.arch');
    const rush = (await children(tree, groups[4])).find((part) => part.label === 'rush');
    const objectives = await children(tree, rush);
    assert.equal(objectives.length, 2);
    assert.ok(objectives.every((part) => part.scenario === 'rush' && part.verdict === 'missed'));
    assert.equal((tree.getTreeItem(rush!).iconPath as vscode.ThemeIcon).id, 'error');
  });

  it('goes to the line of a part and of a scenario', async () => {
    const document = await open('goals.arch');
    const groups = await shown(tree, 'goals.arch');
    for (const [group, line] of [
      [2, 'frontend till'],
      [4, 'scenario sale'],
    ] as const) {
      const [part] = await children(tree, groups[group]);
      const { command } = tree.getTreeItem(part!);
      assert.ok(command);
      await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
      const wanted = document.positionAt(document.getText().indexOf(line)).line;
      assert.equal(vscode.window.activeTextEditor?.selection.active.line, wanted, line);
    }
  });

  it('follows edits, keeps the last good figures while the text is broken, and says so', async () => {
    const document = await open('goals.arch');
    try {
      await shown(tree, 'goals.arch');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(
        document.uri,
        new vscode.Position(document.lineCount, 0),
        '\nservice later { op run { cpu 1 ms } }\n}}}',
      );
      await vscode.workspace.applyEdit(edit);
      await eventually(
        'a hint about errors',
        () => tree.message,
        (text) => /Errors in the description/.test(text),
      );
      const groups = await shown(tree, 'goals.arch');
      assert.ok(groups.length >= 5);
    } finally {
      await revert(document);
    }
    await eventually(
      'no hint',
      () => tree.message,
      (text) => text === '',
    );
  });

  it('gives the same part the same id in each report, so that what is open stays open', async () => {
    const document = await open('goals.arch');
    const ids = async (): Promise<string[]> => {
      const groups = await shown(tree, 'goals.arch');
      const lines = await Promise.all(groups.map((group) => children(tree, group)));
      return lines.flat().map((part) => part.id);
    };
    const before = await ids();
    assert.equal(new Set(before).size, before.length);
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), '// a comment\n');
      await vscode.workspace.applyEdit(edit);
      await eventually(
        'the report of the edited text',
        async () => (await children(tree, (await shown(tree, 'goals.arch'))[0]))[0]?.at?.line,
        (line) => line === 15,
      );
      assert.deepEqual(await ids(), before);
    } finally {
      await revert(document);
    }
  });
});

/** The top of the tree once it is about a file. */
async function shown(tree: Tree, name: string): Promise<Part[]> {
  return eventually(
    `the tree of ${name}`,
    () => children(tree, undefined),
    (parts) => parts.length > 0 && parts.every((part) => part.uri.endsWith(`/${name}`)),
  );
}

async function children(tree: Tree, part: Part | undefined): Promise<Part[]> {
  return (await tree.getChildren(part)) ?? [];
}
