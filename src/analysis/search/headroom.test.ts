/** Headroom against closed forms: M/M/1 response, saturation, and the load at which a replica more is needed. */
import { describe, expect, it } from 'vitest';
import type { Goal, System } from '../../model/system.js';
import { analyse } from '../analyse.js';
import { prepare } from '../capacity/plan.js';
import * as b from '../testing/build.js';
import { headroomsOf } from './headroom.js';

const bound = (
  metric: 'mean' | 'availability' | 'throughput' | 'cost',
  comparison: '<' | '>=',
  value: number,
): Goal => ({
  kind: 'bound',
  metric,
  comparison,
  bound: b.q(value),
  at: b.at(),
});
const system = (goals: readonly Goal[], rate = 50, replicas = 1): System =>
  b.system({
    nodes: [
      b.node(
        'n',
        { replicas, cores: 1, workers: 1, limit: 1, balancing: 'shared', failure: b.failure(99, 1) },
        { x: [b.cpu(0.01)] },
      ),
    ],
    workloads: [b.open('w', rate, 'n.x')],
    objectives: [{ workload: 'w', goals, at: b.at() }],
  });
const of = (found: System) => headroomsOf(prepare(found), 0);
const value = (result: ReturnType<typeof of>['overall'] | undefined) =>
  result?.kind === 'value' ? result.value : undefined;

describe('headroom', () => {
  it('of a response objective is where M/M/1 reaches it: R = 1 / (mu - lambda)', () => {
    const goal = bound('mean', '<', 0.05);
    const found = of(system([goal]));
    // 1 / (100 - 80) = 50 ms
    expect(value(found.overall)).toBeCloseTo(80 / 50 - 1, 3);
    expect(value(found.of(goal))).toBeCloseTo(80 / 50 - 1, 2);
  });

  it('without objectives is where it saturates', () => {
    expect(value(of(system([])).overall)).toBeCloseTo(1, 3);
  });

  it('of several objectives is that of the first to break, and each has its own', () => {
    const [early, late] = [bound('mean', '<', 0.025), bound('mean', '<', 0.1)];
    const found = of(system([late, early]));
    expect(value(found.overall)).toBeCloseTo(60 / 50 - 1, 3);
    expect(value(found.of(early))).toBeCloseTo(60 / 50 - 1, 2);
    expect(value(found.of(late))).toBeCloseTo(90 / 50 - 1, 2);
    expect(found.overall.kind === 'value' && found.overall.inputs[0]?.text).toBe('w: mean < 25 ms');
  });

  it('counts availability: beyond 100/s both replicas are needed', () => {
    const goal = bound('availability', '>=', 0.999);
    const found = of(system([goal], 50, 2));
    expect(value(found.overall)).toBeCloseTo(1, 3);
    expect(value(found.of(goal))).toBeCloseTo(1, 2);
    expect(found.overall.kind === 'value' && found.overall.inputs[0]?.text).toBe('w: availability >= 99.9 %');
  });

  it('leaves aside an availability that is missed at any load, and says so', () => {
    const goal = bound('availability', '>=', 0.9999999);
    const found = of(system([goal, bound('mean', '<', 0.05)]));
    expect(value(found.overall)).toBeCloseTo(0.6, 3);
    expect(found.overall.kind === 'value' && found.overall.assumptions.join()).toContain('missed already');
    expect(found.of(goal)?.kind).toBe('unknown');
  });

  it('is below zero where a response objective is missed', () => {
    expect(value(of(system([bound('mean', '<', 0.0125)])).overall)).toBeCloseTo(20 / 50 - 1, 3);
  });

  it('is nothing for goals that load does not decide, and unknown without load', () => {
    const goals = [bound('throughput', '>=', 10), bound('cost', '<', 1)];
    const found = of(system(goals));
    for (const goal of goals) expect(found.of(goal)).toBeUndefined();
    expect(of(system([], 0)).overall.kind).toBe('unknown');
  });
});

it('the margin to a bound of almost nothing is no figure', () => {
  const report = analyse(system([bound('mean', '<', 1e-320)]), { detail: 'quick' });
  expect(report.objectives[0]).toMatchObject({ verdict: 'missed', margin: undefined });
});

it('ends where a bounded queue begins to turn away what is over, unless errors are bounded', () => {
  const bounded = (goals: readonly Goal[], rate = 50): System => {
    const base = system(goals, rate);
    const queue = { size: b.q(5), policy: 'reject', rejectCost: b.q(0) } as const;
    return { ...base, nodes: base.nodes.map((node) => ({ ...node, queue })) };
  };
  expect(value(of(bounded([bound('mean', '<', 1)])).overall)).toBeCloseTo(1, 3);
  expect(value(of(bounded([bound('mean', '<', 1)], 200)).overall)).toBeCloseTo(-0.5, 3);
  const errors: Goal = { kind: 'bound', metric: 'errors', comparison: '<', bound: b.q(0.5), at: b.at() };
  // At twice its capacity it turns away nearly half.
  expect(value(of(bounded([bound('mean', '<', 1), errors])).overall)).toBeGreaterThan(2.5);
});
