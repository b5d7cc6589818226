// The panel in headless Chromium, in four themes: what it looks like (test/baselines), what axe finds, what the keyboard does.
// Run: node scripts/test-visual.mjs [--update] (write the pictures of test/baselines anew; look at them before you commit)
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from './chromium.mjs';
import { bundle } from './lib/bundle.mjs';
import { runMocha } from './lib/mocha.mjs';
import { record, root } from './lib/tools.mjs';

if (process.argv.includes('--update')) {
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
  bundle(['test/visual/panel.test.ts'], 'out/visual');
  return runMocha('visual', [join(root, 'out', 'visual', 'panel.test.mjs')]);
}

try {
  process.exitCode = (await main()) > 0 ? 1 : 0;
} catch (error) {
  console.error(error.stack ?? error.message);
  record('visual', { passed: 0, failed: 1, note: error.message });
  process.exitCode = 1;
}
process.exit();
