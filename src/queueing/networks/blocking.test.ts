import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { close } from '../testing/close.js';
import { type Blocking, type Line, solveLine } from './index.js';

const line = (rates: number[], rooms: number[], arrivalRate: number, blocking: Blocking): Line => ({
  stations: rates.map((serviceRate, i) => ({ serviceRate, capacity: rooms[i]! })),
  arrivalRate,
  blocking,
});

function stable(...arguments_: Parameters<typeof solveLine>) {
  const answer = solveLine(...arguments_);
  if (!answer.stable) throw new Error('unstable');
  return answer;
}

describe('published', () => {
  test('saturated lines without buffers (Hunt 1956): 2/3 and 0.5641 of a server', () => {
    close(stable(line([1, 1], [1, 1], Infinity, 'after-service')).throughput, 2 / 3, 1e-12);
    expect(stable(line([1, 1, 1], [1, 1, 1], Infinity, 'after-service')).throughput).toBeCloseTo(0.5641, 4);
  });
  test('two saturated servers with room K: M/M/1/K+1', () => {
    const [a, b, room] = [1.3, 0.9, 4];
    const ratio = a / b;
    const full = (ratio ** (room + 1) * (1 - ratio)) / (1 - ratio ** (room + 2));
    for (const method of ['chain', 'decomposition'] as const) {
      const answer = stable(line([a, b], [1, room], Infinity, 'after-service'), method);
      close(answer.throughput, a * (1 - full), 1e-10);
      expect(answer.exact).toBe(true);
    }
  });
  test('one station: M/M/1/K whatever happens when it is full', () => {
    // 1.37 % at 0.9 with room for 20
    const answer = stable(line([1], [20], 0.9, 'loss'));
    expect(answer.lost * 100).toBeCloseTo(1.37, 2);
    close(stable(line([1], [20], 0.9, 'loss'), 'decomposition').lost, answer.lost, 1e-9);
  });
});

test('blocking before service with one place more is blocking after service, for two stations', () => {
  const after = stable(line([1, 1.2], [3, 2], Infinity, 'after-service'));
  const before = stable(line([1, 1.2], [3, 3], Infinity, 'before-service'));
  close(after.throughput, before.throughput, 1e-10);
});

test('an unbounded first station: what comes goes; overload names the capacity of the line', () => {
  const answer = stable(line([1, 1, 1], [Infinity, 3, 3], 0.4, 'after-service'));
  close(answer.throughput, 0.4, 1e-8);
  expect(answer.exact).toBe(true);
  // blocking only ever adds to the time of the open tandem
  expect(answer.response).toBeGreaterThan(3 / (1 - 0.4));
  const over = solveLine(line([1, 1, 1], [Infinity, 1, 1], 0.6, 'after-service'));
  expect(over).toEqual({
    stable: false,
    capacity: expect.closeTo(0.5641, 4),
    overload: expect.closeTo(0.6 / 0.5641, 3),
  });
});

test.each([
  ['after-service', 0.05],
  ['before-service', 0.12],
  ['loss', 0.12],
] as const)('decomposition near the chain, %s', (blocking, error) => {
  for (const [rates, rooms, arrivals] of [
    [[1, 1.2, 0.9, 1.1], [4, 3, 3, 3], 0.8],
    [[1, 1, 1, 1], [2, 2, 2, 2], 2],
    [[2, 1, 3], [6, 2, 2], 0.7],
    [[1, 1, 1], [1, 3, 3], Infinity],
  ] as const) {
    const problem = line([...rates], [...rooms], arrivals, blocking);
    const near = stable(problem, 'decomposition');
    expect(near.exact).toBe(false);
    close(near.throughput, stable(problem, 'chain').throughput, error);
  }
});

test('a long line: decomposition, the same line backwards carries the same', () => {
  const rates = Array.from({ length: 60 }, (_, i) => 1 + (i % 7) / 10);
  const rooms = rates.map((_, i) => 1 + (i % 4));
  const answer = stable(line(rates, rooms, Infinity, 'after-service'));
  expect(answer.method).toBe('decomposition');
  // reversibility (Muth 1979): buffer i stands before station i, so they shift by one
  const back = [1, ...rooms.slice(1).reverse()];
  close(stable(line(rates.toReversed(), back, Infinity, 'after-service')).throughput, answer.throughput, 1e-6);
});

test('more room and faster servers carry more', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ rate: fc.double({ min: 0.5, max: 3, noNaN: true }), room: fc.integer({ min: 1, max: 4 }) }),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      fc.constantFrom<Blocking>('after-service', 'before-service', 'loss'),
      fc.constantFrom('chain' as const, 'decomposition' as const),
      (stations, blocking, method) => {
        const rates = stations.map((s) => s.rate);
        const rooms = stations.map((s) => s.room);
        const base = stable(line(rates, rooms, 1, blocking), method).throughput;
        const roomy = stable(
          line(
            rates,
            rooms.map((r) => r + 1),
            1,
            blocking,
          ),
          method,
        ).throughput;
        expect(roomy).toBeGreaterThanOrEqual(base * (1 - 1e-6));
        const scaled = stable(
          line(
            rates.map((r) => r * 10),
            rooms,
            10,
            blocking,
          ),
          method,
        ).throughput;
        close(scaled, base * 10, 1e-6);
      },
    ),
    { numRuns: 40 },
  );
});

test('illegal arguments', () => {
  expect(() => solveLine(line([1, 1], [1, Infinity], 1, 'loss'))).toThrow('stations[1].capacity');
  expect(() => solveLine(line([1], [Infinity], Infinity, 'loss'))).toThrow('stations[0].capacity');
  expect(() => solveLine(line([], [], 1, 'loss'))).toThrow('stations');
  expect(() => solveLine(line(Array(30).fill(1), Array(30).fill(3), 1, 'loss'), 'chain')).toThrow(
    'at most 50000 states',
  );
});
