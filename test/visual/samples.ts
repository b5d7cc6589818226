/** What the panel is shown in the tests: reports that stay as they are, whatever the analysis learns. */
import type { Report, Result } from '../../src/analysis/report.js';
import type { ToPanel } from '../../src/server/protocol.js';
import { sampleReport } from '../../webview/testing/sample.js';

type Node = Report['nodes'][number];
type Show = Extract<ToPanel, { kind: 'show' }>;

const uri = 'file:///project/shop.arch';

export function show(report: Report, others: Partial<Show> = {}): Show {
  return { kind: 'show', title: 'shop.arch', uri, result: { kind: 'report', report, errors: 0 }, ...others };
}

/** Verdicts of every kind, a node type near its limit. */
export const shop: Report = sampleReport;

/** Everything holds. */
export const healthy: Report = {
  ...sampleReport,
  objectives: sampleReport.objectives.filter((objective) => objective.verdict === 'met'),
  nodes: sampleReport.nodes.map((node) => (node.name === 'orders_store' ? withLoad(node, 0.52) : node)),
  findings: [],
  headroom: figure(0.42),
};

/** A store gets more than it can serve: no time is computed past it. */
export const overloaded: Report = overload(sampleReport);

/** A hundred node types in ten layers. */
export const big: Report = hundred();

/** The same under a scenario: more load, the store slower. */
export const rush: Report = {
  ...sampleReport,
  scenario: 'black_friday',
  nodes: sampleReport.nodes.map((node) => withLoad(node, Math.min(0.99, shareOf(node) * 1.25))),
  workloads: sampleReport.workloads.map((workload) => ({
    ...workload,
    offered: workload.offered * 1.2,
    throughput: scaled(workload.throughput, 1.2),
    mean: scaled(workload.mean, 1.6),
    p99: scaled(workload.p99, 1.9),
  })),
  objectives: sampleReport.objectives.map((objective) =>
    objective.id === 'browse.p99'
      ? {
          ...objective,
          verdict: 'missed',
          margin: -0.343,
          actual: scaled(objective.actual, 1.9),
          reason: 'orders_store',
        }
      : objective,
  ),
  curves: sampleReport.curves.map((curve) => ({
    ...curve,
    present: curve.present * 1.08,
    points: curve.points.map((point) => ({
      ...point,
      mean: point.mean * 1.25,
      p95: point.p95 * 1.3,
      p99: point.p99 * 1.35,
    })),
  })),
};

function figure(value: number, unit: 'share' | '1/s' = 'share'): Result {
  return { kind: 'value', value, unit, method: 'mmc', assumptions: [], inputs: [] };
}

function scaled(result: Result, factor: number): Result {
  return result.kind === 'value' ? { ...result, value: result.value * factor } : result;
}

function shareOf(node: Node): number {
  return node.utilisation.kind === 'value' ? node.utilisation.value : 1;
}

function withLoad(node: Node, share: number): Node {
  return { ...node, utilisation: figure(share), workerUtilisation: figure(share), cpuUtilisation: figure(share * 0.9) };
}

function overload(report: Report): Report {
  const node = 'orders_store';
  const unstable: Result = {
    kind: 'unstable',
    overload: 1.35,
    node,
    reason: 'orders_store is offered 600 req/s and can serve 444 req/s: 1.35 times its capacity',
  };
  const through = new Set([node, 'web', 'catalog_search']);
  return {
    ...report,
    nodes: report.nodes.map((item) =>
      through.has(item.name)
        ? {
            ...item,
            ...(item.name === node && { utilisation: unstable, workerUtilisation: unstable }),
            meanWait: unstable,
            queueLength: unstable,
          }
        : item,
    ),
    workloads: report.workloads.map((workload) => ({
      ...workload,
      throughput: unstable,
      mean: unstable,
      p50: unstable,
      p90: unstable,
      p95: unstable,
      p99: unstable,
      headroom: unstable,
      breakdown: { kind: 'unknown', reason: unstable.reason },
    })),
    objectives: report.objectives.map((objective) => ({
      ...objective,
      verdict: objective.id === 'cost' || objective.id === 'browse.availability' ? objective.verdict : 'missed',
      actual: objective.id === 'browse.availability' ? objective.actual : unstable,
      margin: objective.id === 'browse.availability' ? objective.margin : undefined,
      reason: objective.id === 'browse.availability' ? undefined : (objective.reason ?? unstable.reason),
    })),
    bottlenecks: report.bottlenecks.map((item) => ({ ...item, utilisation: 1.35, saturationFactor: 0.74 })),
    headroom: unstable,
    curves: [],
  };
}

function hundred(): Report {
  const [pattern] = sampleReport.nodes;
  const [workload] = sampleReport.workloads;
  if (!pattern || !workload) throw new Error('The sample has lost its parts.');
  const at = (line: number): Node['at'] => ({ ...pattern.at, line, endLine: line });
  const name = (layer: number, index: number): string => `n${layer}_${index}`;
  const names = Array.from({ length: 100 }, (_, index) => name(Math.floor(index / 10), index % 10));
  return {
    ...sampleReport,
    system: 'hundred_parts',
    scenarios: [],
    nodes: names.map((item, index) => ({
      ...withLoad(pattern, 0.05 + ((index * 37) % 90) / 100),
      name: item,
      kind: index < 10 ? 'frontend' : index < 90 ? 'logic' : 'store',
      at: at(10 + index * 8),
      nameAt: at(10 + index * 8),
    })),
    workloads: [
      {
        ...workload,
        breakdown: {
          kind: 'parts',
          total: 0.1,
          method: 'breakdown',
          assumptions: [],
          parts: names.slice(0, 50).map((owner, index) => ({
            owner,
            part: (['cpu', 'queue', 'contention', 'network', 'delay', 'external', 'synchronisation'] as const)[
              index % 7
            ]!,
            seconds: 0.1 * (2 / 51) * (1 - index / 50),
            at: at(10 + index * 8),
          })),
        },
        downtimeCauses: names.slice(0, 40).map((cause, index) => ({
          name: cause,
          minutesPerYear: 252 * (2 / 41) * (1 - index / 40),
          at: at(10 + index * 8),
        })),
      },
    ],
    externals: [],
    places: [],
    channels: [],
    edges: [
      ...Array.from({ length: 10 }, (_, index) => ({
        from: workload.name,
        to: name(0, index),
        kind: 'load' as const,
        rate: 100,
        at: at(5),
      })),
      ...Array.from({ length: 90 }, (_, index) =>
        [0, 1].map((next) => ({
          from: name(Math.floor(index / 10), index % 10),
          to: name(Math.floor(index / 10) + 1, (index + next) % 10),
          kind: 'call' as const,
          rate: 50,
          at: at(11 + index * 8),
        })),
      ).flat(),
    ],
    curves: sampleReport.curves.slice(0, 1),
    findings: [],
  };
}
