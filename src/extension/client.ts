/** The language client: starts the server, wherever it runs (`#server`). Loaded after activation, since its library is large. */

import * as vscode from 'vscode';
import { type BaseLanguageClient, CloseAction, ErrorAction, type LanguageClientOptions } from 'vscode-languageclient';
import { createClient } from '#server';
import {
  type FileResult,
  fileRequest,
  type InitializationOptions,
  type ReportChangedParams,
  reportChangedNotification,
  type SimulationProgressParams,
  simulationProgressNotification,
} from '../server/protocol.js';
import { answerFile } from './files.js';

/** What whoever starts a server is told of it. */
export interface ClientEvents {
  onReport(params: ReportChangedParams): void;
  onSimulationProgress(params: SimulationProgressParams): void;
  /** The server has stopped without being asked to. */
  onClosed(): void;
}

/**
 * Starts a server and a client of its own for it; neither starts again by itself.
 *
 * @returns the running client
 */
export async function startClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  events: ClientEvents,
): Promise<BaseLanguageClient> {
  const initializationOptions: InitializationOptions = {
    simulator: vscode.Uri.joinPath(context.extensionUri, 'dist', 'simulator-web.js').toString(true),
    docs: `${vscode.Uri.joinPath(context.extensionUri, 'docs', 'diagnostics').toString()}/`,
  };
  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'arch' }],
    initializationOptions,
    outputChannel: log,
    diagnosticCollectionName: 'headroom',
    markdown: { isTrusted: false, supportHtml: false },
    initializationFailedHandler: () => false,
    errorHandler: {
      error: (_error, _message, count) => ({
        action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
        handled: true,
      }),
      closed: () => {
        events.onClosed();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
  };
  const client = createClient(context, options);
  client.onNotification(reportChangedNotification, (params: ReportChangedParams) => events.onReport(params));
  client.onNotification(simulationProgressNotification, (params: SimulationProgressParams) =>
    events.onSimulationProgress(params),
  );
  client.onRequest<FileResult, void>(fileRequest, answerFile);
  await client.start();
  return client;
}
