/** The language server in a browser: a web worker of the extension host, joined by posted messages. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions, MessageTransports } from 'vscode-languageclient';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import type { InitializationOptions } from '../server/protocol.js';
import { WorkerLife } from './worker-life.js';

/**
 * Makes a client; its start starts the worker.
 *
 * @param context says where the bundle of the server lies
 */
export function createClient(context: vscode.ExtensionContext, options: LanguageClientOptions): BaseLanguageClient {
  // The editor loads the address through a blob of its own origin, as its content security policy wants it.
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server-web.js').toString(true);
  // Need be no secret; `crypto.randomUUID` is for secure addresses only.
  const lock = `headroom-server-${Date.now()}-${Math.random()}`;
  return new WorkerClient(script, lock, {
    ...options,
    initializationOptions: { ...(options.initializationOptions as InitializationOptions), lock },
  });
}

class WorkerClient extends LanguageClient {
  private life: WorkerLife | undefined;

  constructor(
    private readonly script: string,
    private readonly lock: string,
    options: LanguageClientOptions,
  ) {
    super('headroom', 'Headroom', () => this.connect(), options);
  }

  override async start(): Promise<void> {
    await super.start();
    // The server takes the lock before it answers.
    this.life?.watch();
  }

  override async dispose(timeout?: number): Promise<void> {
    try {
      await super.dispose(timeout);
    } finally {
      this.life?.end();
    }
  }

  private async connect(): Promise<MessageTransports> {
    this.life = new WorkerLife(this.script, 'Headroom language server', this.lock, () => reader.end());
    const { worker } = this.life;
    const reader = new WorkerReader(worker);
    return { reader, writer: new BrowserMessageWriter(worker) };
  }
}

class WorkerReader extends BrowserMessageReader {
  /** Tells the client that nothing will come any more. */
  end(): void {
    this.fireClose();
  }
}
