/** The language server in a web worker, started by the extension in a browser. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { browserWorkers } from '../simulation/workers/browser.js';
import { describeError } from './boundary.js';
import { ClientFiles } from './client-files.js';
import { createEngine } from './real-engine.js';
import { startServer } from './server.js';

const scope = self as unknown as MessagePort & typeof self;
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));

// The last boundary: a defect outside of every feature is logged, and the server lives on.
self.addEventListener('error', (event) => {
  event.preventDefault();
  connection.console.error(describeError(event.error ?? event.message));
});
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  connection.console.error(describeError(event.reason));
});

/** Takes the lock whose release tells the client that this worker has ended. */
function hold(lock: string): Promise<void> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(lock, () => {
        resolve();
        return new Promise(() => undefined);
      })
      .catch(reject);
  });
}

startServer({
  connection,
  fileSystemProvider: () => new ClientFiles(connection),
  engine: createEngine,
  simulators: ({ simulator }) => ({
    start: simulator === undefined ? undefined : browserWorkers(simulator),
    // One core is left to the editor.
    count: Math.max(1, (navigator.hardwareConcurrency || 2) - 1),
  }),
  async prepare({ lock }) {
    if (lock !== undefined && 'locks' in navigator) await hold(lock);
  },
});
