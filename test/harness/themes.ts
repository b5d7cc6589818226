/** The four kinds of theme of VS Code, each by its own default. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { eventually } from './workbench.js';

export const themes = [
  { id: 'light', label: 'Default Light Modern', body: 'vscode-light' },
  { id: 'dark', label: 'Default Dark Modern', body: 'vscode-dark' },
  { id: 'high-contrast', label: 'Default High Contrast', body: 'vscode-high-contrast' },
  { id: 'high-contrast-light', label: 'Default High Contrast Light', body: 'vscode-high-contrast-light' },
] as const;
export type Theme = (typeof themes)[number];

/** Changes the theme of an open workbench and waits until a webview in it has followed, without a reload. */
export async function changeTheme(folder: string, theme: Theme, panel: Frame): Promise<void> {
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'workbench.colorTheme': theme.label }));
  await eventually(`the theme ${theme.label}`, () =>
    panel.evaluate((name) => document.body.getAttribute('data-vscode-theme-id') === name, theme.label),
  );
}
