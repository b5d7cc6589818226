/** Reports of node types and their operations. */
import type { NodeType, Operation } from '../../model/system.js';
import type { NodeState } from '../capacity/evaluate.js';
import type { Point } from '../capacity/operate.js';
import { operationPercentiles } from '../capacity/percentiles.js';
import type { Plan, PlanNode } from '../capacity/plan.js';
import type { Variant } from '../flow/bodies.js';
import { meanOf, mixAll } from '../flow/moments.js';
import { type MethodId, stationMethod } from '../methods.js';
import { formatDuration, formatNumber, formatRate, formatShare } from '../render/format.js';
import type { FigureInput, NodeReport, OperationReport, Result } from '../report.js';
import { assumptionsOf } from './assumptions.js';
import { derived, figure, input, unknown, unstable } from './figures.js';
import { spreadOf } from './topology.js';

/** Which percentiles of operations are computed. */
export type Percentiles = 'none' | 'p99' | 'all';

/**
 * The report of one node type, without its availability (the redundancy analysis adds that).
 * @param percentiles of its operations: `p99` is what an editor shows beside the text
 */
export function nodeReport(plan: Plan, point: Point, index: number, percentiles: Percentiles): NodeReport {
  const node = plan.nodes[index]!;
  const declared = plan.system.nodes[index]!;
  const state = point.nodes[index]!;
  const { station } = state;
  const blame = state.cause ?? point.fed.get(index);
  const bad = blame ? unstable(plan, blame, node.name) : undefined;
  const inputs = nodeInputs(plan, declared, node);
  const assumptions = assumptionsOf(plan, index);
  const plain = stationMethod(station.method, station.exact && assumptions.length === 0);
  const method = state.waits ? 'priorities' : plain;
  const cores = coresOf(plan, node, state);
  const demand = state.offered > 0 ? state.cpu / state.carried || 0 : 0;
  const cpu: Result =
    bad && (state.cause?.node === index || point.fed.has(index) || Number.isFinite(node.workers))
      ? bad
      : cores.total === undefined
        ? figure(0, 'share', { method: 'utilisation-law', assumptions: ['cores are not limited'], inputs })
        : figure(cores.load / cores.total, 'share', {
            method: 'utilisation-law',
            inputs,
            formula: `ρ = λ·D / cores = ${formatRate(state.cpu > 0 ? (state.carried * cores.load) / state.cpu : state.carried)} · ${formatDuration(demand)} / ${formatNumber(cores.total)} = ${formatShare(cores.load / cores.total)}`,
          });
  const workers: Result = bad
    ? bad
    : Number.isFinite(node.workers)
      ? figure(station.workerUtilisation, 'share', {
          method,
          assumptions,
          inputs,
          formula: `busy slots / (${state.replicas} · ${formatNumber(node.workers)}) = ${formatShare(station.workerUtilisation)}`,
        })
      : figure(0, 'share', { method: 'infinite', assumptions: ['workers are not limited'], inputs });
  const binding = bindingOf(cpu, workers, node, cores.total !== undefined, state);
  const utilisation = binding === 'workers' ? workers : cpu;
  const capacity =
    bad && state.cause?.node !== index
      ? bad
      : Number.isFinite(station.capacity) && state.offered > 0
        ? figure(hostCapacity(plan, node, state), '1/s', {
            method:
              station.method.startsWith('M/M/c') || !Number.isFinite(node.workers)
                ? 'utilisation-law'
                : 'pooled-station',
            assumptions: [
              'the present mix of operations',
              ...(Number.isFinite(node.workers) ? ['what it calls answers as now'] : []),
            ],
            inputs,
          })
        : unknown(state.offered > 0 ? 'Neither cores nor workers are limited.' : 'No workload reaches it.');
  return {
    name: declared.name,
    kind: declared.kind,
    at: declared.at,
    nameAt: declared.nameAt,
    replicas: state.replicas,
    arrivalRate: state.offered,
    offeredCpu: state.cpu,
    cpuUtilisation: cpu,
    workerUtilisation: workers,
    utilisation,
    binding,
    queueLength: bad ?? figure(station.queueLength, 'requests', { method, assumptions, inputs }),
    meanWait: bad ?? figure(meanOf(station.wait), 's', { method, assumptions, inputs }),
    capacity,
    loss:
      bad ??
      figure(station.loss, 'share', {
        method: station.loss > 0 ? method : 'utilisation-law',
        assumptions: declared.queue.policy === 'block' ? ['a full queue that blocks is taken as unbounded'] : [],
        inputs: declared.queue.size ? [input('queue', declared.queue.size)] : [],
      }),
    availability: unknown('Not computed yet.'),
    neededReplicas: undefined,
    spread: spreadOf(plan, index, state.replicas),
    operations: declared.operations.map((operation) =>
      operationReport(plan, point, index, operation, method, inputs, percentiles),
    ),
  };
}

/** CPU load and cores that it shares: of the node type, or of its host. */
function coresOf(plan: Plan, node: PlanNode, state: NodeState): { load: number; total: number | undefined } {
  const host = plan.hosts[node.host];
  if (host) return { load: state.cpu, total: host.cores };
  // `hash`: the fullest replica's share, as for its workers.
  const { policy, skew } = plan.system.nodes[node.index]!.balancing;
  const hot = policy === 'hash' && state.replicas > 1 ? Math.min(state.replicas, Math.max(1, skew.value)) : 1;
  return {
    load: state.cpu * hot,
    total: Number.isFinite(node.cores) ? node.cores * Math.max(1, state.replicas) : undefined,
  };
}

function hostCapacity(plan: Plan, node: PlanNode, state: NodeState): number {
  const host = plan.hosts[node.host];
  if (!host || state.cpu === 0) return state.station.capacity;
  return Math.min(state.station.capacity, (host.cores * state.offered) / state.cpu);
}

function bindingOf(
  cpu: Result,
  workers: Result,
  node: PlanNode,
  limited: boolean,
  state: NodeState,
): NodeReport['binding'] {
  const pool = Number.isFinite(node.workers);
  if (!limited && !pool) return 'none';
  if (!limited) return 'workers';
  if (!pool) return 'cores';
  if (cpu.kind === 'value' && workers.kind === 'value')
    return workers.value > cpu.value * (1 + 1e-9) ? 'workers' : 'cores';
  const cpuLoad = state.cpu / (node.cores * Math.max(1, state.replicas));
  return cpuLoad >= 0.999 * state.station.overload ? 'cores' : 'workers';
}

function operationReport(
  plan: Plan,
  point: Point,
  index: number,
  operation: Operation,
  method: MethodId,
  inputs: readonly FigureInput[],
  percentiles: Percentiles,
): OperationReport {
  const node = plan.nodes[index]!;
  const variants = node.variants.filter((variant) => variant.operation.id === operation.id);
  const rate = variants.reduce((sum, variant) => sum + point.variantRates[variant.index]!, 0);
  const base = { id: operation.id, at: operation.nameAt, rate };
  for (const variant of variants) {
    const response = point.responses[variant.index];
    if (response && 'cause' in response) {
      const bad = unstable(plan, response.cause, node.name);
      return { ...base, mean: bad, p50: bad, p90: bad, p95: bad, p99: bad };
    }
  }
  const weightOf = (variant: Variant): number =>
    rate > 0 ? point.variantRates[variant.index]! : variant.workload < 0 ? 1 : 0;
  const parts = variants.flatMap((variant) => {
    const response = point.responses[variant.index];
    return response && 'time' in response ? [{ weight: weightOf(variant), time: response.time }] : [];
  });
  const alone = variants.every((variant) => variant.edges.length === 0 && variant.externals.length === 0);
  const { exact, percentile } = operationPercentiles(
    plan,
    point,
    variants,
    variants.map((variant) => weightOf(variant)),
  );
  const assumptions = assumptionsOf(plan, index);
  const share = (p: number): Result =>
    figure(percentile(p), 's', { method: exact ? 'percentile-exact' : 'percentile-path', assumptions, inputs });
  const pending = unknown('Not computed yet.');
  const later = (p: number): Result => (percentiles === 'all' ? share(p) : pending);
  return {
    ...base,
    mean: figure(meanOf(mixAll(parts)), 's', {
      method: alone || method === 'layers' || method === 'priorities' ? method : 'path',
      assumptions,
      inputs,
    }),
    p50: later(0.5),
    p90: later(0.9),
    p95: later(0.95),
    p99: percentiles === 'none' ? pending : share(0.99),
  };
}

/** The declared numbers that decide a node's figures. */
export function nodeInputs(plan: Plan, declared: NodeType, node: PlanNode): FigureInput[] {
  const list = [input('replicas', declared.replicas)];
  const host = plan.hosts[node.host];
  if (host) list.push(derived('cores', `${formatNumber(host.cores)} on ${host.id}, shared`));
  else if (declared.cores) list.push(input('cores', declared.cores));
  else list.push({ name: 'cores', text: 'not limited', defaulted: true, assumed: false });
  if (declared.workers) list.push(input('workers', declared.workers));
  else list.push({ name: 'workers', text: 'not limited', defaulted: true, assumed: false });
  for (const operation of declared.operations) {
    for (const step of operation.steps) {
      if (step.kind === 'cpu' && list.length < 8)
        list.push(input(`cpu of ${operation.id}`, step.demand.mean, formatDuration));
    }
  }
  return list;
}
