/** Exact answers of Markov chains, for tests. */

/**
 * Stationary probabilities of a chain in continuous time, by sweeps (Gauss and Seidel).
 * @param describe calls `move(from, to, rate)` for each transition
 */
export function stationary(
  states: number,
  describe: (move: (from: number, to: number, rate: number) => void) => void,
): Float64Array {
  const into: { from: number; rate: number }[][] = Array.from({ length: states }, () => []);
  const out = new Float64Array(states);
  describe((from, to, rate) => {
    into[to]!.push({ from, rate });
    out[from]! += rate;
  });
  const p = new Float64Array(states).fill(1 / states);
  for (let sweep = 0; sweep < 100_000; sweep++) {
    let change = 0;
    for (let state = 0; state < states; state++) {
      let flow = 0;
      for (const { from, rate } of into[state]!) flow += p[from]! * rate;
      const next = flow / out[state]!;
      change = Math.max(change, Math.abs(next - p[state]!));
      p[state] = next;
    }
    let sum = 0;
    for (const value of p) sum += value;
    for (let state = 0; state < states; state++) p[state]! /= sum;
    if (change < 1e-15) break;
  }
  return p;
}
