/** The report as a graph: what is drawn and how it hangs together, apart from the figures that change while a slider moves. */
import type { Report } from '../../src/analysis/report.js';

export type Place = Report['nodes'][number]['at'];

export type Kind = 'workload' | 'frontend' | 'logic' | 'service' | 'store' | 'external' | 'queue' | 'topic';

/** A part of the system; its name is unique among all of them. */
export interface Vertex {
  readonly name: string;
  readonly kind: Kind;
  /** Id of the innermost region, zone or host that holds all of it. */
  readonly place: string | undefined;
  /** The whole declaration, and where a click leads. */
  readonly at: Place;
  readonly nameAt: Place;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: Report['edges'][number]['kind'];
  readonly at: Place;
}

/** Tells flows apart; no name of a part is such a key, since names hold no spaces. */
export function flowKey(edge: { readonly from: string; readonly to: string; readonly kind: string }): string {
  return `${edge.kind} ${edge.from} ${edge.to}`;
}

/** A region, zone or host with something in it. */
export interface Box {
  readonly id: string;
  readonly title: string;
  readonly parent: string | undefined;
}

export interface Graph {
  readonly vertices: readonly Vertex[];
  readonly edges: readonly Edge[];
  readonly boxes: readonly Box[];
  /** The same for graphs that are laid out the same. */
  readonly key: string;
}

const kinds = new Set<string>(['frontend', 'logic', 'service', 'store']);

const graphs = new WeakMap<Report, Graph>();

/** The graph of a report; the same object for the same report. */
export function graphOf(report: Report): Graph {
  let graph = graphs.get(report);
  if (!graph) {
    graph = build(report);
    graphs.set(report, graph);
  }
  return graph;
}

function build(report: Report): Graph {
  const places = new Map(report.places.map((place) => [place.id, place]));
  const chain = (id: string | undefined): string[] => {
    const list: string[] = [];
    for (let next = id; next !== undefined && !list.includes(next); next = places.get(next)?.parent) list.unshift(next);
    return list;
  };
  const vertices: Vertex[] = [
    ...report.workloads.map((part) => ({ ...common(part), kind: 'workload' as const, place: undefined })),
    ...report.nodes.map((part) => ({
      ...common(part),
      kind: kinds.has(part.kind) ? (part.kind as Kind) : 'service',
      place: shared(part.spread.map((item) => chain(item.place))),
    })),
    ...report.channels.map((part) => ({ ...common(part), kind: part.kind, place: undefined })),
    ...report.externals.map((part) => ({ ...common(part), kind: 'external' as const, place: undefined })),
  ];
  const known = new Set(vertices.map((vertex) => vertex.name));
  const edges = report.edges
    .filter(({ from, to }) => known.has(from) && known.has(to))
    .map(({ from, to, kind, at }) => ({ from, to, kind, at }));
  const used = new Set(vertices.flatMap((vertex) => chain(vertex.place)));
  const boxes = report.places
    .filter((place) => used.has(place.id))
    .map((place) => ({ id: place.id, title: titleOf(place, report, used), parent: place.parent }));
  const key = JSON.stringify([
    vertices.map(({ name, kind, place }) => [name, kind, place]),
    edges.map(({ from, to, kind }) => [from, to, kind]),
    boxes,
  ]);
  return { vertices, edges, boxes, key };
}

function common(part: { name: string; at: Place; nameAt?: Place }): Pick<Vertex, 'name' | 'at' | 'nameAt'> {
  return { name: part.name, at: part.at, nameAt: part.nameAt ?? part.at };
}

/** The last place that all chains (from the outermost place inwards) have in common. */
function shared(chains: readonly (readonly string[])[]): string | undefined {
  const [first = [], ...others] = chains;
  let last: string | undefined;
  for (const [depth, id] of first.entries()) {
    if (!others.every((other) => other[depth] === id)) break;
    last = id;
  }
  return last;
}

/** 'region eu, zones a, b, c': zones that no part has to itself have no box of their own. */
function titleOf(place: Report['places'][number], report: Report, used: ReadonlySet<string>): string {
  const own = `${place.kind} ${place.name}`;
  const inner = report.places.filter((other) => other.parent === place.id && !used.has(other.id));
  if (inner.length === 0) return own;
  const word = inner.every((other) => other.kind === 'zone') ? (inner.length > 1 ? 'zones' : 'zone') : 'with';
  return `${own} · ${word} ${inner.map((other) => other.name).join(', ')}`;
}

/** What stands at a place of the text: the parts whose declaration holds it, and the flow that it causes. */
export function partsAt(
  graph: Graph,
  cursor: { readonly uri: string; readonly line: number; readonly column: number },
): { readonly vertex: Vertex | undefined; readonly edges: readonly Edge[] } {
  const holds = (at: Place): boolean =>
    at.uri === cursor.uri &&
    (cursor.line > at.line || (cursor.line === at.line && cursor.column >= at.column)) &&
    (cursor.line < at.endLine || (cursor.line === at.endLine && cursor.column <= at.endColumn));
  const onLine = (at: Place): boolean => at.uri === cursor.uri && at.line <= cursor.line && cursor.line <= at.endLine;
  const vertex =
    graph.vertices.find(({ at }) => holds(at)) ??
    // Only one part on the line: the cursor is in front of it or behind.
    only(graph.vertices.filter(({ at }) => onLine(at)));
  return { vertex, edges: vertex ? graph.edges.filter((edge) => edge.from === vertex.name && onLine(edge.at)) : [] };
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
