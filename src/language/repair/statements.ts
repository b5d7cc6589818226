/** Where a statement starts and ends in a sequence of tokens, without a tree. */
import type { IToken } from 'chevrotain';

const JOINING = new Set(['+', '-', '*', '/', '^', '..', ',', '(', '=', '->', '.', '<', '<=', '>', '>=']);
const JOINED = new Set(['+', '-', '*', '/', '^', '..', ',', ')', '=', '->', '.', '<', '<=', '>', '>=', 'else']);

/** Is this the first token on its line? */
export function startsLine(tokens: readonly IToken[], index: number): boolean {
  return index <= 0 || (tokens[index - 1]?.endLine ?? 0) < (tokens[index]?.startLine ?? 0);
}

function continues(tokens: readonly IToken[], index: number): boolean {
  return JOINED.has(tokens[index]?.image ?? '') || JOINING.has(tokens[index - 1]?.image ?? '');
}

/** Index of the first token of the statement that a token belongs to. */
export function statementStart(tokens: readonly IToken[], index: number): number {
  let at = Math.min(index, tokens.length - 1);
  while (at > 0) {
    const before = tokens[at - 1]?.image;
    if (before === ';' || before === '{' || before === '}') break;
    if (startsLine(tokens, at) && !continues(tokens, at)) break;
    at--;
  }
  return Math.max(at, 0);
}

/**
 * Index after the last token of the statement that a token belongs to, its block included.
 *
 * @param starts words that start another statement or clause, on the same line
 */
export function statementEnd(tokens: readonly IToken[], index: number, starts: ReadonlySet<string>): number {
  let depth = 0;
  for (let at = index; at < tokens.length; at++) {
    const image = tokens[at]?.image ?? '';
    if (depth === 0 && at > index) {
      if (image === '}') return at;
      if (image === ';') return at + 1;
      if (image !== '{' && startsLine(tokens, at) && !continues(tokens, at)) return at;
      if (starts.has(image) && !JOINING.has(tokens[at - 1]?.image ?? '')) return at;
    }
    if (depth === 0 && at === index && image === ';') return at + 1;
    if (image === '{') depth++;
    if (image === '}') {
      depth--;
      if (depth < 0) return at === index ? at + 1 : at;
      if (depth === 0 && tokens[at + 1]?.image !== 'else') return tokens[at + 1]?.image === ';' ? at + 2 : at + 1;
    }
  }
  return tokens.length;
}
