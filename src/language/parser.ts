/** The parser: guarded against texts that a recursive parser cannot take, and mending broken ones (repair.ts). */
import {
  type AstNode,
  createParser,
  type LangiumCoreServices,
  LangiumParser,
  type ParseResult,
  type ParserOptions,
} from 'langium';
import type { ArchLexer } from './lexer.js';
import { guardText, guardTokens, type TextProblem } from './parse-guard.js';

/** A parse result with its problems worded for a person; the lists of the parser itself are empty then. */
export interface ArchParseResult<T extends AstNode = AstNode> extends ParseResult<T> {
  readonly problems: readonly TextProblem[];
}

/** The problems of a document's text. */
export function textProblems(result: ParseResult): readonly TextProblem[] {
  return (result as Partial<ArchParseResult>).problems ?? [];
}

export class ArchParser extends LangiumParser {
  private readonly archLexer: ArchLexer;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.archLexer = services.parser.Lexer as ArchLexer;
  }

  override parse<T extends AstNode = AstNode>(input: string, options?: ParserOptions): ParseResult<T> {
    const refused = guardText(input);
    if (refused) return this.refuse(input, refused);
    const lexed = this.archLexer.tokenize(input);
    const tooDeep = guardTokens(lexed.tokens);
    if (tooDeep) return this.refuse(input, tooDeep);
    return super.parse<T>(input, options);
  }

  private refuse<T extends AstNode>(input: string, problem: TextProblem): ParseResult<T> {
    const nothing = { tokens: [], hidden: [], errors: [] };
    const result = this.archLexer.withTokens(nothing, () => super.parse<T>(input));
    return { ...result, lexerErrors: [], parserErrors: [], problems: [problem] } as ArchParseResult<T>;
  }
}

/** Creates the parser of the language; called once by the services. */
export function createArchParser(services: LangiumCoreServices): ArchParser {
  const parser = new ArchParser(services);
  createParser(services.Grammar, parser, services.parser.Lexer.definition);
  parser.finalize();
  return parser;
}
