import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticality } from './criticality.js';
import { deterministic, exponential, fromMeanCv, type Moments, meanOf, sum, withProbability } from './moments.js';
import { orderStatistic } from './orderStatistic.js';

/** P(each of independent exponential times is the last one), by inclusion and exclusion (Ross 2014, ch. 5). */
function lastOfExponentials(means: readonly number[]): number[] {
  return means.map((mean, own) => {
    const rate = 1 / mean;
    let sum = 0;
    for (let set = 0; set < 1 << means.length; set++) {
      if (set & (1 << own)) continue;
      let rates = rate;
      let sign = 1;
      means.forEach((other, index) => {
        if (!(set & (1 << index))) return;
        rates += 1 / other;
        sign = -sign;
      });
      sum += (sign * rate) / rates;
    }
    return sum;
  });
}

const time: fc.Arbitrary<Moments> = fc
  .record({ mean: fc.double({ min: 0.01, max: 10, noNaN: true }), cv: fc.constantFrom(0, 0.5, 1, 2) })
  .map(({ mean, cv }) => fromMeanCv(mean, cv));

describe('criticality', () => {
  it.each([[[1, 1]], [[1, 2]], [[3, 1, 0.2]], [[1, 5, 5, 0.01]]])('of the last of exponential times %j', (means) => {
    const found = criticality(means.length, means.map(exponential));
    for (const [index, exact] of lastOfExponentials(means).entries()) expect(found[index]).toBeCloseTo(exact, 4);
  });
  it('of the first of exponential times is by their rates', () => {
    const found = criticality(1, [exponential(1), exponential(2), exponential(4)]);
    for (const [index, exact] of [4 / 7, 2 / 7, 1 / 7].entries()) expect(found[index]).toBeCloseTo(exact, 4);
  });
  it('is shared by fixed times that tie, and is all of the longest one', () => {
    expect(criticality(2, [deterministic(1), deterministic(1)])).toEqual([0.5, 0.5]);
    expect(criticality(3, [deterministic(1), deterministic(3), deterministic(2)])).toEqual([0, 1, 0]);
    expect(criticality(2, [deterministic(1), deterministic(3), deterministic(2)])).toEqual([0, 0, 1]);
    expect(criticality(1, [deterministic(2), deterministic(2), deterministic(3)])).toEqual([0.5, 0.5, 0]);
  });
  it('of a fixed and an exponential time', () => {
    const [fixed, random] = criticality(2, [deterministic(2), exponential(1)]) as [number, number];
    expect(random).toBeCloseTo(Math.exp(-2), 4);
    expect(fixed).toBeCloseTo(1 - Math.exp(-2), 4);
  });
  it('adds up to 1, and copies share alike, with many parts too', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 6 }), fc.nat(5), (parts, which) => {
        const copies = [...parts, parts[0]!];
        const k = 1 + (which % copies.length);
        const found = criticality(k, copies);
        expect(found.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        expect(found.every((p) => p >= 0 && p <= 1 + 1e-12)).toBe(true);
        expect(found[0]).toBe(found.at(-1));
      }),
      { numRuns: 100 },
    );
    const wide = [deterministic(0.3), fromMeanCv(0.03, 0.5), deterministic(0.01)];
    expect(criticality(1, wide).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    const many = Array.from({ length: 300 }, (_, i) => exponential(1 + (i % 3)));
    expect(criticality(300, many).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    expect(criticality(150, many).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  });
  it('is the derivative of the order statistic by a delay of one part', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 2, maxLength: 4 }), fc.nat(3), (parts, which) => {
        // Two fixed times that nearly tie have no derivative.
        const smooth = parts.filter((part) => part.k2 > 0);
        if (smooth.length < 2) return;
        const k = 1 + (which % smooth.length);
        const found = criticality(k, smooth);
        smooth.forEach((part, index) => {
          const step = 1e-4 * meanOf(part);
          const at = (shift: number) =>
            meanOf(
              orderStatistic(
                k,
                smooth.map((p, i) => (i === index ? { ...p, shift: p.shift + shift } : p)),
              ),
            );
          expect(Math.abs((at(step) - at(0)) / step - found[index]!)).toBeLessThan(4e-3);
        });
      }),
      { numRuns: 60 },
    );
  });
  it('is within 0.03 where the three moments are not the whole law', () => {
    let seed = 1;
    const uniform = (): number => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const exp = (mean: number): number => -mean * Math.log(uniform());
    const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const spread = Math.log(1 + 1.5 ** 2);
    const laws: { readonly time: Moments; draw(): number }[] = [
      { time: { shift: 0, k1: 1, k2: 1 / 3, k3: 0 }, draw: () => 2 * uniform() },
      {
        time: fromMeanCv(1.2, 1.5, 'lognormal'),
        draw: () => 1.2 * Math.exp(normal() * Math.sqrt(spread) - spread / 2),
      },
      { time: sum(exponential(0.2), exponential(0.5), exponential(0.3)), draw: () => exp(0.2) + exp(0.5) + exp(0.3) },
      { time: withProbability(0.2, exponential(4)), draw: () => (uniform() < 0.2 ? exp(4) : 0) },
      { time: sum(deterministic(0.3), exponential(0.4)), draw: () => 0.3 + exp(0.4) },
    ];
    let worst = 0;
    laws.forEach((a, i) => {
      for (const c of laws.slice(i + 1)) {
        let last = 0;
        for (let n = 0; n < 40_000; n++) if (a.draw() > c.draw()) last++;
        worst = Math.max(worst, Math.abs(criticality(2, [a.time, c.time])[0]! - last / 40_000));
      }
    });
    expect(worst).toBeLessThan(0.03);
  });
  it('refuses an illegal k', () => {
    expect(() => criticality(3, [deterministic(1), deterministic(2)])).toThrow(RangeError);
    expect(() => criticality(0, [deterministic(1)])).toThrow('k');
  });
});
