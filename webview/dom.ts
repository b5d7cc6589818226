/** Small helpers to build the page. Text is always set as text, so nothing of a description becomes markup. */

type Child = Node | string | undefined | false;

/** An element with a class, attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  children: readonly Child[] = [],
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child) made.append(child);
  return made;
}

/** A section with a heading and, beside it, what can be done with it. */
export function section(title: string, children: readonly Child[], actions?: HTMLElement | false): HTMLElement {
  const id = `section-${title.toLowerCase().replace(/[^a-z]+/g, '-')}`;
  const heading = element('h2', '', [title], { id });
  return element('section', '', [element('div', 'heading', [heading, actions]), ...children], {
    'aria-labelledby': id,
  });
}

export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

/** A table; the first cell of each row is its header. */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Child[])[]): HTMLElement {
  const head = columns.map((column) => element('th', column.numeric ? 'number' : '', [column.title], { scope: 'col' }));
  const body = rows.map((row) =>
    element(
      'tr',
      '',
      row.map((cell, index) =>
        index === 0
          ? element('th', '', [cell], { scope: 'row' })
          : element('td', columns[index]?.numeric ? 'number' : '', [cell]),
      ),
    ),
  );
  // Reached by the keyboard, so that a table wider than the panel can be scrolled with it.
  return element(
    'div',
    'scroll',
    [
      element('table', '', [
        element('caption', 'unseen', [caption]),
        element('thead', '', [element('tr', '', head)]),
        element('tbody', '', body),
      ]),
    ],
    { role: 'group', tabindex: '0', 'aria-label': caption },
  );
}

/** A part that opens on demand; remembers by its key whether it is open. */
export function details(
  key: string,
  title: string,
  children: readonly Child[],
  open: Set<string>,
  onToggle: () => void,
): HTMLElement {
  const made = element('details', '', [element('summary', '', [title]), ...children]);
  made.open = open.has(key);
  made.addEventListener('toggle', () => {
    if (made.open === open.has(key)) return;
    if (made.open) open.add(key);
    else open.delete(key);
    onToggle();
  });
  return made;
}
