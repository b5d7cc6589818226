/** Descriptions with exact answers of the queueing engine: single stations. Services take 10 ms where nothing else is said. */
import {
  bulkArrivals,
  deterministicLaw,
  erlangB,
  erlangLaw,
  finiteSource,
  gm1,
  lawOfMeanCv,
  loadBalancing,
  lognormalLaw,
  md1,
  mdc,
  mg1,
  mg1NonPreemptive,
  mm1psLaw,
  mmc,
  mmck,
  mmcNonPreemptive,
  type Unstable,
} from '../../queueing/index.js';
import type { Replication } from '../result.js';
import { meanOf, percentileOf } from '../statistics/histogram.js';
import { stationary } from './chain.js';

export type Measure = (replication: Replication) => number;
export type Model = {
  readonly name: string;
  readonly text: string;
  /** seconds of a replication of the fast test */ readonly seconds: number;
  readonly figures: readonly (readonly [string, Measure, number])[];
};

const names = (list: readonly { readonly name: string }[], name: string): number =>
  list.findIndex((one) => one.name === name);
export const mean =
  (of = 'w'): Measure =>
  ({ workloads }) =>
    meanOf(workloads[names(workloads, of)]!.response);
export const percentile =
  (p: number, of = 'w'): Measure =>
  ({ workloads }) =>
    percentileOf(workloads[names(workloads, of)]!.response, p);
export const throughput =
  (of = 'w'): Measure =>
  ({ workloads, observed }) =>
    workloads[names(workloads, of)]!.succeeded / observed;
/** Share of the requests with an error of this kind, by place in `errorKinds`. */
export const errors =
  (kind: number, of = 'w'): Measure =>
  ({ workloads }) =>
    workloads[names(workloads, of)]!.errors[kind]! / workloads[names(workloads, of)]!.sent;
export const at =
  (name: string, what: 'busy' | 'waiting' | 'bursts' | 'cores' | 'full'): Measure =>
  ({ nodes }) =>
    nodes[names(nodes, name)]![what];
export const inChannel =
  (name: string): Measure =>
  ({ channels }) =>
    channels[names(channels, name)]!.waiting;

export function steady<T extends { readonly stable: boolean }>(answer: T): Exclude<T, { readonly stable: false }> {
  if (!answer.stable) throw new Error('no steady state');
  return answer as Exclude<T, { readonly stable: false }>;
}
/** Finite systems are always steady. */
type Laws = {
  readonly meanResponse: number;
  readonly meanQueue: number;
  readonly throughput: number;
  responsePercentile(p: number): number;
};
const all = (laws: Laws, node = 'a'): Model['figures'] => [
  ['mean', mean(), laws.meanResponse],
  ['p50', percentile(0.5), laws.responsePercentile(0.5)],
  ['p99', percentile(0.99), laws.responsePercentile(0.99)],
  ['waiting', at(node, 'waiting'), laws.meanQueue],
  ['throughput', throughput(), laws.throughput],
];

const S = 0.01;
const load = (rate: number, more = ''): string => `workload w { open ${rate} req/s${more}; calls a.run }`;
const service = (settings: string, work = 'cpu 10 ms'): string => `service a { ${settings} op run { ${work} } }`;

/** Loss of M/D/1/K: probabilities at departures, then P(full) = 1 - 1 / (p0 + rho) (Takagi 1993, M/G/1/K). */
function lossOfMd1k(rho: number, capacity: number): number {
  const arrivals = (k: number): number => {
    let p = Math.exp(-rho);
    for (let i = 1; i <= k; i++) p *= rho / i;
    return p;
  };
  const rest = (k: number): number => {
    let sum = 1;
    for (let i = 0; i < k; i++) sum -= arrivals(i);
    return sum;
  };
  const p = stationary(capacity, (move) => {
    for (let from = 0; from < capacity; from++) {
      const left = Math.max(0, from - 1);
      for (let to = left; to < capacity; to++)
        if (to !== from) move(from, to, to === capacity - 1 ? rest(to - left) : arrivals(to - left));
    }
  });
  return 1 - 1 / (p[0]! + rho);
}

/** M/M/1 whose customers leave the line after a fixed patience (Barrer 1957): density of the wait that is offered, and its mass at 0. */
function patient(rate: number, mu: number, patience: number): { over: number; endsWithin(time: number): number } {
  const steps = 20_000;
  const h = patience / steps;
  const growth = rate - mu;
  const density = (x: number): number => rate * Math.exp(growth * x);
  const within = (f: (x: number) => number): number => {
    // Simpson
    let sum = f(0) + f(patience);
    for (let i = 1; i < steps; i++) sum += (i % 2 === 0 ? 2 : 4) * f(i * h);
    return (sum * h) / 3;
  };
  const beyond = density(patience) / mu;
  const total = 1 + within(density) + beyond;
  return {
    over: beyond / total,
    endsWithin: (time) =>
      (1 - Math.exp(-mu * time) + within((x) => density(x) * (1 - Math.exp(-mu * Math.max(0, time - x))))) / total,
  };
}

/** Numbers in a birth-death system with these speeds, up to 400. */
function jobs(rate: number, mu: number, speed: (n: number) => number): number {
  let p = 1;
  let sum = 1;
  let total = 0;
  for (let n = 1; n <= 400; n++) {
    p *= rate / (mu * speed(n));
    sum += p;
    total += n * p;
  }
  return total / sum;
}

/** A consumer that takes up to `batch` messages at a time: mean number that waits. */
function batches(rate: number, mu: number, batch: number): number {
  const most = 300;
  // 0: idle; n + 1: at work, n wait
  const p = stationary(most + 2, (move) => {
    move(0, 1, rate);
    for (let n = 0; n <= most; n++) {
      if (n < most) move(n + 1, n + 2, rate);
      move(n + 1, n === 0 ? 0 : Math.max(0, n - batch) + 1, mu);
    }
  });
  return p.reduce((sum, value, state) => sum + value * Math.max(0, state - 1), 0);
}

const hyper = lawOfMeanCv(1 / 70, 2);
const classes = mg1NonPreemptive([20, 30, 30].map((arrivalRate) => ({ arrivalRate, service: deterministicLaw(S) })));
const twoServers = mmcNonPreemptive({ arrivalRates: [60, 100], serviceRate: 100, servers: 2 });
const responseOf = (answer: { readonly meanResponse: number; readonly stable: true } | Unstable): number =>
  steady(answer).meanResponse;
const three = ['u', 'v', 'w'] as const;

export const stationModels: readonly Model[] = [
  {
    name: 'M/M/10 at 0.9',
    text: `${load(900)} ${service('workers 10')}`,
    seconds: 25,
    figures: [...all(steady(mmc({ arrivalRate: 900, serviceRate: 100, servers: 10 }))), ['busy', at('a', 'busy'), 9]],
  },
  {
    name: 'M/M/2/7',
    text: `${load(180)} ${service('workers 2; queue 5')}`,
    seconds: 30,
    figures: [
      ...all(mmck({ arrivalRate: 180, serviceRate: 100, servers: 2, capacity: 7 })),
      ['rejected', errors(0), mmck({ arrivalRate: 180, serviceRate: 100, servers: 2, capacity: 7 }).lossProbability],
    ],
  },
  {
    name: 'M/D/1',
    text: `${load(70)} ${service('workers 1', 'cpu 10 ms cv 0')}`,
    seconds: 40,
    figures: all(steady(md1({ arrivalRate: 70, serviceTime: S }))),
  },
  {
    name: 'M/D/3',
    text: `${load(240)} ${service('workers 3', 'cpu 10 ms cv 0')}`,
    seconds: 30,
    figures: all(steady(mdc({ arrivalRate: 240, serviceTime: S, servers: 3 }))),
  },
  {
    name: 'M/E3/1',
    text: `${load(70)} ${service('workers 1', 'cpu erlang 10 ms shape 3')}`,
    seconds: 40,
    figures: all(steady(mg1(70, erlangLaw(S, 3)))),
  },
  {
    name: 'M/lognormal/1',
    text: `${load(60)} ${service('workers 1', 'cpu lognormal 10 ms cv 1.5')}`,
    seconds: 60,
    figures: all(steady(mg1(60, lognormalLaw(S, 1.5)))),
  },
  {
    name: 'M/H2/1',
    text: `${load(50)} ${service('workers 1', 'cpu 10 ms cv 2')}`,
    seconds: 60,
    figures: all(steady(mg1(50, lawOfMeanCv(S, 2)))),
  },
  {
    name: 'E4/M/1',
    text: `${load(80, ' burstiness 0.25')} ${service('workers 1')}`,
    seconds: 50,
    figures: all(steady(gm1({ interarrival: erlangLaw(1 / 80, 4), serviceRate: 100 }))),
  },
  {
    name: 'H2/M/1',
    text: `${load(70, ' burstiness 4')} ${service('workers 1')}`,
    seconds: 80,
    figures: all(steady(gm1({ interarrival: hyper, serviceRate: 100 }))),
  },
  {
    name: 'D/M/1',
    text: `${load(80, ' burstiness 0')} ${service('workers 1')}`,
    seconds: 50,
    figures: all(steady(gm1({ interarrival: deterministicLaw(1 / 80), serviceRate: 100 }))),
  },
  {
    name: 'M/M/1-PS',
    text: `${load(70)} ${service('cores 1')}`,
    seconds: 60,
    figures: [
      ['mean', mean(), 1 / 30],
      ['p50', percentile(0.5), mm1psLaw(70, 100).responsePercentile(0.5)],
      ['p99', percentile(0.99), mm1psLaw(70, 100).responsePercentile(0.99)],
      ['bursts', at('a', 'bursts'), 0.7 / 0.3],
      ['cores', at('a', 'cores'), 0.7],
    ],
  },
  {
    name: 'M/G/1-PS is insensitive',
    text: `${load(70)} ${service('cores 1', 'cpu 10 ms cv 0')}`,
    seconds: 60,
    figures: [['mean', mean(), 1 / 30]],
  },
  {
    name: 'M/M/2-PS',
    text: `${load(150)} ${service('cores 2')}`,
    seconds: 30,
    figures: [['mean', mean(), steady(mmc({ arrivalRate: 150, serviceRate: 100, servers: 2 })).meanResponse]],
  },
  {
    name: 'one and a half cores',
    text: `${load(110)} ${service('cores 1.5')}`,
    seconds: 40,
    figures: [['mean', mean(), jobs(110, 100, (n) => Math.min(n, 1.5)) / 110]],
  },
  {
    name: 'four workers on two cores: M/M/2',
    text: `${load(160)} ${service('workers 4; cores 2')}`,
    seconds: 40,
    figures: [['mean', mean(), steady(mmc({ arrivalRate: 160, serviceRate: 100, servers: 2 })).meanResponse]],
  },
  {
    name: 'two node types on one host',
    text: `host h { cores 2 } workload w { open 150 req/s; calls a.run weight 1, b.run weight 2 }
      service a { on h; op run { cpu 10 ms } } service b { on h; op run { cpu 10 ms } }`,
    seconds: 30,
    figures: [
      ['mean', mean(), steady(mmc({ arrivalRate: 150, serviceRate: 100, servers: 2 })).meanResponse],
      ['cores of one', at('b', 'cores'), 1],
    ],
  },
  {
    name: 'the shortest of two queues',
    text: `${load(160)} ${service('replicas 2; balancing least_loaded; workers 1')}`,
    seconds: 40,
    figures: [
      [
        'mean',
        mean(),
        steady(loadBalancing({ policy: 'shortest-queue', servers: 2, arrivalRate: 160, serviceRate: 100 }))
          .meanResponse,
      ],
    ],
  },
  {
    name: 'three classes of priority, fixed services',
    text: `${three.map((name, i) => `workload ${name} { open ${i === 0 ? 20 : 30} req/s; calls a.run; priority ${2 - i} }`).join(' ')}
      ${service('workers 1', 'cpu 10 ms cv 0')}`,
    seconds: 60,
    figures: three.map((name, i) => [name, mean(name), responseOf(classes[i]!)]),
  },
  {
    name: 'two classes of priority at two servers',
    text: `workload u { open 60 req/s; calls a.run; priority 1 } workload w { open 100 req/s; calls a.run } ${service('workers 2')}`,
    seconds: 50,
    figures: [
      ['u', mean('u'), responseOf(twoServers[0]!)],
      ['w', mean('w'), responseOf(twoServers[1]!)],
    ],
  },
  {
    name: 'M/M/2//9',
    text: `workload w { closed 9 users think 40 ms; calls a.run } ${service('workers 2')}`,
    seconds: 30,
    figures: all(finiteSource({ sources: 9, servers: 2, requestRate: 25, serviceRate: 100 })),
  },
  {
    name: 'users with fixed think times are as others',
    text: `workload w { closed 6 users think 50 ms cv 0; calls a.run } ${service('workers 1')}`,
    seconds: 30,
    figures: [
      [
        'throughput',
        throughput(),
        finiteSource({ sources: 6, servers: 1, requestRate: 20, serviceRate: 100 }).throughput,
      ],
    ],
  },
  ...['cv 0', '', 'cv 2'].map(
    (law): Model => ({
      name: `Erlang B, service ${law || 'exponential'}`,
      text: `${load(300)} ${service('workers 4; queue 0', `cpu 10 ms ${law}`)}`,
      seconds: 20,
      figures: [['rejected', errors(0), erlangB(4, 3)]],
    }),
  ),
  {
    name: 'M/G/infinity',
    text: `${load(300)} ${service('', 'delay 10 ms cv 2')}`,
    seconds: 20,
    figures: [
      ['busy', at('a', 'busy'), 3],
      ['mean', mean(), S],
    ],
  },
  {
    name: 'two at a time: M^2/M/1',
    text: `${load(40)} service a { op run { parallel { call b.run  call b.run } } } service b { workers 1; op run { cpu 10 ms } }`,
    seconds: 60,
    figures: [
      [
        'waiting',
        at('b', 'waiting'),
        steady(bulkArrivals({ batchRate: 40, sizes: [0, 1], serviceRate: 100, servers: 1 })).meanQueue,
      ],
    ],
  },
  {
    name: 'a consumer that takes five at a time',
    text: `${load(250)} service a { op run { send q } } queue q { holds unbounded; consumer b.run concurrency 1 batch 5 } service b { op run { delay 10 ms } }`,
    seconds: 30,
    figures: [['waiting', inChannel('q'), batches(250, 100, 5)]],
  },
  {
    name: 'each consumer of a topic has all messages',
    text: `${load(70)} service a { op run { send t } } topic t { holds unbounded; consumer b.one concurrency 1; consumer b.two concurrency 2 }
      service b { op one { delay 10 ms } op two { delay 20 ms } }`,
    seconds: 60,
    figures: [
      [
        'waiting',
        inChannel('t'),
        steady(mmc({ arrivalRate: 70, serviceRate: 100, servers: 1 })).meanQueue +
          steady(mmc({ arrivalRate: 70, serviceRate: 50, servers: 2 })).meanQueue,
      ],
    ],
  },
  {
    name: 'a token bucket of three: M/D/1/3',
    text: `${load(90)} ${service('rate_limit 100 req/s burst 3 reject', 'delay 1 ms')}`,
    seconds: 40,
    figures: [['shed', errors(1), lossOfMd1k(0.9, 3)]],
  },
  {
    name: 'a connection is waited for so long: M/M/1 with patience',
    text: `${load(90)} service a { op run { call bank pool 1 wait 20 ms } } external bank { latency exponential 10 ms }`,
    seconds: 40,
    figures: [['shed', errors(1), patient(90, 100, 0.02).over]],
  },
  {
    name: 'deadlines: M/M/1 with patience, and what ends too late',
    text: `workload w { open 90 req/s; calls a.run; deadline 30 ms } ${service('workers 1')}`,
    seconds: 40,
    figures: [['expired', errors(4), 1 - patient(90, 100, 0.03).endsWithin(0.03)]],
  },
  {
    name: 'after the reply the slot is held: M/E2/1 of both phases',
    text: `${load(40)} ${service('workers 1', 'cpu 10 ms  reply  cpu 10 ms')}`,
    seconds: 60,
    figures: [['mean', mean(), steady(mg1(40, erlangLaw(2 * S, 2))).meanWait + S]],
  },
];
