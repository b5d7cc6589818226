/** The panel in four themes: its looks against reviewed pictures, what axe finds in it, and the keyboard in it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import type { FromPanel, ToPanel } from '../../src/server/protocol.js';
import { violations } from '../harness/axe.js';
import { compareWith } from '../harness/pictures.js';
import { type Theme, themes } from '../harness/themes.js';
import { bodyClass, loadPanel, sent, tell, variables } from './page.js';
import { big, healthy, overloaded, rush, shop, show } from './samples.js';

const project = process.cwd();

interface View {
  readonly name: string;
  /** Loaded with this state, as after a reload of the window. */
  readonly state?: object;
  readonly messages: readonly ToPanel[];
  /** Height of the picture where its rest is that of another view. */
  readonly height?: number;
}

const result = (report: typeof shop) => ({ kind: 'report', report, errors: 0 }) as const;
const more = [{ path: 'orders_store.replicas', value: '4' }];

const views: readonly View[] = [
  { name: 'waiting', messages: [] },
  { name: 'empty', messages: [{ kind: 'empty' }] },
  {
    name: 'failed',
    messages: [
      show(shop, { result: { kind: 'failed', message: 'The description holds no workload and no node type.' } }),
    ],
  },
  { name: 'healthy', messages: [show(healthy)] },
  { name: 'overloaded', messages: [show(overloaded)] },
  {
    name: 'stale',
    messages: [show(healthy, { freshness: { kind: 'stale', errors: 3, since: '09:41' } })],
    height: 300,
  },
  { name: 'big', messages: [show(big)] },
  {
    name: 'comparison',
    state: { compare: { scenario: 'black_friday' }, open: ['table-utilisation', 'topology'] },
    messages: [show(shop), { kind: 'compared', scenario: 'black_friday', result: result(rush) }],
  },
  {
    name: 'what-if',
    state: { whatIf: more },
    messages: [show(shop), { kind: 'whatIf', overrides: more, result: result(healthy) }],
    height: 1400,
  },
];

let browser: Browser;
before(async () => {
  const executablePath = findChromium();
  assert.ok(executablePath, 'no Chromium');
  browser = await chromium.launch({
    executablePath,
    // Without hints and colours of sub-pixels letters look alike on every machine.
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none', '--disable-lcd-text', '--hide-scrollbars'],
  });
});
after(() => browser?.close());

async function open(theme: Theme, state: object = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 800, height: 900 }, reducedMotion: 'reduce' });
  page.on('pageerror', (error) => assert.fail(error));
  await loadPanel(page, theme, state);
  return page;
}

for (const theme of themes) {
  describe(`the panel in ${theme.label}`, () => {
    for (const view of views) {
      it(`${view.name}: looks as reviewed and keeps the rules of accessibility`, async () => {
        const page = await open(theme, view.state);
        try {
          await tell(page, ...view.messages);
          const found = await violations(page);
          const clip = view.height && { clip: { x: 0, y: 0, width: 800, height: view.height } };
          const picture = await page.screenshot({ fullPage: true, ...clip });
          const baseline = join(project, 'test', 'baselines', `${view.name}-${theme.id}.png`);
          const wrong = compareWith(baseline, picture, join(project, 'out', 'visual'), { share: 0.006, height: 4 });
          assert.deepEqual(found, []);
          assert.equal(wrong, undefined, wrong);
          assert.doesNotMatch((await page.locator('#root').textContent()) ?? '', /NaN|Infinity|undefined|\[object/);
        } finally {
          await page.close();
        }
      });
    }
  });
}

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
        const before = (await reveals(page)).length;
        assert.ok(await focusIsSeen(page), `mark ${step} of chart ${index}`);
        await page.keyboard.press('Enter');
        assert.equal((await reveals(page)).length, before + 1, `mark ${step} of chart ${index} leads nowhere`);
        await page.keyboard.press('ArrowRight');
      }
    }
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
        .filter((item) => item.tabIndex < 0 && !item.closest('.bars, table, [role="menu"], vscode-dropdown'))
        .map((item) => item.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(lost, []);
  });
});

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
    for (const picture of file?.pictures ?? []) assert.match(picture.data, /^iVBORw0KGgo/);
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

async function reveals(page: Page): Promise<FromPanel[]> {
  return (await sent(page)).filter((message) => message.kind === 'reveal');
}

type Exported = Extract<FromPanel, { kind: 'export' }>['file'];

async function exported(page: Page, count: number): Promise<Exported[]> {
  await page.waitForFunction(
    (least) =>
      (globalThis as unknown as { sent: FromPanel[] }).sent.filter((item) => item.kind === 'export').length >= least,
    count,
  );
  return (await sent(page)).flatMap((message) => (message.kind === 'export' ? [message.file] : []));
}

function focusIsSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const style = document.activeElement && getComputedStyle(document.activeElement);
    return style !== null && style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
  });
}
