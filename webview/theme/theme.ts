/** The palette of the page as it is now: VS Code keeps the theme in variables of the root and a class of the body. */
import { type Palette, paletteOf, type ThemeKind } from './palette.js';

/** The colours as they are now. */
export function palette(): Palette {
  const style = getComputedStyle(document.body);
  return paletteOf((name) => style.getPropertyValue(`--vscode-${name}`), themeKind(), style.fontFamily || 'sans-serif');
}

function themeKind(): ThemeKind {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return 'high-contrast-light';
  if (classList.contains('vscode-high-contrast')) return 'high-contrast';
  if (classList.contains('vscode-dark')) return 'dark';
  if (classList.contains('vscode-light')) return 'light';
  return globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Gives the style sheet the same colours that drawings use. */
export function applyPalette(colours: Palette): void {
  const { style } = document.body;
  for (const [tone, colour] of Object.entries(colours.fill)) style.setProperty(`--fill-${tone}`, colour);
  for (const [tone, colour] of Object.entries(colours.word)) style.setProperty(`--word-${tone}`, colour);
  style.setProperty('--surface', colours.surface);
  style.setProperty('--grid', colours.grid);
  style.setProperty('--focus', colours.focus);
  style.setProperty('--mark-border', colours.border ?? 'transparent');
}

/** Calls back when the user changes the theme: VS Code then changes the class of the body and the variables of the root. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(() => listener());
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  globalThis.matchMedia?.('(prefers-color-scheme: dark)').addEventListener('change', () => listener());
}
