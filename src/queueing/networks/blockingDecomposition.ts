/**
 * A long line as pairs of servers with a buffer between them. The upstream server of a pair stands for all before it: its service is now and
 * then preceded by a wait for a request; the downstream one for all behind it: its service is now and then followed by a stop. Each pair is
 * a birth-death chain; the rates of the pairs are found by passes down and up the line (Dallery and Frein 1993, algorithm for exponential
 * servers).
 */
import type { Line, LineAnswer } from './blocking.js';

const PASSES = 10_000;

type Pair = {
  /** P(k requests that the upstream server has finished and the downstream one has not), k = 0..size */
  readonly p: Float64Array;
};

export function decompose(line: Line): Extract<LineAnswer, { stable: true }> {
  return line.blocking === 'loss' ? losses(line) : pairs(line);
}

/** Birth-death law with constant rates on 0..size. */
function birthDeath(up: number, down: number, size: number): Pair {
  const p = new Float64Array(size + 1);
  const ratio = up / down;
  // from the heavier end, so that nothing overflows
  let total = 0;
  for (let k = 0; k <= size; k++) {
    const steps = ratio <= 1 ? k : size - k;
    p[k] = (ratio <= 1 ? ratio : 1 / ratio) ** steps;
    total += p[k]!;
  }
  return { p: p.map((x) => x / total) };
}

function pairs({ stations, arrivalRate, blocking }: Line): Extract<LineAnswer, { stable: true }> {
  const saturated = arrivalRate === Infinity;
  // servers of the line; an open line has its door as one more, which loses what finds the first station full
  const rates = [...(saturated ? [] : [arrivalRate]), ...stations.map((s) => s.serviceRate)];
  const rooms = stations.map((s) => s.capacity).slice(saturated ? 1 : 0);
  const after = blocking === 'after-service';
  // a server stopped after service holds a finished request: one more fits into the pair. The door holds none.
  const sizes = rooms.map((room, k) => room + (after && (saturated || k > 0) ? 1 : 0));
  const count = sizes.length;
  if (count === 0) {
    const only = { utilisation: 1, blocked: 0, queue: stations[0]!.capacity };
    const throughput = rates[0]!;
    return {
      stable: true,
      method: 'decomposition',
      exact: true,
      throughput,
      lost: 0,
      stations: [only],
      response: stations[0]!.capacity / throughput,
    };
  }
  const up = rates.slice(0, count);
  const down = rates.slice(1);
  const solved: Pair[] = new Array<Pair>(count);
  const solve = (k: number): void => {
    solved[k] = sizes[k] === Infinity ? unbounded(up[k]!, down[k]!) : birthDeath(up[k]!, down[k]!, sizes[k]!);
  };
  for (let k = 0; k < count; k++) solve(k);
  for (let pass = 0; pass < PASSES; pass++) {
    let change = 0;
    for (let k = 1; k < count; k++) {
      // after a request has gone on, the pair before is empty with this chance: the server waits for its upstream one
      const { p } = solved[k - 1]!;
      const starved = share(p[1]!, p, 0);
      const next = 1 / (1 / rates[k]! + starved / up[k - 1]!);
      change = Math.max(change, Math.abs(next / up[k]! - 1));
      up[k] = next;
      solve(k);
    }
    for (let k = count - 2; k >= 0; k--) {
      const { p } = solved[k + 1]!;
      const size = p.length - 1;
      // after a request has gone on, the pair behind is full with this chance: the server waits for its downstream one
      const stopped = sizes[k + 1] === Infinity ? 0 : share(p[size - 1]!, p, size);
      const next = 1 / (1 / rates[k + 1]! + stopped / down[k + 1]!);
      change = Math.max(change, Math.abs(next / down[k]! - 1));
      down[k] = next;
      solve(k);
    }
    if (change < 1e-12) break;
  }
  return lineFigures(stations, rates, up, solved, sizes, { saturated, after, arrivalRate });
}

/** The sum of all but one. */
function without(p: Float64Array, state: number): number {
  let sum = 0;
  for (let k = 0; k < p.length; k++) if (k !== state) sum += p[k]!;
  return sum;
}

/** A chance, given that a state is left; all of it where the others are below the range of doubles. */
function share(chance: number, p: Float64Array, state: number): number {
  const others = without(p, state);
  return others > 0 ? chance / others : 1;
}

/** Geometric, cut off where it has no weight. */
function unbounded(up: number, down: number): Pair {
  const ratio = Math.min(up / down, 1 - 1e-9);
  const size = Math.min(1_000_000, Math.ceil(-40 / Math.log(ratio)) + 2);
  return birthDeath(ratio, 1, size);
}

function lineFigures(
  stations: Line['stations'],
  rates: readonly number[],
  up: readonly number[],
  solved: readonly Pair[],
  sizes: readonly number[],
  { saturated, after, arrivalRate }: { saturated: boolean; after: boolean; arrivalRate: number },
): Extract<LineAnswer, { stable: true }> {
  const full = solved.map(({ p }, k) => (sizes[k] === Infinity ? 0 : p[p.length - 1]!));
  const throughput = up[0]! * (1 - full[0]!);
  const own = stations.map((s, i) => {
    const before = saturated ? i - 1 : i;
    const behind = before + 1;
    const utilisation = throughput / s.serviceRate;
    const stopped = behind < solved.length ? full[behind]! : 0;
    const blocked = Math.min(stopped, Math.max(0, 1 - utilisation));
    let queue = s.capacity;
    if (before >= 0) {
      const { p } = solved[before]!;
      queue = p.reduce((sum, q, n) => sum + q * Math.min(n, s.capacity), 0);
    }
    return { utilisation, blocked, queue: Math.min(queue, s.capacity) };
  });
  const jobs = own.reduce((a, s) => a + s.queue, 0);
  return {
    stable: true,
    method: 'decomposition',
    // a single pair is the chain itself
    exact: solved.length === 1 && (saturated || !after || rates.length === 2),
    throughput,
    lost: saturated ? 0 : Math.max(0, 1 - throughput / arrivalRate),
    stations: own,
    response: jobs / throughput,
  };
}

/** What is lost thins the flow; each station is an M/M/1/K fed by a Poisson flow of the rate that reaches it. */
function losses({ stations, arrivalRate }: Line): Extract<LineAnswer, { stable: true }> {
  const saturated = arrivalRate === Infinity;
  let flow = arrivalRate;
  const own = stations.map(({ serviceRate, capacity }, i) => {
    if (i === 0 && saturated) {
      flow = serviceRate;
      return { utilisation: 1, blocked: 0, queue: capacity };
    }
    const { p } = capacity === Infinity ? unbounded(flow, serviceRate) : birthDeath(flow, serviceRate, capacity);
    const utilisation = without(p, 0);
    flow = utilisation * serviceRate;
    return { utilisation, blocked: 0, queue: p.reduce((sum, q, n) => sum + q * n, 0) };
  });
  return {
    stable: true,
    method: 'decomposition',
    exact: stations.length === 1,
    throughput: flow,
    lost: saturated ? 0 : Math.max(0, 1 - flow / arrivalRate),
    stations: own,
    response: undefined,
  };
}
