/** How far the analysis is from the simulation on the drawn systems. */
import { systemOf } from '../../../simulation/testing/describe.js';
import { analyse } from '../../analyse.js';
import type { SimulatedError } from '../../simulatedErrors.js';
import { type Drawn, drawnSystems, features } from './systems.js';
import { computed, readTruth, type Truth } from './truth.js';

/** Columns of the table, and the metrics that they gather. */
export const COLUMNS = ['mean', 'p50', 'p99', 'throughput', 'errors', 'busy', 'waiting'] as const;
export type Column = (typeof COLUMNS)[number];

/** Waiting requests below which an error is of no interest. */
const LEAST_WAITING = 0.1;

export type SystemErrors = {
  readonly item: Drawn;
  readonly truth: Truth;
  /** worst of the workloads, or node types: relative of times, throughput and waiting, absolute of shares */
  readonly worst: Readonly<Record<Column, number>>;
  /** half width over value of the mean response, worst of the workloads */ readonly noise: number;
  /** figures that are simulated and not computed */ readonly missing: readonly string[];
};

export async function errorsOf(item: Drawn, truth: Truth): Promise<SystemErrors> {
  const system = await systemOf(item.text(truth.rate));
  const report = analyse(system, { detail: 'full', budgetMs: 1 });
  const worst: Record<Column, number> = { mean: 0, p50: 0, p99: 0, throughput: 0, errors: 0, busy: 0, waiting: 0 };
  let noise = 0;
  const missing: string[] = [];
  for (const [key, { value, half }] of truth.figures) {
    const metric = key.slice(key.indexOf(' ') + 1);
    const column = (/busy/.test(metric) ? 'busy' : metric) as Column;
    // The analysis says how busy the busiest replica is, the simulator how busy they are on average.
    const skewed = system.nodes.some(
      ({ name, balancing }) => balancing.policy === 'hash' && key.startsWith(`${name} `),
    );
    if (column === 'busy' && skewed) continue;
    const other = computed(report, key);
    if (other === undefined) {
      missing.push(key);
      continue;
    }
    const share = column === 'errors' || column === 'busy';
    if (column === 'waiting' && Math.max(value, other) < LEAST_WAITING) continue;
    const size = share ? 1 : column === 'waiting' ? Math.max(value, LEAST_WAITING) : value;
    if (size > 0) worst[column] = Math.max(worst[column], Math.abs(other - value) / size);
    if (column === 'mean' && value > 0) noise = Math.max(noise, half / value);
  }
  return { item, truth, worst, noise, missing };
}

/** Of all kept systems, or of each so many. */
export async function allErrors(each = 1): Promise<SystemErrors[]> {
  const drawn = new Map(drawnSystems().map((item) => [item.name, item]));
  const list: SystemErrors[] = [];
  for (const [index, truth] of readTruth().entries())
    if (index % each === 0) list.push(await errorsOf(drawn.get(truth.name)!, truth));
  return list;
}

/** The published table. */
export function errorTable(all: readonly SystemErrors[]): SimulatedError[] {
  const row = (systems: string, own: readonly SystemErrors[]): SimulatedError => ({
    systems,
    count: own.length,
    noise: spread(own.map(({ noise }) => noise)),
    errors: COLUMNS.map((column) => spread(own.map(({ worst }) => worst[column]))),
  });
  return [
    ...features.map((feature) =>
      row(
        feature,
        all.filter(({ item }) => item.feature === feature),
      ),
    ),
    row('all', all),
  ];
}

/** Median, 90 % within, worst. */
function spread(values: readonly number[]): [number, number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p: number): number =>
    Number(sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)]!.toPrecision(2));
  return [at(0.5), at(0.9), at(1)];
}
