import { expect, test } from 'vitest';
import type { Report } from '../../src/analysis/report.js';
import { sampleReport } from '../testing/sample.js';
import { type Graph, graphOf, partsAt } from './graph.js';
import { layoutOf, type Rect } from './layout.js';

const inside = (inner: Rect, outer: Rect): boolean =>
  Math.abs(inner.x - outer.x) <= (outer.width - inner.width) / 2 &&
  Math.abs(inner.y - outer.y) <= (outer.height - inner.height) / 2;
const apart = (a: Rect, b: Rect): boolean =>
  Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;

/** Ten node types in a layer, each calling two of the next one; two regions. */
function layered(count: number): Graph {
  const names = Array.from({ length: count }, (_, index) => `n${index}`);
  const at = sampleReport.nodes[0]!.at;
  const vertices = names.map((name, index) => ({
    name,
    kind: 'service' as const,
    place: index % 10 < 5 ? 'eu' : 'us',
    at,
    nameAt: at,
  }));
  const edges = names.flatMap((from, index) =>
    [10, 11].flatMap((step) => {
      const to = names[index + step];
      return to ? [{ from, to, kind: 'call' as const, at }] : [];
    }),
  );
  const boxes = ['eu', 'us'].map((id) => ({ id, title: id, parent: undefined }));
  return { vertices, edges, boxes, key: `layered ${count}` };
}

test('parts stand apart, callers above what they call, and inside of their region', () => {
  for (const graph of [graphOf(sampleReport), layered(60)]) {
    const layout = layoutOf(graph);
    const all = [...layout.vertices.values()];
    for (const [index, a] of all.entries()) for (const b of all.slice(index + 1)) expect(apart(a, b)).toBe(true);
    for (const { from, to } of graph.edges) {
      expect(layout.vertices.get(from)!.y).toBeLessThan(layout.vertices.get(to)!.y);
    }
    for (const { name, place } of graph.vertices) {
      const rect = layout.vertices.get(name)!;
      for (const [id, box] of layout.boxes) if (id === place) expect(inside(rect, box)).toBe(true);
      expect(inside(rect, { x: layout.width / 2, y: layout.height / 2, ...layout })).toBe(true);
    }
  }
});

test('a layout is computed once per structure', () => {
  const [first, second] = [graphOf(sampleReport), graphOf({ ...sampleReport, system: 'other' })];
  expect(layoutOf(second)).toBe(layoutOf(first));
  const without = graphOf({ ...sampleReport, edges: sampleReport.edges.slice(1) });
  expect(layoutOf(without)).not.toBe(layoutOf(first));
});

test('a circle of calls and a call of itself are drawn', () => {
  const { vertices, edges, ...rest } = layered(12);
  const at = edges[0]!.at;
  const back = { from: 'n10', to: 'n0', kind: 'call' as const, at };
  const self = { from: 'n1', to: 'n1', kind: 'call' as const, at };
  const layout = layoutOf({ ...rest, vertices, edges: [...edges, back, self], key: 'circle' });
  expect(layout.edges.every(({ points }) => points.length > 1 && points.every(({ x, y }) => x >= 0 && y >= 0))).toBe(
    true,
  );
});

test('a node type stands in the innermost place that holds all of its replicas', () => {
  const spread = (...places: (string | undefined)[]): Report['nodes'][number]['spread'] =>
    places.map((place) => ({ place, replicas: 1 }));
  const [first, second, third] = sampleReport.nodes;
  const at = first!.at;
  const graph = graphOf({
    ...sampleReport,
    places: [
      { id: 'eu', name: 'eu', kind: 'region', parent: undefined, at },
      { id: 'eu.a', name: 'a', kind: 'zone', parent: 'eu', at },
      { id: 'eu.b', name: 'b', kind: 'zone', parent: 'eu', at },
    ],
    nodes: [
      { ...first!, spread: spread('eu.a', 'eu.b') },
      { ...second!, spread: spread('eu.a') },
      { ...third!, spread: spread(undefined) },
    ],
  });
  const place = (name: string | undefined) => graph.vertices.find((vertex) => vertex.name === name)?.place;
  expect([first, second, third].map((node) => place(node?.name))).toEqual(['eu', 'eu.a', undefined]);
  expect(graph.boxes.map((box) => box.title)).toEqual(['region eu · zone b', 'zone a']);
});

test('the cursor finds the part whose declaration holds it, and the call on its line', () => {
  const graph = graphOf(sampleReport);
  const web = graph.vertices.find((vertex) => vertex.name === 'web')!;
  const { uri, line, column } = web.at;
  expect(partsAt(graph, { uri, line, column: column + 1 }).vertex).toBe(web);
  expect(partsAt(graph, { uri: 'file:///other.arch', line, column }).vertex).toBeUndefined();
  const call = graph.edges.find((edge) => edge.from === 'web')!;
  const whole = {
    ...graph,
    vertices: graph.vertices.map((v) => (v === web ? { ...v, at: { ...v.at, endLine: 99 } } : v)),
  };
  expect(partsAt(whole, { uri, line: call.at.line, column: 0 }).edges).toContain(call);
});
