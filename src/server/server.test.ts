import { PassThrough } from 'node:stream';
import { EmptyFileSystem } from 'langium';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type {
  CodeAction,
  CodeLens,
  Diagnostic,
  Hover,
  InlayHint,
  PublishDiagnosticsParams,
} from 'vscode-languageserver';
import {
  CancellationTokenSource,
  createConnection,
  createProtocolConnection,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import type {
  AnalyseResult,
  ReportChangedParams,
  SimulateResult,
  SimulationProgressParams,
  SummaryResult,
  WriteBackResult,
} from './protocol.js';
import { createEngine } from './real-engine.js';
import { startServer } from './server.js';

const uri = 'file:///shop.arch';
const description = (rate: number): string => `system shop
workload browse { open ${rate} req/s; calls web.page }
frontend web {
  replicas 2
  cores 2
  workers 32
  queue 64, when full reject
  op page { cpu 8 ms }
}
objective browse { p99 < 300 ms }
scenario quiet { browse.rate = 10 req/s }
`;

let client: ProtocolConnection;
let diagnostics: Map<string, Diagnostic[]>;
let reports: ReportChangedParams[];

beforeEach(async () => {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(up, down);
  // A server ends its process when its client goes; here it shares the one of the tests.
  vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
  startServer({ connection, ...EmptyFileSystem, engine: createEngine, timing: { quick: 5, slow: 5 } });
  client = createProtocolConnection(down, up);
  diagnostics = new Map();
  reports = [];
  client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    diagnostics.set(params.uri, params.diagnostics);
  });
  client.onNotification('headroom/reportChanged', (params: ReportChangedParams) => {
    reports.push(params);
  });
  client.onRequest('workspace/configuration', () => [{}]);
  client.onRequest('client/registerCapability', () => null);
  client.listen();
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {},
    workspaceFolders: null,
    initializationOptions: { docs: 'file:///docs/' },
  });
  await client.sendNotification('initialized', {});
});

afterEach(() => {
  client.dispose();
  vi.restoreAllMocks();
});

async function open(text: string): Promise<void> {
  const textDocument = { uri, languageId: 'arch', version: 1, text };
  await client.sendNotification('textDocument/didOpen', { textDocument });
  await complete(1);
}

async function change(text: string, version: number): Promise<void> {
  await client.sendNotification('textDocument/didChange', {
    textDocument: { uri, version },
    contentChanges: [{ text }],
  });
}

async function complete(version: number): Promise<void> {
  await vi.waitFor(() => expect(reports.some((item) => item.version === version && item.complete)).toBe(true), 10_000);
}

const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const textDocument = { uri };

test('an overload is underlined while it is typed, and goes when it is mended', async () => {
  await open(description(100));
  expect(diagnostics.get(uri)?.filter((item) => item.severity === 1)).toEqual([]);
  await change(description(9000), 2);
  await complete(2);
  const errors = diagnostics.get(uri)?.filter((item) => item.severity === 1) ?? [];
  expect(errors.length).toBeGreaterThan(0);
  expect(errors[0]).toMatchObject({ source: 'headroom' });
  expect(errors[0]?.codeDescription?.href).toContain('file:///docs/');
  const actions = await client.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument,
    range,
    context: { diagnostics: errors },
  });
  const fix = actions.find((action) => action.isPreferred);
  expect(fix?.title).toMatch(/\(verified\)$/);
  expect(fix?.edit?.documentChanges?.[0]).toMatchObject({ textDocument: { uri, version: 2 } });
  await change(description(100), 3);
  await complete(3);
  expect(diagnostics.get(uri)?.filter((item) => item.severity === 1)).toEqual([]);
});

test('hints, lenses and hover carry the figures', async () => {
  await open(description(100));
  const hints = await client.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument, range });
  expect(hints.find((hint) => hint.position.line === 2)?.label).toMatch(/^ρ 0\.20 cores · p99 /);
  const lenses = await client.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
  expect(lenses.some((lens) => lens.command?.command === 'headroom.openPanel')).toBe(true);
  const hover = await client.sendRequest<Hover>('textDocument/hover', {
    textDocument,
    position: { line: 2, character: 10 },
  });
  expect(JSON.stringify(hover)).toMatch(/Utilisation.*Denning/s);
  const replicas = { textDocument, position: { line: 3, character: 6 } };
  expect(JSON.stringify(await client.sendRequest<Hover>('textDocument/hover', replicas))).toContain('Utilisation');
});

test('only the newest of many edits is analysed', async () => {
  await open(description(100));
  for (let version = 2; version <= 9; version++) await change(description(version * 10), version);
  await complete(9);
  expect(reports.filter((item) => item.complete).map((item) => item.version)).toEqual([1, 9]);
});

test('a scenario and what-if values are answered, and unknown ones refused in words', async () => {
  await open(description(100));
  const ask = (params: object): Promise<AnalyseResult> => client.sendRequest('headroom/analyse', { uri, ...params });
  const plain = await ask({});
  const quiet = await ask({ scenario: 'quiet' });
  const bigger = await ask({ overrides: [{ path: 'web.replicas', value: '4' }] });
  const utilisation = (result: AnalyseResult): number => {
    const first = result.kind === 'report' ? result.report.nodes[0]?.utilisation : undefined;
    return first?.kind === 'value' ? first.value : Number.NaN;
  };
  expect(utilisation(plain)).toBeCloseTo(0.2, 3);
  expect(utilisation(quiet)).toBeCloseTo(0.02, 3);
  expect(utilisation(bigger)).toBeCloseTo(0.1, 3);
  expect(await ask({ scenario: 'nonsense' })).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('nonsense'),
  });
  expect(await ask({ uri: 'file:///gone.arch' })).toMatchObject({ kind: 'failed' });
  const summary = await client.sendRequest<SummaryResult>('headroom/summary', { uri });
  expect(summary.text).toContain('shop.arch: system shop');
});

test('a quick answer has the figures of the load, and leaves the searches out', async () => {
  await open(description(100));
  const ask = (params: object): Promise<AnalyseResult> =>
    client.sendRequest('headroom/analyse', { uri, detail: 'quick', ...params });
  const held = await ask({});
  expect(held).toMatchObject({ kind: 'report', report: { complete: true } });
  const changed = await ask({ overrides: [{ path: 'browse.rate', value: '400 req/s' }] });
  expect(changed).toMatchObject({ kind: 'report', report: { complete: false, curves: [] } });
  expect(changed.kind === 'report' && changed.report.nodes[0]?.utilisation).toMatchObject({
    kind: 'value',
    value: expect.closeTo(0.8, 3),
  });
});

test('a quick answer leaves out what no picture shows', async () => {
  await open(description(100));
  const overrides = [{ path: 'browse.rate', value: '400 req/s' }];
  const ask = (params: object): Promise<AnalyseResult> => client.sendRequest('headroom/analyse', { uri, ...params });
  const [quick, full] = [await ask({ overrides, detail: 'quick' }), await ask({ overrides })];
  const node = (result: AnalyseResult) => (result.kind === 'report' ? result.report.nodes[0] : undefined);
  expect(node(quick)?.operations).toEqual([]);
  expect(node(quick)?.utilisation).toMatchObject({ inputs: [], assumptions: [] });
  expect(node(full)?.operations).toHaveLength(1);
  expect(JSON.stringify(quick).length).toBeLessThan(JSON.stringify(full).length * 0.7);
});

test('a question that is taken back is not computed', async () => {
  await open(description(100));
  const source = new CancellationTokenSource();
  const overrides = [{ path: 'browse.rate', value: '400 req/s' }];
  const stale = client.sendRequest<AnalyseResult>('headroom/analyse', { uri, overrides }, source.token);
  source.cancel();
  const newest = client.sendRequest<AnalyseResult>('headroom/analyse', { uri, detail: 'quick', overrides });
  expect(await stale).toEqual({ kind: 'failed', message: 'cancelled' });
  expect(await newest).toMatchObject({ kind: 'report' });
});

test('what-if values come back as edits of the text', async () => {
  await open(description(100));
  const ask = (params: object): Promise<WriteBackResult> =>
    client.sendRequest('headroom/writeBack', { uri, ...params });
  const written = await ask({
    overrides: [
      { path: 'web.replicas', value: '5' },
      { path: 'browse.rate', value: '250 req/s' },
      { path: 'gone.rate', value: '1 req/s' },
    ],
  });
  expect(written).toMatchObject({
    kind: 'changes',
    changes: [{ newText: '5' }, { newText: '250 req/s' }],
    refused: [{ path: 'gone.rate' }],
  });
  const scenario = await ask({ scenario: 'quiet', overrides: [{ path: 'browse.rate', value: '25 req/s' }] });
  expect(scenario).toMatchObject({ kind: 'changes', changes: [{ at: { line: 10 }, newText: '25 req/s' }] });
  expect(await ask({ uri: 'file:///gone.arch', overrides: [] })).toMatchObject({ kind: 'failed' });
});

test('a simulation tells its progress and comes with intervals; cancelled, with what there is', async () => {
  await open(description(100));
  const progress: SimulationProgressParams[] = [];
  client.onNotification('headroom/simulationProgress', (params: SimulationProgressParams) => {
    progress.push(params);
  });
  const result = await client.sendRequest<SimulateResult>('headroom/simulate', { uri, run: 7, scenario: 'quiet' });
  if (result.kind === 'failed') throw new Error(result.message);
  expect(result.report).toMatchObject({ scenario: 'quiet', ending: { kind: 'precise' } });
  expect(progress[0]).toMatchObject({ run: 7, asked: 0.02 });
  expect(await client.sendRequest('headroom/simulate', { uri, run: 8, scenario: 'none' })).toMatchObject({
    kind: 'failed',
  });
  const stop = new CancellationTokenSource();
  progress.length = 0;
  // Near saturation a few replications are far from precise.
  const overrides = [{ path: 'browse.rate', value: '495 req/s' }];
  const stopped = client.sendRequest<SimulateResult>('headroom/simulate', { uri, run: 9, overrides }, stop.token);
  await vi.waitFor(() => expect(progress.length).toBeGreaterThan(0), 10_000);
  stop.cancel();
  expect(await stopped).toMatchObject({ kind: 'simulation', report: { ending: { kind: 'cancelled' } } });
});

test('a description with errors is not simulated', async () => {
  await open(`${description(100)}\nservice broken { replicas }\n`);
  expect(await client.sendRequest('headroom/simulate', { uri, run: 1 })).toMatchObject({
    kind: 'failed',
    message: 'The description has errors; mend them first.',
  });
});

test('a broken file still has figures for its healthy part', async () => {
  await open(`${description(100)}\nservice broken { replicas }\n`);
  expect(diagnostics.get(uri)?.some((item) => item.severity === 1)).toBe(true);
  const hints = await client.sendRequest<InlayHint[]>('textDocument/inlayHint', { textDocument, range });
  expect(hints.some((hint) => String(hint.label).startsWith('ρ 0.20'))).toBe(true);
});

test('findings go when the file is closed', async () => {
  await open(description(9000));
  expect(diagnostics.get(uri)?.length).toBeGreaterThan(0);
  await client.sendNotification('textDocument/didClose', { textDocument });
  await vi.waitFor(() => expect(diagnostics.get(uri)).toEqual([]));
});
