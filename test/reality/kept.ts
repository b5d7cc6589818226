/** Measurements as they are kept: where, when and how they were made, and what each run saw. */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Band, Figure } from './judge.js';
import { atOnce, Deployment, type Measured, nginxVersion } from './measure.js';
import { REPEATS, systemOf } from './systems.js';

export type KeptLoad = {
  readonly file: string;
  readonly scenario: string;
  readonly runs: readonly Measured[];
  /** why runs were rejected, one for each */ readonly rejected: readonly string[];
  /** 95 of 100 simulated measurements lie there; absent until they have been simulated */
  readonly bands?: Readonly<Record<Figure, Band>>;
  /** all figures of all loads lie there in 99 of 100 cases */ readonly wide?: Readonly<Record<Figure, Band>>;
};
export type Kept = {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly nginx: string | undefined;
  readonly loads: readonly KeptLoad[];
};

/** Of a repeat, until one is not disturbed. */
const ATTEMPTS = 4;
/** Between the seeds of two runs: streams and services take the next ones. */
const STRIDE = 10;

const path = new URL('measurements.json', import.meta.url);

/** What is in the repository. */
export function readKept(): Kept {
  return JSON.parse(readFileSync(fileURLToPath(path), 'utf8'));
}

export function writeKept(kept: Kept): void {
  const short = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);
  writeFileSync(fileURLToPath(path), `${JSON.stringify(kept, short, 2)}\n`);
}

/** Where and when, without loads. */
export function circumstances(): Kept {
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${type()} ${arch()}, ${availableParallelism()} processors${atOnce().length > 0 ? ', scheduled before other programs' : ''}`,
    node: process.versions.node,
    nginx: nginxVersion(),
    loads: [],
  };
}

/**
 * Measures a load of a system, each repeat with processes of its own; disturbed runs are rejected and done again, a few times.
 * @param seed whole number, different for each load
 */
export async function measureLoad(file: string, scenario: string, seed: number): Promise<KeptLoad> {
  const system = await systemOf(file, scenario);
  const runs: Measured[] = [];
  const rejected: string[] = [];
  for (let attempt = 0; runs.length < REPEATS && attempt < REPEATS * ATTEMPTS; attempt++) {
    const own = seed + attempt * STRIDE;
    const deployment = await Deployment.start(system, own + STRIDE / 2);
    try {
      const { measured, disturbed } = await deployment.run(system, own);
      if (disturbed) rejected.push(disturbed);
      else runs.push(measured);
    } finally {
      deployment.stop();
    }
  }
  return { file, scenario, runs, rejected };
}
