// Runs the extension-host suite in a VS Code that @vscode/test-electron downloads: the ordinary route where the network is open.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHost, copyWorkspace } from './lib/bundle.mjs';
import { cache, install, manifest, record, root, run } from './lib/tools.mjs';

await install();
if ((await run(process.execPath, ['esbuild.js'])) !== 0) {
  process.exit(1);
}
const { runTests } = await import('@vscode/test-electron');
const folder = mkdtempSync(join(tmpdir(), 'headroom-host-'));
const workspace = copyWorkspace(folder);
const outcome = join(folder, '..', `headroom-outcome-${process.pid}.json`);
const oldest = manifest().engines.vscode.replace(/^[^\d]*/, '');
try {
  await runTests({
    version: process.env.VSCODE_VERSION ?? oldest,
    cachePath: join(cache, 'vscode-test'),
    extensionDevelopmentPath: root,
    extensionTestsPath: bundleHost(),
    extensionTestsEnv: { HEADROOM_TEST_OUTCOME: outcome },
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', '--no-sandbox'],
  });
  const { passed, failed } = JSON.parse(readFileSync(outcome, 'utf8'));
  console.log(`host suite (VS Code ${process.env.VSCODE_VERSION ?? oldest}): ${passed} passed, ${failed} failed`);
  record('host-electron', { passed, failed });
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
} catch (error) {
  console.error(`The suite failed, or VS Code could not be downloaded: ${error.message ?? error}`);
  console.error('On a closed network use `npm run test:host`, which brings VS Code from npm.');
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(outcome, { force: true });
}
