/** Exact chain of a pool that calls a pool, behind arrivals in bursts: gaps hyperexponential with balanced means, all else exponential. */
import { stationary, type Transition } from './chain.js';

export type BurstyTandem = {
  /** per second */ readonly rate: number;
  /** squared coefficient of variation of the gaps, >= 1 */ readonly scv: number;
  /** workers of the first tier, held while the second one is waited for */ readonly front: number;
  /** servers of the second tier */ readonly back: number;
  readonly frontTime: number;
  readonly backTime: number;
  /** places in front of the first tier, enough for next to nobody to be turned away */ readonly places: number;
};

/** Mean response, s. */
export function burstyTandemResponse(input: BurstyTandem): number {
  const { rate, scv, front, back, frontTime, backTime, places } = input;
  const p1 = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
  const rates = [2 * p1 * rate, 2 * (1 - p1) * rate];
  const chances = [p1, 1 - p1];
  /** phase of the gap, waiting in front, at work in front, at the second tier */
  type S = readonly [number, number, number, number];
  const { states, p } = stationary<S>([0, 0, 0, 0], ([phase, queue, work, behind]) => {
    const moves: Transition<S>[] = [];
    for (const next of [0, 1]) {
      const r = rates[phase]! * chances[next]!;
      if (work + behind < front) moves.push({ to: [next, queue, work + 1, behind], rate: r });
      else if (queue < places) moves.push({ to: [next, queue + 1, work, behind], rate: r });
      else moves.push({ to: [next, queue, work, behind], rate: r });
    }
    if (work > 0) moves.push({ to: [phase, queue, work - 1, behind + 1], rate: work / frontTime });
    if (behind > 0) {
      const r = Math.min(behind, back) / backTime;
      moves.push({ to: queue > 0 ? [phase, queue - 1, work + 1, behind - 1] : [phase, 0, work, behind - 1], rate: r });
    }
    return moves;
  });
  let jobs = 0;
  states.forEach(([, queue, work, behind], i) => {
    jobs += p[i]! * (queue + work + behind);
  });
  return jobs / rate;
}
