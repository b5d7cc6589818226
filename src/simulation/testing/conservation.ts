/** Nothing is lost and nothing is held for ever, whatever happens: what a run must leave behind when its load has stopped. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { System } from '../../model/system.js';
import { Run } from '../engine/run.js';
import { systemOf } from './describe.js';
import { randomSystem } from './random.js';

/** Time for what is in progress to end after the load has stopped, s. */
const AFTER = 5000;

/**
 * Runs a system whose load stops, and looks for what is left.
 * @param until when the load stops, s
 * @returns what should not be there; empty where all is well
 */
function leftovers(system: System, until: number, seed: number, failures: boolean): string[] {
  const run = new Run(system, { seed, replication: 0, warmUp: 0, duration: until + AFTER, intervals: 5, failures });
  run.at(until, (now) => {
    for (const load of run.loads) load.setBase(0, now);
  });
  while (!run.advance(100_000));
  const { series, ...counts } = run.result();
  const { ending } = counts;
  const wrong: string[] = ending.kind === 'complete' ? [] : [`ended with ${ending.kind}`];
  const expectZero = (what: string, value: number): void => {
    if (value !== 0) wrong.push(`${what}: ${value}`);
  };
  // Counts are plain data; a mean response of none is the only figure that may be missing, and stands in the series.
  if (!allFinite(counts)) wrong.push('counts that are no numbers');
  if (!allFinite([series.nodes, series.channels])) wrong.push('levels that are no numbers');
  expectZero('tasks in use', run.tasks.inUse);
  for (const { declared, requests } of run.loads) {
    expectZero(`${declared.name} in progress`, requests.inProgress);
    const ended = requests.succeeded + requests.errors.reduce((a, b) => a + b, 0);
    expectZero(`${declared.name} sent and not ended`, requests.sent - ended);
  }
  for (const { declared, levels, replicas } of run.program.nodes) {
    for (const level of ['busy', 'waiting', 'bursts', 'full'] as const)
      expectZero(`${declared.name} ${level}`, levels[level]);
    expectZero(`${declared.name} up`, levels.up - replicas.filter(({ up }) => up).length);
    for (const { busy, line, outside, hanging, cpu, index } of replicas) {
      const name = `${declared.name}[${index}]`;
      expectZero(`${name} busy`, busy);
      expectZero(`${name} line`, line.size);
      expectZero(`${name} outside`, outside.size);
      expectZero(`${name} hanging`, hanging.size);
      expectZero(`${name} bursts`, cpu?.bursts ?? 0);
    }
  }
  for (const { consumers, declared, blocked } of run.program.channels) {
    for (const { inProgress } of consumers) expectZero(`${declared.name} in progress`, inProgress);
    for (let message = blocked.take(); message; message = blocked.take())
      if (message.sender!.serial === message.serial) wrong.push(`${declared.name} blocks a sender`);
  }
  for (const { site } of run.program.code)
    for (const { inProgress, connections, line } of site?.known() ?? []) {
      expectZero(`${site!.name} calls`, inProgress);
      expectZero(`${site!.name} connections`, connections);
      expectZero(`${site!.name} waiting`, line?.size ?? 0);
    }
  return wrong;
}

function allFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(allFinite);
}

/** The property over so many random systems. */
export async function checkConservation(numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(randomSystem, fc.nat(1000), fc.boolean(), async ({ text, until }, own, failures) => {
      expect(leftovers(await systemOf(text, 'drill'), until, own, failures), text).toEqual([]);
    }),
    { numRuns, seed },
  );
}
