/**
 * The systems on which percentiles are measured, drawn from a seed: paths of one to five stations, branches, choices, repetitions,
 * worker pools, shared cores and closed users. Where the response is a sum, mixture or order statistic of independent times whose laws
 * are known the truth is exact, else it is simulated.
 */
import type { Distribution as Declared, DistributionFamily, NodeType, Step, System } from '../../../model/system.js';
import {
  type Distribution,
  lawOfMeanCv,
  lognormalLaw,
  mg1,
  mm1psLaw,
  mmc,
  paretoFromCv,
  uniformLaw,
  weibullFromCv,
} from '../../../queueing/index.js';
import * as b from '../build.js';
import type { Made } from './fineGrid.js';

export type Case = {
  readonly name: string;
  readonly group: Group;
  readonly system: System;
  /** independent times, where the truth is exact; else it is simulated */ readonly made?: Made;
};
export const GROUPS = [
  'one station',
  'stations in series',
  'delays, choices and repetitions',
  'parallel branches without contention',
  'parallel branches at stations',
  'shared cores',
  'worker pools that call',
  'closed users',
] as const;
export type Group = (typeof GROUPS)[number];

/** Draws in a fixed order (Park and Miller 1988), so that a case is the same everywhere. */
class Draw {
  constructor(private state: number) {
    for (let i = 0; i < 10; i++) this.unit();
  }
  unit(): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state / 2_147_483_647;
  }
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }
  whole(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.unit());
  }
  of<T>(list: readonly T[]): T {
    return list[Math.floor(list.length * this.unit())]!;
  }
}

const round = (x: number): number => Number(x.toPrecision(3));

type Time = { readonly family: DistributionFamily; readonly cv: number };
const TIMES: readonly Time[] = [
  { family: 'exponential', cv: 1 },
  { family: 'deterministic', cv: 0 },
  { family: 'gamma', cv: 0.3 },
  { family: 'gamma', cv: 0.7 },
  { family: 'hyperexponential', cv: 1.5 },
  { family: 'hyperexponential', cv: 3 },
  { family: 'lognormal', cv: 0.5 },
  { family: 'lognormal', cv: 1.5 },
  { family: 'lognormal', cv: 3 },
  { family: 'weibull', cv: 0.5 },
  { family: 'weibull', cv: 2 },
  { family: 'pareto', cv: 0.6 },
  { family: 'pareto', cv: 2 },
  { family: 'uniform', cv: 0.4 },
];

const declared = ({ family, cv }: Time, mean: number): Declared => ({ family, mean: b.q(mean), cv: b.q(cv) });

export function lawOf({ family, cv }: Time, mean: number): Distribution {
  switch (family) {
    case 'lognormal':
      return lognormalLaw(mean, cv);
    case 'weibull':
      return weibullFromCv(mean, cv);
    case 'pareto':
      return paretoFromCv(mean, cv);
    case 'uniform':
      return uniformLaw(mean * (1 - cv * Math.sqrt(3)), mean * (1 + cv * Math.sqrt(3)));
    default:
      return lawOfMeanCv(mean, cv, family === 'gamma' ? 'gamma' : 'default');
  }
}

const made = (time: Time, mean: number): Made =>
  time.cv === 0 ? { kind: 'fixed', at: mean } : { kind: 'law', law: lawOf(time, mean) };
const cpu = (time: Time, mean: number, more: object = {}): Step => ({
  kind: 'cpu',
  demand: declared(time, mean),
  at: b.at(),
  ...more,
});
const wait = (time: Time, mean: number, more: object = {}): Step => ({
  kind: 'delay',
  duration: declared(time, mean),
  at: b.at(),
  ...more,
});

/** A law whose function is costly, from values on a logarithmic grid (error about 1e-4), found when first asked for. */
function tabled(tail: (t: number) => number, scale: number): Made {
  const per = 16;
  const from = -9 * per;
  let logs: number[] | undefined;
  return {
    kind: 'law',
    law: {
      cdf(t) {
        logs ??= Array.from({ length: 15 * per }, (_, i) =>
          Math.log(Math.max(1e-15, tail(scale * 2 ** ((from + i) / per)))),
        );
        const x = Math.log2(t / scale) * per - from;
        if (!(x > 0)) return (-Math.expm1(logs[0]!) * t) / (scale * 2 ** (from / per));
        const i = Math.min(logs.length - 2, Math.floor(x));
        const w = Math.min(1, x - i);
        return -Math.expm1(logs[i]! * (1 - w) + logs[i + 1]! * w);
      },
    },
  };
}

type Station = { readonly node: NodeType; readonly made?: Made };

/** First come, first served: as many workers as cores. */
function queue(name: string, rate: number, load: number, servers: number, time: Time): Station {
  const mean = (load * servers) / rate;
  const node = b.node(name, { workers: servers, cores: servers }, { run: [cpu(time, mean)] });
  if (time.family === 'exponential') {
    const m = mmc({ arrivalRate: rate, serviceRate: 1 / mean, servers });
    return m.stable ? { node, made: tabled((t) => m.responseTail(t), m.meanResponse) } : { node };
  }
  if (servers > 1) return { node };
  // inversion wants a law without jumps
  if (time.family === 'pareto' || time.family === 'uniform') return { node };
  const m = mg1(rate, lawOf(time, mean));
  return m.stable ? { node, made: tabled((t) => m.responseTail(t), m.meanResponse) } : { node };
}

/** Cores that any number of requests share. */
function sharing(name: string, rate: number, load: number, cores: number, time: Time): Station {
  const mean = (load * cores) / rate;
  const node = b.node(name, { cores }, { run: [cpu(time, mean)] });
  if (time.family !== 'exponential' || cores > 1) return { node };
  const m = mm1psLaw(rate, 1 / mean);
  return { node, made: tabled((t) => m.responseTail(t), mean / (1 - load)) };
}

const front = (...steps: Step[]): NodeType => b.node('front', {}, { run: steps });

function of(
  name: string,
  group: Group,
  rate: number,
  steps: Step[],
  stations: readonly Station[],
  truth: Made | undefined,
): Case {
  const system = b.system({
    nodes: [front(...steps), ...stations.map((station) => station.node)],
    workloads: [b.open('w', rate, 'front.run')],
  });
  return { name, group, system, ...(truth ? { made: truth } : {}) };
}

const whole = (stations: readonly Station[]): Made[] | undefined =>
  stations.every((station) => station.made) ? stations.map((station) => station.made!) : undefined;

function drawStation(draw: Draw, name: string, rate: number, load: number): Station {
  const servers = draw.of([1, 1, 1, 2, 4, 8]);
  const time = draw.of(TIMES);
  // heavy tails behind one server settle too slowly near saturation
  const own = time.cv > 1.2 ? Math.min(load, 0.8) : load;
  return draw.unit() < 0.6 ? queue(name, rate, own, servers, time) : sharing(name, rate, own, servers, time);
}

const LOADS = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95];
const RATE = 100;

function oneStation(draw: Draw): Case[] {
  const cases: Case[] = [];
  TIMES.forEach((time, i) => {
    for (const load of [LOADS[i % 3]!, time.cv > 1.2 ? 0.8 : LOADS[3 + (i % 3)]!]) {
      for (const servers of [1, draw.of([2, 4, 8])]) {
        const station = queue('a', RATE, load, servers, time);
        cases.push(
          of(
            `queue ${time.family} ${time.cv} c${servers} ${load}`,
            'one station',
            RATE,
            [b.call('a.run')],
            [station],
            station.made,
          ),
        );
      }
    }
  });
  return cases;
}

function sharedCores(draw: Draw): Case[] {
  const cases: Case[] = [];
  TIMES.forEach((time, i) => {
    for (const load of [LOADS[i % 3]!, time.cv > 1.2 ? 0.8 : LOADS[3 + (i % 3)]!]) {
      const cores = draw.of([1, 1, 2, 4, 8]);
      const station = sharing('a', RATE, load, cores, time);
      cases.push(
        of(
          `sharing ${time.family} ${time.cv} c${cores} ${load}`,
          'shared cores',
          RATE,
          [b.call('a.run')],
          [station],
          station.made,
        ),
      );
    }
  });
  return cases;
}

function series(draw: Draw, count: number): Case[] {
  return Array.from({ length: count }, (_, i) => {
    const length = 2 + (i % 4);
    const load = draw.of(LOADS);
    const simple = draw.unit() < 0.3;
    const stations = Array.from({ length }, (_, k) => {
      const own = k === 0 ? load : round(load * draw.between(0.4, 1));
      return simple ? queue(`s${k}`, RATE, own, 1, TIMES[0]!) : drawStation(draw, `s${k}`, RATE, own);
    });
    // only the responses of single servers with exponential times are known to be independent
    const parts = simple ? whole(stations) : undefined;
    return of(
      `series ${i}`,
      'stations in series',
      RATE,
      stations.map((station) => b.call(`${station.node.name}.run`)),
      stations,
      parts && { kind: 'sum', parts },
    );
  });
}

const choice = (p: number, then: readonly Step[], otherwise: readonly Step[]): Step => {
  const parts = { kind: 'branch', probability: b.q(p), otherwise, at: b.at() } as const;
  return Object.assign(parts, { then });
};

/** A random body of delays with its law. */
function body(draw: Draw, depth: number): { readonly step: Step; readonly made: Made } {
  const kind = depth === 0 ? 'delay' : draw.of(['delay', 'branch', 'times', 'cache', 'with', 'sequence']);
  const mean = 0.01 * 4 ** draw.between(-1, 1);
  if (kind === 'delay') {
    const time = draw.of(TIMES);
    const size = round(mean);
    return { step: wait(time, size), made: made(time, size) };
  }
  const inner = Array.from({ length: 2 }, () => body(draw, depth - 1));
  const [a, c] = [inner[0]!, inner[1]!];
  const p = round(draw.between(0.05, 0.95));
  switch (kind) {
    case 'cache':
      return {
        step: b.cache(p, a.step, c.step),
        made: {
          kind: 'mix',
          weights: [p, 1 - p],
          parts: [
            { kind: 'fixed', at: 0 },
            { kind: 'sum', parts: [a.made, c.made] },
          ],
        },
      };
    case 'times': {
      const n = draw.whole(2, 4);
      return { step: b.loop(n, false, a.step), made: { kind: 'sum', parts: Array.from({ length: n }, () => a.made) } };
    }
    case 'with':
      return {
        step: choice(p, [a.step], []),
        made: { kind: 'mix', weights: [p, 1 - p], parts: [a.made, { kind: 'fixed', at: 0 }] },
      };
    case 'branch':
      return {
        step: choice(p, [a.step], [c.step]),
        made: { kind: 'mix', weights: [p, 1 - p], parts: [a.made, c.made] },
      };
    default:
      return {
        step: b.loop(1, false, a.step, c.step),
        made: { kind: 'sum', parts: [a.made, c.made] },
      };
  }
}

function bodies(draw: Draw, count: number): Case[] {
  return Array.from({ length: count }, (_, i) => {
    const parts = Array.from({ length: 1 + (i % 4) }, () => body(draw, 2));
    return of(
      `body ${i}`,
      'delays, choices and repetitions',
      RATE,
      parts.map((part) => part.step),
      [],
      { kind: 'sum', parts: parts.map((part) => part.made) },
    );
  });
}

function branches(draw: Draw, count: number): Case[] {
  return Array.from({ length: count }, (_, i) => {
    const n = 2 + (i % 7);
    const alike = draw.unit() < 0.4;
    const same = body(draw, 1);
    const parts = Array.from({ length: n }, () => (alike ? same : body(draw, 1)));
    const k = draw.unit() < 0.5 ? n : draw.whole(1, n);
    const ahead = body(draw, 0);
    const race: Step =
      k === n
        ? b.parallel(...parts.map((part) => part.step))
        : b.first(k, n, ...(alike ? [same.step] : parts.map((part) => part.step)));
    return of(`${k} of ${n} ${i}`, 'parallel branches without contention', RATE, [ahead.step, race], [], {
      kind: 'sum',
      parts: [ahead.made, { kind: 'order', k, parts: parts.map((part) => part.made) }],
    });
  });
}

function forks(draw: Draw, count: number): Case[] {
  return Array.from({ length: count }, (_, i) => {
    const n = 2 + (i % 5);
    const load = draw.of(LOADS);
    const alike = draw.unit() < 0.5;
    const stations = Array.from({ length: n }, (_, k) =>
      alike
        ? queue(`s${k}`, RATE, load, 1, TIMES[0]!)
        : drawStation(draw, `s${k}`, RATE, k === 0 ? load : round(load * draw.between(0.4, 1))),
    );
    const calls = stations.map((station) => b.call(`${station.node.name}.run`));
    return of(`fork ${i}`, 'parallel branches at stations', RATE, [b.parallel(...calls)], stations, undefined);
  });
}

function pools(draw: Draw, count: number): Case[] {
  return Array.from({ length: count }, (_, i) => {
    const workers = draw.of([2, 4, 8, 16]);
    const cores = draw.of([1, 2, 4]);
    const load = draw.of([0.3, 0.5, 0.7, 0.8, 0.9]);
    const time = draw.of(TIMES.slice(0, 8));
    const other = draw.of(TIMES.slice(0, 8));
    const inner = drawStation(draw, 'inner', RATE, round(load * draw.between(0.3, 0.9)));
    const calls = i % 2 === 0;
    const busy = round(Math.min(cores, workers) * load * draw.between(0.3, 0.9));
    const away = round(Math.max(0.2, workers * load - busy) * 0.5);
    const steps = [cpu(time, busy / RATE), ...(calls ? [b.call('inner.run')] : []), wait(other, away / RATE)];
    const node = b.node('pool', { workers, cores }, { run: steps });
    const system = b.system({
      nodes: [node, ...(calls ? [inner.node] : [])],
      workloads: [b.open('w', RATE, 'pool.run')],
    });
    return { name: `pool ${i}`, group: 'worker pools that call', system };
  });
}

function users(draw: Draw, count: number): Case[] {
  return Array.from({ length: count }, (_, i): Case => {
    const length = 1 + (i % 3);
    const think = draw.of([0.1, 0.5, 2]);
    const number = draw.of([5, 20, 50]);
    const most = number / think;
    const load = draw.of([0.4, 0.7, 1.2]);
    const stations = Array.from({ length }, (_, k) =>
      drawStation(draw, `s${k}`, round(most), k === 0 ? load : round(load * draw.between(0.4, 1))),
    );
    const system = b.system({
      nodes: [front(...stations.map((station) => b.call(`${station.node.name}.run`))), ...stations.map((s) => s.node)],
      workloads: [b.closed('w', number, think, 'front.run')],
    });
    return { name: `users ${i}`, group: 'closed users', system };
  });
}

/** The seed of everything that is drawn. */
const SEED = 20_261_125;

/** Drawn as pools that cannot keep up: no steady state, hence no percentiles. */
const OVERLOADED: ReadonlySet<string> = new Set(['pool 2', 'pool 10']);

export function allCases(): Case[] {
  const draw = new Draw(SEED);
  const all = [
    ...oneStation(draw),
    ...series(draw, 24),
    ...bodies(draw, 40),
    ...branches(draw, 35),
    ...forks(draw, 10),
    ...sharedCores(draw),
    ...pools(draw, 14),
    ...users(draw, 12),
  ];
  return all.filter(({ name }) => !OVERLOADED.has(name));
}
