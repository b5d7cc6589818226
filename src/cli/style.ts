/** Colour and columns of text output. */

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
/** Wraps text in a colour, or leaves it where output is plain. */
export type Paint = (colour: Colour, text: string) => string;

const codes: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Paint for a terminal (ECMA-48 SGR), or for plain text. */
export function painter(colour: boolean): Paint {
  if (!colour) return (_, text) => text;
  return (name, text) => `\u001b[${codes[name][0]}m${text}\u001b[${codes[name][1]}m`;
}

/** A cell: text, where it stands in its column, and its colour. */
export interface Cell {
  readonly text: string;
  readonly right?: boolean;
  readonly colour?: Colour;
}

/**
 * Rows with aligned columns, two spaces apart, without trailing spaces.
 *
 * @param head titles of the columns; a column of numbers is right-aligned with its title
 * @param rows as many cells per row as there are titles
 * @param paint how to colour
 * @returns one line per row, the head first
 */
export function columns(head: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint): string[] {
  const titles = head.map((text, column): Cell => ({ text, right: rows[0]?.[column]?.right ?? false, colour: 'dim' }));
  const all = [titles, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => width(row[column]?.text ?? ''))));
  return all.map((row) => {
    // Spaces are put outside of the colour, so that the widths are those of what is seen.
    const cells = row.map((cell, column) => {
      const gap = ' '.repeat((widths[column] ?? 0) - width(cell.text));
      const text = cell.colour === undefined ? cell.text : paint(cell.colour, cell.text);
      return cell.right ? gap + text : text + gap;
    });
    return cells.join('  ').trimEnd();
  });
}

const combining = /\p{Mark}/u;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** Columns that a terminal uses for a text: none for combining marks, two for East Asian wide characters. */
export function width(text: string): number {
  let total = 0;
  for (const character of text) {
    if (combining.test(character)) continue;
    total += wide.test(character) ? 2 : 1;
  }
  return total;
}
