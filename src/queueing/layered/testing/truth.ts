/** Exact figures of the measured systems, kept so that the error of the solver can be measured in a moment. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LayeredError } from '../accuracy.js';
import { solveExactly } from '../exact.js';
import { type LayeredOptions, solveLayered } from '../solve.js';
import { type Case, drawnGrid, loadOf, regularGrid } from './grid.js';

/** `grid`: what the solver was developed with; `fresh`: drawn after it was frozen. */
export type Part = 'grid' | 'fresh';
/** Seeds and sizes of the drawn parts; the second was drawn after a first freeze of the solver, and then learnt from. */
const DRAWN = [20_260_731, 150] as const;
const SECOND = [58_860_925, 194] as const;
/** Chosen after the solver was frozen. Who changes the solver after a look at these moves them to the grid and draws others. */
const FRESH = [15_567_434, 172] as const;
/** Chains larger than this are left out and counted. */
const MOST_STATES = 60_000;
/** The same where the order in a queue is part of the state: those are slow to find. */
const MOST_SHARED = 12_000;

export type Truth = {
  readonly name: string;
  readonly load: number;
  /** 0: the chain is too large */ readonly states: number;
  /** by class: throughput and response */ readonly classes: readonly (readonly [number, number])[];
};

/** One line per system: name, load, states, then throughput and response by class. */
const files: Readonly<Record<Part, string>> = {
  grid: fileURLToPath(new URL('truth.tsv', import.meta.url)),
  fresh: fileURLToPath(new URL('fresh.tsv', import.meta.url)),
};

export function allCases(part: Part): Case[] {
  if (part === 'fresh') return drawnGrid(...FRESH, 'fresh');
  return [...regularGrid(), ...drawnGrid(...DRAWN), ...drawnGrid(...SECOND, 'second')];
}

export function readTruth(part: Part): Truth[] {
  return readFileSync(files[part], 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name, load, states, ...classes] = line.split('\t');
      return {
        name: name!,
        load: Number(load),
        states: Number(states),
        classes: classes.map((pair) => pair.split(' ').map(Number) as [number, number]),
      };
    });
}

export function writeTruth(part: Part, rows: readonly Truth[]): void {
  const lines = rows.map(({ name, load, states, classes }) =>
    [name, load, states, ...classes.map((pair) => pair.join(' '))].join('\t'),
  );
  writeFileSync(files[part], `${lines.join('\n')}\n`);
}

/** Solves the chain of a case. @param load as chosen before; else it is chosen now @param known states that it had before */
export function truthOf(item: Case, load = loadOf(item), known = 0): Truth {
  const most = /shared/.test(item.group) ? MOST_SHARED : MOST_STATES;
  const answer = solveExactly(item.at(load), Math.max(most, known));
  if (answer.kind !== 'solved') return { name: item.name, load, states: 0, classes: [] };
  const short = (x: number): number => Number(x.toPrecision(8));
  return {
    name: item.name,
    load,
    states: answer.states,
    classes: answer.classes.map(({ throughput, response }) => [short(throughput), short(response)]),
  };
}

export type Error = {
  readonly item: Case;
  readonly states: number;
  readonly solved: boolean;
  /** largest relative error over the classes; 1 where there is no answer */
  readonly response: number;
  readonly throughput: number;
  readonly method: string;
  /** with second phases */ readonly early: boolean;
};

/** Errors of the solver on all cases whose chain is known. */
export function errorsOf(part: Part, options: LayeredOptions): Error[] {
  const cases = new Map(allCases(part).map((item) => [item.name, item]));
  return readTruth(part).flatMap(({ name, load, states, classes }): Error[] => {
    const item = cases.get(name);
    if (!item || states === 0) return [];
    const model = item.at(load);
    const early = model.entries.some((entry) => entry.second);
    const answer = solveLayered(model, options);
    if (answer.kind !== 'solved')
      return [{ item, states, solved: false, response: 1, throughput: 1, method: answer.kind, early }];
    let response = 0;
    let throughput = 0;
    classes.forEach(([x, r], c) => {
      if (x === 0) return;
      throughput = Math.max(throughput, Math.abs(answer.classes[c]!.throughput / x - 1));
      response = Math.max(response, Math.abs(answer.classes[c]!.response / r - 1));
    });
    return [{ item, states, solved: true, response, throughput, method: answer.method, early }];
  });
}

/** Median, 90th percentile and greatest of some errors. */
export function summary(list: readonly number[]): { median: number; high: number; worst: number } {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (p: number): number => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
  return { median: at(0.5), high: at(0.9), worst: at(1) };
}

/** Rows of the published table: relative errors by kind of load. */
export function errorTable(part: Part, options: LayeredOptions): Omit<LayeredError, 'set'>[] {
  const errors = errorsOf(part, options);
  const groups = new Map<string, Error[]>();
  for (const error of errors) {
    const { group, wanted } = error.item;
    const kind = /closed|mixed/.exec(group)?.[0] ?? 'open';
    const system = error.early
      ? 'an early reply'
      : `${kind} load${kind === 'open' ? (wanted > 0.9 ? ', over 0.9 busy' : ', up to 0.9 busy') : ''}`;
    groups.set(system, [...(groups.get(system) ?? []), error]);
  }
  groups.set('all', [...errors]);
  const three = (values: readonly number[]): LayeredError['response'] => {
    const { median, high, worst } = summary(values);
    return [median, high, worst].map((value) => Number(value.toPrecision(2))) as unknown as LayeredError['response'];
  };
  return [
    'open load, up to 0.9 busy',
    'open load, over 0.9 busy',
    'closed load',
    'mixed load',
    'an early reply',
    'all',
  ].map((systems) => {
    const list = groups.get(systems) ?? [];
    return {
      systems,
      count: list.length,
      response: three(list.map((error) => error.response)),
      throughput: three(list.map((error) => error.throughput)),
    };
  });
}
