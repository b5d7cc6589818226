import { afterEach, expect, test, vi } from 'vitest';
import { FileChangeType, type FileEvent, type SymbolInformation } from 'vscode-languageserver';
import type { AnalyseResult } from './protocol.js';
import { connect, type TestClient } from './testing/connect.js';
import { relevantChanges } from './workspace-manager.js';

const shop = 'import "base.arch"\nworkload buy { open 50 req/s; calls ledger.book }\n';
const base = (cpu: number): string => `service ledger { replicas 2\ncores 4\nop book { cpu ${cpu} ms } }\n`;

let client: TestClient;
afterEach(() => client.dispose());

const errors = (uri: string): string[] | undefined =>
  client.diagnostics
    .get(uri)
    ?.filter((item) => item.severity === 1)
    .map((item) => String(item.code));
const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 10_000, interval: 20 });
const utilisation = async (uri: string): Promise<number | undefined> => {
  const result = await client.connection.sendRequest<AnalyseResult>('headroom/analyse', { uri, detail: 'quick' });
  const node = result.kind === 'report' ? result.report.nodes.find((one) => one.name === 'ledger') : undefined;
  return node?.cpuUtilisation.kind === 'value' ? node.cpuUtilisation.value : undefined;
};
const symbols = async (query: string): Promise<string[]> => {
  const found = await client.connection.sendRequest<SymbolInformation[]>('workspace/symbol', { query });
  return found.map((item) => item.location.uri).sort();
};

test('a virtual workspace is analysed through the client, and follows its imported files', async () => {
  const files: Record<string, string> = { 'memfs:/w/base.arch': base(8) };
  client = await connect(files, ['memfs:/w']);
  await client.open('memfs:/w/shop.arch', shop);
  await until(async () => expect(await utilisation('memfs:/w/shop.arch')).toBeCloseTo(0.05, 6));
  expect(errors('memfs:/w/shop.arch')).toEqual([]);
  files['memfs:/w/base.arch'] = base(16);
  await client.changed({ uri: 'memfs:/w/base.arch', type: FileChangeType.Changed });
  await until(async () => expect(await utilisation('memfs:/w/shop.arch')).toBeCloseTo(0.1, 6));
  delete files['memfs:/w/base.arch'];
  await client.changed({ uri: 'memfs:/w/base.arch', type: FileChangeType.Deleted });
  await until(() => expect(errors('memfs:/w/shop.arch')).toContain('import-not-found'));
  files['memfs:/w/base.arch'] = base(8);
  await client.changed({ uri: 'memfs:/w/base.arch', type: FileChangeType.Created });
  await until(() => expect(errors('memfs:/w/shop.arch')).toEqual([]));
});

test('an import out of the workspace is watched on its own, also while it is missing', async () => {
  const files: Record<string, string> = {};
  client = await connect(files, ['memfs:/w']);
  await client.open('memfs:/w/shop.arch', shop.replace('base.arch', '../common/base.arch'));
  await until(() => expect(errors('memfs:/w/shop.arch')).toContain('import-not-found'));
  await until(() =>
    expect(client.registered.map((item) => item.registerOptions?.watchers?.[0]?.globPattern)).toContainEqual({
      baseUri: 'memfs:/common',
      pattern: '*.arch',
    }),
  );
  files['memfs:/common/base.arch'] = base(8);
  await client.changed({ uri: 'memfs:/common/base.arch', type: FileChangeType.Created });
  await until(() => expect(errors('memfs:/w/shop.arch')).toEqual([]));
});

test('all roots of a workspace are searched; those added later as well, those removed no more', async () => {
  const files = {
    'memfs:/one/a.arch': 'service ledger { }',
    'memfs:/two/deep/b.arch': 'service ledger { }',
    'memfs:/two/node_modules/c.arch': 'service ledger { }',
    'memfs:/three/d.arch': 'service ledger { }',
  };
  client = await connect(files, ['memfs:/one', 'memfs:/two', 'memfs:/gone']);
  await until(async () => expect(await symbols('ledger')).toEqual(['memfs:/one/a.arch', 'memfs:/two/deep/b.arch']));
  expect(client.registered.map((item) => item.method)).toContain('workspace/didChangeWorkspaceFolders');
  await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: [{ uri: 'memfs:/three', name: 'three' }], removed: [{ uri: 'memfs:/one', name: 'one' }] },
  });
  await until(async () => expect(await symbols('ledger')).toEqual(['memfs:/three/d.arch', 'memfs:/two/deep/b.arch']));
});

test('a workspace that is slow to search does not keep the open file waiting, and is searched all the same', async () => {
  const files = { 'memfs:/w/base.arch': base(8), 'memfs:/w/sub/far.arch': 'service far_away { }' };
  client = await connect(files, ['memfs:/w'], 1_500);
  await client.open('memfs:/w/shop.arch', shop);
  await until(async () => expect(await utilisation('memfs:/w/shop.arch')).toBeCloseTo(0.05, 6));
  expect(await symbols('far_away')).toEqual([]);
  await until(async () => expect(await symbols('far_away')).toEqual(['memfs:/w/sub/far.arch']));
});

test('what is not saved is given up when the editor is closed', async () => {
  client = await connect({ 'memfs:/w/base.arch': base(8) }, ['memfs:/w']);
  await client.open('memfs:/w/shop.arch', shop);
  await client.open('memfs:/w/base.arch', base(80));
  await until(async () => expect(await utilisation('memfs:/w/shop.arch')).toBeCloseTo(0.5, 6));
  await client.close('memfs:/w/base.arch');
  await until(async () => expect(await utilisation('memfs:/w/shop.arch')).toBeCloseTo(0.05, 6));
});

test('an untitled text imports from the first folder, and leaves nothing behind when it is closed', async () => {
  client = await connect({ 'memfs:/w/base.arch': base(8) }, ['memfs:/w']);
  await client.open('untitled:Untitled-1', shop);
  await until(async () => expect(await utilisation('untitled:Untitled-1')).toBeCloseTo(0.05, 6));
  await client.close('untitled:Untitled-1');
  await until(() => expect(client.diagnostics.get('untitled:Untitled-1')).toEqual([]));
  await client.open('memfs:/w/shop.arch', shop);
  await until(async () => expect(await utilisation('memfs:/w/shop.arch')).toBeCloseTo(0.05, 6));
  await client.close('memfs:/w/shop.arch');
  // Never saved: nothing is on disk.
  await until(() => expect(client.diagnostics.get('memfs:/w/shop.arch')).toEqual([]));
});

test('of the changes on disk, those that concern no description are passed over', () => {
  const { Created, Changed, Deleted } = FileChangeType;
  const changes: FileEvent[] = [
    { uri: 'file:///w/a.arch', type: Changed },
    { uri: 'file:///w/sub', type: Created },
    { uri: 'file:///w/sub', type: Deleted },
    { uri: 'file:///w/sub', type: Changed },
    { uri: 'file:///w/main.o', type: Created },
    { uri: 'file:///w/node_modules/x', type: Created },
    { uri: 'file:///w/.git/index', type: Deleted },
    { uri: 'git:/w/b.arch?%7B%22ref%22%3A%22~%22%7D', type: Changed },
  ];
  expect(relevantChanges({ changes })).toEqual([changes[0], changes[1], changes[2], changes[7]]);
});
