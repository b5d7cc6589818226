/** Random times of the families that a description can name. One class with a switch: calls to it stay monomorphic. */
import type { Distribution } from '../../model/system.js';
import { weibullFromCv } from '../../queueing/distributions/weibull.js';
import type { Stream } from './stream.js';

const FIXED = 0;
const EXPONENTIAL = 1;
const UNIFORM = 2;
const GAMMA = 3;
const LOGNORMAL = 4;
const WEIBULL = 5;
const PARETO = 6;
const HYPEREXPONENTIAL = 7;
const ERLANG = 8;

/** Draws non-negative times with the mean and the coefficient of variation of a distribution. */
export class Sampler {
  private constructor(
    readonly stream: Stream,
    private readonly kind: number,
    /** seconds: the mean, or the least value */ private readonly a: number,
    private readonly b: number,
    private readonly c: number,
    /** seconds on top of every value */ private readonly base = 0,
  ) {}

  /** The same values, all longer by so many seconds. */
  plus(seconds: number): Sampler {
    return new Sampler(this.stream, this.kind, this.a, this.b, this.c, this.base + seconds);
  }

  /**
   * @param factor on all values, >= 0
   * Parameters by family: as in `headroom/queueing` (gamma and lognormal by moments, hyperexponential with balanced means, Pareto of type I).
   */
  static of(stream: Stream, { family, mean, cv }: Distribution, factor = 1): Sampler {
    return Sampler.ofMeanCv(stream, family, mean.value * factor, cv.value);
  }

  static ofMeanCv(stream: Stream, family: Distribution['family'], mean: number, cv: number): Sampler {
    if (family === 'deterministic' || cv === 0 || mean === 0) return new Sampler(stream, FIXED, mean, 0, 0);
    switch (family) {
      case 'exponential':
        return new Sampler(stream, EXPONENTIAL, mean, 0, 0);
      case 'uniform': {
        const half = Math.min(mean, cv * mean * Math.sqrt(3));
        return new Sampler(stream, UNIFORM, mean - half, 2 * half, 0);
      }
      case 'erlang': {
        const stages = Math.max(1, Math.round(1 / cv ** 2));
        return stages <= 20
          ? new Sampler(stream, ERLANG, mean / stages, stages, 0)
          : new Sampler(stream, GAMMA, mean / stages, stages, 0);
      }
      case 'gamma':
        return new Sampler(stream, GAMMA, mean * cv * cv, 1 / (cv * cv), 0);
      case 'lognormal': {
        const spread = Math.log1p(cv * cv);
        return new Sampler(stream, LOGNORMAL, Math.log(mean) - spread / 2, Math.sqrt(spread), 0);
      }
      case 'weibull': {
        const law = weibullFromCv(mean, Math.min(100, Math.max(0.01, cv)));
        // From two quantiles: t(q) = scale (-ln q)^(1/shape).
        const scale = law.tailQuantile(Math.exp(-1));
        const inverse = Math.log(law.tailQuantile(Math.exp(-2)) / scale) / Math.LN2;
        return new Sampler(stream, WEIBULL, scale, inverse, 0);
      }
      case 'pareto': {
        const shape = 1 + Math.sqrt(1 + 1 / (cv * cv));
        return new Sampler(stream, PARETO, (mean * (shape - 1)) / shape, 1 / shape, 0);
      }
      case 'hyperexponential': {
        if (cv <= 1) return new Sampler(stream, EXPONENTIAL, mean, 0, 0);
        const p = (1 + Math.sqrt((cv * cv - 1) / (cv * cv + 1))) / 2;
        return new Sampler(stream, HYPEREXPONENTIAL, mean / (2 * p), mean / (2 * (1 - p)), p);
      }
    }
  }

  /** Seconds, >= 0. */
  sample(): number {
    return this.base + (this.kind === EXPONENTIAL ? this.a * this.stream.exponential() : this.other());
  }

  private other(): number {
    const { stream, a, b } = this;
    switch (this.kind) {
      case FIXED:
        return a;
      case UNIFORM:
        return a + b * stream.uniform();
      case GAMMA:
        return a * gamma(stream, b);
      case ERLANG: {
        let product = 1 - stream.uniform();
        for (let i = 1; i < b; i++) product *= 1 - stream.uniform();
        return -a * Math.log(product);
      }
      case LOGNORMAL:
        return Math.exp(a + b * stream.normal());
      case WEIBULL:
        return a * stream.exponential() ** b;
      case PARETO:
        return a * (1 - stream.uniform()) ** -b;
      default:
        return (stream.uniform() < this.c ? a : b) * stream.exponential();
    }
  }

  /** True where every value is 0. */
  get nothing(): boolean {
    return this.kind === FIXED && this.a === 0 && this.base === 0;
  }
}

/** Gamma with scale 1 (Marsaglia and Tsang 2000; below shape 1 by their power of a uniform number). */
function gamma(stream: Stream, shape: number): number {
  if (shape < 1) return gamma(stream, shape + 1) * (1 - stream.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = 1 - stream.uniform();
    if (u < 1 - 0.0331 * x ** 4 || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}
