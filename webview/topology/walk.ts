/** The keyboard in the picture: up and down along the flows, left and right within a layer or among the flows of a part. */
import { type Edge, flowKey, type Graph } from './graph.js';
import type { Layout, Rect } from './layout.js';

/** Parts whose middles differ less than this in height stand in one layer. */
const sameLayer = 40;

/**
 * The mark that a key leads to.
 *
 * @param mark name of a part, or key of a flow
 * @returns undefined where the key leads nowhere or is no key of the picture
 */
export function neighbour(graph: Graph, layout: Layout, mark: string, key: string): string | undefined {
  if (key === 'Home') return order(graph, layout)[0];
  if (key === 'End') return order(graph, layout).at(-1);
  const flow = graph.edges.find((edge) => flowKey(edge) === mark);
  return flow ? besideFlow(graph, layout, flow, key) : besidePart(graph, layout, mark, key);
}

function besidePart(graph: Graph, layout: Layout, name: string, key: string): string | undefined {
  const here = layout.vertices.get(name);
  if (!here) return undefined;
  const nearest = (edges: readonly Edge[], other: 'from' | 'to'): string | undefined => {
    const ranked = edges.map((edge) => ({ edge, far: distance(here, layout.vertices.get(edge[other])) }));
    const first = ranked.sort((a, b) => a.far - b.far)[0];
    return first && flowKey(first.edge);
  };
  switch (key) {
    case 'ArrowDown':
      return nearest(
        graph.edges.filter((edge) => edge.from === name),
        'to',
      );
    case 'ArrowUp':
      return nearest(
        graph.edges.filter((edge) => edge.to === name),
        'from',
      );
    case 'ArrowLeft':
    case 'ArrowRight': {
      const row = order(graph, layout).filter((other) => Math.abs(layout.vertices.get(other)!.y - here.y) < sameLayer);
      row.sort((a, b) => layout.vertices.get(a)!.x - layout.vertices.get(b)!.x);
      return row[row.indexOf(name) + (key === 'ArrowLeft' ? -1 : 1)];
    }
    default:
      return undefined;
  }
}

function besideFlow(graph: Graph, layout: Layout, flow: Edge, key: string): string | undefined {
  switch (key) {
    case 'ArrowDown':
      return flow.to;
    case 'ArrowUp':
      return flow.from;
    case 'ArrowLeft':
    case 'ArrowRight': {
      // Those that leave the same part, from left to right.
      const fan = graph.edges.filter((edge) => edge.from === flow.from);
      fan.sort((a, b) => layout.vertices.get(a.to)!.x - layout.vertices.get(b.to)!.x);
      const next = fan[fan.indexOf(flow) + (key === 'ArrowLeft' ? -1 : 1)];
      return next && flowKey(next);
    }
    default:
      return undefined;
  }
}

/** All parts from top to bottom and left to right. */
export function order(graph: Graph, layout: Layout): string[] {
  const at = (name: string): Rect => layout.vertices.get(name)!;
  const names = graph.vertices.map((vertex) => vertex.name);
  return names.sort((a, b) => (Math.abs(at(a).y - at(b).y) < sameLayer / 2 ? at(a).x - at(b).x : at(a).y - at(b).y));
}

function distance(here: Rect, there: Rect | undefined): number {
  return there ? Math.hypot(there.x - here.x, there.y - here.y) : Number.POSITIVE_INFINITY;
}
