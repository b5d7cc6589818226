/** The systems that are measured: descriptions that a reader can open, and what of them the processes need. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createArchCoreServices, EmptyFileSystem, readText } from '../../src/language/index.js';
import type { NodeType, System } from '../../src/model/system.js';

/** File, and scenario of each load. */
export const SYSTEMS = [
  { file: 'one-pool', loads: ['half', 'busy', 'close'] },
  { file: 'two-tiers', loads: ['half', 'busy', 'close'] },
  { file: 'bounded-queue', loads: ['busy', 'full', 'overloaded'] },
] as const;

/** Repeats of each load. */
export const REPEATS = 5;
/** Of a run, seconds: left out at the start, and counted. */
export const WINDOW = { warmUp: 2, duration: 15 } as const;

/** Seconds of the parameters `hop` and `inner_hop`. */
export type Hops = { readonly hop: number; readonly inner_hop: number };

/**
 * The system of a file at a load.
 * @param hops instead of those that stand in the file
 * @throws Error with the first diagnostic that is an error
 */
export async function systemOf(file: string, scenario: string, hops?: Hops): Promise<System> {
  const path = new URL(`${file}.arch`, import.meta.url);
  const text = readFileSync(fileURLToPath(path), 'utf8');
  const read = await readText(createArchCoreServices(EmptyFileSystem), text, path.href, {
    scenario,
    overrides: Object.entries(hops ?? {})
      .filter(([name]) => text.includes(`param ${name} =`))
      .map(([path, value]) => ({ path, value: `${(value * 1000).toFixed(4)} ms` })),
  });
  const wrong = read.diagnostics.find(({ severity }) => severity === 'error');
  if (wrong) throw new Error(`${file}: ${wrong.message} (line ${wrong.at.line + 1})`);
  return read.system;
}

/** Of the ways that probes found: to the first service, and from there to the next. */
export function hopsOf(runs: readonly { readonly way: readonly [number, number] }[]): Hops {
  const mean = (of: (way: readonly [number, number]) => number): number =>
    runs.reduce((sum, { way }) => sum + of(way), 0) / runs.length;
  return { hop: mean(([first]) => first), inner_hop: mean(([first, all]) => Math.max(0, all - first)) };
}

export type Pool = {
  readonly workers: number;
  /** requests that may wait; null without a bound */ readonly queue: number | null;
  /** exponential, s */ readonly mean: number;
};

/** The pools of workers, in the order of the calls. */
export function poolsOf(system: System): Pool[] {
  return system.nodes.filter(({ workers }) => workers !== undefined).map(poolOf);
}

/** Requests per second. */
export function rateOf({ workloads }: System): number {
  const load = workloads[0]?.load;
  if (load?.kind !== 'open') throw new Error('an open load is needed');
  return load.rate.value;
}

function poolOf({ name, workers, queue, operations }: NodeType): Pool {
  const work = operations[0]?.steps[0];
  if (work?.kind !== 'delay' || work.duration.family !== 'exponential') throw new Error(`${name} has no known time`);
  return { workers: workers!.value, queue: queue.size?.value ?? null, mean: work.duration.mean.value };
}
