/** Turns the diagnostics of the language into those of the language server protocol. */
import {
  DefaultDocumentValidator,
  type LangiumCoreServices,
  type LangiumDocument,
  type ValidationOptions,
} from 'langium';
import type { CancellationToken } from 'vscode-jsonrpc';
import type { Diagnostic } from 'vscode-languageserver-types';
import type { SourceRange } from '../model/system.js';
import { diagnostic, docsPage, type LanguageDiagnostic } from './diagnostics.js';
import { rangeAt, readSystem } from './read-system.js';

const SEVERITY = { error: 1, warning: 2, information: 3 } as const;

export class ArchDocumentValidator extends DefaultDocumentValidator {
  constructor(private readonly services: LangiumCoreServices) {
    super(services);
  }

  override async validateDocument(
    document: LangiumDocument,
    options: ValidationOptions = {},
    cancelToken?: CancellationToken,
  ): Promise<Diagnostic[]> {
    const found = this.diagnosticsOf(document).filter((item) => item.at.uri === document.uri.toString());
    // Checks that others have registered, such as the server's.
    return [...found.map(toLsp), ...(await this.validateAst(document.parseResult.value, options, cancelToken))];
  }

  /** A defect of ours must not take the editor down: it is reported as what it is. */
  private diagnosticsOf(document: LangiumDocument): readonly LanguageDiagnostic[] {
    try {
      return readSystem({ shared: this.services.shared, arch: this.services }, document).diagnostics;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [diagnostic('internal', rangeAt(document, 0, 1), { problem })];
    }
  }
}

/** A diagnostic in the shape of the language server protocol; `data.suggestions` carries the changes of text. */
export function toLsp(item: LanguageDiagnostic): Diagnostic {
  return {
    severity: SEVERITY[item.severity],
    range: lspRange(item.at),
    message: item.message,
    code: item.code,
    source: 'headroom',
    data: { code: item.code, docs: docsPage(item.code), suggestions: item.suggestions ?? [] },
    ...(item.related
      ? {
          relatedInformation: item.related.map(({ at, message }) => ({
            location: { uri: at.uri, range: lspRange(at) },
            message,
          })),
        }
      : {}),
  };
}

function lspRange(at: SourceRange): Diagnostic['range'] {
  return { start: { line: at.line, character: at.column }, end: { line: at.endLine, character: at.endColumn } };
}
