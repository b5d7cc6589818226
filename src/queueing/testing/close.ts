/** Comparison by relative error, for figures of any size. */
import { expect } from 'vitest';

export function close(actual: number, expected: number, relative = 1e-9): void {
  const gap = Math.abs(actual - expected);
  expect(gap <= relative * Math.abs(expected), `${actual} is not ${expected} within ${relative}`).toBe(true);
}
