/**
 * Sends requests at the times of a Poisson process, whether or not earlier ones have been answered (open loop), and prints as JSON what came back.
 * A response time counts from the moment at which the request should have been sent. With the load travel a few probes, requests that find no work:
 * what they take is the way. Bounded: at most `most` requests, and it ends some seconds after the last one. Settings as JSON in the first argument;
 * times in ms.
 */
import { Agent, get } from 'node:http';
import { exponential } from './random.mjs';

/** For replies after the last request, ms. */
const PATIENCE = 5000;
/** Share of the responses that are told one by one, the slowest: enough for the 99th percentile of five runs, were all its requests in one of them. */
const SLOW = 0.06;

/** @type {{ port: number, streams: { path: string, rate: number }[], warmUp: number, duration: number, seed: number, most: number }} rate per second */
const { port, streams, warmUp, duration, seed, most } = JSON.parse(process.argv[2] ?? '{}');
const agent = new Agent({ keepAlive: true });

const began = performance.now() + 50;
const until = began + warmUp + duration;
/** All streams together, in order: a request's moment, how late it was sent, when it was answered and how. */
const all = streams
  .flatMap(({ path, rate }, index) => {
    const gap = exponential(seed + index, 1000 / rate);
    const own = [];
    for (let moment = began + gap(); moment < until && own.length < most; moment += gap())
      own.push({ path, moment, late: 0, end: 0, status: 0 });
    return own;
  })
  .sort((a, b) => a.moment - b.moment);
let next = 0;
let answered = 0;

function send() {
  while (next < all.length) {
    const left = all[next].moment - performance.now();
    if (left >= 1) return void setTimeout(send, Math.floor(left));
    // Timers are whole milliseconds.
    if (left > 0) return void setImmediate(send);
    one(all[next++]);
  }
  setTimeout(report, PATIENCE);
}

function one(request) {
  request.late = performance.now() - request.moment;
  const done = (status) => {
    if (request.status !== 0) return;
    request.status = status;
    request.end = performance.now();
    if (++answered === all.length) report();
  };
  get({ host: '127.0.0.1', port, path: request.path, agent }, (reply) => {
    reply.resume();
    reply.on('end', () => done(reply.statusCode));
  }).on('error', () => done(-1));
}

function report() {
  const from = began + warmUp;
  const late = sorted(all.map((request) => request.late));
  const answer = {
    failed: all.filter(({ status }) => status !== 200 && status !== 503).length,
    lateMean: average(late),
    late99: quantile(late, 0.99),
    streams: streams.map(({ path }) => {
      const own = all.filter((request) => request.path === path);
      const ended = own.filter(({ end, status }) => status > 0 && end >= from && end < until);
      const times = sorted(ended.filter(({ status }) => status === 200).map(({ moment, end }) => end - moment));
      return {
        sent: own.filter(({ moment }) => moment >= from).length,
        succeeded: times.length,
        rejected: ended.length - times.length,
        mean: average(times),
        slow: times.slice(Math.floor((1 - SLOW) * times.length)).map((time) => Number(time.toFixed(1))),
      };
    }),
  };
  process.stdout.write(JSON.stringify(answer), () => process.exit());
}

const sorted = (list) => [...list].sort((a, b) => a - b);
const average = (list) => list.reduce((a, b) => a + b, 0) / list.length;
const quantile = (list, p) => list[Math.min(list.length - 1, Math.floor(p * list.length))];

send();
