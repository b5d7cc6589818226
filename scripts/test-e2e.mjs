// Runs the end-to-end suites: the real VS Code in headless Chromium, used as a person would.
// Run: node scripts/test-e2e.mjs [part of a file's name] [--update] (make the pictures of docs/images anew)
//  (the packaged suite needs a .vsix and the newest VS Code)
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from './chromium.mjs';
import { bundle } from './lib/bundle.mjs';
import { runMocha } from './lib/mocha.mjs';
import { environment, nodeBin, record, root, run } from './lib/tools.mjs';
import { setup } from './setup-vscode.mjs';

// VS Code's own major version of Node: start again under it where another one was first on PATH.
if (process.versions.node.split('.')[0] !== '22' && existsSync(join(nodeBin, 'node')) && !process.env.HEADROOM_NODE) {
  const env = environment({ HEADROOM_NODE: '1' });
  process.exit(await run(join(nodeBin, 'node'), process.argv.slice(1), { env }));
}

if (process.argv.includes('--update')) {
  process.env.HEADROOM_UPDATE = '1';
}
const part = process.argv.slice(2).find((text) => !text.startsWith('--')) ?? '';
const files = readdirSync(join(root, 'test', 'e2e'))
  .filter((name) => name.endsWith('.test.ts') && name.includes(part))
  .sort();

const suite = part ? `e2e-${part}` : 'e2e';

async function main() {
  process.chdir(root);
  if (!(await chromium())) {
    throw new Error('The suite needs a browser.');
  }
  if (files.some((name) => name.startsWith('web'))) {
    setup('web');
  }
  if (files.some((name) => !name.startsWith('web'))) {
    setup('oldest');
  }
  if (files.some((name) => name.startsWith('packaged'))) {
    setup('newest');
  }
  bundle(
    files.map((name) => `test/e2e/${name}`),
    'out/e2e',
  );
  return runMocha(
    suite,
    files.map((name) => join(root, 'out', 'e2e', name.replace(/\.ts$/, '.mjs'))),
  );
}

try {
  process.exitCode = (await main()) > 0 ? 1 : 0;
} catch (error) {
  console.error(error.stack ?? error.message);
  record(suite, { passed: 0, failed: 1, note: error.message });
  process.exitCode = 1;
}
process.exit();
