/**
 * The systems against which the layered solver is measured: a regular part over depth, load, utilisation and variability, and a part
 * drawn from a seed. Each is small enough for its Markov chain.
 */
import type { LayeredClass, LayeredEntry, LayeredModel } from '../model.js';
import { solveLayered } from '../solve.js';

export type Case = {
  readonly name: string;
  readonly group: string;
  /** the system at a load: a rate, or one over a think time */ readonly at: (load: number) => LayeredModel;
  /** utilisation of the bottleneck for which the load was chosen */ readonly wanted: number;
};

/** Numbers in [0, 1) from a seed (mulberry32; Ettinger 2017). */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Shape = {
  readonly pools: readonly number[];
  readonly cores: readonly number[];
  readonly demands: readonly number[];
  readonly cv: number;
  /** tiers whose demand has that cv; the others are exponential */ readonly varied: 'all' | 'last' | 'first';
  readonly calls?: number;
  readonly second?: number;
};

/** A chain of tiers; the classes are added by `loaded`. */
function chain({ pools, cores, demands, cv, varied, calls = 1, second = 0 }: Shape): Omit<LayeredModel, 'classes'> {
  const last = pools.length - 1;
  return {
    processors: cores.map((count, i) => ({ name: `p${i}`, cores: count })),
    tasks: pools.map((workers, i) => ({ name: `t${i}`, processor: i, workers })),
    entries: pools.map((_, i): LayeredEntry => {
      const own = varied === 'all' || (varied === 'last' ? i === last : i === 0) ? cv : 1;
      const behind = second > 0 && i === last ? second : 0;
      return {
        name: `e${i}`,
        task: i,
        first: {
          demand: demands[i]! * (1 - behind),
          cv: own,
          calls: i < last ? [{ entry: i + 1, mean: i === last - 1 ? calls : 1 }] : [],
        },
        ...(behind > 0 ? { second: { demand: demands[i]! * behind, cv: own } } : {}),
      };
    }),
  };
}

/** Two front tasks over a shared leaf, or on a shared processor, by index. */
function shared(
  pools: readonly [number, number, number],
  cores: readonly number[],
  demands: readonly number[],
  cv: number,
  together: boolean,
): Omit<LayeredModel, 'classes'> {
  return {
    processors: cores.map((count, i) => ({ name: `p${i}`, cores: count })),
    tasks: [
      { name: 'a', processor: 0, workers: pools[0] },
      { name: 'b', processor: together ? 0 : 1, workers: pools[1] },
      { name: 'leaf', processor: cores.length - 1, workers: pools[2] },
    ],
    entries: [
      { name: 'ea', task: 0, first: { demand: demands[0]!, calls: [{ entry: 2, mean: 1 }] } },
      { name: 'eb', task: 1, first: { demand: demands[1]!, calls: [{ entry: 2, mean: 1 }] } },
      { name: 'el', task: 2, first: { demand: demands[2]!, cv } },
    ],
  };
}

/** Highest busy share of a core or a worker; 1 where it is overloaded. */
function utilisation(model: LayeredModel): number {
  const answer = solveLayered(model, { method: 'layers', tolerance: 1e-6 });
  if (answer.kind !== 'solved') return 1;
  return Math.max(
    ...answer.tasks.map((task) => task.utilisation),
    ...answer.processors.map((item) => item.utilisation),
  );
}

/** The load at which the bottleneck has the wanted utilisation. */
export function loadOf({ at, wanted }: Case): number {
  let a = Math.log(1e-4);
  let b = Math.log(1000);
  for (let step = 0; step < 32; step++) {
    const middle = (a + b) / 2;
    if (utilisation(at(Math.exp(middle))) > wanted) b = middle;
    else a = middle;
  }
  return Number(Math.exp(a).toPrecision(6));
}

const open = (rate: number, entry = 0): LayeredClass => ({
  name: `open${entry}`,
  kind: 'open',
  rate,
  targets: [{ entry, share: 1 }],
});
const closed = (users: number, think: number, entry = 0): LayeredClass => ({
  name: `closed${entry}`,
  kind: 'closed',
  users,
  think,
  targets: [{ entry, share: 1 }],
});

const POOLS: readonly (readonly (readonly number[])[])[] = [
  [[1], [4], [16], [64]],
  [
    [8, 2],
    [4, 8],
    [64, 4],
    [2, 1],
  ],
  [
    [8, 4, 2],
    [4, 4, 1],
    [3, 6, 3],
    [6, 3, 1],
  ],
  [
    [5, 4, 2, 1],
    [4, 4, 2, 2],
    [3, 3, 3, 1],
    [4, 2, 2, 1],
  ],
  [
    [4, 3, 2, 2, 1],
    [3, 2, 2, 2, 1],
    [3, 3, 2, 1, 1],
    [2, 2, 2, 2, 2],
  ],
];
const UTILISATIONS = [0.5, 0.7, 0.9, 0.98];

/** The regular part. */
export function regularGrid(): Case[] {
  const cases: Case[] = [];
  const next = random(11);
  for (const [d, patterns] of POOLS.entries()) {
    for (const kind of ['open', 'closed'] as const) {
      for (const cv of [0.25, 0.5, 1, 3]) {
        UTILISATIONS.forEach((wanted, u) => {
          const turn = u + (kind === 'open' ? 0 : 1) + (cv === 1 ? 2 : cv === 3 ? 1 : 0);
          const pools = patterns[turn % patterns.length]!;
          // Little variation takes many stages: only where few requests are in service at once.
          if (cv === 0.25 && (pools[pools.length - 1]! > 2 || d > 2)) return;
          if (cv === 0.5 && pools.some((m) => m > 16)) return;
          const cores = pools.map((m, i) => [m, 1, Math.max(1, Math.round(m / 2))][(turn + i) % 3]!);
          const demands = pools.map((m, i) => Number(((0.5 + next()) * 0.05 * Math.min(m, cores[i]!)).toPrecision(3)));
          const varied = cv === 1 || (cv === 3 && d < 2) ? 'all' : 'last';
          const system = chain({ pools, cores, demands, cv, varied });
          const users = Math.min(90, 2 * pools[0]! + 4);
          cases.push({
            name: `${kind} ${pools.join('-')} cv ${cv} load ${wanted}`,
            group: `${kind}, depth ${d + 1}`,
            wanted,
            at: (x) => ({ ...system, classes: [kind === 'open' ? open(x) : closed(users, 1 / x)] }),
          });
        });
      }
    }
  }
  for (const kind of ['open', 'closed', 'mixed'] as const) {
    for (const cv of [0.5, 1, 3]) {
      UTILISATIONS.forEach((wanted, u) => {
        const pools = (
          [
            [2, 3, 1],
            [3, 2, 2],
            [2, 2, 1],
            [3, 3, 2],
          ] as const
        )[u]!;
        const together = u === 2;
        const system = shared(pools, together ? [2, 2] : [2, 1, 2], [0.05, 0.07, 0.06], cv, together);
        const classes = (x: number): LayeredClass[] =>
          kind === 'open'
            ? [open(x), open(0.6 * x, 1)]
            : kind === 'closed'
              ? [closed(4, 1 / x), closed(3, 2 / x, 1)]
              : [open(x), closed(4, 0.3, 1)];
        cases.push({
          name: `${kind} shared ${pools.join('-')} cv ${cv} load ${wanted}`,
          group: `${kind}, shared leaf`,
          wanted,
          at: (x) => ({ ...system, classes: classes(x) }),
        });
      });
    }
  }
  return cases;
}

/** A drawn part. @param seed whole number; @param word first of the names, so that parts can be told apart */
export function drawnGrid(seed: number, count: number, word = 'drawn'): Case[] {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const cases: Case[] = [];
  for (let i = 0; cases.length < count; i++) {
    const wanted = Number((0.5 + 0.48 * next()).toFixed(3));
    const cv = pick([0.5, 1, 1.5, 2, 3]);
    const kind = pick(['open', 'closed', 'mixed', 'shared'] as const);
    if (kind === 'mixed' || kind === 'shared') {
      const pools = [1 + Math.floor(3 * next()), 1 + Math.floor(3 * next()), 1 + Math.floor(2 * next())] as const;
      const together = next() < 0.3;
      const cores = together ? [pick([1, 2, 4]), pick([1, 2])] : [pick([1, 2, 4]), pick([1, 2]), pick([1, 2])];
      const demands = [0, 1, 2].map(() => Number((0.02 + 0.08 * next()).toPrecision(3)));
      const system = shared(pools, cores, demands, cv, together);
      const users = 2 + Math.floor(4 * next());
      const think = Number((0.1 + next()).toPrecision(2));
      const part = Number((0.3 + next()).toPrecision(2));
      const classes =
        kind === 'mixed'
          ? (x: number): LayeredClass[] => [open(x), closed(users, think, 1)]
          : next() < 0.5
            ? (x: number): LayeredClass[] => [open(x), open(part * x, 1)]
            : (x: number): LayeredClass[] => [closed(users, 1 / x), closed(3, part / x, 1)];
      cases.push({
        name: `${word} ${i} ${kind} ${pools.join('-')} cv ${cv} load ${wanted}`,
        group: `drawn, ${kind === 'mixed' ? 'mixed, ' : ''}shared leaf`,
        wanted,
        at: (x) => ({ ...system, classes: classes(x) }),
      });
      continue;
    }
    const depth = 1 + Math.floor(5 * next());
    const most = [64, 16, 6, 4, 3][depth - 1]!;
    const pools = Array.from({ length: depth }, () => Math.max(1, Math.round(most ** next())));
    const cores = pools.map((m) => pick([m, 1, Math.max(1, Math.round(m / 2)), 2 * m]));
    const demands = pools.map((m, t) => Number(((0.3 + next()) * 0.05 * Math.min(m, cores[t]!)).toPrecision(3)));
    const varied = cv !== 1 && depth > 1 ? pick(['first', 'last'] as const) : 'all';
    const system = chain({
      pools,
      cores,
      demands,
      cv,
      varied,
      calls: depth > 1 ? pick([1, 1, 2, 1.5]) : 1,
      second: pick([0, 0, 0, 0.5]),
    });
    const users = 1 + Math.floor(next() * Math.min(80, 3 * pools[0]! + 3));
    cases.push({
      name: `${word} ${i} ${kind} ${pools.join('-')} cv ${cv} load ${wanted}`,
      group: `drawn, ${kind}`,
      wanted,
      at: (x) => ({ ...system, classes: [kind === 'open' ? open(x) : closed(users, 1 / x)] }),
    });
  }
  return cases;
}
