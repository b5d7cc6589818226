/** The packaged extension, installed as a user installs it, in the newest VS Code. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, project, Workbench } from '../harness/workbench.js';

describe('the packaged extension in the newest VS Code', () => {
  let bench: Workbench | undefined;
  after(() => bench?.close());

  it('installs, underlines an overload, mends it by its quick fix and shows its panel', async () => {
    const vsix = newest();
    bench = await Workbench.open(join(project, 'test', 'workspace'), { edition: 'newest', vsix });
    try {
      await bench.openFile('overloaded.arch');
      await eventually('a squiggle', async () => ((await bench?.squiggles('error')) ?? 0) > 0, 60_000);
      await bench.quickFix(8, 12, /replicas \d+|\d+ replicas/i);
      await eventually('no squiggle', async () => (await bench?.squiggles('error')) === 0);
      assert.doesNotMatch(await bench.editorText(), /replicas 2 /);
      await bench.command('Headroom: Open Panel');
      await bench.panelFrame('table, svg, canvas');
      await bench.screenshot('packaged');
    } catch (error) {
      await bench.screenshot('failed packaged');
      throw error;
    }
  });
});

/** The package that `npm run package` made last. */
function newest(): string {
  const named = process.env.HEADROOM_VSIX ?? join(project, 'headroom.vsix');
  if (existsSync(named)) {
    return named;
  }
  const [first] = readdirSync(project)
    .filter((name) => name.endsWith('.vsix'))
    .sort((a, b) => statSync(join(project, b)).mtimeMs - statSync(join(project, a)).mtimeMs);
  if (!first) {
    throw new Error('No .vsix: run `npm run package` first.');
  }
  return join(project, first);
}
