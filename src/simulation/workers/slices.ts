/** Replications in this thread, in slices between which others have their turn. */
import type { System } from '../../model/system.js';
import type { Execute } from '../control/execution.js';
import { Run } from '../engine/run.js';

/** Milliseconds in one go: short enough that an editor's requests are answered meanwhile. */
const SLICE = 20;
/** Events between two looks at the clock. */
const EVENTS = 2000;

/** Runs replications of a system where there are no workers. */
export function inSlices(system: System): Execute {
  // Of all replications together: many short ones in a row must let others have their turn as well.
  let until = performance.now() + SLICE;
  return async (options, signal) => {
    const run = new Run(system, options);
    for (;;) {
      while (performance.now() < until) if (run.advance(EVENTS)) return run.result();
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (signal.aborted) return run.result();
      until = performance.now() + SLICE;
    }
  };
}
