// The formatting service: turns the layout into edits, whole file, range or while typing.
import type { AstNode, LangiumDocument, LangiumParser, Lexer, ParseResult } from 'langium';
import type { Formatter, LangiumServices } from 'langium/lsp';
import type {
  DocumentFormattingParams,
  DocumentOnTypeFormattingOptions,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  FormattingOptions,
  Range,
  TextEdit,
} from 'vscode-languageserver';
import { textProblems } from '../parser.js';
import { applyChanges, layout } from './format.js';

export class ArchFormatter implements Formatter {
  private readonly lexer: Lexer;
  private readonly parser: LangiumParser;

  constructor(services: LangiumServices) {
    this.lexer = services.parser.Lexer;
    this.parser = services.parser.LangiumParser;
  }

  get formatOnTypeOptions(): DocumentOnTypeFormattingOptions {
    return { firstTriggerCharacter: '}' };
  }

  formatDocument(document: LangiumDocument, params: DocumentFormattingParams): TextEdit[] {
    return this.edits(document, params.options);
  }

  formatDocumentRange(document: LangiumDocument, params: DocumentRangeFormattingParams): TextEdit[] {
    return this.edits(document, params.options, params.range);
  }

  formatDocumentOnType(document: LangiumDocument, params: DocumentOnTypeFormattingParams): TextEdit[] {
    const { line } = params.position;
    const range = { start: { line, character: 0 }, end: { line, character: Number.MAX_SAFE_INTEGER } };
    return this.edits(document, params.options, range);
  }

  private edits(document: LangiumDocument, options: FormattingOptions, range?: Range): TextEdit[] {
    const textDocument = document.textDocument;
    const indent = options.insertSpaces === false ? '\t' : ' '.repeat(Math.min(Math.max(options.tabSize || 2, 1), 16));
    const from = range ? textDocument.offsetAt(range.start) : 0;
    const to = range ? textDocument.offsetAt(range.end) : textDocument.getText().length;
    const text = textDocument.getText();
    // Right after an edit the text is new and the tree still old: its places would be wrong.
    const parsed = document.parseResult?.value.$cstNode?.root.fullText === text;
    const root = healthyRoot(parsed ? document.parseResult : this.parser.parse(text));
    return (
      layout(text, this.lexer, root, { indent })
        // White space belongs to what follows it: the indentation of a line starts at the end of the line before.
        .filter((change) => change.end >= from && change.end <= to)
        .map((change) => ({
          range: { start: textDocument.positionAt(change.start), end: textDocument.positionAt(change.end) },
          newText: change.text,
        }))
    );
  }
}

/**
 * `text` laid out, for use without an editor.
 *
 * @param text the text of a file, healthy or not
 * @param services the services of the language (its parser and lexer are used)
 * @param indent one level of indentation. Default: two spaces
 */
export function formatText(text: string, services: Pick<LangiumServices, 'parser'>, indent = '  '): string {
  const root = healthyRoot(services.parser.LangiumParser.parse(text));
  return applyChanges(text, layout(text, services.parser.Lexer, root, { indent }));
}

/**
 * The tree of a text without syntax errors. That of a broken text depends on how its lines are broken, so that layout
 * by it would not come to rest.
 */
function healthyRoot(result: ParseResult | undefined): AstNode | undefined {
  if (!result || result.parserErrors.length + result.lexerErrors.length + textProblems(result).length > 0)
    return undefined;
  return result.value;
}
