// Everything that `npm test` runs: packages, build, unit tests, the suites in the real VS Code.
// Run: node scripts/test.mjs [--require-hosts] (then a missing compiler or browser is a failure, not a note)
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from './chromium.mjs';
import { environment, install, record, results, root, run } from './lib/tools.mjs';
import { missing, place, setup } from './setup-vscode.mjs';

const required = process.argv.includes('--require-hosts');
const skipped = [];

rmSync(results, { recursive: true, force: true });
try {
  await install();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

console.log('\n== build');
const built = (await run('npm', ['run', '--silent', 'build'])) === 0;
record('build', { passed: built ? 1 : 0, failed: built ? 0 : 1 });

console.log('\n== unit tests');
await unit();

if (built && (await chromium())) {
  console.log('\n== panel in a browser, four themes');
  await suite('visual', 'scripts/test-visual.mjs');
} else if (built) {
  skipped.push('the panel in a browser: no Chromium');
}

const lack = await hosts();
if (lack) {
  skipped.push(`the extension-host suite and the end-to-end suites: ${lack}`);
  if (required) {
    record('hosts', { passed: 0, failed: 1, note: lack });
  }
} else if (built) {
  console.log('\n== extension host (browser VS Code)');
  await suite('host', 'scripts/test-host.mjs');
  console.log('\n== package');
  // Else the end-to-end suite would take an older package where this one cannot be made.
  rmSync(join(root, 'headroom.vsix'), { force: true });
  const packed = (await run('npm', ['run', '--silent', 'package'])) === 0;
  record('package', { passed: packed ? 1 : 0, failed: packed ? 0 : 1 });
  console.log('\n== end to end');
  await suite('e2e', 'scripts/test-e2e.mjs', 1_200_000);
}

let passed = 0;
let failed = 0;
for (const name of readdirSync(results)) {
  const one = JSON.parse(readFileSync(join(results, name), 'utf8'));
  passed += one.passed;
  failed += one.failed;
  console.log(
    `${one.suite}: ${one.passed} passed, ${one.failed} failed${one.note ? ` (${one.note.split('\n')[0]})` : ''}`,
  );
}
for (const reason of skipped) {
  console.log(`NOT RUN: ${reason}`);
}
console.log(`all suites: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Vitest with a report to count from: a run that dies before it writes one is a failure. */
async function unit() {
  const report = join(root, 'out', 'vitest.json');
  rmSync(report, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run(join(root, 'node_modules', '.bin', 'vitest'), args, { limit: 600_000 });
  if (!existsSync(report)) {
    record('unit', { passed: 0, failed: 1, note: 'vitest wrote no report' });
    return;
  }
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  // A file that does not load has no test to count, and an error outside of a test shows in the exit code only.
  const broken = counts.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failures = Math.max(counts.numFailedTests + broken.length, code === 0 ? 0 : 1);
  record('unit', { passed: counts.numPassedTests, failed: failures, skipped: counts.numPendingTests });
}

/** Runs a suite that records its own counts; one that ends with an error without a failed test is a failure too. */
async function suite(name, script, limit = 600_000) {
  const code = await run(join(root, 'node_modules', 'node', 'bin', 'node'), [script], {
    limit,
    env: environment(),
  });
  const file = join(results, `${name}.json`);
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0 };
  if (code !== 0 && kept.failed === 0) {
    record(name, { ...kept, failed: 1, note: `ended with ${code}` });
  }
}

/** Sets up what the host suites need; gives the reason why they cannot run, or undefined. */
async function hosts() {
  const lacks = ['oldest', 'newest'].every((edition) => place(edition).ready) ? [] : missing();
  if (!(await chromium())) {
    lacks.push('no Chromium');
  }
  if (lacks.length > 0) {
    return lacks.join('; ');
  }
  try {
    setup('oldest');
    setup('newest');
    setup('web');
    return undefined;
  } catch (error) {
    return error.message;
  }
}
