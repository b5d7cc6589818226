/** A report as the panel may get it: two workloads, one overloaded-looking store, objectives of every verdict. */
import type { Curve, Figure, Report, Result } from '../../src/analysis/report.js';

const uri = 'file:///project/shop.arch';
const at = (line: number, length = 12): Report['nodes'][number]['at'] => ({
  uri,
  offset: line * 40,
  end: line * 40 + length,
  line,
  column: 2,
  endLine: line,
  endColumn: 2 + length,
});
const value = (number: number, unit: Figure['unit']): Result => ({
  kind: 'value',
  value: number,
  unit,
  method: 'mmc',
  assumptions: [],
  inputs: [],
});
const unknown: Result = { kind: 'unknown', reason: 'no failures are declared for it' };

function node(
  name: string,
  kind: string,
  line: number,
  replicas: number,
  cpu: number,
  workers: number,
  rate: number,
): Report['nodes'][number] {
  return {
    name,
    kind,
    at: at(line, 200),
    nameAt: at(line),
    replicas,
    arrivalRate: rate,
    offeredCpu: cpu * replicas * 4,
    cpuUtilisation: value(cpu, 'share'),
    workerUtilisation: value(workers, 'share'),
    utilisation: value(Math.max(cpu, workers), 'share'),
    binding: cpu > workers ? 'cores' : 'workers',
    queueLength: value(0.3, 'requests'),
    meanWait: value(0.0012, 's'),
    capacity: value(rate / Math.max(cpu, workers), '1/s'),
    loss: value(0, 'share'),
    availability: value(0.99997, 'share'),
    neededReplicas: replicas - 1,
    spread: [
      { place: 'eu.a', replicas: Math.ceil(replicas / 2) },
      { place: 'eu.b', replicas: Math.floor(replicas / 2) },
    ],
    operations: [
      {
        id: `${name}.work`,
        at: at(line + 1),
        rate,
        mean: value(0.02, 's'),
        p50: value(0.015, 's'),
        p90: value(0.05, 's'),
        p95: value(0.06, 's'),
        p99: value(0.09, 's'),
      },
    ],
  };
}

function curve(
  workload: string,
  service: number,
  saturation: number,
  present: number,
  objectives: Curve['objectives'],
): Curve {
  const points = Array.from({ length: 24 }, (_, index) => {
    const factor = ((index + 1) / 24) * (saturation / present) * 0.985;
    const rho = (factor * present) / saturation;
    const mean = service / (1 - rho ** 3);
    return { factor, throughput: factor * present, mean, p95: mean * 2.6, p99: mean * 3.9 };
  });
  return {
    workload,
    points,
    present: 1,
    knee: (saturation / present) * 0.82,
    saturation: saturation / present,
    objectives,
  };
}

function workload(
  name: string,
  line: number,
  offered: number,
  minutes: number,
  causes: readonly [string, number, number][],
): Report['workloads'][number] {
  const availability = 1 - minutes / 525_960;
  return {
    name,
    at: at(line, 60),
    nameAt: at(line),
    kind: 'open',
    offered,
    throughput: value(offered, '1/s'),
    mean: value(0.045, 's'),
    p50: value(0.038, 's'),
    p90: value(0.1, 's'),
    p95: value(0.13, 's'),
    p99: value(0.212, 's'),
    errorShare: value(0, 'share'),
    headroom: value(0.19, 'share'),
    availability: value(availability, 'share'),
    plainAvailability: value(0.99999, 'share'),
    downtime: value(minutes, 'min/year'),
    nines: -Math.log10(1 - availability),
    downtimeCauses: causes.map(([cause, share, place]) => ({ name: cause, minutesPerYear: share, at: at(place) })),
    singlePointsOfFailure: name === 'browse' ? [{ name: 'payments' }] : [],
    breakdown:
      name === 'browse'
        ? {
            kind: 'parts',
            total: 0.045,
            method: 'breakdown',
            assumptions: ['parallel branches count by their share of the expected maximum'],
            parts: [
              { owner: 'orders_store', part: 'queue', seconds: 0.014, at: at(40) },
              { owner: 'web', part: 'cpu', seconds: 0.009, at: at(10) },
              { owner: 'catalog_search', part: 'cpu', seconds: 0.008, at: at(20) },
              { owner: 'web', part: 'contention', seconds: 0.006, at: at(10) },
              { owner: 'catalog_search', part: 'network', seconds: 0.004, at: at(12) },
              { owner: 'web', part: 'synchronisation', seconds: 0.002, at: at(13) },
              { owner: 'payments', part: 'external', seconds: 0.002, at: at(50) },
            ],
          }
        : { kind: 'unknown', reason: 'it calls no operation that is declared' },
  };
}

/** The sample. */
export const sampleReport: Report = {
  version: 1,
  system: 'shop',
  uri,
  scenario: undefined,
  scenarios: ['black_friday', 'lose_zone'],
  methods: {
    mmc: {
      id: 'mmc',
      name: 'M/M/c queue',
      reference: 'A. K. Erlang 1917; Kleinrock 1975, vol. 1, eq. 3.40',
      quality: 'exact',
    },
    breakdown: {
      id: 'breakdown',
      name: 'mean response split along the path',
      reference: 'Little 1961; Denning and Buzen 1978',
      quality: 'approximate',
      error: 'parallel branches are split by their mean times',
    },
    pooled: {
      id: 'pooled',
      name: 'Pooled station',
      reference: 'Chandy, Herzog, Woo 1975',
      quality: 'approximate',
      error: 'within 5 % of simulation',
    },
  },
  nodes: [
    node('web', 'frontend', 10, 6, 0.71, 0.42, 1480),
    node('catalog_search', 'logic', 20, 4, 0.55, 0.36, 1480),
    node('session', 'service', 30, 3, 0.18, 0.22, 1480),
    node('orders_store', 'store', 40, 2, 0.83, 0.9, 444),
  ],
  externals: [{ name: 'payments', at: at(50), rate: 44, limit: 50 }],
  channels: [{ name: 'events', kind: 'topic', at: at(55), rate: 1480 }],
  edges: [
    { from: 'browse', to: 'web', kind: 'load', rate: 1468, at: at(4) },
    { from: 'staff', to: 'web', kind: 'load', rate: 12, at: at(5) },
    { from: 'web', to: 'catalog_search', kind: 'call', rate: 1480, at: at(12) },
    { from: 'web', to: 'session', kind: 'call', rate: 1480, at: at(13) },
    { from: 'web', to: 'orders_store', kind: 'call', rate: 444, at: at(14) },
    { from: 'web', to: 'events', kind: 'send', rate: 1480, at: at(15) },
    { from: 'events', to: 'session', kind: 'send', rate: 1480, at: at(55) },
    { from: 'orders_store', to: 'payments', kind: 'call', rate: 44, at: at(42) },
  ],
  places: [
    { id: 'eu', name: 'eu', kind: 'region', parent: undefined, at: at(2, 40) },
    { id: 'eu.a', name: 'a', kind: 'zone', parent: 'eu', at: at(2) },
    { id: 'eu.b', name: 'b', kind: 'zone', parent: 'eu', at: at(2) },
  ],
  workloads: [
    workload('browse', 4, 1480, 252, [
      ['payments', 160, 50],
      ['orders_store', 61, 40],
      ['web', 24, 10],
      ['zones', 7, 2],
    ]),
    workload('staff', 5, 12, 74, [
      ['orders_store', 61, 40],
      ['web', 13, 10],
    ]),
  ],
  objectives: [
    {
      id: 'browse.p99',
      workload: 'browse',
      text: 'p99 < 300 ms',
      verdict: 'met',
      actual: value(0.212, 's'),
      bound: 0.3,
      margin: 0.293,
      headroom: value(0.19, 'share'),
      reason: undefined,
      at: at(60),
    },
    {
      id: 'browse.availability',
      workload: 'browse',
      text: 'availability >= 99.95 %',
      verdict: 'met',
      actual: value(0.999521, 'share'),
      bound: 0.9995,
      margin: 0.0004,
      headroom: value(0.42, 'share'),
      reason: undefined,
      at: at(60),
    },
    {
      id: 'browse.headroom',
      workload: 'browse',
      text: 'headroom >= 30 %',
      verdict: 'missed',
      actual: value(0.19, 'share'),
      bound: 0.3,
      margin: -0.367,
      reason: 'p99 breaks first, at 1 761 req/s',
      at: at(60),
    },
    {
      id: 'cost',
      workload: undefined,
      text: 'cost < 10 $/h',
      verdict: 'unknown',
      actual: unknown,
      bound: 10,
      margin: undefined,
      reason: 'catalog_search has no cost',
      at: at(61),
    },
  ],
  bottlenecks: [
    {
      node: 'orders_store',
      resource: 'workers',
      utilisation: 0.9,
      saturationFactor: 1.11,
      saturationRate: 1643,
      at: at(40),
    },
  ],
  headroom: value(0.09, 'share'),
  curves: [
    curve('browse', 0.03, 1643, 1480, [{ text: 'p99 < 300 ms', metric: 'p99', bound: 0.3 }]),
    curve('staff', 0.08, 13.3, 12, []),
  ],
  findings: [
    {
      code: 'over-limit',
      severity: 'warning',
      message: 'orders_store is at 0.90, over its limit of 0.80',
      at: at(40),
      related: [],
      fixes: [],
    },
  ],
  complete: true,
};

const hour = 3600;
/** The sample over a day: half the load by night, what it was made for by day, and an evening that is too much for the store. */
export const sampleDay: NonNullable<Report['day']> = {
  period: 24 * hour,
  busiest: 1,
  intervals: [
    { from: 0, to: 7 * hour, state: 0 },
    { from: 7 * hour, to: 19 * hour, state: 1 },
    { from: 19 * hour, to: 22 * hour, state: 2 },
    { from: 22 * hour, to: 24 * hour, state: 0 },
  ],
  states: [0.5, 1, 1.3].map((factor, state) => ({
    share: [9, 12, 3][state]! / 24,
    workloads: sampleReport.workloads.map(({ name, kind, offered }, index) => ({
      name,
      factor: kind === 'open' ? factor : 1,
      offered: kind === 'open' ? factor * offered : offered,
      ...(state < 2 && {
        throughput: factor * offered,
        mean: (0.04 + 0.05 * state) * (index + 1),
        p95: (0.1 + 0.12 * state) * (index + 1),
        p99: (0.15 + 0.18 * state) * (index + 1),
        errorShare: 0,
      }),
    })),
    nodes: sampleReport.nodes.map(({ name }, index) =>
      state === 2 && index === sampleReport.nodes.length - 1
        ? { name, overload: 1.17 }
        : { name, utilisation: (0.4 + 0.5 * (index / sampleReport.nodes.length)) * factor },
    ),
  })),
  workloads: sampleReport.workloads.map(({ name, throughput, mean, p95, p99, errorShare }) => ({
    name,
    throughput,
    mean,
    p95,
    p99,
    errorShare,
  })),
  backlogs: [
    {
      node: sampleReport.nodes.at(-1)!.name,
      from: 19 * hour,
      peakAt: 22 * hour,
      to: 23.25 * hour,
      requests: 2_900_000,
      longestWait: 1800,
    },
  ],
};
