/** Saves a file where no editor is around the panel: as a download of the browser, pictures inside of the text. */
import type { ExportFile } from '../../src/server/protocol.js';

const types = {
  png: ['png', 'image/png'],
  svg: ['svg', 'image/svg+xml'],
  csv: ['csv', 'text/csv'],
  markdown: ['md', 'text/markdown'],
} as const;

export function download(file: ExportFile): void {
  const [ending, type] = types[file.format];
  let text = file.data;
  for (const picture of file.pictures ?? [])
    text = text.replace(`](${picture.path})`, `](data:image/png;base64,${picture.data})`);
  const content = file.format === 'png' ? Uint8Array.from(atob(file.data), (part) => part.charCodeAt(0)) : text;
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${file.name}.${ending}`;
  link.click();
  URL.revokeObjectURL(url);
}
