/** Workers where there is Node: threads. */
import { Worker } from 'node:worker_threads';
import type { StartWorker } from './protocol.js';

/** @param script path of the bundled `node-entry.ts` */
export function nodeWorkers(script: string): StartWorker {
  return ({ message, gone }) => {
    // No flags of this process: an inspector's port is taken already.
    const worker = new Worker(script, { execArgv: [], stdout: false, stderr: false });
    worker.on('message', message);
    worker.on('messageerror', (error) => gone(error.message));
    worker.on('error', (error) => gone(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => gone(`exit code ${code}`));
    return { post: (item) => worker.postMessage(item), end: () => void worker.terminate() };
  };
}
