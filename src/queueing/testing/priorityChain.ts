/** Exact chains of two priority classes, class 0 the urgent one; service is not interrupted. */
import { stationary, type Transition } from './chain.js';

export type PriorityPool = {
  /** per second */ readonly rates: readonly [number, number];
  /** mean seconds of service */ readonly services: readonly [number, number];
  readonly servers: number;
  /** waiting places by class, enough for next to nobody to be turned away */ readonly places: readonly [
    number,
    number,
  ];
};

/** Mean waits by class of Poisson arrivals at exponential servers. */
export function priorityPoolWaits({ rates, services, servers, places }: PriorityPool): [number, number] {
  type S = readonly [busy0: number, busy1: number, queue0: number, queue1: number];
  const { states, p } = stationary<S>([0, 0, 0, 0], ([a, b, q, r]) => {
    const moves: Transition<S>[] = [];
    const free = a + b < servers;
    if (free) moves.push({ to: [a + 1, b, q, r], rate: rates[0] }, { to: [a, b + 1, q, r], rate: rates[1] });
    else {
      if (q < places[0]) moves.push({ to: [a, b, q + 1, r], rate: rates[0] });
      if (r < places[1]) moves.push({ to: [a, b, q, r + 1], rate: rates[1] });
    }
    const next = (x: number, y: number): S =>
      q > 0 ? [x + 1, y, q - 1, r] : r > 0 ? [x, y + 1, q, r - 1] : [x, y, q, r];
    if (a > 0) moves.push({ to: next(a - 1, b), rate: a / services[0] });
    if (b > 0) moves.push({ to: next(a, b - 1), rate: b / services[1] });
    return moves;
  });
  let [first, second] = [0, 0];
  states.forEach(([, , q, r], i) => {
    first += p[i]! * q;
    second += p[i]! * r;
  });
  return [first / rates[0], second / rates[1]];
}

export type PriorityTandem = {
  readonly rates: readonly [number, number];
  /** workers of the first tier, held while the second one is waited for */ readonly front: number;
  readonly back: number;
  /** seconds of work at each tier, the same for both classes */ readonly frontTime: number;
  readonly backTime: number;
  readonly places: number;
};

/** Mean responses by class of a pool that calls a pool, both by priority. */
export function priorityTandemResponses(input: PriorityTandem): [number, number] {
  const { rates, front, back, frontTime, backTime, places } = input;
  /** by class: queued in front, at work in front, queued at the back, at work at the back */
  type S = readonly [number, number, number, number, number, number, number, number];
  const enter = (s: readonly number[]): number[] => {
    const t = [...s];
    const held = t[1]! + t[2]! + t[3]! + t[5]! + t[6]! + t[7]!;
    if (held < front) {
      const from = t[0]! > 0 ? 0 : t[4]! > 0 ? 4 : -1;
      if (from >= 0) {
        t[from]!--;
        t[from + 1]!++;
      }
    }
    return t;
  };
  const serve = (s: readonly number[]): number[] => {
    const t = [...s];
    if (t[3]! + t[7]! < back) {
      const from = t[2]! > 0 ? 2 : t[6]! > 0 ? 6 : -1;
      if (from >= 0) {
        t[from]!--;
        t[from + 1]!++;
      }
    }
    return t;
  };
  const { states, p } = stationary<S>([0, 0, 0, 0, 0, 0, 0, 0], (s) => {
    const moves: Transition<S>[] = [];
    const push = (t: readonly number[], rate: number): void => {
      moves.push({ to: t as unknown as S, rate });
    };
    for (const k of [0, 4]) {
      const more = [...s];
      more[k]!++;
      const held = s[1] + s[2] + s[3] + s[5] + s[6] + s[7];
      if (held < front || s[k]! < places) push(enter(more), rates[k === 0 ? 0 : 1]);
      if (s[k + 1]! > 0) {
        const t = [...s];
        t[k + 1]!--;
        t[k + 2]!++;
        push(serve(t), s[k + 1]! / frontTime);
      }
      if (s[k + 3]! > 0) {
        const t = [...s];
        t[k + 3]!--;
        push(enter(serve(t)), s[k + 3]! / backTime);
      }
    }
    return moves;
  });
  const mean = [0, 0];
  states.forEach((s, i) => {
    mean[0]! += p[i]! * (s[0] + s[1] + s[2] + s[3]);
    mean[1]! += p[i]! * (s[4] + s[5] + s[6] + s[7]);
  });
  return [mean[0]! / rates[0], mean[1]! / rates[1]];
}
