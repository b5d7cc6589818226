/** Marks that lead to their lines, and the keyboard among them. */
import type { Context } from '../sections/context.js';
import type { Place } from './model.js';

/** Makes an element lead to a line. */
export function link(made: HTMLElement, at: Place, context: Context): void {
  made.addEventListener('click', () => context.reveal(at));
}

const followers = new WeakMap<Element, Place>();

/** Makes an element one that is marked while the cursor of the editor stands in a place. */
export function follow(made: HTMLElement, at: Place | undefined): void {
  if (!at) return;
  made.classList.add('follows');
  followers.set(made, at);
}

/** Marks what stands for the place of the cursor, and nothing else; without a cursor nothing. */
export function markCursor(root: HTMLElement, cursor: Pick<Place, 'uri' | 'line' | 'column'> | undefined): void {
  for (const element of root.querySelectorAll('.follows')) {
    const at = followers.get(element);
    if (at && cursor && holds(at, cursor)) element.setAttribute('aria-current', 'true');
    else element.removeAttribute('aria-current');
  }
}

/** Whether a place holds a cursor; a place within one line is one among others there, so its columns count. */
function holds(at: Place, cursor: Pick<Place, 'uri' | 'line' | 'column'>): boolean {
  if (at.uri !== cursor.uri || cursor.line < at.line || cursor.line > at.endLine) return false;
  return at.line !== at.endLine || (cursor.column >= at.column && cursor.column <= at.endColumn);
}

/**
 * Makes the buttons inside of a list one stop of the Tab key: left and right walk along them, up and down between rows,
 * Home and End to the first and the last.
 */
export function rove(list: HTMLElement): void {
  const buttons = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('button')];
  const choose = (button: HTMLElement | undefined, focus: boolean): void => {
    if (!button) return;
    for (const other of buttons()) other.tabIndex = other === button ? 0 : -1;
    if (focus) button.focus();
  };
  choose(buttons()[0], false);
  list.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLElement && event.target.matches('button')) choose(event.target, false);
  });
  list.addEventListener('keydown', (event) => {
    const all = buttons();
    const index = all.indexOf(event.target as HTMLElement);
    if (index < 0) return;
    const target = neighbour(event.key, all, index);
    if (target === undefined) return;
    event.preventDefault();
    choose(target, true);
  });
}

function neighbour(key: string, all: readonly HTMLElement[], index: number): HTMLElement | undefined {
  const here = all[index];
  const row = here?.closest('li, tr');
  switch (key) {
    case 'ArrowRight':
      return all[index + 1];
    case 'ArrowLeft':
      return all[index - 1];
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    case 'ArrowDown':
      return all.slice(index).find((button) => button.closest('li, tr') !== row);
    case 'ArrowUp': {
      const before = all.slice(0, index).reverse();
      const above = before.find((button) => button.closest('li, tr') !== row)?.closest('li, tr');
      return all.find((button) => button.closest('li, tr') === above && above !== undefined);
    }
    default:
      return undefined;
  }
}
