// What every script shares: the project's places, its own Node first on PATH, running a program and keeping its output.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const cache = join(root, '.cache');
export const results = join(root, 'out', 'test-results');
/** The Node that the project is built and tested with: VS Code's own hosts run this major version. */
export const nodeBin = join(root, 'node_modules', 'node', 'bin');

/** PATH with the project's Node and its tools first; other variables as they are. */
export function environment(extra = {}) {
  const path = [nodeBin, join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/** The first executable of one of these names on PATH, or undefined. */
export function onPath(...names) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      for (const suffix of suffixes) {
        const file = join(folder, name + suffix);
        try {
          if (folder && statSync(file).isFile()) {
            accessSync(file, constants.X_OK);
            return file;
          }
        } catch {
          // not here
        }
      }
    }
  }
  return undefined;
}

/** Runs a program and shows what it prints. Resolves with its exit code (1 when a signal or the limit ended it). */
export function run(command, args, { cwd = root, env = environment(), limit = 0, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    });
    const timer = limit
      ? setTimeout(() => {
          console.error(`${command} ${args[0] ?? ''}: no end within ${limit / 1000} s, stopped`);
          child.kill('SIGKILL');
        }, limit)
      : undefined;
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      clearTimeout(timer);
      resolve(1);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

/** Runs a program to its end and gives its code and output, for short commands. */
export function capture(command, args, { cwd = root, env = environment() } = {}) {
  const done = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64e6,
    shell: process.platform === 'win32',
  });
  return { code: done.status ?? 1, stdout: done.stdout ?? '', stderr: done.stderr || (done.error?.message ?? '') };
}

/** Runs a program of a set-up step; where it fails, throws with the end of what it said. */
export function step(command, args, options) {
  const done = capture(command, args, options);
  if (done.code !== 0) {
    const said = `${done.stdout}\n${done.stderr}`.trim().split('\n').slice(-25).join('\n');
    throw new Error(`${command} ${args.join(' ')} failed (${done.code}):\n${said}`);
  }
  return done.stdout;
}

/** The manifest of the project. */
export function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/**
 * Keeps the counts of one suite in out/test-results, where the run of everything sums them.
 * @param suite name of the file
 * @param counts `{ passed, failed, skipped?, failures?, note? }`
 */
export function record(suite, counts) {
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${suite}.json`), `${JSON.stringify({ suite, ...counts }, null, 2)}\n`);
}

/** Installs the packages when they are missing or older than the lock file says. */
export async function install() {
  const stamp = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  const tools = ['esbuild', 'vitest', 'node/bin/node'].every((name) => existsSync(join(root, 'node_modules', name)));
  if (tools && existsSync(stamp) && matches(lock, stamp)) {
    return;
  }
  // Not `npm ci`: it refuses a lock file that lists the optional binaries of one platform only.
  console.log('Installing packages (npm install) ...');
  const env = { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  const code = await run('npm', ['install', '--no-audit', '--no-fund'], { env });
  if (code !== 0) {
    throw new Error('npm install failed: see its message above.');
  }
}

/** Whether each package that the lock file names stands in node_modules in that version (optional ones may be absent). */
function matches(lock, stamp) {
  try {
    const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages;
    const got = JSON.parse(readFileSync(stamp, 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, entry]) => path === '' || (got[path] ? got[path].version === entry.version : Boolean(entry.optional)),
    );
  } catch {
    return false;
  }
}
