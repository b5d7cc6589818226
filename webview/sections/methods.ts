/** How the figures were obtained, and the whole report as a file. */
import type { ExportFile } from '../../src/server/protocol.js';
import { details, element } from '../dom.js';
import type { Exportable } from '../export/menu.js';
import { reportFile } from '../export/report.js';
import type { Context } from './context.js';

/**
 * The end of the panel.
 *
 * @param file name of the description
 * @param charts what the report's file shows as pictures
 */
export function methodsSection(context: Context, file: string, charts: readonly Exportable[]): HTMLElement {
  const items = Object.values(context.report.methods).map((method) =>
    element('li', '', [
      element('strong', '', [method.name]),
      ` (${method.quality}${method.error ? `, ${method.error}` : ''}). `,
      element('span', 'faint', [method.reference]),
    ]),
  );
  return element('section', '', [
    reportButton(() => reportFile(context.report, file, charts), context),
    details('methods', 'How these figures were computed', [element('ul', 'notes', items)], context.open, () =>
      context.remember(),
    ),
  ]);
}

function reportButton(make: () => Promise<ExportFile>, context: Context): HTMLElement {
  const button = element('button', 'quiet', ['Save all as a Markdown report with pictures'], { type: 'button' });
  const failure = element('span', 'word-bad', [], { role: 'status' });
  button.addEventListener('click', () => {
    failure.textContent = '';
    make().then(context.save, (error: unknown) => {
      failure.textContent = `Not saved: ${error instanceof Error ? error.message : String(error)}`;
    });
  });
  return element('p', '', [button, failure]);
}
