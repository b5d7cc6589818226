/** The panel in the real VS Code: its figures are those of the command line, its scenario picker asks again. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import type { Report } from '../../src/analysis/report.js';
import { eventually, project, Workbench } from '../harness/workbench.js';

const workspace = join(project, 'test', 'workspace');

describe('the panel', () => {
  let bench: Workbench;
  let panel: Frame;
  before(async () => {
    bench = await Workbench.open(workspace, { extensionDevelopmentPath: project });
    await bench.openFile('healthy.arch');
    await eventually('its hints', async () => /ρ/.test(await bench.editorText()), 60_000);
    await bench.command('Headroom: Open Panel');
    panel = await bench.panelFrame('table[aria-label], table caption, table');
  });
  after(() => bench?.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await bench?.screenshot(`failed ${this.currentTest.fullTitle()}`);
    }
  });

  it('shows the figures that the command line gives', async () => {
    const report = commandLine();
    for (const node of report.nodes) {
      const cells = await row(panel, node.name);
      assert.equal(number(cells[1]), node.replicas, `replicas of ${node.name}: ${cells}`);
      agrees(cells[3], node.cpuUtilisation, `cores of ${node.name}`);
      agrees(cells[5], node.capacity, `capacity of ${node.name}`);
    }
    const objective = report.objectives[0];
    assert.ok(objective);
    const cells = await row(panel, objective.text);
    assert.match(cells.join(' '), objective.verdict === 'met' ? /✓ met/ : /✗ missed/);
    assert.equal(objective.actual.kind, 'value');
    // The report counts in seconds, the panel shows milliseconds.
    assert.ok(
      objective.actual.kind === 'value' && close(number(cells[3]), objective.actual.value * 1000),
      cells.join(' | '),
    );
    await bench.screenshot('panel');
  });

  it('takes a scenario from its picker and shows its figures', async () => {
    const report = commandLine('rush');
    const web = report.nodes.find((node) => node.name === 'web');
    assert.ok(web?.cpuUtilisation.kind === 'value');
    const expected = web.cpuUtilisation.value;
    const picker = panel.locator('header vscode-dropdown');
    await picker.click();
    await picker.locator('vscode-option', { hasText: 'rush' }).click();
    await eventually('the utilisation under rush', async () => {
      const cells = await row(panel, 'web');
      return close(number(cells[3]), expected);
    });
    await bench.screenshot('panel rush');
  });

  it('saves a chart as a table and a picture where the user chooses', async () => {
    for (const [format, ending, begin] of [
      ['Table (CSV)', 'csv', 'Node type,Replicas,'],
      ['Picture (PNG)', 'png', '\u0089PNG'],
    ] as const) {
      await panel.getByRole('button', { name: 'Export Utilisation' }).click();
      await panel.getByRole('menuitem', { name: format }).click();
      const path = bench.page.locator('.quick-input-widget:not([style*="display: none"]) input[type="text"]');
      await eventually('the dialog with a name', async () => /utilisation/.test(await path.inputValue()));
      await bench.page.keyboard.press('Enter');
      const saved = await eventually(`the file .${ending}`, async () =>
        readFileSync(join(bench.folder, `utilisation.${ending}`), 'latin1'),
      );
      assert.ok(saved.startsWith(begin), saved.slice(0, 40));
    }
  });

  it('shows no number that is none', async () => {
    const text = (await panel.locator('#root').textContent()) ?? '';
    assert.match(text, /healthy/);
    assert.doesNotMatch(text, /NaN|Infinity|undefined|\[object/);
  });
});

/** What `headroom analyze --format json` says of the same file. */
function commandLine(scenario?: string): Report {
  const args = ['analyze', '--format', 'json', join(workspace, 'healthy.arch')];
  const done = spawnSync(process.execPath, ['dist/cli.js', ...args, ...(scenario ? ['--scenario', scenario] : [])], {
    cwd: project,
    encoding: 'utf8',
  });
  assert.ok((done.status ?? 9) <= 1, done.stderr);
  return JSON.parse(done.stdout).files[0].report;
}

/** The cells of the table row that starts with a text. */
async function row(panel: Frame, first: string): Promise<string[]> {
  return eventually(`a row of ${first}`, async () => {
    const rows = await panel
      .locator('table tr')
      .evaluateAll((all) => all.map((one) => [...one.children].map((cell) => cell.textContent ?? '')));
    return rows.find((cells) => cells[0]?.trim() === first);
  });
}

function number(text: string | undefined): number {
  return Number.parseFloat((text ?? '').replace(/[\s\u00a0\u2009\u202f]/g, '').replace(/^[^\d.-]+/, ''));
}

/** Equal as far as a figure of two or three digits can show. */
function close(shown: number, exact: number): boolean {
  return Math.abs(shown - exact) <= Math.max(0.005, Math.abs(exact) * 0.006);
}

function agrees(shown: string | undefined, result: Report['nodes'][number]['capacity'], what: string): void {
  assert.ok(result.kind === 'value', `${what}: ${JSON.stringify(result)}`);
  assert.ok(close(number(shown), result.value), `${what}: shown ${shown}, computed ${result.value}`);
}
