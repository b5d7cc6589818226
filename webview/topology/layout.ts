/** Where each part stands: layers from callers to what they call, regions and zones around their parts. */
import * as dagre from '@dagrejs/dagre';
import type { Graph, Kind } from './graph.js';

export interface Rect {
  /** Centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By name. */
  readonly vertices: ReadonlyMap<string, Rect>;
  /** By id. */
  readonly boxes: ReadonlyMap<string, Rect>;
  /** In the order of the graph's edges. */
  readonly edges: readonly {
    readonly points: readonly { readonly x: number; readonly y: number }[];
    readonly label: { readonly x: number; readonly y: number };
  }[];
}

/** Room above the parts of a box for its title. */
const titleHeight = 18;

const margin = 12;
const labelSize = { width: 58, height: 14 };
const sizes: Readonly<Record<Kind, { readonly width: number; readonly height: number }>> = {
  workload: { width: 150, height: 46 },
  frontend: { width: 164, height: 64 },
  logic: { width: 164, height: 64 },
  service: { width: 164, height: 64 },
  store: { width: 164, height: 72 },
  external: { width: 150, height: 54 },
  queue: { width: 150, height: 46 },
  topic: { width: 150, height: 46 },
};

const known = new Map<string, Layout>();

/** The layout of a graph; the same object for graphs of the same structure. */
export function layoutOf(graph: Graph): Layout {
  let layout = known.get(graph.key);
  if (!layout) {
    layout = compute(graph);
    // A few, so that going back and forth between two scenarios or files costs nothing.
    if (known.size >= 8) known.delete(known.keys().next().value ?? '');
    known.set(graph.key, layout);
  }
  return layout;
}

function compute(graph: Graph): Layout {
  const drawing = new dagre.graphlib.Graph({ compound: true, multigraph: true });
  drawing.setGraph({
    rankdir: 'TB',
    nodesep: 22,
    edgesep: 14,
    ranksep: 54,
    marginx: margin,
    marginy: margin + titleHeight,
  });
  for (const { id } of graph.boxes) drawing.setNode(`box ${id}`, {});
  for (const { id, parent } of graph.boxes) if (parent !== undefined) drawing.setParent(`box ${id}`, `box ${parent}`);
  for (const { name, kind, place } of graph.vertices) {
    drawing.setNode(`part ${name}`, { ...sizes[kind] });
    if (place !== undefined) drawing.setParent(`part ${name}`, `box ${place}`);
  }
  graph.edges.forEach(({ from, to }, index) => {
    drawing.setEdge(`part ${from}`, `part ${to}`, { ...labelSize, labelpos: 'c' }, String(index));
  });
  dagre.layout(drawing);
  const rect = (id: string): Rect => {
    const { x, y, width, height } = drawing.node(id) as Rect;
    return { x, y, width, height };
  };
  const boxes = new Map(graph.boxes.map(({ id }) => [id, titled(rect(`box ${id}`))]));
  const { width = 0, height = 0 } = drawing.graph() as { width?: number; height?: number };
  return {
    width: Number.isFinite(width) ? width : 0,
    height: Number.isFinite(height) ? height : 0,
    vertices: new Map(graph.vertices.map(({ name }) => [name, rect(`part ${name}`)])),
    boxes,
    edges: graph.edges.map(({ from, to }, index) => {
      const edge = drawing.edge({ v: `part ${from}`, w: `part ${to}`, name: String(index) }) as {
        points: { x: number; y: number }[];
        x?: number;
        y?: number;
      };
      const middle = edge.points[Math.floor(edge.points.length / 2)] ?? { x: 0, y: 0 };
      return { points: edge.points, label: { x: edge.x ?? middle.x, y: edge.y ?? middle.y } };
    }),
  };
}

function titled(rect: Rect): Rect {
  return { ...rect, y: rect.y - titleHeight / 2, height: rect.height + titleHeight };
}
