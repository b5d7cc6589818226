/** From the command to the first figures of the panel, against the built-in Markdown preview of a file of the same length. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, project, Workbench } from '../harness/workbench.js';

const rounds = 4;
/** Most that the panel may take, in times of the preview. */
const limit = 2;

const description = readFileSync(join(project, 'examples', 'instant-messaging.arch'), 'utf8');
const lines = description.split('\n').length;
const text = Array.from({ length: lines }, (_, index) =>
  index % 12 === 0 ? `# Heading ${index}` : index % 2 === 0 ? `Some words of line ${index}.` : '',
).join('\n');

describe('the first paint of the panel', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.open(join(project, 'test', 'workspace'), {
      extensionDevelopmentPath: project,
      files: { 'long.arch': description, 'long.md': text },
    });
  });
  after(() => bench?.close());

  const painted = async (selector: string): Promise<boolean> => {
    for (const frame of bench.page.frames()) {
      if (frame === bench.page.mainFrame()) continue;
      // A frame may go while it is asked.
      const count = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (count > 0) return true;
    }
    return false;
  };

  /** Milliseconds from the command to the first content of its webview, which is closed again. */
  const time = async (file: string, command: string, selector: string): Promise<number> => {
    await bench.openFile(file);
    await bench.command(command);
    const start = performance.now();
    while (!(await painted(selector))) {
      assert.ok(performance.now() - start < 60_000, `${command}: nothing is shown`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const taken = performance.now() - start;
    const tab = bench.page.locator('.tab', { hasText: /^(Headroom: |Preview )/ });
    await tab.hover();
    await tab.locator('.codicon-close').click();
    await eventually('its end', async () => (await tab.count()) === 0);
    return taken;
  };

  it(`comes within ${limit} times the Markdown preview of as many lines`, async () => {
    await bench.openFile('long.arch');
    await eventually('its hints', async () => /ρ/.test(await bench.editorText()), 60_000);
    const [panels, previews]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      const preview = await time('long.md', 'Markdown: Open Preview to the Side', '.code-line');
      const panel = await time('long.arch', 'Headroom: Open Panel', 'main h1');
      // The first ones load what they need.
      if (round === 0) continue;
      panels.push(panel);
      previews.push(preview);
    }
    const median = (list: number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;
    const ratio = median(panels) / median(previews);
    console.log(`      first paint, ${lines} lines: ${ratio.toFixed(2)} × the Markdown preview`);
    assert.ok(ratio <= limit, `${median(panels).toFixed(0)} ms against ${median(previews).toFixed(0)} ms`);
  });
});
