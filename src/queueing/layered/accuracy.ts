/** Measured errors of the layers, against the exact chains of the measured systems (testing/grid.ts); a test measures them anew. */

export type LayeredError = {
  /** which of the measured systems */ readonly systems: string;
  readonly count: number;
  /** relative errors of the response: median, 90 % of the systems within, worst */
  readonly response: readonly [number, number, number];
  /** the same of the throughput */ readonly throughput: readonly [number, number, number];
};

/** Depth 1 to 5, pools of 1 to 64 workers, the busiest resource 0.5 to 0.98 busy, cv 0 to 3. */
export const layeredErrors: readonly LayeredError[] = [
  {
    systems: 'open load, up to 0.9 busy',
    count: 93,
    response: [0.0089, 0.1, 0.35],
    throughput: [0, 0.0046, 0.038],
  },
  {
    systems: 'open load, over 0.9 busy',
    count: 17,
    response: [0.16, 0.52, 1.9],
    throughput: [0, 0, 0],
  },
  {
    systems: 'closed load',
    count: 99,
    response: [0.0087, 0.043, 0.07],
    throughput: [0.0028, 0.017, 0.041],
  },
  {
    systems: 'mixed load',
    count: 20,
    response: [0.027, 0.13, 0.19],
    throughput: [0.0055, 0.015, 0.019],
  },
  {
    systems: 'an early reply',
    count: 14,
    response: [0.3, 0.74, 0.97],
    throughput: [0, 0.17, 0.29],
  },
];
