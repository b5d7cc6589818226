/**
 * Where the mean response of a workload goes. The mean of a sequence, a choice and a repetition is linear in its parts, so each part
 * counts with its visits. Of parallel branches each counts with the probability that it is the one waited for (its criticality,
 * Van Slyke 1963): so much of a second saved in it is saved in the response. What the branches wait for each other beyond that is
 * 'synchronisation'. Second phases and sends are not waited for and do not count.
 */
import type { SourceRange } from '../../model/system.js';
import type { Point } from '../capacity/operate.js';
import type { Plan } from '../capacity/plan.js';
import { meanOf, ofDistribution } from '../flow/moments.js';
import type { MethodId } from '../methods.js';
import { formatNumber } from '../render/format.js';
import type { Breakdown, BreakdownPart } from '../report.js';
import { type Piece, type Shares, sharesOf } from './shares.js';
import { problem } from './workloads.js';

/** Parts that contention makes: they alone give way where another method than the evaluation found the mean. */
const ofContention: ReadonlySet<BreakdownPart['part']> = new Set(['queue', 'contention', 'synchronisation']);

/** Weight below which a further turn of a cycle of calls adds nothing. */
const negligible = 1e-14;

/** The breakdown of every workload at this operating point. */
export function breakdownsOf(plan: Plan, point: Point): Breakdown[] {
  const shares = plan.compiled.variants.map((variant) => sharesOf(plan, point, variant));
  return plan.system.workloads.map((_, index) => {
    const bad = problem(plan, point, index);
    if (bad) return { kind: 'unknown', reason: bad.kind === 'value' ? '' : bad.reason };
    return breakdown(plan, point, index, shares);
  });
}

function breakdown(plan: Plan, point: Point, index: number, shares: readonly Shares[]): Breakdown {
  const total = point.means[index]!;
  const sums = new Sums(plan);
  const weights = new Float64Array(plan.compiled.variants.length);
  const entries = plan.compiled.entries[index]!.filter((entry) => entry.share > 0);
  const whole = entries.reduce((sum, entry) => sum + entry.share, 0);
  const caller = plan.system.workloads[index]!.name;
  for (const { share, variant, external, network } of entries) {
    const seconds = meanOf(network);
    if (variant >= 0) {
      const node = plan.compiled.variants[variant]!.node;
      weights[variant] = weights[variant]! + share / whole;
      sums.add(share / whole, { owner: 'node', index: node, part: 'network', seconds, caller });
    } else {
      const latency = meanOf(ofDistribution(plan.system.externals[external]!.latency));
      sums.add(share / whole, { owner: 'external', index: external, part: 'network', seconds, caller });
      sums.add(share / whole, { owner: 'external', index: external, part: 'external', seconds: latency, caller });
    }
  }
  let parallel = false;
  for (const component of plan.flow.order) {
    const executed = spread(component, weights, shares);
    component.forEach((vertex, position) => {
      const weight = executed[position]!;
      if (weight <= 0) return;
      parallel ||= shares[vertex]!.parallel;
      for (const piece of shares[vertex]!.pieces) sums.add(weight, piece);
    });
  }
  const assumptions = ['what a request does not wait for (sends, the part after a reply) does not count'];
  if (parallel)
    assumptions.push(
      'a parallel branch counts with the probability that it is the one waited for; what branches wait for each other beyond that is synchronisation',
    );
  const factor = sums.fit(total);
  if (Math.abs(factor - 1) > 1e-6)
    assumptions.push(
      `waits are split as the evaluation of the nodes has them, times ${formatNumber(factor)}, so that they add up to the mean of the workload`,
    );
  const method: MethodId = parallel ? 'breakdown-parallel' : 'breakdown';
  return { kind: 'parts', total, method, assumptions, parts: sums.parts() };
}

/**
 * Executions on the path of a request per operation of a component, from those that come from outside (`weights`); adds what they
 * call to `weights`. A cycle is gone round until nothing is left; its gain is below 1, else the workload has no mean.
 */
function spread(component: readonly number[], weights: Float64Array, shares: readonly Shares[]): Float64Array {
  const executed = new Float64Array(component.length);
  for (let again = true, round = 0; again && round < 100_000; round++) {
    component.forEach((vertex, position) => {
      const weight = weights[vertex]!;
      weights[vertex] = 0;
      executed[position] = executed[position]! + weight;
      if (weight > 0)
        for (const { target, weight: times } of shares[vertex]!.calls)
          weights[target] = weights[target]! + weight * times;
    });
    again = component.some((vertex, position) => weights[vertex]! > negligible * executed[position]!);
  }
  return executed;
}

/** Seconds by owner and part. */
class Sums {
  private readonly items = new Map<
    string,
    { owner: string; part: BreakdownPart['part']; seconds: number; at: SourceRange }
  >();

  constructor(private readonly plan: Plan) {}

  add(weight: number, piece: Piece): void {
    const seconds = weight * piece.seconds;
    if (!(seconds > 0)) return;
    const { system } = this.plan;
    const { name, nameAt } = { node: system.nodes, external: system.externals, channel: system.channels }[piece.owner][
      piece.index
    ]!;
    const key = `${name} ${piece.part}`;
    const known = this.items.get(key);
    if (known) {
      known.seconds += seconds;
      return;
    }
    const link = piece.caller && system.links.find((item) => item.from === piece.caller && item.to === name);
    this.items.set(key, { owner: name, part: piece.part, seconds, at: link ? link.at : nameAt });
  }

  /** Makes the parts add up to the mean; returns the factor on waits. */
  fit(total: number): number {
    let fixed = 0;
    let waits = 0;
    for (const item of this.items.values()) {
      if (ofContention.has(item.part)) waits += item.seconds;
      else fixed += item.seconds;
    }
    // What differs by rounding, or by where the iteration over a cycle ended, needs no factor: waits may be nothing but that themselves.
    const differs = Math.abs(total - fixed - waits) > 1e-6 * total;
    const factor = differs && waits > 0 && total > fixed ? (total - fixed) / waits : 1;
    for (const item of this.items.values()) if (ofContention.has(item.part)) item.seconds *= factor;
    const sum = fixed + waits * factor;
    // Only rounding is left, or nothing waits at all.
    if (sum > 0) for (const item of this.items.values()) item.seconds *= total / sum;
    return factor;
  }

  parts(): BreakdownPart[] {
    return [...this.items.values()].filter((item) => item.seconds > 0).sort((a, b) => b.seconds - a.seconds);
  }
}
