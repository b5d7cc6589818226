/** The language server in a browser: a web worker of the extension host, joined by posted messages. */
import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions, MessageTransports } from 'vscode-languageclient';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import type { InitializationOptions } from '../server/protocol.js';

/**
 * Makes a client; its start starts the worker.
 *
 * A worker ends without a word, other than a process. So it holds a lock of the browser as long as it lives, which goes to
 * the client, waiting in line, when the worker ends for whatever reason.
 *
 * @param context says where the bundle of the server lies
 */
export function createClient(context: vscode.ExtensionContext, options: LanguageClientOptions): BaseLanguageClient {
  // The editor loads the address through a blob of its own origin, as its content security policy wants it.
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server-web.js').toString(true);
  const lock = `headroom-server-${crypto.randomUUID()}`;
  return new WorkerClient(script, lock, {
    ...options,
    initializationOptions: { ...(options.initializationOptions as InitializationOptions), lock },
  });
}

class WorkerClient extends LanguageClient {
  private worker: Worker | undefined;
  private reader: WorkerReader | undefined;

  constructor(
    private readonly script: string,
    private readonly lock: string,
    options: LanguageClientOptions,
  ) {
    super('headroom', 'Headroom', () => this.connect(), options);
  }

  override async start(): Promise<void> {
    await super.start();
    // The lock is held by now: the server takes it before it answers. Without a secure address there are no locks.
    if ('locks' in navigator) navigator.locks.request(this.lock, () => this.reader?.end()).catch(() => undefined);
  }

  override async dispose(timeout?: number): Promise<void> {
    try {
      await super.dispose(timeout);
    } finally {
      this.worker?.terminate();
    }
  }

  private async connect(): Promise<MessageTransports> {
    const worker = new Worker(this.script, { name: 'Headroom language server' });
    this.worker = worker;
    const reader = new WorkerReader(worker);
    this.reader = reader;
    // Before it has said anything, an error means that the script could not be loaded.
    let alive = false;
    worker.addEventListener('message', () => {
      alive = true;
    });
    worker.addEventListener('error', () => {
      if (!alive) reader.end();
    });
    return { reader, writer: new BrowserMessageWriter(worker) };
  }
}

class WorkerReader extends BrowserMessageReader {
  /** Tells the client that nothing will come any more. */
  end(): void {
    this.fireClose();
  }
}
