// Finds Chromium (or a browser of its family) for the host suites; a CI machine gets the Debian package.
// Run: node scripts/chromium.mjs prints its path.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { onPath, run } from './lib/tools.mjs';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
];

/** The browser that CHROME names, or the first on PATH or in its usual place; undefined when there is none. */
export function findChromium() {
  const named = process.env.CHROME;
  if (named) {
    return existsSync(named) ? named : onPath(named);
  }
  return onPath(...names) ?? places.find((file) => existsSync(file));
}

/**
 * Finds a browser; where `CI` is set and the machine is Debian's kind, installs one first.
 * @returns its path, or undefined after saying what to do
 */
export async function chromium({ mayInstall = Boolean(process.env.CI), say = console.error } = {}) {
  const found = findChromium();
  if (found) {
    return found;
  }
  if (mayInstall && process.getuid?.() === 0 && onPath('apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    say('Installing the package chromium ...');
    await run('apt-get', ['update', '-qq'], { env, quiet: true });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, quiet: true });
    const installed = findChromium();
    if (installed) {
      return installed;
    }
  }
  say('No Chromium found: install the package chromium (or Google Chrome), or name a browser in the variable CHROME.');
  return undefined;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = await chromium();
  console.log(found ?? '');
  process.exitCode = found ? 0 : 1;
}
