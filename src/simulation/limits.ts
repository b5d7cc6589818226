/** What a description says and the simulator does not execute: said, never ignored. */
import type { SourceRange, System } from '../model/system.js';
import { Run } from './engine/run.js';

export type NotSimulated = { readonly text: string; readonly at: SourceRange | undefined };

/**
 * @param failures whether the run is with failures
 * @returns one entry for each construct
 */
export function notSimulated(system: System, failures: boolean): NotSimulated[] {
  const found: NotSimulated[] = [];
  const say = (text: string, at?: SourceRange): void => {
    found.push({ text, at });
  };
  for (const { name, growth } of system.workloads)
    if (growth && growth.value !== 0)
      say(`The growth of '${name}' is not simulated: the load is that of today.`, growth.at);
  for (const { name, workers, cores, autoscale, maintenance, deployment } of system.nodes) {
    if (autoscale && !workers && !cores)
      say(`'${name}' does not scale: without 'workers' or 'cores' it has no utilisation.`, autoscale.at);
    if (failures) continue;
    for (const work of [maintenance, deployment])
      if (work) say(`Planned work on '${name}' takes place only in runs with failures.`, work.at);
  }
  const scenario = system.scenarios.find(({ name }) => name === system.scenario);
  if (!scenario) return found;
  // A run that is never advanced: what it makes of each value is known at once.
  const run = new Run(system, { seed: 1, replication: 0, warmUp: 0, duration: 1, intervals: 1, failures });
  for (const { action, at } of scenario.events) {
    if (action.kind === 'set' && !run.timeline.canSet(action.path, action.value.value))
      say(`'${action.path}' cannot change while the system runs: it stays as it is.`, at);
    if (action.kind === 'slow' && system.channels.some(({ name }) => name === action.target))
      say(`'${action.target}' has no times of its own: nothing becomes slower.`, at);
    if (action.kind === 'fail' && isNowhere(system, action.target))
      say(`Nothing runs in '${action.target}': nothing fails.`, at);
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
