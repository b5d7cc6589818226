/** The lattice of population vectors 0..N, one class after the other, numbered so that n - k has number(n) - number(k). */

export type Lattice = {
  readonly populations: readonly number[];
  /** points */ readonly size: number;
  /** steps of the number per job of each class */ readonly strides: Int32Array;
};

/** Points of the lattice, without forming it. */
export function latticeSize(populations: readonly number[]): number {
  return populations.reduce((size, n) => size * (n + 1), 1);
}

export function latticeOf(populations: readonly number[]): Lattice {
  const strides = new Int32Array(populations.length);
  let size = 1;
  populations.forEach((n, r) => {
    strides[r] = size;
    size *= n + 1;
  });
  return { populations, size, strides };
}

/** Advances the counts of a point to the next number. */
export function advance(counts: Int32Array, populations: readonly number[]): void {
  for (let r = 0; r < counts.length; r++) {
    if (counts[r]! < populations[r]!) {
      counts[r] = counts[r]! + 1;
      return;
    }
    counts[r] = 0;
  }
}
