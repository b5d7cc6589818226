/** 95 % intervals contain the truth in 93 to 97 % of 2,000 runs, up to utilisation 0.95. */
import { expect, test } from 'vitest';
import {
  bounded,
  closed,
  controlledEstimates,
  coverage,
  general,
  type Known,
  open,
  plannedEstimates,
} from '../testing/coverage.js';

const RUNS = 2000;

const grid: readonly Known[] = [
  open(1, 0.5),
  open(1, 0.8),
  open(1, 0.9),
  open(1, 0.95),
  open(4, 0.8),
  open(4, 0.95),
  general(0, 0.8),
  general(0, 0.95),
  general(2, 0.8),
  bounded(1, 0.95, 20),
  bounded(5, 3, 5),
  closed(20, 15),
  closed(50, 60),
];

const planned: readonly Known[] = [open(1, 0.5), open(1, 0.8), general(2, 0.8), bounded(1, 0.95, 20), closed(20, 15)];

test.each([
  ...grid.map((known) => [known.name, 'with a known window', known, plannedEstimates] as const),
  ...planned.map((known) => [known.name, 'with pilots and stopping', known, controlledEstimates] as const),
])('%s, %s', async (_name, _how, known, estimates) => {
  for (const [figure, share] of await coverage(known, RUNS, estimates)) {
    expect(share, figure).toBeGreaterThanOrEqual(0.93);
    expect(share, figure).toBeLessThanOrEqual(0.97);
  }
});
