/** Externals alternate between up and an outage, from their steady state on. */
import type { ExternalState } from './external.js';
import type { Run } from './run.js';

export function beginOutages(run: Run): void {
  for (const external of run.program.externals) {
    if (!external.outage) continue;
    external.up = external.stream.uniform() < external.declared.availability.value;
    turn(run, external);
  }
}

function turn(run: Run, external: ExternalState): void {
  const { up, down } = external.outage!;
  run.at(run.now + (external.up ? up : down).sample(), () => {
    external.up = !external.up;
    run.mark(external.up ? 'restored' : 'failed', external.declared.name);
    turn(run, external);
  });
}
