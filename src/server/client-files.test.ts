import { OperationCancelled, URI } from 'langium';
import { expect, test, vi } from 'vitest';
import { CancellationTokenSource, type Connection } from 'vscode-languageserver';
import { ClientFiles, SplitFiles } from './client-files.js';
import type { FileParams, FileResult } from './protocol.js';

const uri = URI.parse('memfs:/shop/base.arch');

function client(answer: (params: FileParams) => FileResult | Promise<FileResult>, patience = 1000) {
  const asked: FileParams[] = [];
  const sendRequest = async (_: string, params: FileParams): Promise<FileResult> => {
    asked.push(params);
    return answer(params);
  };
  return { asked, files: new ClientFiles({ sendRequest } as unknown as Connection, patience) };
}

test('a file is read with one request', async () => {
  const { asked, files } = client(() => ({ kind: 'text', text: 'system shop' }));
  expect(await files.readFile(uri)).toBe('system shop');
  expect(asked).toEqual([{ uri: 'memfs:/shop/base.arch', want: 'text' }]);
});

test('a folder is listed with addresses of its entries', async () => {
  const { files } = client(() => ({
    kind: 'entries',
    entries: [
      { name: 'a b.arch', folder: false },
      { name: 'more', folder: true },
    ],
  }));
  const found = await files.readDirectory(URI.parse('memfs://host/shop'));
  expect(found.map((node) => [node.uri.toString(), node.isDirectory])).toEqual([
    ['memfs://host/shop/a%20b.arch', false],
    ['memfs://host/shop/more', true],
  ]);
});

test('a missing file is told from one that cannot be read', async () => {
  const missing = client(() => ({ kind: 'missing' })).files;
  expect(await missing.exists(uri)).toBe(false);
  await expect(missing.readFile(uri)).rejects.toMatchObject({ code: 'FileNotFound' });
  await expect(missing.stat(uri)).rejects.toMatchObject({ code: 'FileNotFound' });
  const locked = client(() => ({ kind: 'failed', code: 'NoPermissions', message: 'no' })).files;
  expect(await locked.exists(uri)).toBe(true);
  await expect(locked.readFile(uri)).rejects.toMatchObject({ code: 'NoPermissions', message: 'no' });
});

test('whoever cancels does not wait for a file system that hangs', async () => {
  const { files } = client(() => new Promise(() => undefined), 60_000);
  const source = new CancellationTokenSource();
  const reading = files.readFile(uri, source.token);
  source.cancel();
  await expect(reading).rejects.toBe(OperationCancelled);
  await expect(files.readFile(uri, source.token)).rejects.toBe(OperationCancelled);
});

test('a file system that does not answer is not available', async () => {
  const { files } = client(() => new Promise(() => undefined), 10);
  await expect(files.readFile(uri)).rejects.toMatchObject({ code: 'Unavailable' });
});

test('only local files are read without the client', async () => {
  const local = { readFile: vi.fn(async () => 'local') };
  const { asked, files } = client(() => ({ kind: 'text', text: 'remote' }));
  const split = new SplitFiles(local as never, files);
  expect(await split.readFile(URI.parse('file:///shop/base.arch'))).toBe('local');
  expect(asked).toEqual([]);
  for (const address of ['vscode-vfs://github/o/r/a.arch', 'untitled:a.arch', 'vscode-remote://wsl/a.arch'])
    expect(await split.readFile(URI.parse(address))).toBe('remote');
  expect(asked.length).toBe(3);
});
