/** Percentiles of responses at an operating point: one set of laws per point, made when first asked for. */
import { fitMoments, PathLaw } from '../../queueing/index.js';
import type { Variant } from '../flow/bodies.js';
import { exactLaw } from './exactLaw.js';
import type { Point } from './operate.js';
import { PathLaws } from './pathLaws.js';
import type { Plan } from './plan.js';

export interface Percentiles {
  /** True where the law is the true one under the assumptions of the figure. */
  readonly exact: boolean;
  /** Seconds not exceeded with probability p in [0, 1). */
  percentile(p: number): number;
}

/** Far more than a fit errs from the 90th percentile on. */
const DOUBT = 2.5;

const made = new WeakMap<Point, PathLaws>();

function lawsAt(plan: Plan, point: Point): PathLaws {
  let laws = made.get(point);
  if (!laws) {
    laws = new PathLaws(plan, point);
    made.set(point, laws);
  }
  return laws;
}

const ofWorkloads = new WeakMap<Point, Map<number, Percentiles>>();

/** Percentiles of a stable workload's response: the mixture of its targets. Made once for each point. */
export function workloadPercentiles(plan: Plan, point: Point, index: number): Percentiles {
  const known = ofWorkloads.get(point) ?? new Map<number, Percentiles>();
  ofWorkloads.set(point, known);
  const percentiles = known.get(index) ?? kept(percentilesOf(plan, point, index));
  known.set(index, percentiles);
  return percentiles;
}

/** The same, each percentile searched once. */
function kept({ exact, percentile }: Percentiles): Percentiles {
  const known = new Map<number, number>();
  return {
    exact,
    percentile(p) {
      const value = known.get(p) ?? percentile(p);
      known.set(p, value);
      return value;
    },
  };
}

function percentilesOf(plan: Plan, point: Point, index: number): Percentiles {
  const entries = plan.compiled.entries[index]!.filter((entry) => entry.share > 0);
  const [only] = entries;
  const timed = point.workloads[index]!;
  const factor = factorOf(point, index);
  const variant = entries.length === 1 && only!.variant >= 0 ? plan.compiled.variants[only!.variant]! : undefined;
  if (variant && 'time' in timed && only!.network.k2 === 0 && plain(variant) && exactLaw(plan, point, variant)) {
    const law = fitMoments(timed.time);
    return { exact: true, percentile: (p) => factor * law.percentile(p) };
  }
  let law: PathLaw | undefined;
  const near = 'time' in timed ? fitMoments(timed.time) : undefined;
  return {
    exact: false,
    percentile(p) {
      law ??= workloadLaw(plan, point, index);
      return law.percentile(p, near && factor * near.percentile(p));
    },
  };
}

/** The law of a stable workload's response, its mean that of the operating point. */
export function workloadLaw(plan: Plan, point: Point, index: number): PathLaw {
  const entries = plan.compiled.entries[index]!.filter((entry) => entry.share > 0);
  const total = entries.reduce((sum, entry) => sum + entry.share, 0);
  if (!(total > 0)) return PathLaw.fixed(0);
  const law = PathLaw.mixture(
    entries.map((entry) => entry.share / total),
    entries.map((entry) => lawsAt(plan, point).entry(entry)),
  );
  const factor = factorOf(point, index);
  return factor === 1 ? law : law.scaled(factor);
}

/** Mean value analysis gives the mean of closed workloads; the shape is that of the evaluation. */
function factorOf(point: Point, index: number): number {
  const timed = point.workloads[index]!;
  const raw = 'time' in timed ? timed.time.shift + timed.time.k1 : 0;
  const factor = raw > 0 ? point.means[index]! / raw : 1;
  return Math.abs(factor - 1) < 1e-9 ? 1 : factor;
}

/**
 * Whether a high percentile of a workload lies above a bound, where a fit of three moments leaves no doubt: searches ask this at many
 * points far from the bound. Undefined where the law itself must be asked.
 */
export function clearlyAbove(point: Point, index: number, p: number, bound: number): boolean | undefined {
  const timed = point.workloads[index]!;
  if (p < 0.9 || point.parts[index]!.length !== 1 || !('time' in timed)) return undefined;
  const rough = fitMoments(timed.time).percentile(p) * factorOf(point, index);
  if (rough > DOUBT * bound) return true;
  return rough * DOUBT < bound ? false : undefined;
}

/** Percentiles of an operation, over the variants of it. @param weights of the variants, not all 0 */
export function operationPercentiles(
  plan: Plan,
  point: Point,
  variants: readonly Variant[],
  weights: readonly number[],
): Percentiles {
  const [only] = variants;
  const timed = only && point.responses[only.index];
  if (variants.length === 1 && timed && 'time' in timed && plain(only) && exactLaw(plan, point, only)) {
    const law = fitMoments(timed.time);
    return { exact: true, percentile: (p) => law.percentile(p) };
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return { exact: false, percentile: () => 0 };
  const law = PathLaw.mixture(
    weights.map((weight) => weight / total),
    variants.map((variant) => lawsAt(plan, point).response(variant.index)),
  );
  const near = variants.length === 1 && timed && 'time' in timed ? fitMoments(timed.time) : undefined;
  return { exact: false, percentile: (p) => law.percentile(p, near?.percentile(p)) };
}

/** Calls nothing. */
const plain = (variant: Variant): boolean => variant.edges.length === 0 && variant.externals.length === 0;
