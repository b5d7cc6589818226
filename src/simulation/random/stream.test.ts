import { describe, expect, it } from 'vitest';
import { Stream } from './stream.js';

const draws = (stream: Stream, n: number, draw: (stream: Stream) => number): number[] =>
  Array.from({ length: n }, () => draw(stream));

describe('streams', () => {
  it('the same source gives the same numbers, any other source others', () => {
    const first = draws(new Stream(1, 0, 'web'), 5, (s) => s.uniform());
    expect(draws(new Stream(1, 0, 'web'), 5, (s) => s.uniform())).toEqual(first);
    for (const other of [new Stream(2, 0, 'web'), new Stream(1, 1, 'web'), new Stream(1, 0, 'wec')])
      expect(draws(other, 5, (s) => s.uniform())).not.toEqual(first);
  });

  it('first numbers of a thousand sources are uniform and uncorrelated (chi squared, 99.9 %)', () => {
    const cells = new Array<number>(100).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const stream = new Stream(7, i % 10, `node${Math.floor(i / 10)}`);
      const cell = 10 * stream.below(10) + stream.below(10);
      cells[cell] = cells[cell]! + 1;
    }
    const chi = cells.reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0);
    expect(chi).toBeLessThan(148.2);
  });

  it('moments of exponential and normal numbers within four standard errors', () => {
    const n = 100_000;
    const check = (values: readonly number[], mean: number, variance: number, fourth: number): void => {
      const average = values.reduce((a, b) => a + b, 0) / n;
      expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(variance / n));
      const spread = values.reduce((a, b) => a + (b - mean) ** 2, 0) / n;
      expect(Math.abs(spread - variance)).toBeLessThan(4 * Math.sqrt((fourth - variance ** 2) / n));
    };
    const stream = new Stream(3, 0, 'x');
    check(
      draws(stream, n, (s) => s.exponential()),
      1,
      1,
      9,
    );
    check(
      draws(stream, n, (s) => s.normal()),
      0,
      1,
      3,
    );
  });
});
