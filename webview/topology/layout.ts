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

interface Point {
  readonly x: number;
  readonly y: number;
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
    readonly points: readonly Point[];
    readonly label: Point;
  }[];
}

/** Above this many parts a picture helps nobody, and laying it out takes seconds. */
export const mostVertices = 400;

/** Room above the parts of a box for its title. */
export const titleHeight = 18;

const margin = 12;
const labelSize = { width: 44, height: 14 };
const sizes: Readonly<Record<Kind, { readonly width: number; readonly height: number }>> = {
  workload: { width: 160, height: 62 },
  frontend: { width: 160, height: 66 },
  logic: { width: 160, height: 66 },
  service: { width: 160, height: 66 },
  store: { width: 160, height: 74 },
  external: { width: 160, height: 62 },
  queue: { width: 160, height: 62 },
  topic: { width: 160, height: 62 },
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

export function layoutIsKnown(graph: Graph): boolean {
  return known.has(graph.key);
}

function compute(graph: Graph): Layout {
  const drawing = new dagre.graphlib.Graph({ compound: true, multigraph: true });
  drawing.setGraph({
    rankdir: 'TB',
    nodesep: 14,
    edgesep: 8,
    ranksep: 42,
    // Narrower than the default, and a panel is narrow.
    ranker: 'tight-tree',
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
  const vertices = new Map(graph.vertices.map(({ name }) => [name, rect(`part ${name}`)]));
  const rows = rowsOf([...vertices.values()]);
  const { width = 0, height = 0 } = drawing.graph() as { width?: number; height?: number };
  const edges = graph.edges.map(({ from, to }, index) => {
    const edge = drawing.edge({ v: `part ${from}`, w: `part ${to}`, name: String(index) }) as {
      points: Point[];
      x?: number;
      y?: number;
    };
    const [source, target] = [vertices.get(from)!, vertices.get(to)!];
    if (from === to) return loop(source);
    const points = between(source, target, edge.points, rows);
    const middle = points[Math.floor(points.length / 2)]!;
    return { points, label: { x: edge.x ?? middle.x, y: edge.y ?? middle.y } };
  });
  return {
    // A call of itself reaches over the side of its part.
    width: Math.max(
      Number.isFinite(width) ? width : 0,
      ...edges.flatMap(({ points }) => points.map(({ x }) => x + margin)),
    ),
    height: Number.isFinite(height) ? height : 0,
    vertices,
    boxes,
    edges,
  };
}

interface Row {
  readonly y: number;
  readonly half: number;
}

/** The layers with the half of their height. */
function rowsOf(rects: readonly Rect[]): Row[] {
  const rows: { y: number; half: number }[] = [];
  for (const { y, height } of rects) {
    const row = rows.find((other) => Math.abs(other.y - y) < 4);
    if (row) row.half = Math.max(row.half, height / 2);
    else rows.push({ y, half: height / 2 });
  }
  return rows;
}

/**
 * The way of a line: out of the source below (or above, where it goes back up), straight through the layers that it passes,
 * into the target.
 */
function between(source: Rect, target: Rect, points: readonly Point[], rows: readonly Row[]): Point[] {
  const inner = points.slice(1, -1);
  const [first, last] = [inner[0] ?? target, inner.at(-1) ?? source];
  const down = first.y >= source.y ? 1 : -1;
  const passed = inner.flatMap(({ x, y }) => {
    const row = rows.find((other) => Math.abs(other.y - y) < 4);
    return row ? [-1, 1].map((side) => ({ x, y: y + side * down * (row.half + 2) })) : [{ x, y }];
  });
  return [side(source, first, down), ...passed, side(target, last, last.y >= target.y ? 1 : -1)];
}

/** Where a line touches a part: on its lower (1) or upper (-1) side, as far over as it comes from. */
function side(rect: Rect, other: Point, down: 1 | -1): Point {
  const reach = rect.width * 0.36;
  return {
    x: rect.x + Math.max(-reach, Math.min(reach, (other.x - rect.x) * 0.4)),
    y: rect.y + (down * rect.height) / 2,
  };
}

/** A part that calls itself. */
function loop({ x, y, width, height }: Rect): Layout['edges'][number] {
  const right = x + width / 2;
  const out = right + 22;
  const points = [
    { x: right, y: y - height / 4 },
    { x: out, y: y - height / 4 },
    { x: out, y: y + height / 4 },
    { x: right, y: y + height / 4 },
  ];
  return { points, label: { x: out, y } };
}

function titled(rect: Rect): Rect {
  return { ...rect, y: rect.y - titleHeight / 2, height: rect.height + titleHeight };
}
