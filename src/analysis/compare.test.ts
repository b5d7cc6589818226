import { describe, expect, it } from 'vitest';
import type { System } from '../model/system.js';
import { analyse } from './analyse.js';
import { type Comparison, compare, type Effect, gotWorse, type ObjectiveChange } from './compare.js';
import type { ObjectiveReport, Report, Verdict } from './report.js';
import * as b from './testing/build.js';

const report = (parts: Partial<System>): Report => analyse(b.system(parts), { detail: 'full' });

/** A shop whose page takes `cpu` seconds on `replicas` replicas. */
function shop(cpu: number, replicas: number, more: Partial<System> = {}): Report {
  return report({
    nodes: [
      b.node('web', { replicas, cores: 1 }, { page: [b.cpu(cpu), b.call('db.get')] }),
      b.node('db', { replicas: 2, cores: 2 }, { get: [b.cpu(0.001)] }),
    ],
    workloads: [b.open('browse', 100, 'web.page')],
    objectives: [
      b.objective('browse', b.goal('p99', '<', 0.3), b.goal('mean', '<', 0.1), b.goal('headroom', '>=', 0.2)),
    ],
    ...more,
  });
}
const effects = (comparison: Comparison): Record<string, Effect> =>
  Object.fromEntries(comparison.objectives.map(({ id, effect }) => [id, effect]));

describe('compare', () => {
  it('finds no difference between a report and itself', () => {
    const same = shop(0.01, 2);
    const comparison = compare(same, same);
    expect(new Set(comparison.objectives.map((item) => item.effect))).toEqual(new Set(['same']));
    expect(comparison.parts).toEqual([]);
    for (const part of [...comparison.workloads, ...comparison.nodes])
      for (const figure of Object.values(part.figures)) expect(figure.effect).toBe('same');
    expect(comparison.objectives.some((item) => gotWorse(item, true))).toBe(false);
  });
  it('puts what is newly missed first, and back it is newly met', () => {
    const [good, bad] = [shop(0.01, 2), shop(0.018, 2)];
    const worse = compare(good, bad);
    expect(effects(worse)['browse.headroom']).toBe('broken');
    expect(worse.objectives[0]!.effect).toBe('broken');
    expect(worse.objectives.filter((item) => gotWorse(item)).length).toBeGreaterThan(0);
    expect(effects(compare(bad, good))['browse.headroom']).toBe('mended');
    const p99 = worse.workloads[0]!.figures.p99;
    expect(p99.effect).toBe('worse');
    expect(p99.change).toBeGreaterThan(0.5);
    expect(worse.nodes[0]!.figures.utilisation.change).toBeCloseTo(0.8, 6);
    expect(worse.headroom.effect).toBe('worse');
  });
  it('calls overload worse than any figure', () => {
    const [slow, over] = [shop(0.019, 2), shop(0.03, 2)];
    const comparison = compare(slow, over);
    expect(effects(comparison)['browse.p99']).toBe('worse');
    expect(comparison.workloads[0]!.figures.mean).toMatchObject({ effect: 'worse', after: { kind: 'unstable' } });
    expect(effects(compare(over, slow))['browse.p99']).toBe('better');
  });
  it('tells more replicas from less load, and says who saturates', () => {
    const comparison = compare(shop(0.01, 2), shop(0.01, 4));
    const [web] = comparison.nodes;
    expect(web!.figures.replicas).toMatchObject({ effect: 'changed', change: 1 });
    expect(web!.figures.arrivalRate.effect).toBe('same');
    expect(web!.figures.capacity.effect).toBe('better');
    expect(comparison.before.bottleneck).toMatchObject({ node: 'web', resource: 'cores' });
  });
  it('knows a renamed node type and workload, and what appeared and is gone', () => {
    const after = report({
      places: [b.place('eu', 'region')],
      nodes: [
        b.node('front', { replicas: 2, cores: 1 }, { page: [b.cpu(0.01), b.call('db.get')] }),
        b.node('db', { replicas: 2, cores: 2 }, { get: [b.cpu(0.001)] }),
        b.node('cache', { cores: 1 }, { look: [] }),
      ],
      workloads: [b.open('visit', 100, 'front.page')],
      objectives: [b.objective('visit', b.goal('p99', '<', 0.3))],
    });
    const comparison = compare(shop(0.01, 2, { externals: [b.external('pay', 0.1)] }), after);
    expect(comparison.parts.map(({ kind, name, change, formerly }) => [kind, name, change, formerly])).toEqual([
      ['workload', 'visit', 'renamed', 'browse'],
      ['node type', 'front', 'renamed', 'web'],
      ['node type', 'cache', 'appeared', undefined],
      ['region', 'eu', 'appeared', undefined],
      ['external', 'pay', 'gone', undefined],
    ]);
    expect(effects(comparison)).toEqual({
      'visit.p99': 'same',
      'browse.mean': 'dropped',
      'browse.headroom': 'dropped',
    });
    expect(comparison.nodes.map(({ name, presence }) => [name, presence])).toEqual([
      ['front', 'both'],
      ['db', 'both'],
      ['cache', 'appeared'],
    ]);
  });
  it('does not guess between two that fit alike', () => {
    const two = report({
      nodes: ['a', 'c'].map((name) => b.node(name, {}, { page: [] })),
      workloads: [],
    });
    const before = report({ nodes: [b.node('web', {}, { page: [] })], workloads: [] });
    expect(compare(before, two).parts.map((part) => part.change)).toEqual(['appeared', 'appeared', 'gone']);
  });
  it('survives JSON', () => {
    const comparison = compare(shop(0.01, 2), shop(0.03, 3));
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(JSON.parse(JSON.stringify(comparison)));
    expect(JSON.stringify(comparison)).not.toMatch(/null/);
  });
});

describe('effects', () => {
  const base = shop(0.01, 2);
  const judged = (verdict: Verdict, margin?: number): Report => {
    const objective: ObjectiveReport = { ...base.objectives[0]!, verdict, margin };
    return { ...base, objectives: [objective] };
  };
  const none: Report = { ...base, objectives: [] };
  const change = (before: Report, after: Report): ObjectiveChange => compare(before, after).objectives[0]!;
  it.each([
    [judged('met', 0.5), judged('missed', -0.1), 'broken', true, true],
    [judged('unknown'), judged('missed', -0.1), 'broken', true, true],
    [none, judged('missed', -0.1), 'broken', true, true],
    [judged('missed', -0.1), judged('missed', -0.2), 'worse', true, true],
    [judged('missed', -0.1), judged('missed'), 'worse', true, true],
    [judged('met', 0.1), judged('unknown'), 'unsure', true, true],
    [none, judged('unknown'), 'unsure', true, true],
    [judged('missed', -0.1), judged('unknown'), 'unsure', false, false],
    [judged('met', 0.5), judged('met', 0.1), 'less_room', false, true],
    [judged('met', 0.5), none, 'dropped', false, true],
    [judged('met', 0.5), judged('met', 0.5003), 'same', false, false],
    [judged('unknown'), judged('unknown'), 'same', false, false],
    [judged('met'), judged('met'), 'same', false, false],
    [none, judged('met', 0.5), 'new', false, false],
    [judged('met', 0.1), judged('met', 0.5), 'more_room', false, false],
    [judged('missed', -0.2), judged('missed', -0.1), 'better', false, false],
    [judged('missed', -0.2), judged('met', 0.1), 'mended', false, false],
    [judged('unknown'), judged('met', 0.1), 'mended', false, false],
  ] as const)('%#: %s', (before, after, effect, worse, strictly) => {
    const found = change(before, after);
    expect(found.effect).toBe(effect);
    expect([gotWorse(found), gotWorse(found, true)]).toEqual([worse, strictly]);
  });
});
