/** Workers in a browser: web workers, also out of another web worker. */
import type { StartWorker } from './protocol.js';

/** @param script address of the bundled `browser-entry.ts`; may be of another origin, as that of an extension is */
export function browserWorkers(script: string): StartWorker {
  return ({ message, gone }) => {
    // A worker must be of the page's own origin; what it loads need not be.
    const code = new Blob([`importScripts(${JSON.stringify(script)});`], { type: 'text/javascript' });
    const address = URL.createObjectURL(code);
    const worker = new Worker(address, { name: 'Headroom simulation' });
    worker.onmessage = (event) => {
      URL.revokeObjectURL(address);
      message(event.data);
    };
    worker.onmessageerror = () => gone('a message could not be read');
    worker.onerror = (event) => {
      event.preventDefault();
      gone(event.message || 'the script could not be loaded');
    };
    return {
      post: (item) => worker.postMessage(item),
      end: () => {
        URL.revokeObjectURL(address);
        worker.terminate();
      },
    };
  };
}
