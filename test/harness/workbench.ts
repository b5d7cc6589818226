/** Drives the real VS Code in a headless browser as a person would: looks, clicks, types. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Frame, type Locator, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { address, type Server, startServer } from '../../scripts/lib/vscode-server.mjs';
import { place } from '../../scripts/setup-vscode.mjs';

/** The project's folder; the runner starts the suites there. */
export const project = process.cwd();

/** Flags that keep Chromium quiet on a closed network and able to run as root. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface OpenOptions {
  readonly edition?: 'oldest' | 'newest';
  /** The extension's folder, run from its sources' build. */
  readonly extensionDevelopmentPath?: string;
  /** A packaged extension, installed as a user would. */
  readonly vsix?: string;
  /** Keep Workspace Trust, so that the folder opens in Restricted Mode until it is trusted. */
  readonly trust?: boolean;
  /** Files to add to the copy of the folder: name and text. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Waits until a probe gives a truthy value and returns it; else throws with the last thing seen. */
export async function eventually<T>(what: string, probe: () => Promise<T>, limit = 30_000): Promise<NonNullable<T>> {
  const until = Date.now() + limit;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) {
        return value;
      }
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > until) {
      throw new Error(`${what}: not within ${limit / 1000} s (last: ${String(last)})`);
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

/** Text as a reader sees it: VS Code draws spaces as no-break spaces. */
function seen(text: string): string {
  return text.replace(/\u00a0/g, ' ').replace(/[\u200b-\u200d\u2060]/g, '');
}

/** An open workbench with its own server, browser and copy of a folder. */
export class Workbench {
  protected constructor(
    readonly page: Page,
    readonly folder: string,
    private readonly browser: { close(): Promise<void> },
    private readonly server: Pick<Server, 'log' | 'stop'>,
  ) {}

  /** Opens a copy of a folder in VS Code and waits for the workbench. */
  static async open(folder: string, options: OpenOptions = {}): Promise<Workbench> {
    const executablePath = findChromium();
    const at = place(options.edition ?? 'oldest');
    if (!executablePath || !at.ready) {
      throw new Error('No Chromium, or the browser VS Code is not set up: run scripts/setup-vscode.mjs.');
    }
    const copy = mkdtempSync(join(tmpdir(), 'headroom-workspace-'));
    cpSync(folder, copy, { recursive: true });
    for (const [name, text] of Object.entries(options.files ?? {})) {
      writeFileSync(join(copy, name), text);
    }
    const server = await startServer(at, {
      ...(options.vsix === undefined ? {} : { vsix: options.vsix }),
      trust: options.trust ?? false,
      settings: {
        'workbench.startupEditor': 'none',
        'files.autoSave': 'off',
        'editor.minimap.enabled': false,
        'editor.hover.delay': 100,
        'chat.commandCenter.enabled': false,
        'workbench.secondarySideBar.defaultVisibility': 'hidden',
        'extensions.ignoreRecommendations': true,
      },
    });
    let browser: Browser | undefined;
    try {
      browser = await chromium.launch({ executablePath, headless: true, args: browserFlags });
      const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, acceptDownloads: true });
      const page = await context.newPage();
      await page.goto(address(server, copy, { extension: options.extensionDevelopmentPath }));
      await Workbench.shown(page);
      return new Workbench(page, copy, browser, server);
    } catch (error) {
      await browser?.close();
      server.stop();
      rmSync(copy, { recursive: true, force: true });
      throw error;
    }
  }

  /** Waits until the workbench and the files of its folder are there. */
  protected static async shown(page: Page): Promise<void> {
    await page.waitForSelector('.monaco-workbench .part.editor', { timeout: 60_000 });
    await page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 60_000 }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** The server's own log, for the message of a failure. */
  log(): string {
    return this.server.log();
  }

  /** Runs a command by its title in the command palette. */
  async command(title: string): Promise<void> {
    await this.pick('F1', `>${title}`, title);
  }

  /** Opens a file of the folder by name, with the cursor at a line and column (counted from 1). */
  async openFile(name: string, line = 1, column = 1): Promise<void> {
    // Not by quick open: it searches with ripgrep, which the npm package does not bring.
    const tab = this.page.locator(`.tab[data-resource-name="${name}"]`).first();
    if (await tab.isVisible()) {
      await tab.click();
    } else {
      await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first().dblclick();
    }
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor({ timeout: 15_000 });
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
    await this.goTo(line, column);
  }

  private async pick(key: string, text: string, row: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:not([style*="display: none"]) input[type="text"]');
    await eventually(`the box of ${key}`, async () => {
      await this.page.keyboard.press(key);
      await input.waitFor({ timeout: 3000 });
      return true;
    });
    const found = this.page.locator('.quick-input-widget .monaco-list-row', { hasText: row }).first();
    // An extension that is still starting adds its commands a little later: ask again.
    await eventually(
      `"${row}" offered`,
      async () => {
        await input.fill(text);
        await found.waitFor({ timeout: 3000 });
        return true;
      },
      45_000,
    );
    await found.click();
  }

  /** Puts the cursor at a line and column, counted from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    const input = this.page.locator('.quick-input-widget:not([style*="display: none"]) input[type="text"]');
    await this.page.keyboard.press('Control+KeyG');
    await input.waitFor({ timeout: 10_000 });
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Types text at a place, replacing `replaces` characters to the right of it. */
  async typeAt(line: number, column: number, text: string, replaces = 0): Promise<void> {
    await this.goTo(line, column);
    for (let i = 0; i < replaces; i++) {
      await this.page.keyboard.press('Delete');
    }
    await this.page.keyboard.type(text, { delay: 15 });
    await this.page.keyboard.press('Escape');
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+KeyS');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  /** What the active editor shows, hints at the end of lines included. */
  async editorText(): Promise<string> {
    const lines = await this.page.locator('.editor-group-container.active .view-lines .view-line').evaluateAll((all) =>
      all
        .map((line) => ({ top: Number.parseFloat((line as HTMLElement).style.top), text: line.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map((line) => line.text),
    );
    return seen(lines.join('\n'));
  }

  async codeLenses(): Promise<string[]> {
    return (await this.page.locator('.codelens-decoration').allTextContents()).map(seen);
  }

  async squiggles(severity: 'error' | 'warning' | 'info'): Promise<number> {
    return this.page.locator(`.monaco-editor .squiggly-${severity}`).count();
  }

  /** The rows of the Problems panel; opens it. */
  async problems(): Promise<string[]> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) {
      await this.command('Problems: Focus on Problems View');
      await panel.waitFor();
    }
    return (await panel.locator('.monaco-list-row').allTextContents()).map(seen);
  }

  /** The text of the hover at a place. */
  async hoverAt(line: number, column: number, expected: string | RegExp): Promise<string> {
    const hover = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content');
    return eventually(`hover with ${expected}`, async () => {
      await this.page.keyboard.press('Escape');
      await this.goTo(line, column);
      await this.page.keyboard.press('Control+KeyK');
      await this.page.keyboard.press('Control+KeyI');
      await hover.first().waitFor({ timeout: 5000 });
      await this.page.waitForTimeout(300);
      const text = seen((await hover.allInnerTexts()).join('\n'));
      return (typeof expected === 'string' ? text.includes(expected) : expected.test(text)) ? text : undefined;
    });
  }

  /** Opens the quick fixes at a place and applies the one whose title matches. */
  async quickFix(line: number, column: number, title: RegExp): Promise<string> {
    const menu = this.page.locator('.action-widget .monaco-list-row.action');
    const row: Locator = menu.filter({ hasText: title }).first();
    await eventually(`a quick fix ${title}`, async () => {
      await this.page.keyboard.press('Escape');
      await this.goTo(line, column);
      await this.page.keyboard.press('Control+Period');
      await row.waitFor({ timeout: 4000 });
      return true;
    });
    const chosen = seen((await row.textContent()) ?? '');
    // By keyboard: just opened, the menu lies under a layer that swallows clicks.
    for (let step = 0; step < 20 && !(await row.getAttribute('class'))?.includes('focused'); step++) {
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
    await row.waitFor({ state: 'hidden', timeout: 10_000 });
    return chosen;
  }

  /** Renames the symbol at a place. */
  async rename(line: number, column: number, name: string): Promise<void> {
    await this.goTo(line, column);
    await this.page.keyboard.press('F2');
    const input = this.page.locator('.rename-box input.rename-input');
    await input.waitFor({ timeout: 15_000 });
    await input.fill(name);
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** The inner frame of an open webview, in which the given selector exists. */
  async panelFrame(selector: string, limit = 60_000): Promise<Frame> {
    return eventually(
      `a webview with ${selector}`,
      async () => {
        for (const frame of this.page.frames()) {
          if (frame !== this.page.mainFrame() && (await frame.locator(selector).count()) > 0) {
            return frame;
          }
        }
        return undefined;
      },
      limit,
    );
  }

  /** Keeps a picture in .cache/screens. */
  async screenshot(name: string): Promise<void> {
    const folder = join(project, '.cache', 'screens');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }
}
