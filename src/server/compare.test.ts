// The request that compares a file with an earlier version: in memory, with imports, without touching what is open.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { type CompareParams, type CompareResult, compareRequest } from './protocol.js';
import { connect, type TestClient } from './testing/connect.js';

const uri = 'memfs:/shop/shop.arch';
const base = 'memfs:/shop/base.arch';
const shop = (more = '') => `import "./base.arch"
system shop
workload browse { open peak; calls web.page }
frontend web { replicas 2; cores 2; op page { cpu 8 ms } }
objective browse { p99 < 100 ms; headroom >= 50 % }
${more}`;
const peak = (rate: number) => `param peak = ${rate} req/s\n`;

let files: Record<string, string>;
let client: TestClient;
beforeEach(async () => {
  files = { [uri]: shop(), [base]: peak(200) };
  client = await connect(files, ['memfs:/shop']);
});
afterEach(() => client.dispose());

async function compare(params: Omit<CompareParams, 'uri'>): Promise<CompareResult> {
  return client.connection.sendRequest<CompareResult>(compareRequest, { uri, ...params });
}
const opened = async (text = shop()): Promise<void> => {
  await client.open(uri, text);
  await vi.waitFor(() => expect(client.reports.some((item) => item.complete)).toBe(true), { timeout: 10_000 });
};

test('an earlier version is compared with the present text, not with what is on disk', async () => {
  await opened(shop().replace('cpu 8 ms', 'cpu 16 ms'));
  const result = await compare({ files: { [uri]: shop() } });
  if (result.kind !== 'comparison') throw new Error(JSON.stringify(result));
  expect(result.comparison.objectives.map(({ id, effect }) => [id, effect])).toContainEqual([
    'browse.headroom',
    'broken',
  ]);
  expect(result.worse).toBe(true);
  expect(result.summary).toMatch(/^[12] objectives? got worse: /);
  expect(result.errors).toEqual({ before: 0, after: 0 });
  expect(result.texts.before).toContain('- ρ cores: 0.40');
  expect(result.texts.after).toContain('- ρ cores: 0.80');
  const titles = (text: string) => text.split('\n').filter((line) => /^##? (?!Findings)/.test(line));
  expect(titles(result.texts.before)).toEqual(titles(result.texts.after));
});

test('imports are those of the earlier version where given, else the present ones', async () => {
  await opened();
  const earlier = await compare({ files: { [uri]: shop(), [base]: peak(100) } });
  expect(earlier).toMatchObject({ kind: 'comparison', texts: { before: expect.stringContaining('100 req/s') } });
  const present = await compare({ files: { [uri]: shop() } });
  expect(present).toMatchObject({ kind: 'comparison', worse: false });
  if (present.kind === 'comparison') expect(present.texts.before).toBe(present.texts.after);
  // As it is in its editor, not on disk.
  await client.open(base, peak(300));
  await vi.waitFor(async () => {
    const edited = await compare({ files: { [uri]: shop() } });
    expect(edited).toMatchObject({ kind: 'comparison', texts: { before: expect.stringContaining('300 req/s') } });
  });
});

test('whoever has earlier texts is told which are wanted', async () => {
  await opened();
  const more = 'memfs:/shop/gone.arch';
  const first = await compare({ files: { [uri]: `import "./gone.arch"\n${shop()}` }, probe: true });
  expect(first.kind === 'wanted' && [...first.uris].sort()).toEqual([base, more]);
  const texts = { [uri]: `import "./gone.arch"\n${shop()}`, [base]: peak(1), [more]: 'import "./deeper.arch"\n' };
  expect(await compare({ files: texts, probe: true })).toEqual({
    kind: 'wanted',
    uris: ['memfs:/shop/deeper.arch'],
  });
});

test('nothing that is open is touched', async () => {
  await opened();
  const reports = client.reports.length;
  const before = client.diagnostics.get(uri);
  await compare({ files: { [uri]: 'frontend { nonsense', [base]: 'also nonsense' } });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(client.reports).toHaveLength(reports);
  expect(client.diagnostics.get(uri)).toEqual(before);
  const now = await compare({ files: { [uri]: shop() } });
  expect(now.kind === 'comparison' && now.texts.after).toContain('200 req/s');
});

test('mistakes of either version are counted, and a scenario must be in both', async () => {
  await opened(shop('scenario sale { browse.rate = 400 req/s }\n'));
  const broken = await compare({ files: { [uri]: `${shop()}frontend db { cores }\n` } });
  expect(broken).toMatchObject({ kind: 'comparison', errors: { before: 1, after: 0 } });
  expect(await compare({ files: { [uri]: shop() }, scenario: 'sale' })).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('The earlier version cannot be analysed'),
  });
  const both = await compare({
    files: { [uri]: shop('scenario sale { browse.rate = 300 req/s }\n') },
    scenario: 'sale',
  });
  expect(both).toMatchObject({ kind: 'comparison', comparison: { after: { scenario: 'sale' } } });
});

test('a file that is not open, and a comparison that is not wanted any more, have an answer', async () => {
  const other = await client.connection.sendRequest<CompareResult>(compareRequest, {
    uri: 'memfs:/nowhere.arch',
    files: {},
  });
  expect(other.kind).toBe('failed');
  await opened();
  const source = new CancellationTokenSource();
  const params: CompareParams = { uri, files: { [uri]: shop() } };
  const answer = client.connection.sendRequest<CompareResult>(compareRequest, params, source.token);
  source.cancel();
  await expect(answer.catch((error: Error) => error)).resolves.toBeDefined();
});
