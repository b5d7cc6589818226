/** Measured errors of percentiles end to end, on the systems of testing/percentiles; a test measures them anew. */

export type PercentileError = {
  /** which of the measured systems */ readonly systems: string;
  readonly count: number;
  /** of them with exact truth, the others are simulated */ readonly exact: number;
  /** p50, p90, p95, p99, relative: median, 90 % of the systems within, worst */
  readonly errors: readonly (readonly [number, number, number])[];
};

export const percentileErrors: readonly PercentileError[] = [
  {
    systems: 'one station',
    count: 56,
    exact: 24,
    errors: [
      [0.00063, 0.046, 0.16],
      [0.00093, 0.034, 0.063],
      [0.00085, 0.029, 0.099],
      [0.0031, 0.061, 0.32],
    ],
  },
  {
    systems: 'stations in series',
    count: 24,
    exact: 4,
    errors: [
      [0.01, 0.13, 0.29],
      [0.014, 0.075, 0.29],
      [0.012, 0.096, 0.25],
      [0.013, 0.097, 0.1],
    ],
  },
  {
    systems: 'delays, choices and repetitions',
    count: 40,
    exact: 40,
    errors: [
      [0.00015, 0.00053, 0.0012],
      [0.0002, 0.00098, 0.0026],
      [0.00022, 0.00087, 0.0016],
      [0.0004, 0.0024, 0.03],
    ],
  },
  {
    systems: 'parallel branches without contention',
    count: 35,
    exact: 35,
    errors: [
      [0.00016, 0.0022, 0.0048],
      [0.00033, 0.0013, 0.0045],
      [0.00031, 0.0011, 0.0027],
      [0.00031, 0.0016, 0.004],
    ],
  },
  {
    systems: 'parallel branches at stations',
    count: 5,
    exact: 0,
    errors: [
      [0.11, 0.21, 0.21],
      [0.044, 0.05, 0.05],
      [0.028, 0.1, 0.1],
      [0.0065, 0.21, 0.21],
    ],
  },
  {
    systems: 'all',
    count: 160,
    exact: 103,
    errors: [
      [0.00041, 0.041, 0.29],
      [0.0004, 0.034, 0.29],
      [0.00048, 0.029, 0.25],
      [0.00063, 0.041, 0.32],
    ],
  },
];
