/** Tables of Markdown. */
import { markdown } from './escape.js';

/** A table; what stands in its rows is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(markdown)))].join('\n');
}
