/** Measured errors of the approximations of networks: the numbers that documentation and views show. Tests measure them again. */

export type MeasuredError = {
  /** as the answers name it */ readonly method: string;
  /** what the error is of */ readonly figure: string;
  /** what it was compared on */ readonly grid: string;
  readonly cases: number;
  /** relative errors, per cent */ readonly median: number;
  readonly p95: number;
  readonly worst: number;
};

const closed =
  '2 and 3 classes, 2 and 5 stations, 4 to 30 users, think times 0 to 8 service times; exact mean value analysis';
const several = 'the same with 1 to 16 servers; exact convolution';

export const networkAccuracy: readonly MeasuredError[] = [
  row('linearizer', 'response time, worst class', closed, 108, 0.13, 0.57, 2.81),
  row('aql', 'response time, worst class', closed, 108, 0.19, 0.9, 4.02),
  row('bard-schweitzer', 'response time, worst class', closed, 108, 3.49, 8.77, 14.77),
  row('linearizer, conway', 'response time, worst class', several, 108, 0.08, 0.9, 2.57),
  row('linearizer, suri', 'response time, worst class', several, 108, 1.15, 6.31, 8.34),
  row('linearizer, seidmann', 'response time, worst class', several, 108, 3.66, 13.17, 15.23),
  row('aql, conway', 'response time, worst class', several, 108, 0.14, 1.35, 3.94),
  row('bard-schweitzer, conway', 'response time, worst class', several, 108, 1.34, 7.51, 9.53),
  row(
    'fork-join, open, two unlike branches',
    'response time',
    'load 0.3 to 0.8, rates 1.1 to 4 times; exact chain',
    16,
    0.6,
    1.24,
    1.72,
  ),
  row(
    'fork-join, closed, two equal branches',
    'response time',
    '2 to 25 users, think times 0.5 to 10; exact chain',
    12,
    0.6,
    2.08,
    2.45,
  ),
  row(
    'line, blocking after service',
    'throughput',
    '3 to 5 stations, room for 2 or 3; exact chain',
    18,
    1.88,
    3.8,
    3.88,
  ),
  row(
    'line, blocking before service',
    'throughput',
    '3 to 5 stations, room for 2 or 3; exact chain',
    18,
    5.53,
    8.58,
    9.18,
  ),
  row('line, loss', 'throughput', '3 to 5 stations, room for 2 or 3; exact chain', 18, 6.02, 9.89, 10.72),
  row(
    'qna',
    'mean jobs',
    'two stations in a row, arrivals of scv 0.5 and 4, load 0.3 to 0.9; exact chain',
    12,
    4.27,
    11.47,
    13.17,
  ),
];

function row(
  method: string,
  figure: string,
  grid: string,
  cases: number,
  median: number,
  p95: number,
  worst: number,
): MeasuredError {
  return { method, figure, grid, cases, median, p95, worst };
}
