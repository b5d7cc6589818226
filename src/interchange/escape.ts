/** Escapes for each output format. Names, titles and messages come from files of strangers: nothing in them may break out. */

// Control characters (terminal escapes begin with them), line breaks of Unicode, and the marks that reorder or hide text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text as one harmless line: line breaks and tabs become a space, other invisible characters become `\u{hex}`.
 *
 * @param text any text
 * @returns text without control, reordering or unpaired characters
 */
export function plain(text: string): string {
  return text
    .replace(/\r\n|[\n\r\t\u2028\u2029]/g, ' ')
    .replace(loneSurrogate, '\ufffd')
    .replace(invisible, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

const xmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Text for an XML 1.0 or HTML attribute or element. Characters that XML forbids are shown as `\u{hex}`.
 *
 * @param text any text
 * @returns text in which markup is inert
 */
export function xml(text: string): string {
  return plain(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => xmlEntities[character] ?? character);
}

/**
 * Text for a cell or paragraph of GitHub Markdown. Everything that could start markup, a link, a mention (`@name`) or a
 * reference (`#12`) becomes a character reference, which Markdown shows as itself and never takes for structure.
 *
 * @param text any text
 * @returns text in which markup is inert
 */
export function markdown(text: string): string {
  return plain(text)
    .replace(/[&<>"'`*_{}[\]()#+!|~\\@:$^=]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/www\./gi, (match) => `${match.slice(0, 3)}&#46;`)
    .replace(/^(\s*)-/, '$1&#45;')
    .replace(/^(\s*\d+)\.(?=\s|$)/, '$1&#46;');
}

/**
 * A cell of a CSV file (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front, which
 * spreadsheets show as text; numbers are written by the caller as they are.
 *
 * @param text any text
 * @returns the cell, quoted where it must be
 */
export function csvText(text: string): string {
  const inert = plain(text);
  const safe = /^\s*[=+\-@−]/.test(inert) ? `'${inert}` : inert;
  return /[",;]|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
