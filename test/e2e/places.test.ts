/** The editor's places as a person sees them: status bar, Architecture view, Test Explorer, walkthrough. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, project, Workbench } from '../harness/workbench.js';

describe("the editor's places", () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.open(join(project, 'test', 'workspace'), { extensionDevelopmentPath: project });
  });
  after(() => bench?.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await bench?.screenshot(`failed ${this.currentTest.fullTitle()}`);
    }
  });

  it('welcomes whoever has no description open', async () => {
    await bench.page.locator('.activitybar').getByRole('tab', { name: 'Headroom' }).click();
    await bench.page.getByRole('button', { name: 'New Description' }).waitFor();
    await bench.page.getByRole('button', { name: 'Open Example' }).waitFor();
    await bench.screenshot('places welcome');
    await bench.command('Explorer: Focus on Folders View');
  });

  it('shows the worst objective in the status bar, and all of them when one looks closer', async () => {
    await bench.openFile('goals.arch');
    const item = bench.page.locator('.statusbar-item', { hasText: 'buy mean < 50 ms' });
    await item.waitFor({ timeout: 60_000 });
    assert.match((await item.textContent()) ?? '', /\(−\d+ %\)/);
    assert.ok(await item.locator('.codicon-error').isVisible());
    await item.hover();
    const hover = bench.page.locator('.workbench-hover', { hasText: 'p99' });
    await hover.waitFor();
    await bench.screenshot('places status bar');
    assert.match((await hover.textContent()) ?? '', /missed/);
    assert.doesNotMatch((await hover.textContent()) ?? '', /NaN|Infinity|undefined|&nbsp;|\$\(/);
    await bench.page.keyboard.press('Escape');
  });

  it('lists the architecture with marks, and a click goes to the line without taking the focus', async () => {
    await bench.openFile('goals.arch');
    await bench.page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Headroom/ })
      .click();
    const tree = bench.page.locator('.tree-explorer-viewlet-tree-view').last();
    const row = (name: RegExp) => tree.getByRole('treeitem', { name });
    await row(/^Objective buy mean < 50 ms is missed/).waitFor();
    await row(/^Objective buy p99 < 200 ms is met/).waitFor();
    await row(/^Node type till/).waitFor();
    await bench.screenshot('places tree');
    await row(/^Node type till/).click();
    await eventually('the line', async () =>
      /Ln 5,/.test((await bench.page.locator('.statusbar').textContent()) ?? ''),
    );
    assert.ok(await tree.evaluate((element) => element.contains(document.activeElement)));
    // A scenario is computed when it is opened.
    await row(/^Scenario rush/)
      .locator('.monaco-tl-twistie')
      .click();
    await row(/^Objective buy p99 < 200 ms is missed/).waitFor();
    await row(/^Node type till/).hover();
    await bench.screenshot('places tree scenario');
  });

  it('runs objectives as tests, with margins and a message where one is missed', async () => {
    await bench.openFile('goals.arch');
    await bench.command('Headroom: Test Objectives');
    const explorer = bench.page.locator('.test-explorer');
    await explorer.waitFor();
    const row = (text: string) => explorer.locator('.monaco-list-row', { hasText: text }).first();
    await row('buy mean < 50 ms').locator('.codicon-testing-failed-icon').waitFor({ timeout: 60_000 });
    await row('buy p99 < 200 ms').locator('.codicon-testing-passed-icon').waitFor();
    await bench.screenshot('places tests');
    const shown = (await explorer.textContent()) ?? '';
    assert.match(shown, /[+−]\d/);
  });

  it('says at the line what was expected and what is', async () => {
    await bench.openFile('goals.arch', 15, 35);
    await bench.command('Test: Peek Output');
    const peek = bench.page.locator('.peekview-widget', { hasText: 'is missed: 108 ms' });
    await peek.waitFor();
    const text = seen((await peek.textContent()) ?? '');
    for (const part of ['mean < 50 ms', 'mean 108 ms']) assert.ok(text.includes(part), text);
    await bench.screenshot('places test message');
  });

  it('walks through, with pictures in the colours of the theme', async () => {
    await bench.command('Welcome: Open Walkthrough...');
    const pick = bench.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Get started with Headroom' });
    await pick.waitFor();
    await pick.click();
    const steps = bench.page.locator('.gettingStartedContainer .getting-started-step');
    await steps.first().waitFor();
    assert.equal(await steps.count(), 6);
    const picture = await bench.panelFrame('svg text');
    // In the colours of the theme: a picture whose styles were refused is black.
    const fill = await picture
      .locator('svg rect')
      .first()
      .evaluate((rect) => getComputedStyle(rect).fill);
    assert.equal(fill, 'rgb(255, 255, 255)');
    await bench.screenshot('places walkthrough');
    await steps.first().getByRole('button', { name: 'New Description' }).click();
    await bench.page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await bench.page
      .locator('.tab', { hasText: 'Get Started' })
      .or(bench.page.locator('.tab', { hasText: 'Welcome' }))
      .first()
      .click();
    await steps.first().locator('.codicon-getting-started-step-checked').waitFor();
  });

  it('is as readable in a dark theme', async () => {
    mkdirSync(join(bench.folder, '.vscode'));
    const theme = { 'workbench.colorTheme': 'Default Dark Modern' };
    writeFileSync(join(bench.folder, '.vscode', 'settings.json'), JSON.stringify(theme));
    await bench.page.locator('.monaco-workbench.vs-dark').waitFor();
    await bench.screenshot('places walkthrough dark');
    await bench.openFile('goals.arch');
    await bench.page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Headroom/ })
      .click();
    await bench.page
      .getByRole('treeitem', { name: /^Objective buy mean < 50 ms is missed/ })
      .first()
      .waitFor();
    await bench.screenshot('places dark');
  });
});

/** Text as a reader sees it. */
function seen(text: string): string {
  return text.replace(/\u00a0/g, ' ');
}
