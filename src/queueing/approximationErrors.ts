/** Measured errors of the approximations of stations; written by scripts/approximation-errors.mjs. */

export type ApproximationError = {
  /** method of `gigc`, or the name of another approximation */
  readonly approximation:
    | 'kingman'
    | 'allen-cunneen'
    | 'kraemer-langenbach-belz'
    | 'kimura'
    | 'whitt'
    | 'mean-field'
    | 'che'
    | 'che-fifo'
    | 'pointwise-stationary';
  /** what errs, and where it was measured */ readonly quantity: string;
  /** what it was compared with */ readonly truth: string;
  readonly cases: number;
  /** relative error without sign: median, and what nine cases in ten stay below */ readonly median: number;
  readonly most: number;
  /** extremes with sign: below 0 the approximation is too low */ readonly lowest: number;
  readonly highest: number;
};

export const approximationErrors: readonly ApproximationError[] = [
  {
    approximation: 'kingman',
    quantity: 'mean wait, load 0.5 to 0.95',
    truth: 'PH/PH/c chain',
    cases: 218,
    median: 0.164,
    most: 2.27,
    lowest: -0.0116,
    highest: 19.9,
  },
  {
    approximation: 'allen-cunneen',
    quantity: 'mean wait, load 0.5 to 0.95',
    truth: 'PH/PH/c chain',
    cases: 218,
    median: 0.0542,
    most: 0.513,
    lowest: -0.555,
    highest: 1.93,
  },
  {
    approximation: 'kraemer-langenbach-belz',
    quantity: 'mean wait, load 0.5 to 0.95',
    truth: 'PH/PH/c chain',
    cases: 218,
    median: 0.0425,
    most: 0.31,
    lowest: -0.654,
    highest: 1.37,
  },
  {
    approximation: 'kimura',
    quantity: 'mean wait, load 0.5 to 0.95',
    truth: 'PH/PH/c chain',
    cases: 218,
    median: 0.0221,
    most: 0.247,
    lowest: -0.555,
    highest: 1.46,
  },
  {
    approximation: 'whitt',
    quantity: 'mean wait, load 0.5 to 0.95',
    truth: 'PH/PH/c chain',
    cases: 218,
    median: 0.0184,
    most: 0.186,
    lowest: -0.452,
    highest: 0.842,
  },
  {
    approximation: 'kingman',
    quantity: 'mean wait, load 0.9 and more',
    truth: 'PH/PH/c chain',
    cases: 112,
    median: 0.0686,
    most: 0.237,
    lowest: -0.00552,
    highest: 0.48,
  },
  {
    approximation: 'allen-cunneen',
    quantity: 'mean wait, load 0.9 and more',
    truth: 'PH/PH/c chain',
    cases: 112,
    median: 0.0287,
    most: 0.0824,
    lowest: -0.114,
    highest: 0.154,
  },
  {
    approximation: 'kraemer-langenbach-belz',
    quantity: 'mean wait, load 0.9 and more',
    truth: 'PH/PH/c chain',
    cases: 112,
    median: 0.0218,
    most: 0.0718,
    lowest: -0.157,
    highest: 0.129,
  },
  {
    approximation: 'kimura',
    quantity: 'mean wait, load 0.9 and more',
    truth: 'PH/PH/c chain',
    cases: 112,
    median: 0.0102,
    most: 0.051,
    lowest: -0.114,
    highest: 0.14,
  },
  {
    approximation: 'whitt',
    quantity: 'mean wait, load 0.9 and more',
    truth: 'PH/PH/c chain',
    cases: 112,
    median: 0.00861,
    most: 0.036,
    lowest: -0.0902,
    highest: 0.0559,
  },
  {
    approximation: 'allen-cunneen',
    quantity: 'mean wait, Poisson arrivals, two operations of unlike times',
    truth: 'M/PH/c chain',
    cases: 64,
    median: 0.0136,
    most: 0.149,
    lowest: -4e-15,
    highest: 0.639,
  },
  {
    approximation: 'kimura',
    quantity: 'mean wait, Poisson arrivals, two operations of unlike times',
    truth: 'M/PH/c chain',
    cases: 64,
    median: 0.0087,
    most: 0.0647,
    lowest: -0.127,
    highest: 0.0647,
  },
  {
    approximation: 'whitt',
    quantity: 'mean wait, Poisson arrivals, two operations of unlike times',
    truth: 'M/PH/c chain',
    cases: 64,
    median: 0.0168,
    most: 0.0857,
    lowest: -0.163,
    highest: 0.102,
  },
  {
    approximation: 'whitt',
    quantity: '99th percentile of the wait, load 0.5 to 0.95',
    truth: 'GI/M/c, M/G/1, M/D/c',
    cases: 95,
    median: 0.0407,
    most: 0.205,
    lowest: -0.307,
    highest: 0.464,
  },
  {
    approximation: 'mean-field',
    quantity: 'mean response, two choices of 2 to 5 servers',
    truth: 'chain of the queues',
    cases: 16,
    median: 0.102,
    most: 0.234,
    lowest: -0.341,
    highest: -0.0133,
  },
  {
    approximation: 'che',
    quantity: 'hit ratio, caches of 2 and 3 items',
    truth: 'chain of the recency lists',
    cases: 18,
    median: 0.00661,
    most: 0.017,
    lowest: -0.0197,
    highest: 0.00545,
  },
  {
    approximation: 'che-fifo',
    quantity: 'hit ratio, caches of 2 and 3 items',
    truth: 'chain of the lists',
    cases: 18,
    median: 0.0224,
    most: 0.05,
    lowest: -0.055,
    highest: -0.00637,
  },
  {
    approximation: 'pointwise-stationary',
    quantity: 'mean wait, two steps of 10 service times',
    truth: 'uniformised chain',
    cases: 6,
    median: 0.746,
    most: 1.06,
    lowest: 0.0709,
    highest: 1.06,
  },
  {
    approximation: 'pointwise-stationary',
    quantity: 'mean wait, two steps of 100 service times',
    truth: 'uniformised chain',
    cases: 6,
    median: 0.189,
    most: 0.502,
    lowest: 0.0153,
    highest: 0.502,
  },
  {
    approximation: 'pointwise-stationary',
    quantity: 'mean wait, two steps of 1000 service times',
    truth: 'uniformised chain',
    cases: 6,
    median: 0.0184,
    most: 0.0763,
    lowest: 0.00141,
    highest: 0.0763,
  },
];
