/** Simulated figures of the drawn systems, kept so that the errors of the analysis can be measured without simulating anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { System } from '../../../model/system.js';
import { systemOf } from '../../../simulation/testing/describe.js';
import { inSlices } from '../../../simulation/workers/slices.js';
import { analyse } from '../../analyse.js';
import type { Report, Result } from '../../report.js';
import { simulate } from '../../simulating/simulate.js';
import type { Drawn } from './systems.js';

/** Replications, and about so many events in each, the warm-up apart. */
const REPLICATIONS = 20;
const EVENTS = 30_000;
const WARM = 0.25;
/** Events of the run that tells how many there are in a second. */
const PILOT = 20_000;

/** A simulated value and half the width of its interval of 95 %. */
export type Simulated = { readonly value: number; readonly half: number };
/** By 'o mean': the name of a workload or node type, and the metric. */
export type Figures = ReadonlyMap<string, Simulated>;
export type Truth = { readonly name: string; readonly rate: number; readonly figures: Figures };

const METRICS = ['throughput', 'mean', 'p50', 'p99', 'errors', 'cores busy', 'workers busy', 'waiting'] as const;
export type Metric = (typeof METRICS)[number];

/** One line per system: name, rate, then each figure as key=value~half. */
const file = fileURLToPath(new URL('truth.tsv', import.meta.url));

export function readTruth(): Truth[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name, rate, ...figures] = line.split('\t');
      return {
        name: name!,
        rate: Number(rate),
        figures: new Map(
          figures.map((text) => {
            const [, key, value, half] = /^(.*)=(.*)~(.*)$/.exec(text)!;
            return [key!, { value: Number(value), half: Number(half) }];
          }),
        ),
      };
    });
}

export function writeTruth(rows: readonly Truth[]): void {
  const lines = rows.map(({ name, rate, figures }) =>
    [name, rate, ...Array.from(figures, ([key, { value, half }]) => `${key}=${short(value)}~${short(half, 2)}`)].join(
      '\t',
    ),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
}

const short = (x: number, digits = 5): number => Number(x.toPrecision(digits));

/** The rate at which a drawn system is as busy as it is to be; 0 where only users decide. */
export async function rateOf({ text, target }: Drawn): Promise<number> {
  if (!/ open /.test(text(1, false))) return 0;
  const { bottlenecks } = analyse(await systemOf(text(1e-3, false)), { detail: 'quick' });
  return short(1e-3 * bottlenecks[0]!.saturationFactor * target, 4);
}

/** @returns undefined where something is overloaded */
export async function truthOf(item: Drawn, rate?: number): Promise<Truth | undefined> {
  const chosen = rate ?? (await rateOf(item));
  const system = await systemOf(item.text(chosen));
  const { workloads, nodes } = analyse(system, { detail: 'full', budgetMs: 1 });
  if ([...workloads.map((w) => w.mean), ...nodes.map((n) => n.utilisation)].some(({ kind }) => kind === 'unstable'))
    return undefined;
  const perSecond = await eventRate(system);
  const report = await simulate(system, (played) => ({ execute: inSlices(played), end: () => undefined }), {
    warmUp: (WARM * EVENTS) / perSecond,
    time: EVENTS / perSecond,
    replications: REPLICATIONS,
    events: 10 * REPLICATIONS * EVENTS,
    failures: true,
  });
  if (report.ending.kind !== 'replications') return undefined;
  const figures = new Map<string, Simulated>();
  for (const { of, name, figures: all } of report.parts) {
    if (of === 'operation' || of === 'channel') continue;
    for (const { metric, simulated } of all)
      if (simulated && (METRICS as readonly string[]).includes(metric))
        figures.set(`${name} ${metric}`, { value: simulated.value, half: halfOf(simulated) });
  }
  return { name: item.name, rate: chosen, figures };
}

function halfOf({
  value,
  low,
  high,
}: {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}): number {
  return Math.max(low === undefined ? 0 : value - low, high === undefined ? 0 : high - value);
}

async function eventRate(system: System): Promise<number> {
  const execute = inSlices(system);
  for (let duration = 0.1; ; duration *= 4) {
    const run = await execute(
      { seed: 7, replication: 0, warmUp: 0, duration, intervals: 1, failures: true },
      new AbortController().signal,
    );
    if (run.events >= PILOT) return run.events / run.observed;
  }
}

/** What the analysis gives for the same figures; undefined where it gives none. */
export function computed(report: Report, key: string): number | undefined {
  const [, name, metric] = /^(\S+) (.*)$/.exec(key)!;
  const workload = report.workloads.find((one) => one.name === name);
  if (workload) {
    const results: Partial<Record<Metric, Result>> = { ...workload, errors: workload.errorShare };
    return numberOf(results[metric as Metric]);
  }
  const node = report.nodes.find((one) => one.name === name);
  if (!node) return undefined;
  const results: Partial<Record<Metric, Result>> = {
    'cores busy': node.cpuUtilisation,
    'workers busy': node.workerUtilisation,
    waiting: node.queueLength,
  };
  return numberOf(results[metric as Metric]);
}

const numberOf = (result: Result | undefined): number | undefined =>
  result?.kind === 'value' ? result.value : undefined;
