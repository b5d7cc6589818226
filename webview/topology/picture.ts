/** The picture: built once per structure; a new report only changes its texts, bars and classes. */
import { flowKey, type Graph, type Kind, type Place, partsAt, type Vertex } from './graph.js';
import { type Layout, layoutOf, type Rect, titleHeight } from './layout.js';
import type { Look, Looks } from './looks.js';
import { head, inner, outline, route, textOffset } from './shapes.js';
import { svg } from './svg.js';

/** Longer names are cut; tooltip and label have all of them. */
const nameLength = 18;

/** Kinds whose utilisation is drawn. */
const nodeKinds = new Set<Kind>(['frontend', 'logic', 'service', 'store']);

interface Mark {
  readonly vertex: Vertex;
  readonly group: SVGGElement;
  readonly sub: SVGTextElement;
  readonly value: SVGTextElement;
  readonly word: SVGTextElement;
  readonly bar: SVGRectElement | undefined;
  readonly tip: SVGTitleElement;
  readonly barWidth: number;
  shown: Look | undefined;
}

interface FlowMark {
  readonly group: SVGGElement;
  readonly text: SVGTextElement;
  readonly tip: SVGTitleElement;
}

export class Picture {
  readonly element: SVGSVGElement;
  readonly layout: Layout;
  private graph: Graph;
  private readonly vertices = new Map<string, Mark>();
  private readonly flows = new Map<string, FlowMark>();
  private selected: SVGGElement[] = [];

  constructor(graph: Graph) {
    const layout = layoutOf(graph);
    this.graph = graph;
    this.layout = layout;
    const boxes = graph.boxes.flatMap(({ id, title }) => {
      const rect = layout.boxes.get(id);
      return rect ? [boxOf(title, rect)] : [];
    });
    const flows = graph.edges.map((edge, index) => {
      const { points, label } = layout.edges[index]!;
      const text = svg('text', { class: 'rate', x: label.x, y: label.y + 4 });
      const tip = svg('title');
      const key = flowKey(edge);
      const group = svg('g', { class: `flow ${edge.kind}`, 'data-mark': key, role: 'button', tabindex: -1 }, [
        tip,
        svg('path', { class: 'wide', d: route(points) }),
        svg('path', { class: 'line', d: route(points) }),
        svg('path', { class: 'head', d: head(points) }),
        text,
      ]);
      this.flows.set(key, { group, text, tip });
      return group;
    });
    const parts = graph.vertices.map((vertex) => {
      const mark = markOf(vertex, layout.vertices.get(vertex.name)!);
      this.vertices.set(vertex.name, mark);
      return mark.group;
    });
    this.element = svg('svg', { class: 'picture', viewBox: `0 0 ${layout.width} ${layout.height}`, role: 'group' }, [
      svg('defs', {}, [
        svg(
          'pattern',
          { id: 'overload', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
          [svg('line', { class: 'hatch', x1: 0, y1: 0, x2: 0, y2: 6 })],
        ),
      ]),
      svg(
        'g',
        {},
        boxes.map(({ frame }) => frame),
      ),
      svg('g', { class: 'flows' }, flows),
      svg(
        'g',
        {},
        boxes.map(({ caption }) => caption),
      ),
      svg('g', { class: 'vertices' }, parts),
    ]);
  }

  /**
   * Writes the figures; what has not changed is not touched.
   *
   * @param graph of the same structure, with the places of the present text
   */
  update(graph: Graph, looks: Looks): void {
    this.graph = graph;
    for (const [name, mark] of this.vertices) {
      const look = looks.parts.get(name);
      if (look) this.write(mark, look);
    }
    for (const [key, { text, tip, group }] of this.flows) {
      const look = looks.flows.get(key);
      if (!look || tip.textContent === look.label) continue;
      tip.textContent = look.label;
      text.textContent = look.rate;
      group.classList.toggle('idle', look.rate === '0/s');
    }
  }

  private write(mark: Mark, look: Look): void {
    const { shown, vertex } = mark;
    // The title is both the tooltip and the name for screen readers; it begins with what is seen.
    if (shown?.label !== look.label) mark.tip.textContent = `${look.label}${this.callsOf(vertex)}`;
    if (shown?.sub !== look.sub) mark.sub.textContent = look.sub;
    if (shown?.value !== look.value) mark.value.textContent = look.value;
    if (shown?.word !== look.word) mark.word.textContent = look.word;
    if (shown?.share !== look.share) mark.bar?.setAttribute('width', String(mark.barWidth * (look.share ?? 0)));
    if (shown?.tone !== look.tone || shown.changed !== look.changed) {
      const focus = mark.group.classList.contains('selected') ? ' selected' : '';
      mark.group.setAttribute('class', `vertex ${vertex.kind} ${look.tone}${look.changed ? ' changed' : ''}${focus}`);
    }
    mark.shown = look;
  }

  private callsOf(vertex: Vertex): string {
    const names = [...new Set(this.graph.edges.filter((edge) => edge.from === vertex.name).map((edge) => edge.to))];
    return names.length > 0 ? `, calls ${names.join(', ')}` : '';
  }

  /** Marks what stands at a place of the text. Returns the part, to be scrolled to. */
  select(at: Parameters<typeof partsAt>[1] | undefined): SVGGElement | undefined {
    const found = at && partsAt(this.graph, at);
    const mark = found?.vertex && this.vertices.get(found.vertex.name);
    const edges = found?.edges.flatMap((edge) => this.flows.get(flowKey(edge))?.group ?? []) ?? [];
    const chosen = mark ? [mark.group, ...edges] : edges;
    for (const group of this.selected) if (!chosen.includes(group)) this.unmark(group);
    for (const group of chosen) {
      group.classList.add('selected');
      group.setAttribute('aria-current', 'true');
    }
    this.selected = chosen;
    return mark?.group;
  }

  private unmark(group: SVGGElement): void {
    group.classList.remove('selected');
    group.removeAttribute('aria-current');
  }

  /** The element of a mark: a part by its name, a flow by its key. */
  mark(id: string): SVGGElement | undefined {
    return this.vertices.get(id)?.group ?? this.flows.get(id)?.group;
  }

  /** The mark that an element of the page belongs to. */
  markOf(target: EventTarget | null): string | undefined {
    const group = target instanceof Element ? target.closest('[data-mark]') : null;
    return group?.getAttribute('data-mark') ?? undefined;
  }

  /** Where a mark leads. */
  placeOf(id: string): Place | undefined {
    const vertex = this.graph.vertices.find(({ name }) => name === id);
    return vertex?.nameAt ?? this.graph.edges.find((edge) => flowKey(edge) === id)?.at;
  }
}

/** The frame lies under the lines, its title over them. */
function boxOf(title: string, rect: Rect): { readonly frame: SVGElement; readonly caption: SVGElement } {
  const [x, y] = [rect.x - rect.width / 2, rect.y - rect.height / 2];
  return {
    frame: svg('rect', { class: 'box', x, y, width: rect.width, height: rect.height, rx: 6 }),
    caption: svg('text', { class: 'box-title', x: x + 8, y: y + titleHeight - 3 }, [title]),
  };
}

function markOf(vertex: Vertex, rect: Rect): Mark {
  const { width, height, x, y } = rect;
  const { kind, name } = vertex;
  const shape = outline(kind, width, height);
  const lines = inner(kind, width, height);
  const left = -width / 2 + (kind === 'topic' || kind === 'external' ? 20 : kind === 'workload' ? 18 : 12);
  const right = width / 2 - 12;
  const top = -14 + textOffset(kind);
  const short = name.length > nameLength ? `${name.slice(0, nameLength - 1)}…` : name;
  const tip = svg('title');
  // The label of the group says these in words; read apart they would not be found in it.
  const silent = { 'aria-hidden': 'true' };
  const sub = svg('text', { class: 'sub', x: left, y: top + 15, ...silent });
  const value = svg('text', { class: 'value', x: left, y: top + 31, ...silent });
  const word = svg('text', { class: 'word', x: right, y: top + 31, ...silent });
  const barWidth = right - left;
  const barBox = { x: left, y: top + 37, height: 4, rx: 1 };
  const bar = nodeKinds.has(kind) ? svg('rect', { class: 'fill', ...barBox, width: 0 }) : undefined;
  const group = svg(
    'g',
    { class: `vertex ${kind}`, 'data-mark': name, role: 'button', tabindex: -1, transform: `translate(${x} ${y})` },
    [
      tip,
      svg('path', { class: 'ring', d: outline(kind, width + 8, height + 8) }),
      svg('path', { class: 'shape', d: shape }),
      svg('path', { class: 'shade', d: shape, fill: 'url(#overload)' }),
      ...(lines ? [svg('path', { class: 'inner', d: lines })] : []),
      svg('text', { class: 'name', x: left, y: top, ...(short === name ? {} : silent) }, [short]),
      sub,
      value,
      word,
      ...(bar ? [svg('rect', { class: 'gauge', ...barBox, width: barWidth }), bar] : []),
    ],
  );
  return { vertex, group, sub, value, word, bar, tip, barWidth, shown: undefined };
}
