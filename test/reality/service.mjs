/**
 * An HTTP service whose law is known: so many workers, a line before them with a bound or none, and for each request an exponential time that
 * keeps a worker, after which it may call the next service and waits for the reply with its worker held. Started with its settings as JSON in the
 * first argument; prints its port; ends with its standard input, and after two minutes in any case.
 *
 * GET /work  takes a worker; 503 at once where the line is full
 * GET /idle  finds no work here; with a next service it passes on to its /idle unless asked /idle/here
 * GET /count what has been held and how late timers were, in ms, since the last time that it was asked
 */
import { Agent, createServer, get } from 'node:http';
import { exponential } from './random.mjs';

/** @type {{ workers: number, queue: number | null, mean: number, seed: number, next: number | null }} times in ms */
const { workers, queue, mean, seed, next } = JSON.parse(process.argv[2] ?? '{}');
const draw = exponential(seed, mean);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** What each idle worker has been held too long (ms), to be taken off its next time: timers are late, the mean must not be. */
const idle = new Array(workers).fill(0);
const line = [];
let held = [];
let late = [];

function work(response) {
  if (idle.length > 0) start(response, idle.shift());
  else if (queue === null || line.length < queue) line.push(response);
  else end(response, 503);
}

function start(response, debt) {
  const wanted = draw() - debt;
  const began = performance.now();
  const timer = Math.max(0, Math.round(wanted));
  setTimeout(async () => {
    const took = performance.now() - began;
    held.push(took);
    late.push(took - timer);
    const status = next === null ? 200 : await call('/work');
    end(response, status);
    const waiting = line.shift();
    if (waiting) start(waiting, took - wanted);
    else idle.push(took - wanted);
  }, timer);
}

/** Status of the next service; 502 where it does not answer. */
function call(path) {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port: next, path, agent }, (reply) => {
      reply.resume();
      reply.on('end', () => resolve(reply.statusCode));
    }).on('error', () => resolve(502));
  });
}

function end(response, status, body = '') {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function count() {
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const average = sum(held) / held.length;
  const variance = sum(held.map((x) => (x - average) ** 2)) / held.length;
  const sorted = late.sort((a, b) => a - b);
  const answer = {
    count: held.length,
    mean: average,
    cv: Math.sqrt(variance) / average,
    late: sorted[Math.floor(0.99 * sorted.length)] ?? 0,
  };
  held = [];
  late = [];
  return JSON.stringify(answer);
}

const server = createServer(async ({ url }, response) => {
  if (url === '/work') work(response);
  else if (url === '/count') end(response, 200, count());
  else if (url === '/idle' && next !== null) end(response, await call('/idle'));
  else end(response, url?.startsWith('/idle') ? 200 : 404);
});
// A connection that is closed while a request is on its way would be an error that nobody described.
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
setTimeout(() => process.exit(), 120_000).unref();
