/** How the figures were obtained: every method with its reference and quality. */
import { details, element } from '../dom.js';
import type { Context } from './context.js';

export function methodsSection(context: Context): HTMLElement {
  const items = Object.values(context.report.methods).map((method) =>
    element('li', '', [
      element('strong', '', [method.name]),
      ` (${method.quality}${method.error ? `, ${method.error}` : ''}). `,
      element('span', 'faint', [method.reference]),
    ]),
  );
  return element('section', '', [
    details('methods', 'How these figures were computed', [element('ul', 'notes', items)], context.open, () =>
      context.remember(),
    ),
  ]);
}
