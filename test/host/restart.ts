/** The language server is killed: it comes back by itself, and so does what it knew. */
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { activated, diagnostics, eventually, find, open, revert } from './helpers.js';

describe('the language server', () => {
  before(async () => {
    await open('overloaded.arch');
    await eventually('a running server', servers, (all) => all.length === 1);
  });

  it('is started again after it was killed, and its problems come back', async () => {
    const document = await open('overloaded.arch');
    await eventually(
      'problems',
      () => diagnostics(document.uri),
      (all) => all.length > 0,
    );
    const [first] = servers();
    assert.ok(first);
    process.kill(first, 'SIGKILL');
    await eventually('another server', servers, (all) => all.length === 1 && all[0] !== first);
    await eventually(
      'the same problems',
      () => diagnostics(document.uri),
      (all) => all.some((one) => one.message.includes('web')),
    );
  });

  it('answers a command that was asked while it was down', async () => {
    await open('overloaded.arch');
    const [first] = servers();
    assert.ok(first);
    process.kill(first, 'SIGKILL');
    // Prints the report: only a server can make it.
    await vscode.commands.executeCommand('headroom.analyse');
    await eventually('another server', servers, (all) => all.length === 1 && all[0] !== first);
  });

  it('leaves status bar and tree as they were, and what is edited meanwhile is computed by the next one', async () => {
    const { status, tree } = await activated();
    const document = await open('goals.arch');
    await eventually(
      'the missed objective',
      () => status.text,
      (text) => /^\$\(error\) buy mean < 50 ms/.test(text ?? ''),
    );
    const [first] = servers();
    assert.ok(first);
    process.kill(first, 'SIGKILL');
    await eventually('no server', servers, (all) => !all.includes(first));
    assert.match(status.text ?? '', /buy mean < 50 ms/);
    assert.ok(((await tree.getChildren()) ?? []).length > 0);
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, find(document, 'mean < 50', 'mean < 50'.length), '0');
      await vscode.workspace.applyEdit(edit);
      await eventually(
        'the objective met',
        () => status.text,
        (text) => /^\$\(pass\) buy/.test(text ?? ''),
      );
    } finally {
      await revert(document);
    }
  });

  it('is replaced by the command for it', async () => {
    const [first] = servers();
    assert.ok(first);
    await vscode.commands.executeCommand('headroom.restartServer');
    await eventually('another server', servers, (all) => all.length === 1 && all[0] !== first);
  });

  it('is left alone after it has stopped too often, and the command starts it again', async () => {
    const document = await open('overloaded.arch');
    await eventually(
      'nothing left to kill',
      () => {
        const all = servers();
        for (const id of all) process.kill(id, 'SIGKILL');
        return all;
      },
      quietFor(8_000),
      50_000,
    );
    await vscode.commands.executeCommand('headroom.restartServer');
    await eventually('a server', servers, (all) => all.length === 1);
    await eventually(
      'its problems',
      () => diagnostics(document.uri),
      (all) => all.length > 0,
    );
  });
});

/** Process ids of the language servers that this extension host has started. */
function servers(): number[] {
  return children().flatMap(({ id, parent, command }) =>
    parent === process.pid && /[\\/]dist[\\/]server\.cjs/.test(command) ? [id] : [],
  );
}

function children(): { id: number; parent: number; command: string }[] {
  if (existsSync('/proc/self/stat')) {
    return readdirSync('/proc').flatMap((name) => {
      try {
        // The name in brackets may hold spaces; the parent is the second field behind it.
        const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]);
        return [{ id: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
      } catch {
        return [];
      }
    });
  }
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match ? [{ id: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }] : []));
}

/** True once nothing was seen for so long. */
function quietFor(milliseconds: number): (seen: readonly unknown[]) => boolean {
  let last = Date.now();
  return (seen) => {
    if (seen.length > 0) last = Date.now();
    return Date.now() - last > milliseconds;
  };
}
