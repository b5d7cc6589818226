/**
 * The only file that knows the toolkit of controls (docs/decisions/0001-webview-toolkit.md): others ask for a control
 * by what it does and get an element. Replacing the toolkit means rewriting this file.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';

/** Defines the controls; once, before any is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing());
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/**
 * A labelled picker of one value.
 *
 * @param label what is picked, shown before the control
 * @param onPick called with the value that the user picks
 */
export function picker(
  label: string,
  choices: readonly Choice[],
  selected: string,
  onPick: (value: string) => void,
): HTMLElement {
  const wrapper = document.createElement('div');
  wrapper.className = 'picker';
  const caption = document.createElement('span');
  caption.textContent = label;
  caption.className = 'caption';
  const dropdown = document.createElement('vscode-dropdown') as HTMLElement & { value: string };
  dropdown.setAttribute('aria-label', label);
  for (const choice of choices) {
    const option = document.createElement('vscode-option');
    option.setAttribute('value', choice.value);
    if (choice.value === selected) option.setAttribute('selected', '');
    option.textContent = choice.label;
    dropdown.append(option);
  }
  dropdown.addEventListener('change', () => onPick(dropdown.value));
  wrapper.append(caption, dropdown);
  return wrapper;
}

/** A sign that something is being computed. */
export function busyRing(): HTMLElement {
  const ring = document.createElement('vscode-progress-ring');
  ring.setAttribute('aria-label', 'Computing');
  return ring;
}
