/** The language server in a browser: a web worker of the extension host, joined by posted messages. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';

/**
 * Makes a client; its start starts the worker.
 *
 * @param context says where the bundle of the server lies
 */
export function createClient(context: vscode.ExtensionContext, options: LanguageClientOptions): BaseLanguageClient {
  // The editor loads the address through a blob of its own origin, as its content security policy wants it.
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server-web.js').toString(true);
  return new LanguageClient(
    'headroom',
    'Headroom',
    async () => {
      const worker = new Worker(script, { name: 'Headroom language server' });
      return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
    },
    options,
  );
}
