// Holds the packaged extension to its size: what people download, and each bundle that VS Code loads.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/tools.mjs';

/** Largest sizes in bytes. The extension's own bundle decides how fast VS Code starts it. */
const budget = {
  'headroom.vsix': 3_000_000,
  'dist/extension.cjs': 1_000_000,
  'dist/server.cjs': 3_000_000,
  // A browser fetches these over the network.
  'dist/extension-web.cjs': 700_000,
  'dist/server-web.js': 2_000_000,
  'dist/simulator.cjs': 200_000,
  'dist/simulator-web.js': 100_000,
  'dist/webview/panel.js': 700_000,
};

let over = 0;
for (const [name, limit] of Object.entries(budget)) {
  const file = join(root, name);
  if (!existsSync(file)) {
    console.error(`${name}: missing`);
    over++;
    continue;
  }
  const size = statSync(file).size;
  console.log(`${name}: ${Math.round(size / 1000)} kB of ${limit / 1000} kB`);
  if (size >= limit) {
    console.error(`${name} is over its budget by ${size - limit} bytes.`);
    over++;
  }
}
process.exitCode = over > 0 ? 1 : 0;
