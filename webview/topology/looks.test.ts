import { expect, test } from 'vitest';
import type { Report } from '../../src/analysis/report.js';
import { sampleReport } from '../testing/sample.js';
import { flowKey, graphOf } from './graph.js';
import { layoutOf } from './layout.js';
import { arrow, looksOf } from './looks.js';
import { head, inner, outline, route } from './shapes.js';
import { neighbour, order } from './walk.js';

const graph = graphOf(sampleReport);
const layout = layoutOf(graph);
const node = sampleReport.nodes[0]!;
const withNode = (change: Partial<Report['nodes'][number]>): Report => ({
  ...sampleReport,
  nodes: [{ ...node, ...change }, ...sampleReport.nodes.slice(1)],
});

test('each part and flow has its figures, and a state that is more than a colour', () => {
  const looks = looksOf(sampleReport, undefined);
  expect([...looks.parts.keys()].sort()).toEqual(graph.vertices.map(({ name }) => name).sort());
  for (const edge of graph.edges) expect(looks.flows.get(flowKey(edge))?.rate).toMatch(/\/s$/);
  expect(looks.parts.get('web')).toMatchObject({
    sub: 'frontend · 6 replicas',
    value: '0.71 cores',
    tone: 'good',
    changed: false,
  });
  expect(looks.parts.get('orders_store')).toMatchObject({ tone: 'warn', word: 'high', value: '0.90' });
  const overloaded = { kind: 'unstable', overload: 1.35, node: 'web', reason: '' } as const;
  expect(looksOf(withNode({ utilisation: overloaded }), undefined).parts.get('web')).toMatchObject({
    tone: 'bad',
    word: 'overloaded',
    value: '×1.35',
    share: 1,
  });
});

test('a what-if shows before and now, and says all of it to a screen reader', () => {
  const now = withNode({
    replicas: 8,
    utilisation: { ...node.utilisation, value: 0.53 } as Report['nodes'][number]['utilisation'],
  });
  const look = looksOf(now, sampleReport).parts.get('web');
  expect(look).toMatchObject({ sub: '6 → 8 replicas', value: '0.71 → 0.53', changed: true });
  expect(look?.label).toMatch(/^web, frontend, 6 → 8 replicas.*utilisation 0\.71 → 0\.53 cores/);
  expect(looksOf(now, sampleReport).parts.get('session')).toMatchObject({ changed: false });
});

test('a unit that both have stands once', () => {
  expect(arrow('18 req/s', '54 req/s', ' ').text).toBe('18 → 54 req/s');
  expect(arrow('69.3 ms', '1.47 s', ' ').text).toBe('69.3 ms → 1.47 s');
  expect(arrow('unknown', '1 s', ' ').text).toBe('unknown → 1 s');
  expect(arrow('1 s', '1 s')).toEqual({ text: '1 s', changed: false });
});

test('up and down follow the flows, left and right go along a layer or the flows of a part', () => {
  const step = (mark: string, key: string) => neighbour(graph, layout, mark, key);
  for (const { name } of graph.vertices) {
    const down = step(name, 'ArrowDown');
    expect(down === undefined).toBe(!graph.edges.some(({ from }) => from === name));
    if (down) expect(step(down, 'ArrowUp')).toBe(name);
    const up = step(name, 'ArrowUp');
    if (up) expect(step(up, 'ArrowDown')).toBe(name);
    const right = step(name, 'ArrowRight');
    if (right) expect(step(right, 'ArrowLeft')).toBe(name);
  }
  expect(step('web', 'Home')).toBe(order(graph, layout)[0]);
  expect(step(flowKey(graph.edges[0]!), 'End')).toBe(order(graph, layout).at(-1));
  expect(step('web', 'x')).toBeUndefined();
  expect(step('gone', 'ArrowDown')).toBeUndefined();
});

test('every part and every flow can be reached by arrow keys', () => {
  const seen = new Set([order(graph, layout)[0]!]);
  for (const mark of seen) {
    for (const key of ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'End']) {
      const next = neighbour(graph, layout, mark, key);
      if (next) seen.add(next);
    }
  }
  expect(seen.size).toBe(graph.vertices.length + graph.edges.length);
});

test('outlines and lines are whole', () => {
  const kinds = ['workload', 'frontend', 'logic', 'service', 'store', 'external', 'queue', 'topic'] as const;
  const outlines = kinds.map((kind) => outline(kind, 160, 62));
  for (const path of outlines) expect(path).toMatch(/^M[-\d. HVLAMQZ]+Z$/);
  // Logic and service differ by their word only.
  expect(new Set(outlines).size).toBe(kinds.length - 1);
  expect(inner('store', 160, 74)).toBeDefined();
  for (const { points } of layout.edges) {
    expect(route(points)).not.toMatch(/NaN|undefined/);
    expect(head(points)).toMatch(/^M.*Z$/);
  }
});
