import { describe, expect, it } from 'vitest';
import { analyse } from './analyse.js';
import * as b from './testing/build.js';

/** Every number in a report is finite. */
function expectFinite(value: unknown, path = 'report'): void {
  if (typeof value === 'number') expect(Number.isFinite(value), path).toBe(true);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) expectFinite(item, `${path}[${index}]`);
  } else if (value && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) expectFinite(item, `${path}.${key}`);
}

const layered = (count: number, load = 100) => {
  const layers = Math.min(10, count);
  const per = Math.ceil(count / layers);
  const nodes = [];
  for (let layer = 0; layer < layers; layer++)
    for (let i = 0; i < per; i++)
      nodes.push(
        b.node(
          `n${layer}_${i}`,
          { replicas: 3, workers: 64, cores: 4, queue: 128, places: ['eu'], failure: b.failure(90 * 86400, 300, 10) },
          {
            run: [
              b.cpu(0.002 + ((layer + i) % 5) / 1000),
              ...(layer + 1 < layers
                ? [
                    b.call(`n${layer + 1}_${i}.run`, { probability: b.q(0.5) }),
                    b.call(`n${layer + 1}_${(i + 1) % per}.run`, { probability: b.q(0.5) }),
                  ]
                : []),
            ],
          },
        ),
      );
  return b.system({
    places: [b.place('eu', 'region'), b.place('eu.a', 'zone'), b.place('eu.b', 'zone'), b.place('eu.c', 'zone')],
    nodes,
    workloads: Array.from({ length: Math.min(10, per) }, (_, i) => b.open(`w${i}`, load, `n0_${i}.run`)),
    objectives: Array.from({ length: Math.min(10, per) }, (_, i) =>
      b.objective(
        `w${i}`,
        b.goal('p99', '<', 1),
        b.goal('availability', '>=', 0.99),
        b.goal('headroom', '>=', 0.2),
        b.survives(1, 'zones'),
      ),
    ),
  });
};

describe('analyse', () => {
  it('answers for a layered system quickly', () => {
    const system = layered(20);
    for (let i = 0; i < 20; i++) analyse(system, { detail: 'quick' });
    const start = performance.now();
    const report = analyse(system, { detail: 'quick' });
    const quick = performance.now() - start;
    expectFinite(report);
    const full = analyse(system, { detail: 'full' });
    expect(full.complete).toBe(true);
    expect(quick).toBeLessThan(500);
    expectFinite(full);
  });
});
