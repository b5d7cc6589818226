/**
 * The pictures of the README, made in the real VS Code. They are compared with those in docs/images, so that none is missing or
 * shows what is no more; `npm run pictures` makes them anew.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { animation, compareWith, updating } from '../harness/pictures.js';
import { changeTheme, themes } from '../harness/themes.js';
import { eventually, project, Workbench } from '../harness/workbench.js';

const images = join(project, 'docs', 'images');
const file = 'shop.arch';
/** Where the load stands in the file, counted from 1. */
const load = { line: 5, column: 24 };

describe('the pictures of the README', () => {
  let bench: Workbench;
  let panel: Frame;
  before(async () => {
    bench = await Workbench.open(join(project, 'test', 'pictures'), { extensionDevelopmentPath: project });
    await bench.page.setViewportSize({ width: 1280, height: 820 });
    await bench.openFile(file);
    await eventually('hints', async () => /ρ/.test(await bench.editorText()), 60_000);
    await bench.page.keyboard.press('Control+KeyB');
  });
  after(() => bench?.close());

  it('shows typing, the squiggle and the quick fix as an animation', async () => {
    const clip = { x: 48, y: 36, width: 900, height: 470 };
    const frames: { png: Uint8Array; delay: number }[] = [];
    const keep = async (delay: number): Promise<void> => {
      await bench.page.waitForTimeout(250);
      frames.push({ png: await bench.page.screenshot({ clip }), delay });
    };
    await bench.goTo(load.line, load.column);
    await keep(1400);
    await bench.page.keyboard.press('Delete');
    await keep(250);
    for (const key of '36') {
      await bench.page.keyboard.type(key);
      await keep(350);
    }
    await eventually('the squiggle', async () => (await bench.squiggles('error')) > 0);
    await keep(2200);
    await bench.goTo(9, 12);
    const row = bench.page
      .locator('.action-widget .monaco-list-row.action')
      .filter({ hasText: /replicas/ })
      .first();
    await eventually('the quick fix', async () => {
      await bench.page.keyboard.press('Control+Period');
      await row.waitFor({ timeout: 4000 });
      return true;
    });
    await keep(1800);
    await bench.page.screenshot({ path: picture('editor'), clip });
    await bench.page.keyboard.press('Escape');
    await bench.quickFix(9, 12, /replicas/);
    await eventually('more replicas', async () => !/replicas 6 across/.test(await bench.editorText()));
    await bench.page.waitForTimeout(1500);
    await keep(2600);
    const made = animation(frames);
    assert.ok(made.length < 1_000_000, `${made.length} bytes`);
    writeFileSync(picture('typing'), made);
    check('typing', 0.06);
    check('editor', 0.06);
    await bench.command('File: Revert File');
  });

  it('shows the panel beside the editor, dark and light', async () => {
    await bench.command('Headroom: Open Panel');
    panel = await bench.panelFrame('.vertex');
    for (const theme of themes.slice(0, 2)) {
      await changeTheme(bench.folder, theme, panel);
      await bench.page.waitForTimeout(1200);
      await bench.page.screenshot({ path: picture(`panel-${theme.id}`) });
      check(`panel-${theme.id}`, 0.06);
    }
  });
});

/** Where a picture is made. */
function picture(name: string): string {
  const folder = join(project, 'out', 'pictures');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}

/** Compares a picture with the one of the README, of an animation the first frame. */
function check(name: string, share: number): void {
  const made = readFileSync(picture(name));
  if (updating && name === 'typing') {
    mkdirSync(images, { recursive: true });
    writeFileSync(join(images, `${name}.png`), made);
    return;
  }
  assert.ok(updating || existsSync(join(images, `${name}.png`)), `docs/images/${name}.png is missing`);
  const wrong = compareWith(join(images, `${name}.png`), made, join(project, 'out', 'pictures'), { share });
  assert.equal(wrong, undefined, wrong);
}
