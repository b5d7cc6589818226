// Serves VS Code for the Web (see web-edition.mjs) on a free port: an editor that is wholly in the browser, as vscode.dev is.
import { spawn } from 'node:child_process';
import { freePort } from './vscode-server.mjs';
import { commit } from './web-edition.mjs';

/**
 * Starts the server and waits until it answers.
 * @param at the place of the edition
 * @param options `extension`: folder of the extension under development, `folder`: what is mounted as the (read-only) workspace
 * @returns `{ url, log(), stop() }`
 */
export async function startWeb(at, { extension, folder }) {
  const port = await freePort();
  const args = ['--browserType=none', '--quality=stable', `--commit=${commit}`, `--testRunnerDataDir=${at.data}`];
  const target = [`--extensionDevelopmentPath=${extension}`, '--host=localhost', `--port=${port}`, folder];
  const child = spawn(process.execPath, [at.server, ...args, ...target], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  child.on('exit', () => {
    ended = true;
  });
  const stop = () => {
    process.removeListener('exit', stop);
    child.kill('SIGKILL');
  };
  process.on('exit', stop);
  const url = `http://localhost:${port}`;
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return { url, log: () => said, stop };
    } catch {
      // not up yet
    }
    if (ended || Date.now() > until) {
      stop();
      throw new Error(`The server of VS Code for the Web did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
