/** Small dense matrices, row by row in arrays of numbers. */

export type Matrix = readonly Float64Array[];

export const zeros = (rows: number, columns = rows): Float64Array[] =>
  Array.from({ length: rows }, () => new Float64Array(columns));

export const matrixOf = (rows: readonly (readonly number[])[]): Float64Array[] => rows.map((r) => Float64Array.from(r));

export function identity(n: number): Float64Array[] {
  const m = zeros(n);
  for (let i = 0; i < n; i++) m[i]![i] = 1;
  return m;
}

export function multiplyMatrices(a: Matrix, b: Matrix): Float64Array[] {
  const columns = b[0]?.length ?? 0;
  return a.map((row) => {
    const out = new Float64Array(columns);
    row.forEach((x, k) => {
      if (x === 0) return;
      const other = b[k]!;
      for (let j = 0; j < columns; j++) out[j] = out[j]! + x * other[j]!;
    });
    return out;
  });
}

export const addMatrices = (a: Matrix, b: Matrix, factor = 1): Float64Array[] =>
  a.map((row, i) => row.map((x, j) => x + factor * b[i]![j]!));

/** row vector times matrix */
export function timesMatrix(v: ArrayLike<number>, m: Matrix): Float64Array {
  const out = new Float64Array(m[0]?.length ?? 0);
  for (let i = 0; i < m.length; i++) {
    const x = v[i]!;
    if (x === 0) continue;
    const row = m[i]!;
    for (let j = 0; j < out.length; j++) out[j] = out[j]! + x * row[j]!;
  }
  return out;
}

/** matrix times column vector */
export const timesVector = (m: Matrix, v: ArrayLike<number>): Float64Array =>
  Float64Array.from(m, (row) => row.reduce((sum, x, j) => sum + x * v[j]!, 0));

export const sumOf = (v: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < v.length; i++) total += v[i]!;
  return total;
};

/** X with A X = B, by elimination with row pivots. */
export function solveMatrix(a: Matrix, b: Matrix): Float64Array[] {
  const n = a.length;
  const m = a.map((row) => row.slice());
  const x = b.map((row) => row.slice());
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(m[i]![k]!) > Math.abs(m[best]![k]!)) best = i;
    [m[k], m[best]] = [m[best]!, m[k]!];
    [x[k], x[best]] = [x[best]!, x[k]!];
    const pivot = m[k]!;
    for (let i = k + 1; i < n; i++) {
      const f = m[i]![k]! / pivot[k]!;
      if (f === 0) continue;
      const row = m[i]!;
      for (let j = k; j < n; j++) row[j] = row[j]! - f * pivot[j]!;
      const right = x[i]!;
      for (let j = 0; j < right.length; j++) right[j] = right[j]! - f * x[k]![j]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    const right = x[i]!;
    for (let k = i + 1; k < n; k++) {
      const f = m[i]![k]!;
      if (f !== 0) for (let j = 0; j < right.length; j++) right[j] = right[j]! - f * x[k]![j]!;
    }
    for (let j = 0; j < right.length; j++) right[j] = right[j]! / m[i]![i]!;
  }
  return x;
}

/** x with A x = b. */
export const solveVector = (a: Matrix, b: ArrayLike<number>): Float64Array =>
  Float64Array.from(
    solveMatrix(
      a,
      Array.from(b, (value) => Float64Array.of(value)),
    ),
    (row) => row[0]!,
  );

/** The transposed matrix. */
export const transpose = (m: Matrix): Float64Array[] =>
  Array.from({ length: m[0]?.length ?? 0 }, (_, j) => Float64Array.from(m, (row) => row[j]!));

/**
 * Stationary probabilities of a small generator (off-diagonal rates), by GTH: no subtraction. States that cannot be reached again have probability 0;
 * of several closed classes the one with the last state is taken.
 */
export function stationaryOf(rates: Matrix): Float64Array {
  const n = rates.length;
  const a = rates.map((row) => row.slice());
  let first = 0;
  for (let k = n - 1; k > 0; k--) {
    let out = 0;
    for (let j = 0; j < k; j++) out += a[k]![j]!;
    if (out === 0) {
      // nothing leads below: what is below is left for good
      first = k;
      break;
    }
    for (let i = 0; i < k; i++) {
      const f = a[i]![k]! / out;
      a[i]![k] = f;
      if (f !== 0) for (let j = 0; j < k; j++) if (j !== i) a[i]![j] = a[i]![j]! + f * a[k]![j]!;
    }
  }
  const p = new Float64Array(n);
  p[first] = 1;
  let total = 1;
  for (let k = first + 1; k < n; k++) {
    for (let i = first; i < k; i++) p[k] = p[k]! + p[i]! * a[i]![k]!;
    total += p[k]!;
  }
  return p.map((x) => x / total);
}
