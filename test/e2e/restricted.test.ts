/** A folder that is not trusted: a description is data, so everything that only computes works in Restricted Mode. */
import { join } from 'node:path';
import { eventually, project, Workbench } from '../harness/workbench.js';

describe('Restricted Mode', () => {
  let bench: Workbench | undefined;
  after(() => bench?.close());

  it('analyses without trust', async () => {
    bench = await Workbench.open(join(project, 'test', 'workspace'), {
      extensionDevelopmentPath: project,
      trust: true,
    });
    const { page } = bench;
    try {
      const no = page.getByRole('button', { name: /No, I don't trust/ });
      await no.waitFor({ timeout: 30_000 });
      await no.click();
      await page.getByText('Restricted Mode').first().waitFor();
      await bench.openFile('healthy.arch');
      await eventually('hints', async () => /ρ/.test((await bench?.editorText()) ?? ''), 60_000);
      await bench.screenshot('restricted');
    } catch (error) {
      await bench.screenshot('failed restricted');
      throw error;
    }
  });
});
