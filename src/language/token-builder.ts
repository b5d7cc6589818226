/**
 * Tokens of the language. Words are lexed by one terminal (ID) and turned into keywords afterwards by a table
 * (see lexer.ts): a keyword is an ID too, so that a service may be named `cache`, `queue` or `session`.
 */

import { Lexer, type TokenType } from 'chevrotain';
import { DefaultTokenBuilder, type GrammarAST } from 'langium';

const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const WORD_STICKY = /[\p{L}_][\p{L}\p{N}_]*/uy;

/** Start characters of a word, one for each bucket of the lexer's dispatch table (it buckets codes over 255). */
function wordStarts(): (string | number)[] {
  const starts: (string | number)[] = [...'_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (let code = 170; code < 256; code++) starts.push(code);
  for (let code = 256; code < 65536; code += 100) starts.push(code);
  starts.push(65535);
  return starts;
}

/** Is this text a word, that is: could it be a name? */
export function isWord(text: string): boolean {
  return WORD.test(text);
}

export class ArchTokenBuilder extends DefaultTokenBuilder {
  protected override buildTerminalToken(terminal: GrammarAST.TerminalRule): TokenType {
    if (terminal.name !== 'ID') return super.buildTerminalToken(terminal);
    return {
      name: 'ID',
      LINE_BREAKS: false,
      start_chars_hint: wordStarts(),
      PATTERN: (text: string, offset: number) => {
        WORD_STICKY.lastIndex = offset;
        return WORD_STICKY.exec(text);
      },
    } as TokenType;
  }

  protected override buildKeywordToken(
    keyword: GrammarAST.Keyword,
    terminals: TokenType[],
    caseInsensitive: boolean,
  ): TokenType {
    if (!isWord(keyword.value)) return super.buildKeywordToken(keyword, terminals, caseInsensitive);
    const id = terminals.find((terminal) => terminal.name === 'ID');
    return { name: keyword.value, PATTERN: Lexer.NA, ...(id ? { CATEGORIES: [id] } : {}) } as TokenType;
  }

  override buildTokens(grammar: GrammarAST.Grammar, options?: { caseInsensitive?: boolean }): TokenType[] {
    const tokens = super.buildTokens(grammar, options) as TokenType[];
    const id = tokens.find((token) => token.name === 'ID');
    // 'p99' is a metric where one is expected, and a good name elsewhere.
    const percentile = tokens.find((token) => token.name === 'PERCENTILE');
    if (id && percentile) percentile.CATEGORIES = [id];
    return tokens;
  }
}
