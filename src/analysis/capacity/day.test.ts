/** Profiles: the states of the load, and every figure against M/M/1 in each interval. */
import { describe, expect, it } from 'vitest';
import { profilePeriod } from '../../model/profile.js';
import type { Goal, Load, Profile, System, Workload } from '../../model/system.js';
import { analyse } from '../analyse.js';
import { backlogTexts } from '../render/day.js';
import * as b from '../testing/build.js';
import { dayOf } from './day.js';

const HOUR = 3600;
const profile = (name: string, ...points: readonly (readonly [hours: number, factor: number])[]): Profile => ({
  name,
  at: b.at(),
  nameAt: b.at(),
  points: points.map(([hours, factor]) => ({ time: b.q(hours * HOUR), factor: b.q(factor) })),
});
const over = (workload: Workload, name: string): Workload => ({
  ...workload,
  load: { ...workload.load, profile: name } as Load,
});
/** M/M/1 with service rate 100/s. */
const system = (profiles: readonly Profile[], workloads: readonly Workload[], goals: readonly Goal[] = []): System =>
  b.system({
    nodes: [
      b.node(
        'n',
        { cores: 1, workers: 1, limit: 1, balancing: 'shared', failure: b.failure(99, 1) },
        { x: [b.cpu(0.01)] },
      ),
    ],
    profiles,
    workloads,
    objectives: goals.length > 0 ? [b.objective('w', ...goals)] : [],
  });
const daily = profile('daily', [6, 1], [18, 1.6], [22, 0.2]);
const value = (result: { kind: string; value?: number } | undefined) =>
  result?.kind === 'value' ? result.value : undefined;

describe('the states of a day', () => {
  it('are the steps of the profile; before the first point holds the last', () => {
    const day = dayOf(system([daily], [over(b.open('w', 50, 'n.x'), 'daily')]))!;
    expect(day.period).toBe(24 * HOUR);
    expect(day.intervals.map(({ from, to, state }) => [from / HOUR, to / HOUR, day.states[state]!.factors[0]])).toEqual(
      [
        [0, 6, 0.2],
        [6, 18, 1],
        [18, 22, 1.6],
        [22, 24, 0.2],
      ],
    );
    expect(day.states.map(({ share }) => share * 24)).toEqual([8, 12, 4]);
    expect(day.heaviest.map((state) => day.states[state]!.factors[0])).toEqual([1.6]);
  });

  it('repeat after a day, or after whole weeks', () => {
    expect(profilePeriod(profile('p', [0, 1], [23.9, 2]))).toBe(24 * HOUR);
    expect(profilePeriod(profile('p', [0, 1], [24, 2]))).toBe(7 * 24 * HOUR);
    expect(profilePeriod(profile('p', [0, 1], [24 * 7, 2]))).toBe(14 * 24 * HOUR);
  });

  it('of several workloads are all their combinations in time; none exceeds another in everything', () => {
    const day = dayOf(
      system(
        [daily, profile('night', [0, 2], [6, 0.5]), profile('week', [0, 1], [24, 0.5])],
        [
          over(b.open('w', 1, 'n.x'), 'daily'),
          over(b.open('v', 1, 'n.x'), 'night'),
          over(b.open('u', 1, 'n.x'), 'week'),
          b.open('t', 1, 'n.x'),
        ],
      ),
    )!;
    expect(day.period).toBe(7 * 24 * HOUR);
    expect(day.states.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(day.heaviest.map((state) => day.states[state]!.factors)).toEqual([
      [0.2, 2, 1, 1],
      [1.6, 0.5, 1, 1],
    ]);
    expect(dayOf(system([daily], [b.open('w', 50, 'n.x')]))).toBeUndefined();
  });
});

describe('a profile', () => {
  const goals = [b.goal('mean', '<', 0.04), b.goal('throughput', '>=', 15)];
  const report = analyse(system([daily], [over(b.open('w', 50, 'n.x'), 'daily')], goals));
  const [w] = report.workloads;

  it('gives the figures of its busiest interval', () => {
    expect(w!.offered).toBeCloseTo(80, 12);
    expect(value(w!.mean)).toBeCloseTo(1 / 20, 9);
    expect(value(report.nodes[0]!.utilisation)).toBeCloseTo(0.8, 9);
    expect(w!.mean.kind === 'value' && w!.mean.assumptions.join()).toContain('from 18:00 to 22:00');
  });

  it('is judged in its worst interval, which differs from goal to goal', () => {
    const [mean, throughput] = report.objectives;
    expect(mean).toMatchObject({ verdict: 'missed', when: 'from 18:00 to 22:00' });
    expect(mean!.reason).toContain('(from 18:00 to 22:00)');
    expect(throughput).toMatchObject({ verdict: 'missed', when: 'from 22:00 to 06:00' });
    expect(value(throughput!.actual)).toBeCloseTo(10, 9);
    // 75 of 100 requests a second are answered within 40 ms in the mean, and there are 80.
    expect(value(report.headroom)).toBeCloseTo(75 / 80 - 1, 3);
  });

  it('weighs figures over the day by requests', () => {
    const weights = [8 * 10, 12 * 50, 4 * 80];
    const total = weights.reduce((sum, x) => sum + x, 0);
    const mean = (weights[0]! / 90 + weights[1]! / 50 + weights[2]! / 20) / total;
    const [day] = report.day!.workloads;
    expect(value(day!.mean)).toBeCloseTo(mean, 9);
    expect(value(day!.throughput)).toBeCloseTo(total / 24, 9);
    const t = value(day!.p99)!;
    const beyond =
      (weights[0]! * Math.exp(-90 * t) + weights[1]! * Math.exp(-50 * t) + weights[2]! * Math.exp(-20 * t)) / total;
    expect(beyond).toBeCloseTo(0.01, 8);
    expect(report.day!.states.map((state) => state.workloads[0]!.mean)).toEqual([
      expect.closeTo(1 / 90, 9),
      expect.closeTo(1 / 50, 9),
      expect.closeTo(1 / 20, 9),
    ]);
  });

  it('weighs availability by requests: over 80 % of a second replica only some of the day', () => {
    const two = (factor: number): System => {
      const base = system([profile('p', [0, factor], [12, 1])], [over(b.open('w', 60, 'n.x'), 'p')]);
      return { ...base, nodes: base.nodes.map((node) => ({ ...node, replicas: b.q(2) })) };
    };
    const one = value(analyse(two(1)).workloads[0]!.availability)!;
    const both = value(analyse({ ...two(2), profiles: [profile('p', [0, 2])] }).workloads[0]!.availability)!;
    expect(both).toBeLessThan(one);
    expect(value(analyse(two(2)).workloads[0]!.availability)).toBeCloseTo((2 * both + one) / 3, 12);
  });

  it('with an overload says when, and has no figures over the day', () => {
    const broken = analyse(system([daily], [over(b.open('w', 80, 'n.x'), 'daily')], [b.goal('mean', '<', 1)]));
    expect(broken.objectives[0]).toMatchObject({ verdict: 'missed', when: 'from 18:00 to 22:00' });
    expect(broken.day!.states[broken.day!.busiest]!.nodes[0]!.overload).toBeCloseTo(1.28, 9);
    expect(value(broken.headroom)).toBeLessThan(0);
    // 28 a second too many for four hours, drained at 84 a second
    expect(broken.day!.backlogs).toEqual([
      {
        node: 'n',
        from: 18 * HOUR,
        peakAt: 22 * HOUR,
        requests: expect.closeTo(28 * 4 * HOUR, 3),
        longestWait: expect.closeTo(28 * 4 * 36, 6),
        to: expect.closeTo((22 + (28 * 4) / 84) * HOUR, 3),
      },
    ]);
    expect(backlogTexts(broken.day!)[0]).toContain('gone at 23:20');
    const never = analyse(system([daily], [over(b.open('w', 120, 'n.x'), 'daily')]));
    expect(backlogTexts(never.day!)[0]).toContain('never gone');
  });

  it('counts users of closed workloads', () => {
    const flat = analyse(system([], [b.closed('w', 30, 1, 'n.x')]));
    const found = analyse(system([profile('p', [0, 0.5], [12, 3])], [over(b.closed('w', 10, 1, 'n.x'), 'p')]));
    expect(value(found.workloads[0]!.mean)).toBeCloseTo(value(flat.workloads[0]!.mean)!, 12);
    expect(found.workloads[0]!.offered).toBe(30);
  });

  it('of factor 1 all day changes nothing, and one of many steps comes with the slow parts', () => {
    const flat = analyse(system([], [b.open('w', 50, 'n.x')]));
    const same = analyse(system([profile('p', [0, 1])], [over(b.open('w', 50, 'n.x'), 'p')]));
    expect(value(same.workloads[0]!.p99)).toBe(value(flat.workloads[0]!.p99));
    const steps = profile('p', ...Array.from({ length: 96 }, (_, i) => [i / 4, 1 + 0.5 * Math.sin(i)] as const));
    const many = system([steps], [over(b.open('w', 50, 'n.x'), 'p')], [b.goal('mean', '<', 0.1)]);
    const quick = analyse(many, { detail: 'quick' });
    expect(quick.day).toBeUndefined();
    expect(quick.objectives[0]!.verdict).toBe('met');
    expect(analyse(many).day!.states.length).toBe(96);
  });
});
