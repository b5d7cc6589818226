// Starts the browser VS Code that setup-vscode.mjs brought, on a free port, with data of its own.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function environmentOf(at, extra) {
  const env = { ...process.env, PATH: [dirname(at.node), process.env.PATH ?? ''].join(delimiter), ...extra };
  // Left over from a terminal inside VS Code, these would make this server believe that it is that one.
  for (const name of Object.keys(env)) {
    if (name.startsWith('VSCODE_') || name === 'ELECTRON_RUN_AS_NODE') {
      delete env[name];
    }
  }
  return env;
}

/**
 * Starts the server and waits until it answers.
 * @param at a place of setup-vscode.mjs
 * @param options `vsix` to install first, `trust` to keep Workspace Trust on, `settings` of the machine, `env` for the
 *   extension host, `data` an own data folder (default a temporary one, removed at the end)
 * @returns `{ url, port, data, log(), stop() }`
 */
export async function startServer(at, { vsix, trust = false, settings = {}, env = {}, data } = {}) {
  const dataDir = data ?? mkdtempSync(join(tmpdir(), 'headroom-vscode-'));
  mkdirSync(join(dataDir, 'data', 'Machine'), { recursive: true });
  writeFileSync(join(dataDir, 'data', 'Machine', 'settings.json'), JSON.stringify(settings));
  const common = ['--accept-server-license-terms', '--server-data-dir', dataDir];
  if (vsix) {
    const done = spawnSync(at.node, [at.server, ...common, '--install-extension', vsix], {
      env: environmentOf(at, env),
      encoding: 'utf8',
    });
    if (done.status !== 0) {
      throw new Error(`The extension could not be installed (${done.status}): ${done.stdout}${done.stderr}`);
    }
  }
  const port = await freePort();
  const logFile = join(dataDir, 'server.log');
  const out = openSync(logFile, 'a');
  const flags = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--disable-telemetry'];
  const child = spawn(at.node, [at.server, ...common, ...flags, ...(trust ? [] : ['--disable-workspace-trust'])], {
    env: environmentOf(at, env),
    stdio: ['ignore', out, out],
    // A group of its own, so that its extension hosts end with it.
    detached: true,
  });
  closeSync(out);
  let ended = false;
  child.on('exit', () => {
    ended = true;
  });
  const url = `http://127.0.0.1:${port}`;
  const log = () => readFileSync(logFile, 'utf8');
  const stop = () => {
    process.removeListener('exit', stop);
    if (!ended) {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // gone already
      }
    }
    if (!data) {
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
    }
  };
  process.on('exit', stop);
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      if ((await fetch(`${url}/version`)).ok) {
        return { url, port, data: dataDir, log, stop };
      }
    } catch {
      // not up yet
    }
    if (ended || Date.now() > until) {
      const said = log();
      stop();
      throw new Error(`The VS Code server did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * The address that opens a folder, or the folders that a workspace file lists, in it.
 * @param server what startServer gave
 * @param folder absolute path of a folder or of a .code-workspace file
 * @param options `extension` and `tests`: absolute paths of an extension under development and of its test entry
 */
export function address(server, folder, { extension, tests, file } = {}) {
  const remote = (path) => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = [];
  if (extension) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  if (file) payload.push(['openFile', remote(file)]);
  const query = payload.length > 0 ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : '';
  const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  return `${server.url}/?${kind}=${encodeURIComponent(folder)}${query}`;
}
