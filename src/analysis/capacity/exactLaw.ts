/**
 * Where the fitted distribution of a response time is the true one, not just one with the same three moments: sums of at most two
 * exponential times and of fixed times without contention, and the sojourn in M/M/c with first come, first served.
 */
import type { Variant } from '../flow/bodies.js';
import type { Point } from './operate.js';
import type { Plan } from './plan.js';

/** Number of exponential steps of a body of unconditional steps, all else fixed; undefined where it is anything else. */
function phases(variant: Variant): { exponential: number; fixed: number } | undefined {
  let exponential = 0;
  let fixed = 0;
  for (const step of variant.operation.steps) {
    if (step.kind === 'reply') continue;
    if (step.kind !== 'cpu' && step.kind !== 'delay') return undefined;
    const { family, cv, mean } = step.kind === 'cpu' ? step.demand : step.duration;
    const count = step.count?.value ?? 1;
    if ((step.probability?.value ?? 1) !== 1 || step.geometric || !Number.isInteger(count)) return undefined;
    if (mean.value === 0 || count === 0) continue;
    if (family === 'deterministic' || cv.value === 0) fixed += 1;
    else if (family === 'exponential') exponential += count;
    else return undefined;
  }
  return exponential <= 2 && !variant.second ? { exponential, fixed } : undefined;
}

/** True where the percentiles of a variant's response are those of its true distribution. */
export function exactLaw(plan: Plan, point: Point, variant: Variant): boolean {
  const own = phases(variant);
  const node = plan.nodes[variant.node]!;
  const { station } = point.nodes[node.index]!;
  if (!own || node.host >= 0 || point.nodes[node.index]!.waits) return false;
  if (station.method === 'M/M/inf' || station.method === 'idle') return node.workers === Number.POSITIVE_INFINITY;
  // With contention: Poisson arrivals straight from open workloads, one law of service, and no sharing of cores.
  if (!station.exact || station.method !== 'M/M/c' || own.exponential !== 1 || own.fixed > 0) return false;
  if (node.workers > node.cores && node.workers !== 1) return false;
  if (plan.system.workloads.some(({ load }) => load.kind === 'closed' || load.burstiness.value !== 1)) return false;
  if (plan.compiled.variants.some((caller) => caller.edges.some((edge) => isAt(plan, edge.target, node.index))))
    return false;
  return node.variants.every(
    (other) =>
      point.variantRates[other.index] === 0 ||
      (phases(other)?.exponential === 1 && phases(other)?.fixed === 0 && sameMean(other, variant)),
  );
}

const isAt = (plan: Plan, variant: number, node: number): boolean => plan.compiled.variants[variant]!.node === node;

const sameMean = (a: Variant, b: Variant): boolean =>
  Math.abs(a.cpuTime.k1 - b.cpuTime.k1) <= 1e-12 * b.cpuTime.k1 && a.demand === b.demand;
