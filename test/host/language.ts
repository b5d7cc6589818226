/** The language features, asked through VS Code's own API. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeOf, diagnostics, eventually, find, open, revert } from './helpers.js';

describe('an overloaded file', () => {
  it('is flagged as an error that names the node, and a quick fix of the server makes it go', async () => {
    const document = await open('overloaded.arch');
    try {
      const found = await eventually(
        'an error on the overload',
        () => diagnostics(document.uri).filter((one) => one.severity === vscode.DiagnosticSeverity.Error),
        (all) => all.length > 0,
      );
      const overload = found.find((one) => one.message.includes('web'));
      assert.ok(overload, `an error names web: ${found.map((one) => one.message).join(' | ')}`);
      assert.notEqual(codeOf(overload), '');
      const fixes = await eventually(
        'a quick fix with an edit',
        () =>
          vscode.commands.executeCommand<vscode.CodeAction[]>(
            'vscode.executeCodeActionProvider',
            document.uri,
            overload.range,
            vscode.CodeActionKind.QuickFix.value,
          ),
        (all) => all.some((one) => one.edit && /replicas/.test(one.title)),
      );
      const fix = fixes.find((one) => one.edit && /replicas/.test(one.title));
      assert.ok(fix?.edit);
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      // 900 req/s x 10 ms = 9 busy cores: two replicas of four cores cannot, three can.
      const replicas = Number(/replicas (\d+)/.exec(document.getText())?.[1]);
      assert.ok(replicas >= 3, `replicas ${replicas} after the fix`);
      await eventually(
        'the overload gone',
        () => diagnostics(document.uri).filter((one) => codeOf(one) === codeOf(overload)),
        (all) => all.length === 0,
      );
    } finally {
      await revert(document);
    }
  });

  it('points at a syntax error while the rest is still analysed', async () => {
    const document = await open('healthy.arch');
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, document.positionAt(document.getText().length), '\nservice {\n');
      await vscode.workspace.applyEdit(edit);
      await eventually(
        'a syntax error',
        () => vscode.languages.getDiagnostics(document.uri),
        (all) => all.some((one) => one.severity === vscode.DiagnosticSeverity.Error && one.range.start.line > 24),
      );
    } finally {
      await revert(document);
    }
    await eventually(
      'no error left',
      () => vscode.languages.getDiagnostics(document.uri),
      (all) => all.every((one) => one.severity !== vscode.DiagnosticSeverity.Error),
    );
  });
});

describe('what a file shows', () => {
  it('hints with utilisation at the line of a node', async () => {
    const document = await open('healthy.arch');
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await eventually(
      'inlay hints',
      () => vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, range),
      (all) => all.some((one) => text(one).includes('ρ')),
    );
    // 100 req/s x 10 ms over 16 cores.
    const line = find(document, 'frontend web').line;
    const atWeb = hints.filter((one) => one.position.line === line).map(text);
    assert.match(atWeb.join(' '), /ρ\s*(0[.,]06|6[.,]?\d*\s*%)/);
  });

  it('a hover that explains a number', async () => {
    const document = await open('healthy.arch');
    const hover = await eventually(
      'a hover on web',
      () =>
        vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          find(document, 'frontend web', 10),
        ),
      (all) => all.length > 0,
    );
    const shown = hover.flatMap((one) => one.contents.map((part) => (typeof part === 'string' ? part : part.value)));
    assert.match(shown.join('\n'), /utilisation|ρ/i);
    assert.doesNotMatch(shown.join('\n'), /NaN|Infinity|undefined/);
  });

  it('symbols in their nesting', async () => {
    const document = await open('healthy.arch');
    const symbols = await eventually(
      'symbols',
      () =>
        vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri),
      (all) => (all?.length ?? 0) > 0,
    );
    const web = flat(symbols).find((one) => one.name === 'web');
    assert.ok(web, `web among ${flat(symbols).map((one) => one.name)}`);
    assert.ok(web.children.some((one) => one.name.includes('page')));
  });

  it('completions of operations in a call', async () => {
    const document = await open('healthy.arch');
    const place = find(document, 'call catalog.search', 'call '.length);
    const list = await eventually(
      'completions',
      () =>
        vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          document.uri,
          place,
        ),
      (all) => all.items.some((one) => label(one).includes('catalog')),
    );
    assert.ok(list.items.some((one) => label(one).includes('catalog')));
  });
});

describe('moving through files', () => {
  it('goes from a call to its operation in the imported file', async () => {
    const document = await open('shop.arch');
    const targets = await eventually(
      'a definition',
      () =>
        vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
          'vscode.executeDefinitionProvider',
          document.uri,
          find(document, 'ledger.book', 'ledger.b'.length),
        ),
      (all) => all.length > 0,
    );
    const [first] = targets;
    assert.ok(first);
    const uri = 'targetUri' in first ? first.targetUri : first.uri;
    assert.match(uri.path, /base\.arch$/);
  });

  it('renames a node type in every file that uses it', async () => {
    const base = await open('base.arch');
    const shop = await open('shop.arch');
    const edit = await eventually(
      'an edit of both files',
      () =>
        vscode.commands.executeCommand<vscode.WorkspaceEdit>(
          'vscode.executeDocumentRenameProvider',
          base.uri,
          find(base, 'service ledger', 'service l'.length),
          'accounts',
        ),
      (one) => (one?.size ?? 0) >= 2,
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    try {
      assert.match(base.getText(), /service accounts \{/);
      assert.match(shop.getText(), /call accounts\.book/);
      await eventually(
        'no error after the renaming',
        () => [...vscode.languages.getDiagnostics(base.uri), ...vscode.languages.getDiagnostics(shop.uri)],
        (all) => all.every((one) => one.severity !== vscode.DiagnosticSeverity.Error),
      );
    } finally {
      await revert(base);
      await revert(shop);
    }
  });

  it('formats: indents, and changes nothing the second time', async () => {
    const document = await open('healthy.arch');
    try {
      const messy = new vscode.WorkspaceEdit();
      const line = document.lineAt(find(document, 'workers 64').line);
      messy.replace(document.uri, line.range, '        workers 64');
      await vscode.workspace.applyEdit(messy);
      const options = { tabSize: 2, insertSpaces: true };
      const format = () =>
        vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
          'vscode.executeFormatDocumentProvider',
          document.uri,
          options,
        );
      const edits = await eventually('edits', format, (all) => (all?.length ?? 0) > 0);
      const first = new vscode.WorkspaceEdit();
      first.set(document.uri, edits ?? []);
      await vscode.workspace.applyEdit(first);
      assert.equal(document.lineAt(line.lineNumber).text, '  workers 64');
      const formatted = document.getText();
      const again = new vscode.WorkspaceEdit();
      again.set(document.uri, (await format()) ?? []);
      await vscode.workspace.applyEdit(again);
      assert.equal(document.getText(), formatted);
    } finally {
      await revert(document);
    }
  });
});

function text(hint: vscode.InlayHint): string {
  return typeof hint.label === 'string' ? hint.label : hint.label.map((part) => part.value).join('');
}

function label(item: vscode.CompletionItem): string {
  return typeof item.label === 'string' ? item.label : item.label.label;
}

function flat(symbols: readonly vscode.DocumentSymbol[]): vscode.DocumentSymbol[] {
  return symbols.flatMap((one) => [one, ...flat(one.children)]);
}
