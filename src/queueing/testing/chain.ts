/** Exact Markov chains for tests: states by breadth-first search, stationary law by GTH, absorption moments by elimination. */

export type Transition<S> = { readonly to: S; readonly rate: number };

/**
 * Stationary probabilities of all states reachable from `start`. States found one after the other are neighbours, so the elimination stays in a band:
 * some ten thousand states with a band of a hundred take seconds.
 * Source: Grassmann, Taksar, Heyman 1985.
 */
export function stationary<S>(start: S, moves: (s: S) => Transition<S>[]): { states: S[]; p: number[] } {
  const { states, list } = reach(start, moves);
  const n = states.length;
  const low = Int32Array.from({ length: n }, (_, i) => i);
  for (const [i, j] of list) {
    low[i] = Math.min(low[i]!, j);
    low[j] = Math.min(low[j]!, i);
  }
  // first column or row that touches k or any later state: the band
  for (let k = n - 2; k >= 0; k--) low[k] = Math.min(low[k]!, Math.max(0, low[k + 1]!));
  const band = Math.max(0, ...Array.from(low, (l, k) => k - l));
  if (n * (2 * band + 1) > 4e7) throw new RangeError(`${n} states with a band of ${band} are too many`);
  const width = 2 * band + 1;
  const a = new Float64Array(n * width);
  for (const [i, j, rate] of list) if (i !== j) a[i * width + (j - i + band)]! += rate;
  for (let k = n - 1; k > 0; k--) {
    const from = Math.max(0, k - band);
    let out = 0;
    for (let j = from; j < k; j++) out += a[k * width + (j - k + band)]!;
    for (let i = from; i < k; i++) {
      const at = i * width + (k - i + band);
      const f = a[at]! / out;
      a[at] = f;
      if (f === 0) continue;
      for (let j = from; j < k; j++) if (j !== i) a[i * width + (j - i + band)]! += f * a[k * width + (j - k + band)]!;
    }
  }
  const p = [1];
  let total = 1;
  for (let k = 1; k < n; k++) {
    let sum = 0;
    for (let i = Math.max(0, k - band); i < k; i++) sum += p[i]! * a[i * width + (k - i + band)]!;
    p.push(sum);
    total += sum;
  }
  return { states, p: p.map((x) => x / total) };
}

function reach<S>(start: S, moves: (s: S) => Transition<S>[]): { states: S[]; list: [number, number, number][] } {
  const index = new Map<string, number>([[JSON.stringify(start), 0]]);
  const states = [start];
  const list: [number, number, number][] = [];
  for (let i = 0; i < states.length; i++) {
    for (const { to, rate } of moves(states[i]!)) {
      if (rate === 0) continue;
      const key = JSON.stringify(to);
      let j = index.get(key);
      if (j === undefined) {
        j = states.length;
        index.set(key, j);
        states.push(to);
      }
      list.push([i, j, rate]);
    }
  }
  return { states, list };
}

function explore<S>(start: S, moves: (s: S) => Transition<S>[]): { states: S[]; rates: number[][] } {
  const { states, list } = reach(start, moves);
  const rates = states.map(() => new Array<number>(states.length).fill(0));
  for (const [i, j, rate] of list) if (i !== j) rates[i]![j] = rates[i]![j]! + rate;
  return { states, rates };
}

/** First and second moment of the time to absorption (`to` undefined) from each state, by elimination. */
export function absorption<S>(
  start: S,
  moves: (s: S) => { readonly to: S | undefined; readonly rate: number }[],
): { states: S[]; m1: number[]; m2: number[] } {
  const alive = (s: S): Transition<S>[] => moves(s).flatMap(({ to, rate }) => (to === undefined ? [] : [{ to, rate }]));
  const { states, rates } = explore(start, alive);
  const n = states.length;
  // (out - R) m1 = 1, (out - R) m2 = 2 m1
  const matrix = states.map((s, i) => {
    const row = rates[i]!.map((r) => -r);
    const loops = alive(s).reduce((a, t) => (JSON.stringify(t.to) === JSON.stringify(s) ? a + t.rate : a), 0);
    row[i] = moves(s).reduce((a, t) => a + t.rate, 0) - loops;
    return row;
  });
  const m1 = solve(matrix, new Array<number>(n).fill(1));
  const m2 = solve(
    matrix,
    m1.map((x) => 2 * x),
  );
  return { states, m1, m2 };
}

/** Gaussian elimination; the matrices here are diagonally dominant. */
export function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  const n = a.length;
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const f = a[i]![k]! / a[k]![k]!;
      if (f === 0) continue;
      for (let j = k; j <= n; j++) a[i]![j] = a[i]![j]! - f * a[k]![j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = a[i]![n]!;
    for (let j = i + 1; j < n; j++) sum -= a[i]![j]! * x[j]!;
    x[i] = sum / a[i]![i]!;
  }
  return x;
}
