/** True percentiles of the measured systems, kept so that the error of the analysis can be measured in a moment. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { operate } from '../../capacity/operate.js';
import { prepare } from '../../capacity/plan.js';
import type { PercentileError } from '../../percentileErrors.js';
import { responses } from '../../reporting/workloads.js';
import { finePercentiles } from './fineGrid.js';
import { allCases, type Case, GROUPS } from './grid.js';
import { simulate } from './simulate.js';

export const LEVELS = [0.5, 0.9, 0.95, 0.99] as const;

export type Truth = {
  readonly name: string;
  /** 0: exact */ readonly seed: number;
  /** simulated requests; 0: exact */ readonly requests: number;
  /** seconds, by level */ readonly percentiles: readonly number[];
  /** half widths of the 95 % confidence intervals, relative */ readonly halfWidths: readonly number[];
};

/** One line per system: name, seed, requests, percentiles, relative half widths. */
const file = fileURLToPath(new URL('truth.tsv', import.meta.url));

export function readTruth(): Truth[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name, seed, requests, percentiles, halfWidths] = line.split('\t');
      return {
        name: name!,
        seed: Number(seed),
        requests: Number(requests),
        percentiles: percentiles!.split(' ').map(Number),
        halfWidths: halfWidths!.split(' ').map(Number),
      };
    });
}

export function writeTruth(rows: readonly Truth[]): void {
  const lines = rows.map(({ name, seed, requests, percentiles, halfWidths }) =>
    [name, seed, requests, percentiles.join(' '), halfWidths.join(' ')].join('\t'),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
}

const short = (x: number, digits: number): number => Number(x.toPrecision(digits));

/** The truth of one case; a simulation runs on until the interval of the 99th percentile is narrow, or `most` requests are over. */
export function truthOf(item: Case, seed: number, most: number): Truth {
  const { name, made } = item;
  if (made) {
    let end = 8 * estimate(item);
    for (let attempt = 0; attempt < 12; attempt++, end *= 2) {
      try {
        const percentiles = finePercentiles(made, end, LEVELS).map((x) => short(x, 6));
        if (end < 30 * percentiles[3]!)
          return { name, seed: 0, requests: 0, percentiles, halfWidths: LEVELS.map(() => 0) };
        end = percentiles[3]!;
      } catch {
        // the end was too near
      }
    }
    throw new Error(`no end was found for ${name}`);
  }
  for (let requests = 200_000; ; requests *= 2) {
    const { percentiles, halfWidths } = simulate(item.system, LEVELS, seed, requests);
    const relative = halfWidths.map((half, i) => (percentiles[i]! > 0 ? half / percentiles[i]! : 0));
    if (Math.max(...relative) < 0.01 || 2 * requests > most)
      return {
        name,
        seed,
        requests,
        percentiles: percentiles.map((x) => short(x, 5)),
        halfWidths: relative.map((x) => short(x, 2)),
      };
  }
}

function estimate(item: Case): number {
  return analysed(item, [0.99])[0]!;
}

/** What the analysis says of the first workload. */
export function analysed(item: Case, levels: readonly number[]): number[] {
  const plan = prepare(item.system);
  const point = operate(plan);
  const { percentile } = responses(plan, point, 0);
  return levels.map(percentile);
}

export type Error = {
  readonly item: Case;
  readonly truth: Truth /** relative, by level */;
  readonly errors: readonly number[];
};

/** Relative errors of the analysis at each level, on every n-th case whose truth is known. */
export function errorsOf(every = 1): Error[] {
  const known = new Map(readTruth().map((row) => [row.name, row]));
  return allCases().flatMap((item, i): Error[] => {
    const truth = known.get(item.name);
    if (!truth || i % every > 0) return [];
    const found = analysed(item, LEVELS);
    const scale = truth.percentiles[3]!;
    // a percentile of next to nothing decides nothing: errors are relative to at least a thousandth of the greatest
    return [
      {
        item,
        truth,
        errors: found.map((x, i) => (x - truth.percentiles[i]!) / Math.max(truth.percentiles[i]!, scale / 1000)),
      },
    ];
  });
}

/** The published table, measured anew: a row for each group of systems, and one for all. */
export function measurePercentiles(list: readonly Error[]): PercentileError[] {
  return [...GROUPS, ALL].flatMap((systems): PercentileError[] => {
    const rows = list.filter(({ item }) => systems === ALL || item.group === systems);
    if (rows.length === 0) return [];
    return [
      {
        systems,
        count: rows.length,
        exact: rows.filter(({ truth }) => truth.requests === 0).length,
        errors: LEVELS.map((_, level) => three(rows.map(({ errors }) => errors[level]!))),
      },
    ];
  });
}

const ALL = 'all';

/** Median, 90th percentile and greatest size of some errors, two digits. */
function three(list: readonly number[]): readonly [number, number, number] {
  const sorted = list.map(Math.abs).sort((x, y) => x - y);
  const at = (p: number): number =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0).toPrecision(2));
  return [at(0.5), at(0.9), at(1)];
}
