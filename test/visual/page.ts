/** The panel on a page of its own, in a theme of VS Code, with a host that keeps what the panel sends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import type { FromPanel, ToPanel } from '../../src/server/protocol.js';
import type { Theme } from '../harness/themes.js';

const project = process.cwd();
const file = (...path: string[]): string => readFileSync(join(project, ...path), 'utf8');

const tokens = JSON.parse(file('test', 'visual', 'themes.json')) as Record<Theme['id'], Record<string, string>>;

/** The same glyphs on every machine: what is installed decides about the rest of the characters only. */
function fonts(): string {
  return (['latin', 'greek'] as const)
    .flatMap((script) =>
      ([400, 600] as const).map((weight) => {
        const path = join(
          project,
          'node_modules',
          '@fontsource',
          'inter',
          'files',
          `inter-${script}-${weight}-normal.woff2`,
        );
        const data = readFileSync(path).toString('base64');
        const range = script === 'greek' ? 'U+0370-03FF' : 'U+0000-00FF, U+2000-206F, U+2212, U+00D7';
        return `@font-face { font-family: Inter; font-weight: ${weight}; unicode-range: ${range}; src: url(data:font/woff2;base64,${data}); }`;
      }),
    )
    .join('\n');
}

/** The variables that VS Code sets on the root of a webview, as text. */
export function variables(theme: Theme): string {
  const own = { 'font-family': "Inter, 'DejaVu Sans', sans-serif", 'font-size': '13px', 'font-weight': 'normal' };
  const all = { ...tokens[theme.id], ...own };
  return Object.entries(all)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(' ');
}

/** Classes of the body as VS Code sets them. */
export function bodyClass(theme: Theme): string {
  return theme.id === 'high-contrast-light' ? 'vscode-high-contrast-light vscode-high-contrast' : theme.body;
}

/** Loads the panel and waits for its letters. */
async function loadPanel(page: Page, theme: Theme, state: object = {}): Promise<void> {
  const html = `<!DOCTYPE html>
<html lang="en" style="${variables(theme).replace(/"/g, '&quot;')}">
<head><meta charset="utf-8"><title>Headroom</title>
<style>${fonts()}
html { background: var(--vscode-editor-background); } body { margin: 0; padding: 0 20px; }</style>
<style>${file('dist', 'webview', 'panel.css')}</style></head>
<body class="${bodyClass(theme)}" data-vscode-theme-id="${theme.label}">
<main id="root"></main>
<script>
  window.sent = [];
  let state = ${JSON.stringify(state)};
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.sent.push(message),
    getState: () => state,
    setState: (next) => { state = next; },
  });
</script>
<script>${file('dist', 'webview', 'panel.js')
    .replace(/<\/(script)/gi, '<\\/$1')
    .replace(/<!--/g, '<\\!--')}</script>
</body></html>`;
  await page.setContent(html);
  await page.evaluate(() => document.fonts.ready);
}

let browser: Browser | undefined;

/** The panel on a page of its own, with the state that it remembered before a reload. */
export async function open(theme: Theme, state: object = {}): Promise<Page> {
  browser ??= await chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    // Without hints and colours of sub-pixels letters look alike on every machine.
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none', '--disable-lcd-text', '--hide-scrollbars'],
  });
  const page = await browser.newPage({ viewport: { width: 800, height: 900 }, reducedMotion: 'reduce' });
  page.on('pageerror', (error) => {
    throw error;
  });
  await loadPanel(page, theme, state);
  return page;
}

/** To be called at the end of a file of tests. */
export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** Sends a message as the extension would. */
export async function tell(page: Page, ...messages: readonly ToPanel[]): Promise<void> {
  for (const message of messages) {
    await page.evaluate((data) => window.postMessage(data, '*'), message);
  }
  // Two frames: the message is handled, and what it changes is painted.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.waitForTimeout(120);
}

/** What the panel has sent since it was loaded. */
export function sent(page: Page): Promise<FromPanel[]> {
  return page.evaluate(() => (globalThis as unknown as { sent: FromPanel[] }).sent);
}
