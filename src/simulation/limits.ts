/** What of a description the engine does not execute as it stands: said, never ignored. */
import type { System } from '../model/system.js';
import { Run } from './engine/run.js';

/** @returns sentences: scaling without a measure, and events of the scenario that is applied that change nothing */
export function notSimulated(system: System): string[] {
  const found = system.nodes
    .filter(({ workers, cores, autoscale }) => autoscale && !workers && !cores)
    .map(({ name }) => `'${name}' does not scale: without 'workers' or 'cores' it has no utilisation.`);
  const scenario = system.scenarios.find(({ name }) => name === system.scenario);
  if (!scenario) return found;
  // A run that is never advanced: what it makes of each value is known at once.
  const run = new Run(system, { seed: 1, replication: 0, warmUp: 0, duration: 1, intervals: 1 });
  for (const { action } of scenario.events) {
    if (action.kind === 'set' && !run.timeline.canSet(action.path, action.value.value))
      found.push(`'${action.path}' cannot change while the system runs: it stays as it is.`);
    if (action.kind === 'slow' && system.channels.some(({ name }) => name === action.target))
      found.push(`'${action.target}' has no times of its own: nothing becomes slower.`);
    if (action.kind === 'fail' && isNowhere(system, action.target))
      found.push(`Nothing runs in '${action.target}': nothing fails.`);
  }
  return found;
}

/** A place in which no node type has a replica. */
function isNowhere(system: System, target: string): boolean {
  if (!system.places.some(({ id }) => id === target)) return false;
  const inside = new Set([target]);
  for (const { id, parent } of system.places) if (parent !== undefined && inside.has(parent)) inside.add(id);
  return !system.nodes.some(
    ({ places, host }) =>
      (host !== undefined && inside.has(host)) ||
      places.some(
        (place) => inside.has(place) || system.places.some(({ id, parent }) => inside.has(id) && parent === place),
      ),
  );
}
