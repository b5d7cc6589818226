// The panel in headless Chromium, in four themes: what it looks like (test/baselines), what axe finds, what the keyboard does.
// Run: node scripts/test-visual.mjs [--update] (write the pictures of test/baselines anew; look at them before you commit)
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from './chromium.mjs';
import { bundle } from './lib/bundle.mjs';
import { runMocha } from './lib/mocha.mjs';
import { record, root } from './lib/tools.mjs';

const update = process.argv.includes('--update');
if (update) {
  process.env.HEADROOM_UPDATE = '1';
}

async function main() {
  process.chdir(root);
  if (!(await chromium())) {
    throw new Error('The suite needs a browser.');
  }
  if (!existsSync(join(root, 'dist', 'webview', 'panel.js'))) {
    throw new Error('The panel is not built: run `npm run build` first.');
  }
  const names = readdirSync(join(root, 'test', 'visual')).filter((name) => name.endsWith('.test.ts'));
  const files = update ? ['looks.test.ts'] : names;
  bundle(
    files.map((name) => `test/visual/${name}`),
    'out/visual',
  );
  return runMocha(
    'visual',
    files.map((name) => join(root, 'out', 'visual', name.replace(/\.ts$/, '.mjs'))),
  );
}

try {
  process.exitCode = (await main()) > 0 ? 1 : 0;
} catch (error) {
  console.error(error.stack ?? error.message);
  record('visual', { passed: 0, failed: 1, note: error.message });
  process.exitCode = 1;
}
process.exit();
