/** What one does in the panel: follow a mark to its line and back, try values, write them back, pin, reload, mend. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { eventually, project, Workbench } from '../harness/workbench.js';

const workspace = join(project, 'test', 'workspace');
const mark = (name: string): string => `.vertex[data-mark="${name}"]`;

describe('the panel in use', () => {
  let bench: Workbench;
  let panel: Frame;
  before(async () => {
    bench = await Workbench.open(workspace, { extensionDevelopmentPath: project });
    await bench.openFile('healthy.arch');
    await eventually('its hints', async () => /ρ/.test(await bench.editorText()), 60_000);
    await bench.command('Headroom: Open Panel');
    panel = await bench.panelFrame(mark('web'));
  });
  after(() => bench?.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await bench?.screenshot(`failed ${this.currentTest.fullTitle()}`);
  });

  /** Line and column of the cursor, as the status bar says. */
  const cursor = async (): Promise<string> =>
    (await bench.page.locator('.statusbar-item', { hasText: /Ln \d+, Col \d+/ }).textContent())?.trim() ?? '';
  const at = (line: number) => async () => (await cursor()).startsWith(`Ln ${line},`);
  const value = async (name: string): Promise<string> =>
    (await panel.locator(`${mark(name)} .value`).textContent()) ?? '';

  it('draws workloads, node types and flows, each with its figure', async () => {
    assert.equal(await panel.locator('.vertex').count(), 3);
    assert.equal(await panel.locator('.flow').count(), 2);
    assert.match(await value('web'), /^0\.06 cores$/);
    assert.match(
      (await panel.locator(`${mark('web')} title`).textContent()) ?? '',
      /^web, frontend, 4 replicas \(2 in eu\.a, 2 in eu\.b\), utilisation 0\.06 cores, calls catalog$/,
    );
    assert.match((await panel.locator('.flow.call .rate').textContent()) ?? '', /^100\/s$/);
    assert.match((await panel.locator('.box-title').textContent()) ?? '', /region eu/);
  });

  it('goes from a mark to its line by a click', async () => {
    await panel.locator(mark('catalog')).click();
    await eventually('the line of catalog', at(15));
  });

  it('goes along the flows and to a line by keyboard', async () => {
    await panel.locator(mark('browse')).focus();
    await bench.page.keyboard.press('ArrowDown');
    assert.match((await panel.locator('.flow:focus title').textContent()) ?? '', /^browse to web, load, 100 req\/s$/);
    await bench.page.keyboard.press('ArrowDown');
    assert.equal(await panel.evaluate(() => document.activeElement?.getAttribute('data-mark')), 'web');
    await bench.page.keyboard.press('Enter');
    await eventually('the line of web', at(7));
  });

  it('marks what the cursor stands on', async () => {
    await bench.goTo(20, 8);
    await panel.locator(`${mark('catalog')}.selected`).waitFor();
    await bench.goTo(12, 30);
    await panel.locator(`${mark('web')}.selected`).waitFor();
    // The call on this line is marked as well.
    await panel.locator('.flow.call.selected').waitFor({ state: 'attached' });
    await bench.screenshot('panel topology');
  });

  it('recomputes while a slider moves, and shows before and now', async () => {
    const slider = panel.locator('input[type="range"]');
    await slider.focus();
    await bench.page.keyboard.press('End');
    await eventually('the figures of ten times the load', async () => /^0\.06 → 0\.63$/.test(await value('web')));
    await eventually('the whole analysis', async () => {
      const rows = await panel.locator('.effects tr').allTextContents();
      return rows.some((row) => row.startsWith('browse: headroom'));
    });
    assert.equal(
      await slider.evaluate((element) => document.activeElement === element),
      true,
      'the slider keeps the keyboard',
    );
    await panel
      .locator('button', { hasText: '+' })
      .and(panel.locator('[aria-label="One replica of web more"]'))
      .click();
    await eventually('the replicas', async () =>
      /4 → 5 replicas/.test((await panel.locator(`${mark('web')} .sub`).textContent()) ?? ''),
    );
    await bench.screenshot('panel what if');
  });

  it('writes the values back as one change that one undo takes back', async () => {
    await panel.locator('button', { hasText: 'Write this back' }).click();
    // The keyboard is in the panel; what the editor shows is read once it is in the editor.
    await eventually('the new figures', async () => /^0\.50/.test(await value('web')));
    await bench.openFile('healthy.arch');
    await eventually('the new text', async () => {
      const text = await bench.editorText();
      return text.includes('open 1000 req/s') && text.includes('replicas 5 across eu');
    });
    await bench.page.keyboard.press('Control+KeyZ');
    await eventually('the old text', async () => {
      const text = await bench.editorText();
      return text.includes('open 100 req/s') && text.includes('replicas 4 across eu');
    });
    await eventually('the old figures', async () => /^0\.06 cores$/.test(await value('web')));
  });

  it('simulates, and sets the figures beside the computed ones', async () => {
    await panel.getByRole('button', { name: 'Simulate', exact: true }).click();
    const outcome = panel.getByText('As precise as asked.');
    await outcome.waitFor({ timeout: 60_000 });
    await panel.getByText('Table: simulated and computed figures').click();
    const row = panel.locator('tr', { hasText: /browse.*throughput/ }).first();
    assert.match((await row.textContent()) ?? '', /browse.*req\/s to .*100 req\/s.*within the interval/);
    await panel.getByText('Table: simulated and computed figures').click();
    await bench.openFile('healthy.arch');
  });

  it('keeps the last good result while the text has errors, and says so', async () => {
    // The text as it was before must have been analysed, to be the last good one.
    await eventually('the figures after the undo', async () => /^0\.06 cores$/.test(await value('web')));
    await bench.typeAt(26, 1, 'service { replicas }');
    const notice = panel.locator('.notice.stale');
    await notice.waitFor({ timeout: 20_000 });
    assert.match((await notice.textContent()) ?? '', /last good result, of .+; the text has .+ errors? since/);
    assert.match(await value('web'), /^0\.06 cores$/);
    assert.equal(await panel.locator('input[type="range"]').isDisabled(), true);
    await bench.screenshot('panel stale');
    await bench.goTo(26);
    await bench.page.keyboard.press('Shift+End');
    await bench.page.keyboard.press('Delete');
    await notice.waitFor({ state: 'detached', timeout: 20_000 });
  });

  it('follows the active description, or stays with its own when pinned', async () => {
    await bench.openFile('overloaded.arch');
    panel = await bench.panelFrame('h1:text-is("overloaded")');
    await panel.locator(`${mark('web')}.bad`).waitFor();
    assert.match((await panel.locator(`${mark('web')} .word`).textContent()) ?? '', /overloaded/);
    await bench.screenshot('panel overloaded');
    await panel.locator('button', { hasText: /^Pin$/ }).click();
    await panel.locator('button', { hasText: 'Pinned' }).waitFor();
    await bench.openFile('healthy.arch');
    await bench.page.waitForTimeout(500);
    assert.equal(await panel.locator('h1').textContent(), 'overloaded');
    // A second panel follows; the pinned one stays behind it.
    await bench.command('Headroom: Open Panel');
    panel = await bench.panelFrame('h1:text-is("healthy")');
    assert.equal(await bench.page.locator('.tab', { hasText: 'Headroom: overloaded.arch (pinned)' }).count(), 1);
  });

  it('comes back after a reload as it was', async () => {
    await panel.locator('input[type="range"]').focus();
    await bench.page.keyboard.press('End');
    await eventually('the what-if', async () => /→ 0\.63$/.test(await value('web')));
    await panel.locator('summary', { hasText: /^Table$/ }).click();
    const picker = panel.locator('header vscode-dropdown');
    await picker.click();
    await picker.locator('vscode-option', { hasText: 'rush' }).click();
    // What is tried stays: ten times the load of the description in place of that of the scenario.
    await eventually('the scenario', async () => /0\.75 → 0\.63/.test(await value('web')));
    // In a browser the editor keeps what is open every five seconds and when it is idle, and not when the page goes.
    await bench.page.waitForTimeout(12_000);
    await bench.page.reload();
    panel = await bench.panelFrame(mark('web'), 90_000);
    await eventually('the what-if again', async () => /0\.75 → 0\.63/.test(await value('web')), 60_000);
    assert.equal(
      await panel.locator('header vscode-dropdown').evaluate((element) => (element as HTMLSelectElement).value),
      'rush',
    );
    assert.equal(await panel.locator('.topology-tables table').first().isVisible(), true);
    await bench.page.locator('.tab', { hasText: 'overloaded.arch (pinned)' }).click();
    panel = await bench.panelFrame('h1:text-is("overloaded")');
    assert.equal(await panel.locator('button', { hasText: 'Pinned' }).getAttribute('aria-pressed'), 'true');
  });

  it('leaves the file on disk alone', () => {
    assert.equal(
      readFileSync(join(bench.folder, 'healthy.arch'), 'utf8'),
      readFileSync(join(workspace, 'healthy.arch'), 'utf8'),
    );
  });
});
