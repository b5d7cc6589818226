/** A worker of the simulation as a web worker. */
import { serve } from './serve.js';

serve(
  (message) => self.postMessage(message),
  (on) => self.addEventListener('message', (event) => on(event.data)),
);
