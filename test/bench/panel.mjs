/**
 * From a step of a slider to the redrawn panel, for 100 node types: the question to the language server with the new value,
 * its quick analysis, the answer over both wires as JSON, and the drawing in Chromium with the layout of the page. Own work
 * is counted as time of the processor where the system tells it, so that other work of the machine does not count; of the
 * drawing the lower quartile of the rounds. Ends with 1 where the promise of 100 ms is broken. `--json` prints the numbers.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { findChromium } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/lib/tools.mjs';
import { generateDescription } from './generate.mjs';

const limit = 100;
const rounds = 30;
const warmUp = 10;
const executablePath = findChromium();
if (!executablePath) {
  console.error('No Chromium: the panel is not measured.');
  process.exit(0);
}
const quartile = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 4)];

const uri = 'file:///bench.arch';
const server = spawn(process.execPath, [join(root, 'dist', 'server.cjs'), '--stdio'], {
  stdio: ['pipe', 'pipe', 'ignore'],
});
const connection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
connection.onRequest('workspace/configuration', ({ items }) => items.map(() => null));
connection.onRequest('client/registerCapability', () => null);
connection.listen();
await connection.sendRequest('initialize', {
  processId: process.pid,
  rootUri: null,
  capabilities: {},
  workspaceFolders: null,
});
await connection.sendNotification('initialized', {});
await connection.sendNotification('textDocument/didOpen', {
  textDocument: { uri, languageId: 'arch', version: 1, text: generateDescription(100) },
});
const ask = (params) => connection.sendRequest('headroom/analyse', { uri, ...params });

/** Milliseconds of the processor that the server and this process have used; time of the clock where nobody tells. */
function worked() {
  try {
    const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const { user, system } = process.cpuUsage();
    return (Number(fields[11]) + Number(fields[12])) * 10 + (user + system) / 1000;
  } catch {
    return performance.now();
  }
}

/** The answer to one step of a slider, as the extension passes it on. */
async function answer(factor) {
  const overrides = [{ path: 'w0.rate', value: `${Math.round(100 * factor)} req/s` }];
  return { overrides, text: JSON.stringify(await ask({ overrides, detail: 'quick' })) };
}

const base = await ask({});
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 800, height: 1000 } });
const failures = [];
page.on('pageerror', (error) => failures.push(error.message));
await page.setContent('<!doctype html><body class="vscode-dark"><div id="root"></div></body>');
await page.addStyleTag({ path: join(root, 'dist', 'webview', 'panel.css') });
await page.evaluate(() => {
  globalThis.acquireVsCodeApi = () => ({
    getState: () => ({ whatIf: [{ path: 'w0.rate', value: '101 req/s' }] }),
    setState: () => undefined,
    postMessage: () => undefined,
  });
  /** Milliseconds from the arrival of a message to the painted frame. */
  globalThis.deliver = (message) =>
    new Promise((resolve) => {
      const start = performance.now();
      const data = { ...message, result: JSON.parse(message.result) };
      globalThis.dispatchEvent(new MessageEvent('message', { data }));
      document.body.getBoundingClientRect();
      const drawn = performance.now() - start;
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve({ drawn, painted: performance.now() - start });
        channel.port2.postMessage(undefined);
      });
    });
});
await page.addScriptTag({ path: join(root, 'dist', 'webview', 'panel.js') });
const deliver = (message) => page.evaluate((sent) => globalThis.deliver(sent), message);

const shown = { kind: 'show', title: 'bench.arch', uri };
const first = await deliver({ ...shown, result: JSON.stringify(base) });
await page.locator('.vertex').first().waitFor({ timeout: 20_000 });
let computed = 0;
const drawn = [];
const painted = [];
for (let round = 0; round < rounds; round++) {
  const before = worked();
  const { overrides, text } = await answer(1.05 + round * 0.05);
  const spent = worked() - before;
  const times = await deliver({ kind: 'whatIf', overrides, result: text });
  // The compilers of both engines have not seen the code at first.
  if (round < warmUp) continue;
  computed += spent / (rounds - warmUp);
  drawn.push(times.drawn);
  painted.push(times.painted);
}
const changed = await page.locator('.vertex .value', { hasText: '→' }).count();
await browser.close();
server.kill();
if (failures.length > 0 || changed === 0) {
  console.error(failures[0] ?? 'The panel did not show the values.');
  process.exit(1);
}

const result = { first: first.drawn, computed, drawn: quartile(drawn), painted: quartile(painted) };
const total = result.computed + result.drawn;
if (process.argv.includes('--json')) console.log(JSON.stringify(result, undefined, 2));
else {
  const row = (name, value) => console.log(`${name.padEnd(52)}${value.toFixed(1).padStart(8)} ms`);
  console.log('Slider to redrawn panel, 100 node types\n');
  row('first drawing, layout of the topology apart', result.first);
  row('ask the server, and its answer', result.computed);
  row('draw and lay out the page', result.drawn);
  row('until the frame is painted', result.painted);
  console.log(
    `\n${total <= limit ? 'kept  ' : 'BROKEN'}  own work per step: ${total.toFixed(1)} ms (at most ${limit})`,
  );
}
if (total > limit) process.exitCode = 1;
