/**
 * The fixed point of approximate mean value analysis at one population vector. Given the throughputs, the queue lengths follow in
 * closed form, so that Newton's method on one equation per class finds it in a few steps at any load; a sweep of successive substitution
 * after it makes Little's law hold to the last digit, and goes on where Newton's method has not arrived.
 */
import { solveLinear } from './linear.js';
import type { SpeedLoss } from './loadDependence.js';

/** Sweeps of substitution at most, and the change of a queue relative to its class's population at which they end. */
const SWEEPS = 5_000;
const TOLERANCE = 1e-10;

export type Problem = {
  /** stations */ readonly m: number;
  readonly classes: number;
  /** demand over top speed at r * m + i */ readonly d: Float64Array;
  /** demand at r * m + i */ readonly full: Float64Array;
  readonly delays: Float64Array;
  /** loss of speed of a station of several speeds */ readonly losses: readonly (SpeedLoss | undefined)[];
  /** exponent and servers where Suri's correction is taken */ readonly suri: readonly (Suri | undefined)[];
};

export type Suri = { readonly exponent: number; readonly servers: number };

export type State = {
  /** jobs at r * m + i */ readonly q: Float64Array;
  /** throughputs */ readonly x: Float64Array;
  readonly converged: boolean;
};

/** What a job of class r finds at station i: scale Q_i - own Q_ir / N_r + jobs, and the load likewise beyond its estimate. */
export type Correction = {
  readonly scale: number;
  readonly own: 0 | 1;
  readonly jobs: Float64Array;
  readonly load: Float64Array;
};

/**
 * @param n users by class
 * @param correction of what a job finds; none: Schweitzer's estimate
 * @param start a state to begin from
 */
export function core(p: Problem, n: Float64Array, correction: Correction | undefined, start: State | undefined): State {
  return substitute(p, n, correction, newton(p, n, correction, start));
}

/** Successive substitution, class after class. */
function substitute(p: Problem, n: Float64Array, correction: Correction | undefined, start: State): State {
  const { m, classes, d, full, delays, losses, suri } = p;
  const special = losses.some((loss) => loss) || suri.some((s) => s);
  const { q, x } = start;
  const totals = new Float64Array(m);
  const loads = new Float64Array(m);
  const time = new Float64Array(m);
  for (let r = 0; r < classes; r++) {
    if (n[r]! <= 0) {
      x[r] = 0;
      q.fill(0, r * m, r * m + m);
    }
    for (let i = 0; i < m; i++) {
      totals[i] = totals[i]! + q[r * m + i]!;
      loads[i] = loads[i]! + full[r * m + i]! * x[r]!;
    }
  }
  for (let step = 0; step < SWEEPS; step++) {
    let change = 0;
    // what swings is damped
    const relax = step < 60 ? 1 : step < 600 ? 0.5 : 0.1;
    for (let r = 0; r < classes; r++) {
      const users = n[r]!;
      if (users <= 0) continue;
      const row = r * m;
      const share = 1 / users;
      let cycle = delays[r]!;
      if (correction) {
        const { jobs, scale } = correction;
        const own = correction.own * share;
        for (let i = 0; i < m; i++) {
          const found = scale * totals[i]! - q[row + i]! * own + jobs[row + i]!;
          const t = d[row + i]! * (found > 0 ? 1 + found : 1);
          time[i] = t;
          cycle += t;
        }
      } else {
        for (let i = 0; i < m; i++) {
          const t = d[row + i]! * (1 + totals[i]! - q[row + i]! * share);
          time[i] = t;
          cycle += t;
        }
      }
      if (special) {
        for (let i = 0; i < m; i++) {
          const demand = full[row + i]!;
          if (demand === 0) continue;
          const loss = losses[i];
          const s = suri[i];
          if (!loss && !s) continue;
          const t = time[i]!;
          let better: number;
          if (loss) {
            const load = loads[i]! - demand * x[r]! * share + (correction ? correction.load[row + i]! : 0);
            better = Math.max(t + demand * loss.at(load), demand / loss.top);
          } else {
            const { exponent, servers } = s!;
            better = demand + (t - demand / servers) * Math.min(1, loads[i]! / servers) ** exponent;
          }
          cycle += better - t;
          time[i] = better;
        }
      }
      const old = x[r]!;
      const aim = users / cycle;
      const rate = old + relax * (aim - old);
      x[r] = rate;
      for (let i = 0; i < m; i++) {
        const now = q[row + i]! + relax * (aim * time[i]! - q[row + i]!);
        const gap = now - q[row + i]!;
        q[row + i] = now;
        totals[i] = totals[i]! + gap;
        loads[i] = loads[i]! + full[row + i]! * (rate - old);
        const size = gap < 0 ? -gap : gap;
        if (size * share > change) change = size * share;
      }
    }
    if (change < TOLERANCE * relax) return { q, x, converged: true };
  }
  return { q, x, converged: false };
}

/** A state whose throughputs solve N_r = X_r Z_r + sum over i of Q_ir(X), as near as Newton's method comes. */
function newton(p: Problem, n: Float64Array, correction: Correction | undefined, start: State | undefined): State {
  const { m, classes } = p;
  const active = Array.from(n.keys()).filter((r) => n[r]! > 0);
  const x = start ? start.x.slice() : new Float64Array(classes);
  n.forEach((users, r) => {
    if (users <= 0) x[r] = 0;
    else if (x[r] === 0) x[r] = users / alone(p, r);
  });
  const work = new Workspace(p, n, correction);
  let gap = work.evaluate(x);
  // into the region in which no queue is without bound
  for (let k = 0; k < 60 && gap === Number.POSITIVE_INFINITY; k++) {
    for (const r of active) x[r] = x[r]! * 0.8;
    gap = work.evaluate(x);
  }
  const size = active.length;
  const jacobian = new Float64Array(size * size);
  for (let step = 0; step < 60 && gap > 1e-12; step++) {
    const move = work.step(active, jacobian);
    if (!move) break;
    let factor = 1;
    // not across zero
    active.forEach((r, k) => {
      if (move[k]! < 0) factor = Math.min(factor, (-0.9 * x[r]!) / move[k]!);
    });
    const before = x.slice();
    let better = false;
    for (let halving = 0; halving < 40; halving++) {
      active.forEach((r, k) => {
        x[r] = before[r]! + factor * move[k]!;
      });
      const next = work.evaluate(x);
      // a first step may overshoot, as the queues are convex in the throughputs; beyond the boundary it may not
      if (next < gap || (step < 12 && next < 1e6)) {
        better = next < gap * (1 - 1e-9) || step < 12;
        gap = next;
        break;
      }
      factor /= step < 12 ? 1.25 : 2;
    }
    if (!better) {
      x.set(before);
      gap = work.evaluate(x);
      break;
    }
  }
  if (gap === Number.POSITIVE_INFINITY) work.evaluate(x.fill(0));
  const q = work.q.slice();
  if (q.some((v) => !(v >= 0 && v < Infinity))) q.fill(0);
  for (const r of active) if (!(x[r]! > 0)) x[r] = n[r]! / alone(p, r);
  return { q: q.subarray(0, m * classes), x, converged: false };
}

/** Cycle time of a job of class r that is alone. */
function alone({ m, full, delays }: Problem, r: number): number {
  let time = delays[r]!;
  for (let i = 0; i < m; i++) time += full[r * m + i]!;
  return time;
}

/** Queue lengths and their derivatives at given throughputs. */
class Workspace {
  readonly q: Float64Array;
  private readonly residual: Float64Array;
  /** dQ_ir/dX_r at a fixed total, a_ir scale / (1 - scale sum a), by r * m + i */
  private readonly v: Float64Array;
  private readonly u: Float64Array;
  private readonly a: Float64Array;
  private readonly b: Float64Array;

  constructor(
    private readonly p: Problem,
    private readonly n: Float64Array,
    private readonly correction: Correction | undefined,
  ) {
    const size = p.m * p.classes;
    this.q = new Float64Array(size);
    this.v = new Float64Array(size);
    this.u = new Float64Array(size);
    this.a = new Float64Array(size);
    this.b = new Float64Array(size);
    this.residual = new Float64Array(p.classes);
  }

  /** @returns the greatest gap of a population, relative to it; Infinity where a queue has no bound */
  evaluate(x: Float64Array): number {
    const { p, n, correction, q, residual, v, u, a, b } = this;
    const { m, classes, d, full, delays, losses, suri } = p;
    const scale = correction?.scale ?? 1;
    const own = correction?.own ?? 1;
    residual.set(n);
    for (let r = 0; r < classes; r++) residual[r] = residual[r]! - x[r]! * delays[r]!;
    for (let i = 0; i < m; i++) {
      const loss = losses[i];
      const s = suri[i];
      let load = 0;
      if (loss || s) for (let r = 0; r < classes; r++) load += full[r * m + i]! * x[r]!;
      const weight = s ? Math.min(1, load / s.servers) ** s.exponent : 1;
      let total = 0;
      let slope = 0;
      for (let r = 0; r < classes; r++) {
        const k = r * m + i;
        const w = x[r]! * d[k]!;
        if (w === 0) {
          a[k] = 0;
          continue;
        }
        let base = s ? s.servers : 1;
        if (loss) {
          const seen = load - (full[k]! * x[r]!) / n[r]! + (correction ? correction.load[k]! : 0);
          base += loss.top * loss.at(seen);
        }
        a[k] = w / (1 + (own * weight * w) / n[r]!);
        b[k] = base + (correction ? weight * correction.jobs[k]! : 0);
        slope += a[k]!;
        total += a[k]! * b[k]!;
      }
      const room = 1 - scale * weight * slope;
      if (!(room > 1e-14)) return Number.POSITIVE_INFINITY;
      total /= room;
      for (let r = 0; r < classes; r++) {
        const k = r * m + i;
        if (a[k] === 0) {
          q[k] = 0;
          u[k] = 0;
          v[k] = d[k]! * (1 + total);
          continue;
        }
        const found = b[k]! + scale * weight * total;
        q[k] = a[k]! * found;
        u[k] = (a[k]! * scale * weight) / room;
        // da/dX = (a/w)^2 d = a^2 / (X w)
        v[k] = (a[k]! / (x[r]! * d[k]!)) ** 2 * d[k]! * found;
        residual[r] = residual[r]! - q[k]!;
      }
    }
    let gap = 0;
    for (let r = 0; r < classes; r++) if (n[r]! > 0) gap = Math.max(gap, Math.abs(residual[r]!) / n[r]!);
    return gap;
  }

  /** Newton's step for the active classes. */
  step(active: readonly number[], jacobian: Float64Array): Float64Array | undefined {
    const { p, residual, u, v } = this;
    const { m, delays } = p;
    const size = active.length;
    for (let row = 0; row < size; row++) {
      const r = active[row]! * m;
      for (let column = 0; column < size; column++) {
        const s = active[column]! * m;
        let sum = 0;
        for (let i = 0; i < m; i++) sum += u[r + i]! * v[s + i]!;
        jacobian[row * size + column] = sum;
      }
      let own = delays[active[row]!]!;
      for (let i = 0; i < m; i++) own += v[r + i]!;
      jacobian[row * size + row] = jacobian[row * size + row]! + own;
    }
    return solveLinear(
      jacobian,
      Float64Array.from(active, (r) => residual[r]!),
    );
  }
}
