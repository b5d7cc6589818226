/** Marks that lead to their lines, and the keyboard among them. */
import type { Context } from '../sections/context.js';
import type { Place } from './model.js';

/** Makes an element lead to a line. */
export function link(made: HTMLElement, at: Place, context: Context): void {
  made.addEventListener('click', () => context.reveal(at));
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
