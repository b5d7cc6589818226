import { expect, it } from 'vitest';
import { systemOf } from '../simulation/testing/describe.js';
import { analyse } from './analyse.js';
import { simulatedErrors } from './simulatedErrors.js';
import { allErrors, COLUMNS } from './testing/simulated/errors.js';

it('the analysis is as far from simulations of drawn systems as published, on a sample of them', async () => {
  const sample = await allErrors(20);
  expect(sample.length).toBeGreaterThan(10);
  for (const { item, worst, missing } of sample) {
    expect(missing, item.name).toEqual([]);
    const row = simulatedErrors.find(({ systems }) => systems === item.feature)!;
    // the published figure has two digits
    COLUMNS.forEach((column, i) => {
      expect(worst[column], `${item.name}: ${column}`).toBeLessThanOrEqual(row.errors[i]![2] * 1.06 + 1e-9);
    });
  }
});

it('percentiles behind a pool that users keep full are times', async () => {
  // Found by the drawn systems: simulated 103 ms, the worst case was beyond any number.
  const text = `workload c { closed 40 users think 20 ms; calls n0.run }
    service n0 { workers 9  op run { cpu 9.4 ms  call n1.run } }
    service n1 { workers 8  op run { cpu 6 ms  call n2.run } }
    service n2 { replicas 3  workers 2  op run { cpu 3 ms } }`;
  const { p99, mean } = analyse(await systemOf(text), { detail: 'quick' }).workloads[0]!;
  if (p99.kind !== 'value' || mean.kind !== 'value') throw new Error('no figures');
  expect(mean.value).toBeCloseTo(0.0624, 3);
  expect(p99.value).toBeGreaterThan(0.1);
  expect(p99.value).toBeLessThan(0.3);
});
