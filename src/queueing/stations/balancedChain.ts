/** The chain of n equal queues under "shortest of d": states are the numbers of servers with at least 1, 2, 3 ... jobs. */

const MOST_STATES = 60_000;
const CUT = 1e-10;
/** Beyond, the states with queues of at most two jobs are too many already. */
const MOST_SERVERS = 480;

export type BalancedChain =
  | {
      /** P(a job finds at least k jobs at its server) */ found(k: number): number;
      /** P(a server has at least k jobs) */ queueTail(k: number): number;
    }
  | { readonly most: number };

/** P(the shortest of d of n servers is among m given ones only): all d drawn from them, without replacement. */
function allAmong(m: number, d: number, n: number): number {
  let p = 1;
  for (let i = 0; i < d; i++) p *= Math.max(0, m - i) / (n - i);
  return p;
}

/**
 * Stationary law, service rate 1, load `rho` per server; cut where queues or differences between queues are so unlikely that they hardly
 * count, or refused where that takes more than 60 000 states.
 * Gauss-Seidel sweeps by total number of jobs, the totals rescaled after each sweep by the flow between them (Koury, McAllister and Stewart 1984).
 */
export function balancedChain(n: number, rho: number, d: number): BalancedChain {
  if (n > MOST_SERVERS) return { most: MOST_STATES };
  // the more servers are asked, the less queues differ
  const least = Math.max(6, Math.ceil(Math.log2(Math.log(CUT) / Math.log(Math.min(rho, 0.99))) / Math.log2(d)) + 4);
  const wide = n <= 3 ? cutChain(n, rho, d, 18) : undefined;
  return wide && 'found' in wide ? wide : cutChain(n, rho, d, least);
}

function cutChain(n: number, rho: number, d: number, spread: number): BalancedChain {
  // a shared queue has fewer jobs: the total is cut a little beyond where that one has no weight left
  const totalCut = n + Math.ceil(Math.log(CUT * (1 - rho)) / Math.log(rho)) + 4;
  // two queues differ by each second number up to the spread
  if (!(totalCut * Math.floor(spread / 2) <= MOST_STATES)) return { most: MOST_STATES };
  const index = new Map<string, number>();
  const states: number[][] = [];
  const order: number[][] = [];
  const add = (s: number[]): number | undefined => {
    const key = s.join();
    const known = index.get(key);
    if (known !== undefined) return known;
    // levels with all servers at least that long do not count for the difference
    let low = 0;
    while (s[low] === n) low++;
    const sum = s.reduce((a, b) => a + b, 0);
    if (s.length - low > spread || sum > totalCut) return undefined;
    const id = states.length;
    index.set(key, id);
    states.push(s);
    order[sum] ??= [];
    order[sum].push(id);
    return id;
  };
  add([]);
  const to: number[][] = [];
  const rate: number[][] = [];
  for (let i = 0; i < states.length; i++) {
    if (states.length > MOST_STATES) return { most: MOST_STATES };
    const s = states[i]!;
    const targets: number[] = [];
    const rates: number[] = [];
    const go = (next: number[], r: number): void => {
      const id = r > 0 ? add(next) : undefined;
      if (id !== undefined) {
        targets.push(id);
        rates.push(r);
      }
    };
    for (let k = 0; k <= s.length; k++) {
      // to a server with exactly k jobs
      const p = allAmong(k === 0 ? n : s[k - 1]!, d, n) - allAmong(s[k] ?? 0, d, n);
      const next = s.slice();
      next[k] = (next[k] ?? 0) + 1;
      go(next, rho * n * p);
    }
    for (let k = 0; k < s.length; k++) {
      const next = s.slice();
      next[k] = next[k]! - 1;
      go(next[next.length - 1] === 0 ? next.slice(0, -1) : next, s[k]! - (s[k + 1] ?? 0));
    }
    to.push(targets);
    rate.push(rates);
  }
  const p = solve(states, order, to, rate);
  // a job finds at least k with the chance that all d drawn have that many
  const found: number[] = [1];
  const tail: number[] = [1];
  states.forEach((s, i) => {
    s.forEach((m, k) => {
      found[k + 1] = (found[k + 1] ?? 0) + p[i]! * allAmong(m, d, n);
      tail[k + 1] = (tail[k + 1] ?? 0) + (p[i]! * m) / n;
    });
  });
  return { found: (k) => found[k] ?? 0, queueTail: (k) => tail[k] ?? 0 };
}

function solve(states: number[][], order: number[][], to: number[][], rate: number[][]): Float64Array {
  const n = states.length;
  const from: number[][] = states.map(() => []);
  const weight: number[][] = states.map(() => []);
  const out = new Float64Array(n);
  to.forEach((targets, i) => {
    targets.forEach((j, k) => {
      from[j]!.push(i);
      weight[j]!.push(rate[i]![k]!);
      out[i] = out[i]! + rate[i]![k]!;
    });
  });
  // what leaves for one job less, as far as it is in the chain
  const size = Float64Array.from(states, (s) => s.reduce((a, b) => a + b, 0));
  const services = new Float64Array(n);
  const arrivals = new Float64Array(n);
  to.forEach((targets, i) => {
    targets.forEach((j, k) => {
      if (size[j]! < size[i]!) services[i] = services[i]! + rate[i]![k]!;
      else arrivals[i] = arrivals[i]! + rate[i]![k]!;
    });
  });
  const p = new Float64Array(n).fill(1);
  for (let sweep = 0; sweep < 3000; sweep++) {
    let change = 0;
    const visit = (i: number): void => {
      let sum = 0;
      const sources = from[i]!;
      for (let k = 0; k < sources.length; k++) sum += p[sources[k]!]! * weight[i]![k]!;
      const value = sum / out[i]!;
      change += Math.abs(value - p[i]!);
      p[i] = value;
    };
    for (const level of order) for (const i of level) visit(i);
    for (let l = order.length - 1; l >= 0; l--) for (const i of order[l]!) visit(i);
    // arrivals from a total are services from the next
    let total = 0;
    let before = 0;
    order.forEach((level, l) => {
      let mass = 0;
      let up = 0;
      let down = 0;
      for (const i of level) {
        mass += p[i]!;
        up += p[i]! * arrivals[i]!;
        down += p[i]! * services[i]!;
      }
      const scale = l > 0 ? before / down : 1;
      for (const i of level) p[i] = p[i]! * scale;
      before = up * scale;
      total += mass * scale;
    });
    for (let i = 0; i < n; i++) p[i] = p[i]! / total;
    if (change < 1e-12) break;
  }
  return p;
}
