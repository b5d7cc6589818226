import { expect, it } from 'vitest';
import { percentileErrors } from './percentileErrors.js';
import { errorsOf, LEVELS } from './testing/percentiles/truth.js';

it('percentiles end to end err as published, on a sample of the measured systems', () => {
  const sample = errorsOf(6);
  expect(sample.length).toBeGreaterThan(20);
  for (const { item, errors } of sample) {
    const row = percentileErrors.find(({ systems }) => systems === item.group)!;
    // the published figure has two digits
    LEVELS.forEach((_, level) => {
      expect(Math.abs(errors[level]!), item.name).toBeLessThanOrEqual(row.errors[level]![2] * 1.06 + 1e-9);
    });
  }
});

it('the median error from p50 to p99 is below 5 %', () => {
  for (const [median] of percentileErrors.at(-1)!.errors) expect(median).toBeLessThan(0.05);
});
