/**
 * Closed networks with several classes, approximately: Bard-Schweitzer, Linearizer, AQL. All solve a fixed point at the full population
 * ("core") with an estimate of what a job of each class finds; Linearizer and AQL correct that estimate by cores with one job less.
 */
import type { ClosedAnswer } from './exactMva.js';
import { type Correction, core, type Problem, type State, type Suri } from './fixedPoint.js';
import { SpeedLoss, suriExponent } from './loadDependence.js';
import { isDelay, isSingleServer, type NetworkStation } from './model.js';

export type ApproximateMethod = 'linearizer' | 'aql' | 'bard-schweitzer';
/** How stations with several servers are taken. */
export type MultiServerMethod = 'conway' | 'suri' | 'seidmann';

export type ApproximateAnswer = ClosedAnswer & {
  readonly method: ApproximateMethod;
  readonly multiServer: MultiServerMethod;
  /** the fixed point was reached */ readonly converged: boolean;
};

/** Operations that Linearizer takes, about; AQL the same; Bard-Schweitzer this over 2 (classes + 1). */
export function approximateCost(stations: number, classes: number): number {
  return 15 * (classes + 1) * stations * classes * (8 + classes);
}

/**
 * Approximate throughputs and queue lengths.
 * @param thinks seconds per class, >= 0
 * @param populations >= 0; something of each class with users must take time
 * Source: Schweitzer 1979; Chandy and Neuse 1982 with the saving of de Souza e Silva and Muntz 1990; Zahorjan, Eager and Sweillam 1988;
 * for several servers see `loadDependence.ts` and Seidmann, Schweitzer and Shalev-Oren 1987.
 * Cost: see `approximateCost`; memory: 8 stations classes (classes + 8) bytes for Linearizer, without the square for the others.
 */
export function approximate(
  stations: readonly NetworkStation[],
  thinks: readonly number[],
  populations: readonly number[],
  method: ApproximateMethod,
  multiServer: MultiServerMethod,
): ApproximateAnswer {
  const { problem, apart } = prepare(stations, thinks, populations, multiServer);
  const n = Float64Array.from(populations);
  const plain = core(problem, n, undefined, undefined);
  let state = plain;
  let used = method;
  if (method === 'linearizer') state = linearizer(problem, n, plain);
  else if (method === 'aql') state = aql(problem, n, plain);
  if (!lawful(problem, state, n)) {
    state = plain;
    used = 'bard-schweitzer';
    // Seidmann's stations are single servers, which are never overrated
    if (!lawful(problem, state, n)) return approximate(stations, thinks, populations, used, 'seidmann');
  }
  const { m } = problem;
  const throughputs = Array.from(state.x);
  const queues = stations.map((s, i) =>
    s.demands.map((d, r) => {
      if (isDelay(s)) return d * throughputs[r]!;
      return state.q[r * m + i]! + apart[i]![r]! * throughputs[r]!;
    }),
  );
  return { throughputs, queues, method: used, multiServer, converged: state.converged };
}

function prepare(
  stations: readonly NetworkStation[],
  thinks: readonly number[],
  populations: readonly number[],
  multiServer: MultiServerMethod,
): { problem: Problem; apart: number[][] } {
  const m = stations.length;
  const classes = populations.length;
  const total = populations.reduce((a, b) => a + b, 0);
  const d = new Float64Array(m * classes);
  const full = new Float64Array(m * classes);
  const delays = Float64Array.from(thinks);
  const losses: (SpeedLoss | undefined)[] = [];
  const suri: (Suri | undefined)[] = [];
  const tables = new Map<string, SpeedLoss>();
  const apart = stations.map((s, i) => {
    const several = !isDelay(s) && !isSingleServer(s);
    const seidmann = several && multiServer === 'seidmann' && !s.speeds && s.servers >= 1;
    const bySuri = several && multiServer === 'suri' && !s.speeds && s.servers >= 1;
    suri[i] = bySuri ? { exponent: suriExponent(s.servers), servers: s.servers } : undefined;
    let table: SpeedLoss | undefined;
    if (several && !seidmann && !bySuri) {
      const key = `${s.servers};${s.speeds?.join(' ') ?? ''}`;
      table = tables.get(key) ?? new SpeedLoss(s, Math.max(0, total - 1));
      tables.set(key, table);
    }
    losses[i] = table;
    const top = table?.top ?? s.servers;
    return s.demands.map((demand, r) => {
      if (isDelay(s)) {
        delays[r] = delays[r]! + demand;
        return 0;
      }
      full[r * m + i] = demand;
      d[r * m + i] = demand / top;
      if (!seidmann) return 0;
      // c servers as one of demand D/c and a delay of D (c-1)/c
      const delay = demand * (1 - 1 / s.servers);
      delays[r] = delays[r]! + delay;
      return delay;
    });
  });
  return { problem: { m, classes, d, full, delays, losses, suri }, apart };
}

function linearizer(p: Problem, n: Float64Array, plain: State): State {
  const { m, classes, full } = p;
  // differences[s]: share of class r at station i with one job of class s less, minus the share with all
  let correction: Correction | undefined;
  let differences: Float64Array[] | undefined;
  let state = plain;
  let converged = plain.converged;
  const reduced: (State | undefined)[] = [];
  for (let round = 0; round < 3; round++) {
    if (round > 0) state = core(p, n, correction, state);
    const next: Float64Array[] = [];
    const loadGap = new Float64Array(m * classes);
    for (let s = 0; s < classes; s++) {
      const difference = new Float64Array(m * classes);
      next.push(difference);
      if (n[s]! < 1) continue;
      const fewer = n.slice();
      fewer[s] = fewer[s]! - 1;
      const less = core(
        p,
        fewer,
        differences && correctionOf(p, fewer, differences, correction!.load),
        reduced[s] ?? scaled(p, state, n, fewer),
      );
      reduced[s] = less;
      converged = less.converged;
      for (let r = 0; r < classes; r++) {
        if (fewer[r]! <= 0) continue;
        for (let i = 0; i < m; i++) {
          difference[r * m + i] = less.q[r * m + i]! / fewer[r]! - state.q[r * m + i]! / n[r]!;
        }
      }
      for (let i = 0; i < m; i++) {
        let gap = (full[s * m + i]! * state.x[s]!) / n[s]!;
        for (let r = 0; r < classes; r++) gap += full[r * m + i]! * (less.x[r]! - state.x[r]!);
        loadGap[s * m + i] = gap;
      }
    }
    differences = next;
    correction = correctionOf(p, n, differences, loadGap);
  }
  const last = core(p, n, correction, state);
  return { ...last, converged: converged && last.converged };
}

/** Sum over r of (N_r - [r = s]) differences[s][r]: what a job of class s finds beyond the first estimate. */
function correctionOf(
  { m, classes }: Problem,
  n: Float64Array,
  differences: readonly Float64Array[],
  load: Float64Array,
): Correction {
  const jobs = new Float64Array(m * classes);
  for (let s = 0; s < classes; s++) {
    if (n[s]! <= 0) continue;
    const difference = differences[s]!;
    for (let r = 0; r < classes; r++) {
      const users = n[r]! - (r === s ? 1 : 0);
      for (let i = 0; i < m; i++) jobs[s * m + i] = jobs[s * m + i]! + users * difference[r * m + i]!;
    }
  }
  return { scale: 1, own: 1, jobs, load };
}

/** A start for a core with other populations. */
function scaled({ m, classes }: Problem, state: State, from: Float64Array, to: Float64Array): State {
  const q = state.q.slice();
  const x = state.x.slice();
  for (let r = 0; r < classes; r++) {
    const factor = from[r]! > 0 ? to[r]! / from[r]! : 0;
    x[r] = x[r]! * factor;
    for (let i = 0; i < m; i++) q[r * m + i] = q[r * m + i]! * factor;
  }
  return { q, x, converged: true };
}

/** Aggregate queue lengths: the correction is one number per station and class. */
function aql(p: Problem, n: Float64Array, plain: State): State {
  const { m, classes, full } = p;
  const all = n.reduce((a, b) => a + b, 0);
  if (all < 2) return plain;
  let state = plain;
  let converged = plain.converged;
  const gamma = new Float64Array(m * classes);
  const load = new Float64Array(m * classes);
  const reduced: (State | undefined)[] = [];
  // A = (N - 1) (Q / N + gamma), N all users
  const settle = (users: Float64Array, total: number, from: State): State =>
    core(p, users, { scale: (total - 1) / total, own: 0, jobs: gamma.map((g) => g * (total - 1)), load }, from);
  for (let round = 0; round < 6; round++) {
    const before = state.x;
    state = settle(n, all, state);
    const gaps = new Float64Array(m * classes);
    const loads = new Float64Array(m * classes);
    for (let s = 0; s < classes; s++) {
      if (n[s]! < 1) continue;
      const fewer = n.slice();
      fewer[s] = fewer[s]! - 1;
      const less = settle(fewer, all - 1, reduced[s] ?? scaled(p, state, n, fewer));
      reduced[s] = less;
      converged = less.converged;
      for (let i = 0; i < m; i++) {
        let here = 0;
        let there = 0;
        let gap = (full[s * m + i]! * state.x[s]!) / n[s]!;
        for (let r = 0; r < classes; r++) {
          here += state.q[r * m + i]!;
          there += less.q[r * m + i]!;
          gap += full[r * m + i]! * (less.x[r]! - state.x[r]!);
        }
        gaps[s * m + i] = there / (all - 1) - here / all;
        loads[s * m + i] = gap;
      }
    }
    gamma.set(gaps);
    load.set(loads);
    if (round > 1 && before.every((x, r) => Math.abs(x - state.x[r]!) <= 1e-9 * x)) break;
  }
  const last = settle(n, all, state);
  return { ...last, converged: converged && last.converged };
}

/** By how much the corrected methods may overrate a saturated station before they are not used. */
const OVERSHOOT = 1e-3;

/**
 * No station is busier than it can be. At saturation the corrections overrate the throughput by parts of a million; it is brought back, and
 * the users that this frees wait at the saturated station.
 * @returns false where a station is overrated by more than that
 */
function lawful({ m, classes, d, delays }: Problem, { q, x }: State, n: Float64Array): boolean {
  const busy = new Float64Array(m);
  for (let r = 0; r < classes; r++) for (let i = 0; i < m; i++) busy[i] = busy[i]! + d[r * m + i]! * x[r]!;
  const over = Array.from(busy.keys()).filter((i) => !(busy[i]! <= 1));
  if (over.some((i) => !(busy[i]! <= 1 + OVERSHOOT))) return false;
  for (let r = 0; r < classes; r++) {
    const used = over.filter((i) => d[r * m + i]! > 0).sort((i, j) => busy[j]! - busy[i]!);
    if (used.length === 0) continue;
    const factor = 1 / busy[used[0]!]!;
    x[r] = x[r]! * factor;
    let rest = n[r]! - x[r]! * delays[r]!;
    for (let i = 0; i < m; i++) {
      q[r * m + i] = q[r * m + i]! * factor;
      rest -= q[r * m + i]!;
    }
    q[r * m + used[0]!] = q[r * m + used[0]!]! + rest;
  }
  return true;
}
