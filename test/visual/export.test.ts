/** What the panel saves: tables, pictures, the whole report. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { FromPanel } from '../../src/server/protocol.js';
import { violations } from '../harness/axe.js';
import { themes } from '../harness/themes.js';
import { closeBrowser, open, sent, tell } from './page.js';
import { shop, show } from './samples.js';

after(closeBrowser);

describe('export', () => {
  let page: Page;
  beforeEach(async () => {
    page = await open(themes[1]);
    await tell(page, show(shop));
  });
  afterEach(() => page.close());

  it('offers picture and table of every chart, by keyboard alone', async () => {
    const menus = page.getByRole('button', { name: /^Export / });
    const count = await menus.count();
    assert.ok(count >= 6, `${count} menus`);
    for (let index = 0; index < count; index++) {
      await menus.nth(index).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    }
    const files = await exported(page, count);
    for (const file of files) {
      assert.equal(file.format, 'csv');
      assert.match(file.data, /^[^\r\n]+\r\n/);
      assert.doesNotMatch(file.data, /NaN|undefined/);
    }
    assert.equal(new Set(files.map((file) => file.name)).size, count, 'names of files differ');
  });

  it('closes with Escape and gives the focus back', async () => {
    const menu = page.getByRole('button', { name: 'Export Utilisation' });
    await menu.click();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    assert.equal(await menu.getAttribute('aria-expanded'), 'false');
    assert.ok(await menu.evaluate((item) => item === document.activeElement));
  });

  it('writes a picture that holds what the chart shows', async () => {
    for (const [format, pattern] of [
      ['Vector picture (SVG)', /^<svg [\s\S]*orders_store[\s\S]*<\/svg>$/],
      ['Picture (PNG)', /^iVBORw0KGgo/],
    ] as const) {
      await page.getByRole('button', { name: 'Export Utilisation' }).click();
      await page.getByRole('menuitem', { name: format, exact: true }).click();
      const file = (await exported(page, format.startsWith('Vector') ? 1 : 2)).at(-1);
      assert.match(file?.data ?? '', pattern);
    }
  });

  it('saves the whole as Markdown, with a picture of every chart beside it', async () => {
    await page.getByRole('button', { name: /Markdown report/ }).click();
    const [file] = await exported(page, 1);
    assert.equal(file?.format, 'markdown');
    const links = [...(file?.data ?? '').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1]);
    assert.ok(links.length >= 6, links.join());
    assert.deepEqual(
      file?.pictures?.map((picture) => picture.path),
      links,
    );
    // Kept, so that a person can look at them.
    const folder = join(process.cwd(), 'out', 'visual', 'export');
    mkdirSync(folder, { recursive: true });
    for (const picture of file?.pictures ?? []) {
      assert.match(picture.data, /^iVBORw0KGgo/);
      writeFileSync(join(folder, basename(picture.path)), Buffer.from(picture.data, 'base64'));
    }
  });
});

type Exported = Extract<FromPanel, { kind: 'export' }>['file'];

async function exported(page: Page, count: number): Promise<Exported[]> {
  await page.waitForFunction(
    (least) =>
      (globalThis as unknown as { sent: FromPanel[] }).sent.filter((item) => item.kind === 'export').length >= least,
    count,
  );
  return (await sent(page)).flatMap((message) => (message.kind === 'export' ? [message.file] : []));
}
