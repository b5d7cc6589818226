/** The language client: starts the server as a process of its own. Loaded after activation, since its library is large. */
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import { type InitializationOptions, type ReportChangedParams, reportChangedNotification } from '../server/protocol.js';

/**
 * Starts server and client.
 *
 * @param onReport told of every new report
 * @returns the running client
 */
export async function startClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  onReport: (params: ReportChangedParams) => void,
): Promise<LanguageClient> {
  const module = context.asAbsolutePath('dist/server.cjs');
  const initializationOptions: InitializationOptions = {
    docs: `${vscode.Uri.joinPath(context.extensionUri, 'docs', 'diagnostics').toString()}/`,
  };
  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'arch' }],
    initializationOptions,
    outputChannel: log,
    diagnosticCollectionName: 'headroom',
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
  client.onNotification(reportChangedNotification, onReport);
  await client.start();
  return client;
}
