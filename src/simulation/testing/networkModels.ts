/** Descriptions with exact answers of the queueing engine: networks, layers, lines with finite room, branches. */
import { forkJoin, solveLine, solveNetwork } from '../../queueing/index.js';
import { solveExactly } from '../../queueing/layered/exact.js';
import type { LayeredClass, LayeredModel } from '../../queueing/layered/model.js';
import { at, errors, type Model, mean, steady, throughput } from './models.js';

const MOST_STATES = 50_000;

function layered(model: LayeredModel) {
  const answer = solveExactly(model, MOST_STATES);
  if (answer.kind !== 'solved') throw new Error(answer.kind);
  return answer;
}

/** Pools of workers in a row: CPU of each, then a call of the next. */
function pools(classes: readonly LayeredClass[], list: readonly { readonly cpu: number; readonly workers: number }[]) {
  return layered({
    processors: list.map((_, i) => ({ name: `p${i}`, cores: Infinity })),
    tasks: list.map(({ workers }, i) => ({ name: `t${i}`, processor: i, workers })),
    entries: list.map(({ cpu }, i) => ({
      name: `e${i}`,
      task: i,
      first: { demand: cpu, ...(i + 1 < list.length ? { calls: [{ entry: i + 1, mean: 1 }] } : {}) },
    })),
    classes,
  });
}

const targets = [{ entry: 0, share: 1 }];
const openPools = pools(
  [{ kind: 'open', name: 'w', rate: 70, targets }],
  [
    { cpu: 0.005, workers: 3 },
    { cpu: 0.01, workers: 1 },
  ],
);
const closedPools = pools(
  [{ kind: 'closed', name: 'w', users: 6, think: 0.02, targets }],
  [
    { cpu: 0.004, workers: 4 },
    { cpu: 0.006, workers: 2 },
    { cpu: 0.01, workers: 1 },
  ],
);
const mixedPools = pools(
  [
    { kind: 'open', name: 'w', rate: 40, targets },
    { kind: 'closed', name: 'v', users: 2, think: 0.05, targets: [{ entry: 1, share: 1 }] },
  ],
  [
    { cpu: 0.005, workers: 2 },
    { cpu: 0.01, workers: 1 },
  ],
);
const secondPhase = layered({
  processors: [
    { name: 'p', cores: Infinity },
    { name: 'q', cores: Infinity },
  ],
  tasks: [
    { name: 'a', processor: 0, workers: 2 },
    { name: 'b', processor: 1, workers: 1 },
  ],
  entries: [
    { name: 'a', task: 0, first: { demand: 0.004, calls: [{ entry: 1, mean: 1 }] }, second: { demand: 0.006 } },
    { name: 'b', task: 1, first: { demand: 0.005 }, second: { demand: 0.005 } },
  ],
  classes: [{ kind: 'open', name: 'w', rate: 60, targets }],
});
const twoClasses = steady(
  solveNetwork(
    {
      classes: [
        { kind: 'closed', population: 4, think: 0.05 },
        { kind: 'closed', population: 3, think: 0.02 },
      ],
      stations: [
        { servers: 1, demands: [0.01, 0.004] },
        { servers: 1, demands: [0.005, 0.012] },
      ],
    },
    { method: 'exact' },
  ),
);
const mixed = steady(
  solveNetwork(
    {
      classes: [
        { kind: 'closed', population: 5, think: 0.05 },
        { kind: 'open', rate: 40 },
      ],
      stations: [
        { servers: 1, demands: [0.006, 0.006] },
        { servers: 1, demands: [0.01, 0.008] },
      ],
    },
    { method: 'exact' },
  ),
);
const row = (blocking: 'after-service' | 'loss') =>
  steady(
    solveLine({
      stations: [
        { serviceRate: 100, capacity: Infinity },
        { serviceRate: 90, capacity: 2 },
      ],
      arrivalRate: blocking === 'loss' ? 70 : 50,
      blocking,
    }),
  );
const [blocked, lossy] = [row('after-service'), row('loss')];

export const networkModels: readonly Model[] = [
  {
    name: 'Jackson network: a tandem of three with feedback',
    text: `workload w { open 60 req/s; calls a.run } service a { cores 1; op run { cpu 10 ms; call b.run times 2 geometric; call c.run } }
      service b { workers 1; op run { cpu 6 ms } } service c { workers 2; op run { cpu 25 ms } }`,
    seconds: 60,
    figures: [
      ['mean', mean(), 0.01 / 0.4 + 0.012 / 0.28 + 0.025 / (1 - 0.75 ** 2)],
      ['waiting at b', at('b', 'waiting'), 0.72 ** 2 / 0.28],
    ],
  },
  {
    name: 'exact MVA of two classes',
    text: `workload w { closed 4 users think 50 ms; calls a.one } workload v { closed 3 users think 20 ms; calls a.two }
      service a { cores 1; op one { cpu 10 ms; call b.one } op two { cpu 4 ms; call b.two } }
      service b { cores 1; op one { cpu 5 ms } op two { cpu 12 ms } }`,
    seconds: 30,
    figures: [
      ['throughput w', throughput(), twoClasses.classes[0]!.throughput],
      ['throughput v', throughput('v'), twoClasses.classes[1]!.throughput],
      ['mean w', mean(), twoClasses.classes[0]!.response],
      ['mean v', mean('v'), twoClasses.classes[1]!.response],
      ['jobs at b', at('b', 'bursts'), twoClasses.stations[1]!.queue],
    ],
  },
  {
    name: 'open and closed load of a product-form network',
    text: `workload v { closed 5 users think 50 ms; calls a.closed } workload w { open 40 req/s; calls a.open }
      service a { cores 1; op closed { cpu 6 ms; call b.closed } op open { cpu 6 ms; call b.open } }
      service b { cores 1; op closed { cpu 10 ms } op open { cpu 8 ms } }`,
    seconds: 40,
    figures: [
      ['throughput v', throughput('v'), mixed.classes[0]!.throughput],
      ['mean v', mean('v'), mixed.classes[0]!.response],
      ['mean w', mean(), mixed.classes[1]!.response],
    ],
  },
  {
    name: 'pools in two layers, open',
    text: `workload w { open 70 req/s; calls a.run } service a { workers 3; op run { cpu 5 ms; call b.run } } service b { workers 1; op run { cpu 10 ms } }`,
    seconds: 60,
    figures: [
      ['mean', mean(), openPools.classes[0]!.response],
      ['busy', at('a', 'busy'), openPools.tasks[0]!.busy],
      ['waiting for a', at('a', 'waiting'), openPools.tasks[0]!.waiting],
      ['waiting for b', at('b', 'waiting'), openPools.tasks[1]!.waiting],
    ],
  },
  {
    name: 'pools in three layers, closed',
    text: `workload w { closed 6 users think 20 ms; calls a.run } service a { workers 4; op run { cpu 4 ms; call b.run } }
      service b { workers 2; op run { cpu 6 ms; call c.run } } service c { workers 1; op run { cpu 10 ms } }`,
    seconds: 40,
    figures: [
      ['throughput', throughput(), closedPools.classes[0]!.throughput],
      ['mean', mean(), closedPools.classes[0]!.response],
      ['waiting for a', at('a', 'waiting'), closedPools.tasks[0]!.waiting],
      ['waiting for b', at('b', 'waiting'), closedPools.tasks[1]!.waiting],
      ['busy c', at('c', 'busy'), closedPools.tasks[2]!.busy],
    ],
  },
  {
    name: 'pools, open and closed',
    text: `workload w { open 40 req/s; calls a.run } workload v { closed 2 users think 50 ms; calls b.run }
      service a { workers 2; op run { cpu 5 ms; call b.run } } service b { workers 1; op run { cpu 10 ms } }`,
    seconds: 60,
    figures: [
      ['mean w', mean(), mixedPools.classes[0]!.response],
      ['mean v', mean('v'), mixedPools.classes[1]!.response],
      ['throughput v', throughput('v'), mixedPools.classes[1]!.throughput],
    ],
  },
  {
    name: 'second phases in two layers',
    text: `workload w { open 60 req/s; calls a.run } service a { workers 2; op run { cpu 4 ms  call b.run  reply  cpu 6 ms } }
      service b { workers 1; op run { cpu 5 ms  reply  cpu 5 ms } }`,
    seconds: 60,
    figures: [
      ['mean', mean(), secondPhase.classes[0]!.response],
      ['busy', at('a', 'busy'), secondPhase.tasks[0]!.busy],
      ['waiting for b', at('b', 'waiting'), secondPhase.tasks[1]!.waiting],
    ],
  },
  {
    name: 'a row that blocks after service',
    text: `workload w { open 50 req/s; calls a.run } service a { workers 1; op run { cpu 10 ms; send b.run } }
      service b { workers 1; queue 1, when full block; op run { cpu 11.11111111 ms } }`,
    seconds: 60,
    figures: [
      ['busy or stopped', at('a', 'busy'), blocked.stations[0]!.utilisation + blocked.stations[0]!.blocked],
      ['mean until b has room', mean(), blocked.stations[0]!.queue / 50],
    ],
  },
  {
    name: 'a row that loses what finds no room',
    text: `workload w { open 70 req/s; calls a.run } service a { workers 1; op run { cpu 10 ms; send b.run } }
      service b { workers 1; queue 1; op run { cpu 11.11111111 ms } }`,
    seconds: 40,
    figures: [['rejected', errors(0), lossy.lost]],
  },
  {
    name: 'branches at two queues (Flatto and Hahn)',
    text: `workload w { open 70 req/s; calls f.run } service f { op run { parallel { call a.run  call b.run } } }
      service a { workers 1; op run { cpu 10 ms } } service b { workers 1; op run { cpu 10 ms } }`,
    seconds: 60,
    figures: [['mean', mean(), steady(forkJoin(70, [100, 100])).response]],
  },
  {
    name: 'a quorum: the second fastest of three copies',
    text: `workload w { open 50 req/s; calls a.run } link a -> a { latency exponential 10 ms }
      store a { replicas 3; state s { share something copies 3 quorum 3 read 2 write 3 } op run { read s  write s } }`,
    seconds: 20,
    figures: [['mean', mean(), 0.01 * (1 / 3 + 1 / 2 + (1 / 3 + 1 / 2 + 1))]],
  },
];
