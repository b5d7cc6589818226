/** The topology: the picture, the keyboard in it, and the tables behind it. Lives as long as the page. */
import '../topology/topology.css';
import { formatRate } from '../../src/analysis/render/format.js';
import type { Report } from '../../src/analysis/report.js';
import type { DataTable } from '../charts/model.js';
import { details, element, section } from '../dom.js';
import { type Exportable, exportMenu } from '../export/menu.js';
import { palette } from '../theme/theme.js';
import { type Graph, graphOf } from '../topology/graph.js';
import { layoutIsKnown, mostVertices } from '../topology/layout.js';
import { type Looks, looksOf } from '../topology/looks.js';
import { Picture } from '../topology/picture.js';
import { standalone } from '../topology/standalone.js';
import { Viewport } from '../topology/viewport.js';
import { neighbour, order } from '../topology/walk.js';
import type { Context } from './context.js';
import { dataTable } from './section.js';

/** Laying out more parts than this takes so long that the rest of the panel is shown first. */
const fewVertices = 40;

export class TopologySection {
  readonly element: HTMLElement;
  private readonly viewport: Viewport;
  private readonly notice = element('p', 'faint', ['No parts yet.']);
  private readonly tables = element('div', 'topology-tables');
  private readonly more: HTMLElement;
  private context: Context | undefined;
  private graph: Graph | undefined;
  private picture: Picture | undefined;
  private drawing: ReturnType<typeof setTimeout> | undefined;
  private cursor: Parameters<Picture['select']>[0];
  private tablesOf: Report | undefined;
  /** The picture; its table is that of the flows. */
  private readonly export: Exportable;

  constructor(settings: {
    readonly open: Set<string>;
    readonly zoom: number | undefined;
    onZoom(zoom: number): void;
    onToggle(): void;
  }) {
    const flows = (): DataTable =>
      this.context ? this.flowTable(this.context) : { caption: 'Flows', columns: [], rows: [] };
    this.export = {
      name: 'topology',
      title: 'Topology',
      svg: () => this.toSvg(),
      get table() {
        return flows();
      },
    };
    this.viewport = new Viewport(settings.zoom, (zoom) => settings.onZoom(zoom));
    this.more = details('topology', 'Table', [this.tables], settings.open, () => {
      settings.onToggle();
      this.fillTables();
    });
    this.more.addEventListener('toggle', () => this.fillTables());
    const tools = element('div', 'tools', [
      this.viewport.buttons,
      exportMenu(this.export, (file) => this.context?.save(file)),
    ]);
    const parts = [
      this.notice,
      this.viewport.element,
      element('p', 'faint', [
        'Utilisation is that of cores or workers, whichever are fuller. A dashed border is high, a thick one with hatching is overloaded; a dashed line is asynchronous.',
      ]),
      this.more,
    ];
    this.element = section('Topology', parts, tools);
    this.viewport.element.addEventListener('keydown', (event) => this.key(event));
    this.viewport.element.addEventListener('focusin', (event) => this.makeStop(this.picture?.markOf(event.target)));
    this.viewport.element.addEventListener('click', (event) => this.open(this.picture?.markOf(event.target)));
  }

  update(context: Context): void {
    this.context = context;
    // A what-if may leave a zone without replicas; the picture keeps its shape meanwhile.
    const graph = graphOf(context.before ?? context.report);
    const same = graph.key === this.graph?.key;
    this.graph = graph;
    if (same && this.picture) this.refresh();
    else if (!same) this.rebuild(graph);
    this.fillTables();
  }

  /** Marks where the cursor of the editor stands. */
  select(at: Parameters<Picture['select']>[0]): void {
    this.cursor = at;
    const part = this.picture?.select(at);
    if (part) this.viewport.reveal(part, false);
  }

  private rebuild(graph: Graph): void {
    clearTimeout(this.drawing);
    // The keyboard stays on its part where the new picture has it too.
    const focused = this.picture?.markOf(document.activeElement);
    this.picture = undefined;
    const count = graph.vertices.length;
    const tooMany = count > mostVertices;
    this.notice.hidden = count > 0 && !tooMany;
    this.notice.textContent = tooMany
      ? `${count} parts are too many for one picture; the table has all of them.`
      : 'No parts yet.';
    this.viewport.element.hidden = count === 0 || tooMany;
    if (this.viewport.element.hidden) return;
    if (count <= fewVertices || layoutIsKnown(graph)) this.draw(focused);
    else {
      this.notice.hidden = false;
      this.notice.textContent = 'Laying out…';
      this.drawing = setTimeout(() => this.draw(focused));
    }
  }

  private draw(focused: string | undefined): void {
    const { graph, context } = this;
    if (!graph || !context) return;
    this.notice.hidden = true;
    const picture = new Picture(graph);
    picture.element.setAttribute(
      'aria-label',
      `Topology of ${context.report.system}: ${graph.vertices.length} parts, ${graph.edges.length} flows. Up and down follow the flows, left and right go along a layer or the flows of a part, Enter goes to the line.`,
    );
    this.picture = picture;
    this.refresh();
    this.viewport.show(picture.element, picture.layout);
    const kept = focused !== undefined && picture.mark(focused) ? focused : undefined;
    this.makeStop(kept ?? order(graph, picture.layout)[0]);
    if (kept !== undefined) picture.mark(kept)?.focus({ preventScroll: true });
    this.select(this.cursor);
  }

  private refresh(): void {
    if (this.context && this.graph) this.picture?.update(this.graph, this.looks(this.context));
  }

  /** Goes to the line of a mark. */
  private open(mark: string | undefined): void {
    const at = mark === undefined ? undefined : this.picture?.placeOf(mark);
    if (at) this.context?.reveal(at);
  }

  private toSvg(): string {
    const { picture, context } = this;
    if (!picture || !context) throw new Error('There is no picture yet.');
    const title = `Topology of ${context.report.system}`;
    return standalone(picture.element, picture.layout, { title, surface: palette().surface });
  }

  private looks(context: Context): Looks {
    return looksOf(context.report, context.before);
  }

  private key(event: KeyboardEvent): void {
    const { picture, graph } = this;
    const mark = picture?.markOf(event.target);
    if (!picture || !graph || mark === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.open(mark);
      return;
    }
    const next = neighbour(graph, picture.layout, mark, event.key);
    const element = next === undefined ? undefined : picture.mark(next);
    if (!element) return;
    event.preventDefault();
    this.makeStop(next);
    element.focus({ preventScroll: true });
    this.viewport.reveal(element, true);
  }

  /** One mark takes part in the order of the Tab key, the one that had the focus last. */
  private makeStop(mark: string | undefined): void {
    if (mark === undefined || !this.picture) return;
    for (const other of this.picture.element.querySelectorAll('[tabindex="0"]')) other.setAttribute('tabindex', '-1');
    this.picture.mark(mark)?.setAttribute('tabindex', '0');
  }

  /** What can be saved of it. */
  exports(): readonly Exportable[] {
    return this.picture ? [this.export] : [];
  }

  /** Only while they are open: hundreds of rows cost more than the picture. */
  private fillTables(): void {
    const { context } = this;
    if (!context || !(this.more as HTMLDetailsElement).open || this.tablesOf === context.report) return;
    this.tablesOf = context.report;
    this.tables.replaceChildren(
      dataTable(this.partTable(context), context),
      dataTable(this.flowTable(context), context),
    );
  }

  private partTable(context: Context): DataTable {
    const looks = this.looks(context);
    const titles = ['Part', 'Kind', 'Place', 'Size', 'Figure', 'State'];
    return {
      caption: 'Parts',
      columns: titles.map((title) => ({ title })),
      rows: (this.graph?.vertices ?? []).map(({ name, kind, place, nameAt }) => {
        const look = looks.parts.get(name);
        const words = [kind, place ?? '', look?.size ?? '', look?.value ?? '', look?.word ?? ''];
        return [{ text: name, at: nameAt }, ...words.map((text) => ({ text }))];
      }),
    };
  }

  private flowTable({ report }: Context): DataTable {
    const kinds = { load: 'load', call: 'call', send: 'send (asynchronous)' } as const;
    return {
      caption: 'Flows',
      columns: [{ title: 'From' }, { title: 'To' }, { title: 'Kind' }, { title: 'Rate', unit: '1/s', numeric: true }],
      rows: report.edges.map(({ from, to, kind, rate, at }) => [
        { text: from, at },
        { text: to },
        { text: kinds[kind] },
        { text: formatRate(rate), value: rate },
      ]),
    };
  }
}
