// Quick fixes for what the language itself reports: the suggestions that came with a diagnostic, as edits.
import type { LangiumDocument } from 'langium';
import type { CodeActionProvider } from 'langium/lsp';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextEdit,
} from 'vscode-languageserver';
import type { Suggestion } from '../diagnostics.js';

/** Expects a diagnostic to carry `{ suggestions: Suggestion[] }` in its field `data`. */
export class ArchCodeActionProvider implements CodeActionProvider {
  getCodeActions(document: LangiumDocument, params: CodeActionParams): CodeAction[] {
    // The editor may send diagnostics back without their data: those of the document have it.
    const reported = document.diagnostics ?? [];
    return params.context.diagnostics.flatMap((asked) => {
      const suggestions = suggestionsOf(asked) ?? suggestionsOf(reported.find((own) => same(own, asked))) ?? [];
      // Places in other files would need their texts; no suggestion is about another file today.
      const here = suggestions.filter(({ at }) => at.uri === document.uri.toString());
      return here.map((suggestion, index) => actionOf(document, asked, suggestion, index === 0));
    });
  }
}

function actionOf(
  document: LangiumDocument,
  diagnostic: Diagnostic,
  suggestion: Suggestion,
  first: boolean,
): CodeAction {
  const { textDocument } = document;
  const edit: TextEdit = {
    range: {
      start: textDocument.positionAt(suggestion.at.offset),
      end: textDocument.positionAt(suggestion.at.end),
    },
    newText: suggestion.replacement,
  };
  return {
    title: suggestion.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    ...(first ? { isPreferred: true } : {}),
    edit: { changes: { [suggestion.at.uri]: [edit] } },
  };
}

function suggestionsOf(diagnostic: Diagnostic | undefined): readonly Suggestion[] | undefined {
  const data: unknown = diagnostic?.data;
  if (typeof data !== 'object' || data === null || !('suggestions' in data)) return undefined;
  return Array.isArray(data.suggestions) ? data.suggestions.filter(isSuggestion) : undefined;
}

function isSuggestion(value: unknown): value is Suggestion {
  return typeof value === 'object' && value !== null && 'title' in value && 'at' in value && 'replacement' in value;
}

function same(a: Diagnostic, b: Diagnostic): boolean {
  return (
    a.code === b.code &&
    a.range.start.line === b.range.start.line &&
    a.range.start.character === b.range.start.character &&
    a.message === b.message
  );
}
