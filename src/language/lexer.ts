/**
 * The lexer: words become keywords by a table, and `with p {` / `times n {` become block steps, so that the parser
 * can tell them from the clauses of a call that are spelled the same. For the repair of broken files (repair.ts) the
 * parser may hand it the tokens that it should see instead.
 */

import type { IToken, TokenType } from 'chevrotain';
import { DefaultLexer, type LangiumCoreServices, type LexerResult, type TokenizeOptions } from 'langium';
import { isWord } from './token-builder.js';

/** Block keywords that are written like a clause. */
const BLOCK_FORM = new Map([
  ['with', 'if'],
  ['times', 'repeat'],
]);
const OPERATORS = new Set(['+', '-', '*', '/', '^', '..', ',']);
const OPERANDS = new Set(['NUMBER', 'QUANTITY']);

export class ArchLexer extends DefaultLexer {
  private readonly keywords = new Map<string, TokenType>();
  private prepared: LexerResult | undefined;

  constructor(services: LangiumCoreServices) {
    super(services);
    for (const type of Object.values(this.tokenTypes))
      if (isWord(type.name) && type.name !== type.name.toUpperCase()) {
        this.keywords.set(type.name, type);
      }
  }

  /** The token type of a keyword; undefined for any other word. */
  keyword(word: string): TokenType | undefined {
    return this.keywords.get(word);
  }

  /** Runs `parse` with these tokens in place of those of the text. */
  withTokens<T>(prepared: LexerResult, parse: () => T): T {
    this.prepared = prepared;
    try {
      return parse();
    } finally {
      this.prepared = undefined;
    }
  }

  override tokenize(text: string, options?: TokenizeOptions): LexerResult {
    // The parser consumes the list of hidden tokens, so that each run gets its own.
    if (this.prepared) return { ...this.prepared, hidden: [...this.prepared.hidden] };
    const result = super.tokenize(text, options);
    for (const token of result.tokens) {
      if (token.tokenType.name !== 'ID') continue;
      const keyword = this.keywords.get(token.image);
      if (keyword) retype(token, keyword);
    }
    this.markBlocks(result.tokens);
    return result;
  }

  private markBlocks(tokens: IToken[]): void {
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as IToken;
      const block = BLOCK_FORM.get(token.tokenType.name);
      const type = block === undefined ? undefined : this.keywords.get(block);
      if (type && token.tokenType.name !== type.name && opensBlock(tokens, i + 1)) retype(token, type);
    }
  }
}

/** Gives a token another type. */
function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  if (type.tokenTypeIdx !== undefined) token.tokenTypeIdx = type.tokenTypeIdx;
}

/** Do the tokens from `start` form one value that a '{' follows? */
function opensBlock(tokens: readonly IToken[], start: number): boolean {
  let wantsOperand = true;
  for (let i = start; i < tokens.length && i < start + 100; i++) {
    const token = tokens[i] as IToken;
    const name = token.tokenType.name;
    if (name === '{') return !wantsOperand;
    if (name === '(') wantsOperand = true;
    else if (name === ')') wantsOperand = false;
    else if (OPERATORS.has(name)) wantsOperand = true;
    else if (name === 'geometric' || name === 'assumed' || name === 'source' || name === 'STRING') continue;
    else if (!wantsOperand || !(OPERANDS.has(name) || isWord(token.image))) return false;
    else wantsOperand = false;
  }
  return false;
}
