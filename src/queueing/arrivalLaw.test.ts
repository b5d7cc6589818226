import { describe, expect, it } from 'vitest';
import { queueLaw, waitOf } from './arrivalLaw.js';
import { fitMoments } from './distribution.js';
import { exponential, sum } from './moments.js';
import { closedSingle } from './networks/singleClass.js';

describe('what an arrival finds in a closed network', () => {
  const one = [{ demand: 0.02, servers: 1 }];

  it('is the machine-repair law at one station', () => {
    // p(k) ~ N!/(N-k)! (D/Z)^k, N = 4, D/Z = 0.2.
    const weights = [1, 4 * 0.2, 12 * 0.04, 24 * 0.008, 24 * 0.0016];
    const mass = weights.reduce((a, b) => a + b, 0);
    queueLaw(one, 0, 0.1, 4).forEach((p, k) => {
      expect(p).toBeCloseTo(weights[k]! / mass, 12);
    });
  });

  it('gives the mean response of the network', () => {
    const stations = [...one, { demand: 0.03, servers: 3 }, { demand: 0.01, servers: 1 }];
    const { throughput } = closedSingle(stations, 0.1, 20);
    const response = stations.reduce(
      (total, { demand, servers }, at) => total + demand + waitOf(queueLaw(stations, at, 0.1, 19), demand, servers).k1,
      0,
    );
    expect(throughput * (0.1 + response)).toBeCloseTo(20, 9);
  });

  it('20 users, 100 ms think, 20 ms at one server: p99 0.537 s', () => {
    const wait = waitOf(queueLaw(one, 0, 0.1, 19), 0.02, 1);
    const p99 = fitMoments(sum(wait, exponential(0.02))).percentile(0.99);
    expect(Math.abs(p99 / 0.537 - 1)).toBeLessThan(0.02);
  });
});
