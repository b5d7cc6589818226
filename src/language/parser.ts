/** The parser: guarded against texts that a recursive parser cannot take, and mending broken ones (repair/). */
import type { ILexingError, IRecognitionException, IToken } from 'chevrotain';
import {
  type AstNode,
  createParser,
  type LangiumCoreServices,
  LangiumParser,
  type LexerResult,
  type ParseResult,
  type ParserOptions,
} from 'langium';
import type { ArchLexer } from './lexer.js';
import { guardText, guardTokens, MAX_BRACES, type TextProblem } from './parse-guard.js';
import { explain, type ParseFailure } from './repair/explain.js';
import { GrammarWords } from './repair/grammar-words.js';
import { expectedOf } from './repair/messages.js';
import { repair } from './repair/repair.js';

/** A parse result with its problems worded for a person; the lists of the parser itself are empty then. */
export interface ArchParseResult<T extends AstNode = AstNode> extends ParseResult<T> {
  readonly problems: readonly TextProblem[];
  /** Words in what was left out: names that are missing because of a mistake that is reported already. */
  readonly dropped?: ReadonlySet<string>;
}

/** The problems of a document's text. */
export function textProblems(result: ParseResult): readonly TextProblem[] {
  return (result as Partial<ArchParseResult>).problems ?? [];
}

/** Words of a document's text that are in no tree because they stand in a broken part. */
export function droppedWords(result: ParseResult): ReadonlySet<string> {
  return (result as Partial<ArchParseResult>).dropped ?? new Set();
}

const NOTHING: LexerResult = { tokens: [], hidden: [], errors: [] };
/** Most mistakes that are reported of one file, the first ones. */
const MAX_PROBLEMS = 500;
/** Most unreadable characters that are reported. */
const MAX_CHARACTER_PROBLEMS = 50;

export class ArchParser extends LangiumParser {
  private readonly archLexer: ArchLexer;
  private readonly words: GrammarWords;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.archLexer = services.parser.Lexer as ArchLexer;
    this.words = new GrammarWords(services.Grammar);
  }

  override parse<T extends AstNode = AstNode>(input: string, options?: ParserOptions): ParseResult<T> {
    // Parts of a file, such as the value of `--set`, are not mended.
    if (options?.rule) return super.parse<T>(input, options);
    try {
      return this.parseFile<T>(input);
    } catch (error) {
      // What an interrupted run has left behind must not get into the next one.
      (this as unknown as { stack: unknown[] }).stack = [];
      if (error instanceof RangeError) {
        const args = { depth: 'too many', limit: MAX_BRACES };
        return this.refuse<T>(input, { code: 'nested-too-deep', args, offset: 0, end: 1 });
      }
      const problem = error instanceof Error ? error.message : String(error);
      return this.refuse<T>(input, { code: 'internal', args: { problem }, offset: 0, end: 1 });
    }
  }

  private parseFile<T extends AstNode>(input: string): ParseResult<T> {
    const refused = guardText(input);
    if (refused) return this.refuse(input, refused);
    const lexed = this.archLexer.tokenize(input);
    const tooDeep = guardTokens(lexed.tokens);
    if (tooDeep) return this.refuse(input, tooDeep);
    if (lexed.errors.length === 0) {
      const result = this.toFirstError(() => this.parseTokens<T>(input, lexed));
      if (result.parserErrors.length === 0) return { ...result, problems: [] } as ArchParseResult<T>;
    }
    return this.parseBroken<T>(input, lexed);
  }

  private parseTokens<T extends AstNode>(input: string, lexed: LexerResult): ParseResult<T> {
    return this.archLexer.withTokens(lexed, () => super.parse<T>(input));
  }

  private parseBroken<T extends AstNode>(input: string, lexed: LexerResult): ParseResult<T> {
    const { tokens, problems } = readable(input, lexed);
    const brace = this.archLexer.definition['}'];
    if (!brace) throw new Error("the grammar has no '}'");
    const mended = repair(tokens, {
      words: this.words,
      brace,
      keyword: (word) => this.archLexer.keyword(word),
      firstError: (slice) => this.firstError(input, slice),
    });
    const lines = new Set(problems.map((problem) => lineOf(input, problem.offset)));
    for (const problem of mended.problems) {
      // A character that cannot be read explains the rest of its line.
      if (lines.size === 0 || !lines.has(lineOf(input, problem.offset))) problems.push(problem);
    }
    const result = this.parseTokens<T>(input, { ...lexed, tokens: mended.tokens });
    const left = result.parserErrors[0];
    if (left) problems.push(explain(mended.tokens, failureOf(left, mended.tokens), this.words).problem);
    problems.sort((a, b) => a.offset - b.offset);
    problems.splice(MAX_PROBLEMS);
    const kept = new Set(mended.tokens.map((token) => token.startOffset));
    const dropped = new Set(lexed.tokens.filter((token) => !kept.has(token.startOffset)).map((token) => token.image));
    return { ...result, lexerErrors: [], parserErrors: [], problems, dropped } as ArchParseResult<T>;
  }

  private firstError(input: string, tokens: readonly IToken[]): ParseFailure | undefined {
    const result = this.toFirstError(() => this.parseTokens(input, { ...NOTHING, tokens: [...tokens] }));
    const error = result.parserErrors[0];
    return error && failureOf(error, tokens);
  }

  /** Runs a parse that ends at its first error: going on after each of thousands costs seconds, for nothing. */
  private toFirstError<R>(parse: () => R): R {
    const recovery = this.wrapper as unknown as { recoveryEnabled: boolean };
    recovery.recoveryEnabled = false;
    try {
      return parse();
    } finally {
      recovery.recoveryEnabled = true;
    }
  }

  private refuse<T extends AstNode>(input: string, problem: TextProblem): ParseResult<T> {
    const result = this.parseTokens<T>(input, NOTHING);
    return { ...result, lexerErrors: [], parserErrors: [], problems: [problem] } as ArchParseResult<T>;
  }
}

function failureOf(error: IRecognitionException, tokens: readonly IToken[]): ParseFailure {
  const at = tokens.indexOf(error.token);
  // Names of rules carry an invisible suffix.
  const rules = error.context.ruleStack.map((rule) => rule.replace(/\u200B$/, ''));
  return { index: at < 0 ? tokens.length : at, rules, expected: expectedOf(error.message) };
}

function lineOf(input: string, offset: number): number {
  let line = 0;
  for (let at = input.indexOf('\n'); at >= 0 && at < offset; at = input.indexOf('\n', at + 1)) line++;
  return line;
}

/** The tokens that can be read, and the characters that cannot. */
function readable(input: string, lexed: LexerResult): { tokens: IToken[]; problems: TextProblem[] } {
  let { tokens } = lexed;
  const problems: TextProblem[] = [];
  const comment = tokens.find(
    (token, i) =>
      token.image === '/' && tokens[i + 1]?.image === '*' && tokens[i + 1]?.startOffset === token.startOffset + 1,
  );
  if (comment) {
    const offset = comment.startOffset;
    problems.push({
      code: 'syntax',
      args: { problem: "this comment is never closed: '*/' is missing" },
      offset,
      end: offset + 2,
    });
    tokens = tokens.filter((token) => token.startOffset < offset);
  }
  let skipTo = -1;
  for (const { offset, length } of lexed.errors as ILexingError[]) {
    if (offset < skipTo || (comment && offset > comment.startOffset) || problems.length >= MAX_CHARACTER_PROBLEMS)
      continue;
    const text = input.slice(offset, offset + length);
    if (text.startsWith('"')) {
      const end = input.slice(offset).search(/[\r\n]|$/) + offset;
      problems.push({ code: 'syntax', args: { problem: 'this text has no closing quote' }, offset, end });
      const kept = (token: IToken): boolean => token.image === '{' || token.image === '}';
      tokens = tokens.filter((token) => token.startOffset < offset || token.startOffset >= end || kept(token));
      skipTo = end;
    } else {
      const shown = text.length > 10 ? `${text.slice(0, 10)}…` : text;
      problems.push({
        code: 'syntax',
        args: { problem: `'${shown}' cannot be read here` },
        offset,
        end: offset + length,
        replacement: '',
      });
    }
  }
  return { tokens, problems };
}

/** Creates the parser of the language; called once by the services. */
export function createArchParser(services: LangiumCoreServices): ArchParser {
  const parser = new ArchParser(services);
  createParser(services.Grammar, parser, services.parser.Lexer.definition);
  parser.finalize();
  return parser;
}
