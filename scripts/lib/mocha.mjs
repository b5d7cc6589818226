// Runs bundled suites under Mocha and records their counts.
import { record } from './tools.mjs';

/**
 * Runs files of tests, prints their results and records them.
 * @param suite name under which the counts are kept
 * @param files bundled ES modules
 * @returns how many failed
 */
export async function runMocha(suite, files, { timeout = 120_000 } = {}) {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout, reporter: 'spec', retries: 0, forbidOnly: true });
  for (const file of files) {
    mocha.addFile(file);
  }
  await mocha.loadFilesAsync();
  const failures = [];
  const { passes, pending } = await new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('fail', (test, error) => failures.push(`${test.fullTitle()}: ${error.message}`));
  });
  console.log(`${suite} suite: ${passes} passed, ${failures.length} failed`);
  record(suite, { passed: passes, failed: failures.length, skipped: pending, failures });
  return failures.length + (passes === 0 ? 1 : 0);
}
