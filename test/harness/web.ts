/** VS Code for the Web: no server behind the workbench, extensions and language servers are web workers. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Worker } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { startWeb } from '../../scripts/lib/vscode-web.mjs';
import { webPlace } from '../../scripts/lib/web-edition.mjs';
import { browserFlags, eventually, project, Workbench } from './workbench.js';

export class WebWorkbench extends Workbench {
  /**
   * Opens a folder, which the editor sees through a file system of an extension: nothing is on a disk of its own. The
   * extension has the files that its package would have, and no others.
   */
  static async openWeb(folder: string, files: Record<string, string> = {}): Promise<WebWorkbench> {
    const executablePath = findChromium();
    const at = webPlace();
    if (!executablePath || !at.ready) {
      throw new Error('No Chromium, or VS Code for the Web is not set up: run scripts/setup-vscode.mjs web.');
    }
    const scratch = mkdtempSync(join(tmpdir(), 'headroom-web-'));
    const copy = join(scratch, 'workspace');
    cpSync(folder, copy, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(copy, name), text);
    const extension = join(scratch, 'extension');
    copyShipped(extension);
    const server = await startWeb(at, { extension, folder: copy });
    const stop = () => {
      server.stop();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
    };
    try {
      // Webviews stay blank where cookies of third parties are refused: each has an origin of its own.
      const profile = join(scratch, 'profile');
      mkdirSync(join(profile, 'Default'), { recursive: true });
      const preferences = { profile: { block_third_party_cookies: false, cookie_controls_mode: 0 } };
      writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
      const browser = await chromium.launchPersistentContext(profile, {
        executablePath,
        headless: true,
        viewport: { width: 1600, height: 1000 },
        args: [...browserFlags, '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
      });
      const page = browser.pages()[0] ?? (await browser.newPage());
      await page.goto(server.url);
      await WebWorkbench.shown(page);
      return new WebWorkbench(page, copy, browser, { log: server.log, stop });
    } catch (error) {
      stop();
      throw error;
    }
  }

  /** The worker in which the language server runs. */
  async languageServer(): Promise<Worker> {
    return eventually('the worker of the language server', async () => {
      for (const worker of this.page.workers()) {
        const name = await worker.evaluate(() => self.name).catch(() => '');
        if (name.includes('Headroom language server')) return worker;
      }
      return undefined;
    });
  }
}

/** Copies what the package of the extension holds. */
function copyShipped(folder: string): void {
  const listed = spawnSync('npx', ['vsce', 'ls', '--no-dependencies'], { cwd: project, encoding: 'utf8' });
  if (listed.status !== 0) throw new Error(`The files of the package cannot be listed: ${listed.stderr}`);
  for (const file of listed.stdout.split('\n').filter((line) => line !== '')) {
    cpSync(join(project, file), join(folder, file), { recursive: true });
  }
}
