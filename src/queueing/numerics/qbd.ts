/** Quasi-birth-death chains: levels of phases, alike from some level on, solved by logarithmic reduction and block elimination. */
import {
  addMatrices,
  identity,
  type Matrix,
  multiplyMatrices,
  solveMatrix,
  stationaryOf,
  sumOf,
  timesMatrix,
  timesVector,
  transpose,
} from './linear.js';

export type Qbd = {
  /** from here on the levels are alike, >= 1 */ readonly homogeneous: number;
  /** rates to the next level, from level n <= homogeneous */ up(n: number): Matrix;
  /** rates within level n <= homogeneous; the diagonal is not read */ local(n: number): Matrix;
  /** rates to the level below, from level 1 <= n <= homogeneous + 1 */ down(n: number): Matrix;
};

export type QbdAnswer =
  | {
      readonly stable: true;
      /** probabilities of the phases at levels 0..homogeneous */ readonly levels: readonly Float64Array[];
      /** level n + 1 = level n R, n >= homogeneous */ readonly r: Matrix;
      /** probabilities of the phases, summed over all levels from `homogeneous` on */ readonly beyond: Float64Array;
      /** the same sum weighted by level - homogeneous */ readonly beyondMean: Float64Array;
      /** and by the square of it */ readonly beyondSquare: Float64Array;
    }
  | { readonly stable: false /** drift up over drift down, >= 1 */; readonly overload: number };

/** Entries of all blocks together; above, a chain is refused: 80 MB. */
const MOST_ENTRIES = 1e7;

/** Throws where the blocks of `levels` levels with `phases` phases would be too many. */
export function checkQbdSize(levels: number, phases: number): void {
  if (levels * phases * phases > MOST_ENTRIES) {
    throw new RangeError(
      `the chain has ${levels} levels of ${phases} phases, ${levels * phases * phases} entries; at most ${MOST_ENTRIES} are solved`,
    );
  }
}

const rowSums = (m: Matrix): Float64Array => Float64Array.from(m, (row) => sumOf(row));

/** The local rates with the diagonal that makes the rows of up + local + down add up to 0. */
function closed(local: Matrix, ...others: readonly Matrix[]): Float64Array[] {
  return local.map((row, i) => {
    let out = 0;
    row.forEach((x, j) => {
      if (j !== i) out += x;
    });
    for (const m of others) out += sumOf(m[i]!);
    const copy = row.slice();
    copy[i] = -out;
    return copy;
  });
}

/**
 * First-passage probabilities G to the level below.
 * Source: Latouche and Ramaswami 1993 (logarithmic reduction).
 */
function firstPassage(a0: Matrix, a1: Matrix, a2: Matrix): Float64Array[] {
  const n = a0.length;
  const minus = a1.map((row) => row.map((x) => -x));
  let high = solveMatrix(minus, a0);
  let low = solveMatrix(minus, a2);
  let g: Float64Array[] = low.map((row) => row.slice());
  let t: Float64Array[] = high.map((row) => row.slice());
  for (let k = 0; k < 64; k++) {
    const u = addMatrices(multiplyMatrices(high, low), multiplyMatrices(low, high));
    const m = addMatrices(identity(n), u, -1);
    high = solveMatrix(m, multiplyMatrices(high, high));
    low = solveMatrix(m, multiplyMatrices(low, low));
    g = addMatrices(g, multiplyMatrices(t, low));
    t = multiplyMatrices(t, high);
    if (Math.max(...rowSums(t)) < 1e-16) break;
  }
  // the level below is reached for certain: near saturation the rows would add up to less by rounding
  return g.map((row) => {
    const sum = sumOf(row);
    return row.map((x) => x / sum);
  });
}

/**
 * Stationary probabilities.
 * @throws RangeError where the blocks are too many
 * Source: Neuts 1981; Latouche and Ramaswami 1993; boundary by backward block elimination (Gaver, Jacobs, Latouche 1984).
 */
export function solveQbd({ homogeneous, up, local, down }: Qbd): QbdAnswer {
  const a0 = up(homogeneous);
  const a2 = down(homogeneous + 1);
  checkQbdSize(homogeneous + 1, a0.length);
  const inner = local(homogeneous);
  const phases = stationaryOf(
    addMatrices(addMatrices(inner, a0), a2).map((row, i) => row.map((x, j) => (i === j ? 0 : x))),
  );
  const rise = sumOf(timesMatrix(phases, a0));
  const fall = sumOf(timesMatrix(phases, a2));
  if (!(rise < fall)) return { stable: false, overload: rise / fall };
  const a1 = closed(inner, a0, a2);
  const g = firstPassage(a0, a1, a2);
  /** X with X m = b */
  const rightSolve = (m: Matrix, b: Matrix): Float64Array[] => transpose(solveMatrix(transpose(m), transpose(b)));
  const negated = (m: Matrix): Float64Array[] => m.map((row) => row.map((x) => -x));
  const r = rightSolve(negated(addMatrices(a1, multiplyMatrices(a0, g))), a0);
  // rates[n]: level n + 1 = level n rates[n]
  const rates: Matrix[] = [];
  let above: Matrix = r;
  let aboveDown = a2;
  for (let n = homogeneous; n >= 1; n--) {
    const own = closed(local(n), up(n), down(n));
    rates[n - 1] = rightSolve(negated(addMatrices(own, multiplyMatrices(above, aboveDown))), up(n - 1));
    above = rates[n - 1]!;
    aboveDown = down(n);
  }
  // level 0 with the returns from above, as rates between its phases
  const first = stationaryOf(addMatrices(local(0), multiplyMatrices(above, aboveDown)));
  const levels: Float64Array[] = [first];
  for (let n = 0; n < homogeneous; n++) levels.push(timesMatrix(levels[n]!, rates[n]!));
  const last = levels[homogeneous]!;
  const rest = addMatrices(identity(r.length), r, -1);
  const overRest = (v: Float64Array): Float64Array => rightSolve(rest, [v])[0]!;
  const beyond = overRest(last);
  const shifted = overRest(timesMatrix(beyond, r));
  // sum k^2 R^k = R (I + R) (I - R)^-3
  const twice = overRest(shifted);
  const square = twice.map((x, i) => x + timesMatrix(twice, r)[i]!);
  let total = sumOf(beyond);
  for (let n = 0; n < homogeneous; n++) total += sumOf(levels[n]!);
  const share = (v: Float64Array): Float64Array => v.map((x) => x / total);
  return {
    stable: true,
    levels: levels.map(share),
    r,
    beyond: share(beyond),
    beyondMean: share(shifted),
    beyondSquare: share(square),
  };
}

/** Mean and variance of the level. */
export function levelMoments(q: Extract<QbdAnswer, { stable: true }>): { mean: number; variance: number } {
  const from = q.levels.length - 1;
  let mean = sumOf(q.beyondMean) + from * sumOf(q.beyond);
  let second = sumOf(q.beyondSquare) + 2 * from * sumOf(q.beyondMean) + from * from * sumOf(q.beyond);
  for (let n = 1; n < from; n++) {
    const p = sumOf(q.levels[n]!);
    mean += n * p;
    second += n * n * p;
  }
  return { mean, variance: Math.max(0, second - mean * mean) };
}

/** P(level = n) and P(level > n). */
export function levelLaw(q: Extract<QbdAnswer, { stable: true }>): {
  probability(n: number): number;
  tail(n: number): number;
} {
  const from = q.levels.length - 1;
  const power = (v: Float64Array, k: number): Float64Array => {
    let x = v;
    for (let i = 0; i < k; i++) x = timesMatrix(x, q.r);
    return x;
  };
  return {
    probability: (n) => Math.max(0, sumOf(n <= from ? q.levels[n]! : power(q.levels[from]!, n - from))),
    tail(n) {
      if (n >= from - 1) return sumOf(power(q.beyond, n + 1 - from));
      let sum = sumOf(q.beyond);
      for (let k = from - 1; k > n; k--) sum += sumOf(q.levels[k]!);
      return sum;
    },
  };
}

/** Rows of numbers times a vector: rates out per phase. */
export const ratesOut = (m: Matrix): Float64Array => timesVector(m, new Float64Array(m[0]!.length).fill(1));
