/** The exact chain of a line with finite room: a state is the number of requests at each station and which servers are stopped. */
import { stationaryOf } from '../layered/stationary.js';
import type { Line, LineAnswer } from './blocking.js';

/** States up to which the chain is solved: some seconds, 40 MB. */
export const MOST_STATES = 50_000;

/** Room of the first station where it is unbounded, doubled until its last place has less probability than EDGE. */
const FIRST_ROOM = 32;
const EDGE = 1e-11;

type Exact = Extract<LineAnswer, { stable: true }>;

/** States of the chain; an upper bound. */
export function lineStates({ stations, blocking }: Line, first = FIRST_ROOM): number {
  return stations.reduce((product, { capacity }, i) => {
    const room = capacity === Infinity ? first : capacity;
    const stopped = blocking === 'after-service' && i < stations.length - 1 ? room : 0;
    return product * (room + 1 + stopped);
  }, 1);
}

/** @returns undefined where the first station is unbounded and its queue too long for `MOST_STATES` */
export function lineChain(line: Line): Exact | undefined {
  const { capacity } = line.stations[0]!;
  if (capacity < Infinity) return solveWith(line, capacity).answer;
  for (let room = FIRST_ROOM; lineStates(line, room) <= MOST_STATES; room *= 2) {
    const { answer, edge } = solveWith(line, room);
    if (edge < EDGE) return answer;
  }
  return undefined;
}

/** Numbers the states reached from the empty line and solves for their probabilities. */
function solveWith(line: Line, room: number): { answer: Exact; edge: number } {
  const { stations, arrivalRate, blocking } = line;
  const m = stations.length;
  const saturated = arrivalRate === Infinity;
  const capacity = stations.map((s, i) => (i === 0 ? room : s.capacity));
  // counts, then flags of stopped servers; a state is its digits in mixed base
  const index = new Map<number, number>();
  const counts: Int16Array[] = [];
  const flags: Uint8Array[] = [];
  const key = (n: Int16Array, b: Uint8Array): number => {
    let k = 0;
    for (let i = 0; i < m; i++) k = k * (2 * (capacity[i]! + 1)) + 2 * n[i]! + b[i]!;
    return k;
  };
  const numberOf = (n: Int16Array, b: Uint8Array): number => {
    const k = key(n, b);
    let at = index.get(k);
    if (at === undefined) {
      at = counts.length;
      index.set(k, at);
      counts.push(n);
      flags.push(b);
    }
    return at;
  };
  /** Room has come free at station i: who waits for it moves, and so on upstream. */
  const release = (n: Int16Array, b: Uint8Array, i: number): void => {
    if (i === 0) {
      if (saturated) n[0] = capacity[0]!;
      return;
    }
    if (b[i - 1] === 0 || n[i]! >= capacity[i]!) return;
    b[i - 1] = 0;
    n[i - 1] = n[i - 1]! - 1;
    n[i] = n[i]! + 1;
    release(n, b, i - 1);
  };
  const start = new Int16Array(m);
  if (saturated) start[0] = capacity[0]!;
  numberOf(start, new Uint8Array(m));
  const from: number[] = [];
  const to: number[] = [];
  const rate: number[] = [];
  const serving = (n: Int16Array, b: Uint8Array, i: number): boolean =>
    n[i]! > 0 && b[i] === 0 && (blocking !== 'before-service' || i === m - 1 || n[i + 1]! < capacity[i + 1]!);
  for (let s = 0; s < counts.length; s++) {
    const n = counts[s]!;
    const b = flags[s]!;
    const go = (n2: Int16Array, b2: Uint8Array, r: number): void => {
      const next = numberOf(n2, b2);
      if (next === s) return;
      from.push(s);
      to.push(next);
      rate.push(r);
    };
    if (!saturated && n[0]! < capacity[0]!) {
      const n2 = n.slice();
      n2[0] = n2[0]! + 1;
      go(n2, b.slice(), arrivalRate);
    }
    for (let i = 0; i < m; i++) {
      if (!serving(n, b, i)) continue;
      const n2 = n.slice();
      const b2 = b.slice();
      const full = i < m - 1 && n[i + 1]! >= capacity[i + 1]!;
      if (full && blocking === 'after-service') b2[i] = 1;
      else {
        n2[i] = n2[i]! - 1;
        if (i < m - 1 && !full) n2[i + 1] = n2[i + 1]! + 1;
        release(n2, b2, i);
      }
      go(n2, b2, stations[i]!.serviceRate);
    }
  }
  const { p } = stationaryOf(
    {
      size: counts.length,
      from: Int32Array.from(from),
      to: Int32Array.from(to),
      rate: Float64Array.from(rate),
      // a saturated first station is always full
      level: Int32Array.from(counts, (n) => n.reduce((sum, k) => sum + k, 0) - (saturated ? n[0]! : 0)),
    },
    1e-13,
    5000,
  );
  const busy = new Float64Array(m);
  const stopped = new Float64Array(m);
  const queue = new Float64Array(m);
  let full = 0;
  for (let s = 0; s < p.length; s++) {
    if (counts[s]![0] === capacity[0]) full += p[s]!;
    for (let i = 0; i < m; i++) {
      const n = counts[s]!;
      if (serving(n, flags[s]!, i)) busy[i] = busy[i]! + p[s]!;
      else if (n[i]! > 0) stopped[i] = stopped[i]! + p[s]!;
      queue[i] = queue[i]! + p[s]! * n[i]!;
    }
  }
  const throughput = busy[m - 1]! * stations[m - 1]!.serviceRate;
  const jobs = queue.reduce((a, q) => a + q, 0);
  const unbounded = line.stations[0]!.capacity === Infinity;
  return {
    edge: full,
    answer: {
      stable: true,
      method: 'chain',
      exact: true,
      throughput,
      lost: saturated || (unbounded && blocking !== 'loss') ? 0 : Math.max(0, 1 - throughput / arrivalRate),
      stations: stations.map((_, i) => ({ utilisation: busy[i]!, blocked: stopped[i]!, queue: queue[i]! })),
      response: blocking === 'loss' ? undefined : jobs / throughput,
    },
  };
}
