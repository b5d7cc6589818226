/** Small dense matrices, row by row in arrays of numbers. */

export type Matrix = readonly Float64Array[];

export const matrixOf = (rows: readonly (readonly number[])[]): Float64Array[] => rows.map((r) => Float64Array.from(r));

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
