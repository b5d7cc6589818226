/**
 * A station that open and closed classes share, as the closed ones see it: the open jobs are summed out, which leaves a station of other
 * speeds. With L the open load and S(m) the product of the speeds up to m, b(k) = sum over m >= k of C(m, k) L^(m-k) / S(m), the closed
 * jobs see the speed b(k-1) / b(k) when k of them are there; beyond the last level this is the top speed less L. With k closed jobs there
 * are L (k+1) / speed(k+1) open ones on average. Exact (Bruell, Balbo and Afshari 1984; Lavenberg 1983, ch. 3), all terms positive.
 */

/** ln(e^a + e^b) */
function logAdd(a: number, b: number): number {
  const top = Math.max(a, b);
  return top === Number.NEGATIVE_INFINITY ? top : top + Math.log1p(Math.exp(-Math.abs(a - b)));
}

/**
 * @param speeds of the station with 1, 2, ... jobs; the last one holds for more
 * @param load of the open classes, >= 0, below the last speed
 * @param most closed jobs that can be there; speeds are needed for one more
 * @returns speeds that closed jobs see, the last one for good
 */
export function speedsBesideOpen(speeds: readonly number[], load: number, most: number): number[] {
  const levels = speeds.length;
  const top = speeds[levels - 1]!;
  const rest = top - load;
  if (load === 0) return [...speeds];
  const ratio = Math.log(load / top);
  const idle = Math.log(rest / top);
  const logLoad = Math.log(load);
  // ln of L^m / S(m) for m <= levels
  const weights = [0];
  for (let m = 1; m <= levels; m++) weights.push(weights[m - 1]! + logLoad - Math.log(speeds[m - 1]!));
  const last = Math.min(levels, most + 1);
  const logs: number[] = [];
  // sum over m >= levels of C(m, k) (L/a)^(m - levels), by k
  let tail = 0;
  const factorials = new Float64Array(levels + 1);
  for (let m = 1; m <= levels; m++) factorials[m] = factorials[m - 1]! + Math.log(m);
  const choose = (m: number, k: number): number => factorials[m]! - factorials[k]! - factorials[m - k]!;
  for (let k = 0; k <= last; k++) {
    tail = k === 0 ? -idle : logAdd(choose(levels, k), ratio + tail) - idle;
    let sum = weights[levels]! + tail;
    for (let m = k; m < levels; m++) sum = logAdd(sum, weights[m]! + choose(m, k));
    logs.push(sum - k * logLoad);
  }
  const seen: number[] = [];
  for (let k = 1; k <= last; k++) seen.push(Math.exp(logs[k - 1]! - logs[k]!));
  seen.push(rest);
  return seen;
}
