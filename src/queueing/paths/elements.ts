/** Laws of the elements of a path: waits, bursts that share cores, and declared distributions. */
import { nonNegative, positive } from '../check.js';
import { type Fitted, fitMoments, phaseType2 } from '../distribution.js';
import type { Distribution } from '../distributions/distribution.js';
import type { Moments } from '../moments.js';
import { type Choice, OneOf } from './compose.js';
import { Exponentials, GammaTime, refined, TabledTime, TwoPhases, UniformTime } from './families.js';
import { PathLaw } from './path.js';
import { raceLaw } from './race.js';

/** An exponential time. @param mean seconds, > 0 */
export function exponentialTime(mean: number): PathLaw {
  positive('mean', mean);
  return PathLaw.random(new Exponentials([1], [mean]));
}

/** Hyperexponential with balanced means. @param mean seconds, > 0; @param cv > 1 */
export function hyperexponentialTime(mean: number, cv: number): PathLaw {
  positive('mean', mean);
  const p = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
  const q = 1 / (2 * (cv * cv + 1) * p);
  return PathLaw.random(new Exponentials([p, q], [mean / (2 * p), mean / (2 * q)]));
}

/** A gamma time. @param mean seconds, > 0; @param cv > 0 */
export function gammaTime(mean: number, cv: number): PathLaw {
  positive('mean', mean);
  positive('cv', cv);
  return PathLaw.random(new GammaTime(mean, 1 / (cv * cv)));
}

/** Uniform with a mean and a coefficient of variation. @param mean seconds, > 0; @param cv in (0, 0.578) */
export function uniformTime(mean: number, cv: number): PathLaw {
  const half = Math.min(mean, mean * cv * Math.sqrt(3));
  return PathLaw.random(new UniformTime(half), mean - half);
}

/** Steps per octave of a tabled tail. */
const PER_OCTAVE = 8;

/** A distribution without a closed transform (lognormal, Weibull, Pareto), its tail tabled; `heavy` where no exponential bounds it. */
export function tabledTime(law: Distribution): PathLaw {
  const shift = law.least;
  const first = Math.max(1e-300, law.tailQuantile(1 - 1e-7) - shift);
  const last = law.tailQuantile(1e-14) - shift;
  const knots: number[] = [];
  for (let j = Math.floor(Math.log2(first) * PER_OCTAVE); ; j++) {
    const t = 2 ** (j / PER_OCTAVE);
    knots.push(t);
    if (t >= last || knots.length > 4000) break;
  }
  const tail = (t: number): number => law.tail(shift + t);
  const { at, tails } = refined(knots, tail);
  return PathLaw.random(new TabledTime(at, tails, law.abscissa === 0, tail), shift);
}

/**
 * A time known by three cumulants: the law that `fitMoments` chooses. A wait that is nothing or exponential, and two phases, are exact.
 */
export function fittedTime(m: Moments): PathLaw {
  const { shift, k1, k2, k3 } = m;
  const fitted: Fitted = fitMoments(m);
  if (fitted.method === 'deterministic') return PathLaw.fixed(fitted.percentile(0));
  if (fitted.method === 'exponential') return PathLaw.random(new Exponentials([1], [k1]), shift);
  const c2 = k2 / (k1 * k1);
  if (fitted.method === 'phase-type-2') {
    const [slow, fast] = phaseType2(c2, k3 / k1 ** 3)!;
    if (slow <= 1) return PathLaw.random(new TwoPhases(slow * k1, fast * k1, Math.max(0, slow + fast - 1) * k1), shift);
    // an atom and one exponential, or two of them
    if (fast === 0) return PathLaw.random(new Exponentials([1 / slow], [slow * k1]), shift);
    const w = (1 - fast) / (slow - fast);
    return PathLaw.random(new Exponentials([w, 1 - w], [slow * k1, fast * k1]), shift);
  }
  if (fitted.method === 'gamma-3') {
    const start = Math.max(0, shift + k1 * (1 - (2 * c2 * c2) / (k3 / k1 ** 3)));
    return PathLaw.random(new GammaTime(shift + k1 - start, (shift + k1 - start) ** 2 / k2), start);
  }
  return PathLaw.random(new GammaTime(k1, 1 / c2), shift);
}

/** Gauss-Laguerre, four points: the stretch of those that share is followed at these multiples of its mean. */
const LAGUERRE = [0.322547689619392, 1.745761101158347, 4.536620296921128, 9.395070912301133];
const WEIGHTS = [0.603154104341634, 0.3574186924378, 0.038887908515005, 0.000539294705561327];

/** The stretch of bursts that share cores, as a few values: 1 with some probability, 1 plus an exponential else. */
function stretches(stretch: number, variance: number): { readonly weights: number[]; readonly factors: number[] } {
  const extra = stretch - 1;
  const c2 = extra > 1e-4 ? variance / (extra * extra) : 0;
  if (c2 < 1e-6) return { weights: [1], factors: [stretch] };
  if (c2 < 1) {
    // less variable than an exponential: two values
    const spread = extra * Math.sqrt(c2);
    return { weights: [0.5, 0.5], factors: [stretch - spread, stretch + spread] };
  }
  const p = 2 / (1 + c2);
  return {
    weights: [1 - p, ...WEIGHTS.map((w) => w * p)],
    factors: [1, ...LAGUERRE.map((x) => 1 + (extra / p) * x)],
  };
}

/**
 * The time on shared cores of exponential bursts: demand times a stretch (see `sharedTime`).
 * Against the exact chain of M/M/c-PS, 1 to 32 cores and utilisations to 0.95, p50 to p99 are within 4.2 %.
 * @param mean seconds of demand, > 0
 * @param stretch mean stretch, >= 1; @param variance of the stretch, >= 0
 */
export function sharedExponential(mean: number, stretch: number, variance: number): PathLaw {
  positive('mean', mean);
  positive('stretch', stretch);
  nonNegative('variance', variance);
  const { weights, factors } = stretches(stretch, variance);
  return PathLaw.random(
    new Exponentials(
      weights,
      factors.map((factor) => factor * mean),
    ),
  );
}

/**
 * The time on shared cores of bursts with a given law of demand: demand times a stretch, which is exact for bursts that are short
 * against the changes of the load and for the mean and variance of M/M/1-PS.
 * @param demandAt the law of the demand times a factor > 0
 * @param stretch mean stretch, >= 1
 * @param variance of the stretch as far as a burst of usual length sees it, >= 0 (Coffman, Muntz and Trotter 1970: rho / (2 - rho) of its square)
 * @param smooth whether the demand is random enough to blur the few values of the stretch; else the extra is added as independent of it
 */
export function sharedTime(
  demandAt: (factor: number) => PathLaw,
  stretch: number,
  variance: number,
  smooth: boolean,
): PathLaw {
  positive('stretch', stretch);
  nonNegative('variance', variance);
  if (!smooth && stretch > 1 + 1e-4 && variance > 0) {
    const demand = demandAt(1);
    const extra = (stretch - 1) * demand.mean;
    const c2 = variance / (stretch - 1) ** 2;
    const p = 2 / (1 + c2);
    return demand.plus(PathLaw.random(c2 >= 1 ? new Exponentials([p], [extra / p]) : new GammaTime(extra, 1 / c2)));
  }
  const { weights, factors } = stretches(stretch, variance);
  if (factors.length === 1) return demandAt(factors[0]!);
  const choices: Choice[] = factors.flatMap((factor, i) =>
    demandAt(factor).choices.map((choice) => ({ ...choice, weight: choice.weight * weights[i]! })),
  );
  return choices.some(({ shift }) => shift > 0) ? PathLaw.of(choices) : PathLaw.random(new OneOf(choices));
}

/**
 * The wait before a pool: nothing, or else the time until the first of the busy workers is free and a geometric number of residuals of a
 * server that is as fast as all of them.
 * @param hold the law of what a worker does; @param second its E(X^2), s^2
 * @param workers whole number >= 1
 * @param waits probability of a wait, in [0, 1]; @param load over capacity, in [0, 1)
 * @param mean of the wait, s: the law is scaled to it
 * Source: Tijms, van Hoorn and Federgruen 1981; exact for one worker and for exponential times.
 */
export function pooledWait(
  hold: PathLaw,
  second: number,
  workers: number,
  waits: number,
  load: number,
  mean: number,
): PathLaw {
  const residual = hold.residual(second);
  const first = raceLaw(1, [{ law: residual, count: workers }]);
  const some = first.plus(residual.scaled(1 / workers).repeatedGeometrically(load / (1 - load)));
  return PathLaw.mixture([1 - waits, waits], [PathLaw.fixed(0), some.scaled(mean / waits / some.mean)]);
}
