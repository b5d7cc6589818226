/** The panel in the real VS Code: it follows the four kinds of theme while it is open, and axe finds nothing in any. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { violations } from '../harness/axe.js';
import { changeTheme, themes } from '../harness/themes.js';
import { eventually, project, Workbench } from '../harness/workbench.js';

/** What the tests of the panel's looks take for the tokens of these themes. */
const tokens = JSON.parse(readFileSync(join(project, 'test', 'visual', 'themes.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

describe('the panel and the theme', () => {
  let bench: Workbench;
  let panel: Frame;
  before(async () => {
    bench = await Workbench.open(join(project, 'test', 'workspace'), { extensionDevelopmentPath: project });
    await bench.openFile('healthy.arch');
    await eventually('hints', async () => /ρ/.test(await bench.editorText()), 60_000);
    await bench.command('Headroom: Open Panel');
    panel = await bench.panelFrame('canvas');
    await panel.evaluate(() => document.body.setAttribute('data-test', 'not reloaded'));
  });
  after(() => bench?.close());

  for (const theme of themes) {
    it(`follows ${theme.label} without a reload, and keeps the rules of accessibility`, async () => {
      const canvas = panel.locator('canvas').first();
      const image = () => canvas.evaluate((item: HTMLCanvasElement) => item.toDataURL());
      const before = await image();
      await changeTheme(bench.folder, theme, panel);
      await eventually('the canvas in new colours', async () => theme.id === 'light' || (await image()) !== before);
      assert.equal(await panel.evaluate(() => document.body.getAttribute('data-test')), 'not reloaded');
      assert.deepEqual(await violations(panel), []);
      for (const name of ['editor-background', 'foreground', 'charts-red', 'charts-blue', 'focusBorder']) {
        const real = await panel.evaluate(
          (token) => getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${token}`).trim(),
          name,
        );
        assert.equal(tokens[theme.id]?.[name], real, `${name} of ${theme.label} in test/visual/themes.json`);
      }
    });
  }
});
