/**
 * The law of each response at an operating point, composed part by part: waits, bursts on shared cores, declared distributions as they
 * are, choices, repetitions and parallel branches. Means are those of the evaluation.
 */
import type { Distribution } from '../../model/system.js';
import {
  exponentialTime,
  fittedTime,
  gammaTime,
  hyperexponentialTime,
  lognormalLaw,
  PathLaw,
  paretoFromCv,
  pooledWait,
  raceLaw,
  sharedExponential,
  sharedTime,
  tabledTime,
  uniformTime,
  weibullFromCv,
} from '../../queueing/index.js';
import { type Drawn, type Entry, type Expr, eachOnce, type Variant } from '../flow/bodies.js';
import { inRange, type Moments, meanOf, mixAll, zero } from '../flow/moments.js';
import { bodyTime } from './bodyTime.js';
import type { NodeState } from './evaluate.js';
import { exactLaw } from './exactLaw.js';
import type { Point } from './operate.js';
import type { Plan } from './plan.js';

/** Laws beyond these sizes are taken from their moments: no figure shows the difference, and nothing overflows. */
const LEAST_TIME = 1e-25;
const MOST_TIME = 1e25;
const MOST_CV = 100;
/** Work of one order statistic. */
const MOST_WORK = 1e4;
/** Workers of a pool whose first free one is followed. */
const MOST_POOL = 64;
/** Laws that are made of others deeper than this are replaced by three moments. */
const MOST_DEEP = 300;

/** What sharing cores does to the bursts of a node type: mean stretch, and the share of its variance that a burst sees. */
type Sharing = { readonly stretch: number; readonly variance: number };

const alone: Sharing = { stretch: 1, variance: 0 };

/** Of busier pools (as of closed load) the wait has the shape of this load: exponential within a thousandth. */
const FULLEST = 0.999;

export class PathLaws {
  private readonly known: (PathLaw | undefined)[] = [];
  private readonly waits: (PathLaw | undefined)[] = [];
  private readonly sharings: (Sharing | undefined)[] = [];
  private readonly open = new Set<number>();
  private readonly tabled = new Map<Drawn, PathLaw>();

  constructor(
    private readonly plan: Plan,
    private readonly point: Point,
  ) {}

  /** The response of a variant, which must have one. */
  response(index: number): PathLaw {
    // callees first, so that nothing recurses along a long chain of calls
    for (const callee of this.plan.callees(index)) this.found(callee);
    return this.found(index);
  }

  private found(index: number): PathLaw {
    const known = this.known[index];
    if (known) return known;
    const timed = this.point.responses[index];
    const time = timed && 'time' in timed ? timed.time : zero;
    // a cycle of calls is cut where it closes: there the three moments of the response stand for it
    const variant = this.plan.compiled.variants[index]!;
    const plain = variant.edges.length === 0 && variant.externals.length === 0;
    if (this.open.has(index) || !usual(time) || (plain && exactLaw(this.plan, this.point, variant)))
      return fittedTime(time);
    this.open.add(index);
    // with priorities each operation waits by its own law
    const own = this.point.nodes[variant.node]!.waits?.get(index);
    let law = (own ? fittedTime(own) : this.wait(variant.node)).plus(
      this.body(variant.first, this.sharing(variant.node)),
    );
    if (law.depth > MOST_DEEP) law = fittedTime(time);
    this.open.delete(index);
    this.known[index] = law;
    return law;
  }

  /** The response of one entry of a workload's mix, network from the client included. */
  entry({ variant, external, network, drawn }: Entry): PathLaw {
    const declared = external >= 0 ? this.plan.system.externals[external]!.latency : undefined;
    if (variant < 0 && !declared) return this.time(network, drawn);
    if (declared) return this.time(network, drawn).plus(this.drawn({ distribution: declared, factor: 1 }));
    return this.time(network, drawn).plus(this.response(variant));
  }

  private body(expr: Expr, sharing: Sharing): PathLaw {
    switch (expr.kind) {
      case 'cpu':
        return this.burst(expr, sharing);
      case 'time':
        return this.time(expr.time, expr.drawn);
      case 'call':
        return this.time(expr.network, expr.drawn).plus(this.found(expr.variant));
      case 'seq':
        return expr.items.reduce<PathLaw>((sum, item) => sum.plus(this.body(item, sharing)), PathLaw.fixed(0));
      case 'mix': {
        const p = Math.min(1, Math.max(0, expr.p));
        if (p === 1) return this.body(expr.a, sharing);
        if (p === 0) return this.body(expr.b, sharing);
        return PathLaw.mixture([p, 1 - p], [this.body(expr.a, sharing), this.body(expr.b, sharing)]);
      }
      case 'times': {
        if (!(expr.count > 0)) return PathLaw.fixed(0);
        const body = this.body(expr.body, sharing);
        return expr.geometric ? body.repeatedGeometrically(expr.count) : body.repeated(expr.count);
      }
      case 'race': {
        if (expr.branches.length === 0) return PathLaw.fixed(0);
        const laws = new Map<PathLaw, number>();
        for (const law of eachOnce(expr.branches, (branch) => this.body(branch, sharing)))
          laws.set(law, (laws.get(law) ?? 0) + 1);
        const needed = Math.min(expr.needed, expr.branches.length);
        if ([...laws.keys()].every((law) => law.mean === 0)) return PathLaw.fixed(0);
        if (needed < expr.branches.length && needed * expr.branches.length > MOST_WORK)
          return this.fitted(expr, sharing.stretch);
        return raceLaw(
          needed,
          [...laws].map(([law, count]) => ({ law, count })),
        );
      }
    }
  }

  /** A fixed time and what is drawn on top of it. */
  private time(moments: Moments, drawn: readonly Drawn[]): PathLaw {
    if (!usual(moments)) return fittedTime(moments);
    let law = PathLaw.fixed(moments.shift);
    for (const item of drawn) if (isRandom(item)) law = law.plus(this.drawn(item));
    return law;
  }

  private burst({ demand, drawn }: Extract<Expr, { kind: 'cpu' }>, sharing: Sharing): PathLaw {
    const { stretch, variance } = sharing;
    const [item] = drawn;
    if (!usual(demand) || !item || meanOf(demand) === 0) return PathLaw.fixed(meanOf(demand) * stretch);
    const { distribution: d } = item;
    if (isRandom(item) && (d.family === 'exponential' || d.cv.value === 1) && isDefault(d))
      return sharedExponential(meanOf(demand), stretch, variance);
    return sharedTime(
      (factor) => this.drawn({ distribution: d, factor: item.factor * factor }),
      stretch,
      variance,
      isRandom(item) && d.cv.value > 0.5,
    );
  }

  private drawn(item: Drawn): PathLaw {
    const { distribution: d, factor } = item;
    const mean = inRange(d.mean.value * factor);
    const cv = Math.min(d.cv.value, MOST_CV);
    if (!isRandom(item) || mean === 0) return PathLaw.fixed(mean);
    const known = this.tabled.get(item);
    if (known) return known;
    const law = lawOf(d, mean, cv);
    this.tabled.set(item, law);
    return law;
  }

  /** The wait for a slot, one law for all operations of a node type. */
  private wait(index: number): PathLaw {
    const known = this.waits[index];
    if (known) return known;
    const law = this.foundWait(index);
    this.waits[index] = law;
    return law;
  }

  /** From the law of what workers do; where that is exponential, or the queue is bounded, the three moments say the same. */
  private foundWait(index: number): PathLaw {
    const { station } = this.point.nodes[index]!;
    const { wait } = station;
    if (meanOf(wait) === 0) return PathLaw.fixed(0);
    if (!usual(wait)) return PathLaw.fixed(meanOf(wait));
    const node = this.plan.nodes[index]!;
    // without a bounded queue the wait is nothing or exponential in these moments, or that of one worker
    const waits = Math.min(1, (2 * wait.k1 ** 2) / (wait.k1 ** 2 + wait.k2));
    const load = Math.min(station.overload, FULLEST);
    if (station.loss > 0 || !Number.isFinite(node.workers) || wait.shift > 0 || !(load > 0)) return fittedTime(wait);
    const hold = this.hold(index);
    if (!hold) return fittedTime(wait);
    // A heavy tail of something called may have waits of no variance: the residual of that has no mean.
    const calls = node.variants.some((variant) => variant.edges.some((edge) => edge.sync && edge.count > 0));
    if (calls && hold.law.choices.some(({ law }) => law?.heavy)) return fittedTime(wait);
    const mean = meanOf(hold.time);
    const second = hold.time.k2 + mean * mean;
    if (station.method === 'M/G/1') {
      const residual = second / (2 * mean);
      // the utilisation that an arrival sees, so that the mean is that of the station
      return hold.law.waitBehind(wait.k1 / (wait.k1 + residual), second);
    }
    const spread = hold.time.k2 / (mean * mean);
    const matters = wait.k1 > 0.01 * mean && Math.abs(spread - 1) > 0.1;
    if (!matters || node.workers > MOST_POOL || station.method === 'M/M/c/K') return fittedTime(wait);
    return pooledWait(hold.law, second, node.workers, waits, load, wait.k1);
  }

  /** What a worker does, over all operations of a node type; undefined after an early reply. */
  private hold(index: number): { readonly time: Moments; readonly law: PathLaw } | undefined {
    const node = this.plan.nodes[index]!;
    const { station, waits } = this.point.nodes[index]!;
    const sharing = this.sharing(index);
    const holds: { weight: number; time: Moments; law: PathLaw }[] = [];
    for (const variant of node.variants) {
      const weight = this.point.variantRates[variant.index]!;
      const timed = this.point.responses[variant.index];
      if (weight === 0 || !timed || !('time' in timed)) continue;
      if (variant.second) return undefined;
      const wait = waits?.get(variant.index) ?? station.wait;
      // the response less the wait: cumulants of independent times
      const time = {
        shift: timed.time.shift - wait.shift,
        k1: timed.time.k1 - wait.k1,
        k2: Math.max(0, timed.time.k2 - wait.k2),
        k3: timed.time.k3 - wait.k3,
      };
      holds.push({ weight, time, law: this.body(variant.first, sharing) });
    }
    const total = holds.reduce((sum, { weight }) => sum + weight, 0);
    const time = mixAll(holds);
    if (total === 0 || !(meanOf(time) > 0)) return undefined;
    const law = PathLaw.mixture(
      holds.map(({ weight }) => weight / total),
      holds.map((item) => item.law),
    );
    return Math.abs(law.mean - meanOf(time)) <= 1e-3 * law.mean ? { time, law } : undefined;
  }

  private sharing(index: number): Sharing {
    const known = this.sharings[index];
    if (known) return known;
    const found = sharingOf(this.plan.nodes[index]!.variants, this.point.nodes[index]!, this.point.variantRates);
    this.sharings[index] = found;
    return found;
  }

  /** First k of very many branches, from moments. */
  private fitted(expr: Expr, stretch: number): PathLaw {
    const timed = bodyTime(expr, stretch, this.point.responses);
    return 'time' in timed ? fittedTime(timed.time) : PathLaw.fixed(0);
  }
}

function sharingOf(variants: readonly Variant[], { station, cpuFactor }: NodeState, rates: Float64Array): Sharing {
  if (!(cpuFactor > 1)) return alone;
  const demand = mixAll(variants.map((variant) => ({ weight: rates[variant.index]!, time: variant.cpuTime })));
  const mean = meanOf(demand);
  if (mean === 0) return alone;
  const spread = station.cpuSpread.k2 / (demand.k2 + mean * mean);
  // cores of a host: the spread of one core at the same stretch
  const rho = 1 - 1 / cpuFactor;
  return { stretch: cpuFactor, variance: spread > 0 ? spread : (cpuFactor ** 2 * rho) / (2 - rho) };
}

const isRandom = ({ distribution: d }: Drawn): boolean =>
  d.family !== 'deterministic' && d.cv.value > 0 && d.mean.value > 0;
const isDefault = ({ family }: Distribution): boolean =>
  family === 'exponential' || family === 'gamma' || family === 'erlang' || family === 'hyperexponential';

const usual = (m: Moments): boolean => {
  const mean = meanOf(m);
  return mean === 0 || (mean > LEAST_TIME && mean < MOST_TIME);
};

function lawOf({ family }: Distribution, mean: number, cv: number): PathLaw {
  switch (family) {
    case 'uniform':
      return uniformTime(mean, cv);
    case 'lognormal':
      return cv < 0.01 ? gammaTime(mean, cv) : tabledTime(lognormalLaw(mean, cv));
    case 'weibull':
      return cv < 0.01 ? gammaTime(mean, cv) : tabledTime(weibullFromCv(mean, cv));
    case 'pareto':
      return tabledTime(paretoFromCv(mean, cv));
    default:
      if (cv === 1) return exponentialTime(mean);
      return cv < 1 || family === 'gamma' || family === 'erlang' ? gammaTime(mean, cv) : hyperexponentialTime(mean, cv);
  }
}
