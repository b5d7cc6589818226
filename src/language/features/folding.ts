// Folding of blocks, comments and runs of imports, found on the tokens so that a broken file folds too.
import type { LangiumDocument, Lexer } from 'langium';
import type { FoldingRangeProvider, LangiumServices } from 'langium/lsp';
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import { MAX_CHARACTERS } from '../parse-guard.js';

export class ArchFoldingRangeProvider implements FoldingRangeProvider {
  private readonly lexer: Lexer;

  constructor(services: LangiumServices) {
    this.lexer = services.parser.Lexer;
  }

  getFoldingRanges(document: LangiumDocument): FoldingRange[] {
    const { textDocument } = document;
    if (textDocument.getText().length > MAX_CHARACTERS) return [];
    const { tokens, hidden } = this.lexer.tokenize(textDocument.getText());
    const line = (offset: number): number => textDocument.positionAt(offset).line;
    const ranges: FoldingRange[] = [];
    const open: number[] = [];
    for (const token of tokens) {
      if (token.tokenType.name === '{') open.push(line(token.startOffset));
      if (token.tokenType.name !== '}') continue;
      const start = open.pop();
      const end = line(token.startOffset) - 1;
      // The closing brace stays visible.
      if (start !== undefined && end > start) ranges.push({ startLine: start, endLine: end });
    }
    const imports = tokens.filter(
      (token, i) => token.tokenType.name === 'import' && tokens[i + 1]?.tokenType.name === 'STRING',
    );
    ranges.push(
      ...runs(
        imports.map((t) => [line(t.startOffset), line(t.startOffset)]),
        FoldingRangeKind.Imports,
      ),
    );
    const comments = hidden.map((t): Span => [line(t.startOffset), line(t.startOffset + t.image.length)]);
    ranges.push(...runs(comments, FoldingRangeKind.Comment));
    return ranges.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
  }
}

type Span = [start: number, end: number];

/** Ranges of spans that follow one another without a line between them, where they fill two lines or more. */
function runs(spans: Span[], kind: FoldingRangeKind): FoldingRange[] {
  const result: FoldingRange[] = [];
  let current: Span | undefined;
  const flush = (): void => {
    if (current && current[1] > current[0]) result.push({ startLine: current[0], endLine: current[1], kind });
  };
  for (const [start, end] of spans) {
    if (current && start <= current[1] + 1) current[1] = Math.max(current[1], end);
    else {
      flush();
      current = [start, end];
    }
  }
  flush();
  return result;
}
