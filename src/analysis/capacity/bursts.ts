/**
 * Bursts of arrivals along the path, as the excess of the squared coefficient of variation (scv) of the gaps over 1, by the rules of
 * the queueing network analyser (Whitt 1983): thinned where a request comes less than once, smoothed by workers that are busy, mixed
 * where streams meet. What service times alone would do to a Poisson stream is not followed: without bursts there is nothing to pass on.
 */
import type { Plan } from './plan.js';

/** Sweeps over cycles of calls; the excess shrinks at every node type. */
const SWEEPS = 3;

export function hasBursts(plan: Plan, rates: readonly number[]): boolean {
  return plan.system.workloads.some(
    ({ load }, index) => load.kind === 'open' && rates[index]! > 0 && load.burstiness.value !== 1,
  );
}

/**
 * The scv of the gaps between arrivals at each node type, over all its replicas.
 * @param rates of the workloads, 1/s; @param executions of the variants, 1/s
 * @param busy share of the workers of a node type that is busy, in [0, 1]; 0 without a bound
 */
export function burstsAlong(
  plan: Plan,
  rates: readonly number[],
  executions: Float64Array,
  busy: (node: number) => number,
): number[] {
  const { workloads } = plan.system;
  const { variants, entries } = plan.compiled;
  const excess = plan.nodes.map(() => 0);
  if (!hasBursts(plan, rates)) return plan.nodes.map(() => 1);
  const total = plan.nodes.map((node) => node.variants.reduce((sum, { index }) => sum + executions[index]!, 0));
  /** by node type: streams from outside and from callers */
  const outside = plan.nodes.map((): { rate: number; excess: number }[] => []);
  entries.forEach((list, workload) => {
    const { load } = workloads[workload]!;
    const bursty = load.kind === 'open' ? load.burstiness.value - 1 : 0;
    const shares = new Map<number, number>();
    for (const { variant, share } of list) {
      if (variant < 0) continue;
      const { node } = variants[variant]!;
      shares.set(node, (shares.get(node) ?? 0) + share);
    }
    for (const [node, share] of shares)
      outside[node]!.push({ rate: rates[workload]! * share, excess: bursty * Math.min(1, share) });
  });
  const inside = plan.nodes.map((): { from: number; rate: number }[] => []);
  for (const node of plan.nodes) {
    const calls = new Map<number, number>();
    for (const variant of node.variants)
      for (const edge of variant.edges) {
        const target = variants[edge.target]!.node;
        calls.set(target, (calls.get(target) ?? 0) + executions[variant.index]! * edge.count);
      }
    for (const [target, rate] of calls) if (rate > 0) inside[target]!.push({ from: node.index, rate });
  }
  const callersFirst = plan.order.flat().reverse();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let change = 0;
    for (const index of callersFirst) {
      const arriving = total[index]!;
      if (!(arriving > 0)) continue;
      let sum = 0;
      let squares = 0;
      const stream = (rate: number, own: number): void => {
        const share = rate / arriving;
        sum += share * own;
        squares += share * share;
      };
      for (const item of outside[index]!) stream(item.rate, item.excess);
      for (const { from, rate } of inside[index]!) {
        const passed = (1 - busy(from) ** 2) * excess[from]!;
        stream(rate, passed * Math.min(1, rate / total[from]!));
      }
      // the more streams meet and the less is waited for, the nearer to Poisson (eqs. 29 and 30)
      const spread = squares > 0 ? 1 / squares - 1 : 0;
      const next = sum / (1 + 4 * (1 - busy(index)) ** 2 * Math.max(0, spread));
      change = Math.max(change, Math.abs(next - excess[index]!));
      excess[index] = next;
    }
    if (change < 1e-9) break;
  }
  return excess.map((value) => Math.max(0, 1 + value));
}
