/**
 * Throughput of closed workloads: X = N / (Z + R(X)), where an arriving request does not meet itself, so that waits are found at
 * X (N - 1) / N (Bard 1979; Schweitzer 1979). Product-form systems are solved exactly by mean value analysis instead.
 */
import { meanOf } from '../flow/moments.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { solveAsLayers } from './layered.js';
import { type NetworkSolution, solveAsNetwork } from './network.js';
import type { Plan } from './plan.js';

export interface ClosedSolution {
  readonly evaluation: Evaluation;
  readonly means: readonly (number | undefined)[];
  readonly exact: boolean;
  readonly layers?: boolean;
}

/**
 * @param open rates of the open workloads (0 for closed ones), 1/s
 * @param users of the closed workloads (0 for open ones)
 */
export function solveClosed(
  plan: Plan,
  open: readonly number[],
  users: readonly number[],
  replicas: readonly number[] | undefined,
): ClosedSolution {
  const { workloads } = plan.system;
  const network = solveAsNetwork(plan, open, users, replicas);
  if (network) {
    const matched = matchShape(plan, network, open, users, replicas);
    if (matched) return matched;
  }
  const layers = solveAsLayers(plan, evaluate(plan, { rates: open, replicas }), open, users, replicas);
  if (layers?.kind === 'solved') {
    const evaluation = evaluate(plan, { rates: layers.rates, replicas, met: layers.met });
    if (evaluation.workloads.every((timed, index) => layers.rates[index] === 0 || 'time' in timed))
      return { evaluation, means: layers.means, exact: false, layers: true };
  }
  const rates = [...open];
  const seen = [...open];
  const closed = workloads.flatMap((workload, index) =>
    workload.load.kind === 'closed' && users[index]! > 0 ? [index] : [],
  );
  const think = workloads.map((workload) => (workload.load.kind === 'closed' ? workload.load.think.mean.value : 0));
  const others = (count: number): number => Math.max(0, count - 1) / Math.max(1, count);
  // A request that a full queue turns away takes no time: its user thinks again at once.
  const meanAt = (index: number): number | undefined => {
    const found = evaluate(plan, { rates, seen, replicas });
    const timed = found.workloads[index]!;
    return 'time' in timed ? meanOf(timed.time) * (1 - found.errors[index]!) : undefined;
  };
  let change = 0;
  const set = (index: number, rate: number): void => {
    rates[index] = rate;
    seen[index] = rate * others(users[index]!);
  };
  for (let round = 0; round < (closed.length > 1 ? 8 : 1); round++) {
    change = 0;
    for (const index of closed) {
      const before = rates[index]!;
      set(index, 0);
      const idle = meanAt(index);
      if (idle === undefined) continue;
      // R rises with X, so N/(Z+R(X)) - X has one root between 0 and the throughput without contention.
      let low = 0;
      let high = users[index]! / Math.max(1e-12, think[index]! + idle);
      for (let step = 0; step < 26 && high - low > 1e-7 * high; step++) {
        const middle = (low + high) / 2;
        set(index, middle);
        const mean = meanAt(index);
        if (mean === undefined || users[index]! < middle * (think[index]! + mean)) high = middle;
        else low = middle;
      }
      set(index, low);
      change = Math.max(change, Math.abs(low - before) / Math.max(low, 1e-300));
    }
    if (change < 1e-6) break;
  }
  const evaluation = evaluate(plan, { rates, seen, replicas });
  // Throughputs that still move are no operating point: they are not given.
  const settled = change < 0.01 || closed.length <= 1;
  const means = evaluation.workloads.map((timed, index) =>
    'time' in timed && (settled || workloads[index]!.load.kind === 'open') ? meanOf(timed.time) : undefined,
  );
  return { evaluation, means, exact: false };
}

/**
 * Percentiles and node figures for a network solution: the evaluation at a common share of the rates at which its mean responses,
 * weighed by throughput, are those of the network.
 */
function matchShape(
  plan: Plan,
  network: NetworkSolution,
  open: readonly number[],
  users: readonly number[],
  replicas: readonly number[] | undefined,
): ClosedSolution | undefined {
  const { rates } = network;
  if (network.met) {
    // Waits are known; the rates only serve the figures that grow with them, and must be below capacity.
    const share = users.map((count) => (count > 1 ? (count - 1) / count : 0.5));
    const seen = rates.map((rate, index) => rate * share[index]!);
    const evaluation = evaluate(plan, { rates, seen, replicas, met: network.met });
    const stable = evaluation.workloads.every((timed, index) => rates[index] === 0 || 'time' in timed);
    if (stable) return { evaluation, means: network.means, exact: network.exact };
  }
  const goal = rates.reduce((sum, rate, index) => sum + rate * network.means[index]!, 0);
  const at = (share: number): Evaluation =>
    evaluate(plan, { rates, seen: rates.map((rate) => rate * share), replicas });
  const total = (evaluation: Evaluation): number =>
    evaluation.workloads.reduce(
      (sum, timed, index) => sum + ('time' in timed ? rates[index]! * meanOf(timed.time) : Number.POSITIVE_INFINITY),
      0,
    );
  let low = 0;
  let high = 1;
  for (let step = 0; step < 24 && high - low > 1e-6 * (1 - low); step++) {
    const middle = (low + high) / 2;
    if (total(at(middle)) > goal) high = middle;
    else low = middle;
  }
  const evaluation = at(open.every((rate) => rate === 0) && goal === 0 ? 0 : low);
  if (!Number.isFinite(total(evaluation))) return undefined;
  return { evaluation, means: network.means, exact: network.exact };
}
