/** What is measured beside what is predicted: the table of docs/accuracy.md. */
import { FIGURES, type Figure, type Figures, figuresOf, inside } from './judge.js';
import type { Kept, KeptLoad } from './kept.js';
import { REPEATS, WINDOW } from './systems.js';

const NAMES: Readonly<Record<Figure, string>> = {
  throughput: 'throughput',
  mean: 'mean response',
  p99: 'p99',
  rejected: 'turned away',
};

const show: Readonly<Record<Figure, (value: number) => string>> = {
  throughput: (value) => `${value.toFixed(1)} req/s`,
  mean: (value) => `${(1000 * value).toFixed(1)} ms`,
  p99: (value) => `${(1000 * value).toFixed(0)} ms`,
  rejected: (value) => `${(100 * value).toFixed(1)} %`,
};

export type Comparison = {
  readonly load: KeptLoad;
  readonly figure: Figure;
  readonly measured: number;
  readonly predicted: number;
  /** of the prediction, relative; of shares the difference */ readonly error: number;
  /** the measured figure lies in the band */ readonly inside: boolean;
};

/** Every figure of every load; what is turned away only where something is. */
export function comparisons({ loads }: Kept, predicted: (load: KeptLoad) => Figures): Comparison[] {
  return loads.flatMap((load) => {
    const measured = figuresOf(load.runs);
    const expected = predicted(load);
    return FIGURES.filter((figure) => measured[figure] > 0).map((figure) => ({
      load,
      figure,
      measured: measured[figure],
      predicted: expected[figure],
      error: (expected[figure] - measured[figure]) / (figure === 'rejected' ? 1 : measured[figure]),
      inside: load.bands !== undefined && inside(measured[figure], load.bands[figure]),
    }));
  });
}

export const HEAD = ['System', 'Load', 'Figure', 'Measured', 'Predicted', 'Error', '95 of 100 simulated'];

/** Cells, one row for each figure. */
export function rows(kept: Kept, predicted: (load: KeptLoad) => Figures): string[][] {
  return comparisons(kept, predicted).map(({ load, figure, measured, predicted, error, inside }) => {
    const { low, high } = load.bands![figure];
    const sign = error < 0 ? '−' : '+';
    return [
      `[${load.file}](../test/reality/${load.file}.arch)`,
      load.scenario,
      NAMES[figure],
      show[figure](measured),
      show[figure](predicted),
      `${sign}${(100 * Math.abs(error)).toFixed(1)} ${figure === 'rejected' ? 'points' : '%'}`,
      `${show[figure](low)} to ${show[figure](high)}${inside ? '' : ' (outside)'}`,
    ];
  });
}

/** Where and how it was measured, and what it shows. */
export function sentences(kept: Kept, predicted: (load: KeptLoad) => Figures): string {
  const all = comparisons(kept, predicted);
  const errors = (figure: Figure): string => {
    const sorted = all.filter((one) => one.figure === figure).map(({ error }) => Math.abs(error));
    sorted.sort((a, b) => a - b);
    const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
    return `${percent(sorted[Math.floor(sorted.length / 2)]!)} (at worst ${percent(sorted.at(-1)!)})`;
  };
  const runs = kept.loads.flatMap((load) => load.runs);
  const rejected = kept.loads.flatMap((load) => load.rejected);
  const requests = runs.reduce((sum, run) => sum + run.succeeded + run.rejected, 0);
  const within = all.filter((one) => one.inside).length;
  return `Measured on ${kept.date} (${kept.machine}; Node ${kept.node}, nginx ${kept.nginx ?? 'absent'}): ${runs.length} runs of \
${WINDOW.duration} s after ${WINDOW.warmUp} s, ${REPEATS} at each load, ${requests} requests; ${rejected.length} more runs were disturbed and rejected.

In the median the analysis is off by ${errors('throughput')} in throughput, ${errors('mean')} in the mean response and
${errors('p99')} in the 99th percentile, and ${within} of ${all.length} figures lie where 95 of 100 simulated measurements would, so what is left is about the
scatter of so short a measurement. Queues, bounds and held workers of a real HTTP stack behave as described where the times are known; how well
the times of another system are known decides how well its figures are.
`;
}
