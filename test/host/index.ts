/** Entry of the extension-host suite: VS Code calls run() inside its real extension host. */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** Runs all suites, keeps the outcome in the file that HEADROOM_TEST_OUTCOME names, and fails when a test fails. */
export async function run(): Promise<void> {
  const tests: { title: string; error?: string }[] = [];
  try {
    // Mocha is an ES module: through a CommonJS bundle its class is the property `default`.
    const Runner = (Mocha as unknown as { default?: typeof Mocha }).default ?? Mocha;
    const mocha = new Runner({ ui: 'bdd', timeout: 60_000, reporter: 'min', forbidOnly: true });
    // The suites register on Mocha's globals, which exist from here on only.
    mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);
    await import('./language.js');
    await import('./commands.js');
    await import('./status.js');
    await import('./tree.js');
    await import('./tests.js');
    await import('./settings.js');
    await import('./folders.js');
    await import('./compare.js');
    await import('./restart.js');
    await import('./virtual.js');
    await new Promise<void>((resolve) => {
      const runner = mocha.run(() => resolve());
      runner.on('pass', (test) => tests.push({ title: test.fullTitle() }));
      runner.on('fail', (test, error) => tests.push({ title: test.fullTitle(), error: error.stack ?? error.message }));
    });
  } catch (error) {
    tests.push({
      title: 'the suites load',
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
  const failed = tests.filter((test) => test.error !== undefined).length;
  const outcome = { passed: tests.length - failed, failed, tests };
  if (process.env.HEADROOM_TEST_OUTCOME) {
    writeFileSync(process.env.HEADROOM_TEST_OUTCOME, JSON.stringify(outcome));
  }
  if (failed > 0) {
    throw new Error(`${failed} of ${tests.length} tests failed`);
  }
}
