/** The export menu of a section: a button that opens a list of formats, all by keyboard too. */
import { toCsv } from '../../src/interchange/csv.js';
import type { ExportFile } from '../../src/server/protocol.js';
import type { ChartModel, DataTable } from '../charts/model.js';
import { element } from '../dom.js';
import { palette } from '../theme/theme.js';
import { toPng } from './picture.js';
import { toSvg } from './svg.js';

/** What a section can save. */
export interface Exportable {
  /** Name of the file without its ending. */
  readonly name: string;
  readonly title: string;
  /** The picture as SVG, in the colours of the theme; none where there is only a table. */
  readonly svg?: () => string;
  readonly table: DataTable;
}

/** A chart as something to save. */
export function exportable(chart: ChartModel): Exportable {
  return { name: chart.name, title: chart.title, svg: () => toSvg(chart, palette()), table: chart.table };
}

const formats = {
  png: 'Picture (PNG)',
  svg: 'Vector picture (SVG)',
  csv: 'Table (CSV)',
} as const;
type Format = keyof typeof formats;

/**
 * The menu of one thing to save.
 *
 * @param save gets the file that was made; a failure is shown beside the button
 */
export function exportMenu(item: Exportable, save: (file: ExportFile) => void): HTMLElement {
  const offered = (Object.keys(formats) as Format[]).filter((format) => format === 'csv' || item.svg);
  const entries = offered.map((format) =>
    element('button', 'entry', [formats[format]], {
      type: 'button',
      role: 'menuitem',
      tabindex: '-1',
      'data-format': format,
    }),
  );
  const menu = element('div', 'menu', entries, { role: 'menu', 'aria-label': `Export ${item.title}` });
  menu.hidden = true;
  const button = element('button', 'quiet', ['Export'], {
    type: 'button',
    'aria-haspopup': 'menu',
    'aria-expanded': 'false',
    'aria-label': `Export ${item.title}`,
  });
  const failure = element('span', 'word-bad', [], { role: 'status' });
  const show = (on: boolean): void => {
    menu.hidden = !on;
    button.setAttribute('aria-expanded', String(on));
  };
  const box = element('div', 'export', [button, menu, failure]);
  button.addEventListener('click', () => {
    show(menu.hidden === true);
    if (menu.hidden === false) entries[0]?.focus();
  });
  box.addEventListener('keydown', (event) => {
    if (menu.hidden) {
      if (event.key !== 'ArrowDown') return;
      show(true);
      entries[0]?.focus();
    } else if (event.key === 'Escape') {
      show(false);
      button.focus();
    } else {
      const index = entries.indexOf(document.activeElement as HTMLButtonElement);
      const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: entries.length - 1 }[event.key];
      if (to === undefined) return;
      entries[(to + entries.length) % entries.length]?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  });
  box.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) show(false);
  });
  menu.addEventListener('click', (event) => {
    const format = (event.target as HTMLElement).closest<HTMLElement>('[data-format]')?.dataset.format as
      | Format
      | undefined;
    if (format === undefined) return;
    show(false);
    button.focus();
    failure.textContent = '';
    make(item, format).then(save, (error: unknown) => {
      failure.textContent = `Not exported: ${error instanceof Error ? error.message : String(error)}`;
    });
  });
  return box;
}

async function make(item: Exportable, format: Format): Promise<ExportFile> {
  const svg = item.svg?.() ?? '';
  const data = format === 'png' ? await toPng(svg) : format === 'svg' ? svg : toCsv(item.table);
  return { format, name: item.name, data };
}
