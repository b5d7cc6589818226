import { expect, test } from 'vitest';
import type { Breakdown } from '../report.js';
import { byOwner, byPart } from './breakdown.js';

const breakdown: Extract<Breakdown, { kind: 'parts' }> = {
  kind: 'parts',
  total: 0.1,
  method: 'breakdown',
  assumptions: [],
  parts: [
    { owner: 'db', part: 'cpu', seconds: 0.02, at: undefined },
    { owner: 'web', part: 'cpu', seconds: 0.03, at: undefined },
    { owner: 'db', part: 'queue', seconds: 0.04, at: undefined },
    { owner: 'db', part: 'cpu', seconds: 0.01, at: undefined },
    { owner: 'web', part: 'network', seconds: 0, at: undefined },
  ],
};

test('time by owner: largest first, kinds in the order of a request, nothing where there is nothing', () => {
  expect(byOwner(breakdown).map((item) => [item.owner, item.parts.map((part) => part.part)])).toEqual([
    ['db', ['queue', 'cpu']],
    ['web', ['cpu']],
  ]);
  expect(byOwner(breakdown)[0]?.seconds).toBeCloseTo(0.07, 12);
});

test('both groupings add up to the whole', () => {
  const sum = (items: readonly { seconds: number }[]) => items.reduce((all, item) => all + item.seconds, 0);
  expect(sum(byOwner(breakdown))).toBeCloseTo(breakdown.total, 12);
  expect(sum(byPart(breakdown))).toBeCloseTo(breakdown.total, 12);
});
