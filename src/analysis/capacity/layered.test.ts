// Pools that call each other: against the Markov chain of workers, cores and queues.
import { describe, expect, it } from 'vitest';
import { type LayeredModel, solveLayered } from '../../queueing/index.js';
import { analyse } from '../analyse.js';
import * as b from '../testing/build.js';
import { operate } from './operate.js';
import { prepare } from './plan.js';

type Tier = { readonly workers: number; readonly cores: number; readonly demand: number; readonly cv?: number };

const nodesOf = (tiers: readonly Tier[]) =>
  tiers.map(({ workers, cores, demand, cv = 1 }, i) =>
    b.node(
      `t${i}`,
      { workers, cores },
      {
        run: [b.cpu(demand, cv), ...(i + 1 < tiers.length ? [b.call(`t${i + 1}.run`)] : [])],
      },
    ),
  );

function chainOf(tiers: readonly Tier[], load: LayeredModel['classes'][number]): { rate: number; mean: number } {
  const answer = solveLayered(
    {
      processors: tiers.map(({ cores }, i) => ({ name: `p${i}`, cores })),
      tasks: tiers.map(({ workers }, i) => ({ name: `t${i}`, processor: i, workers })),
      entries: tiers.map(({ demand, cv = 1 }, i) => ({
        name: `e${i}`,
        task: i,
        first: { demand, cv, calls: i + 1 < tiers.length ? [{ entry: i + 1, mean: 1 }] : [] },
      })),
      classes: [load],
    },
    { method: 'exact', states: 60_000 },
  );
  if (answer.kind !== 'solved') throw new Error(JSON.stringify(answer));
  return { rate: answer.classes[0]!.throughput, mean: answer.classes[0]!.response };
}

const cases: readonly (readonly [string, readonly Tier[], number])[] = [
  [
    'two tiers near saturation',
    [
      { workers: 8, cores: 2, demand: 0.3 },
      { workers: 4, cores: 2, demand: 0.45 },
    ],
    4.2,
  ],
  [
    'a callee of one worker',
    [
      { workers: 4, cores: 4, demand: 0.05 },
      { workers: 1, cores: 1, demand: 0.07 },
    ],
    11,
  ],
  [
    'varying times',
    [
      { workers: 3, cores: 2, demand: 0.05 },
      { workers: 1, cores: 1, demand: 0.07, cv: 2 },
    ],
    10,
  ],
  [
    'three tiers',
    [
      { workers: 5, cores: 4, demand: 0.3 },
      { workers: 3, cores: 4, demand: 0.3 },
      { workers: 2, cores: 4, demand: 0.1 },
    ],
    3,
  ],
];

describe('pools that wait for each other', () => {
  it.each(cases)('open: %s', (_, tiers, rate) => {
    const exact = chainOf(tiers, { name: 'w', kind: 'open', rate, targets: [{ entry: 0, share: 1 }] });
    const point = operate(prepare(b.system({ nodes: nodesOf(tiers), workloads: [b.open('w', rate, 't0.run')] })));
    expect(point.cause).toBeUndefined();
    expect(Math.abs(point.means[0]! / exact.mean - 1)).toBeLessThan(0.06);
    expect(point.nodes.every((node) => node.station.method === 'layers')).toBe(true);
  });
  it.each(cases)('closed: %s', (_, tiers) => {
    const load = { name: 'w', kind: 'closed' as const, users: 12, think: 0.8, targets: [{ entry: 0, share: 1 }] };
    const exact = chainOf(tiers, load);
    const point = operate(prepare(b.system({ nodes: nodesOf(tiers), workloads: [b.closed('w', 12, 0.8, 't0.run')] })));
    expect(point.closedMethod).toBe('layers');
    expect(Math.abs(point.rates[0]! / exact.rate - 1)).toBeLessThan(0.025);
    expect(Math.abs(point.means[0]! / exact.mean - 1)).toBeLessThan(0.07);
  });
  it('pools that never fill leave the open network as it is', () => {
    const tiers = [
      { workers: 200, cores: 2, demand: 0.01 },
      { workers: 100, cores: 2, demand: 0.01 },
    ];
    const report = analyse(b.system({ nodes: nodesOf(tiers), workloads: [b.open('w', 50, 't0.run')] }), {
      detail: 'quick',
    });
    expect(report.workloads[0]!.mean).toMatchObject({ kind: 'value', method: 'path' });
  });
  it('a full pool over idle cores is unstable, and the pool is named', () => {
    const tiers = [
      { workers: 4, cores: 8, demand: 0.01 },
      { workers: 50, cores: 50, demand: 0.5 },
    ];
    const report = analyse(b.system({ nodes: nodesOf(tiers), workloads: [b.open('w', 9, 't0.run')] }), {
      detail: 'quick',
    });
    expect(report.workloads[0]!.mean).toMatchObject({ kind: 'unstable', node: 't0' });
    expect(report.nodes[0]!.binding).toBe('workers');
  });
  it('parallel branches: the longest decides, all load what they call', () => {
    const leaf = (name: string, demand: number) => b.node(name, { workers: 3, cores: 3 }, { run: [b.cpu(demand)] });
    const front = b.node(
      'front',
      { workers: 4, cores: 4 },
      {
        run: [b.cpu(0.01), b.parallel(b.call('slow.run'), b.call('fast.run'))],
      },
    );
    const point = operate(
      prepare(
        b.system({ nodes: [front, leaf('slow', 0.2), leaf('fast', 0.05)], workloads: [b.open('w', 8, 'front.run')] }),
      ),
    );
    expect(point.nodes[0]!.station.method).toBe('layers');
    expect(point.nodes[2]!.station.cpuUtilisation).toBeCloseTo((8 * 0.05) / 3, 6);
    // Time of one worker: over the slow branch, under both in sequence.
    expect(point.means[0]!).toBeGreaterThan(0.21);
  });
});
