import { describe, expect, it } from 'vitest';
import type { System } from '../../model/system.js';
import { analyse } from '../analyse.js';
import * as b from '../testing/build.js';

const edges = (system: System): Record<string, number> =>
  Object.fromEntries(
    analyse(system, { detail: 'quick' }).edges.map(({ from, to, kind, rate }) => [
      `${from} ${kind} ${to}`,
      Number(rate.toFixed(9)),
    ]),
  );

describe('edges', () => {
  const topic = { ...b.channel('topic', 'mail.one', 'audit.one'), kind: 'topic' as const };
  const system = b.system({
    workloads: [b.open('browse', 100, { 'web.page': 0.75, 'web.pay': 0.25 }), b.open('probe', 2, 'pay')],
    nodes: [
      b.node(
        'web',
        {},
        {
          page: [
            b.cpu(0.001),
            b.call('cat.find', { count: b.q(2) }),
            b.cache(0.9, b.call('db.get')),
            b.call('queue', { send: true }),
          ],
          pay: [
            b.call('pay', { policy: { fallback: { steps: [b.call('db.get', { send: true })], at: b.at() } } }),
            b.call('topic', { send: true }),
            b.call('cat.note', { send: true, probability: b.q(0.4) }),
          ],
          never: [b.call('audit.one')],
        },
      ),
      b.node('cat', {}, { find: [b.parallel(b.call('db.get'), b.call('db.get'))], note: [] }),
      b.node('db', {}, { get: [] }),
      b.node('mail', {}, { one: [] }),
      b.node('audit', {}, { one: [] }),
    ],
    externals: [b.external('pay', 0.1)],
    channels: [b.channel('queue', 'mail.one', 'audit.one'), topic],
  });
  it('carry the flow of all workloads, per pair and kind', () => {
    expect(edges(system)).toEqual({
      'browse load web': 100,
      'probe load pay': 2,
      'web call cat': 150,
      'web call db': 7.5,
      'web send queue': 75,
      'web call pay': 25,
      'web send db': 0,
      'web send topic': 25,
      'web send cat': 10,
      'web call audit': 0,
      'cat call db': 300,
      'queue send mail': 37.5,
      'queue send audit': 37.5,
      'topic send mail': 25,
      'topic send audit': 25,
    });
  });
  it('point at the step that causes them', () => {
    const { edges: list } = analyse(system, { detail: 'quick' });
    const step = system.nodes[0]!.operations[0]!.steps[1]!;
    expect(list[2]!.at).toEqual(step.kind === 'call' ? step.targetAt : undefined);
    expect(list[0]!.at).toEqual(system.workloads[0]!.targets[0]!.at);
    expect(list.find((edge) => edge.from === 'topic')!.at).toEqual(topic.consumers[0]!.at);
  });
  it('tell the messages of channels', () => {
    expect(analyse(system, { detail: 'quick' }).channels.map(({ name, kind, rate }) => [name, kind, rate])).toEqual([
      ['queue', 'queue', 75],
      ['topic', 'topic', 25],
    ]);
  });
  it('leave out what a full queue turns away', () => {
    const small = b.system({
      workloads: [b.open('w', 10, 'a.run')],
      nodes: [
        b.node('a', { workers: 1, cores: 1, queue: 0 }, { run: [b.cpu(0.1), b.call('c.run')] }),
        b.node('c', {}, { run: [] }),
      ],
    });
    const report = analyse(small, { detail: 'quick' });
    const { loss } = report.nodes[0]!;
    expect(loss.kind === 'value' && loss.value).toBeGreaterThan(0.3);
    expect(edges(small)['a call c']).toBeCloseTo(10 * (1 - (loss.kind === 'value' ? loss.value : 0)), 6);
  });
  it('agree with the rates of node types', () => {
    const report = analyse(system, { detail: 'quick' });
    for (const node of report.nodes) {
      const into = report.edges.reduce((sum, edge) => sum + (edge.to === node.name ? edge.rate : 0), 0);
      expect(into, node.name).toBeCloseTo(node.arrivalRate, 9);
    }
  });
});

describe('places', () => {
  const system = b.system({
    places: [b.place('eu', 'region'), b.place('eu.a', 'zone'), b.place('eu.b', 'zone'), b.place('big', 'host')],
    nodes: [
      b.node('web', { replicas: 5, places: ['eu'] }, {}),
      b.node('db', { replicas: 2, host: 'big' }, {}),
      b.node('job', { replicas: 3 }, {}),
    ],
  });
  it('hold the replicas of node types', () => {
    const report = analyse(system, { detail: 'quick' });
    expect(report.nodes.map((node) => node.spread)).toEqual([
      [
        { place: 'eu.a', replicas: 3 },
        { place: 'eu.b', replicas: 2 },
      ],
      [{ place: 'big', replicas: 2 }],
      [{ place: undefined, replicas: 3 }],
    ]);
    expect(report.places.map(({ id, kind, parent }) => [id, kind, parent])).toEqual([
      ['eu', 'region', undefined],
      ['eu.a', 'zone', 'eu'],
      ['eu.b', 'zone', 'eu'],
      ['big', 'host', undefined],
    ]);
  });
});
