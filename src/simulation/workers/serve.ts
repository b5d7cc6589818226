/** What a worker does, whatever host it runs in. */
import type { System } from '../../model/system.js';
import { Run } from '../engine/run.js';
import type { FromWorker, ToWorker } from './protocol.js';

/**
 * Answers the messages of a pool.
 * @param listen takes the listener of its messages
 */
export function serve(post: (message: FromWorker) => void, listen: (on: (message: ToWorker) => void) => void): void {
  let system: System | undefined;
  listen((message) => {
    if (message.kind === 'system') {
      system = message.system;
      return;
    }
    try {
      if (!system) throw new Error('no system has been sent');
      const run = new Run(system, message.options);
      run.advance(Infinity);
      post({ kind: 'done', replication: run.result() });
    } catch (error) {
      post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  });
  post({ kind: 'ready' });
}
