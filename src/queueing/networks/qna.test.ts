import { describe, expect, test } from 'vitest';
import { mmc } from '../stations/mmc.js';
import { stationary } from '../testing/chain.js';
import { close } from '../testing/close.js';
import { qna } from './index.js';

const at = (station: number) => ({ station, class: 0 });

function stable(...arguments_: Parameters<typeof qna>) {
  const answer = qna(...arguments_);
  if (!answer.stable) throw new Error('unstable');
  return answer;
}

describe('exact where the source is', () => {
  test('Jackson networks', () => {
    const answer = stable(
      [
        { servers: 2, service: 0.1, serviceScv: 1, rate: 10 },
        { servers: 1, service: 0.05, serviceScv: 1 },
      ],
      [
        { from: at(0), to: at(1), probability: 0.6 },
        { from: at(0), to: at(0), probability: 0.1 },
        { from: at(1), to: at(0), probability: 0.5 },
      ],
    );
    const flow = 10 / (1 - 0.1 - 0.6 * 0.5);
    const first = mmc({ arrivalRate: flow, serviceRate: 10, servers: 2 });
    const second = mmc({ arrivalRate: 0.6 * flow, serviceRate: 20, servers: 1 });
    if (!first.stable || !second.stable) throw new Error('unstable');
    answer.stations.forEach((s) => {
      close(s.arrivalScv, 1, 1e-9);
    });
    close(answer.stations[1]!.wait, second.meanWait, 1e-9);
    close(answer.stations[0]!.throughput, flow, 1e-12);
    close(answer.stations[0]!.queue, flow * first.meanResponse, 0.01);
  });
  test('M/G/1, also with an immediate return', () => {
    const single = stable([{ servers: 1, service: 0.5, serviceScv: 3, rate: 1.4 }], []);
    close(single.stations[0]!.wait, (1.4 * 0.25 * 4) / 2 / 0.3, 1e-12);
    // a visit that repeats with chance 1/2 is one of twice the mean, scv q + (1 - q) scv
    const again = stable(
      [{ servers: 1, service: 0.25, serviceScv: 3, rate: 1.4 }],
      [{ from: at(0), to: at(0), probability: 0.5 }],
    );
    close(again.response, 0.5 + (1.4 * 0.25 * 3) / 2 / 0.3, 1e-12);
  });
  test('bursty arrivals at one station: Kingman 1961, 100 ms against 40 ms for Poisson', () => {
    const wait = (rateScv: number): number =>
      stable([{ servers: 1, service: 0.01, serviceScv: 1, rate: 80, rateScv }], []).stations[0]!.wait;
    close(wait(4), 0.1, 1e-12);
    close(wait(1), 0.04, 1e-12);
  });
  test('a renewal flow split at random keeps its scv', () => {
    // at a load of next to nothing, departures are the arrivals
    const answer = stable(
      [
        { servers: 1, service: 1e-6, serviceScv: 1, rate: 1, rateScv: 3 },
        { servers: 1, service: 0.1, serviceScv: 1 },
      ],
      [{ from: at(0), to: at(1), probability: 0.25 }],
    );
    close(answer.stations[1]!.arrivalScv, 0.25 * 3 + 0.75, 1e-5);
  });
});

test('Erlang arrivals through two stations: within 6 % of the chain', () => {
  // stages of the arrival, jobs at each station
  const rate = 0.7;
  const { states, p } = stationary<[number, number, number]>([0, 0, 0], ([s, a, b]) => [
    { to: s === 0 ? [1, a, b] : [0, a + 1, b], rate: a < 30 ? 2 * rate : 0 },
    { to: [s, a - 1, b + 1], rate: a > 0 && b < 26 ? 1 : 0 },
    { to: [s, a, b - 1], rate: b > 0 ? 1 : 0 },
  ]);
  const mean = (k: 1 | 2): number => states.reduce((sum, s, i) => sum + p[i]! * s[k], 0);
  const answer = stable(
    [
      { servers: 1, service: 1, serviceScv: 1, rate, rateScv: 0.5 },
      { servers: 1, service: 1, serviceScv: 1 },
    ],
    [{ from: at(0), to: at(1), probability: 1 }],
  );
  close(answer.stations[0]!.queue, mean(1), 0.06);
  close(answer.stations[1]!.queue, mean(2), 0.06);
});

test('requests that multiply; overload; no way out; illegal arguments', () => {
  const two = stable(
    [
      { servers: 1, service: 0.1, serviceScv: 1, rate: 2, multiplicity: 3 },
      { servers: 1, service: 0.1, serviceScv: 1 },
    ],
    [{ from: at(0), to: at(1), probability: 1 }],
  );
  close(two.stations[1]!.throughput, 6);
  expect(qna([{ servers: 2, service: 1, serviceScv: 1, rate: 3 }], [])).toEqual({
    stable: false,
    station: 0,
    overload: 1.5,
  });
  expect(
    qna(
      [{ servers: 1, service: 1, serviceScv: 1, rate: 0.1, multiplicity: 2 }],
      [{ from: at(0), to: at(0), probability: 0.5 }],
    ),
  ).toEqual({ stable: false, station: undefined, overload: Infinity });
  expect(() => qna([{ servers: 0, service: 1, serviceScv: 1 }], [])).toThrow('stations[0].servers');
  expect(stable([{ servers: 1, service: 1, serviceScv: 0 }], []).response).toBe(0);
});
