/**
 * The worked examples of docs/worked-examples.md: for each figure how to ask for it, the formula, and its value worked out here by hand, apart
 * from the engine. The page is generated from this table and the answers; the tests compare the answers with the formulas.
 */
import { runInNewContext } from 'node:vm';
import { formatDuration, formatNumber, formatRate } from '../../analysis/render/format.js';
import type { Report, Result } from '../../analysis/report.js';
import * as queueing from '../../queueing/index.js';

/** Where the answer comes from: a report of the file, or a call of a kernel. */
export type Asked =
  | { readonly scenario?: string; readonly read: (report: Report) => number }
  | { /** an expression over `headroom/queueing` */ readonly call: string };

export type WorkedFigure = Asked & {
  readonly figure: string;
  readonly show: (value: number) => string;
  readonly formula: string;
  /** by the formula, to all digits */ readonly value: number;
  /** as the source prints it; absent where the figure is added here */ readonly published?: string;
  /** relative, default 1e-9; more where the engine searches or iterates */ readonly tolerance?: number;
  readonly source: string;
};

export type WorkedExample = {
  /** of the file, and of the section */ readonly id: string;
  /** false: no description, kernels alone */ readonly described: boolean;
  readonly figures: readonly WorkedFigure[];
};

/** Command, or kernel, that gives a figure. */
export function howOf(id: string, asked: Asked): string {
  if ('call' in asked) return asked.call;
  const scenario = asked.scenario === undefined ? '' : ` --scenario ${asked.scenario}`;
  return `headroom analyze examples/worked/${id}.arch${scenario}`;
}

/** The answer of the engine. */
export async function answerOf(asked: Asked, report: (asked: Asked) => Promise<Report>): Promise<number> {
  if ('call' in asked) return Number(runInNewContext(asked.call, { ...queueing }));
  return asked.read(await report(asked));
}

const figureOf = (result: Result): number => (result.kind === 'value' ? result.value : Number.NaN);
const node = (report: Report, name: string) => report.nodes.find((item) => item.name === name)!;
const workload = (report: Report, name: string) => report.workloads.find((item) => item.name === name)!;
/** Seconds of a mean response that belong to one node type. */
const partOf = (report: Report, owner: string): number => {
  const { breakdown } = report.workloads[0]!;
  if (breakdown.kind !== 'parts') return Number.NaN;
  return breakdown.parts.reduce((sum, part) => (part.owner === owner ? sum + part.seconds : sum), 0);
};
/** Replicas that the quick fix of a finding sets. */
const fixOf = (report: Report, name: string): number => {
  const found = report.findings.find(
    (item) => item.code === 'over-limit-after-loss' && item.message.includes(`${name} is`),
  );
  return Number(found?.fixes[0]?.changes[0]?.newText);
};

const percent = (digits: number) => (value: number) => `${(100 * value).toFixed(digits)} %`;
const milliseconds = (digits: number) => (value: number) => `${(1000 * value).toFixed(digits)} ms`;
const plain = (digits: number) => (value: number) => value.toFixed(digits);
const rate = (digits: number) => (value: number) => `${value.toFixed(digits)} req/s`;

/** Erlang 1917, by the recursion. */
function blocking(servers: number, load: number): number {
  let b = 1;
  for (let n = 1; n <= servers; n++) b = (load * b) / (n + load * b);
  return b;
}
/** Probability of waiting, from the probability of loss. */
function delayed(servers: number, load: number): number {
  const b = blocking(servers, load);
  return b / (1 - (load / servers) * (1 - b));
}
/** Mean response of M/M/c. */
const response = (arrivals: number, each: number, servers: number): number =>
  1 / each + delayed(servers, arrivals / each) / (servers * each - arrivals);
/** Loss of M/M/1/K. */
const full = (load: number, places: number): number => ((1 - load) * load ** places) / (1 - load ** (places + 1));
/** Throughput of one closed class by mean value analysis. */
function closedThroughput(demands: readonly number[], think: number, users: number): number {
  const queue = demands.map(() => 0);
  let x = 0;
  for (let n = 1; n <= users; n++) {
    const times = demands.map((demand, i) => demand * (1 + queue[i]!));
    x = n / times.reduce((sum, time) => sum + time, think);
    times.forEach((time, i) => {
      queue[i] = x * time;
    });
  }
  return x;
}

const FORCED = 'Denning and Buzen 1978';
const JACKSON = 'Jackson 1957; Erlang 1917';
const needed = (tier: string, visits: number, each: number, published: string): WorkedFigure => ({
  figure: `replicas of ${tier} that the load needs`,
  read: (report) => node(report, tier).neededReplicas ?? Number.NaN,
  show: plain(0),
  formula: `⌈6000 × ${visits} ÷ (${each} × 0.75)⌉`,
  value: Math.ceil((6000 * visits) / (each * 0.75)),
  published,
  source: FORCED,
});
const spare = (tier: string, visits: number, each: number, published: string): WorkedFigure => ({
  figure: `replicas of ${tier} that leave enough when one is lost`,
  read: (report) => fixOf(report, tier),
  show: plain(0),
  formula: `⌈6000 × ${visits} ÷ (${each} × 0.75)⌉ + 1`,
  value: Math.ceil((6000 * visits) / (each * 0.75)) + 1,
  published,
  source: FORCED,
});
const tier = (owner: string, visits: number, each: number, servers: number, published: string): WorkedFigure => ({
  figure: `time in ${owner}`,
  read: (report) => partOf(report, owner),
  show: milliseconds(3),
  formula: `${visits} × (1 ÷ ${each} + C(${servers}, ${(6000 * visits) / each}) ÷ (${servers} × ${each} − ${6000 * visits}))`,
  value: visits * response(6000 * visits, each, servers),
  published,
  source: JACKSON,
});
const blueprint: WorkedExample = {
  id: 'blueprint',
  described: true,
  figures: [
    needed('frontend', 1, 5000, '2'),
    needed('logic', 1, 1000, '8'),
    needed('data', 2, 3000, '6'),
    {
      figure: 'load at which the first tier, logic, is full',
      read: ({ bottlenecks }) => (bottlenecks[0]?.node === 'logic' ? bottlenecks[0].saturationRate : Number.NaN),
      show: formatRate,
      formula: 'min(2 × 5000, 8 × 1000, 6 × 3000 ÷ 2)',
      value: Math.min(2 * 5000, 8 * 1000, (6 * 3000) / 2),
      published: '8 000 req/s',
      source: FORCED,
    },
    spare('frontend', 1, 5000, '3'),
    spare('logic', 1, 1000, '9'),
    spare('data', 2, 3000, '7'),
    {
      figure: 'findings of a loss that would be too much',
      scenario: 'spare',
      read: ({ findings }) => findings.filter((item) => item.code === 'over-limit-after-loss').length,
      show: plain(0),
      formula: 'none with 3 : 9 : 7',
      value: 0,
      source: FORCED,
    },
    tier('frontend', 1, 5000, 2, '0.313 ms'),
    tier('logic', 1, 1000, 8, '1.178 ms'),
    tier('data', 2, 3000, 6, '0.762 ms'),
    {
      figure: 'mean response',
      read: (report) => figureOf(workload(report, 'requests').mean),
      show: milliseconds(2),
      formula: 'the sum of the tiers',
      value: response(6000, 5000, 2) + response(6000, 1000, 8) + 2 * response(12_000, 3000, 6),
      published: '2.25 ms',
      source: JACKSON,
    },
    {
      figure: 'utilisation of logic with one of eight lost',
      scenario: 'logic_lost',
      read: (report) => figureOf(node(report, 'logic').utilisation),
      show: plain(3),
      formula: '6000 ÷ (7 × 1000)',
      value: 6 / 7,
      published: '0.857',
      source: FORCED,
    },
    {
      figure: 'mean response with one of eight lost',
      scenario: 'logic_lost',
      read: (report) => figureOf(workload(report, 'requests').mean),
      show: milliseconds(2),
      formula: 'the same with seven of logic',
      value: response(6000, 5000, 2) + response(6000, 1000, 7) + 2 * response(12_000, 3000, 6),
      published: '2.69 ms',
      source: JACKSON,
    },
  ],
};

const ERLANG = 'Erlang 1917; Kleinrock 1975';
const ten = 'mmc({ arrivalRate: 900, serviceRate: 100, servers: 10 })';
const one = 'mm1({ arrivalRate: 90, serviceRate: 100 })';
/** The time that both laws of a response exceed once in a hundred: M/M/10. */
function percentileOfTen(): number {
  const c = delayed(10, 9);
  // P(R > t) = e^-100t + C 100 t e^-100t, as the drain rate is the service rate here
  const tail = (t: number): number => Math.exp(-100 * t) * (1 + c * 100 * t);
  let low = 0;
  let high = 1;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) > 0.01) low = middle;
    else high = middle;
  }
  return low;
}
const pooling: WorkedExample = {
  id: 'pooling',
  described: true,
  figures: [
    {
      figure: 'probability of waiting, one queue',
      call: `${ten}.delayProbability`,
      show: plain(4),
      formula: 'C(10, 9)',
      value: delayed(10, 9),
      published: '0.6687',
      source: ERLANG,
    },
    {
      figure: 'mean response, one queue',
      read: (report) => figureOf(workload(report, 'one_queue').mean),
      show: milliseconds(1),
      formula: '10 ms + C(10, 9) ÷ (10 × 100 − 900)',
      value: response(900, 100, 10),
      published: '16.7 ms',
      source: ERLANG,
    },
    {
      figure: 'p99 of the wait, one queue',
      call: `${ten}.waitPercentile(0.99)`,
      show: milliseconds(1),
      formula: 'ln(100 × C(10, 9)) ÷ (10 × 100 − 900)',
      value: Math.log(100 * delayed(10, 9)) / 100,
      published: '42.0 ms',
      tolerance: 1e-6,
      source: ERLANG,
    },
    {
      figure: 'p99 of the response, one queue',
      read: (report) => figureOf(workload(report, 'one_queue').p99),
      show: milliseconds(1),
      formula: 'e^(−100 t) × (1 + C(10, 9) × 100 t) = 0.01',
      value: percentileOfTen(),
      tolerance: 1e-6,
      source: ERLANG,
    },
    {
      figure: 'mean response, a server at random',
      read: (report) => figureOf(workload(report, 'ten_queues').mean),
      show: milliseconds(0),
      formula: '1 ÷ (100 − 90)',
      value: 0.1,
      published: '100 ms',
      source: ERLANG,
    },
    {
      figure: 'p99 of the wait, a server at random',
      call: `${one}.waitPercentile(0.99)`,
      show: milliseconds(0),
      formula: 'ln(100 × 0.9) ÷ (100 − 90)',
      value: Math.log(90) / 10,
      published: '450 ms',
      tolerance: 1e-6,
      source: ERLANG,
    },
    {
      figure: 'p99 of the response, a server at random',
      read: (report) => figureOf(workload(report, 'ten_queues').p99),
      show: milliseconds(1),
      formula: 'ln(100) ÷ (100 − 90)',
      value: Math.log(100) / 10,
      tolerance: 1e-6,
      source: ERLANG,
    },
  ],
};

const loss: WorkedExample = {
  id: 'loss',
  described: true,
  figures: [
    {
      figure: 'share turned away',
      read: (report) => figureOf(node(report, 'lines').loss),
      show: percent(1),
      formula: 'B(10, 9)',
      value: blocking(10, 9),
      published: '16.8 %',
      source: 'Erlang 1917',
    },
    {
      figure: 'the same by the kernel',
      call: 'erlangB(10, 9)',
      show: percent(1),
      formula: 'B(10, 9)',
      value: blocking(10, 9),
      published: '16.8 %',
      source: 'Erlang 1917',
    },
    {
      figure: 'share of the requests that fail',
      read: (report) => figureOf(workload(report, 'requests').errorShare),
      show: percent(1),
      formula: 'B(10, 9)',
      value: blocking(10, 9),
      source: 'Erlang 1917',
    },
    {
      figure: 'requests that are served',
      read: (report) => figureOf(workload(report, 'requests').throughput),
      show: rate(2),
      formula: '9 × (1 − B(10, 9))',
      value: 9 * (1 - blocking(10, 9)),
      source: 'Erlang 1917',
    },
    {
      figure: 'busy share of the places',
      read: (report) => figureOf(node(report, 'lines').workerUtilisation),
      show: percent(1),
      formula: '9 × (1 − B(10, 9)) ÷ 10',
      value: 0.9 * (1 - blocking(10, 9)),
      source: 'Erlang 1917',
    },
  ],
};

const lossAt = (load: number, published: string, digits: number, scenario?: string): WorkedFigure => ({
  figure: `share turned away at ρ ${load}`,
  ...(scenario === undefined ? {} : { scenario }),
  read: (report: Report) => figureOf(node(report, 'worker').loss),
  show: percent(digits),
  formula: `(1 − ${load}) × ${load}²⁰ ÷ (1 − ${load}²¹)`,
  value: full(load, 20),
  published,
  source: 'Kleinrock 1975, sec. 3.6',
});
const bounded: WorkedExample = {
  id: 'bounded',
  described: true,
  figures: [
    lossAt(0.8, '0.23 %', 2),
    lossAt(0.9, '1.37 %', 2, 'busy'),
    lossAt(1.2, '17.0 %', 1, 'overloaded'),
    {
      figure: 'requests that are served at ρ 1.2',
      scenario: 'overloaded',
      read: (report) => figureOf(workload(report, 'requests').throughput),
      show: rate(1),
      formula: '120 × (1 − loss)',
      value: 120 * (1 - full(1.2, 20)),
      source: 'Kleinrock 1975, sec. 3.6',
    },
  ],
};

/** Wait in H2/M/1: root of sigma = A(mu (1 - sigma)), gaps of mean 12.5 ms and squared cv 4, balanced means. */
function burstyWait(): number {
  const p = (1 + Math.sqrt(3 / 5)) / 2;
  const parts = [
    [p, 2 * p * 80],
    [1 - p, 2 * (1 - p) * 80],
  ] as const;
  let sigma = 0.5;
  for (let step = 0; step < 5000; step++)
    sigma = parts.reduce((sum, [share, each]) => sum + (share * each) / (each + 100 * (1 - sigma)), 0);
  return sigma / (100 * (1 - sigma));
}
const bursts: WorkedExample = {
  id: 'bursts',
  described: true,
  figures: [
    {
      figure: 'mean wait, bursts',
      read: (report) => figureOf(node(report, 'server').meanWait),
      show: milliseconds(0),
      formula: '(4 + 1) ÷ 2 × 0.8 ÷ (1 − 0.8) × 10 ms',
      value: 0.1,
      published: '100 ms',
      source: 'Kingman 1961',
    },
    {
      figure: 'mean wait, Poisson arrivals',
      scenario: 'steady',
      read: (report) => figureOf(node(report, 'server').meanWait),
      show: milliseconds(0),
      formula: '0.8 ÷ (1 − 0.8) × 10 ms',
      value: 0.04,
      published: '40 ms',
      source: 'Erlang 1917',
    },
    {
      figure: 'mean wait, bursts, exactly',
      call: 'gm1({ interarrival: balancedHyperexponential(1 / 80, 2), serviceRate: 100 }).meanWait',
      show: milliseconds(1),
      formula: 'σ ÷ (100 (1 − σ)), σ = A(100 (1 − σ))',
      value: burstyWait(),
      source: 'Kleinrock 1975, sec. 6.4',
    },
  ],
};

const usl = (n: number): number => n / (1 + 0.03 * (n - 1) + 0.0005 * n * (n - 1));
const scaling: WorkedExample = {
  id: 'scaling',
  described: false,
  figures: [
    {
      figure: 'nodes with the greatest capacity',
      call: 'scalabilityPeak(0.03, 0.0005).whole',
      show: plain(0),
      formula: 'the whole number at √((1 − σ) ÷ κ) = 44.05',
      value: Array.from({ length: 100 }, (_, i) => i + 1).reduce((best, n) => (usl(n) > usl(best) ? n : best), 1),
      published: '44',
      source: 'Gunther 1993',
    },
    {
      figure: 'capacity there, in nodes',
      call: 'scalabilityPeak(0.03, 0.0005).capacity',
      show: plain(1),
      formula: '44 ÷ (1 + σ × 43 + κ × 44 × 43)',
      value: usl(44),
      published: '13.6',
      source: 'Gunther 1993',
    },
    {
      figure: 'capacity of 64 nodes, in nodes',
      call: 'universalScalability(64, 0.03, 0.0005)',
      show: plain(2),
      formula: '64 ÷ (1 + σ × 63 + κ × 64 × 63)',
      value: usl(64),
      published: '13.05',
      source: 'Gunther 1993',
    },
    {
      figure: 'speed-up of 16 nodes with 5 % serial',
      call: 'amdahl(16, 0.05)',
      show: plain(2),
      formula: '16 ÷ (1 + 0.05 × 15)',
      value: 16 / 1.75,
      published: '9.14',
      source: 'Amdahl 1967',
    },
  ],
};

const demands = [0.005, 0.02, 0.01];
const stations = '[0.005, 0.02, 0.01].map((demand) => ({ demand, servers: 1 }))';
const fiftyTwo = closedThroughput(demands, 1, 52);
const crowd = closedThroughput(demands, 1, 1000);
const MVA = 'Reiser and Lavenberg 1980';
const users: WorkedExample = {
  id: 'users',
  described: true,
  figures: [
    {
      figure: 'throughput that no number of users exceeds',
      read: (report) => figureOf(node(report, 'logic').capacity),
      show: formatRate,
      formula: '1 ÷ 20 ms',
      value: 50,
      published: '50 req/s',
      source: FORCED,
    },
    {
      figure: 'users at which the bounds meet',
      call: `asymptoticBounds(${stations}, 1).saturationPopulation`,
      show: plain(2),
      formula: '(5 + 20 + 10 + 1000) ÷ 20',
      value: 51.75,
      published: '51.75',
      source: FORCED,
    },
    {
      figure: 'throughput of 52 users',
      read: (report) => figureOf(workload(report, 'people').throughput),
      show: rate(2),
      formula: 'mean value analysis',
      value: fiftyTwo,
      published: '45.26 req/s',
      source: MVA,
    },
    {
      figure: 'mean response of 52 users',
      read: (report) => figureOf(workload(report, 'people').mean),
      show: milliseconds(0),
      formula: '52 ÷ X − 1 s',
      value: 52 / fiftyTwo - 1,
      published: '149 ms',
      source: MVA,
    },
    {
      figure: 'utilisation of logic',
      read: (report) => figureOf(node(report, 'logic').utilisation),
      show: plain(3),
      formula: 'X × 20 ms',
      value: fiftyTwo * 0.02,
      source: FORCED,
    },
    {
      figure: 'mean response of a thousand users',
      scenario: 'crowd',
      read: (report) => figureOf(workload(report, 'people').mean),
      show: formatDuration,
      formula: '1000 ÷ X − 1 s',
      value: 1000 / crowd - 1,
      source: MVA,
    },
  ],
};

const loadTest: WorkedExample = {
  id: 'load_test',
  described: true,
  figures: [
    {
      figure: 'users for 6000 requests a second',
      call: '6000 * (0.1 + 9.9)',
      show: (value) => formatNumber(value),
      formula: 'X × (R + Z)',
      value: 60_000,
      published: '60 000',
      source: 'Little 1961',
    },
    {
      figure: 'throughput of 60 000 users',
      read: (report) => figureOf(workload(report, 'testers').throughput),
      show: formatRate,
      formula: 'N ÷ (R + Z)',
      value: 6000,
      source: 'Little 1961',
    },
    {
      figure: 'the same where an answer takes 1.1 s',
      scenario: 'slow',
      read: (report) => figureOf(workload(report, 'testers').throughput),
      show: formatRate,
      formula: '60 000 ÷ (1.1 + 9.9)',
      value: 60_000 / 11,
      source: 'Little 1961',
    },
  ],
};

export const workedExamples: readonly WorkedExample[] = [
  blueprint,
  pooling,
  loss,
  bounded,
  bursts,
  scaling,
  users,
  loadTest,
];
