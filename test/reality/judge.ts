/** What is expected of a measured system: by the analysis, and by as many simulated runs of the same length. */
import type { Report, Result } from '../../src/analysis/index.js';
import type { System } from '../../src/model/system.js';
import { studentQuantile } from '../../src/queueing/student.js';
import { meanOf, merge, noValues, percentileOf, Run } from '../../src/simulation/index.js';
import type { Measured } from './measure.js';
import { REPEATS, WINDOW } from './systems.js';

/** The figures of a load: per second, seconds, and a share of what came. */
export const FIGURES = ['throughput', 'mean', 'p99', 'rejected'] as const;
export type Figure = (typeof FIGURES)[number];
export type Figures = Readonly<Record<Figure, number>>;
export type Band = { readonly low: number; readonly high: number };

export const eachFigure = <T>(of: (figure: Figure) => T): Readonly<Record<Figure, T>> => ({
  throughput: of('throughput'),
  mean: of('mean'),
  p99: of('p99'),
  rejected: of('rejected'),
});

/** By the analysis; NaN where it has no figure. */
export function predictedBy(report: Report): Figures {
  const { throughput, mean, p99, errorShare } = report.workloads[0]!;
  const value = (result: Result): number => (result.kind === 'value' ? result.value : Number.NaN);
  return { throughput: value(throughput), mean: value(mean), p99: value(p99), rejected: value(errorShare) };
}

/** What runs together show. */
export function figuresOf(runs: readonly Measured[]): Figures {
  const total = (of: (run: Measured) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  const [succeeded, rejected] = [total((run) => run.succeeded), total((run) => run.rejected)];
  return {
    throughput: succeeded / (runs.length * WINDOW.duration),
    mean: total((run) => run.mean * run.succeeded) / succeeded,
    p99: percentile99(runs, succeeded),
    rejected: rejected / (succeeded + rejected),
  };
}

/** Of all responses, of which each run tells the slowest. */
function percentile99(runs: readonly Measured[], responses: number): number {
  const slow = runs.flatMap((run) => run.slow).sort((a, b) => b - a);
  const value = slow[Math.floor(0.01 * responses)]!;
  // Below what a run tells there may be more.
  if (runs.some((run) => run.slow[0]! > value)) throw new RangeError('runs must tell more of their slowest responses');
  return value / 1000;
}

/**
 * Independent measurements of so many simulated runs each, as long as the real ones.
 * @param seed whole number
 */
export function simulated(system: System, measurements: number, seed: number): Figures[] {
  return Array.from({ length: measurements }, (_, index) => {
    const runs = Array.from({ length: REPEATS }, (_, repeat) => {
      const run = new Run(system, { seed, replication: index * REPEATS + repeat, ...WINDOW });
      while (!run.advance(100_000));
      return run.result().workloads[0]!;
    });
    const response = runs.map((run) => run.response).reduce(merge, noValues);
    const rejected = runs.flatMap(({ errors }) => errors).reduce((a, b) => a + b, 0);
    return {
      throughput: response.count / (REPEATS * WINDOW.duration),
      mean: meanOf(response),
      p99: percentileOf(response, 0.99),
      rejected: rejected / (response.count + rejected),
    };
  });
}

/**
 * Where a further one lies with a probability: the prediction interval, of the logarithm, as times are skewed.
 * @param values at least 2, positive or all 0
 * @param level in (0, 1)
 * Source: Hahn and Meeker 1991, Statistical Intervals, sec. 4.7 (one future observation).
 */
export function band(values: readonly number[], level: number): Band {
  const n = values.length;
  if (values.every((value) => value === 0)) return { low: 0, high: 0 };
  const logs = values.map(Math.log);
  const mean = logs.reduce((a, b) => a + b, 0) / n;
  const deviation = Math.sqrt(logs.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1));
  const reach = studentQuantile((1 + level) / 2, n - 1) * deviation * Math.sqrt(1 + 1 / n);
  return { low: Math.exp(mean - reach), high: Math.exp(mean + reach) };
}

export const inside = (value: number, { low, high }: Band): boolean => value >= low && value <= high;

/** Level of each band with which all figures of so many loads are inside theirs in 99 of 100 cases (Bonferroni 1936). */
export const expectedWith = (loads: number): number => 1 - 0.01 / (loads * FIGURES.length);
