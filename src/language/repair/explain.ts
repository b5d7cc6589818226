/** Words a parse error for a person: what is wrong, where, and what was probably meant. */
import type { IToken } from 'chevrotain';
import { didYouMean, nearest } from '../diagnostics.js';
import type { TextProblem } from '../parse-guard.js';
import { unitSpellings } from '../units.js';
import { valueAfter } from './expectations.js';
import type { GrammarWords } from './grammar-words.js';
import { startsLine } from './statements.js';

/** The first error of the parser in a sequence of tokens. */
export interface ParseFailure {
  /** Index of the token that it could not take; the number of tokens at the end. */
  readonly index: number;
  /** Rules around it, outermost first. */
  readonly rules: readonly string[];
  /** Names of the token types that it could have taken, as far as known. */
  readonly expected: readonly string[];
}

/** An explanation: the problem, which tokens to leave out at least, and a word to read in place of the wrong one. */
export interface Explanation {
  readonly problem: TextProblem;
  /** Smallest part to leave out: [from, to). */
  readonly from: number;
  readonly to?: number;
  readonly instead?: string;
}

/** Words of other languages for ours. */
const SYNONYMS = new Map([
  ['node', 'service'],
  ['server', 'service'],
  ['component', 'service'],
  ['application', 'service'],
  ['database', 'store'],
  ['db', 'store'],
  ['datastore', 'store'],
  ['operation', 'op'],
  ['endpoint', 'op'],
  ['method', 'op'],
  ['function', 'op'],
  ['instances', 'replicas'],
  ['count', 'replicas'],
  ['threads', 'workers'],
  ['cpus', 'cores'],
  ['retries', 'retry'],
  ['slo', 'objective'],
  ['variable', 'param'],
  ['let', 'param'],
  ['sleep', 'delay'],
]);
const VALUE_RULES = new Set(['Value', 'Expression', 'Additive', 'Multiplicative', 'Unary', 'Power', 'Primary', 'Dist']);
const NUMBERS = new Set(['NUMBER', 'QUANTITY']);
const UNITS = unitSpellings();

const isWord = (token: IToken | undefined): boolean => token !== undefined && /^[\p{L}_]/u.test(token.image);
const isNumber = (token: IToken | undefined): boolean => token !== undefined && NUMBERS.has(token.tokenType.name);
const endOf = (token: IToken): number => token.startOffset + token.image.length;

export function explain(tokens: readonly IToken[], failure: ParseFailure, words: GrammarWords): Explanation {
  const { index, rules } = failure;
  const token = tokens[index];
  const before = tokens[index - 1];
  const inner = rules.at(-1) ?? '';
  const block = [...rules].reverse().find((rule) => words.members(rule)) ?? 'Document';
  const members = words.members(block) ?? new Set<string>();
  const starts = (image: string | undefined): boolean =>
    image !== undefined && (members.has(image) || words.clauses.has(image));
  const here = token && !(startsLine(tokens, index) && before) && token.image !== '}' && token.image !== ';';
  /** Place of something missing: at the wrong token on the same line, else at the last right one. */
  const gap = (): { offset: number; end: number } => {
    const place = here ? token : (before ?? token);
    return place ? { offset: place.startOffset, end: endOf(place) } : { offset: 0, end: 1 };
  };
  const say = (problem: string, place: { offset: number; end: number }, from: number, to?: number): Explanation => ({
    problem: { code: 'syntax', args: { problem }, ...place },
    from,
    ...(to === undefined ? {} : { to }),
  });
  // A word was read as the value of the one before: "workers" at the end of a line, "cores 4" on the next.
  if (
    before &&
    (isNumber(token) || token?.image === '{' || token?.tokenType.name === 'STRING') &&
    starts(before.image)
  ) {
    const wants = tokens[index - 2];
    if (wants && starts(wants.image) && before.tokenType.name !== 'ID') {
      const place = { offset: wants.startOffset, end: endOf(wants) };
      return say(`expected ${valueAfter(wants.image)}, after '${wants.image}'`, place, index - 2, index - 1);
    }
  }
  const after = tokens[index + 1];
  if (token?.image === ',' && before && isNumber(before) && isNumber(after) && after?.startOffset === endOf(token)) {
    const place = { offset: before.startOffset, end: endOf(after) };
    return say(`decimals are written with a point: ${before.image}.${after.image}`, place, index - 1);
  }
  if (failure.expected.length === 1 && failure.expected[0] === ')')
    return say("a ')' is missing", gap(), Math.max(0, index - 1));
  if (VALUE_RULES.has(inner)) {
    const wants = before && isWord(before) ? before.image : undefined;
    const where = before ? `, after '${before.image}'` : '';
    return say(`expected ${valueAfter(wants)}${where}`, gap(), Math.max(0, index - 1), here ? undefined : index);
  }
  if (inner === 'Name' || inner === 'QName') {
    return say(`expected a name${before ? `, after '${before.image}'` : ''}`, gap(), Math.max(0, index - 1));
  }
  // A word after a number on the same line: a unit that is not known.
  if (token && before && isWord(token) && before.tokenType.name === 'NUMBER' && !startsLine(tokens, index)) {
    const typo = nearest(token.image, [...members, ...words.clauses]);
    const another = typo !== undefined && (isNumber(tokens[index + 1]) || tokens[index + 1]?.image === '{');
    if (!another && !words.all.has(token.image)) return unitProblem(tokens, index);
  }
  if (words.members(inner) || rules.length === 0) {
    if (token && isWord(token)) return wordProblem(tokens, failure, words, block, [...members, ...words.clauses]);
    if (token && (isNumber(token) || token.tokenType.name === 'STRING')) {
      const problem = `'${token.image}' belongs to nothing: a word before it is missing, or a ';' too many`;
      return say(problem, { offset: token.startOffset, end: endOf(token) }, index);
    }
    if (token && token.image !== '}' && token.image !== '{') {
      const equals =
        token.image === '=' && before ? `: write '${before.image} ${tokens[index + 1]?.image ?? '8'}'` : '';
      return say(
        `'${token.image}' is not expected here${equals}`,
        { offset: token.startOffset, end: endOf(token) },
        index,
      );
    }
  }
  const wanted = failure.expected.filter((name) => /^[a-z]/.test(name));
  if (token && isWord(token) && wanted.length > 0 && here) {
    return { ...wordProblem(tokens, failure, words, block, wanted), from: Math.max(0, index - 1) };
  }
  if (failure.expected.includes('STRING')) return say('expected a text in quotes', gap(), Math.max(0, index - 1));
  if (failure.expected.includes('NUMBER'))
    return say(`expected ${valueAfter(before?.image)}`, gap(), Math.max(0, index - 1));
  if (failure.expected.length > 0 && failure.expected.length <= 6) {
    const list = failure.expected.map((name) => (name === 'ID' ? 'a name' : `'${name}'`));
    const last = list.pop();
    const choice = list.length > 0 ? `${list.join(', ')} or ${last}` : last;
    return say(`expected ${choice}${before ? `, after '${before.image}'` : ''}`, gap(), Math.max(0, index - 1));
  }
  if (!token) return say('the text ends too early', gap(), Math.max(0, index - 1));
  return say(`'${token.image}' is not expected here`, { offset: token.startOffset, end: endOf(token) }, index);
}

function unitProblem(tokens: readonly IToken[], index: number): Explanation {
  const token = tokens[index] as IToken;
  let unit = token.image;
  let last = index;
  if (tokens[index + 1]?.image === '/' && tokens[index + 2]?.startOffset === endOf(token) + 1) {
    unit = `${unit}/${tokens[index + 2]?.image}`;
    last = index + 2;
  }
  const suggestion = nearest(unit, UNITS);
  const end = endOf(tokens[last] as IToken);
  const args = { unit, suggestion: didYouMean(suggestion) || '; units are for example ms, s, req/s, MB, %' };
  return {
    problem: {
      code: 'unknown-unit',
      args,
      offset: token.startOffset,
      end,
      ...(suggestion === undefined ? {} : { replacement: suggestion }),
    },
    // Without its unit the number would be misread: the whole clause goes.
    from: index - 1,
  };
}

function wordProblem(
  tokens: readonly IToken[],
  failure: ParseFailure,
  words: GrammarWords,
  block: string,
  candidates: readonly string[],
): Explanation {
  const token = tokens[failure.index] as IToken;
  const word = token.image;
  const place = { offset: token.startOffset, end: endOf(token) };
  const where = placeName(tokens, failure.index, block);
  // Where a block follows, only a word that has a block can be meant; the order of candidates breaks ties.
  const meant = SYNONYMS.get(word.toLowerCase());
  const near =
    (meant && candidates.includes(meant) ? meant : undefined) ?? nearest(word, candidates) ?? nearest(word, words.all);
  if (words.all.has(word) && !candidates.includes(word)) {
    return {
      problem: { code: 'syntax', args: { problem: `'${word}' does not belong ${where}` }, ...place },
      from: failure.index,
    };
  }
  if (candidates.includes(word)) {
    return {
      problem: { code: 'syntax', args: { problem: `'${word}' is not expected here` }, ...place },
      from: failure.index,
    };
  }
  const args = { word, where, suggestion: didYouMean(near) };
  const help = near === undefined ? {} : { replacement: near };
  return {
    problem: { code: 'unknown-word', args, ...place, ...help },
    from: failure.index,
    ...(near === undefined ? {} : { instead: near }),
  };
}

/** 'in a service', 'in an operation', 'here': the block around a token by the word that opens it. */
function placeName(tokens: readonly IToken[], index: number, block: string): string {
  if (block === 'Document') return 'at the top level';
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const image = tokens[at]?.image;
    if (image === '}') depth++;
    if (image !== '{') continue;
    if (depth-- > 0) continue;
    let start = at;
    while (start > 0 && !['{', '}', ';'].includes(tokens[start - 1]?.image ?? '') && !startsLine(tokens, start))
      start--;
    const word = tokens[start]?.image;
    if (word === undefined || !isWord(tokens[start])) return 'here';
    if (word === 'op') return 'in an operation';
    return `in ${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
  }
  return 'here';
}
