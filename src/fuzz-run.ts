/**
 * Random edits of descriptions for the property tests: each edited text is read, and now and then analysed; nothing may
 * throw, take over two seconds, or show a number that is none. Every case follows from its seed.
 */

import { EmptyFileSystem } from 'langium';
import { analyse } from './analysis/analyse.js';
import { createArchCoreServices } from './language/module.js';
import { type ReadServices, readText } from './language/read-system.js';

/** Longest time for one text, ms of this process (other work on the machine does not count). */
const LIMIT = 2000;

/** Words and numbers that go wrong more often than others. */
const SPICE = [
  ...['{', '}', '(', ')', ';', ',', '.', '..', '->', '=', '<', '>=', '+', '-', '*', '/', '^', '"', '//', '/*', '*/'],
  ...['\n', '\r\n', ' ', '\t', '\u0000', '\ufeff', 'é', '😀', '\ud800', '@', '#', '\\', '`', "'"],
  ...['0', '1', '-1', '0.5', '1e400', '1e-320', '1e308', '9007199254740993', '0 ms', '100 %', '101 %', '0 %', '1 ns'],
  ...[
    '1000 years',
    '1e9 req/s',
    '1e12 req/s',
    '0 req/s',
    '1_000',
    '1__0',
    '.5',
    '5.',
    '5 msec',
    '5 %/month',
    '1 req',
    '0x10',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    'then',
    'p99',
    'p0',
    'p100',
    'cv 0',
    'cv 1000',
  ],
  ...[
    'times 0',
    'times 1000000',
    'with 0 %',
    'with 100 %',
    'retry 100',
    'timeout 1 ns',
    'unbounded',
    'when full block',
  ],
  ...['replicas 1000000', 'workers 1000000', 'cores 0.001', 'queue 0', 'queue 1_000_000_000', 'burstiness 1000000'],
  ...[
    'call web.page',
    'cpu 0 ms',
    'cpu 1000 years',
    'fails every 1 ns',
    'repaired in 1000 years',
    'shared',
    'across eu',
  ],
];
const NUMBER = /\d[\d_]*(?:\.\d+)?/g;
const NUMBERS = ['0', '1', '2', '1e-9', '1e-320', '1e9', '1e308', '1e400', '0.999999', '1000000', '64', '3.7'];

/** Random numbers in [0, 1) from a seed (mulberry32, Ettinger 2017). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Splits a description into its top-level declarations, comments left out. */
function declarations(text: string): string[] {
  const plain = text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '');
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < plain.length; i++) {
    const char = plain[i];
    if (char === '{') depth++;
    if (char === '}' && --depth === 0) {
      parts.push(plain.slice(start, i + 1).trim());
      start = i + 1;
    }
  }
  return [...parts, plain.slice(start).trim()].filter(Boolean);
}

/** Makes texts from seeds. */
export class Mutator {
  private readonly parts: string[][];
  private readonly words: string[];

  /** @param examples healthy descriptions */
  constructor(private readonly examples: readonly string[]) {
    this.parts = examples.map(declarations);
    this.words = [...new Set(examples.flatMap((text) => text.match(/[\p{L}_][\p{L}\p{N}_]*|[^\s\p{L}]+/gu) ?? []))];
  }

  /** The text of a seed: a few declarations of one example (now and then the whole of it) with one to six edits. */
  text(seed: number): string {
    const random = randomFrom(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
    const which = below(this.examples.length);
    const parts = this.parts[which] as string[];
    let text: string;
    if (random() < 0.005) text = this.examples[which] as string;
    else {
      const first = below(parts.length);
      text = parts.slice(first, first + 1 + below(4)).join('\n');
    }
    for (let edits = 1 + below(6); edits > 0; edits--) {
      const at = below(text.length + 1);
      const end = Math.min(text.length, at + below(random() < 0.1 ? 200 : 12));
      const kind = random();
      if (kind < 0.2) text = text.slice(0, at) + text.slice(end);
      else if (kind < 0.4) text = `${text.slice(0, at)} ${pick(SPICE)} ${text.slice(at)}`;
      else if (kind < 0.55) text = `${text.slice(0, at)}${pick(this.words)} ${text.slice(end)}`;
      else if (kind < 0.9) text = this.renumber(text, below, pick);
      else if (kind < 0.95) text = text.slice(0, end) + text.slice(at);
      else text = `${text.slice(0, at)}${pick(pick(this.parts))}${text.slice(at)}`;
      if (text.length > 20_000) text = text.slice(0, 20_000);
    }
    return text;
  }

  private renumber(text: string, below: (limit: number) => number, pick: <T>(list: readonly T[]) => T): string {
    const found = [...text.matchAll(NUMBER)];
    if (found.length === 0) return text;
    const match = found[below(found.length)] as RegExpExecArray;
    return text.slice(0, match.index) + pick(NUMBERS) + text.slice(match.index + match[0].length);
  }
}

/** Where a number that is none, or a text that shows one, stands in a value; undefined where all is well. */
export function flaw(value: unknown, path = '$'): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value === 'string')
    return /\b(NaN|Infinity|undefined)\b|\[object /.test(value) ? `${path}: '${value.slice(0, 200)}'` : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = value instanceof Map ? value.entries() : Object.entries(value);
  for (const [key, item] of entries) {
    if (key === 'at' || key === 'nameAt') continue;
    const found = flaw(item, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

export type Depth = 'read' | 'quick' | 'full';

/** Fresh services, warmed up; a run takes new ones now and then, so that memory stays bounded. */
export async function fuzzServices(): Promise<ReadServices> {
  const services = createArchCoreServices(EmptyFileSystem);
  await readText(services, 'param a = 1 + 2\nservice b { op c { cpu 1 ms } }');
  return services;
}

/**
 * Reads a text and analyses it.
 *
 * @returns what is wrong with the answer, or undefined
 */
export async function attempt(services: ReadServices, text: string, depth: Depth): Promise<string | undefined> {
  const start = process.cpuUsage();
  const late = (what: string): string | undefined => {
    const { user, system } = process.cpuUsage(start);
    const took = (user + system) / 1000;
    return took > LIMIT ? `${what} took ${Math.round(took)} ms` : undefined;
  };
  try {
    const { system, diagnostics } = await readText(services, text);
    const slow = late('reading');
    if (slow !== undefined) return slow;
    for (const { code, message, at } of diagnostics) {
      if (code === 'internal') return `internal: ${message}`;
      if (!(at.offset >= 0 && at.offset <= at.end && at.end <= text.length)) return `${code} is out of the text`;
      const found = text.includes('undefined') ? undefined : flaw(message, code);
      if (found !== undefined) return found;
    }
    const found = flaw(system, 'system');
    if (found !== undefined) return found;
    if (depth === 'read') return undefined;
    const report = analyse(system, { detail: depth });
    return late(depth) ?? flaw(report, 'report');
  } catch (error) {
    return `throws ${error instanceof Error ? error.stack : String(error)}`;
  }
}
