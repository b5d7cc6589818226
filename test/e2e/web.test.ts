/** VS Code for the Web, as vscode.dev is: the extension and its language server are web workers, the folder is virtual. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import type { Report } from '../../src/analysis/report.js';
import { WebWorkbench } from '../harness/web.js';
import { eventually, project } from '../harness/workbench.js';

const workspace = join(project, 'test', 'workspace');

describe('VS Code for the Web', () => {
  let bench: WebWorkbench;
  let panel: Frame;
  before(async () => {
    bench = await WebWorkbench.openWeb(workspace);
  });
  after(() => bench?.close());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await bench?.screenshot(`failed ${this.currentTest.fullTitle()}`);
    }
  });

  it('shows hints at the end of lines', async () => {
    await bench.openFile('healthy.arch');
    const text = await eventually('hints', async () => {
      const shown = await bench.editorText();
      return /ρ 0\.06/.test(shown) ? shown : undefined;
    });
    assert.doesNotMatch(text, /NaN|Infinity|undefined/);
    await bench.screenshot('web');
  });

  it('underlines an overload, and its quick fix mends it', async () => {
    await bench.openFile('overloaded.arch');
    await eventually('a squiggle', async () => (await bench.squiggles('error')) > 0);
    await bench.quickFix(8, 12, /replicas \d+|\d+ replicas/i);
    await eventually('no squiggle', async () => (await bench.squiggles('error')) === 0);
    assert.doesNotMatch(await bench.editorText(), /replicas 2 /);
  });

  it('reads an imported file through the file system of the workspace', async () => {
    await bench.openFile('shop.arch');
    await eventually('hints', async () => /ρ/.test(await bench.editorText()));
    assert.equal(await bench.squiggles('error'), 0);
  });

  it('analyses a text that was never saved', async () => {
    await bench.command('Headroom: New Description');
    await eventually('its hints', async () => /system my_system[\s\S]*ρ/.test(await bench.editorText()));
    assert.equal(await bench.squiggles('error'), 0);
  });

  it('opens its panel, with the figures that the command line gives', async () => {
    await bench.openFile('healthy.arch');
    await bench.command('Headroom: Open Panel');
    panel = await bench.panelFrame('table');
    await agrees(panel);
    const picker = panel.locator('header vscode-dropdown');
    await picker.click();
    await picker.locator('vscode-option', { hasText: 'rush' }).click();
    await agrees(panel, 'rush');
    await bench.screenshot('web panel');
  });

  it('simulates in workers of the language server', async () => {
    const worker = await bench.languageServer();
    await worker.evaluate(() => {
      const scope = self as unknown as { Worker: typeof Worker; heard: number };
      scope.heard = 0;
      scope.Worker = class extends scope.Worker {
        constructor(...args: ConstructorParameters<typeof Worker>) {
          super(...args);
          this.addEventListener('message', (event) => {
            if (event.data.kind === 'done') scope.heard++;
          });
        }
      };
    });
    await panel.getByRole('button', { name: 'Simulate', exact: true }).click();
    await panel.getByText('As precise as asked.').waitFor({ timeout: 90_000 });
    assert.ok((await worker.evaluate(() => (self as unknown as { heard: number }).heard)) >= 20);
    await bench.screenshot('web simulation');
  });

  it('starts the language server again when its worker dies, and the panel is as before', async () => {
    const worker = await bench.languageServer();
    await worker.evaluate(() => self.close());
    await eventually('another worker', async () => (await bench.languageServer()) !== worker);
    await bench.openFile('healthy.arch');
    // Line 5: "workload browse { open 100 req/s; ...": 100 becomes 9100, more than 16 cores can carry.
    await bench.typeAt(5, 24, '9');
    await eventually('a squiggle', async () => (await bench.squiggles('error')) > 0);
    await bench.typeAt(5, 24, '', 1);
    await eventually('none', async () => (await bench.squiggles('error')) === 0);
    await agrees(await bench.panelFrame('table'), 'rush');
  });
});

/** Waits until the panel shows the utilisation of cores that the command line prints. */
async function agrees(panel: Frame, scenario?: string): Promise<void> {
  const args = [
    'analyze',
    '--format',
    'json',
    join(workspace, 'healthy.arch'),
    ...(scenario ? ['--scenario', scenario] : []),
  ];
  const done = spawnSync(process.execPath, ['dist/cli.js', ...args], { cwd: project, encoding: 'utf8' });
  const report: Report = JSON.parse(done.stdout).files[0].report;
  for (const node of report.nodes) {
    const { cpuUtilisation: expected } = node;
    assert.ok(expected.kind === 'value');
    await eventually(`${node.name} with ${expected.value}`, async () => {
      const rows = await panel
        .locator('table tr')
        .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
      const cells = rows.filter(([first]) => first?.trim() === node.name).flat();
      return cells.some((cell) => Math.abs(Number.parseFloat(cell) - expected.value) <= 0.005);
    });
  }
}
