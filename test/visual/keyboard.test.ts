/** Every mark of the panel by keyboard, themes that change, motion that is unwanted. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { drill } from '../../src/analysis/simulating/testing/sample.js';
import { violations } from '../harness/axe.js';
import { themes } from '../harness/themes.js';
import { bodyClass, closeBrowser, open, sent, tell, variables } from './page.js';
import { shop, show } from './samples.js';

after(closeBrowser);

describe('the panel by keyboard', () => {
  let page: Page;
  beforeEach(async () => {
    page = await open(themes[0], { compare: { scenario: 'black_friday' } });
    await tell(page, show(shop));
  });
  afterEach(() => page.close());

  it('reaches every mark of every chart, each with a visible focus, and Enter leads to its line', async () => {
    const lists = page.locator('.bars');
    const count = await lists.count();
    assert.ok(count >= 4, `${count} charts of bars`);
    for (let index = 0; index < count; index++) {
      const buttons = lists.nth(index).locator('button');
      const all = await buttons.count();
      // One stop of the Tab key, then arrows.
      assert.equal(await lists.nth(index).locator('button[tabindex="0"]').count(), 1);
      await lists.nth(index).locator('button[tabindex="0"]').focus();
      for (let step = 0; step < all; step++) {
        const before = await reveals(page);
        assert.ok(await focusIsSeen(page), `mark ${step} of chart ${index}`);
        await page.keyboard.press('Enter');
        assert.equal(await reveals(page), before + 1, `mark ${step} of chart ${index} leads nowhere`);
        await page.keyboard.press('ArrowRight');
      }
    }
  });

  it('reaches every part and flow of the topology, each with a visible focus, and Enter leads to its line', async () => {
    const picture = page.locator('.picture');
    assert.equal(await picture.locator('[tabindex="0"]').count(), 1);
    await picture.locator('[tabindex="0"]').focus();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-mark') ?? '');
    const seen = new Set<string>();
    const todo = [await focused()];
    for (let mark = todo.pop(); mark !== undefined; mark = todo.pop()) {
      if (seen.has(mark)) continue;
      seen.add(mark);
      const here = picture.locator(`[data-mark="${mark}"]`);
      for (const key of ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']) {
        await here.focus();
        await page.keyboard.press(key);
        todo.push(await focused());
      }
      await here.focus();
      const seenFocus = await here
        .locator('.ring, .line')
        .first()
        .evaluate((item) => getComputedStyle(item).stroke);
      assert.notEqual(seenFocus, 'none', mark);
      const before = await reveals(page);
      await page.keyboard.press('Enter');
      assert.equal(await reveals(page), before + 1, `${mark} leads nowhere`);
    }
    assert.equal(seen.size, await picture.locator('[data-mark]').count());
  });

  it('goes up and down between rows, home and to the end', async () => {
    const bars = page.locator('ul[aria-label="Utilisation"]');
    await bars.locator('button').first().focus();
    const focused = () =>
      page.evaluate(() => document.activeElement?.closest('li')?.querySelector('.name')?.textContent);
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'catalog_search');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'web');
    await page.keyboard.press('End');
    assert.equal(await focused(), 'orders_store');
    await page.keyboard.press('Home');
    assert.equal(await focused(), 'web');
  });

  it('marks what the cursor of the editor stands in', async () => {
    const marked = () => page.locator('.row[aria-current="true"] .name, tr[aria-current="true"] th').allTextContents();
    const web = shop.nodes[0]!;
    await tell(page, { kind: 'select', at: { uri: web.at.uri, line: web.at.line, column: web.at.column + 1 } });
    assert.ok((await marked()).includes('web'), (await marked()).join());
    await tell(page, { kind: 'select', at: undefined });
    assert.deepEqual(await marked(), []);
  });

  it('walks along a curve and says each point', async () => {
    const canvas = page.locator('canvas').first();
    await canvas.focus();
    await page.keyboard.press('ArrowRight');
    const said = () => page.locator('.plot [role="status"]').first().textContent();
    const first = await said();
    assert.match(first ?? '', /: p99 .* ms, p95 .*, mean /);
    await page.keyboard.press('End');
    assert.notEqual(await said(), first);
  });

  it('has nothing that can be clicked and not focused', async () => {
    const lost = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('#root *')]
        .filter(
          (item) =>
            getComputedStyle(item).cursor === 'pointer' && getComputedStyle(item.parentElement!).cursor !== 'pointer',
        )
        .filter((item) => item.tabIndex < 0 && !item.closest('.bars, .picture, table, [role="menu"], vscode-dropdown'))
        .map((item) => item.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(lost, []);
  });
});

describe('themes and motion', () => {
  it('follows a change of theme without a reload, canvas and all', async () => {
    const page = await open(themes[0]);
    try {
      await tell(page, show(shop));
      const canvas = page.locator('canvas').first();
      const light = await canvas.evaluate((item: HTMLCanvasElement) => item.toDataURL());
      await page.evaluate(
        ([style, name]) => {
          document.documentElement.setAttribute('style', style ?? '');
          document.body.className = name ?? '';
        },
        [variables(themes[1]), bodyClass(themes[1])],
      );
      await page.waitForTimeout(300);
      assert.notEqual(await canvas.evaluate((item: HTMLCanvasElement) => item.toDataURL()), light);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual((await sent(page)).filter((message) => message.kind === 'ready').length, 1);
    } finally {
      await page.close();
    }
  });

  it('replays a drill: the slider moves the moment, play and pause', async () => {
    const page = await open(themes[0]);
    try {
      await tell(page, show(shop), {
        kind: 'simulation',
        state: { kind: 'done', report: drill, stale: false, values: [] },
      });
      const slider = page.getByRole('slider', { name: 'Moment of the time line' });
      await slider.focus();
      for (let i = 0; i < 45; i++) await page.keyboard.press('ArrowRight');
      const values = page.locator('.moment');
      assert.match((await values.textContent()) ?? '', /45 s.*timed out 380 req\/s.*last: eu\.a: fail/);
      assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /^45 s, arrivals /);
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(600);
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Play');
      const moved = Number(await slider.inputValue());
      assert.ok(moved > 45 && moved < 120, `at ${moved}`);
      await page.getByRole('button', { name: 'Simulate', exact: true }).focus();
      await page.keyboard.press('Enter');
      assert.ok((await sent(page)).some((message) => message.kind === 'simulate'));
    } finally {
      await page.close();
    }
  });

  it('moves nothing where motion is unwanted', async () => {
    const page = await open(themes[0]);
    try {
      await tell(page, show(shop), { kind: 'busy' });
      await page.waitForTimeout(700);
      const moving = await page.evaluate(
        () => document.getAnimations().filter((item) => item.playState === 'running').length,
      );
      assert.equal(moving, 0);
      assert.ok(await page.locator('.busy.on').isVisible());
    } finally {
      await page.close();
    }
  });
});

async function reveals(page: Page): Promise<number> {
  return (await sent(page)).filter((message) => message.kind === 'reveal').length;
}

function focusIsSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const style = document.activeElement && getComputedStyle(document.activeElement);
    return style !== null && style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
  });
}
