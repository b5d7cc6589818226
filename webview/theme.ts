/** Colours of the editor's theme for canvas drawing, with fallbacks where a theme does not name them. */

export interface Palette {
  readonly text: string;
  readonly faint: string;
  readonly grid: string;
  readonly surface: string;
  readonly lines: readonly [string, string, string];
  readonly present: string;
  readonly limit: string;
  readonly objective: string;
  readonly font: string;
}

/** The colours as they are now. */
export function palette(): Palette {
  const style = getComputedStyle(document.body);
  const dark = isDark();
  const colour = (name: string, light: string, other: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || (dark ? other : light);
  return {
    text: colour('foreground', '#3b3b3b', '#cccccc'),
    faint: colour('descriptionForeground', '#5b5b5b', '#9d9d9d'),
    grid: dark ? 'rgba(255, 255, 255, 0.09)' : 'rgba(0, 0, 0, 0.08)',
    surface: colour('editor-background', '#ffffff', '#1f1f1f'),
    lines: [
      colour('charts-green', '#388a34', '#89d185'),
      colour('charts-purple', '#652d90', '#b180d7'),
      colour('charts-blue', '#0063d3', '#3794ff'),
    ],
    present: colour('foreground', '#3b3b3b', '#cccccc'),
    limit: colour('charts-red', '#c72e0f', '#f14c4c'),
    objective: colour('charts-orange', '#b75501', '#d18616'),
    font: style.fontFamily || 'sans-serif',
  };
}

function isDark(): boolean {
  const { classList } = document.body;
  if (classList.contains('vscode-dark')) return true;
  if (classList.contains('vscode-high-contrast') && !classList.contains('vscode-high-contrast-light')) return true;
  return false;
}

/** Calls back when the user changes the theme: VS Code then changes the class of the body and the variables of the root. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(() => listener());
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
