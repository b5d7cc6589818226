import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absorption, stationary } from '../../queueing/testing/chain.js';
import { rareOutage } from './failureBiasing.js';
import { Moves, type Repairable } from './repairable.js';

/** The chain, written out anew from the description. */
function moves(model: Repairable): (failed: readonly number[]) => { to: number[]; rate: number }[] {
  const { components, crews = [], commonCauses = [] } = model;
  const changed = (failed: readonly number[], i: number, by: number): number[] =>
    failed.map((f, k) => (k === i ? f + by : f));
  return (failed) => {
    const busy = crews.map((_, c) => failed.reduce((a, f, i) => a + (components[i]!.crew === c ? f : 0), 0));
    return [
      ...components.flatMap(({ count, failureRate }, i) =>
        failed[i]! < count ? [{ to: changed(failed, i, 1), rate: (count - failed[i]!) * failureRate }] : [],
      ),
      ...components.flatMap(({ repairRate, crew }, i) => {
        if (failed[i] === 0) return [];
        const hands = crew === undefined ? failed[i]! : failed[i]! * Math.min(1, crews[crew]! / busy[crew]!);
        return [{ to: changed(failed, i, -1), rate: hands * repairRate }];
      }),
      ...commonCauses.map(({ rate, types }) => ({
        to: failed.map((f, i) => (types.includes(i) ? components[i]!.count : f)),
        rate,
      })),
    ];
  };
}

function exact(model: Repairable): { unavailability: number; timeToFailure: number } {
  const start = model.components.map(() => 0);
  const { states, p } = stationary(start, (s) => moves(model)(s).filter(({ to }) => `${to}` !== `${s}`));
  const unavailability = states.reduce((a, s, i) => a + (model.down(s) ? p[i]! : 0), 0);
  const { m1 } = absorption(start, (s: number[]) =>
    moves(model)(s)
      .filter(({ to }) => `${to}` !== `${s}`)
      .map(({ to, rate }) => ({ to: model.down(to) ? undefined : to, rate })),
  );
  return { unavailability, timeToFailure: m1[0]! };
}

const day = 1 / 86_400;
const models: readonly (readonly [string, Repairable])[] = [
  [
    'a pair: 1e-6',
    { components: [{ count: 2, failureRate: day / 100, repairRate: 1 / 8640 }], down: ([f]) => f === 2 },
  ],
  [
    '2 of 5 with one crew, three types: 1e-9',
    {
      components: [
        { count: 5, failureRate: day / 1000, repairRate: 1 / 3600, crew: 0 },
        { count: 3, failureRate: day / 4000, repairRate: 1 / 600, crew: 0 },
        { count: 2, failureRate: day / 20_000, repairRate: 1 / 1800 },
      ],
      crews: [1],
      down: ([a, b, c]) => a! >= 4 || b === 3 || c === 2,
    },
  ],
  [
    'three of each of two: below 1e-12',
    {
      components: [
        { count: 3, failureRate: day / 3000, repairRate: 1 / 1200 },
        { count: 3, failureRate: day / 1000, repairRate: 1 / 1200 },
      ],
      down: ([a, b]) => a === 3 || b === 3,
    },
  ],
  [
    'common causes take what redundancy gave: 1e-7',
    {
      components: [
        { count: 3, failureRate: day / 300, repairRate: 1 / 3600 },
        { count: 2, failureRate: day / 300, repairRate: 1 / 3600 },
      ],
      commonCauses: [
        { rate: day / 100_000, types: [0] },
        { rate: day / 1_000_000, types: [0, 1] },
      ],
      down: ([a, b]) => a === 3 || b === 2,
    },
  ],
  [
    'nothing rare about it: repairs as long as up times',
    { components: [{ count: 3, failureRate: 1, repairRate: 1.5 }], crews: [], down: ([f]) => f! >= 2 },
  ],
];

describe('rare outages', () => {
  it.each(models)('%s, against the exact chain', (_, model) => {
    const truth = exact(model);
    const { unavailability, timeToFailure, ending } = rareOutage(model, { seed: 3, precision: 0.02 });
    expect(ending).toBe('precise');
    expect(unavailability.halfWidth).toBeLessThanOrEqual(0.02 * unavailability.value);
    expect(Math.abs(unavailability.value / truth.unavailability - 1)).toBeLessThan(0.035);
    expect(Math.abs(timeToFailure.value / truth.timeToFailure - 1)).toBeLessThan(0.035);
  });

  it('down to 1e-12 and below', () => {
    expect(exact(models[2]![1]).unavailability).toBeLessThan(1e-12);
    const deep: Repairable = {
      components: [{ count: 5, failureRate: 1e-6, repairRate: 1e-2 }],
      down: ([f]) => f === 5,
    };
    const { unavailability } = rareOutage(deep, { seed: 1, precision: 0.03 });
    // all of 5 independent components down: (u / (1 + u))^5
    expect(Math.abs(unavailability.value / (1e-4 / (1 + 1e-4)) ** 5 - 1)).toBeLessThan(0.05);
  });

  it.each(models)('%s: 95 % intervals cover', (_, model) => {
    const truth = exact(model);
    const number = process.env.HEADROOM_LONG ? 2000 : 25;
    let [share, time] = [0, 0];
    for (let seed = 0; seed < number; seed++) {
      const { unavailability: u, timeToFailure: t } = rareOutage(model, { seed, precision: 0.2 });
      if (u.low <= truth.unavailability && truth.unavailability <= u.high) share++;
      if (t.low <= truth.timeToFailure && truth.timeToFailure <= t.high) time++;
    }
    const slack = 3.5 * Math.sqrt((0.95 * 0.05) / number);
    expect(share / number).toBeGreaterThan(0.93 - slack);
    expect(time / number).toBeGreaterThan(0.93 - slack);
  });

  it('what cannot happen, and what has no cycles, is unseen', () => {
    const never: Repairable = {
      components: [{ count: 2, failureRate: 1e-3, repairRate: 1 }],
      down: () => false,
    };
    expect(rareOutage(never, { seed: 1, budget: 200_000 })).toMatchObject({ ending: 'unseen' });
    const still: Repairable = { components: [{ count: 2, failureRate: 0, repairRate: 1 }], down: ([f]) => f === 2 };
    const { unavailability } = rareOutage(still, { seed: 1 });
    expect(unavailability).toMatchObject({ low: 0, high: 1 });
    expect(unavailability.value).toBeNaN();
  });

  it('same seed, same answer; illegal arguments name themselves', () => {
    const [, model] = models[0]!;
    expect(rareOutage(model, { seed: 7, precision: 0.2 })).toEqual(rareOutage(model, { seed: 7, precision: 0.2 }));
    const broken = (change: Partial<Repairable>) => () => rareOutage({ ...model, ...change }, { seed: 1 });
    expect(broken({ down: () => true })).toThrow(/down/);
    expect(broken({ components: [{ count: 0, failureRate: 1, repairRate: 1 }] })).toThrow(/count/);
    expect(broken({ components: [{ count: 1, failureRate: 1, repairRate: 1, crew: 0 }] })).toThrow(/crew/);
    expect(broken({ commonCauses: [{ rate: 1, types: [4] }] })).toThrow(/types/);
    expect(() => rareOutage(model, { seed: 1, precision: -1 })).toThrow(/precision/);
  });

  it('every move leads to a legal state', () => {
    const [, model] = models[1]!;
    const states = fc.tuple(fc.nat(5), fc.nat(3), fc.nat(2));
    fc.assert(
      fc.property(states, (failed) => {
        const out = new Moves(model);
        out.read(failed);
        const all = moves(model)(failed);
        const total = all.reduce((a, { rate }) => a + rate, 0);
        expect(Math.abs((out.failureRate + out.repairRate) / total - 1)).toBeLessThan(1e-12);
        out.rates.forEach((rate, move) => {
          if (rate === 0) return;
          const next = [...failed];
          out.take(move, next);
          expect(next.every((f, i) => f >= 0 && f <= model.components[i]!.count)).toBe(true);
        });
      }),
    );
  });
});
