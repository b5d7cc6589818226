/** What a section of the panel hands over: its element, what must be drawn in the theme's colours, what can be saved. */
import type { DrawnLines } from '../charts/lines.js';
import type { ChartModel, DataTable } from '../charts/model.js';
import { details, table } from '../dom.js';
import { type Exportable, exportable, exportMenu } from '../export/menu.js';
import { type Context, nameLink } from './context.js';

export interface Section {
  readonly element: HTMLElement;
  readonly drawings?: readonly DrawnLines[];
  readonly exports?: readonly Exportable[];
}

/** A table of data; cells with a place lead there. */
export function dataTable(data: DataTable, context: Context): HTMLElement {
  return table(
    data.caption,
    data.columns,
    data.rows.map((row) => row.map((cell) => (cell.at ? nameLink(cell.text, cell.at, context) : cell.text))),
  );
}

/** The table behind a chart, closed until it is asked for. */
export function tableBehind(chart: ChartModel, context: Context): HTMLElement {
  return details(
    `table-${chart.name}`,
    `Table: ${chart.table.caption}`,
    [dataTable(chart.table, context)],
    context.open,
    () => context.remember(),
  );
}

/** The export menu of a chart. */
export function chartMenu(chart: ChartModel, context: Context): HTMLElement {
  return exportMenu(exportable(chart), context.save);
}
