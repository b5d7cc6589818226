/** A report with something of everything, and names and texts that try to break out of each format. */
import type { Figure, Report, Result } from '../../analysis/report.js';
import type { SourceRange } from '../../model/system.js';
import type { FileResult } from '../document.js';

/** A range on one line, counted from 0. */
export function range(line: number, column: number, length: number, uri = 'examples/shop.arch'): SourceRange {
  const offset = line * 80 + column;
  return { uri, offset, end: offset + length, line, column, endLine: line, endColumn: column + length };
}

/** A figure of the method 'mmc'. */
function value(number: number, unit: Figure['unit']): Result {
  return { kind: 'value', value: number, unit, method: 'mmc', assumptions: ['arrivals are Poisson'], inputs: [] };
}

const unstable: Result = {
  kind: 'unstable',
  overload: 1.35,
  node: 'web',
  reason: 'web gets 1.35 times what it can serve',
};
const unknown: Result = { kind: 'unknown', reason: 'deadlines are not analysed yet' };

/** A text that is markup everywhere. */
export const hostile = '</td>|<script>alert(1)</script> [x](http://e.com) @all `c` "q" \u001b[31m \u0000 ]]> {0}\nnext';

const at = range(4, 0, 40);
const nameAt = range(4, 9, 6);

const report: Report = {
  version: 1,
  system: 'shop',
  uri: 'examples/shop.arch',
  scenario: undefined,
  scenarios: ['peak'],
  methods: {
    mmc: {
      id: 'mmc',
      name: 'M/M/c queue',
      reference: 'Erlang 1917',
      quality: 'approximate',
      error: 'within 5 % of simulation',
    },
    breakdown: {
      id: 'breakdown',
      name: 'mean response split along the path',
      reference: 'Little 1961',
      quality: 'exact',
    },
  },
  nodes: [
    {
      name: 'web',
      kind: 'frontend',
      at,
      nameAt,
      replicas: 6,
      arrivalRate: 1480,
      offeredCpu: 11.84,
      cpuUtilisation: {
        kind: 'value',
        value: 0.493,
        unit: 'share',
        method: 'mmc',
        assumptions: [],
        inputs: [
          { name: 'cores', text: '4', defaulted: false, assumed: false, at: range(5, 2, 7) },
          { name: 'speed', text: '1', defaulted: true, assumed: false },
        ],
        formula: 'ρ = 11.84 / (6 × 4) = 0.493',
      },
      workerUtilisation: value(0.71, 'share'),
      utilisation: value(0.71, 'share'),
      binding: 'workers',
      queueLength: value(0.0213, 'requests'),
      meanWait: value(0.0000144, 's'),
      capacity: value(2081.4, '1/s'),
      loss: value(0, 'share'),
      availability: value(0.9999, 'share'),
      neededReplicas: 5,
      spread: [
        { place: 'eu.a', replicas: 3 },
        { place: undefined, replicas: 3 },
      ],
      operations: [
        {
          id: 'web.page',
          at,
          rate: 1480,
          mean: value(0.0212, 's'),
          p50: value(0.015, 's'),
          p90: value(0.05, 's'),
          p95: value(0.06, 's'),
          p99: value(0.1, 's'),
        },
      ],
    },
  ],
  externals: [{ name: 'payments', at, rate: 60, limit: 50 }],
  channels: [{ name: 'events', kind: 'topic', at, rate: 1480 }],
  edges: [
    { from: 'browse', to: 'web', kind: 'load', rate: 1480, at },
    { from: 'web', to: 'payments', kind: 'call', rate: 60, at },
    { from: 'web', to: 'events', kind: 'send', rate: 1480, at },
  ],
  places: [
    { id: 'eu', name: 'eu', kind: 'region', parent: undefined, at },
    { id: 'eu.a', name: 'a', kind: 'zone', parent: 'eu', at },
  ],
  workloads: [
    {
      name: 'browse',
      at,
      nameAt,
      kind: 'open',
      offered: 1480,
      throughput: value(1480, '1/s'),
      mean: value(0.0212, 's'),
      p50: value(0.015, 's'),
      p90: value(0.05, 's'),
      p95: value(0.06, 's'),
      p99: value(0.1004, 's'),
      errorShare: value(0, 'share'),
      headroom: value(0.41, 'share'),
      availability: value(0.999521, 'share'),
      plainAvailability: value(0.99999, 'share'),
      downtime: value(252, 'min/year'),
      nines: 3.32,
      downtimeCauses: [
        { name: 'web', minutesPerYear: 200, at },
        { name: 'network', minutesPerYear: 52 },
      ],
      singlePointsOfFailure: [{ name: 'db', at }],
      breakdown: {
        kind: 'parts',
        total: 0.0212,
        method: 'breakdown',
        assumptions: ['parallel branches count by their share'],
        parts: [
          { owner: 'web', part: 'cpu', seconds: 0.02, at },
          { owner: 'payments', part: 'external', seconds: 0.0012, at: undefined },
        ],
      },
    },
    {
      name: 'staff',
      at,
      nameAt,
      kind: 'closed',
      offered: 250,
      throughput: unstable,
      mean: unstable,
      p50: unstable,
      p90: unstable,
      p95: unstable,
      p99: unstable,
      errorShare: unknown,
      headroom: unknown,
      availability: unknown,
      plainAvailability: unknown,
      downtime: unknown,
      nines: undefined,
      downtimeCauses: [],
      singlePointsOfFailure: [],
      breakdown: { kind: 'unknown', reason: 'web gets 1.35 times what it can serve' },
    },
  ],
  objectives: [
    objective('browse.p99', 'browse', 'p99 < 300 ms', 'met', value(0.1004, 's'), 0.3, 0.665, undefined),
    objective('browse.headroom', 'browse', 'headroom >= 50 %', 'missed', value(0.41, 'share'), 0.5, -0.18, hostile),
    objective('cost', undefined, 'cost < 10 $/h', 'unknown', unknown, 10, undefined, 'web has no cost'),
  ],
  bottlenecks: [
    { node: 'web', resource: 'workers', utilisation: 0.71, saturationFactor: 1.406, saturationRate: 2081, at },
  ],
  headroom: value(0.41, 'share'),
  curves: [
    {
      workload: 'browse',
      points: [{ factor: 0.5, throughput: 740, mean: 0.02, p95: 0.05, p99: 0.09 }],
      present: 1480,
      knee: 1500,
      saturation: undefined,
      objectives: [{ text: 'p99 < 300 ms', metric: 'p99', bound: 0.3 }],
    },
  ],
  findings: [
    {
      code: 'hostile-code',
      severity: 'warning',
      message: hostile,
      at: range(4, 9, 3),
      related: [{ message: 'from here', at: range(7, 2, 4) }],
      fixes: [{ title: 'replicas 8', changes: [{ at: range(5, 2, 10), newText: 'replicas 8' }], verified: true }],
    },
  ],
  complete: true,
};

function objective(
  id: string,
  workload: string | undefined,
  text: string,
  verdict: 'met' | 'missed' | 'unknown',
  actual: Result,
  bound: number,
  margin: number | undefined,
  reason: string | undefined,
): Report['objectives'][number] {
  return { id, workload, text, verdict, actual, bound, margin, reason, at: range(12, 2, text.length) };
}

/** One analysed file and one with errors. */
export const sample: readonly FileResult[] = [
  { file: 'examples/shop.arch', report, diagnostics: [] },
  {
    file: 'examples/with space & <mark>.arch',
    diagnostics: [
      {
        code: 'expected-duration',
        severity: 'error',
        message: `expected a duration, such as 20 ms ${hostile}`,
        at: range(2, 4, 1, 'examples/with space & <mark>.arch'),
      },
    ],
  },
  { file: 'gone.arch', diagnostics: [{ code: 'unreadable-file', severity: 'error', message: 'no such file' }] },
];
