/** Lowers distributions: family, mean and coefficient of variation from what is written. */
import type { Distribution, DistributionFamily, Quantity } from '../../model/system.js';
import type { Dist } from '../generated/ast.js';
import type { ValueSpec } from '../properties.js';
import { VALUES } from '../values.js';
import type { Context } from './context.js';

const written = (value: number, of: Quantity): Quantity => ({ ...of, value });
const byDefault = (value: number): Quantity => ({ value, origin: 'default' });

/** The family that a coefficient of variation alone stands for (see docs/semantics.md). */
function familyOf(cv: number): DistributionFamily {
  if (cv === 0) return 'deterministic';
  if (cv < 1) return 'gamma';
  return cv === 1 ? 'exponential' : 'hyperexponential';
}

/** A distribution that nobody has written. */
export function defaultDistribution(family: 'exponential' | 'deterministic', mean: number): Distribution {
  return { family, mean: byDefault(mean), cv: byDefault(family === 'exponential' ? 1 : 0) };
}

/**
 * Lowers a distribution.
 *
 * @param path the path of its mean for overrides
 * @param plain the family where none is named
 */
export function lowerDistribution(
  context: Context,
  node: Dist | undefined,
  path: string | undefined,
  spec: ValueSpec,
  plain: 'exponential' | 'deterministic' = 'exponential',
): Distribution | undefined {
  const mean = context.read(path, node?.mean, spec);
  if (!mean) return undefined;
  if (!node) return { ...defaultDistribution(plain, 0), mean };
  const cv = context.read(undefined, node.cv, VALUES.cv);
  const shape = context.read(undefined, node.shape, VALUES.shape);
  const fail = (problem: string): Distribution => {
    context.report('distribution-shape', node, { problem });
    return { ...defaultDistribution(plain, 0), mean };
  };
  if (node.high && node.family !== 'uniform') return fail("only a 'uniform' distribution has two ends");
  if (!node.family) {
    if (node.shape) return fail("'shape' needs a family, such as 'erlang'");
    return cv ? { family: familyOf(cv.value), mean, cv } : { ...defaultDistribution(plain, 0), mean };
  }
  const { family } = node;
  switch (family) {
    case 'exponential':
      if (cv && cv.value !== 1) return fail("an exponential distribution has 'cv' 1; leave the family out");
      return { family, mean, cv: byDefault(1) };
    case 'deterministic':
      if (cv && cv.value !== 0) return fail("a deterministic value has 'cv' 0; leave the family out");
      return { family, mean, cv: byDefault(0) };
    case 'uniform': {
      const high = context.read(undefined, node.high, spec);
      if (!high)
        return node.high ? undefined : fail("a uniform distribution has two ends, such as 'uniform 1 ms to 10 ms'");
      if (high.value < mean.value) return fail('the ends of a uniform distribution go from low to high');
      const middle = (mean.value + high.value) / 2;
      const spread = (high.value - mean.value) / Math.sqrt(12);
      return { family, mean: written(middle, mean), cv: written(middle === 0 ? 0 : spread / middle, high) };
    }
    case 'erlang': {
      const stages = shape?.value ?? (cv && cv.value > 0 ? Math.round(1 / cv.value ** 2) : 2);
      if (stages < 1 || !Number.isInteger(stages))
        return fail("the 'shape' of an erlang distribution is a whole number from 1");
      return { family, mean, cv: origin(1 / Math.sqrt(stages), shape ?? cv) };
    }
    case 'gamma':
      return { family, mean, cv: cv ?? origin(1 / Math.sqrt(shape?.value ?? 1), shape) };
    case 'lognormal':
      return { family, mean, cv: cv ?? byDefault(1) };
    case 'weibull':
      return { family, mean, cv: cv ?? origin(weibullCv(shape?.value ?? 1), shape) };
    case 'pareto': {
      const alpha = shape?.value ?? 2.5;
      if (!cv && alpha <= 2)
        return fail("the 'shape' of a pareto distribution is more than 2: its variance is infinite otherwise");
      return { family, mean, cv: cv ?? origin(1 / Math.sqrt(alpha * (alpha - 2)), shape) };
    }
    case 'hyperexponential':
      if (cv && cv.value <= 1) return fail("a hyperexponential distribution has 'cv' over 1");
      return { family, mean, cv: cv ?? byDefault(2) };
    default:
      return undefined;
  }
}

function origin(value: number, from: Quantity | undefined): Quantity {
  if (!from) return byDefault(value);
  return { value, origin: from.origin, ...(from.at ? { at: from.at } : {}) };
}

/** Coefficient of variation of a Weibull distribution of shape k: sqrt(G(1 + 2/k) / G(1 + 1/k)^2 - 1); at most 1000. */
function weibullCv(k: number): number {
  const squared = Math.exp(logGamma(1 + 2 / k) - 2 * logGamma(1 + 1 / k)) - 1;
  return Math.min(1000, Math.sqrt(Math.max(0, squared)));
}

/** Logarithm of the gamma function for x >= 1 (Lanczos 1964, g = 7, 9 terms; error under 1e-13). */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  let sum = 0.99999999999980993;
  for (const [i, term] of terms.entries()) sum += term / (x + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
