import { EmptyFileSystem, URI } from 'langium';
import { describe, expect, it } from 'vitest';
import { CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';
import type { CancellableFiles } from './import-loader.js';
import { type ArchDocuments, resolveImport } from './imports.js';
import { createArchCoreServices } from './module.js';
import { openSystem, readText } from './read-system.js';

const resolved = (from: string, path: string, home?: string): string => {
  const target = resolveImport(URI.parse(from), path, home === undefined ? undefined : URI.parse(home));
  return target.kind === 'file' ? target.uri.toString(true) : target.reason;
};

describe('the path of an import', () => {
  it.each([
    ['file:///w/a.arch', './b.arch', 'file:///w/b.arch'],
    ['file:///w/a.arch', '../c/b.arch', 'file:///c/b.arch'],
    ['vscode-vfs://github/o/r/a.arch', 'b.arch', 'vscode-vfs://github/o/r/b.arch'],
    ['vscode-remote://ssh/w/a.arch', 'vscode-remote://SSH/x/b.arch', 'vscode-remote://ssh/x/b.arch'],
    ['memfs:/w/a.arch', 'sub dir/b.arch', 'memfs:/w/sub dir/b.arch'],
  ])('from %s, %s is %s', (from, path, expected) => {
    expect(resolved(from, path)).toBe(expected);
  });

  it.each([
    ['file:///w/a.arch', 'https://example.org/b.arch'],
    ['file:///w/a.arch', 'file://server/b.arch'],
    ['vscode-vfs://github/o/r/a.arch', 'file:///etc/b.arch'],
    ['vscode-vfs://github/o/r/a.arch', 'vscode-vfs://gitlab/o/r/b.arch'],
  ])('from %s, %s leaves its file system and is refused', (from, path) => {
    expect(resolved(from, path)).toMatch(/same file system/);
  });

  it('leads to *.arch files only', () => {
    expect(resolved('file:///w/a.arch', '../../etc/passwd')).toMatch(/only \*\.arch files/);
    expect(resolved('file:///w/a.arch', ' ')).toMatch(/empty/);
  });

  it('is relative to the first folder in a file that was never saved', () => {
    expect(resolved('untitled:Untitled-1', 'b.arch', 'memfs:/w')).toBe('memfs:/w/b.arch');
    expect(resolved('untitled:Untitled-1', 'b.arch')).toMatch(/save it first/);
  });

  it('stays in the revision of its file', () => {
    const target = resolveImport(
      URI.parse('git:/w/a.arch').with({ query: '{"path":"/w/a.arch","ref":"HEAD"}' }),
      './b.arch',
    );
    expect(target.kind === 'file' && JSON.parse(target.uri.query)).toEqual({ path: '/w/b.arch', ref: 'HEAD' });
  });
});

describe('files that are imported', () => {
  /** A file system in memory that says what it was asked for. */
  function memory(files: Record<string, string | Error>) {
    const read: string[] = [];
    const provider: Partial<CancellableFiles> = {
      exists: async (uri) => uri.toString() in files,
      async readFile(uri) {
        read.push(uri.toString());
        const file = files[uri.toString()];
        if (typeof file === 'string') return file;
        throw file ?? new Error('missing');
      },
    };
    const services = createArchCoreServices({ fileSystemProvider: () => provider as CancellableFiles });
    return { read, services };
  }
  const codes = (result: Awaited<ReturnType<typeof openSystem>>): string[] =>
    result.diagnostics.map((item) => `${item.code}: ${item.message}`);

  it('are read wherever they are, each once, through other files as well', async () => {
    const { read, services } = memory({
      'memfs:/a.arch': 'import "b.arch"\nimport "c.arch"\nworkload w { open 1 req/s; calls s.o }',
      'memfs:/b.arch': 'import "c.arch"',
      'memfs:/c.arch': 'import "a.arch"\nservice s { op o { cpu 1 ms } }',
    });
    const result = await openSystem(services, 'memfs:/a.arch');
    expect(result.system.nodes.map((node) => node.name)).toEqual(['s']);
    expect(read.sort()).toEqual(['memfs:/a.arch', 'memfs:/b.arch', 'memfs:/c.arch']);
  });

  it('are told to be missing, or why they cannot be read', async () => {
    const { services } = memory({
      'memfs:/a.arch': 'import "none.arch"\nimport "locked.arch"\nimport "folder.arch"',
      'memfs:/locked.arch': Object.assign(new Error('x'), { code: 'NoPermissions' }),
      'memfs:/folder.arch': Object.assign(new Error('x'), { code: 'EISDIR' }),
    });
    expect(codes(await openSystem(services, 'memfs:/a.arch'))).toEqual([
      expect.stringMatching(/^import-not-found: .*'none\.arch'/),
      expect.stringMatching(/^import-unreadable: .*permission/),
      expect.stringMatching(/^import-unreadable: .*folder/),
    ]);
  });

  it('are not asked for with every edit where they are missing, but at once when they appear', async () => {
    const files: Record<string, string> = { 'memfs:/a.arch': 'import "b.arch"' };
    const { read, services } = memory(files);
    await openSystem(services, 'memfs:/a.arch');
    const { DocumentBuilder } = services.shared.workspace;
    const a = URI.parse('memfs:/a.arch');
    const b = URI.parse('memfs:/b.arch');
    await DocumentBuilder.update([a], []);
    expect(read.filter((uri) => uri === b.toString()).length).toBe(1);
    files[b.toString()] = 'service s { }';
    await DocumentBuilder.update([a, b], []);
    expect((await openSystem(services, a.toString())).diagnostics).toEqual([]);
  });

  it('are given up when the text has changed meanwhile', async () => {
    const hanging: Partial<CancellableFiles> = {
      exists: async () => true,
      readFile: (_, token = CancellationToken.None) =>
        new Promise((_, reject) => token.onCancellationRequested(() => reject(new Error('cancelled')))),
    };
    const { shared } = createArchCoreServices({ fileSystemProvider: () => hanging as CancellableFiles });
    const document = shared.workspace.LangiumDocuments.createDocument(URI.parse('memfs:/a.arch'), 'import "b.arch"');
    const source = new CancellationTokenSource();
    const building = shared.workspace.DocumentBuilder.build([document], {}, source.token);
    source.cancel();
    await building.catch(() => undefined);
  });

  it('of a text that was never saved are those of the first folder', async () => {
    const { services } = memory({ 'memfs:/w/b.arch': 'service s { op o { cpu 1 ms } }' });
    (services.shared.workspace.LangiumDocuments as ArchDocuments).home = URI.parse('memfs:/w');
    const result = await readText(services, 'import "b.arch"', 'untitled:Untitled-1.arch');
    expect(result.system.nodes.map((node) => node.name)).toEqual(['s']);
    const homeless = await readText(
      createArchCoreServices(EmptyFileSystem),
      'import "b.arch"',
      'untitled:Untitled-1.arch',
    );
    expect(codes(homeless)).toEqual([expect.stringMatching(/^import-unreadable: .*save it first/)]);
  });
});
