/** Priorities of workloads against exact chains: one pool with unlike times, a pool that waits for a pool, closed users. */
import { describe, expect, it } from 'vitest';
import type { NodeType, Workload } from '../../model/system.js';
import { stationary, type Transition } from '../../queueing/testing/chain.js';
import { priorityPoolWaits, priorityTandemResponses } from '../../queueing/testing/priorityChain.js';
import { analyse } from '../analyse.js';
import * as b from '../testing/build.js';
import { operate } from './operate.js';
import { prepare } from './plan.js';

const ranked = (workload: Workload, priority: number): Workload => ({ ...workload, priority: b.q(priority) });
const pointOf = (nodes: readonly NodeType[], workloads: readonly Workload[]) =>
  operate(prepare(b.system({ nodes, workloads })));
const error = (value: number | undefined, truth: number): number => Math.abs(value! / truth - 1);

describe('priorities', () => {
  it.each([
    [1, 4, 0.8],
    [2, 4, 0.5],
    [4, 4, 0.8],
    [2, 0.25, 0.2],
    [4, 0.25, 0.5],
  ])('of %i workers, times in a ratio of %d, share %d: response within 6 %%', (servers, ratio, share) => {
    const services = [1, ratio] as const;
    const rate = (0.8 * servers) / (share + (1 - share) * ratio);
    const rates = [rate * share, rate * (1 - share)] as const;
    const truth = priorityPoolWaits({ rates, services, servers, places: ratio < 1 ? [26, 110] : [30, 34] });
    const { means } = pointOf(
      [b.node('n', { workers: servers, cores: servers }, { x: [b.cpu(services[0])], y: [b.cpu(services[1])] })],
      [ranked(b.open('a', rates[0], 'n.x'), 1), ranked(b.open('b', rates[1], 'n.y'), 0)],
    );
    for (const k of [0, 1]) expect(error(means[k], truth[k]! + services[k]!)).toBeLessThan(0.06);
  });

  it.each([
    [2, 1, 1, 0.25],
    [3, 1, 1, 0.29],
    [2, 2, 1, 0.25],
  ])('are inherited by calls: %i workers that call %i', (front, back, backTime, rate) => {
    const truth = priorityTandemResponses({ rates: [rate, rate], front, back, frontTime: 1, backTime, places: 12 });
    const { means } = pointOf(
      [
        b.node('f', { workers: front, cores: front }, { x: [b.cpu(1), b.call('g.y')] }),
        b.node('g', { workers: back, cores: back }, { y: [b.cpu(backTime)] }),
      ],
      [ranked(b.open('a', rate, 'f.x'), 1), ranked(b.open('b', rate, 'f.x'), 0)],
    );
    expect(means[0]!).toBeLessThan(means[1]!);
    for (const k of [0, 1]) expect(error(means[k], truth[k]!)).toBeLessThan(0.09);
  });

  it('of closed users: response within 15 % of the chain', () => {
    // four users of each class, one worker of 1 s, thinking 6 s
    type S = readonly [serving: number, a: number, b: number];
    const { states, p } = stationary<S>([-1, 0, 0], ([serving, a, c]) => {
      const moves: Transition<S>[] = [];
      const away = [4 - a - (serving === 0 ? 1 : 0), 4 - c - (serving === 1 ? 1 : 0)] as const;
      if (serving < 0) {
        moves.push({ to: [0, 0, 0], rate: away[0] / 6 }, { to: [1, 0, 0], rate: away[1] / 6 });
      } else {
        moves.push({ to: [serving, a + 1, c], rate: away[0] / 6 }, { to: [serving, a, c + 1], rate: away[1] / 6 });
        moves.push({ to: a > 0 ? [0, a - 1, c] : c > 0 ? [1, a, c - 1] : [-1, 0, 0], rate: 1 });
      }
      return moves;
    });
    const [x, y] = [0, 1].map((k) =>
      states.reduce((sum, [serving, ...waiting], i) => sum + p[i]! * (waiting[k]! + (serving === k ? 1 : 0)), 0),
    );
    const truth = [x!, y!].map((jobs) => (6 * jobs) / (4 - jobs));
    const { means } = pointOf(
      [b.node('n', { workers: 1, cores: 1 }, { x: [b.cpu(1)] })],
      [ranked(b.closed('a', 4, 6, 'n.x'), 1), ranked(b.closed('b', 4, 6, 'n.x'), 0)],
    );
    for (const k of [0, 1]) expect(error(means[k], truth[k]!)).toBeLessThan(0.15);
  });

  it('change nothing where nobody waits for a worker, or all have the same', () => {
    const nodes = [b.node('n', { cores: 2 }, { x: [b.cpu(0.01)] })];
    const two = [b.open('a', 60, 'n.x'), b.open('b', 60, 'n.x')];
    const plain = pointOf(nodes, two);
    const apart = pointOf(nodes, [ranked(two[0]!, 3), two[1]!]);
    expect(apart.means[0]).toBeCloseTo(plain.means[0]!, 12);
    const pool = [b.node('n', { cores: 2, workers: 2 }, { x: [b.cpu(0.01)] })];
    const alike = two.map((workload) => ranked(workload, 7));
    expect(pointOf(pool, alike).means).toEqual(pointOf(pool, two).means);
  });

  it('stand in the report: own means, parts that add up, the method', () => {
    const report = analyse(
      b.system({
        nodes: [b.node('n', { workers: 2, cores: 2 }, { x: [b.cpu(0.01)] })],
        workloads: [ranked(b.open('a', 60, 'n.x'), 1), b.open('b', 100, 'n.x')],
      }),
      { detail: 'quick' },
    );
    const [a, other] = report.workloads;
    for (const { mean, breakdown } of [a!, other!]) {
      if (mean.kind !== 'value' || breakdown.kind !== 'parts') throw new Error('no figures');
      expect(mean.method).toBe('priorities');
      expect(breakdown.parts.reduce((sum, part) => sum + part.seconds, 0)).toBeCloseTo(mean.value, 12);
    }
    expect(report.findings.map((item) => item.code)).not.toContain('not-yet-used');
  });
});
