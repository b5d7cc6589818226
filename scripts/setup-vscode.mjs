// Brings the browser VS Code (npm package code-server, which ships the whole of VS Code) into .cache, once.
// Run: node scripts/setup-vscode.mjs [oldest|newest|web|all]
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cache, onPath, step } from './lib/tools.mjs';
import { setupWeb, webPlace } from './lib/web-edition.mjs';

/** The oldest VS Code that the extension supports, and the newest that it was tried on, each with the Node it needs. */
export const editions = {
  oldest: {
    codeServer: '4.104.0',
    node: '22.23.3',
    rebuild: ['@vscode/spdlog', 'native-watchdog', 'node-pty'],
  },
  newest: {
    codeServer: '4.139.1',
    node: '24',
    rebuild: [
      '@vscode/spdlog',
      '@vscode/native-watchdog',
      'native-watchdog',
      '@vscode/sqlite3',
      '@vscode/fs-copyfile',
      'node-pty',
    ],
  },
};

/** What this machine lacks for building the native parts, as sentences; empty where all is there. */
export function missing() {
  const lacks = [];
  if (process.platform === 'win32') {
    lacks.push('the browser VS Code is set up on Linux and macOS only; on Windows use `npm run test:electron`');
  }
  for (const [name, ...others] of [
    ['python3', 'python'],
    ['make', 'gmake'],
    ['g++', 'clang++'],
  ]) {
    if (!onPath(name, ...others)) {
      lacks.push(
        `${name} is not on PATH (Debian, Ubuntu: apt-get install python3 make g++; macOS: xcode-select --install)`,
      );
    }
  }
  return lacks;
}

/** Where an edition stands, whether it is set up or not. */
export function place(edition) {
  if (edition === 'web') {
    return webPlace();
  }
  const { codeServer } = editions[edition];
  const folder = join(cache, `code-server-${codeServer}`);
  const nodeHome = join(cache, `node-for-${edition}`, 'node_modules', nodePackage());
  return {
    edition,
    folder,
    server: join(folder, 'lib', 'vscode', 'out', 'server-main.js'),
    node: join(nodeHome, 'bin', 'node'),
    nodeHome,
    stamp: join(folder, '.ready'),
    ready: ready(edition, folder, nodeHome),
  };
}

function nodePackage() {
  return `node-${process.platform}-${process.arch}`;
}

function recipe(edition) {
  const { codeServer, node, rebuild } = editions[edition];
  return JSON.stringify({ codeServer, node, rebuild, platform: process.platform, arch: process.arch });
}

function ready(edition, folder, nodeHome) {
  const stamp = join(folder, '.ready');
  return (
    existsSync(stamp) && readFileSync(stamp, 'utf8') === recipe(edition) && existsSync(join(nodeHome, 'bin', 'node'))
  );
}

/**
 * Sets an edition up unless it is there already.
 * @returns its place; throws an Error whose message says what is missing or which step failed
 */
export function setup(edition, say = console.log) {
  if (edition === 'web') {
    return setupWeb(say);
  }
  const at = place(edition);
  if (at.ready) {
    return at;
  }
  const lacks = missing();
  if (lacks.length > 0) {
    throw new Error(`The browser VS Code cannot be built here: ${lacks.join('; ')}.`);
  }
  const { codeServer, node, rebuild } = editions[edition];
  mkdirSync(cache, { recursive: true });

  if (!existsSync(at.node) || !existsSync(join(at.nodeHome, 'include', 'node', 'node.h'))) {
    say(`Node ${node} and its headers, from npm ...`);
    const home = join(cache, `node-for-${edition}`);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"private":true}\n');
    step('npm', ['install', `${nodePackage()}@${node}`, '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: home });
  }

  say(`code-server ${codeServer}, from npm (about 45 MB) ...`);
  const archive = join(cache, `code-server-${codeServer}.tgz`);
  if (!existsSync(archive)) {
    // Packed elsewhere and moved, so that an interrupted download is never taken for the archive.
    const partial = join(cache, `partial-${codeServer}`);
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    step('npm', ['pack', `code-server@${codeServer}`], { cwd: partial });
    renameSync(join(partial, readdirSync(partial)[0]), archive);
    rmSync(partial, { recursive: true, force: true });
  }
  rmSync(at.folder, { recursive: true, force: true });
  mkdirSync(at.folder, { recursive: true });
  step('tar', ['-xzf', archive, '--strip-components=1', '-C', at.folder]);

  const vscode = join(at.folder, 'lib', 'vscode');
  const env = {
    ...process.env,
    PATH: [join(at.nodeHome, 'bin'), process.env.PATH ?? ''].join(delimiter),
    npm_config_nodedir: at.nodeHome,
    // node-pty's build asks npx for node-gyp; nobody is there to answer its question.
    npm_config_yes: 'true',
  };
  say('its packages ...');
  step('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: vscode, env });
  say(`its native parts (${rebuild.join(', ')}) ...`);
  const present = rebuild.filter((name) => existsSync(join(vscode, 'node_modules', name)));
  step('npm', ['rebuild', '--ignore-scripts=false', ...present], { cwd: vscode, env });
  const link = join(vscode, 'node_modules.asar');
  rmSync(link, { recursive: true, force: true });
  try {
    symlinkSync('node_modules', link, 'dir');
  } catch {
    cpSync(join(vscode, 'node_modules'), link, { recursive: true });
  }
  writeFileSync(at.stamp, recipe(edition));
  rmSync(archive, { force: true });
  return place(edition);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const which = process.argv[2] ?? 'oldest';
  const all = [...Object.keys(editions), 'web'];
  const wanted = which === 'all' ? all : [which];
  for (const edition of wanted) {
    if (!all.includes(edition)) {
      console.error(`No edition ${edition}: one of ${all.join(', ')}, all.`);
      process.exit(2);
    }
    try {
      console.log(`${edition}: ${setup(edition).folder}`);
    } catch (error) {
      console.error(error.message);
      process.exitCode = 1;
    }
  }
}
