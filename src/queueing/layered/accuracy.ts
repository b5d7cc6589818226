/** Measured errors of the layers, against the exact chains of the measured systems (testing/grid.ts); a test measures them anew. */

export type LayeredError = {
  /**
   * `grid`: all systems that the solver was developed with. `unaided`: the same where the chain of a full pool's threads is not used, as
   * with pools for which it is too large. `fresh`: systems drawn from a seed that was chosen after the solver was frozen.
   */
  readonly set: 'grid' | 'unaided' | 'fresh';
  /** which of the measured systems */ readonly systems: string;
  readonly count: number;
  /** relative errors of the response: median, 90 % of the systems within, worst */
  readonly response: readonly [number, number, number];
  /** the same of the throughput */ readonly throughput: readonly [number, number, number];
};

/** Depth 1 to 5, pools of 1 to 64 workers, the busiest resource 0.5 to 0.98 busy, cv 0 to 3. */
export const layeredErrors: readonly LayeredError[] = [
  {
    set: 'grid',
    systems: 'open load, up to 0.9 busy',
    count: 93,
    response: [0.0083, 0.049, 0.15],
    throughput: [0, 0.0046, 0.033],
  },
  {
    set: 'grid',
    systems: 'open load, over 0.9 busy',
    count: 17,
    response: [0.0012, 0.017, 0.031],
    throughput: [0, 0, 0],
  },
  {
    set: 'grid',
    systems: 'closed load',
    count: 99,
    response: [0.0064, 0.024, 0.092],
    throughput: [0.0022, 0.0099, 0.054],
  },
  { set: 'grid', systems: 'mixed load', count: 20, response: [0.027, 0.092, 0.13], throughput: [0.0055, 0.015, 0.019] },
  { set: 'grid', systems: 'an early reply', count: 14, response: [0.004, 0.035, 0.064], throughput: [0, 0.01, 0.03] },
  { set: 'grid', systems: 'all', count: 243, response: [0.0078, 0.041, 0.15], throughput: [0.00023, 0.0099, 0.054] },
  {
    set: 'unaided',
    systems: 'open load, up to 0.9 busy',
    count: 93,
    response: [0.0083, 0.1, 0.35],
    throughput: [0, 0.0046, 0.033],
  },
  {
    set: 'unaided',
    systems: 'open load, over 0.9 busy',
    count: 17,
    response: [0.16, 0.52, 1.9],
    throughput: [0, 0, 0],
  },
  {
    set: 'unaided',
    systems: 'closed load',
    count: 99,
    response: [0.0087, 0.043, 0.092],
    throughput: [0.0028, 0.017, 0.054],
  },
  {
    set: 'unaided',
    systems: 'mixed load',
    count: 20,
    response: [0.027, 0.092, 0.13],
    throughput: [0.0055, 0.015, 0.019],
  },
  {
    set: 'unaided',
    systems: 'an early reply',
    count: 14,
    response: [0.094, 0.48, 0.74],
    throughput: [0, 0.0071, 0.034],
  },
  { set: 'unaided', systems: 'all', count: 243, response: [0.012, 0.1, 1.9], throughput: [0.00023, 0.013, 0.054] },
  {
    set: 'fresh',
    systems: 'open load, up to 0.9 busy',
    count: 45,
    response: [0.0096, 0.051, 0.12],
    throughput: [0, 0.012, 0.031],
  },
  {
    set: 'fresh',
    systems: 'open load, over 0.9 busy',
    count: 10,
    response: [0.011, 0.033, 0.033],
    throughput: [0, 0.024, 0.024],
  },
  {
    set: 'fresh',
    systems: 'closed load',
    count: 28,
    response: [0.0084, 0.033, 0.063],
    throughput: [0.0024, 0.011, 0.017],
  },
  { set: 'fresh', systems: 'mixed load', count: 31, response: [0.032, 0.33, 1.3], throughput: [0.0041, 0.015, 0.038] },
  {
    set: 'fresh',
    systems: 'an early reply',
    count: 21,
    response: [0.0054, 0.034, 0.1],
    throughput: [0.00028, 0.0092, 0.37],
  },
  { set: 'fresh', systems: 'all', count: 135, response: [0.013, 0.06, 1.3], throughput: [0.00093, 0.013, 0.37] },
];
