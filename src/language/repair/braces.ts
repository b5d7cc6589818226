/** Mends braces: a missing one is put in where the indentation says, one too many is left out. */
import type { IToken, TokenType } from 'chevrotain';
import type { TextProblem } from '../parse-guard.js';
import { startsLine } from './statements.js';

export interface BalancedTokens {
  readonly tokens: IToken[];
  readonly problems: TextProblem[];
}

/**
 * Balances the braces of a text.
 *
 * @param declares is this token a word that starts a declaration at the top level?
 * @param brace the token type of '}'
 */
export function balance(
  tokens: readonly IToken[],
  declares: (index: number) => boolean,
  brace: TokenType,
): BalancedTokens {
  const result: IToken[] = [];
  const problems: TextProblem[] = [];
  const open: { token: IToken; indent: number }[] = [];
  let depth = 0;
  for (const token of tokens) depth += token.image === '{' ? 1 : token.image === '}' ? -1 : 0;
  const missing = depth > 0;
  const close = (before: IToken): void => {
    const opener = open.pop();
    if (!opener) return;
    const { startOffset } = opener.token;
    problems.push({
      code: 'syntax',
      args: { problem: "this '{' is never closed: a '}' is missing" },
      offset: startOffset,
      end: startOffset + 1,
    });
    // The parser takes an inserted token for grammar and leaves it out of the tree.
    result.push({
      ...before,
      image: '}',
      tokenType: brace,
      tokenTypeIdx: brace.tokenTypeIdx ?? 0,
      isInsertedInRecovery: true,
    } as IToken);
    depth--;
  };
  let indent = 1;
  tokens.forEach((token, index) => {
    if (startsLine(tokens, index)) indent = token.startColumn ?? 1;
    if (token.image === '{') open.push({ token, indent });
    else if (token.image === '}') {
      if (open.length === 0) {
        const { startOffset } = token;
        problems.push({
          code: 'syntax',
          args: { problem: "this '}' closes nothing" },
          offset: startOffset,
          end: startOffset + 1,
          replacement: '',
        });
        return;
      }
      if (missing && startsLine(tokens, index)) {
        const column = token.startColumn ?? 1;
        while (
          depth > 0 &&
          open.length > 1 &&
          (open.at(-1)?.indent ?? 0) > column &&
          open.some((item) => item.indent === column)
        ) {
          close(result.at(-1) ?? token);
        }
      }
      open.pop();
    } else if (missing && depth > 0 && open.length > 0 && startsLine(tokens, index) && declares(index)) {
      const column = token.startColumn ?? 1;
      while (depth > 0 && open.length > 0 && (open[0]?.indent ?? 0) >= column) close(result.at(-1) ?? token);
    }
    result.push(token);
  });
  while (open.length > 0) close(result.at(-1) as IToken);
  return { tokens: result, problems };
}
