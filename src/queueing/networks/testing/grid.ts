/** The seeded grids on which the approximations of networks are measured against exact solutions. */
import { stationaryOf } from '../../layered/stationary.js';
import { type ApproximateMethod, approximate, type MultiServerMethod } from '../approximate.js';
import { solveLine } from '../blocking.js';
import { convolution } from '../convolution.js';
import { exactMva } from '../exactMva.js';
import { closedForkJoin, forkJoin } from '../forkJoin.js';
import type { NetworkStation } from '../model.js';
import { qna } from '../qna.js';

/** Numbers in [0, 1) that are the same everywhere (Park and Miller 1988). */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Relative errors by method, one per case. */
export type Errors = Map<string, number[]>;

function note(errors: Errors, method: string, error: number): void {
  const list = errors.get(method) ?? [];
  list.push(Math.abs(error));
  errors.set(method, list);
}

type Case = { readonly stations: NetworkStation[]; readonly thinks: number[]; readonly populations: number[] };

/** Classes, stations, users and think times in full factorial; demands and servers drawn. */
function cases(seed: number, servers: readonly number[]): Case[] {
  const next = uniform(seed);
  const found: Case[] = [];
  for (const classes of [2, 3]) {
    for (const stations of [2, 5]) {
      for (const users of [4, 12, 30]) {
        for (const think of [0, 1, 8]) {
          for (let draw = 0; draw < 3; draw++) {
            found.push({
              stations: Array.from({ length: stations }, () => {
                const c = servers[Math.floor(next() * servers.length)]!;
                return { servers: c, demands: Array.from({ length: classes }, () => c * (0.02 + next())) };
              }),
              thinks: Array.from({ length: classes }, () => think * (0.5 + next())),
              populations: Array.from({ length: classes }, () =>
                Math.max(1, Math.round((users * (0.4 + 1.2 * next())) / classes)),
              ),
            });
          }
        }
      }
    }
  }
  return found;
}

/** Greatest error over the classes of the response time, with think time where nothing else is known. */
function responseError(exact: readonly number[], near: readonly number[], { populations, thinks }: Case): number {
  return Math.max(
    ...exact
      .map((x, r) => {
        const time = populations[r]! / x - thinks[r]!;
        return (populations[r]! / near[r]! - thinks[r]!) / time - 1;
      })
      .map(Math.abs),
  );
}

/** Response time of classes at single servers. */
export function singleServers(seed: number, every = 1): Errors {
  const errors: Errors = new Map();
  cases(seed, [1]).forEach((one, at) => {
    if (at % every !== 0) return;
    const { stations, thinks, populations } = one;
    const exact = exactMva(
      stations.map((s) => s.demands),
      thinks,
      populations,
    );
    for (const method of ['linearizer', 'aql', 'bard-schweitzer'] as const) {
      const near = approximate(stations, thinks, populations, method, 'conway');
      note(errors, method, responseError(exact.throughputs, near.throughputs, one));
    }
  });
  return errors;
}

/** Response time of classes where stations have 1 to 16 servers. */
export function multiServers(seed: number, every = 1): Errors {
  const errors: Errors = new Map();
  const ways: readonly [ApproximateMethod, MultiServerMethod][] = [
    ['linearizer', 'conway'],
    ['linearizer', 'seidmann'],
    ['linearizer', 'suri'],
    ['aql', 'conway'],
    ['bard-schweitzer', 'conway'],
  ];
  cases(seed, [1, 2, 4, 8, 16]).forEach((one, at) => {
    if (at % every !== 0) return;
    const { stations, thinks, populations } = one;
    const exact = convolution(stations, thinks, populations);
    for (const [method, multiServer] of ways) {
      const near = approximate(stations, thinks, populations, method, multiServer);
      note(errors, `${method}, ${multiServer}`, responseError(exact.throughputs, near.throughputs, one));
    }
  });
  return errors;
}

/** A chain over integer vectors, solved by sweeps: the mean of a function. */
function meanOf(
  start: readonly number[],
  moves: (s: readonly number[]) => { readonly to: readonly number[]; readonly rate: number }[],
  level: (s: readonly number[]) => number,
  ...figures: ((s: readonly number[]) => number)[]
): number[] {
  const index = new Map<string, number>([[start.join(), 0]]);
  const states: (readonly number[])[] = [start];
  const from: number[] = [];
  const to: number[] = [];
  const rates: number[] = [];
  for (let i = 0; i < states.length; i++) {
    for (const { to: next, rate } of moves(states[i]!)) {
      if (rate === 0) continue;
      const key = next.join();
      let j = index.get(key);
      if (j === undefined) {
        j = states.length;
        index.set(key, j);
        states.push(next);
      }
      if (i === j) continue;
      from.push(i);
      to.push(j);
      rates.push(rate);
    }
  }
  const { p } = stationaryOf({
    size: states.length,
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    rate: Float64Array.from(rates),
    level: Int32Array.from(states, level),
  });
  return figures.map((figure) => states.reduce((sum, s, i) => sum + p[i]! * figure(s), 0));
}

/** Fork-join of two branches: unlike open ones, and closed ones, against their chains. */
export function forkJoins(every = 1): Errors {
  const errors: Errors = new Map();
  let at = 0;
  for (const load of [0.3, 0.5, 0.7, 0.8]) {
    for (const ratio of [1.1, 1.5, 2, 4]) {
      if (at++ % every !== 0) continue;
      const room = Math.ceil(Math.log(1e-7) / Math.log(load));
      const [jobs] = meanOf(
        [0, 0],
        ([i, j]) => [
          { to: [i! + 1, j! + 1], rate: i! < room && j! < room ? load : 0 },
          { to: [i! - 1, j!], rate: i! > 0 ? 1 : 0 },
          { to: [i!, j! - 1], rate: j! > 0 ? ratio : 0 },
        ],
        ([i, j]) => i! + j!,
        ([i, j]) => Math.max(i!, j!),
      );
      const near = forkJoin(load, [1, ratio]);
      if (near.stable) note(errors, 'fork-join, open, two unlike branches', (near.response * load) / jobs! - 1);
    }
  }
  for (const users of [2, 5, 12, 25]) {
    for (const think of [0.5, 3, 10]) {
      if (at++ % every !== 0) continue;
      const [busy] = meanOf(
        [0, 0],
        ([i, j]) => [
          { to: [i! + 1, j! + 1], rate: (users - Math.max(i!, j!)) / think },
          { to: [i! - 1, j!], rate: i! > 0 ? 1 : 0 },
          { to: [i!, j! - 1], rate: j! > 0 ? 1 : 0 },
        ],
        ([i, j]) => i! + j!,
        ([i]) => (i! > 0 ? 1 : 0),
      );
      const near = closedForkJoin([{ demand: 1, branches: 2 }], think, users);
      const response = users / busy! - think;
      note(errors, 'fork-join, closed, two equal branches', (users / near.throughput - think) / response - 1);
    }
  }
  return errors;
}

/** Throughput of lines of three to five stations. */
export function lines(seed: number, every = 1): Errors {
  const errors: Errors = new Map();
  const next = uniform(seed);
  for (const blocking of ['after-service', 'before-service', 'loss'] as const) {
    for (const count of [3, 4, 5]) {
      for (const arrivalRate of [0.6, 1, Infinity]) {
        for (let draw = 0; draw < 2; draw++) {
          const stations = Array.from({ length: count }, () => ({
            serviceRate: 0.8 + 0.8 * next(),
            capacity: 2 + Math.floor(2 * next()),
          }));
          if ((count + draw) % every !== 0) continue;
          const line = { stations, arrivalRate, blocking };
          const exact = solveLine(line, 'chain');
          const near = solveLine(line, 'decomposition');
          if (exact.stable && near.stable)
            note(
              errors,
              blocking === 'loss' ? 'line, loss' : `line, blocking ${blocking.replace('-', ' ')}`,
              near.throughput / exact.throughput - 1,
            );
        }
      }
    }
  }
  return errors;
}

/** Mean jobs in two stations in a row behind arrivals of scv 0.5 (Erlang) and 4 (hyperexponential, balanced means). */
export function tandems(every = 1): Errors {
  const errors: Errors = new Map();
  let at = 0;
  for (const scv of [0.5, 4]) {
    for (const load of [0.5, 0.75]) {
      for (const second of [0.6, 1, 1.2]) {
        if (at++ % every !== 0) continue;
        const room = Math.ceil((Math.log(1e-6) / Math.log(load * Math.max(1, second))) * (scv > 1 ? 1.8 : 0.9));
        const p = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
        const arrivals = (phase: number): { rate: number; into: (readonly [number, boolean, number])[] } =>
          scv < 1
            ? { rate: 2 * load, into: [phase === 0 ? [1, false, 1] : [0, true, 1]] }
            : {
                rate: 2 * load * (phase === 0 ? p : 1 - p),
                into: [
                  [0, true, p],
                  [1, true, 1 - p],
                ],
              };
        const rooms = Math.min(room, 60);
        const [first, last] = meanOf(
          [0, 0, 0],
          ([phase, a, b]) => {
            const { rate, into } = arrivals(phase!);
            return [
              ...into.map(([to, arrives, share]) => ({
                to: [to, a! + (arrives ? 1 : 0), b!],
                rate: arrives && a! >= rooms ? 0 : rate * share,
              })),
              { to: [phase!, a! - 1, b! + 1], rate: a! > 0 && b! < rooms ? 1 : 0 },
              { to: [phase!, a!, b! - 1], rate: b! > 0 ? 1 / second : 0 },
            ];
          },
          ([, a, b]) => a! + b!,
          ([, a]) => a!,
          ([, , b]) => b!,
        );
        if (load * second >= 0.97) continue;
        const near = qna(
          [
            { servers: 1, service: 1, serviceScv: 1, rate: load, rateScv: scv },
            { servers: 1, service: second, serviceScv: 1 },
          ],
          [{ from: { station: 0, class: 0 }, to: { station: 1, class: 0 }, probability: 1 }],
        );
        if (near.stable)
          note(errors, 'qna', (near.stations[0]!.queue + near.stations[1]!.queue) / (first! + last!) - 1);
      }
    }
  }
  return errors;
}
