// Bundles the suites that need a host into out/test, where VS Code or Mocha can load them.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, step } from './tools.mjs';

const esbuild = join(root, 'node_modules', '.bin', 'esbuild');

/** test/host -> out/test/host/index.cjs, one file, as an extension host loads it. */
export function bundleHost() {
  step(esbuild, [
    'test/host/index.ts',
    '--bundle',
    '--platform=node',
    '--format=cjs',
    '--sourcemap',
    '--external:vscode',
    '--external:mocha',
    '--outfile=out/test/host/index.cjs',
  ]);
  return join(root, 'out', 'test', 'host', 'index.cjs');
}

/**
 * Copies the folders that the host suite works in, and lists them in a workspace file.
 * @param folder absolute path of an empty folder
 * @returns path of the workspace file
 */
export function copyWorkspace(folder) {
  const names = ['workspace', 'second'];
  for (const name of names) cpSync(join(root, 'test', name), join(folder, name), { recursive: true });
  const file = join(folder, 'suite.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: names.map((path) => ({ path })) }));
  return file;
}

/** Suites of test/ for Mocha: into a folder as deep as theirs, so that imports of scripts keep their paths. */
export function bundle(files, folder) {
  step(esbuild, [
    ...files,
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--sourcemap',
    '--packages=external',
    '--external:*.mjs',
    `--outdir=${folder}`,
    '--out-extension:.js=.mjs',
  ]);
}
