import { describe, expect, it } from 'vitest';
import { stationary } from '../../queueing/testing/chain.js';
import type { Stream } from '../random/stream.js';
import { rareShare, type Splittable } from './splitting.js';

/** Exponential stations in a row, each with so many places; what finds the first full is lost, a full one blocks none: it loses. */
class Row implements Splittable {
  constructor(
    private readonly arrival: number,
    private readonly rates: readonly number[],
    private readonly places: readonly number[],
    private readonly near: (jobs: readonly number[]) => number,
    private readonly jobs: number[] = rates.map(() => 0),
  ) {}

  clone(): Row {
    return new Row(this.arrival, this.rates, this.places, this.near, [...this.jobs]);
  }

  level(): number {
    return this.near(this.jobs);
  }

  step(stream: Stream): number {
    const { jobs, rates, places } = this;
    const total = rates.reduce((a, r, i) => a + (jobs[i]! > 0 ? r : 0), this.arrival);
    const stay = stream.exponential() / total;
    let at = stream.uniform() * total - this.arrival;
    let to = 0;
    for (let i = 0; at >= 0 && i < rates.length; i++) {
      if (jobs[i] === 0) continue;
      at -= rates[i]!;
      if (at < 0) {
        jobs[i]!--;
        to = i + 1;
      }
    }
    if (to < jobs.length && jobs[to]! < places[to]!) jobs[to]!++;
    return stay;
  }
}

/** Waits of successive customers of M/M/1 (Lindley 1952); time is their number. */
class Waits implements Splittable {
  constructor(
    private readonly load: number,
    private wait = 0,
  ) {}
  clone(): Waits {
    return new Waits(this.load, this.wait);
  }
  level(): number {
    return this.wait;
  }
  step(stream: Stream): number {
    this.wait = Math.max(0, this.wait + stream.exponential() - stream.exponential() / this.load);
    return 1;
  }
}

function chain(
  arrival: number,
  rates: readonly number[],
  places: readonly number[],
  rare: (jobs: number[]) => boolean,
) {
  const { states, p } = stationary<number[]>(
    rates.map(() => 0),
    (jobs) => {
      const moved = (from: number, to: number): number[] =>
        jobs.map((n, i) => n - (i === from ? 1 : 0) + (i === to && n < places[i]! ? 1 : 0));
      return [
        { to: moved(-1, 0), rate: jobs[0]! < places[0]! ? arrival : 0 },
        ...rates.map((rate, i) => ({ to: moved(i, i + 1), rate: jobs[i]! > 0 ? rate : 0 })),
      ];
    },
  );
  return states.reduce((a, s, i) => a + (rare(s) ? p[i]! : 0), 0);
}

const steps = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by);

type Case = { start: Splittable; levels: number[]; truth: number; duration: number };
const cases: readonly (readonly [string, Case])[] = [
  [
    'a bounded queue that is full: M/M/1/30 at 0.5, 5e-10',
    {
      start: new Row(0.5, [1], [30], ([n]) => n!),
      levels: steps(3, 30, 3),
      truth: (0.5 ** 30 * 0.5) / (1 - 0.5 ** 31),
      duration: 1000,
    },
  ],
  [
    'a tandem whose second queue is full, 1e-7',
    {
      start: new Row(0.4, [2, 1], [20, 16], ([, n]) => n!),
      levels: steps(2, 16, 2),
      truth: chain(0.4, [2, 1], [20, 16], ([, n]) => n === 16),
      duration: 1000,
    },
  ],
  [
    'a tandem of two alike, 20 in all: 1e-9',
    {
      start: new Row(0.3, [1, 1], [40, 40], ([a, b]) => a! + b!),
      levels: steps(2, 20, 2),
      truth: chain(0.3, [1, 1], [40, 40], ([a, b]) => a! + b! >= 20),
      duration: 500,
    },
  ],
  [
    'a wait of 40 services in M/M/1 at 0.5, 1e-9',
    { start: new Waits(0.5), levels: steps(4, 40, 4), truth: 0.5 * Math.exp(-20), duration: 1000 },
  ],
];

describe('rare states of queues', () => {
  it.each(cases)('%s, against the exact answer', (_, { start, levels, truth, duration }) => {
    const found = rareShare(start, { seed: 2, levels, warmUp: 100, duration, precision: 0.2, budget: 2e7 });
    expect(found.ending).toBe('precise');
    expect(Math.abs(found.share.value / truth - 1)).toBeLessThan(0.3);
    // plain simulation would need more than a hundred over the share
    expect(found.steps).toBeLessThan(20 / truth);
  });

  it.each(cases)('%s: 95 % intervals cover', (_, { start, levels, truth, duration }) => {
    const number = process.env.HEADROOM_LONG ? 1000 : 5;
    let hits = 0;
    for (let seed = 0; seed < number; seed++) {
      const { share } = rareShare(start, { seed, levels, warmUp: 100, duration, precision: 0.4, budget: 1e7 });
      if (share.low <= truth && truth <= share.high) hits++;
    }
    expect(hits / number).toBeGreaterThan(0.93 - 3.5 * Math.sqrt((0.95 * 0.05) / number));
  });

  it('one level is plain simulation', () => {
    const { share, factors } = rareShare(new Row(0.5, [1], [5], ([n]) => n!), {
      seed: 1,
      levels: [5],
      warmUp: 50,
      duration: 2000,
      precision: 0.1,
    });
    expect(factors).toEqual([]);
    expect(Math.abs(share.value / ((0.5 ** 5 * 0.5) / (1 - 0.5 ** 6)) - 1)).toBeLessThan(0.15);
  });

  it('what is out of reach is unseen; the start is left as it was; same seed, same answer', () => {
    const start = new Row(0.1, [1], [3], ([n]) => n!);
    const options = { seed: 1, levels: [1, 2, 9], warmUp: 1, duration: 100, budget: 100_000 };
    const { ending, share } = rareShare(start, options);
    expect(ending).toBe('unseen');
    expect(share.value).toBeNaN();
    expect(start.level()).toBe(0);
    const seen = { ...options, levels: [1, 2, 3] };
    expect(rareShare(start, seen)).toEqual(rareShare(start, seen));
  });

  it('an illegal argument names itself', () => {
    const start = new Waits(0.5);
    const asked = { seed: 1, levels: [1, 2], warmUp: 0, duration: 1 };
    expect(() => rareShare(start, { ...asked, levels: [2, 1] })).toThrow(/levels/);
    expect(() => rareShare(start, { ...asked, duration: 0 })).toThrow(/duration/);
    expect(() => rareShare(start, { ...asked, warmUp: -1 })).toThrow(/warmUp/);
  });
});
