/** The language server where there is Node: a process of its own, joined by Node's message channel. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/**
 * Makes a client; its start starts the process.
 *
 * @param context says where the bundle of the server lies
 */
export function createClient(context: vscode.ExtensionContext, options: LanguageClientOptions): BaseLanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  return new LanguageClient(
    'headroom',
    'Headroom',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6011'] } },
    },
    options,
  );
}
