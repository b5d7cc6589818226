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
      [0.00061, 0.046, 0.16],
      [0.0012, 0.034, 0.063],
      [0.00085, 0.029, 0.099],
      [0.0031, 0.041, 0.32],
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
      [0.000058, 0.00029, 0.00065],
      [0.00013, 0.00035, 0.0014],
      [0.00014, 0.00044, 0.0011],
      [0.00027, 0.0012, 0.018],
    ],
  },
  {
    systems: 'parallel branches without contention',
    count: 35,
    exact: 35,
    errors: [
      [0.00018, 0.00037, 0.00064],
      [0.00024, 0.001, 0.0013],
      [0.00028, 0.00098, 0.0035],
      [0.00033, 0.0012, 0.0043],
    ],
  },
  {
    systems: 'parallel branches at stations',
    count: 10,
    exact: 0,
    errors: [
      [0.11, 0.21, 0.21],
      [0.03, 0.063, 0.063],
      [0.028, 0.1, 0.1],
      [0.0084, 0.21, 0.21],
    ],
  },
  {
    systems: 'shared cores',
    count: 28,
    exact: 0,
    errors: [
      [0.022, 0.11, 0.31],
      [0.021, 0.05, 0.064],
      [0.024, 0.1, 0.11],
      [0.021, 0.17, 0.23],
    ],
  },
  {
    systems: 'worker pools that call',
    count: 12,
    exact: 0,
    errors: [
      [0.0067, 0.042, 0.085],
      [0.0049, 0.039, 0.26],
      [0.0077, 0.045, 0.11],
      [0.0097, 0.021, 0.024],
    ],
  },
  {
    systems: 'closed users',
    count: 12,
    exact: 0,
    errors: [
      [0.026, 0.22, 0.28],
      [0.025, 0.065, 0.4],
      [0.017, 0.07, 0.61],
      [0.0084, 0.1, 1],
    ],
  },
  {
    systems: 'all',
    count: 217,
    exact: 103,
    errors: [
      [0.0006, 0.09, 0.31],
      [0.0011, 0.044, 0.4],
      [0.00086, 0.048, 0.61],
      [0.002, 0.058, 1],
    ],
  },
];
