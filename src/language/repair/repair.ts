/**
 * Mends a broken text for the parser: each mistake gives one problem, and the smallest part around it that lets the
 * parser go on is left out, so that all healthy declarations, statements and clauses keep their place in the tree.
 */
import type { IToken, TokenType } from 'chevrotain';
import type { TextProblem } from '../parse-guard.js';
import { balance } from './braces.js';
import { type Explanation, explain, type ParseFailure } from './explain.js';
import type { GrammarWords } from './grammar-words.js';
import { startsLine, statementEnd, statementStart } from './statements.js';

/** What repairing needs of the parser. */
export interface RepairTools {
  readonly words: GrammarWords;
  readonly brace: TokenType;
  keyword(word: string): TokenType | undefined;
  /** The first error in a sequence of whole declarations; undefined where there is none. */
  firstError(tokens: readonly IToken[]): ParseFailure | undefined;
}

export interface Repaired {
  readonly tokens: IToken[];
  readonly problems: TextProblem[];
}

/** Most mistakes that are reported for one declaration; the rest of it is left out then. */
const MAX_PER_DECLARATION = 20;
const MAX_IN_ALL = 200;
/** Most tokens that are parsed again while mending one file. */
const MAX_WORK = 200_000;

export function repair(tokens: readonly IToken[], given: RepairTools): Repaired {
  const tools = limited(given);
  const declarations = tools.words.members('Document') ?? new Set<string>();
  const declares = (index: number, list: readonly IToken[]): boolean =>
    declarations.has(list[index]?.image ?? '') && list[index]?.tokenType.name !== 'ID';
  const balanced = balance(tokens, (index) => declares(index, tokens) && names(tokens, index), tools.brace);
  const problems = [...balanced.problems];
  const result: IToken[] = [];
  for (const slice of split(balanced.tokens, declares)) {
    const mended = problems.length < MAX_IN_ALL ? mend(slice, tools, problems) : tools.firstError(slice) ? [] : slice;
    result.push(...mended);
  }
  return { tokens: result, problems };
}

/** Stops parsing again and again when a text is so broken that it takes too much work; what is left is left out. */
function limited(tools: RepairTools): RepairTools {
  let budget = MAX_WORK;
  return {
    ...tools,
    firstError: (tokens) => {
      budget -= tokens.length + 50;
      return budget < 0 && tokens.length > 0 ? { index: 0, rules: [], expected: [] } : tools.firstError(tokens);
    },
  };
}

/** Does a name and a '{' follow, as in a declaration with a block? */
function names(tokens: readonly IToken[], index: number): boolean {
  return tokens[index + 2]?.image === '{' || tokens[index + 2]?.image === '=' || tokens[index]?.startColumn === 1;
}

/** Cuts the text into declarations: each starts with its word at the top level, first on its line or after '}' or ';'. */
function split(tokens: readonly IToken[], declares: (index: number, list: readonly IToken[]) => boolean): IToken[][] {
  const slices: IToken[][] = [];
  let depth = 0;
  let current: IToken[] = [];
  tokens.forEach((token, index) => {
    const before = tokens[index - 1]?.image;
    const fresh = startsLine(tokens, index) || before === '}' || before === ';';
    if (depth === 0 && fresh && current.length > 0 && (declares(index, tokens) || before === '}')) {
      slices.push(current);
      current = [];
    }
    if (token.image === '{') depth++;
    if (token.image === '}') depth = Math.max(0, depth - 1);
    current.push(token);
  });
  if (current.length > 0) slices.push(current);
  return slices;
}

function mend(slice: IToken[], tools: RepairTools, problems: TextProblem[]): IToken[] {
  let tokens = slice;
  for (let round = 0; round < MAX_PER_DECLARATION; round++) {
    const failure = tools.firstError(tokens);
    if (!failure) return tokens;
    // Out of work: the first mistake has been told, or is told by the last parse.
    if (failure.rules.length === 0) return [];
    const found = explain(tokens, failure, tools.words);
    problems.push(found.problem);
    const next = firstThatHelps(tokens, failure, found, tools);
    if (!next) return [];
    tokens = next;
  }
  return tools.firstError(tokens) ? [] : tokens;
}

/** The smallest change after which the parser gets further than before. */
function firstThatHelps(
  tokens: readonly IToken[],
  failure: ParseFailure,
  found: Explanation,
  tools: RepairTools,
): IToken[] | undefined {
  const place = tokens[Math.min(failure.index, tokens.length - 1)]?.startOffset ?? 0;
  const done = statementReach(tokens, failure.index);
  let best: IToken[] | undefined;
  for (const candidate of candidates(tokens, failure, found, tools)) {
    if (candidate.length === 0) return best ?? [];
    const again = tools.firstError(candidate);
    if (!again) return candidate;
    const reached = candidate[again.index]?.startOffset ?? Number.POSITIVE_INFINITY;
    // A second error in the same statement is no second mistake.
    if (reached >= done && candidate.length <= tokens.length) return candidate;
    if (reached > place) best ??= candidate;
  }
  return best;
}

/** Where the statement around a token ends, its block left out: an offset. */
function statementReach(tokens: readonly IToken[], index: number): number {
  const start = statementStart(tokens, index);
  const end = statementEnd(tokens, start, new Set());
  let at = Math.max(start, Math.min(index, tokens.length - 1));
  while (at < end && tokens[at]?.image !== '{') at++;
  return tokens[at]?.startOffset ?? Number.POSITIVE_INFINITY;
}

function* candidates(
  tokens: readonly IToken[],
  failure: ParseFailure,
  found: Explanation,
  tools: RepairTools,
): Generator<IToken[]> {
  const without = (from: number, to: number): IToken[] => [...tokens.slice(0, from), ...tokens.slice(to)];
  const block = [...failure.rules].reverse().find((rule) => tools.words.members(rule)) ?? 'Document';
  const starts = new Set([...(tools.words.members(block) ?? []), ...tools.words.clauses]);
  const { index } = failure;
  const token = tokens[index];
  const end = statementEnd(tokens, Math.min(found.from, tokens.length - 1), new Set());
  const hasBlock = tokens.slice(index, end).some((item) => item.image === '{');
  if (token && hasBlock) {
    const type = found.instead === undefined ? undefined : tools.keyword(found.instead);
    if (type && found.instead !== undefined) {
      // The image is what the tree keeps; the place stays that of the text.
      const meant = { ...token, image: found.instead, tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? 0 } as IToken;
      yield [...tokens.slice(0, index), meant, ...tokens.slice(index + 1)];
    }
    // The first word of a block carries the rest: without it nothing makes sense.
    const header = statementStart(tokens, index) === index;
    if (/^[\p{L}_]/u.test(token.image) && !header) yield without(index, index + 1);
  }
  // A character too many.
  if (token && found.from === index && !/^[\p{L}_0-9"{}]/u.test(token.image)) yield without(index, index + 1);
  // The clause: from its word to the next one.
  const first = statementStart(tokens, found.from);
  let from = found.from;
  // What is wrong from its first word on goes alone; what is wrong later takes its clause with it.
  while (found.from < index && from > first && !starts.has(tokens[from]?.image ?? '')) from--;
  if (!starts.has(tokens[from]?.image ?? '')) from = found.from < index ? first : found.from;
  const to = found.to ?? statementEnd(tokens, from, starts);
  if (from < to) yield without(from, Math.max(to, from + 1));
  if (from < index) yield without(from, index);
  if (index < tokens.length) yield without(from, Math.max(index + 1, to));
  // The statement, then the block around it, then the declaration.
  yield without(first, Math.max(end, first + 1));
  if (index < tokens.length) yield without(index, statementEnd(tokens, index, new Set()));
  if (index < tokens.length) yield without(index, index + 1);
  yield [];
}
