/** A worker of the simulation as a thread of Node. */
import { parentPort } from 'node:worker_threads';
import { serve } from './serve.js';

const port = parentPort;
if (!port) throw new Error('this script runs as a worker only');
serve(
  (message) => port.postMessage(message),
  (on) => port.on('message', on),
);
