/** The language client: starts the server as a process of its own and asks it. */
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import {
  type AnalyseParams,
  type AnalyseResult,
  analyseRequest,
  type InitializationOptions,
  type ReportChangedParams,
  reportChangedNotification,
  type SummaryResult,
  summaryRequest,
} from '../server/protocol.js';

/** What commands and panel may ask the server. */
export interface Server {
  analyse(params: AnalyseParams, token?: vscode.CancellationToken): Promise<AnalyseResult>;
  summary(params: AnalyseParams, token?: vscode.CancellationToken): Promise<SummaryResult>;
  readonly onReportChanged: vscode.Event<ReportChangedParams>;
  dispose(): Promise<void>;
}

/** Starts the server; requests made before it runs wait for it. */
export function startServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Server {
  const module = context.asAbsolutePath('dist/server.cjs');
  const changed = new vscode.EventEmitter<ReportChangedParams>();
  const initializationOptions: InitializationOptions = {
    docs: `${vscode.Uri.joinPath(context.extensionUri, 'docs', 'diagnostics').toString()}/`,
  };
  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'arch' }],
    initializationOptions,
    outputChannel: log,
    diagnosticCollectionName: 'headroom',
    // Quick fixes carry the version of the text, so an outdated one is refused and not misplaced.
    markdown: { isTrusted: false, supportHtml: false },
  };
  const client = new LanguageClient(
    'headroom',
    'Headroom',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6011'] } },
    },
    options,
  );
  client.onNotification(reportChangedNotification, (params: ReportChangedParams) => changed.fire(params));
  const started = client.start();
  started.catch((error: unknown) => log.error('The language server did not start.', String(error)));
  return {
    onReportChanged: changed.event,
    async analyse(params, token) {
      await started;
      return client.sendRequest<AnalyseResult>(analyseRequest, params, token);
    },
    async summary(params, token) {
      await started;
      return client.sendRequest<SummaryResult>(summaryRequest, params, token);
    },
    async dispose() {
      changed.dispose();
      await client.dispose();
    },
  };
}
