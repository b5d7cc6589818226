/** Linear systems. */

/**
 * Solves a system in place, by elimination with row exchanges.
 * @param a square matrix, row after row; it is overwritten
 * @param right right-hand side; it becomes the solution
 * @returns undefined where the matrix is singular
 */
export function solveLinear(a: Float64Array, right: Float64Array): Float64Array | undefined {
  const n = right.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    const head = a[pivot * n + k]!;
    if (!(Math.abs(head) > 0 && Math.abs(head) < Infinity)) return undefined;
    if (pivot !== k) {
      for (let j = k; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j]!, a[k * n + j]!];
      [right[k], right[pivot]] = [right[pivot]!, right[k]!];
    }
    for (let i = k + 1; i < n; i++) {
      const f = a[i * n + k]! / head;
      if (f === 0) continue;
      for (let j = k + 1; j < n; j++) a[i * n + j] = a[i * n + j]! - f * a[k * n + j]!;
      right[i] = right[i]! - f * right[k]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i]!;
    for (let j = i + 1; j < n; j++) sum -= a[i * n + j]! * right[j]!;
    right[i] = sum / a[i * n + i]!;
  }
  return right;
}
