/** Phase-type distributions: the time to absorption of a finite Markov chain. */
import { nonNegative, positive, probability } from '../check.js';
import { type Complex, complex, divide, multiply, subtract, times } from '../numerics/complex.js';
import { type Matrix, matrixOf, solveVector, sumOf } from '../numerics/linear.js';
import { type Distribution, distribution } from './distribution.js';
import { uniformisedLogTail } from './uniformised.js';

export type PhaseType = Distribution & {
  /** probabilities of the first phase; what is missing to 1 is an atom at 0 */ readonly alpha: Float64Array;
  /** rates between the phases, the diagonal negative, per second */ readonly generator: Matrix;
  /** rates of absorption, per second */ readonly exit: Float64Array;
};

/** More phases than this are refused: transforms cost the cube. */
const MOST = 200;

/**
 * Phase type of any order up to 200.
 * @param alpha initial probabilities, adding up to at most 1
 * @param generator square; off the diagonal >= 0, each row adds up to at most 0
 * @throws RangeError on an illegal argument or more than 200 phases
 * Tails by uniformisation: positive terms only, relative accuracy 1e-12 however small.
 * Source: Neuts 1981, ch. 2.
 */
export function phaseTypeLaw(
  alpha: readonly number[],
  generator: readonly (readonly number[])[],
  name = 'phase type',
): PhaseType {
  const n = alpha.length;
  if (n === 0 || n > MOST) throw new RangeError(`alpha must have 1 to ${MOST} phases, got ${n}`);
  if (generator.length !== n || generator.some((row) => row.length !== n)) {
    throw new RangeError(`generator must be ${n} by ${n}`);
  }
  alpha.forEach((p, i) => {
    probability(`alpha[${i}]`, p);
  });
  const total = sumOf(alpha);
  if (total > 1 + 1e-12) throw new RangeError(`alpha must add up to at most 1, got ${total}`);
  const exit = new Float64Array(n);
  generator.forEach((row, i) => {
    let out = 0;
    row.forEach((rate, j) => {
      if (i !== j) {
        nonNegative(`generator[${i}][${j}]`, rate);
        out += rate;
      }
    });
    positive(`-generator[${i}][${i}]`, -row[i]!);
    exit[i] = -row[i]! - out;
    if (exit[i]! < -1e-12 * out) throw new RangeError(`generator[${i}] must add up to at most 0, got ${-exit[i]!}`);
    if (exit[i]! < 1e-13 * out) exit[i] = 0;
  });
  const t = matrixOf(generator);
  const start = Float64Array.from(alpha);
  const negative = t.map((row) => row.map((x) => -x));
  const moments: number[] = [1];
  let v = new Float64Array(n).fill(1);
  const moment = (k: number): number => {
    while (moments.length <= k) {
      v = solveVector(negative, v) as Float64Array<ArrayBuffer>;
      let factorial = 1;
      for (let i = 2; i <= moments.length; i++) factorial *= i;
      moments.push(factorial * start.reduce((sum, p, i) => sum + p * v[i]!, 0));
    }
    return moments[k]!;
  };
  if (!(moment(1) < Infinity)) throw new RangeError('generator must lead to absorption from every phase');
  const atZero = Math.max(0, 1 - total);
  const logTail = uniformisedLogTail(start, t);
  const base = distribution({
    name,
    abscissa: decay(t, start),
    smooth: atZero < 1e-14,
    moment,
    logTail,
    lst: (s) => resolvent(start, t, exit, s, atZero),
    lstComplement: (s) => multiply(s, resolvent(start, t, new Float64Array(n).fill(1), s, 0)),
  });
  return { ...base, alpha: start, generator: t, exit };
}

/** alpha (sI - T)^-1 b + c, by complex elimination. */
function resolvent(alpha: Float64Array, t: Matrix, b: Float64Array, s: Complex, c: number): Complex {
  const n = alpha.length;
  const m: Complex[][] = t.map((row, i) => [
    ...Array.from(row, (x, j) => (i === j ? { re: s.re - x, im: s.im } : complex(-x))),
    complex(b[i]!),
  ]);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.hypot(m[i]![k]!.re, m[i]![k]!.im) > Math.hypot(m[best]![k]!.re, m[best]![k]!.im)) best = i;
    }
    [m[k], m[best]] = [m[best]!, m[k]!];
    for (let i = k + 1; i < n; i++) {
      const x = m[i]![k]!;
      if (x.re === 0 && x.im === 0) continue;
      const f = divide(x, m[k]![k]!);
      for (let j = k; j <= n; j++) m[i]![j] = subtract(m[i]![j]!, multiply(f, m[k]![j]!));
    }
  }
  const x: Complex[] = new Array(n);
  let total = complex(c);
  for (let i = n - 1; i >= 0; i--) {
    let sum = m[i]![n]!;
    for (let j = i + 1; j < n; j++) sum = subtract(sum, multiply(m[i]![j]!, x[j]!));
    x[i] = divide(sum, m[i]![i]!);
    const part = times(x[i]!, alpha[i]!);
    total = { re: total.re + part.re, im: total.im + part.im };
  }
  return total;
}

/** Rate of decay of the tail: the dominant eigenvalue of the generator, by inverse iteration. */
function decay(t: Matrix, alpha: Float64Array): number {
  const n = alpha.length;
  const q = Math.max(...t.map((row, i) => -row[i]!));
  const negative = t.map((row) => row.map((x) => -x));
  let v = new Float64Array(n).fill(1);
  let before = 0;
  for (let k = 0; k < 500; k++) {
    const next = solveVector(negative, v);
    const size = Math.max(...next);
    v = next.map((x) => x / size) as Float64Array<ArrayBuffer>;
    if (Math.abs(1 / size - before) < 1e-13 / size) break;
    before = 1 / size;
  }
  return Math.min(q, before || q);
}
