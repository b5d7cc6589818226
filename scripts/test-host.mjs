// Runs the extension-host suite inside the browser VS Code (the oldest that the extension supports).
// Run: node scripts/test-host.mjs [--extension FOLDER --tests FILE]
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium as findBrowser } from './chromium.mjs';
import { bundleHost, copyWorkspace } from './lib/bundle.mjs';
import { record, root } from './lib/tools.mjs';
import { address, startServer } from './lib/vscode-server.mjs';
import { setup } from './setup-vscode.mjs';

const limit = 240_000;
const { values } = parseArgs({ options: { extension: { type: 'string' }, tests: { type: 'string' } } });

async function main() {
  const executablePath = await findBrowser();
  if (!executablePath) {
    throw new Error('The suite needs a browser.');
  }
  const at = setup('oldest');
  const extension = values.extension ?? root;
  const tests = values.tests ?? bundleHost();
  const { chromium } = await import('playwright-core');
  const folder = mkdtempSync(join(tmpdir(), 'headroom-host-'));
  const workspace = copyWorkspace(folder);
  const outcome = join(folder, 'outcome.json');
  const server = await startServer(at, {
    env: { HEADROOM_TEST_OUTCOME: outcome },
    settings: { 'files.autoSave': 'off', 'workbench.startupEditor': 'none' },
  });
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    await page.goto(address(server, workspace, { extension, tests }));
    const until = Date.now() + limit;
    let ended = 0;
    while (!existsSync(outcome)) {
      if (/Extension Host Process exited/.test(server.log())) {
        ended++;
      }
      if (Date.now() > until || ended > 15) {
        console.error(said.slice(-20).join('\n'));
        const how = ended ? 'The extension host ended without an outcome' : `No outcome within ${limit / 1000} s`;
        throw new Error(`${how}.\n${server.log().slice(-3000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return JSON.parse(readFileSync(outcome, 'utf8'));
  } finally {
    await browser.close();
    server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

try {
  const outcome = await main();
  for (const { title, error } of outcome.tests) {
    console.log(`  ${error ? 'FAILED' : 'ok'}  ${title}${error ? `\n    ${error.replaceAll('\n', '\n    ')}` : ''}`);
  }
  console.log(`host suite (browser VS Code): ${outcome.passed} passed, ${outcome.failed} failed`);
  record('host', { passed: outcome.passed, failed: outcome.failed });
  process.exitCode = outcome.failed > 0 || outcome.passed === 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  record('host', { passed: 0, failed: 1, note: error.message });
  process.exitCode = 1;
}
