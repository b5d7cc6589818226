// What kind of value is due at a place, from the words in front of it.

import { type PropertySpec, propertyOf } from '../../properties.js';
import type { KindName } from '../../units.js';
import { propertiesIn } from '../property-lookup.js';
import type { Place } from './place.js';
import { kindAfter } from './units.js';

/** Tokens that an expression may consist of. */
const EXPRESSION = new Set([
  'NUMBER',
  'QUANTITY',
  'ID',
  '+',
  '-',
  '*',
  '/',
  '^',
  '(',
  ')',
  '..',
  ',',
  '<',
  '<=',
  '>',
  '>=',
]);

/** The property whose value is due at a place, if it is one. */
export function propertyBefore(place: Place): PropertySpec | undefined {
  const word = place.words.at(-1)?.type;
  return propertiesIn(place.blocks.at(-1)?.rule).find((property) => property.name === word);
}

/** The keyword in front of the expression that the last words belong to. */
export function leadingWord({ words }: Place): string | undefined {
  return words.findLast((word) => !EXPRESSION.has(word.type))?.type;
}

/** Kind of the value that the last words belong to: that of the keyword in front of its expression. */
export function kindOfValue(place: Place): KindName | undefined {
  const { words } = place;
  let index = words.length - 1;
  while (index >= 0 && EXPRESSION.has(words[index]?.type ?? '')) index--;
  const word = words[index];
  if (!word) return undefined;
  if (word.type === '=') {
    // An override: the last word of its path says what it sets.
    const name = words[index - 1]?.text ?? '';
    return words[index - 2]?.type === '.' ? (propertyOf(name)?.kind ?? kindAfter(name)) : undefined;
  }
  if (word.type === 'PERCENTILE') return 'duration';
  const property = propertiesIn(place.blocks.at(-1)?.rule).find((candidate) => candidate.name === word.type);
  return property?.kind ?? kindAfter(word.type, words[index - 1]?.type);
}
