/** What a word wants after it, in words for a person. */
import { propertyOf, type ValueSpec } from '../properties.js';
import { KINDS, type KindName } from '../units.js';
import { VALUES } from '../values.js';

const AFTER = new Map<string, KindName>([
  ['open', 'rate'],
  ['closed', 'count'],
  ['rate_limit', 'rate'],
  ['concurrency_limit', 'count'],
  ['think', 'duration'],
  ['in', 'duration'],
  ['for', 'duration'],
  ['latency', 'duration'],
  ['lookup', 'duration'],
  ['over', 'duration'],
  ['costing', 'duration'],
  ['with', 'share'],
  ['if', 'share'],
  ['hit', 'share'],
  ['repeat', 'count'],
  ['of', 'count'],
  ['first', 'count'],
  ['survives', 'count'],
  ['concurrency', 'count'],
  ['from', 'count'],
  ['by', 'factor'],
  ['factor', 'factor'],
  ['answer', 'size'],
  ['weight', 'factor'],
]);

/** Words that a name follows. */
const NAMES = new Set([
  'call',
  'send',
  'calls',
  'read',
  'write',
  'on',
  'across',
  'members',
  'consumer',
  'profile',
  'fail',
  'restore',
  'slow',
]);

/** 'a duration, such as 20 ms', after the word that wants it. */
export function valueAfter(word: string | undefined): string {
  if (word !== undefined && NAMES.has(word)) return 'a name';
  const kind = word === undefined ? undefined : kindAfter(word);
  return kind ? `${KINDS[kind].name}, such as ${KINDS[kind].example}` : 'a value, such as 8 or 20 ms';
}

function kindAfter(word: string): KindName | undefined {
  const known: ReadonlyMap<string, ValueSpec> = VALUE_MAP;
  return AFTER.get(word) ?? propertyOf(word)?.kind ?? known.get(word)?.kind;
}

const VALUE_MAP = new Map<string, ValueSpec>(Object.entries(VALUES));
