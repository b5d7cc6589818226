/** Published figures, brute force over all states, and extremes for the reliability kernels. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  betaFactor,
  compileStructure,
  downtimeMinutesPerYear,
  kOfN,
  nines,
  replicaUnavailability,
  type Structure,
} from './index.js';

const event = (name: string): Structure => ({ kind: 'event', name });
const or = (...parts: Structure[]): Structure => ({ kind: 'or', parts });
const and = (...parts: Structure[]): Structure => ({ kind: 'and', parts });
const kOf = (k: number, ...parts: Structure[]): Structure => ({ kind: 'kOf', k, parts });
const HOUR = 3600;

function compiled(s: Structure, budget?: number) {
  const c = compileStructure(s, budget);
  if (c.tooLarge) throw new Error('too large');
  return c;
}

/** Relative error of 1e-9. */
function close(actual: number, expected: number, relative = 1e-9): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('published figures', () => {
  test('budgets of downtime', () => {
    close(downtimeMinutesPerYear(1e-3) / 60, 8.76);
    close(downtimeMinutesPerYear(1e-4), 52.56);
    close(downtimeMinutesPerYear(1e-5), 5.256);
    close(nines(1e-5), 5);
  });
  test('one element', () => {
    expect(1 - replicaUnavailability({ mtbf: 1000 * HOUR, mttr: HOUR }).down).toBeCloseTo(0.999001, 6);
    expect(1 - replicaUnavailability({ mtbf: 1000 * HOUR, mttr: 360 }).down).toBeCloseTo(0.9999, 6);
  });
  test('1-of-2, 2-of-3, 1-of-2 in series', () => {
    const s = or(and(event('a'), event('b')), kOf(2, event('c'), event('d'), event('e')), and(event('f'), event('g')));
    const u = compiled(s).evaluate(() => 0.01).unavailability;
    expect(1 - u).toBeCloseTo(0.999502, 6);
    expect(downtimeMinutesPerYear(u) / 60).toBeCloseTo(4.36, 2);
    expect(compiled(or(event('a'), event('b'), event('c'))).evaluate(() => 0.01).unavailability).toBeCloseTo(
      1 - 0.970299,
      9,
    );
  });
  test('common cause', () => {
    const { own, common } = betaFactor(1e-3, 0.05);
    expect(downtimeMinutesPerYear(common + own * own)).toBeCloseTo(26.8, 1);
    expect(downtimeMinutesPerYear(kOf1(2, 1e-3))).toBeCloseTo(0.53, 2);
  });
  test('N + k', () => {
    expect(1 - kOfN(5, 5, 0.01)).toBeCloseTo(0.951, 4);
    expect(1 - kOfN(5, 6, 0.01)).toBeCloseTo(0.99854, 5);
    expect(1 - kOfN(5, 7, 0.01)).toBeCloseTo(0.999966, 6);
  });
  test('replicas for five nines', () => {
    for (const [u, n] of [
      [0.05, 4],
      [0.01, 3],
      [0.001, 2],
    ] as const) {
      expect(kOf1(n, u)).toBeLessThanOrEqual(1e-5 * (1 + 1e-9));
      expect(kOf1(n - 1, u)).toBeGreaterThan(1e-5);
    }
    close(kOf1(4, 1e-3), 1e-12);
  });
});

function kOf1(n: number, u: number): number {
  return kOfN(1, n, u);
}

describe('k of n', () => {
  test('keeps its digits at 1e-30 and below', () => {
    close(kOfN(1, 10, 1e-3), 1e-30);
    close(kOfN(9, 10, 1e-15), 45e-30);
    close(kOfN(1, 2, 1e-150), 1e-300);
  });
  test('ten thousand units against the exact ratio of neighbours', () => {
    expect(kOfN(10_000, 10_000, 1e-9)).toBeCloseTo(-Math.expm1(1e4 * Math.log1p(-1e-9)), 18);
    close(kOfN(10_000, 10_000, 1e-9), -Math.expm1(1e4 * Math.log1p(-1e-9)));
    // symmetry: median of a binomial with p = 1/2, odd n
    close(kOfN(5_000, 9_999, 0.5), 0.5);
  });
  test('edges', () => {
    expect(kOfN(0, 3, 0.5)).toBe(0);
    expect(kOfN(4, 3, 0.5)).toBe(1);
    expect(kOfN(1, 1, 0.25)).toBe(0.25);
    expect(kOfN(2, 3, 0)).toBe(0);
    expect(kOfN(2, 3, 1)).toBe(1);
    expect(() => kOfN(1, 2, 1.5)).toThrow(RangeError);
    expect(() => kOfN(1.5, 2, 0.5)).toThrow(RangeError);
  });
});

/** Sums over all states of the events. */
function brute(s: Structure, names: readonly string[], q: readonly number[]): number {
  const failed = (part: Structure, state: number): boolean => {
    if (part.kind === 'event') return ((state >> names.indexOf(part.name)) & 1) === 1;
    const n = part.parts.filter((p) => failed(p, state)).length;
    return part.kind === 'and' ? n === part.parts.length : part.kind === 'or' ? n > 0 : n >= part.k;
  };
  let total = 0;
  for (let state = 0; state < 1 << names.length; state++) {
    if (!failed(s, state)) continue;
    total += q.reduce((p, qi, i) => p * ((state >> i) & 1 ? qi : 1 - qi), 1);
  }
  return total;
}

describe('structures', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const { tree } = fc.letrec<{ tree: Structure }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...names).map(event),
      fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map((parts) => and(...parts)),
      fc.array(tie('tree'), { minLength: 1, maxLength: 4 }).map((parts) => or(...parts)),
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), fc.array(tie('tree'), { minLength: 1, maxLength: 4 }))
        .map(([k, parts]) => kOf(k, ...parts)),
    ),
  }));
  test('equal brute force in probability, importance and small cut sets', () => {
    fc.assert(
      fc.property(
        tree,
        fc.array(fc.double({ min: 0.001, max: 0.9, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (s, q) => {
          const c = compiled(s);
          const at = (name: string): number => q[names.indexOf(name)]!;
          const { unavailability, birnbaum } = c.evaluate(at);
          expect(unavailability).toBeCloseTo(brute(s, names, q), 12);
          for (const [name, value] of birnbaum) {
            const i = names.indexOf(name);
            const given = brute(s, names, q.with(i, 1)) - brute(s, names, q.with(i, 0));
            expect(value).toBeCloseTo(given, 12);
          }
          const fails = (...down: string[]): boolean =>
            brute(
              s,
              names,
              names.map((n) => (down.includes(n) ? 1 : 0)),
            ) === 1;
          const always = fails();
          expect([...c.singlePoints].sort()).toEqual(always ? [] : names.filter((n) => fails(n)));
          const pairs = always
            ? []
            : names.flatMap((n, i) =>
                names
                  .slice(i + 1)
                  .filter((m) => !fails(n) && !fails(m) && fails(n, m))
                  .map((m) => n + m),
              );
          expect(c.pairs.map((p) => [...p].sort().join('')).sort()).toEqual(pairs);
        },
      ),
      { numRuns: 300 },
    );
  });
  test('a shared dependency counts once', () => {
    const zone = event('zone');
    const s = and(or(event('a'), zone), or(event('b'), zone));
    close(compiled(s).evaluate(() => 1e-3).unavailability, 1e-3 + (1 - 1e-3) * 1e-6);
    expect(compiled(s).singlePoints).toEqual(['zone']);
  });
  test('nesting of 20,000 does not overflow the stack', () => {
    let s: Structure = event('e0');
    for (let i = 1; i < 20_000; i++) s = or(event(`e${i % 300}`), s);
    close(compiled(s).evaluate(() => 1e-6).unavailability, -Math.expm1(300 * Math.log1p(-1e-6)));
  });
  test('many variables in one chain', () => {
    const s = and(...Array.from({ length: 3000 }, (_, i) => event(`e${i}`)));
    expect(compiled(s).evaluate(() => 1).unavailability).toBe(1);
  });
  test('a spent budget is a value', () => {
    const s = kOf(50, ...Array.from({ length: 100 }, (_, i) => event(`e${i}`)));
    expect(compileStructure(s, 100)).toEqual({ tooLarge: true, nodes: 100 });
    close(compiled(s).evaluate(() => 0.3).unavailability, kOfN(51, 100, 0.3));
  });
});
