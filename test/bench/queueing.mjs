/**
 * Cost of the kernels for networks. Machines differ, ratios within one run differ little: exact mean value analysis is compared with a
 * bare loop over the same recursion, everything else with that loop at 4 classes of 20 users and 10 stations. Ends with 1 where a promise is
 * broken. `--json` prints the numbers, `--quick` takes fewer rounds.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { solveLayered, solveLine, solveNetwork } from '../../dist/lib/queueing.js';

const quick = process.argv.includes('--quick');
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Numbers that are the same in every run (Park and Miller 1988). */
function uniform(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function network(classes, stations, users, { servers = [1], seed = 1, scale = 1 } = {}) {
  const next = uniform(seed);
  return {
    classes: Array.from({ length: classes }, () => ({ kind: 'closed', population: users, think: 1 })),
    stations: Array.from({ length: stations }, (_, i) => ({
      servers: servers[i % servers.length],
      demands: Array.from(
        { length: classes },
        () => (scale * servers[i % servers.length] * (0.05 + next())) / stations,
      ),
    })),
  };
}

/** The recursion of Reiser and Lavenberg 1980 as one would write it by hand: all points kept, nothing checked. */
function bare({ classes, stations }) {
  const r = classes.length;
  const m = stations.length;
  const sizes = classes.map((c) => c.population);
  const strides = [];
  let points = 1;
  for (const n of sizes) {
    strides.push(points);
    points *= n + 1;
  }
  const d = new Float64Array(r * m);
  stations.forEach((s, i) => {
    s.demands.forEach((demand, k) => {
      d[k * m + i] = demand;
    });
  });
  const q = new Float64Array(points * m);
  const counts = new Int32Array(r);
  const time = new Float64Array(m);
  const x = new Float64Array(r);
  for (let p = 1; p < points; p++) {
    for (let k = 0; k < r; k++) {
      if (counts[k] < sizes[k]) {
        counts[k]++;
        break;
      }
      counts[k] = 0;
    }
    for (let k = 0; k < r; k++) {
      const n = counts[k];
      if (n === 0) continue;
      const from = (p - strides[k]) * m;
      let sum = classes[k].think;
      for (let i = 0; i < m; i++) {
        time[i] = d[k * m + i] * (1 + q[from + i]);
        sum += time[i];
      }
      x[k] = n / sum;
      for (let i = 0; i < m; i++) q[p * m + i] += x[k] * time[i];
    }
  }
  return x;
}

function timed(work) {
  const start = performance.now();
  const result = work();
  return { result, ms: performance.now() - start };
}

/** Median time over rounds, after one that is thrown away. */
function cost(work, rounds) {
  work();
  return median(Array.from({ length: quick ? Math.min(3, rounds) : rounds }, () => timed(work).ms));
}

/** A tree of services, each a pool of 16 workers on 4 cores that calls two others; with a second class the layers have to iterate. */
function layered(services, { classes = 1, demand = 0.001 } = {}) {
  const each = Array.from({ length: services }, (_, i) => i);
  return {
    processors: each.map((i) => ({ name: `p${i}`, cores: 4 })),
    tasks: each.map((i) => ({ name: `t${i}`, processor: i, workers: 16 })),
    entries: each.map((i) => ({
      name: `e${i}`,
      task: i,
      first: {
        demand: i === services - 1 ? demand : 0.001,
        calls: [2 * i + 1, 2 * i + 2].filter((to) => to < services).map((entry) => ({ entry, mean: 0.5 })),
      },
    })),
    classes: Array.from({ length: classes }, (_, k) => ({
      name: `w${k}`,
      kind: 'closed',
      users: 200 / classes,
      think: 0.1,
      targets: [{ entry: k, share: 1 }],
    })),
  };
}

const reference = network(4, 10, 20);
const loop = cost(() => bare(reference), 9);
const exact = cost(() => solveNetwork(reference, { method: 'exact' }), 9);
const same = solveNetwork(reference, { method: 'exact' });
const by = bare(reference);
same.classes.forEach((c, k) => {
  if (Math.abs(c.throughput / by[k] - 1) > 1e-10) throw new Error(`class ${k}: ${c.throughput} and ${by[k]}`);
});
// what earlier rounds left behind must not be freed in between
setFlagsFromString('--expose-gc');
runInNewContext('gc')();
const before = process.memoryUsage().arrayBuffers;
solveNetwork(reference, { method: 'exact' });
// buffers are freed later: this is all that was allocated
const most = process.memoryUsage().arrayBuffers - before;

const large = network(50, 1000, 200, { scale: 0.5 });
const several = network(3, 6, 12, { servers: [1, 4, 16] });
const hundred = cost(() => solveLayered(layered(100), { method: 'layers' }), 5);
const thousand = cost(() => solveLayered(layered(1000), { method: 'layers' }), 3);
// cost of one iteration, and a solution that begins where a like one ended
const eachOf = (services) => {
  const model = layered(services, { classes: 2 });
  return cost(() => solveLayered(model, { method: 'layers' }), 5) / solveLayered(model, { method: 'layers' }).size;
};
const each100 = eachOf(100);
const each1000 = eachOf(1000);
const changed = layered(100, { classes: 2, demand: 0.0011 });
const { iterate } = solveLayered(layered(100, { classes: 2 }), { method: 'layers' });
const cold = solveLayered(changed, { method: 'layers' });
const warm = solveLayered(changed, { method: 'layers', start: iterate });
if (Math.abs(warm.classes[0].response / cold.classes[0].response - 1) > 1e-4) throw new Error('warm and cold differ');
const rows = [
  ['layers, 100 services, 2 classes: one iteration', each100],
  ['layers, 1000 services, 2 classes: one iteration', each1000],
  ['layers, 100 services', hundred],
  ['layers, 1000 services', thousand],
  ['exact MVA, 4 classes x 20 users x 10 stations', exact],
  [
    'exact MVA, 4 classes x 10 users x 10 stations',
    cost(() => solveNetwork(network(4, 10, 10), { method: 'exact' }), 9),
  ],
  [
    'exact MVA, 3 classes x 60 users x 10 stations',
    cost(() => solveNetwork(network(3, 10, 60), { method: 'exact' }), 9),
  ],
  [
    'convolution, 3 classes x 12 users x 6 stations of 1 to 16 servers',
    cost(() => solveNetwork(several, { method: 'exact' }), 5),
  ],
  ['convolution, 1 class x 100 000 users x 10 stations', cost(() => solveNetwork(network(1, 10, 100_000)), 5)],
  ['Linearizer, 4 classes x 20 users x 10 stations', cost(() => solveNetwork(reference, { method: 'linearizer' }), 9)],
  [
    'Linearizer, 10 classes x 1000 users x 100 stations',
    cost(() => solveNetwork(network(10, 100, 1000), { method: 'linearizer' }), 3),
  ],
  [
    'Linearizer, 20 classes x 1000 users x 100 stations',
    cost(() => solveNetwork(network(20, 100, 1000), { method: 'linearizer' }), 3),
  ],
  ['chosen by size, 50 classes x 200 users x 1000 stations', cost(() => solveNetwork(large), 3)],
  [
    'exact chain of a line, 4 stations with room for 6',
    cost(
      () =>
        solveLine(
          {
            stations: Array.from({ length: 4 }, (_, i) => ({ serviceRate: 1 + i / 10, capacity: 6 })),
            arrivalRate: 0.9,
            blocking: 'after-service',
          },
          'chain',
        ),
      3,
    ),
  ],
];
const largest = rows.find(([name]) => name.startsWith('chosen by size'))[1];
const promises = [
  { name: 'layers of 100 services ÷ 2 bare loops (0.1 s)', ratio: hundred / (2 * loop), limit: 1 },
  { name: 'layers of 1000 services ÷ 20 bare loops (1 s)', ratio: thousand / (20 * loop), limit: 1 },
  {
    name: 'an iteration over 1000 services ÷ 10 of one over 100 (linear in calls: 1)',
    ratio: each1000 / (10 * each100),
    limit: 2.5,
  },
  { name: 'iterations from a like solution ÷ those from nothing', ratio: warm.size / cold.size, limit: 1 },
  { name: 'exact MVA of 4 classes x 20 users x 10 stations ÷ bare loop', ratio: exact / loop, limit: 3 },
  { name: 'the same in seconds ÷ 0.5', ratio: exact / 500, limit: 1 },
  { name: 'its working memory ÷ 100 MB', ratio: most / 1e8, limit: 1 },
  { name: '50 classes x 10 000 users x 1000 stations in seconds', ratio: largest / 1000, limit: 1 },
];

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ milliseconds: Object.fromEntries(rows), loop, promises }, undefined, 2));
} else {
  console.log(`Times in units of the bare loop over 4 classes x 20 users x 10 stations (here ${loop.toFixed(1)} ms)\n`);
  for (const [name, ms] of rows) console.log(`${name.padEnd(70)}${(ms / loop).toFixed(2).padStart(8)}`);
  console.log('');
  for (const { name, ratio, limit } of promises)
    console.log(`${ratio <= limit ? 'kept  ' : 'BROKEN'}  ${name}: ${ratio.toFixed(2)} (at most ${limit})`);
}
if (promises.some(({ ratio, limit }) => ratio > limit)) process.exitCode = 1;
