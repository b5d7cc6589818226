/**
 * Stationary law of a sparse Markov chain: block-wise iteration with aggregation by level (Koury, McAllister and Stewart 1984;
 * Takahashi 1975), small chains by elimination without subtraction (Grassmann, Taksar and Heyman 1985).
 */

/** What the solution needs of a chain. */
export type Transitions = {
  readonly size: number;
  /** transitions and their rates */ readonly from: Int32Array;
  readonly to: Int32Array;
  readonly rate: Float64Array;
  /** by state: level for aggregation */ readonly level: Int32Array;
};

/** Operations up to which the chain is eliminated within its band. */
const ELIMINATED = 2e9;
/** Numbers that the band may hold. */
const HELD = 4e7;
/** Sweeps between two aggregations: one is too few where service varies much. */
const SMOOTHING = 4;
/** Least weight of a level, so that the law within it is kept. */
const TINY = 1e-140;

export type Stationary = {
  readonly p: Float64Array /** relative error left of flow balance */;
  readonly residual: number;
  readonly sweeps: number;
};

/** @param tolerance of the change per sweep, relative, in (0, 1) */
export function stationaryOf(chain: Transitions, tolerance = 1e-11, mostSweeps = 3000): Stationary {
  const { size: n, level } = chain;
  // By level, so that transitions stay near the diagonal.
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => level[a]! - level[b]! || a - b);
  const place = new Int32Array(n);
  order.forEach((state, i) => {
    place[state] = i;
  });
  const width = widthOf(chain, place);
  return n * width * width <= ELIMINATED && n * (2 * width + 1) <= HELD
    ? { p: eliminated(chain, place, width).p, residual: 0, sweeps: 0 }
    : sparse(chain, order, tolerance, mostSweeps);
}

/** Largest distance between two states that follow each other, at least 1. */
function widthOf({ from, to }: Transitions, place: Int32Array): number {
  let width = 1;
  for (let t = 0; t < from.length; t++) width = Math.max(width, Math.abs(place[from[t]!]! - place[to[t]!]!));
  return width;
}

export type Eliminated = {
  readonly p: Float64Array;
  /** g with Q g = h, up to a constant; h by state, with mean 0 under p */
  readonly poisson: (h: ArrayLike<number>) => Float64Array;
};

/** Stationary law of a small chain, and Poisson's equation. Cost: states times the square of the band. */
export function eliminate(chain: Transitions): Eliminated {
  const place = Int32Array.from({ length: chain.size }, (_, i) => i);
  return eliminated(chain, place, widthOf(chain, place));
}

/** Elimination without subtraction, in a band around the diagonal. */
function eliminated({ size: n, from, to, rate }: Transitions, place: Int32Array, width: number): Eliminated {
  const span = 2 * width + 1;
  const a = new Float64Array(n * span);
  const outs = new Float64Array(n);
  for (let t = 0; t < from.length; t++) {
    const i = place[from[t]!]!;
    const at = i * span + place[to[t]!]! - i + width;
    a[at] = a[at]! + rate[t]!;
  }
  for (let k = n - 1; k > 0; k--) {
    const low = Math.max(0, k - width);
    const row = k * span - k + width;
    let out = 0;
    for (let j = low; j < k; j++) out += a[row + j]!;
    outs[k] = out;
    for (let i = low; i < k; i++) {
      const target = i * span - i + width;
      const f = a[target + k]! / out;
      a[target + k] = f;
      if (f === 0) continue;
      for (let j = low; j < k; j++) if (j !== i) a[target + j] = a[target + j]! + f * a[row + j]!;
    }
  }
  const weights = new Float64Array(n);
  weights[0] = 1;
  for (let k = 1; k < n; k++) {
    let sum = 0;
    for (let i = Math.max(0, k - width); i < k; i++) sum += weights[i]! * a[i * span + k - i + width]!;
    weights[k] = sum;
    if (sum > 1e200) for (let i = 0; i <= k; i++) weights[i] = weights[i]! * 1e-200;
  }
  let total = 0;
  for (const w of weights) total += w;
  return {
    p: Float64Array.from(place, (i) => weights[i]! / total),
    poisson: (h) => {
      const right = new Float64Array(n);
      place.forEach((i, state) => {
        right[i] = h[state]!;
      });
      for (let k = n - 1; k > 0; k--)
        for (let i = Math.max(0, k - width); i < k; i++)
          right[i] = right[i]! + a[i * span + k - i + width]! * right[k]!;
      const g = new Float64Array(n);
      for (let k = 1; k < n; k++) {
        let sum = -right[k]!;
        for (let j = Math.max(0, k - width); j < k; j++) sum += a[k * span + j - k + width]! * g[j]!;
        g[k] = sum / outs[k]!;
      }
      return Float64Array.from(place, (i) => g[i]!);
    },
  };
}

function sparse(chain: Transitions, order: Int32Array, tolerance: number, mostSweeps: number): Stationary {
  const { size: n, from, to, rate, level } = chain;
  const out = new Float64Array(n);
  const start = new Int32Array(n + 1);
  for (let t = 0; t < from.length; t++) {
    out[from[t]!] = out[from[t]!]! + rate[t]!;
    start[to[t]! + 1] = start[to[t]! + 1]! + 1;
  }
  for (let j = 0; j < n; j++) start[j + 1] = start[j + 1]! + start[j]!;
  const fill = start.slice(0, n);
  const source = new Int32Array(from.length);
  const flow = new Float64Array(from.length);
  for (let t = 0; t < from.length; t++) {
    const at = fill[to[t]!]!++;
    source[at] = from[t]!;
    flow[at] = rate[t]!;
  }
  const levels = level.reduce((a, b) => Math.max(a, b), 0) + 1;
  const p = new Float64Array(n).fill(1 / n);
  let residual = Infinity;
  let sweeps = 0;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    if (sweep % SMOOTHING === 0) aggregate(chain, p, levels);
    sweeps++;
    let change = 0;
    for (let k = 0; k < n; k++) {
      const j = order[sweep % 2 === 0 ? k : n - 1 - k]!;
      let sum = 0;
      for (let t = start[j]!; t < start[j + 1]!; t++) sum += p[source[t]!]! * flow[t]!;
      const next = out[j]! > 0 ? sum / out[j]! : p[j]!;
      change += Math.abs(next - p[j]!);
      p[j] = next;
    }
    let total = 0;
    for (let j = 0; j < n; j++) total += p[j]!;
    for (let j = 0; j < n; j++) p[j] = p[j]! / total;
    residual = change / total;
    if (residual < tolerance && sweep % SMOOTHING === 0) break;
  }
  aggregate(chain, p, levels);
  return { p, residual, sweeps };
}

/** Gives each level the weight that the chain of levels has, the law within levels being that of `p`. */
function aggregate({ size, from, to, rate, level }: Transitions, p: Float64Array, levels: number): void {
  if (levels < 2) return;
  const weight = new Float64Array(levels);
  for (let j = 0; j < size; j++) weight[level[j]!] = weight[level[j]!]! + p[j]!;
  let width = 1;
  for (let t = 0; t < from.length; t++) width = Math.max(width, Math.abs(level[from[t]!]! - level[to[t]!]!));
  const span = 2 * width + 1;
  const a = new Float64Array(levels * span);
  for (let t = 0; t < from.length; t++) {
    const i = level[from[t]!]!;
    const j = level[to[t]!]!;
    if (i !== j && weight[i]! > 0) {
      const at = i * span + j - i + width;
      a[at] = a[at]! + (p[from[t]!]! / weight[i]!) * rate[t]!;
    }
  }
  const get = (i: number, j: number): number => (Math.abs(i - j) <= width ? a[i * span + j - i + width]! : 0);
  for (let k = levels - 1; k > 0; k--) {
    let out = 0;
    for (let j = Math.max(0, k - width); j < k; j++) out += get(k, j);
    for (let i = Math.max(0, k - width); i < k; i++) {
      const f = out > 0 ? get(i, k) / out : 0;
      a[i * span + k - i + width] = f;
      if (f === 0) continue;
      for (let j = Math.max(0, k - width); j < k; j++) {
        if (j === i) continue;
        const at = i * span + j - i + width;
        a[at] = a[at]! + f * get(k, j);
      }
    }
  }
  const found = new Float64Array(levels);
  found[0] = 1;
  for (let k = 1; k < levels; k++) {
    let sum = 0;
    for (let i = Math.max(0, k - width); i < k; i++) sum += found[i]! * get(i, k);
    found[k] = sum;
    if (sum > 1e200) for (let i = 0; i <= k; i++) found[i] = found[i]! * 1e-200;
  }
  let total = 0;
  for (const value of found) total += value;
  for (let j = 0; j < size; j++) {
    const w = weight[level[j]!]!;
    if (w > 0) p[j] = (p[j]! / w) * Math.max(TINY, found[level[j]!]! / total);
  }
}
