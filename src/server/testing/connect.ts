/** A client for tests, joined to the real server; it may hold files for it, as an editor holds those of a virtual workspace. */
import { PassThrough } from 'node:stream';
import { vi } from 'vitest';
import type { Diagnostic, FileEvent, PublishDiagnosticsParams, RegistrationParams } from 'vscode-languageserver';
import { createConnection, createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver/node';
import { ClientFiles } from '../client-files.js';
import { type FileParams, type FileResult, fileRequest, type ReportChangedParams } from '../protocol.js';
import { createEngine } from '../real-engine.js';
import { startServer } from '../server.js';

export interface TestClient {
  readonly connection: ProtocolConnection;
  readonly diagnostics: Map<string, Diagnostic[]>;
  readonly reports: ReportChangedParams[];
  /** What the server wants to be told of. */
  readonly registered: RegistrationParams['registrations'];
  /** Requests for files, as 'text memfs:/a.arch'. */
  readonly asked: string[];
  open(uri: string, text: string, version?: number): Promise<void>;
  close(uri: string): Promise<void>;
  /** Tells the server of changes on disk. */
  changed(...changes: FileEvent[]): Promise<void>;
  dispose(): void;
}

/**
 * Starts a server and a client of it.
 *
 * @param files texts by address, looked up at each request
 * @param folders addresses of the folders of the workspace
 * @param slow milliseconds that the content of a folder takes
 */
export async function connect(
  files: Record<string, string> = {},
  folders: string[] = [],
  slow = 0,
): Promise<TestClient> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const serverSide = createConnection(up, down);
  // A server ends its process when its client goes; here it shares the one of the tests.
  vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
  startServer({
    connection: serverSide,
    fileSystemProvider: () => new ClientFiles(serverSide),
    engine: createEngine,
    timing: { quick: 5, slow: 5 },
  });
  const connection = createProtocolConnection(down, up);
  const diagnostics = new Map<string, Diagnostic[]>();
  const reports: ReportChangedParams[] = [];
  const registered: RegistrationParams['registrations'] = [];
  const asked: string[] = [];
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    diagnostics.set(params.uri, params.diagnostics);
  });
  connection.onNotification('headroom/reportChanged', (params: ReportChangedParams) => {
    reports.push(params);
  });
  connection.onRequest('workspace/configuration', () => [{}]);
  connection.onRequest('client/registerCapability', (params: RegistrationParams) => {
    registered.push(...params.registrations);
    return null;
  });
  connection.onRequest('client/unregisterCapability', () => null);
  connection.onRequest<FileResult, void>(fileRequest, async (params: FileParams): Promise<FileResult> => {
    asked.push(`${params.want} ${params.uri}`);
    if (params.want === 'entries' && slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
    return look(files, params);
  });
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {
      workspace: {
        workspaceFolders: true,
        didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
      },
    },
    workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
    initializationOptions: { docs: 'file:///docs/' },
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    diagnostics,
    reports,
    registered,
    asked,
    open: (uri, text, version = 1) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'arch', version, text },
      }),
    close: (uri) => connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    changed: (...changes) => connection.sendNotification('workspace/didChangeWatchedFiles', { changes }),
    dispose() {
      connection.dispose();
      vi.restoreAllMocks();
    },
  };
}

function look(files: Record<string, string>, { uri, want }: FileParams): FileResult {
  const text = files[uri];
  const below = Object.keys(files).filter((name) => name.startsWith(`${uri}/`));
  if (text === undefined && below.length === 0) return { kind: 'missing' };
  if (want === 'kind') return { kind: text === undefined ? 'folder' : 'file' };
  if (want === 'text')
    return text === undefined ? { kind: 'failed', code: 'FileIsADirectory', message: uri } : { kind: 'text', text };
  const names = new Set(below.map((name) => name.slice(uri.length + 1)));
  const entries = [...names].map((name) => ({ name: name.split('/')[0] ?? '', folder: name.includes('/') }));
  return { kind: 'entries', entries: [...new Map(entries.map((entry) => [entry.name, entry])).values()] };
}
