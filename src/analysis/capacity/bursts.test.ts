/** Bursts of arrivals against exact chains: a pool that waits for a pool, cores in a row, and the rules of streams. */
import { describe, expect, it } from 'vitest';
import { burstyTandemResponse } from '../../queueing/testing/burstyTandem.js';
import { stationary, type Transition } from '../../queueing/testing/chain.js';
import * as b from '../testing/build.js';
import { burstsAlong } from './bursts.js';
import { evaluate } from './evaluate.js';
import { operate } from './operate.js';
import { prepare } from './plan.js';

const error = (value: number | undefined, truth: number): number => Math.abs(value! / truth - 1);

/** Throughput of a pool whose workers are all busy: they circle between work of 1 s and the second tier. */
function saturation(front: number, back: number, backTime: number): number {
  let [weight, total, served] = [1, 1, 0];
  for (let k = 1; k <= front; k++) {
    const rate = Math.min(k, back) / backTime;
    weight *= (front - k + 1) / rate;
    total += weight;
    served += weight * rate;
  }
  return served / total;
}

describe('bursts', () => {
  it('behind a pool that waits for a pool: median error of the response under 5 %, 9 in 10 within 15 %', () => {
    const errors: number[] = [];
    for (const scv of [2, 4, 9]) {
      for (const [front, back, backTime] of [
        [2, 1, 1],
        [4, 2, 1],
        [8, 2, 0.5],
        [4, 4, 1],
      ] as const) {
        for (const load of [0.5, 0.7, 0.9]) {
          const rate = load * saturation(front, back, backTime);
          const places = Math.ceil((12 * (1 + scv)) / (1 - load)) + 20;
          const truth = burstyTandemResponse({ rate, scv, front, back, frontTime: 1, backTime, places });
          const nodes = [
            b.node('f', { workers: front, cores: front }, { x: [b.cpu(1), b.call('g.y')] }),
            b.node('g', { workers: back, cores: back }, { y: [b.cpu(backTime)] }),
          ];
          const point = operate(prepare(b.system({ nodes, workloads: [b.open('a', rate, 'f.x', scv)] })));
          expect(point.nodes[0]!.station.method).toBe('layers');
          errors.push(error(point.means[0], truth));
        }
      }
    }
    errors.sort((x, y) => x - y);
    expect(errors[errors.length >> 1]).toBeLessThan(0.05);
    expect(errors[Math.floor(0.9 * errors.length)]).toBeLessThan(0.15);
  });

  it('reach the second of two node types without pools: within 15 % of the chain', () => {
    const [rate, scv] = [0.7, 4];
    const p1 = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
    const chances = [p1, 1 - p1] as const;
    const places = 60;
    type S = readonly [number, number, number];
    const { states, p } = stationary<S>([0, 0, 0], ([phase, first, second]) => {
      const moves: Transition<S>[] = [];
      for (const next of [0, 1] as const)
        moves.push({
          to: [next, Math.min(places, first + 1), second],
          rate: 2 * chances[phase as 0 | 1] * rate * chances[next],
        });
      if (first > 0) moves.push({ to: [phase, first - 1, Math.min(places, second + 1)], rate: 1 });
      if (second > 0) moves.push({ to: [phase, first, second - 1], rate: 1 });
      return moves;
    });
    const truth = states.reduce((sum, [, first, second], i) => sum + p[i]! * (first + second), 0) / rate;
    const nodes = [
      b.node('f', { cores: 1 }, { x: [b.cpu(1), b.call('g.y')] }),
      b.node('g', { cores: 1 }, { y: [b.cpu(1)] }),
    ];
    const mean = (bursts: number) =>
      operate(prepare(b.system({ nodes, workloads: [b.open('a', rate, 'f.x', bursts)] }))).means[0];
    expect(error(mean(scv), truth)).toBeLessThan(0.15);
    // two M/M/1 in a row
    expect(mean(1)).toBeCloseTo(2 / 0.3, 9);
  });

  it('are thinned where few requests come, mixed where streams meet, smoothed by busy workers', () => {
    const nodes = [
      b.node('f', { workers: 4 }, { x: [b.call('g.y', { probability: b.q(0.25) })] }),
      b.node('g', { workers: 4 }, { y: [b.cpu(0.1)] }),
    ];
    const plan = prepare(b.system({ nodes, workloads: [b.open('a', 1, 'f.x', 5), b.open('calm', 1, 'g.y')] }));
    const { variantRates } = evaluate(plan, { rates: [1, 1] });
    const along = (busy: number) => burstsAlong(plan, [1, 1], variantRates, () => busy);
    expect(along(0)[0]).toBe(5);
    // 4 x 1/4 passed on, a fifth of what arrives; at full load streams keep their share
    expect(along(1)).toEqual([5, 1]);
    const half = along(0.5)[1]!;
    const [mine, other] = [0.2, 0.8];
    const streams = 1 / (mine ** 2 + other ** 2) - 1;
    expect(half).toBeCloseTo(1 + (mine * 0.25 * 4 * 0.75) / (1 + 4 * 0.25 * streams), 12);
    expect(burstsAlong(plan, [0, 1], variantRates, () => 0)).toEqual([1, 1]);
  });
});
