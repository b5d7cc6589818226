/** The keyboard among the parts: up and down along the flows, left and right within a layer. */
import type { Graph } from './graph.js';
import type { Layout, Rect } from './layout.js';

/** Parts whose middles differ less than this in height stand in one layer. */
const sameLayer = 40;

/**
 * The part that an arrow key leads to.
 *
 * @returns undefined where the key leads nowhere or is no key of the picture
 */
export function neighbour(graph: Graph, layout: Layout, name: string, key: string): string | undefined {
  const here = layout.vertices.get(name);
  if (!here) return undefined;
  const along = (names: readonly string[]): string | undefined =>
    nearest(
      layout,
      here,
      names.filter((other) => other !== name),
    );
  switch (key) {
    case 'ArrowDown':
      return along(graph.edges.filter((edge) => edge.from === name).map((edge) => edge.to));
    case 'ArrowUp':
      return along(graph.edges.filter((edge) => edge.to === name).map((edge) => edge.from));
    case 'ArrowLeft':
    case 'ArrowRight': {
      const row = order(graph, layout).filter((other) => Math.abs(layout.vertices.get(other)!.y - here.y) < sameLayer);
      row.sort((a, b) => layout.vertices.get(a)!.x - layout.vertices.get(b)!.x);
      return row[row.indexOf(name) + (key === 'ArrowLeft' ? -1 : 1)];
    }
    case 'Home':
      return order(graph, layout)[0];
    case 'End':
      return order(graph, layout).at(-1);
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

function nearest(layout: Layout, here: Rect, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const there = layout.vertices.get(name);
    const next = there ? Math.hypot(there.x - here.x, there.y - here.y) : distance;
    if (next < distance) [best, distance] = [name, next];
  }
  return best;
}
