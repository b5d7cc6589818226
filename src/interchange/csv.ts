/** Writes a table as CSV (RFC 4180): a header, a row per line, numbers in full precision and in the unit of their column. */
import { csvText } from './escape.js';

/** A table as it is shown: every cell a text, and the number behind it where it is one. */
export interface CsvTable {
  readonly columns: readonly { readonly title: string; readonly unit?: string }[];
  readonly rows: readonly (readonly { readonly text: string; readonly value?: number }[])[];
}

/**
 * A table as CSV. A column with a unit names it in its header and holds bare numbers; a cell without a number is empty
 * there when it is a dash, else its text ('unstable (×1.35)').
 *
 * @returns text with CRLF line ends, the last one included
 */
export function toCsv(table: CsvTable): string {
  const head = table.columns.map(({ title, unit }) => csvText(unit === undefined ? title : `${title} (${unit})`));
  const rows = table.rows.map((row) =>
    table.columns.map((_, index) => {
      const cell = row[index];
      if (cell?.value !== undefined && Number.isFinite(cell.value)) return String(cell.value);
      if (cell === undefined || cell.text === '–') return '';
      return csvText(cell.text);
    }),
  );
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}
