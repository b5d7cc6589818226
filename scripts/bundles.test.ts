/** The bundles for the browser: nothing of Node in them, and small enough to be fetched over a network. */
import * as esbuild from 'esbuild';
import { expect, test } from 'vitest';
import { bundles } from '../esbuild.js';

async function build(name: 'extensionWeb' | 'serverWeb' | 'simulatorWeb', options: esbuild.BuildOptions = {}) {
  const result = await esbuild.build({ ...bundles[name], minify: true, sourcemap: false, write: false, ...options });
  const [output] = Object.values(result.metafile?.outputs ?? {});
  return {
    size: result.outputFiles?.[0]?.contents.length ?? 0,
    inputs: Object.keys(result.metafile?.inputs ?? {}),
    externals: (output?.imports ?? []).filter((one) => one.external).map((one) => one.path),
  };
}

test.each([
  ['extensionWeb', ['vscode'], 700_000],
  ['serverWeb', [], 2_000_000],
  ['simulatorWeb', [], 100_000],
] as const)('%s needs nothing but %j', async (name, allowed, budget) => {
  const { size, inputs, externals } = await build(name);
  expect([...new Set(externals)]).toEqual(allowed);
  expect(inputs.filter((path) => /vscode[^/]*\/lib\/node\/|langium\/lib\/node|server-process/.test(path))).toEqual([]);
  // A library may name modules of Node that it does without in a browser; this one takes the browser's own randomness.
  expect(inputs.filter((path) => path.startsWith('(disabled)') && path !== '(disabled):crypto')).toEqual([]);
  expect(size).toBeLessThan(budget);
});

test('a module of Node that sneaks in fails the build', async () => {
  for (const name of ['extensionWeb', 'serverWeb'] as const) {
    const entry = bundles[name].entryPoints[0];
    const contents = `import './${entry}'; import { readFileSync } from 'node:fs'; console.log(readFileSync);`;
    const sneaking = { entryPoints: [], stdin: { contents, resolveDir: '.' }, logLevel: 'silent' } as const;
    await expect(build(name, sneaking)).rejects.toThrow(/node:fs/);
  }
});
