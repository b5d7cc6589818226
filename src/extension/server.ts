/** The server as commands and panel see it: questions wait until it runs. */
import * as vscode from 'vscode';
import {
  type AnalyseParams,
  type AnalyseResult,
  analyseRequest,
  type ReportChangedParams,
  type SummaryResult,
  summaryRequest,
} from '../server/protocol.js';

/** What commands and panel may ask. */
export interface Server {
  analyse(params: AnalyseParams, token?: vscode.CancellationToken): Promise<AnalyseResult>;
  summary(params: AnalyseParams, token?: vscode.CancellationToken): Promise<SummaryResult>;
  readonly onReportChanged: vscode.Event<ReportChangedParams>;
  dispose(): Promise<void>;
}

/** Begins to start the server and returns at once, so that activation does not wait for it. */
export function startServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Server {
  const changed = new vscode.EventEmitter<ReportChangedParams>();
  const started = import('./client.js').then(({ startClient }) =>
    startClient(context, log, (params) => changed.fire(params)),
  );
  started.catch((error: unknown) => log.error('The language server did not start.', String(error)));
  return {
    onReportChanged: changed.event,
    async analyse(params, token) {
      return (await started).sendRequest<AnalyseResult>(analyseRequest, params, token);
    },
    async summary(params, token) {
      return (await started).sendRequest<SummaryResult>(summaryRequest, params, token);
    },
    async dispose() {
      changed.dispose();
      await started.then((client) => client.dispose()).catch(() => undefined);
    },
  };
}
