/** Measured errors of the layers, against the exact chains of the measured systems (testing/grid.ts); a test measures them anew. */

export type LayeredError = {
  /**
   * `grid`: all systems that the solver was developed with. `unaided`: the same where the chain of a full pool's threads is not used, as
   * with pools for which it is too large. `fresh`: systems drawn from a seed that was chosen after the solver was frozen. `simulated`:
   * against long simulations instead of chains. `unlike`: closed classes whose services at one pool differ, by class.
   */
  readonly set: 'grid' | 'unaided' | 'fresh' | 'simulated' | 'unlike';
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
    count: 138,
    response: [0.0084, 0.051, 0.15],
    throughput: [0, 0.0074, 0.033],
  },
  {
    set: 'grid',
    systems: 'open load, over 0.9 busy',
    count: 27,
    response: [0.0038, 0.022, 0.033],
    throughput: [0, 0.0083, 0.024],
  },
  {
    set: 'grid',
    systems: 'closed load',
    count: 127,
    response: [0.0066, 0.026, 0.092],
    throughput: [0.0022, 0.0099, 0.054],
  },
  { set: 'grid', systems: 'mixed load', count: 51, response: [0.029, 0.092, 1.3], throughput: [0.0041, 0.015, 0.038] },
  {
    set: 'grid',
    systems: 'an early reply',
    count: 35,
    response: [0.0046, 0.035, 0.097],
    throughput: [2.9e-7, 0.01, 0.071],
  },
  { set: 'grid', systems: 'all', count: 378, response: [0.0091, 0.047, 1.3], throughput: [0.00034, 0.011, 0.071] },
  {
    set: 'unaided',
    systems: 'open load, up to 0.9 busy',
    count: 138,
    response: [0.0084, 0.086, 0.35],
    throughput: [0, 0.0074, 0.033],
  },
  {
    set: 'unaided',
    systems: 'open load, over 0.9 busy',
    count: 27,
    response: [0.033, 1.1, 2],
    throughput: [0, 0.0083, 0.024],
  },
  {
    set: 'unaided',
    systems: 'closed load',
    count: 127,
    response: [0.0084, 0.039, 0.092],
    throughput: [0.0026, 0.017, 0.054],
  },
  {
    set: 'unaided',
    systems: 'mixed load',
    count: 51,
    response: [0.029, 0.092, 1.3],
    throughput: [0.0041, 0.015, 0.038],
  },
  {
    set: 'unaided',
    systems: 'an early reply',
    count: 35,
    response: [0.03, 0.48, 0.56],
    throughput: [2.9e-7, 0.034, 0.071],
  },
  { set: 'unaided', systems: 'all', count: 378, response: [0.014, 0.1, 2], throughput: [0.0004, 0.015, 0.071] },
  {
    set: 'fresh',
    systems: 'open load, up to 0.9 busy',
    count: 40,
    response: [0.013, 0.05, 0.075],
    throughput: [0, 0.015, 0.029],
  },
  {
    set: 'fresh',
    systems: 'open load, over 0.9 busy',
    count: 19,
    response: [0.016, 0.041, 0.052],
    throughput: [0.0015, 0.028, 0.033],
  },
  {
    set: 'fresh',
    systems: 'closed load',
    count: 30,
    response: [0.006, 0.028, 0.033],
    throughput: [0.0028, 0.012, 0.014],
  },
  { set: 'fresh', systems: 'mixed load', count: 17, response: [0.028, 0.18, 0.26], throughput: [0.0073, 0.032, 0.035] },
  {
    set: 'fresh',
    systems: 'an early reply',
    count: 20,
    response: [0.0099, 0.099, 0.17],
    throughput: [0.00073, 0.01, 0.011],
  },
  { set: 'fresh', systems: 'all', count: 126, response: [0.012, 0.052, 0.26], throughput: [0.0019, 0.017, 0.035] },
  {
    set: 'simulated',
    systems: 'chain too large',
    count: 35,
    response: [0.039, 0.22, 0.32],
    throughput: [0.0091, 0.014, 0.017],
  },
  {
    set: 'simulated',
    systems: 'fixed times (cv 0)',
    count: 23,
    response: [0.046, 0.41, 0.66],
    throughput: [0.0013, 0.056, 0.06],
  },
  {
    set: 'unlike',
    systems: 'closed load, one line',
    count: 72,
    response: [0.056, 0.17, 0.36],
    throughput: [0.026, 0.13, 0.29],
  },
];
