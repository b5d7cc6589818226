/**
 * Bundles everything that ships into dist/. `--watch` rebuilds on change, `--minify` makes the build for publishing.
 * The metafile of all bundles goes to out/meta.json (for the size budget).
 */

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  minify,
  sourcemap: !minify,
  sourcesContent: false,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  target: 'es2022',
};

/** @type {esbuild.BuildOptions} */
const node = { ...common, platform: 'node', target: 'node20', mainFields: ['module', 'main'] };

/**
 * A web worker. The condition `browser` picks the browser's half of libraries, and of the extension itself (`imports` in
 * package.json). A module of Node cannot be resolved here and fails the build.
 * @type {esbuild.BuildOptions}
 */
const browser = { ...common, platform: 'browser', mainFields: ['browser', 'module', 'main'] };

/** Some dependencies are CommonJS inside of an ES module bundle and still call `require` for modules of Node. */
const requireShim = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

export const bundles = {
  // VS Code loads extensions and forks language servers as CommonJS; .cjs because the package itself is ESM.
  extension: {
    ...node,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  server: { ...node, entryPoints: ['src/server/main.ts'], outfile: 'dist/server.cjs', format: 'cjs' },
  // The same two for the browser: an extension host and a language server that are web workers. There too a package of
  // ES modules needs .cjs for its entry; the worker is a classic script, since the editor loads it by importScripts.
  extensionWeb: {
    ...browser,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension-web.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  serverWeb: { ...browser, entryPoints: ['src/server/browser.ts'], outfile: 'dist/server-web.js', format: 'iife' },
  // What simulates, one per worker: of Node for server and command line, of the browser for the server there.
  simulator: {
    ...node,
    entryPoints: ['src/simulation/workers/node-entry.ts'],
    outfile: 'dist/simulator.cjs',
    format: 'cjs',
  },
  simulatorWeb: {
    ...browser,
    entryPoints: ['src/simulation/workers/browser-entry.ts'],
    outfile: 'dist/simulator-web.js',
    format: 'iife',
  },
  // Split, so that `headroom --help` does not load the language.
  cli: {
    ...node,
    entryPoints: [{ in: 'src/cli/main.ts', out: 'cli' }],
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
    banner: requireShim,
  },
  library: {
    ...common,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    entryPoints: ['model', 'language', 'queueing', 'reliability', 'analysis'].map((name) => ({
      in: `src/${name}/index.ts`,
      out: name,
    })),
    outdir: 'dist/lib',
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
  },
  panel: {
    ...browser,
    entryPoints: [{ in: 'webview/panel.ts', out: 'panel' }],
    outdir: 'dist/webview',
    format: 'iife',
  },
};

async function main() {
  await mkdir('out', { recursive: true });
  const entries = Object.entries(bundles).filter(([, options]) => options.entryPoints.length > 0);
  if (watch) {
    const contexts = await Promise.all(entries.map(([, options]) => esbuild.context({ ...options, logLevel: 'info' })));
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const results = await Promise.allSettled(entries.map(([, options]) => esbuild.build(options)));
  const meta = { inputs: {}, outputs: {} };
  for (const result of results) {
    if (result.status === 'rejected') continue;
    Object.assign(meta.inputs, result.value.metafile.inputs);
    Object.assign(meta.outputs, result.value.metafile.outputs);
  }
  await removeOthers(new Set(Object.keys(meta.outputs).map((path) => resolve(path))));
  await writeFile('out/meta.json', JSON.stringify(meta));
  const failed = entries.filter((_, index) => results[index].status === 'rejected').map(([name]) => name);
  if (failed.length > 0) {
    console.error(`Not built: ${failed.join(', ')}`);
    process.exitCode = 1;
  }
}

/** Removes what earlier builds left in dist; afterwards, so that whoever runs the last build is not left without one. */
async function removeOthers(kept) {
  for (const entry of await readdir('dist', { recursive: true, withFileTypes: true })) {
    const path = resolve(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(path)) await rm(path, { force: true });
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
