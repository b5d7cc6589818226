/** One station with known answers, executed as plainly as can be: what yields replications for the tests of the statistics. */
import { Stream } from '../random/stream.js';
import type { Ending, Replication, RunOptions, Series } from '../result.js';
import { Histogram } from '../statistics/histogram.js';

export type StationModel = {
  /** Poisson arrivals per second, or a closed population whose think times are exponential */
  readonly load: number | { readonly users: number; readonly think: number };
  /** seconds of one service */ readonly service: (stream: Stream) => number;
  readonly servers: number;
  /** places, those in service included; what finds them taken is rejected. Default without bound. */ readonly capacity?: number;
  /** sets in each replication a load of its own: by number. For tests of replications that differ. */
  readonly loadOf?: (replication: number) => number;
};

/** First come, first served; starts empty. */
export function station(model: StationModel): (options: RunOptions) => Replication {
  return (options) => run(model, options);
}

function run(model: StationModel, options: RunOptions): Replication {
  const { seed, replication, warmUp, duration, intervals = 200, most = 2_000_000 } = options;
  const { servers, capacity = Infinity } = model;
  const closed = typeof model.load === 'object' ? model.load : undefined;
  const open = model.loadOf?.(replication) ?? (typeof model.load === 'number' ? model.load : 0);
  const arrivals = new Stream(seed, replication, 'arrivals');
  const services = new Stream(seed, replication, 'services');
  const end = warmUp + duration;
  const width = end / intervals;
  const response = new Histogram();
  const log = series(width);
  const one = log.workloads[0]!;
  const node = log.nodes[0]!;
  const line: number[] = [];
  let head = 0;
  /** departure and arrival times of those in service */
  const leaves = new Float64Array(servers).fill(Infinity);
  const came = new Float64Array(servers);
  let busy = 0;
  let soonest = 0;
  let now = 0;
  let [sent, succeeded, rejected, busyTime, waitingTime, fullTime, events] = [0, 0, 0, 0, 0, 0, 0];
  let [cSent, cDone, cRejected, cTime, cBusy, cWaiting] = [0, 0, 0, 0, 0, 0];
  const rate = (): number => (closed ? (closed.users - busy - (line.length - head)) / closed.think : open);
  const gap = (): number => {
    const r = rate();
    return r > 0 ? now + arrivals.exponential() / r : Infinity;
  };
  const closeInterval = (): void => {
    one.sent.push(cSent);
    one.succeeded.push(cDone);
    one.errors[0]!.push(cRejected);
    for (let kind = 1; kind < 5; kind++) one.errors[kind]!.push(0);
    one.response.push(cDone > 0 ? cTime / cDone : Number.NaN);
    one.inProgress.push(busy + line.length - head);
    node.waiting.push(cWaiting / width);
    node.busy.push(cBusy / width);
    node.up.push(1);
    cSent = cDone = cRejected = cTime = cBusy = cWaiting = 0;
  };
  const pass = (to: number): void => {
    while (one.sent.length < intervals && (one.sent.length + 1) * width <= to) {
      const edge = (one.sent.length + 1) * width;
      spend(edge);
      closeInterval();
    }
    spend(to);
  };
  const spend = (to: number): void => {
    const dt = to - now;
    if (dt <= 0) return;
    const waiting = line.length - head;
    cBusy += busy * dt;
    cWaiting += waiting * dt;
    const counted = to - Math.max(now, warmUp);
    if (counted > 0) {
      busyTime += busy * counted;
      waitingTime += waiting * counted;
      if (busy === servers) fullTime += counted;
    }
    now = to;
  };
  const find = (): void => {
    soonest = 0;
    for (let i = 1; i < servers; i++) if (leaves[i]! < leaves[soonest]!) soonest = i;
  };
  const start = (place: number, arrival: number): void => {
    leaves[place] = now + model.service(services);
    came[place] = arrival;
  };
  let next = gap();
  let ending: Ending = { kind: 'complete' };
  for (;;) {
    const leave = leaves[soonest]!;
    const at = Math.min(leave, next);
    if (at >= end) break;
    events++;
    pass(at);
    const counted = now >= warmUp;
    if (next <= leave) {
      cSent++;
      if (counted) sent++;
      if (busy < servers) {
        busy++;
        start(leaves.indexOf(Infinity), now);
        find();
      } else if (busy + line.length - head < capacity) {
        line.push(now);
        if (busy + line.length - head >= most) {
          ending = { kind: 'overflow', inProgress: busy + line.length - head };
          break;
        }
      } else {
        cRejected++;
        if (counted) rejected++;
      }
      next = gap();
    } else {
      const time = now - came[soonest]!;
      cDone++;
      cTime += time;
      if (counted) {
        succeeded++;
        response.add(time);
      }
      if (line.length > head) {
        start(soonest, line[head++]!);
        if (head > 1000 && head * 2 > line.length) {
          line.splice(0, head);
          head = 0;
        }
      } else {
        busy--;
        leaves[soonest] = Infinity;
      }
      find();
      if (closed) next = gap();
    }
  }
  if (ending.kind === 'complete') pass(end);
  const observed = Math.max(0, now - warmUp);
  const errors = [rejected, 0, 0, 0, 0];
  const mean = (total: number): number => (observed > 0 ? total / observed : 0);
  const data = response.data();
  return {
    seed,
    replication,
    warmUp: Math.min(warmUp, now),
    observed,
    events,
    ending,
    workloads: [{ name: 'users', sent, succeeded, errors, response: data }],
    operations: [
      {
        name: 'web.page',
        arrived: sent,
        started: sent - rejected,
        succeeded,
        errors,
        wasted: 0,
        response: data,
      },
    ],
    nodes: [
      {
        name: 'web',
        busy: mean(busyTime),
        waiting: mean(waitingTime),
        bursts: mean(busyTime),
        cores: mean(busyTime),
        full: mean(fullTime),
        up: 1,
        wasted: 0,
      },
    ],
    channels: [],
    series: log as Series,
    marks: [],
    marksLeftOut: 0,
  };
}

type Growing = {
  interval: number;
  workloads: { sent: number[]; succeeded: number[]; errors: number[][]; response: number[]; inProgress: number[] }[];
  nodes: { waiting: number[]; busy: number[]; up: number[] }[];
  channels: { waiting: number[] }[];
};

const series = (interval: number): Growing => ({
  interval,
  workloads: [{ sent: [], succeeded: [], errors: [[], [], [], [], []], response: [], inProgress: [] }],
  nodes: [{ waiting: [], busy: [], up: [] }],
  channels: [],
});
